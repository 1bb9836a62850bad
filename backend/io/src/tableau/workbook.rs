//! The workbook: two data sources, a parameter for the region, the sheets, one dashboard.

use crmgen_core::columns::Table;

use super::sheets::{KEPT, PARAMETER, SHEETS, Sheet};
use super::source::{Calculation, Source, VERSION};
use super::xml::{Attributes, Xml};
use crate::ids::Ids;

const DASHBOARD: &str = "CRM Overview";
/// The side of a dashboard, in the units that zones are placed in.
const WHOLE: u32 = 100_000;
/// Heights of the title and of the key figures.
const TITLE: u32 = 8_000;
const FIGURES: u32 = 15_000;

const FEEDBACK: &[Calculation] = &[
    Calculation::new(
        "calc_negative",
        "Negative Feedbacks",
        ("integer", "n#,##0;-#,##0"),
        "IF [sentiment_label] = 'Negative' THEN 1 ELSE 0 END",
        "1 for a feedback that sounds negative, 0 for any other.",
    ),
    Calculation::new(
        "calc_negative_share",
        "Negative %",
        ("real", "p0.0%"),
        "SUM(IF [sentiment_label] = 'Negative' THEN 1 ELSE 0 END) / COUNT([feedback_id])",
        "The share of feedbacks that sound negative.",
    ),
    Calculation::new(
        "calc_nps",
        "Net Promoter Score",
        ("real", "n0;-0"),
        "100 * (SUM(IF [nps_score] >= 9 THEN 1 ELSE 0 END) - SUM(IF [nps_score] <= 6 THEN 1 ELSE 0 END)) / COUNT([nps_score])",
        "Of 100 who answered the survey: those who gave 9 or 10, less those who gave 6 or less.",
    ),
    Calculation::new(
        KEPT,
        "Region Is Chosen",
        ("boolean", ""),
        "[Parameters].[Parameter 1] = 'All' OR [region] = [Parameters].[Parameter 1]",
        "True for the rows of the region chosen at the top of the dashboard.",
    ),
];

const DEALS: &[Calculation] = &[
    Calculation::new(
        "calc_has_risk",
        "Has a Churn Risk",
        ("boolean", ""),
        "NOT ISNULL([churn_risk])",
        "True for customers who pay us today. Prospects and customers who left have no churn risk.",
    ),
    Calculation::new(
        "calc_high_risk_share",
        "High Churn Risk %",
        ("real", "p0.0%"),
        "COUNTD(IF [churn_risk] = 'High' THEN [customer_id] END) / COUNTD(IF NOT ISNULL([churn_risk]) THEN [customer_id] END)",
        "The share of today's customers who are likely to leave.",
    ),
    Calculation::new(
        "calc_is_open",
        "Deal Is Open",
        ("boolean", ""),
        "NOT ISNULL([deal_id]) AND ISNULL([closed_date])",
        "True for deals that are neither won nor lost yet.",
    ),
    Calculation::new(
        "calc_pipeline_value",
        "Pipeline Value",
        ("integer", "c\"$\"#,##0;-\"$\"#,##0"),
        "SUM(IF NOT ISNULL([deal_id]) AND ISNULL([closed_date]) THEN [amount] END)",
        "What all open deals are worth together.",
    ),
    Calculation::new(
        KEPT,
        "Region Is Chosen",
        ("boolean", ""),
        "[Parameters].[Parameter 1] = 'All' OR [region] = [Parameters].[Parameter 1]",
        "True for the rows of the region chosen at the top of the dashboard.",
    ),
    Calculation::new(
        "calc_win_rate",
        "Win Rate",
        ("real", "p0.0%"),
        "SUM(IF [stage] = 'Closed Won' AND [closed_date] >= #{first}# THEN 1 ELSE 0 END) / SUM(IF [closed_date] >= #{first}# THEN 1 ELSE 0 END)",
        "Deals won out of all deals won or lost, in the months that the data is about.",
    ),
    Calculation::new(
        "calc_won_revenue",
        "Won Revenue",
        ("integer", "c\"$\"#,##0;-\"$\"#,##0"),
        "SUM(IF [stage] = 'Closed Won' AND [closed_date] >= #{first}# THEN [amount] END)",
        "What the deals won are worth together, in the months that the data is about.",
    ),
];

