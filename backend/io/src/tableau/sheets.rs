//! Worksheets: what each shows, and how Tableau writes that down.

use crmgen_core::vocabulary::{RiskBand, Stage};

use super::source::Source;
use super::xml::{Attributes, Xml};
use crate::ids::Ids;

/// The parameter that all sheets are filtered by.
pub(super) const PARAMETER: &str = "Parameter 1";
/// The calculated field of each source that is true for the rows to keep.
pub(super) const KEPT: &str = "calc_region_kept";

/// A field on a shelf: how it is cut or summed up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pill {
    field: &'static str,
    derivation: &'static str,
    /// The letters that stand for the derivation in the pill's name.
    short: &'static str,
    /// `nk`, `ok` or `qk`: by name, by order, by quantity.
    kind: &'static str,
}

impl Pill {
    const fn named(field: &'static str) -> Self {
        Self { field, derivation: "None", short: "none", kind: "nk" }
    }

    const fn month(field: &'static str) -> Self {
        Self { field, derivation: "Month-Trunc", short: "tmn", kind: "qk" }
    }

    const fn average(field: &'static str) -> Self {
        Self { field, derivation: "Avg", short: "avg", kind: "qk" }
    }

    const fn sum(field: &'static str) -> Self {
        Self { field, derivation: "Sum", short: "sum", kind: "qk" }
    }

    const fn different(field: &'static str) -> Self {
        Self { field, derivation: "CountD", short: "ctd", kind: "qk" }
    }

    /// A calculated field that sums up by itself.
    const fn calculated(field: &'static str) -> Self {
        Self { field, derivation: "User", short: "usr", kind: "qk" }
    }

    /// `[avg:sentiment_score:qk]`.
    fn instance(self) -> String {
        format!("[{}:{}:{}]", self.short, self.field, self.kind)
    }

    /// The same with its source, as shelves write it.
    fn qualified(self, source: &Source) -> String {
        format!("[{}].{}", source.name, self.instance())
    }

    const fn spoken_kind(self) -> &'static str {
        match self.kind.as_bytes()[0] {
            b'n' => "nominal",
            b'o' => "ordinal",
            _ => "quantitative",
        }
    }
}

/// The order of the values of a field.
#[derive(Clone, Copy, Debug)]
enum Sort {
    /// As listed.
    Listed(Pill, &'static [&'static str]),
    /// The largest first.
    Largest(Pill, Pill),
}

/// One worksheet.
#[derive(Debug)]
pub(super) struct Sheet {
    pub(super) name: &'static str,
    /// `feedback` or `deals`: which of the two sources.
    pub(super) from_feedback: bool,
    mark: &'static str,
    rows: &'static [Pill],
    cols: &'static [Pill],
    /// What is written on the marks, if anything.
    text: Option<Pill>,
    colour: Option<Pill>,
    /// Calculated fields that must be true, beside the region.
    filters: &'static [&'static str],
    sort: Option<Sort>,
    /// Whether it is one large number.
    pub(super) figure: bool,
}

const fn figure(name: &'static str, from_feedback: bool, pill: Pill) -> Sheet {
    Sheet {
        name,
        from_feedback,
        mark: "Text",
        rows: &[],
        cols: &[],
        text: Some(pill),
        colour: None,
        filters: &[],
        sort: None,
        figure: true,
    }
}

