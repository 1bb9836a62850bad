//! Guides: step by step into a tool, one Markdown text each, filled with a dataset's own addresses and numbers.

use crmgen_core::columns::Table;
use crmgen_core::cube::{Filter, Index};
use crmgen_core::recipe::grouped;
use crmgen_core::vocabulary::RiskBand;

use crate::excel::excel_limit;

/// A tool there is a guide for.
#[derive(Clone, Copy, Debug)]
pub struct Guide {
    /// Its name in addresses.
    pub tool: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// What the guide leads to, in one sentence.
    pub summary: &'static str,
    text: &'static str,
}

/// Every guide, in the order to show them.
pub const GUIDES: &[Guide] = &[
    Guide {
        tool: "tableau",
        title: "Tableau",
        summary: "Open a finished dashboard, or start your own from related tables.",
        text: include_str!("../data/guides/tableau.md"),
    },
    Guide {
        tool: "power-bi",
        title: "Power BI",
        summary: "Open a finished project, or load the tables from their addresses.",
        text: include_str!("../data/guides/power-bi.md"),
    },
    Guide {
        tool: "excel",
        title: "Excel",
        summary: "Open a workbook with a dashboard, or load one table.",
        text: include_str!("../data/guides/excel.md"),
    },
    Guide {
        tool: "looker-studio",
        title: "Looker Studio",
        summary: "Upload the tables and make a first page.",
        text: include_str!("../data/guides/looker-studio.md"),
    },
    Guide {
        tool: "python",
        title: "Python",
        summary: "Load the tables into pandas or polars.",
        text: include_str!("../data/guides/python.md"),
    },
    Guide {
        tool: "r",
        title: "R",
        summary: "Load the tables into data frames.",
        text: include_str!("../data/guides/r.md"),
    },
    Guide {
        tool: "duckdb",
        title: "DuckDB",
        summary: "Ask the tables questions in SQL.",
        text: include_str!("../data/guides/duckdb.md"),
    },
];

/// Where the files of a dataset are.
#[derive(Clone, Debug)]
pub enum Addresses {
    /// Of a dataset in the store: the address of its tables, and that of its whole files.
    Stored {
        /// Without a slash at the end.
        tables: String,
        /// Without a slash at the end.
        exports: String,
    },
    /// Of a recipe in the address: what stands before the name of a table's file, and the recipe as a query.
    Recipe {
        /// Without a slash at the end.
        tables: String,
        /// Without a question mark.
        query: String,
    },
    /// Of files beside the guide.
    Beside,
}

impl Addresses {
    fn table(&self, table: Table, extension: &str) -> String {
        let file = format!("{}.{extension}", table.name());
        match self {
            Self::Stored { tables, .. } => format!("{tables}/{file}"),
            Self::Recipe { tables, query } => format!("{tables}/{file}?{query}"),
            Self::Beside => file,
        }
    }

    /// What comes before a further parameter.
    const fn and(&self) -> &'static str {
        if matches!(self, Self::Recipe { .. }) { "&" } else { "?" }
    }
}

impl Guide {
    /// The guide of this tool.
    #[must_use]
    pub fn of(tool: &str) -> Option<&'static Self> {
        GUIDES.iter().find(|guide| guide.tool == tool)
    }

    /// The guide as Markdown, for the dataset of this name of which `index` was counted.
    #[must_use]
    pub fn text(&self, name: &str, index: &Index, addresses: &Addresses) -> String {
        let stored = matches!(addresses, Addresses::Stored { .. });
        let text = keep(self.text, "online", stored);
        let text = keep(&text, "offline", !stored);
        fill(&text, &values(name, index, addresses))
    }
}

/// Keeps what stands between two marks, or drops it; the marks go in any case.
fn keep(text: &str, mark: &str, kept: bool) -> String {
    let (open, close) = (format!("<!-- {mark} -->\n"), format!("<!-- /{mark} -->\n"));
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once(&open) {
        let (inside, after) = after.split_once(&close).unwrap_or((after, ""));
        out.push_str(before);
        out.push_str(if kept { inside } else { "" });
        rest = after;
    }
    out + rest
}

/// Puts values in place of `{{their name}}`.
fn fill(text: &str, values: &[(String, String)]) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("{{") {
        out.push_str(before);
        let Some((name, after)) = after.split_once("}}") else { break };
        if let Some((_, value)) = values.iter().find(|(known, _)| known == name) {
            out.push_str(value);
        }
        rest = after;
    }
    out + rest
}

