//! The semantic model, as TMDL text: tables, columns, measures, relationships.

use std::fmt::Write as _;

use crmgen_core::columns::{Column, Kind, Table};
use crmgen_core::cube::Period;
use serde_json::json;

use super::PROJECT;
use crate::ids::Ids;

/// The table of days.
pub(super) const DAYS: &str = "Dates";

/// A number worked out from a table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measure {
    pub(super) table: Table,
    pub(super) name: &'static str,
    /// `{first}` stands for year, month and day that the history begins on.
    formula: &'static str,
    format: &'static str,
    about: &'static str,
}

const fn measure(
    table: Table,
    name: &'static str,
    formula: &'static str,
    format: &'static str,
    about: &'static str,
) -> Measure {
    Measure { table, name, formula, format, about }
}

const COUNT: &str = "#,0";
const DOLLARS: &str = "\\$#,0;-\\$#,0";
const PERCENT: &str = "0.0%";

/// Every measure.
pub(super) const MEASURES: &[Measure] = &[
    measure(Table::Customers, "Customer Count", "COUNTROWS(Customers)", COUNT, "How many customers there are."),
    measure(
        Table::Customers,
        "High Risk Customers",
        "CALCULATE(COUNTROWS(Customers), Customers[churn_risk] = \"High\")",
        COUNT,
        "Customers who are likely to leave.",
    ),
    measure(
        Table::Customers,
        "High Risk %",
        "DIVIDE([High Risk Customers], CALCULATE(COUNTROWS(Customers), NOT ISBLANK(Customers[churn_risk])))",
        PERCENT,
        "The share of today's customers who are likely to leave.",
    ),
    measure(
        Table::Customers,
        "Monthly Revenue",
        "SUM(Customers[monthly_recurring_revenue])",
        DOLLARS,
        "What all customers pay us a month together.",
    ),
    measure(
        Table::Deals,
        "Open Pipeline",
        "CALCULATE(SUM(Deals[amount]), ISBLANK(Deals[closed_date]))",
        DOLLARS,
        "What all open deals are worth together.",
    ),
    measure(
        Table::Deals,
        "Won Revenue",
        "CALCULATE(SUM(Deals[amount]), Deals[stage] = \"Closed Won\", Deals[closed_date] >= DATE({first}))",
        DOLLARS,
        "What the deals won are worth together, in the months that the data is about.",
    ),
    measure(
        Table::Deals,
        "Win Rate",
        "DIVIDE(CALCULATE(COUNTROWS(Deals), Deals[stage] = \"Closed Won\", Deals[closed_date] >= DATE({first})), CALCULATE(COUNTROWS(Deals), Deals[closed_date] >= DATE({first})))",
        PERCENT,
        "Deals won out of all deals won or lost, in the months that the data is about.",
    ),
    measure(
        Table::Feedback,
        "Average Sentiment",
        "AVERAGE(Feedback[sentiment_score])",
        "0.00",
        "How the feedback sounds on average, from -1 to 1.",
    ),
    measure(Table::Feedback, "Feedback Count", "COUNTROWS(Feedback)", COUNT, "How many feedbacks there are."),
    measure(
        Table::Feedback,
        "Negative Feedbacks",
        "CALCULATE(COUNTROWS(Feedback), Feedback[sentiment_label] = \"Negative\")",
        COUNT,
        "How many feedbacks sound negative.",
    ),
    measure(
        Table::Feedback,
        "Negative %",
        "DIVIDE([Negative Feedbacks], COUNTROWS(Feedback))",
        PERCENT,
        "The share of feedbacks that sound negative.",
    ),
    measure(
        Table::Feedback,
        "Net Promoter Score",
        "100 * DIVIDE(CALCULATE(COUNTROWS(Feedback), Feedback[nps_score] >= 9) - CALCULATE(COUNTROWS(Feedback), Feedback[nps_score] <= 6, NOT ISBLANK(Feedback[nps_score])), CALCULATE(COUNTROWS(Feedback), NOT ISBLANK(Feedback[nps_score])))",
        "0",
        "Of 100 who answered the survey: those who gave 9 or 10, less those who gave 6 or less.",
    ),
    measure(
        Table::Feedback,
        "Average Response Hours",
        "AVERAGE(Feedback[response_time_hours])",
        "#,0.0",
        "Hours until our first answer, on average.",
    ),
];

