//! Tableau's and Power BI's files, read as those programs would.

use std::path::Path;

use crmgen_core::columns::Table;
use crmgen_tests::{Server, repository};
use serde_json::{Value, json};

use crate::{close, download_into, fixed, kind, script, summary};

/// The rows of a sheet.
fn rows<'a>(sheets: &'a Value, sheet: &str) -> &'a Vec<Value> {
    sheets[sheet]["rows"].as_array().unwrap_or_else(|| panic!("there is no sheet {sheet}"))
}

/// The numbers of sheets against those of the API, under the same filter.
fn compare(sheets: &Value, summary: &Value) {
    let (kpis, charts) = (&summary["kpis"], &summary["charts"]);
    let figures = [
        ("Customers", "customers"),
        ("Pipeline Value", "pipeline"),
        ("Won Revenue", "won_revenue"),
        ("Win Rate", "win_rate"),
        ("Average Sentiment", "avg_sentiment"),
        ("Net Promoter Score", "nps"),
    ];
    for (sheet, kpi) in figures {
        assert!(close(&rows(sheets, sheet)[0][0], &kpis[kpi]["value"]), "{sheet}: {} {}", sheets[sheet], kpis[kpi]);
    }
    let risk: Vec<u64> =
        charts["churn_risk"].as_array().unwrap().iter().map(|b| b["customers"].as_u64().unwrap()).collect();
    let high = risk[2] as f64 / risk.iter().sum::<u64>() as f64;
    assert!(close(&rows(sheets, "High Churn Risk")[0][0], &json!(high)));
    let by = |sheet: &str, label: &str, value: usize| {
        let row = rows(sheets, sheet).iter().find(|row| row.as_array().unwrap().contains(&json!(label)));
        row.unwrap_or_else(|| panic!("{sheet} has no {label}"))[value].clone()
    };
    for stage in charts["pipeline"].as_array().unwrap().iter().filter(|stage| stage["deals"] != 0) {
        assert!(close(&by("Pipeline by Stage", stage["stage"].as_str().unwrap(), 1), &stage["amount"]), "{stage}");
    }
    for band in charts["churn_risk"].as_array().unwrap() {
        assert!(
            close(&by("Customers by Churn Risk", band["label"].as_str().unwrap(), 1), &band["customers"]),
            "{band}"
        );
    }
    for point in charts["pain_points"].as_array().unwrap() {
        assert!(close(&by("Pain Points", point["category"].as_str().unwrap(), 1), &point["negative"]), "{point}");
    }
    let months = charts["sentiment_by_month"].as_array().unwrap();
    assert_eq!(rows(sheets, "Sentiment by Month").len(), months.iter().filter(|m| !m["value"].is_null()).count());
    for month in months.iter().filter(|month| !month["value"].is_null()) {
        let label = format!("{}-01", month["month"].as_str().unwrap());
        assert!(close(&by("Sentiment by Month", &label, 0), &month["value"]), "{month}");
    }
}

#[test]
fn the_workbook_is_valid_and_shows_the_numbers_of_the_api() {
    let server = Server::start();
    let dataset = server.dataset(&fixed());
    let folder = tempfile::tempdir().unwrap();
    download_into(&server, &dataset, &["tableau.twbx", "tableau.tdsx"], folder.path());
    let schemas = repository().join("target/tableau-schemas");
    let Some(sheets) = script("check_tableau.py", &[folder.path(), &schemas]) else { return };
    compare(&sheets, &summary(&server, &dataset, ""));
    assert_eq!(rows(&sheets, "Sentiment by Region and Segment").len(), 12);
    // The choice of region acts on every sheet.
    let europe = script("check_tableau.py", &[folder.path(), &schemas, Path::new("Europe")]).unwrap();
    compare(&europe, &summary(&server, &dataset, "?region=Europe"));
    assert_eq!(rows(&europe, "Sentiment by Region and Segment").len(), 3);
}

#[test]
fn the_power_bi_project_names_nothing_that_is_not_there() {
    let server = Server::start();
    let dataset = server.dataset(&fixed());
    let folder = tempfile::tempdir().unwrap();
    download_into(&server, &dataset, &["powerbi.zip"], folder.path());
    let Some(found) = script("check_powerbi.py", &[&folder.path().join("powerbi.zip")]) else { return };
    let types =
        [("string", "string"), ("integer", "int64"), ("real", "double"), ("date", "dateTime"), ("boolean", "boolean")];
    for table in Table::ALL {
        let name = table.name();
        let title = name[..1].to_uppercase() + &name[1..];
        let columns: std::collections::BTreeMap<&str, &str> = found["tables"][&title]
            .as_array()
            .unwrap()
            .iter()
            .map(|column| (column[0].as_str().unwrap(), column[1].as_str().unwrap()))
            .collect();
        for column in table.columns() {
            let wanted = types.iter().find(|(ours, _)| *ours == kind(column)).unwrap().1;
            assert_eq!(columns.get(column.name), Some(&wanted), "{name}.{}", column.name);
        }
    }
}
