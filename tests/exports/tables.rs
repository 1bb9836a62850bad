//! Tables as NDJSON, Parquet and CSV for Excel.

use std::fs;
use std::path::Path;

use crmgen_tests::Server;

use crate::{columns, fixed, generate, script};

#[test]
fn parquet_and_ndjson_read_back_equal_to_the_csv_types_included() {
    let server = Server::start();
    let dataset = server.dataset(&fixed());
    let folder = tempfile::tempdir().unwrap();
    for table in ["customers", "deals", "feedback"] {
        for format in ["csv", "ndjson", "parquet"] {
            let path = format!("{}/{table}.{format}", dataset["links"]["tables"].as_str().unwrap());
            let answer = server.get(&path);
            assert_eq!(answer.status, 200, "{path}");
            fs::write(folder.path().join(format!("{table}.{format}")), answer.body).unwrap();
        }
    }
    let Some(rows) = script("check_tables.py", &[folder.path(), Path::new(&columns().to_string())]) else { return };
    assert_eq!(rows, dataset["rows"]);
}

#[test]
fn several_row_groups_read_back_too() {
    let folder = tempfile::tempdir().unwrap();
    // 9,000 customers are nine blocks: more than one row group.
    for format in ["csv", "ndjson", "parquet"] {
        let out = folder.path().join(format);
        generate("9000", format, "2", &out);
        for table in ["customers", "deals", "feedback"] {
            let name = format!("{table}.{format}");
            fs::rename(out.join(&name), folder.path().join(&name)).unwrap();
        }
    }
    let Some(rows) = script("check_tables.py", &[folder.path(), Path::new(&columns().to_string())]) else { return };
    assert_eq!(rows["customers"], 9000);
}

#[test]
fn a_table_without_rows_and_a_choice_of_columns_are_parquet_files_too() {
    let server = Server::start();
    let query = "seed=7&customers=1500&as_of=2026-06-30&columns=customer_id,segment";
    let path = |more: &str| format!("/api/v1/tables/customers.parquet?{query}{more}");
    let some = server.get(&path("&filter=segment:eq:SMB"));
    let none = server.get(&path("&filter=customer_id:eq:CUST-9999999"));
    for answer in [&some, &none] {
        assert_eq!(answer.header("content-type"), "application/vnd.apache.parquet");
        assert!(answer.body.starts_with(b"PAR1") && answer.body.ends_with(b"PAR1"));
    }
    assert_ne!(some.header("etag"), none.header("etag"));
    assert!(none.body.len() < some.body.len());
}

#[test]
fn csv_for_excel_keeps_texts_texts_and_numbers_numbers() {
    let server = Server::start();
    let query = "seed=7&customers=1500&as_of=2026-06-30";
    let path = format!("/api/v1/tables/customers.csv?{query}");
    let (plain, excel) = (server.get(&path), server.get(&format!("{path}&flavor=excel")));
    assert_ne!(plain.header("etag"), excel.header("etag"));
    let excel = excel.body.strip_prefix(b"\xef\xbb\xbf").expect("a byte order mark comes first");
    let (mut plain, mut excel) = (csv::Reader::from_reader(plain.body.as_slice()), csv::Reader::from_reader(excel));
    assert_eq!(plain.headers().unwrap(), excel.headers().unwrap());
    let names: Vec<String> = plain.headers().unwrap().iter().map(str::to_owned).collect();
    let mut changed = std::collections::BTreeSet::new();
    for (plain, excel) in plain.records().zip(excel.records()) {
        for ((name, plain), excel) in names.iter().zip(&plain.unwrap()).zip(&excel.unwrap()) {
            if plain != excel {
                assert_eq!(excel, format!("'{plain}"), "{name}");
                changed.insert(name.clone());
            }
        }
    }
    let changed: Vec<&str> = changed.iter().map(String::as_str).collect();
    assert_eq!(changed, ["company_size", "phone"], "no number, date or key is touched");
    let refused = server.get(&format!("/api/v1/tables/customers.parquet?{query}&flavor=excel"));
    assert_eq!(refused.status, 422);
}
