//! The Excel workbook, read back.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use crmgen_core::columns::Table;
use crmgen_tests::Server;
use serde_json::{Value, json};

use crate::{close, columns, download, download_into, fixed, kind, script, summary};

fn open(bytes: Vec<u8>) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(bytes)).unwrap()
}

/// What a cell of the sheet must be, from the same cell of the CSV.
fn expected(kind: &str, text: &str) -> Data {
    match kind {
        _ if text.is_empty() => Data::Empty,
        "integer" | "real" => Data::Float(text.parse().unwrap()),
        "boolean" => Data::Bool(text == "true"),
        _ => Data::String(text.to_owned()),
    }
}

fn check_sheet(sheet: &Range<Data>, table: Table, csv: &[u8]) {
    let mut reader = csv::Reader::from_reader(csv);
    let header: Vec<Data> = reader.headers().unwrap().iter().map(|name| Data::String(name.to_owned())).collect();
    let mut rows = sheet.rows();
    assert_eq!(rows.next().unwrap(), header);
    let mut count = 0;
    for (record, row) in reader.records().zip(rows.by_ref()) {
        for ((column, text), cell) in table.columns().iter().zip(&record.unwrap()).zip(row) {
            match cell {
                Data::DateTime(found) if kind(column) == "date" => {
                    let (y, m, d, ..) = found.to_ymd_hms_milli();
                    assert_eq!(format!("{y:04}-{m:02}-{d:02}"), text, "{}", column.name);
                }
                cell => assert_eq!(*cell, expected(kind(column), text), "{}", column.name),
            }
        }
        count += 1;
    }
    assert!(count > 1_000 && rows.next().is_none(), "{count} rows of {}", table.name());
}

#[test]
fn every_cell_reads_back_with_its_type() {
    let server = Server::start();
    let dataset = server.dataset(&fixed());
    let mut book = open(download(&server, &dataset, "excel.xlsx"));
    for (table, sheet) in Table::ALL.iter().zip(["Customers", "Deals", "Feedback"]) {
        let path = format!("{}/{}.csv", dataset["links"]["tables"].as_str().unwrap(), table.name());
        check_sheet(&book.worksheet_range(sheet).unwrap(), *table, &server.get(&path).body);
    }
}

#[test]
fn the_dashboard_shows_the_numbers_of_the_api() {
    let server = Server::start();
    let dataset = server.dataset(&fixed());
    let summary = summary(&server, &dataset, "");
    let mut book = open(download(&server, &dataset, "excel.xlsx"));
    let sheet = book.worksheet_range("Summary").unwrap();
    let value = |label: &str, column: u32| {
        let row =
            (0..sheet.height() as u32).find(|&row| sheet.get_value((row, 0)) == Some(&Data::String(label.to_owned())));
        match sheet.get_value((row.unwrap_or_else(|| panic!("no line {label}")), column)) {
            Some(Data::Float(number)) => json!(number),
            Some(Data::Int(number)) => json!(number),
            other => panic!("{label}: {other:?}"),
        }
    };
    let figures = [
        ("Customers", "customers"),
        ("Open pipeline", "pipeline"),
        ("Won revenue", "won_revenue"),
        ("Win rate", "win_rate"),
        ("Average sentiment", "avg_sentiment"),
        ("Net promoter score", "nps"),
        ("Customers at high risk", "high_churn_risk"),
        ("Hours to first answer", "response_time"),
    ];
    for (label, kpi) in figures {
        assert!(close(&value(label, 1), &summary["kpis"][kpi]["value"]), "{label}: {}", value(label, 1));
    }
    for (chart, name, field, column) in [
        ("pipeline", "stage", "amount", 2),
        ("churn_risk", "label", "customers", 1),
        ("pain_points", "category", "negative", 1),
        ("sentiment_by_region", "label", "value", 1),
        ("sentiment_by_segment", "label", "value", 1),
    ] {
        for line in summary["charts"][chart].as_array().unwrap() {
            let label = line[name].as_str().unwrap();
            assert!(close(&value(label, column), &line[field]), "{chart} {label}: {}", value(label, column));
        }
    }
}

#[test]
fn openpyxl_finds_tables_types_formulas_and_charts() {
    let server = Server::start();
    let dataset = server.dataset(&fixed());
    let folder = tempfile::tempdir().unwrap();
    download_into(&server, &dataset, &["excel.xlsx"], folder.path());
    let Some(found) = script("check_excel.py", &[&folder.path().join("excel.xlsx")]) else { return };
    for (table, sheet) in Table::ALL.iter().zip(["Customers", "Deals", "Feedback"]) {
        assert_eq!(found["tables"][sheet]["rows"], dataset["rows"][table.name()]);
        for column in columns()[table.name()].as_array().unwrap() {
            let (name, wanted) = (column[0].as_str().unwrap(), column[1].as_str().unwrap());
            let kinds = found["kinds"][sheet][name].as_array().unwrap();
            let fits = |kind: &Value| match wanted {
                "string" => kind == "str",
                "integer" => kind == "int",
                "real" => kind == "float" || kind == "int",
                "date" => kind == "datetime",
                _ => kind == "bool",
            };
            assert!(!kinds.is_empty() && kinds.iter().all(fits), "{sheet}.{name}: {kinds:?}");
        }
    }
    assert_eq!(found["charts"].as_array().unwrap().len(), 7);
    let formulas = found["summary"].as_object().unwrap();
    assert!(formulas.len() > 90 && formulas.values().all(|cell| cell[1].is_number()), "each formula has its value");
}