/// The workbook as Tableau writes it. `first_day` begins the history, `regions` are those that occur, `name` and `days` are
/// for the title.
pub(super) fn workbook(name: &str, (first_day, days): (&str, &str), regions: &[&str], ids: &Ids) -> String {
    let feedback = Source::new(
        ("federated.crmgenfeedback", "Feedback with its customer"),
        [Table::Feedback, Table::Customers],
        "inner",
        FEEDBACK,
        first_day,
    );
    // Every customer is there, those without a deal as well.
    let deals = Source::new(
        ("federated.crmgendeals", "Customers with their deals"),
        [Table::Customers, Table::Deals],
        "left",
        DEALS,
        first_day,
    );
    let source_of = |sheet: &Sheet| if sheet.from_feedback { &feedback } else { &deals };
    let parameter = |xml: &mut Xml| write_parameter(regions, xml);
    let mut xml = Xml::new();
    let attributes: Attributes<'_> = &[
        ("original-version", VERSION),
        ("source-build", "2025.1.0 (20251.25.0101.0000)"),
        ("source-platform", "win"),
        ("version", VERSION),
        ("xmlns:user", "http://www.tableausoftware.com/xml/user"),
    ];
    xml.open("workbook", attributes);
    xml.element("document-format-change-manifest", &[], |xml| {
        for feature in ["SheetIdentifierTracking", "WindowsPersistSimpleIdentifiers"] {
            xml.leaf(feature, &[]);
        }
    });
    xml.element("preferences", &[], |xml| {
        xml.leaf("preference", &[("name", "ui.encoding.shelf.height"), ("value", "24")]);
        xml.leaf("preference", &[("name", "ui.shelf.height"), ("value", "26")]);
    });
    xml.element("datasources", &[], |xml| {
        let attributes = [("hasconnection", "false"), ("inline", "true"), ("name", "Parameters"), ("version", VERSION)];
        xml.element("datasource", &attributes, |xml| {
            xml.leaf("aliases", &[("enabled", "yes")]);
            parameter(xml);
        });
        feedback.write(xml);
        deals.write(xml);
    });
    xml.element("worksheets", &[], |xml| {
        SHEETS.iter().for_each(|sheet| sheet.write(source_of(sheet), &parameter, ids, xml));
    });
    xml.element("dashboards", &[], |xml| write_dashboard(name, days, &parameter, ids, xml));
    write_windows(ids, &mut xml);
    xml.finish()
}

/// The one parameter: a region, or all.
fn write_parameter(regions: &[&str], xml: &mut Xml) {
    let name = format!("[{PARAMETER}]");
    let attributes = [
        ("caption", "Region"),
        ("datatype", "string"),
        ("name", name.as_str()),
        ("param-domain-type", "list"),
        ("role", "measure"),
        ("type", "nominal"),
        ("value", "\"All\""),
    ];
    xml.element("column", &attributes, |xml| {
        xml.leaf("calculation", &[("class", "tableau"), ("formula", "\"All\"")]);
        xml.element("members", &[], |xml| {
            for region in ["All"].iter().chain(regions) {
                xml.leaf("member", &[("value", &format!("\"{region}\""))]);
            }
        });
    });
}

/// A place on the dashboard: left, top, width, height.
#[derive(Clone, Copy)]
struct Place(u32, u32, u32, u32);

/// Gives zones their numbers.
struct Zones {
    last: u32,
}

impl Zones {
    fn attributes<'a>(&mut self, Place(x, y, w, h): Place, more: &[(&'a str, &'a str)]) -> Vec<(&'a str, String)> {
        self.last += 1;
        let mut all: Vec<(&str, String)> = [("h", h), ("id", self.last), ("w", w), ("x", x), ("y", y)]
            .map(|(name, value)| (name, value.to_string()))
            .into();
        all.extend(more.iter().map(|&(name, value)| (name, value.to_owned())));
        all
    }
}

