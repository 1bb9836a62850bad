//! The report: one page of cards and charts, as PBIR's JSON files, and the project file that opens it.

use serde_json::{Value, json};

use super::PROJECT;
use super::model::{DAYS, MEASURES, title};
use crate::ids::Ids;

/// Where Microsoft's schemas are named.
const SCHEMAS: &str = "https://developer.microsoft.com/json-schemas/fabric";
const PAGE: &str = "overview";

/// Left, top, width and height on a page of 1280 by 720.
type Place = (u32, u32, u32, u32);

/// One visual: what it is, and what it shows.
enum Visual {
    /// The name of the data.
    Title,
    /// A choice of values of a column.
    Slicer { table: &'static str, column: &'static str },
    /// One measure as a large number.
    Card { measure: &'static str, label: &'static str },
    /// A measure by a column.
    Chart { kind: &'static str, title: &'static str, by: (&'static str, &'static str), measure: &'static str },
}

const VISUALS: &[(&str, Place, Visual)] = &[
    ("title", (20, 10, 960, 50), Visual::Title),
    ("region", (1000, 10, 260, 60), Visual::Slicer { table: "Customers", column: "region" }),
    ("customers", (20, 80, 200, 90), Visual::Card { measure: "Customer Count", label: "Customers" }),
    ("pipeline", (228, 80, 200, 90), Visual::Card { measure: "Open Pipeline", label: "Open pipeline" }),
    ("won", (436, 80, 200, 90), Visual::Card { measure: "Won Revenue", label: "Won revenue" }),
    ("winrate", (644, 80, 200, 90), Visual::Card { measure: "Win Rate", label: "Win rate" }),
    ("sentiment", (852, 80, 200, 90), Visual::Card { measure: "Average Sentiment", label: "Average sentiment" }),
    ("risk", (1060, 80, 200, 90), Visual::Card { measure: "High Risk %", label: "High churn risk" }),
    (
        "bymonth",
        (20, 180, 620, 260),
        Visual::Chart {
            kind: "lineChart",
            title: "Average sentiment by month",
            by: (DAYS, "month"),
            measure: "Average Sentiment",
        },
    ),
    (
        "byregion",
        (650, 180, 305, 260),
        Visual::Chart {
            kind: "clusteredBarChart",
            title: "Average sentiment by region",
            by: ("Customers", "region"),
            measure: "Average Sentiment",
        },
    ),
    (
        "bysegment",
        (960, 180, 300, 260),
        Visual::Chart {
            kind: "clusteredBarChart",
            title: "Average sentiment by segment",
            by: ("Customers", "segment"),
            measure: "Average Sentiment",
        },
    ),
    (
        "bystage",
        (20, 450, 410, 260),
        Visual::Chart {
            kind: "clusteredBarChart",
            title: "Open deals by stage",
            by: ("Deals", "stage"),
            measure: "Open Pipeline",
        },
    ),
    (
        "byrisk",
        (440, 450, 400, 260),
        Visual::Chart {
            kind: "clusteredColumnChart",
            title: "Customers by churn risk",
            by: ("Customers", "churn_risk"),
            measure: "Customer Count",
        },
    ),
    (
        "bycategory",
        (850, 450, 410, 260),
        Visual::Chart {
            kind: "clusteredBarChart",
            title: "Negative feedbacks by category",
            by: ("Feedback", "category"),
            measure: "Negative Feedbacks",
        },
    ),
];

/// A JSON file as people like to read it.
pub(super) fn pretty(value: &Value) -> String {
    format!("{value:#}\n")
}

/// What kind of item a folder is.
pub(super) fn platform(kind: &str, ids: &Ids) -> String {
    pretty(&json!({
        "$schema": format!("{SCHEMAS}/gitIntegration/platformProperties/2.0.0/schema.json"),
        "metadata": { "type": kind, "displayName": PROJECT },
        "config": { "version": "2.0", "logicalId": ids.uuid("item", kind) }
    }))
}

/// The files of the report, and the project file.
pub(super) fn files(name: &str, ids: &Ids) -> Vec<(String, String)> {
    let folder = format!("{PROJECT}.Report");
    let definition = format!("{folder}/definition");
    let schema = |of: &str| format!("{SCHEMAS}/item/report/definition/{of}/1.0.0/schema.json");
    let project = json!({
        "$schema": format!("{SCHEMAS}/pbip/pbipProperties/1.0.0/schema.json"),
        "version": "1.0",
        "artifacts": [{ "report": { "path": folder } }],
        "settings": { "enableAutoRecovery": true }
    });
    let reference = json!({
        "$schema": format!("{SCHEMAS}/item/report/definitionProperties/2.0.0/schema.json"),
        "version": "4.0",
        "datasetReference": { "byPath": { "path": format!("../{PROJECT}.SemanticModel") } }
    });
    let report = json!({ "$schema": schema("report"), "themeCollection": {}, "layoutOptimization": "None" });
    let pages = json!({ "$schema": schema("pagesMetadata"), "pageOrder": [PAGE], "activePageName": PAGE });
    let page = json!({
        "$schema": schema("page"), "name": PAGE, "displayName": "Overview", "displayOption": "FitToPage",
        "height": 720, "width": 1280
    });
    let version = json!({ "$schema": schema("versionMetadata"), "version": "1.0.0" });
    let mut files = vec![
        (format!("{PROJECT}.pbip"), pretty(&project)),
        (format!("{folder}/.platform"), platform("Report", ids)),
        (format!("{folder}/definition.pbir"), pretty(&reference)),
        (format!("{definition}/version.json"), pretty(&version)),
        (format!("{definition}/report.json"), pretty(&report)),
        (format!("{definition}/pages/pages.json"), pretty(&pages)),
        (format!("{definition}/pages/{PAGE}/page.json"), pretty(&page)),
    ];
    for (order, (id, (x, y, width, height), visual)) in VISUALS.iter().enumerate() {
        let value = json!({
            "$schema": schema("visualContainer"),
            "name": id,
            "position": { "x": x, "y": y, "z": order, "height": height, "width": width, "tabOrder": order },
            "visual": content(visual, name)
        });
        files.push((format!("{definition}/pages/{PAGE}/visuals/{id}/visual.json"), pretty(&value)));
    }
    files
}

fn content(visual: &Visual, name: &str) -> Value {
    match visual {
        Visual::Title => json!({
            "visualType": "textbox",
            "objects": { "general": [{ "properties": { "paragraphs": [{ "textRuns": [
                { "value": name, "textStyle": { "fontWeight": "bold", "fontSize": "20pt" } }
            ] }] } }] }
        }),
        Visual::Slicer { table, column } => json!({
            "visualType": "slicer",
            "query": { "queryState": { "Values": { "projections": [with_active(column_of(table, column))] } } },
            "objects": { "data": [{ "properties": { "mode": literal("'Dropdown'") } }] },
            "drillFilterOtherVisuals": true
        }),
        Visual::Card { measure, label } => json!({
            "visualType": "card",
            "query": { "queryState": { "Values": { "projections": [measure_of(measure)] } } },
            "objects": { "categoryLabels": [{ "properties": { "show": literal("false") } }] },
            "visualContainerObjects": titled(label),
            "drillFilterOtherVisuals": true
        }),
        Visual::Chart { kind, title, by: (table, column), measure } => json!({
            "visualType": kind,
            "query": { "queryState": {
                "Category": { "projections": [with_active(column_of(table, column))] },
                "Y": { "projections": [measure_of(measure)] }
            } },
            "visualContainerObjects": titled(title),
            "drillFilterOtherVisuals": true
        }),
    }
}

fn literal(value: &str) -> Value {
    json!({ "expr": { "Literal": { "Value": value } } })
}

fn titled(title: &str) -> Value {
    let text = format!("'{}'", title.replace('\'', "''"));
    json!({ "title": [{ "properties": { "show": literal("true"), "text": literal(&text) } }] })
}

fn column_of(table: &str, column: &str) -> Value {
    json!({
        "field": { "Column": { "Expression": { "SourceRef": { "Entity": table } }, "Property": column } },
        "queryRef": format!("{table}.{column}"),
        "nativeQueryRef": column
    })
}

fn with_active(mut projection: Value) -> Value {
    projection["active"] = json!(true);
    projection
}

/// A measure, in the table that has it.
fn measure_of(name: &str) -> Value {
    let table = MEASURES.iter().find(|measure| measure.name == name).map_or_else(String::new, |m| title(m.table));
    json!({
        "field": { "Measure": { "Expression": { "SourceRef": { "Entity": table } }, "Property": name } },
        "queryRef": format!("{table}.{name}"),
        "nativeQueryRef": name
    })
}