/// The name of a table in the model.
pub(super) fn title(table: Table) -> String {
    let name = table.name();
    name[..1].to_uppercase() + &name[1..]
}

/// The files of the model.
pub(super) fn files(period: Period, ids: &Ids) -> Vec<(String, String)> {
    let folder = format!("{PROJECT}.SemanticModel");
    let settings = json!({
        "$schema": "https://developer.microsoft.com/json-schemas/fabric/item/semanticModel/definitionProperties/1.0.0/schema.json",
        "version": "4.2",
        "settings": {}
    });
    let mut files = vec![
        (format!("{folder}/.platform"), super::report::platform("SemanticModel", ids)),
        (format!("{folder}/definition.pbism"), super::report::pretty(&settings)),
        (format!("{folder}/definition/database.tmdl"), "database\n\tcompatibilityLevel: 1567\n".to_owned()),
        (format!("{folder}/definition/model.tmdl"), model()),
        (format!("{folder}/definition/expressions.tmdl"), expressions(ids)),
        (format!("{folder}/definition/relationships.tmdl"), relationships(ids)),
        (format!("{folder}/definition/tables/{DAYS}.tmdl"), days(period, ids)),
    ];
    files.extend(
        Table::ALL.iter().map(|&t| (format!("{folder}/definition/tables/{}.tmdl", title(t)), table(t, period, ids))),
    );
    files
}

fn model() -> String {
    let mut text = "model Model\n\tculture: en-US\n\tdefaultPowerBIDataSourceVersion: powerBI_V3\n\
        \tsourceQueryCulture: en-US\n\tdataAccessOptions\n\t\tlegacyRedirects\n\t\treturnErrorValuesAsNull\n\n\
        annotation __PBI_TimeIntelligenceEnabled = 0\n\n"
        .to_owned();
    for name in Table::ALL.iter().map(|&table| title(table)).chain([DAYS.to_owned()]) {
        let _ = writeln!(text, "ref table {name}");
    }
    text
}

fn expressions(ids: &Ids) -> String {
    format!(
        "/// The folder the Parquet files were unzipped to.\n\
         expression DataFolder = \"C:\\crm\\Data\" meta [IsParameterQuery=true, Type=\"Text\", IsParameterQueryRequired=true]\n\
         \tlineageTag: {}\n\n\tannotation PBI_ResultType = Text\n",
        ids.uuid("expression", "DataFolder")
    )
}

/// From the many to the one: deals and feedback to their customer and to their day.
const RELATIONSHIPS: &[(&str, &str, bool)] = &[
    ("Deals.customer_id", "Customers.customer_id", true),
    ("Feedback.customer_id", "Customers.customer_id", true),
    ("Deals.closed_date", "Dates.date", true),
    ("Deals.created_date", "Dates.date", false),
    ("Feedback.feedback_date", "Dates.date", true),
];

fn relationships(ids: &Ids) -> String {
    let mut text = String::new();
    for (from, to, active) in RELATIONSHIPS {
        let id = ids.uuid("relationship", from);
        let inactive = if *active { "" } else { "\tisActive: false\n" };
        let _ = writeln!(text, "relationship {id}\n{inactive}\tfromColumn: {from}\n\ttoColumn: {to}\n");
    }
    text
}

/// The formula of a measure, for a history of these months.
fn formula(measure: &Measure, period: Period) -> String {
    let (year, month, day) = period.from.day(1).ymd();
    measure.formula.replace("{first}", &format!("{year}, {month}, {day}"))
}