/// Every sheet, in the order of the dashboard: key figures, then charts.
pub(super) const SHEETS: &[Sheet] = &[
    figure("Customers", false, Pill::different("customer_id")),
    figure("Pipeline Value", false, Pill::calculated("calc_pipeline_value")),
    figure("Won Revenue", false, Pill::calculated("calc_won_revenue")),
    figure("Win Rate", false, Pill::calculated("calc_win_rate")),
    figure("Average Sentiment", true, Pill::average("sentiment_score")),
    figure("Net Promoter Score", true, Pill::calculated("calc_nps")),
    figure("High Churn Risk", false, Pill::calculated("calc_high_risk_share")),
    Sheet {
        name: "Sentiment by Month",
        from_feedback: true,
        mark: "Line",
        rows: &[Pill::average("sentiment_score")],
        cols: &[Pill::month("feedback_date")],
        text: None,
        colour: None,
        filters: &[],
        sort: None,
        figure: false,
    },
    Sheet {
        name: "Sentiment by Region and Segment",
        from_feedback: true,
        mark: "Bar",
        rows: &[Pill::named("region"), Pill::named("segment")],
        cols: &[Pill::average("sentiment_score")],
        text: Some(Pill::average("sentiment_score")),
        colour: None,
        filters: &[],
        sort: None,
        figure: false,
    },
    Sheet {
        name: "Pipeline by Stage",
        from_feedback: false,
        mark: "Bar",
        rows: &[Pill::named("stage")],
        cols: &[Pill::sum("amount")],
        text: Some(Pill::sum("amount")),
        colour: None,
        filters: &["calc_is_open"],
        sort: Some(Sort::Listed(Pill::named("stage"), Stage::NAMES)),
        figure: false,
    },
    Sheet {
        name: "Customers by Churn Risk",
        from_feedback: false,
        mark: "Bar",
        rows: &[Pill::named("churn_risk")],
        cols: &[Pill::different("customer_id")],
        text: Some(Pill::different("customer_id")),
        colour: Some(Pill::named("churn_risk")),
        filters: &["calc_has_risk"],
        sort: Some(Sort::Listed(Pill::named("churn_risk"), RiskBand::NAMES)),
        figure: false,
    },
    Sheet {
        name: "Pain Points",
        from_feedback: true,
        mark: "Bar",
        rows: &[Pill::named("category")],
        cols: &[Pill::sum("calc_negative")],
        text: Some(Pill::calculated("calc_negative_share")),
        colour: None,
        filters: &[],
        sort: Some(Sort::Largest(Pill::named("category"), Pill::sum("calc_negative"))),
        figure: false,
    },
];

impl Sheet {
    /// Every pill, each once.
    fn pills(&self) -> Vec<Pill> {
        let mut pills: Vec<Pill> = Vec::new();
        let filters = self.filters().map(Pill::named);
        let all = self.rows.iter().chain(self.cols).copied().chain(self.text).chain(self.colour).chain(filters);
        for pill in all {
            if pills.iter().all(|known| known.instance() != pill.instance()) {
                pills.push(pill);
            }
        }
        pills
    }

