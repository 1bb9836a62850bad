//! Tableau's and Power BI's files, read as those programs would.

use std::collections::BTreeMap;
use std::path::Path;

use crmgen_core::columns::Table;
use crmgen_tests::{Server, crmgen, python, repository};
use serde_json::{Value, json};

use crate::{close, download_into, fixed, kind, run, script, summary};

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

/// The sheet that crosses regions with segments, against means of the rows of the CSV file.
fn compare_crossed(sheets: &Value, feedback: &[u8], regions: &[&str]) {
    let mut reader = csv::Reader::from_reader(feedback);
    let header = reader.headers().unwrap().clone();
    let at = |name: &str| header.iter().position(|column| column == name).unwrap();
    let (region, segment, score) = (at("region"), at("segment"), at("sentiment_score"));
    let mut sums: BTreeMap<(String, String), (f64, f64)> = BTreeMap::new();
    for record in reader.records().map(Result::unwrap) {
        let sum = sums.entry((record[region].to_owned(), record[segment].to_owned())).or_default();
        *sum = (sum.0 + record[score].parse::<f64>().unwrap(), sum.1 + 1.0);
    }
    sums.retain(|(region, _), _| regions.contains(&region.as_str()));
    let shown = rows(sheets, "Sentiment by Region and Segment");
    assert_eq!(shown.len(), 3 * regions.len());
    assert_eq!(shown.len(), sums.len());
    for ((region, segment), (sum, n)) in sums {
        let fits =
            |row: &&Value| [&region, &segment].iter().all(|label| row.as_array().unwrap().contains(&json!(label)));
        let row = shown.iter().find(fits).unwrap_or_else(|| panic!("no row of {region} and {segment}"));
        let value = row.as_array().unwrap().iter().find(|cell| cell.is_number()).unwrap();
        assert!(close(value, &json!(sum / n)), "{region}, {segment}: {value} and not {}", sum / n);
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
    let feedback = server.get(&format!("{}/feedback.csv", dataset["links"]["tables"].as_str().unwrap())).body;
    compare_crossed(&sheets, &feedback, &["North America", "Europe", "APAC", "Latin America"]);
    // The choice of region acts on every sheet.
    let europe = script("check_tableau.py", &[folder.path(), &schemas, Path::new("Europe")]).unwrap();
    compare(&europe, &summary(&server, &dataset, "?region=Europe"));
    compare_crossed(&europe, &feedback, &["Europe"]);
}

/// The program that pip put into the environment.
fn hyperd() -> Option<String> {
    let find = "import pathlib, tableauhyperapi\n\
        print(next(pathlib.Path(tableauhyperapi.__file__).parent.glob('bin/hyper/hyperd*')).resolve())";
    Some(run(python()?.args(["-c", find])).trim().to_owned())
}

#[test]
fn the_data_source_holds_an_extract_where_hyperd_is_there() {
    let Some(hyperd) = hyperd() else { return };
    let server = Server::start_with(&[("HYPERD", &hyperd)]);
    let dataset = server.dataset(&fixed());
    let folder = tempfile::tempdir().unwrap();
    download_into(&server, &dataset, &["tableau.tdsx"], folder.path());
    let schemas = repository().join("target/tableau-schemas");
    let tables = script("check_extract.py", &[folder.path(), &schemas]).unwrap();
    for table in Table::ALL {
        let (name, found) = (table.name(), &tables[table.name()]);
        assert_eq!(found["rows"], dataset["rows"][name], "{name}");
        let csv = server.get(&format!("{}/{name}.csv", dataset["links"]["tables"].as_str().unwrap())).body;
        let mut reader = csv::Reader::from_reader(&csv[..]);
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        for (i, column) in table.columns().iter().enumerate() {
            let wanted = match kind(column) {
                "string" => "TEXT",
                "integer" => "BIG_INT",
                "real" => "DOUBLE",
                "date" => "DATE",
                _ => "BOOL",
            };
            assert_eq!(found["types"][column.name], wanted, "{name}.{}", column.name);
            if let Some(sum) = found["sums"].get(column.name) {
                let ours: f64 =
                    rows.iter().filter(|row| !row[i].is_empty()).map(|row| row[i].parse::<f64>().unwrap()).sum();
                assert!(close(sum, &json!(ours)), "{name}.{}: {sum} and not {ours}", column.name);
            }
        }
    }
    // Other bytes each time: a tag that promises the same meaning, and no more.
    let path = format!("{}/tableau.tdsx", dataset["links"]["exports"].as_str().unwrap());
    let tag = server.head(&path).header("etag").to_owned();
    assert!(tag.starts_with("W/"), "{tag}");
    assert_eq!(server.get_with(&path, &[("if-none-match", &tag)]).status, 304);
}

#[cfg(unix)]
#[test]
fn an_extract_without_all_rows_is_never_handed_out() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let fake = folder.path().join("hyperd");
    // Says nothing of rows, as hyperd does where its SQL fails, and ends well.
    std::fs::write(&fake, "#!/bin/sh\ncat > /dev/null\necho 'rows of customers: 1'\necho 'no such table' >&2\n")
        .unwrap();
    std::fs::set_permissions(&fake, std::fs::Permissions::from_mode(0o755)).unwrap();
    let out = folder.path().join("out");
    let arguments = ["generate", "--seed", "7", "--customers", "100", "--as-of", "2026-06-30", "--format", "tableau"];
    let output = crmgen(&arguments).arg("--hyperd").arg(&fake).arg("--out").arg(&out).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("without all rows: 1 of customers, and not 100") && said.contains("no such table"), "{said}");
    assert!(!out.join("tableau.tdsx").exists());
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
        let columns: BTreeMap<&str, &str> = found["tables"][&title]
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