/// The formula of the measure of this name.
#[cfg(test)]
pub(crate) fn named(name: &str, period: Period) -> Option<String> {
    MEASURES.iter().find(|measure| measure.name == name).map(|measure| formula(measure, period))
}

fn table(table: Table, period: Period, ids: &Ids) -> String {
    let name = title(table);
    let mut text = format!("/// {}\ntable {name}\n\tlineageTag: {}\n", table.meaning(), ids.uuid("table", &name));
    for measure in MEASURES.iter().filter(|measure| measure.table == table) {
        let Measure { name, format, about, .. } = measure;
        let formula = formula(measure, period);
        let id = ids.uuid("measure", name);
        let _ = write!(
            text,
            "\n\t/// {about}\n\tmeasure '{name}' = {formula}\n\t\tformatString: {format}\n\t\tlineageTag: {id}\n"
        );
    }
    for column in table.columns() {
        push_column(&mut text, &name, column, ids);
    }
    let dates: Vec<String> = table
        .columns()
        .iter()
        .filter(|column| column.kind == Kind::Date)
        .map(|column| format!("{{\"{}\", type date}}", column.name))
        .collect();
    let file = table.name();
    let mut steps = vec![
        format!("Source = Parquet.Document(File.Contents(DataFolder & \"\\{file}.parquet\"))"),
        format!("Typed = Table.TransformColumnTypes(Source, {{{}}})", dates.join(", ")),
    ];
    let mut last = "Typed".to_owned();
    for (column, labels) in ordered_labels(table) {
        let list: Vec<String> = labels.iter().map(|label| format!("\"{label}\"")).collect();
        let step = format!("Ordered{}", steps.len() - 1);
        steps.push(format!(
            "{step} = Table.AddColumn({last}, \"{}\", each List.PositionOf({{{}}}, [{}]), Int64.Type)",
            order_name(column),
            list.join(", "),
            column.name
        ));
        last = step;
    }
    push_partition(&mut text, &name, &steps, &last);
    text
}

fn push_partition(text: &mut String, name: &str, steps: &[String], last: &str) {
    let steps = steps.iter().map(|step| format!("\t\t\t\t    {step}")).collect::<Vec<_>>().join(",\n");
    let _ = write!(
        text,
        "\n\tpartition {name} = m\n\t\tmode: import\n\t\tsource =\n\t\t\t\tlet\n{steps}\n\t\t\t\tin\n\t\t\t\t    {last}\n\
         \n\tannotation PBI_ResultType = Table\n"
    );
}