fn values(name: &str, index: &Index, addresses: &Addresses) -> Vec<(String, String)> {
    let summary = index.summary(&Filter::default());
    let whole = |value: Option<f64>| value.map_or(0, |value| value.round() as u64);
    let dollars = |value: Option<f64>| format!("${}", grouped(whole(value)));
    let share = |value: Option<f64>| value.map_or("none yet".to_owned(), |value| format!("{:.1}%", value * 100.0));
    let sentiment = summary.avg_sentiment.value.unwrap_or(0.0);
    let risky: u64 = summary.churn_risk.iter().map(|risk| risk.customers).sum();
    let high: u64 =
        summary.churn_risk.iter().filter(|risk| risk.band == RiskBand::High).map(|risk| risk.customers).sum();
    let first_day = summary.period.from.day(1);
    let (year, month, day) = first_day.ymd();
    let exports = match addresses {
        Addresses::Stored { exports, .. } => exports.clone(),
        Addresses::Recipe { .. } | Addresses::Beside => String::new(),
    };
    let excel = match excel_limit(index) {
        Some(why) => format!("1. {why}"),
        None if exports.is_empty() => "1. Make a dataset and download excel.xlsx.".to_owned(),
        None => format!("1. Download [excel.xlsx]({exports}/excel.xlsx)."),
    };
    let mut values: Vec<(String, String)> = [
        ("name", markdown(name)),
        ("exports", exports),
        ("and", addresses.and().to_owned()),
        ("excel", excel),
        ("first_day", first_day.to_string()),
        ("first_date", format!("{year}, {month}, {day}")),
        ("open_pipeline", dollars(summary.pipeline.value)),
        ("won_revenue", dollars(summary.won_revenue.value)),
        ("won_revenue_n", whole(summary.won_revenue.value).to_string()),
        ("win_rate", share(summary.win_rate.value)),
        ("avg_sentiment", format!("{sentiment:.2}")),
        ("avg_sentiment_4", shortest(sentiment)),
        ("high_risk", grouped(high)),
        ("high_risk_share", share((risky > 0).then(|| high as f64 / risky as f64))),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect();
    for &table in Table::ALL {
        let rows = index.rows(table);
        values.push((table.name().to_owned(), grouped(rows)));
        values.push((format!("{}_n", table.name()), rows.to_string()));
        values.push((format!("{}_columns", table.name()), table.columns().len().to_string()));
        for extension in ["csv", "ndjson", "parquet"] {
            values.push((format!("{}.{extension}", table.name()), addresses.table(table, extension)));
        }
    }
    values
}

/// Rounded to four places, without zeros at the end: as Python and SQL print it.
fn shortest(value: f64) -> String {
    let text = format!("{value:.4}");
    let text = text.trim_end_matches('0');
    if text.ends_with('.') { format!("{text}0") } else { text.to_owned() }
}

/// A name as plain text in Markdown.
fn markdown(name: &str) -> String {
    name.chars().filter(|c| !"*_`[]<>|\\\r\n".contains(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crmgen_core::block::Plan;
    use crmgen_core::calendar::Day;
    use crmgen_core::recipe::{Limits, Recipe, RecipeDraft};

    fn index() -> Index {
        let recipe = Recipe::from_draft(&RecipeDraft::default(), &Limits::default(), Day(20_000), || 7).unwrap();
        Index::of(&Plan::new(&recipe))
    }

    #[test]
    fn every_guide_is_filled_to_the_last_place() {
        let index = index();
        let all = [
            Addresses::Stored { tables: "http://x/t".to_owned(), exports: "http://x/e".to_owned() },
            Addresses::Recipe { tables: "http://x/t".to_owned(), query: "seed=7".to_owned() },
            Addresses::Beside,
        ];
        for guide in GUIDES {
            // Each place has a value: filled with a mark, the mark stands everywhere.
            for name in guide.text.split("{{").skip(1).map(|rest| rest.split_once("}}").unwrap().0) {
                let known = values("n", &index, &all[0]).into_iter().any(|(known, _)| known == name);
                assert!(known, "{} has no value in the guide for {}", name, guide.title);
            }
            for addresses in &all {
                let text = guide.text("Spring *training*", &index, addresses);
                assert!(text.starts_with(&format!("# {}\n", guide.title)) && text.contains("**Spring training**"));
                assert!(
                    !text.contains("{{") && !text.contains("<!--") && text.contains("What has been tried"),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn the_measures_of_the_power_bi_guide_are_those_of_the_project() {
        let index = index();
        let text = Guide::of("power-bi").unwrap().text("n", &index, &Addresses::Beside);
        let period = index.summary(&Filter::default()).period;
        let dax = text.split_once("```dax\n").unwrap().1.split_once("```").unwrap().0;
        for line in dax.lines() {
            let (name, formula) = line.split_once(" = ").unwrap();
            assert_eq!(Some(formula.to_owned()), crate::powerbi::measure(name, period), "{name}");
        }
    }

    #[test]
    fn numbers_are_written_as_programs_print_them() {
        assert_eq!([0.25, 0.1, 0.0, -0.12344].map(shortest), ["0.25", "0.1", "0.0", "-0.1234"]);
    }
}