fn borrowed<'a>(attributes: &'a [(&'a str, String)]) -> Vec<(&'a str, &'a str)> {
    attributes.iter().map(|(name, value)| (*name, value.as_str())).collect()
}

fn write_dashboard(name: &str, days: &str, parameter: &dyn Fn(&mut Xml), ids: &Ids, xml: &mut Xml) {
    xml.element("dashboard", &[("enable-sort-zone-taborder", "true"), ("name", DASHBOARD)], |xml| {
        xml.leaf("style", &[]);
        let size = [("maxheight", "1000"), ("maxwidth", "1600"), ("minheight", "700"), ("minwidth", "1000")];
        xml.leaf("size", &[&size[..], &[("sizing-mode", "range")]].concat());
        xml.element("datasources", &[], |xml| xml.leaf("datasource", &[("name", "Parameters")]));
        xml.element("datasource-dependencies", &[("datasource", "Parameters")], parameter);
        xml.element("zones", &[], |xml| write_zones(name, days, xml));
        xml.leaf("simple-id", &[("uuid", &ids.braced("dashboard", DASHBOARD))]);
    });
}

fn write_zones(name: &str, days: &str, xml: &mut Xml) {
    let mut zones = Zones { last: 0 };
    let root = zones.attributes(Place(0, 0, WHOLE, WHOLE), &[("type-v2", "layout-basic")]);
    xml.open("zone", &borrowed(&root));
    let all = zones.attributes(Place(0, 0, WHOLE, WHOLE), &[("param", "vert"), ("type-v2", "layout-flow")]);
    xml.open("zone", &borrowed(&all));

    let row = |zones: &mut Zones, y: u32, h: u32, xml: &mut Xml| {
        let row = zones.attributes(Place(0, y, WHOLE, h), &[("param", "horz"), ("type-v2", "layout-flow")]);
        xml.open("zone", &borrowed(&row));
    };
    row(&mut zones, 0, TITLE, xml);
    let title = zones.attributes(Place(0, 0, 80_000, TITLE), &[("type-v2", "text")]);
    xml.element("zone", &borrowed(&title), |xml| {
        xml.element("formatted-text", &[], |xml| {
            xml.text("run", &[("bold", "true"), ("fontsize", "16")], name);
            xml.text("run", &[("fontsize", "10")], &format!("   {days}"));
        });
    });
    let control = format!("[Parameters].[{PARAMETER}]");
    let control = [("mode", "compact"), ("param", control.as_str()), ("type-v2", "paramctrl")];
    let control = zones.attributes(Place(80_000, 0, 20_000, TITLE), &control);
    xml.leaf("zone", &borrowed(&control));
    xml.close();

    let (figures, charts): (Vec<&Sheet>, Vec<&Sheet>) = SHEETS.iter().partition(|sheet| sheet.figure);
    let sheets = |zones: &mut Zones, sheets: &[&Sheet], y: u32, h: u32, xml: &mut Xml| {
        row(zones, y, h, xml);
        let width = WHOLE / sheets.len() as u32;
        for (at, sheet) in (0u32..).zip(sheets) {
            let zone = zones.attributes(Place(at * width, y, width, h), &[("name", sheet.name)]);
            xml.leaf("zone", &borrowed(&zone));
        }
        xml.close();
    };
    sheets(&mut zones, &figures, TITLE, FIGURES, xml);
    let (top, bottom) = charts.split_at(2);
    let half = (WHOLE - TITLE - FIGURES) / 2;
    sheets(&mut zones, top, TITLE + FIGURES, half, xml);
    sheets(&mut zones, bottom, TITLE + FIGURES + half, half, xml);
    xml.close();
    xml.close();
}

/// What is open when the workbook is: the dashboard, in front.
fn write_windows(ids: &Ids, xml: &mut Xml) {
    xml.element("windows", &[("source-height", "30")], |xml| {
        let dashboard = [("class", "dashboard"), ("maximized", "true"), ("name", DASHBOARD)];
        xml.element("window", &dashboard, |xml| {
            xml.element("viewpoints", &[], |xml| {
                for sheet in SHEETS {
                    xml.element("viewpoint", &[("name", sheet.name)], |xml| {
                        xml.leaf("zoom", &[("type", "entire-view")]);
                    });
                }
            });
            xml.leaf("active", &[("id", "-1")]);
            xml.leaf("simple-id", &[("uuid", &ids.braced("window", DASHBOARD))]);
        });
        for sheet in SHEETS {
            xml.element("window", &[("class", "worksheet"), ("name", sheet.name)], |xml| {
                xml.element("cards", &[], write_cards);
                xml.leaf("simple-id", &[("uuid", &ids.braced("window", sheet.name))]);
            });
        }
    });
}

fn write_cards(xml: &mut Xml) {
    let strip = |size: &str, cards: &[&str], xml: &mut Xml| {
        xml.element("strip", &[("size", size)], |xml| {
            cards.iter().for_each(|card| xml.leaf("card", &[("type", card)]));
        });
    };
    xml.element("edge", &[("name", "left")], |xml| strip("160", &["pages", "filters", "marks"], xml));
    xml.element("edge", &[("name", "top")], |xml| {
        ["columns", "rows", "title"].iter().for_each(|card| strip("2147483647", &[card], xml));
    });
}