/// Columns of short lists whose order is not that of the alphabet: charts should show them in their own order.
fn ordered_labels(table: Table) -> impl Iterator<Item = (&'static Column, &'static [&'static str])> {
    table.columns().iter().filter_map(|column| match column.kind {
        Kind::Label(labels) if !labels.is_sorted() => Some((column, labels)),
        _ => None,
    })
}

fn order_name(column: &Column) -> String {
    format!("{}_order", column.name)
}

fn push_column(text: &mut String, table: &str, column: &Column, ids: &Ids) {
    let Column { name, kind, unit, meaning, .. } = column;
    let (data_type, format) = match (kind, *unit) {
        (Kind::Key | Kind::Text | Kind::Label(_), _) => ("string", ""),
        (Kind::Flag, _) => ("boolean", "\"\"\"TRUE\"\";\"\"TRUE\"\";\"\"FALSE\"\"\""),
        (Kind::Date, _) => ("dateTime", "yyyy-mm-dd"),
        (Kind::Number { places: 0 }, "USD") => ("int64", DOLLARS),
        (Kind::Number { places: 0 }, _) => ("int64", COUNT),
        (Kind::Number { .. }, unit) if unit.starts_with("USD") => ("double", "\\$#,0.00;-\\$#,0.00"),
        (Kind::Number { .. }, unit) if unit.starts_with("probability") => ("double", PERCENT),
        (Kind::Number { .. }, "degrees") => ("double", "0.0000"),
        (Kind::Number { .. }, _) => ("double", "0.00"),
    };
    let summarize = match kind {
        Kind::Number { .. } if matches!(*name, "latitude" | "longitude") => "none",
        Kind::Number { .. } if unit.starts_with("USD") || *unit == "feedbacks" => "sum",
        Kind::Number { .. } => "average",
        _ => "none",
    };
    let _ = write!(text, "\n\t/// {meaning}\n\tcolumn {name}\n\t\tdataType: {data_type}\n");
    if *name == "customer_id" && table == "Customers" {
        text.push_str("\t\tisKey\n");
    }
    if !format.is_empty() {
        let _ = writeln!(text, "\t\tformatString: {format}");
    }
    let _ = writeln!(text, "\t\tlineageTag: {}", ids.uuid("column", &format!("{table}.{name}")));
    let category = match *name {
        "country" => Some("Country"),
        "city" => Some("City"),
        "latitude" => Some("Latitude"),
        "longitude" => Some("Longitude"),
        _ => None,
    };
    if let Some(category) = category {
        let _ = writeln!(text, "\t\tdataCategory: {category}");
    }
    let _ = write!(text, "\t\tsummarizeBy: {summarize}\n\t\tsourceColumn: {name}\n");
    if matches!(kind, Kind::Label(labels) if !labels.is_sorted()) {
        let order = order_name(column);
        let id = ids.uuid("column", &format!("{table}.{order}"));
        let _ = write!(
            text,
            "\t\tsortByColumn: {order}\n\n\tcolumn {order}\n\t\tdataType: int64\n\t\tisHidden\n\t\tformatString: 0\n\
             \t\tlineageTag: {id}\n\t\tsummarizeBy: none\n\t\tsourceColumn: {order}\n"
        );
    }
}

/// Whole years around the history: days for every date that is related.
fn days(period: Period, ids: &Ids) -> String {
    let (first, last) = (period.from.year_month().0 - 1, period.to.year_month().0 + 1);
    let mut text = format!(
        "/// One row a day: for charts by month and quarter.\ntable {DAYS}\n\tlineageTag: {}\n\tdataCategory: Time\n",
        ids.uuid("table", DAYS)
    );
    let columns = [
        ("date", "dateTime", "\t\tisKey\n\t\tformatString: yyyy-mm-dd\n", ""),
        ("year", "int64", "\t\tformatString: 0\n", ""),
        ("quarter", "string", "", ""),
        ("month", "dateTime", "\t\tformatString: mmm yyyy\n", ""),
    ];
    for (name, data_type, more, end) in columns {
        let id = ids.uuid("column", &format!("{DAYS}.{name}"));
        let _ = write!(
            text,
            "\n\tcolumn {name}\n\t\tdataType: {data_type}\n{more}\t\tlineageTag: {id}\n\t\tsummarizeBy: none\n\
             \t\tsourceColumn: {name}\n{end}"
        );
    }
    let steps = [
        format!(
            "Days = List.Dates(#date({first}, 1, 1), Duration.Days(#date({last}, 12, 31) - #date({first}, 1, 1)) + 1, #duration(1, 0, 0, 0))"
        ),
        "Listed = Table.FromList(Days, Splitter.SplitByNothing(), {\"date\"})".to_owned(),
        "Typed = Table.TransformColumnTypes(Listed, {{\"date\", type date}})".to_owned(),
        "Years = Table.AddColumn(Typed, \"year\", each Date.Year([date]), Int64.Type)".to_owned(),
        "Quarters = Table.AddColumn(Years, \"quarter\", each Text.From(Date.Year([date])) & \"-Q\" & Text.From(Date.QuarterOfYear([date])), type text)".to_owned(),
        "Months = Table.AddColumn(Quarters, \"month\", each Date.StartOfMonth([date]), type date)".to_owned(),
    ];
    push_partition(&mut text, DAYS, &steps, "Months");
    text
}