    /// Calculated fields that must be true.
    fn filters(&self) -> impl Iterator<Item = &'static str> {
        [KEPT].into_iter().chain(self.filters.iter().copied())
    }

    /// Writes the worksheet.
    pub(super) fn write(&self, source: &Source, parameter: &dyn Fn(&mut Xml), ids: &Ids, xml: &mut Xml) {
        xml.element("worksheet", &[("name", self.name)], |xml| {
            xml.element("table", &[], |xml| {
                self.write_view(source, parameter, xml);
                self.write_style(xml);
                xml.element("panes", &[], |xml| self.write_pane(source, xml));
                for (shelf, pills) in [("rows", self.rows), ("cols", self.cols)] {
                    match shelf_text(pills, source) {
                        text if text.is_empty() => xml.leaf(shelf, &[]),
                        text => xml.text(shelf, &[], &text),
                    }
                }
            });
            xml.leaf("simple-id", &[("uuid", &ids.braced("worksheet", self.name))]);
        });
    }

    fn write_view(&self, source: &Source, parameter: &dyn Fn(&mut Xml), xml: &mut Xml) {
        xml.element("view", &[], |xml| {
            xml.element("datasources", &[], |xml| {
                xml.leaf("datasource", &[("caption", source.caption), ("name", source.name)]);
                xml.leaf("datasource", &[("name", "Parameters")]);
            });
            xml.element("datasource-dependencies", &[("datasource", "Parameters")], parameter);
            xml.element("datasource-dependencies", &[("datasource", source.name)], |xml| {
                self.write_dependencies(source, xml);
            });
            for filter in self.filters() {
                let pill = Pill::named(filter);
                let column = pill.qualified(source);
                xml.element("filter", &[("class", "categorical"), ("column", &column)], |xml| {
                    let attributes: Attributes<'_> = &[
                        ("function", "member"),
                        ("level", &pill.instance()),
                        ("member", "true"),
                        ("user:ui-domain", "relevant"),
                        ("user:ui-enumeration", "inclusive"),
                        ("user:ui-marker", "enumerate"),
                    ];
                    xml.leaf("groupfilter", attributes);
                });
            }
            match self.sort {
                Some(Sort::Listed(pill, names)) => {
                    let column = pill.qualified(source);
                    xml.element("manual-sort", &[("column", &column), ("direction", "ASC")], |xml| {
                        xml.element("dictionary", &[], |xml| {
                            names.iter().for_each(|name| xml.text("bucket", &[], &format!("\"{name}\"")));
                        });
                    });
                }
                Some(Sort::Largest(pill, by)) => {
                    let (column, using) = (pill.qualified(source), by.qualified(source));
                    xml.leaf("computed-sort", &[("column", &column), ("direction", "DESC"), ("using", &using)]);
                }
                None => {}
            }
            xml.element("slices", &[], |xml| {
                self.filters().for_each(|filter| xml.text("column", &[], &Pill::named(filter).qualified(source)));
            });
            xml.leaf("aggregation", &[("value", "true")]);
        });
    }

    /// The fields used, and those that calculated fields use, then the pills.
    fn write_dependencies(&self, source: &Source, xml: &mut Xml) {
        let pills = self.pills();
        let mut names: Vec<String> = pills.iter().map(|pill| pill.field.to_owned()).collect();
        for calculation in pills.iter().filter_map(|pill| source.calculation(pill.field)) {
            names.extend(names_in(&source.formula(calculation)).filter(|name| source.field(name).is_some()));
        }
        names.sort_unstable();
        names.dedup();
        for name in &names {
            match (source.calculation(name), source.field(name)) {
                (Some(calculation), _) => source.write_calculation(calculation, false, xml),
                (None, Some(field)) => field.write_column(xml),
                (None, None) => {}
            }
        }
        for pill in pills {
            let (column, name) = (format!("[{}]", pill.field), pill.instance());
            let attributes = [
                ("column", column.as_str()),
                ("derivation", pill.derivation),
                ("name", name.as_str()),
                ("pivot", "key"),
                ("type", pill.spoken_kind()),
            ];
            xml.leaf("column-instance", &attributes);
        }
    }

    fn write_style(&self, xml: &mut Xml) {
        if !self.figure {
            return xml.leaf("style", &[]);
        }
        xml.element("style", &[], |xml| {
            xml.element("style-rule", &[("element", "cell")], |xml| {
                xml.leaf("format", &[("attr", "text-align"), ("value", "center")]);
                xml.leaf("format", &[("attr", "vertical-align"), ("value", "center")]);
            });
        });
    }

    fn write_pane(&self, source: &Source, xml: &mut Xml) {
        xml.element("pane", &[("selection-relaxation-option", "selection-relaxation-allow")], |xml| {
            xml.element("view", &[], |xml| xml.leaf("breakdown", &[("value", "auto")]));
            xml.leaf("mark", &[("class", self.mark)]);
            if self.text.is_some() || self.colour.is_some() {
                xml.element("encodings", &[], |xml| {
                    for (channel, pill) in [("color", self.colour), ("text", self.text)] {
                        if let Some(pill) = pill {
                            xml.leaf(channel, &[("column", &pill.qualified(source))]);
                        }
                    }
                });
            }
            if let (true, Some(pill)) = (self.figure, self.text) {
                xml.element("customized-label", &[], |xml| {
                    xml.element("formatted-text", &[], |xml| {
                        let text = format!("<{}>", pill.qualified(source));
                        xml.text("run", &[("bold", "true"), ("fontsize", "20")], &text);
                    });
                });
            }
            xml.element("style", &[], |xml| {
                xml.element("style-rule", &[("element", "mark")], |xml| {
                    if self.colour.is_none() && !self.figure {
                        xml.leaf("format", &[("attr", "mark-color"), ("value", "#1f6fb4")]);
                    }
                    if self.text.is_some() {
                        xml.leaf("format", &[("attr", "mark-labels-show"), ("value", "true")]);
                    }
                });
            });
        });
    }
}

/// The pills of a shelf: discrete ones one inside the other.
fn shelf_text(pills: &[Pill], source: &Source) -> String {
    match pills {
        [] => String::new(),
        [pill] => pill.qualified(source),
        [first, rest @ ..] => {
            rest.iter().fold(first.qualified(source), |text, pill| format!("({text} / {})", pill.qualified(source)))
        }
    }
}

/// Names in brackets in a formula; those of parameters among them.
fn names_in(formula: &str) -> impl Iterator<Item = String> + '_ {
    formula.split('[').skip(1).filter_map(|rest| rest.split_once(']')).map(|(name, _)| name.to_owned())
}
