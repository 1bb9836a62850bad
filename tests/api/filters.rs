//! Filters, search and sorting, against the plain reading of the CSV.

use std::cmp::Ordering;
use std::fmt::Write as _;

use crmgen_tests::Server;
use serde_json::{Value, json};

use crate::fixed;

/// A table as the CSV has it.
struct Sheet {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
    /// What the dictionary says each column is.
    kinds: Vec<(String, Value)>,
}

impl Sheet {
    fn read(server: &Server, dataset: &Value, table: &str) -> Self {
        let home = dataset["links"]["tables"].as_str().unwrap();
        let csv = server.get(&format!("{home}/{table}.csv")).body;
        let mut reader = csv::Reader::from_reader(&csv[..]);
        let columns: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let rows = reader.records().map(|record| record.unwrap().iter().map(str::to_owned).collect()).collect();
        let tables = server.get(home).json();
        let about = tables["tables"].as_array().unwrap().iter().find(|about| about["name"] == table).unwrap();
        let kinds = about["columns"].as_array().unwrap().iter();
        let kinds = kinds.map(|c| (c["type"].as_str().unwrap().to_owned(), c["values"].clone())).collect();
        Self { columns, rows, kinds }
    }

    fn at(&self, column: &str) -> usize {
        self.columns.iter().position(|name| name == column).unwrap()
    }

    /// How two filled cells of a column compare, by what the column is.
    fn compare(&self, column: usize, a: &str, b: &str) -> Ordering {
        let (kind, values) = &self.kinds[column];
        let number = |text: &str| text.parse::<f64>().unwrap();
        match (kind.as_str(), values.as_array()) {
            ("integer" | "decimal", _) => number(a).total_cmp(&number(b)),
            ("label", Some(values)) => {
                let place = |text: &str| values.iter().position(|v| v.as_str().unwrap().eq_ignore_ascii_case(text));
                place(a).cmp(&place(b))
            }
            ("key", _) => a.to_uppercase().cmp(&b.to_uppercase()),
            _ => a.to_lowercase().cmp(&b.to_lowercase()),
        }
    }

    fn keeps(&self, row: &[String], filter: &(String, String, String)) -> bool {
        let (column, operator, value) = filter;
        let at = self.at(column);
        let cell = &row[at];
        let order = |value: &str| self.compare(at, cell, value);
        match (operator.as_str(), cell.is_empty()) {
            ("null", empty) => empty == (value == "true"),
            ("ne", true) => true,
            (_, true) => false,
            ("eq", _) => order(value).is_eq(),
            ("ne", _) => order(value).is_ne(),
            ("lt", _) => order(value).is_lt(),
            ("lte", _) => order(value).is_le(),
            ("gt", _) => order(value).is_gt(),
            ("gte", _) => order(value).is_ge(),
            ("contains", _) => cell.to_lowercase().contains(&value.to_lowercase()),
            ("in", _) => {
                let inside = value.strip_prefix('"').and_then(|value| value.strip_suffix('"')).unwrap();
                inside.split("\",\"").any(|value| order(&value.replace("\"\"", "\"")).is_eq())
            }
            (other, _) => panic!("{other}"),
        }
    }

    /// Keys of the rows kept, in order.
    fn keys(&self, filters: &[(String, String, String)], search: &str, sort: &str) -> Vec<String> {
        let texts: Vec<usize> = (0..self.columns.len()).filter(|&i| self.kinds[i].0 == "text").collect();
        let found = |row: &[String]| texts.iter().any(|&i| row[i].to_lowercase().contains(&search.to_lowercase()));
        let mut kept: Vec<&Vec<String>> = self
            .rows
            .iter()
            .filter(|row| filters.iter().all(|filter| self.keeps(row, filter)) && (search.is_empty() || found(row)))
            .collect();
        kept.sort_by(|a, b| {
            for key in sort.split(',').filter(|key| !key.is_empty()) {
                let at = self.at(key.trim_start_matches('-'));
                let order = match (a[at].is_empty(), b[at].is_empty()) {
                    (true, true) => Ordering::Equal,
                    (true, false) => Ordering::Greater,
                    (false, true) => Ordering::Less,
                    _ if key.starts_with('-') => self.compare(at, &b[at], &a[at]),
                    _ => self.compare(at, &a[at], &b[at]),
                };
                if order.is_ne() {
                    return order;
                }
            }
            Ordering::Equal
        });
        kept.into_iter().map(|row| row[0].clone()).collect()
    }
}

/// A number that looks random (Steele et al. 2014, SplitMix64).
fn draw(state: &mut u64, below: usize) -> usize {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut z = *state;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) % below as u64) as usize
}

fn escaped(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        let _ = match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => write!(out, "{}", char::from(byte)),
            _ => write!(out, "%{byte:02X}"),
        };
        out
    })
}

#[test]
fn any_query_gives_what_a_plain_reading_of_the_csv_gives() {
    const OPERATORS: [&str; 9] = ["eq", "ne", "in", "lt", "lte", "gt", "gte", "contains", "null"];
    let server = Server::start();
    let dataset = server.dataset(&fixed());
    let home = dataset["links"]["tables"].as_str().unwrap();
    let mut state = 7;
    let mut kept_some = 0;
    for table in ["customers", "deals", "feedback"] {
        let sheet = Sheet::read(&server, &dataset, table);
        for round in 0..sheet.columns.len() * 3 {
            // Every column takes its turn, each time with another operator; values are those of some row.
            let mut filters = Vec::new();
            for i in 0..1 + draw(&mut state, 2) {
                let column = if i == 0 { round % sheet.columns.len() } else { draw(&mut state, sheet.columns.len()) };
                let cell = |state: &mut u64| {
                    let filled: Vec<&String> =
                        sheet.rows.iter().map(|row| &row[column]).filter(|cell| !cell.is_empty()).collect();
                    filled[draw(state, filled.len())].clone()
                };
                let operator = OPERATORS[(round + i) % OPERATORS.len()];
                let value = match operator {
                    "null" => ["true", "false"][draw(&mut state, 2)].to_owned(),
                    "in" => (0..3)
                        .map(|_| format!("\"{}\"", cell(&mut state).replace('"', "\"\"")))
                        .collect::<Vec<_>>()
                        .join(","),
                    "contains" => {
                        let cell = cell(&mut state);
                        let from = cell.char_indices().nth(draw(&mut state, cell.chars().count())).unwrap().0;
                        let part: String = cell[from..].chars().take(3).collect();
                        if part.trim().is_empty() { cell } else { part.trim().to_uppercase() }
                    }
                    _ => cell(&mut state),
                };
                filters.push((sheet.columns[column].clone(), operator.to_owned(), value));
            }
            let search = if round % 4 == 0 { "an" } else { "" };
            let mut keys = Vec::new();
            for i in 0..draw(&mut state, 3) {
                let name = &sheet.columns[(round * 5 + i * 7) % sheet.columns.len()];
                keys.push(format!("{}{name}", if draw(&mut state, 2) == 0 { "-" } else { "" }));
            }
            let sort = keys.join(",");
            let expected = sheet.keys(&filters, search, &sort);
            let mut address = format!("q={search}&sort={sort}");
            for (column, operator, value) in &filters {
                let _ = write!(address, "&filter={column}:{operator}:{}", escaped(value));
            }
            let offset = draw(&mut state, expected.len().max(1));
            let page = server.get(&format!("{home}/{table}?limit=100&offset={offset}&{address}"));
            assert_eq!(page.status, 200, "{address}: {}", page.text());
            let page = page.json();
            assert_eq!(page["total"], expected.len(), "{table}?{address}");
            let rows: Vec<&str> =
                page["rows"].as_array().unwrap().iter().map(|row| row[&sheet.columns[0]].as_str().unwrap()).collect();
            assert_eq!(rows, expected.iter().skip(offset).take(100).collect::<Vec<_>>(), "{table}?{address}");
            kept_some += usize::from(!expected.is_empty());
        }
    }
    assert!(kept_some > 100, "{kept_some}");
}

#[test]
fn files_hold_the_rows_that_the_same_filter_shows() {
    let server = Server::start();
    let dataset = server.dataset(&fixed());
    let home = dataset["links"]["tables"].as_str().unwrap();
    let filter =
        "filter=channel:in:Survey,Email&filter=sentiment_score:lt:-0.25&q=the&columns=feedback_id,feedback_text";
    let page = server.get(&format!("{home}/feedback?limit=1000&{filter}")).json();
    let total = page["total"].as_u64().unwrap();
    assert!((50..1_000).contains(&total), "{total}");
    let ndjson = server.get(&format!("{home}/feedback.ndjson?{filter}"));
    assert!(ndjson.header("content-type").starts_with("application/x-ndjson"));
    let lines: Vec<Value> = ndjson.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(json!(lines), page["rows"]);
    let csv = server.get(&format!("{home}/feedback.csv?{filter}"));
    assert_eq!(csv.text().lines().next(), Some("feedback_id,feedback_text"));
    assert_eq!(csv::Reader::from_reader(&csv.body[..]).records().count() as u64, total);
    let stateless = server.get(&format!("/api/v1/tables/feedback.csv?seed=7&customers=1500&as_of=2026-06-30&{filter}"));
    assert_eq!((&stateless.body, stateless.header("etag")), (&csv.body, csv.header("etag")));
    assert_ne!(csv.header("etag"), server.get(&format!("{home}/feedback.csv")).header("etag"));
    let none = server.get(&format!("{home}/feedback.csv?filter=customer_id:gt:CUST-9999999"));
    assert_eq!(none.text().lines().count(), 1, "the header alone");
}

#[test]
fn links_keep_the_question() {
    let server = Server::start();
    let dataset = server.dataset(&fixed());
    let home = dataset["links"]["tables"].as_str().unwrap();
    let path = format!(
        "{home}/customers?limit=20&filter=industry:eq:Professional%20Services&q=a%26b%3D&sort=-city,email&columns=email"
    );
    let page = server.get(&path);
    assert_eq!(page.json()["total"], 0);
    let path = path.replace("a%26b%3D", "a");
    let page = server.get(&path).json();
    let (mut seen, mut next) = (0, page["links"]["self"].clone());
    while let Some(path) = next.as_str() {
        let answer = server.get(path);
        let page = answer.json();
        assert_eq!(answer.header("link").contains("rel=\"next\""), !page["links"]["next"].is_null());
        seen += page["rows"].as_array().unwrap().len();
        next = page["links"]["next"].clone();
    }
    assert_eq!(page["total"], seen);
}

#[test]
fn rows_of_one_customer_come_without_looking_at_the_others() {
    let server = Server::start();
    let dataset = server.dataset(&json!({"customers": 200_000, "seed": 3, "as_of": "2026-06-30"}));
    let home = dataset["links"]["tables"].as_str().unwrap();
    let page = server.get(&format!("{home}/feedback?filter=customer_id:eq:CUST-0123456&sort=-feedback_date")).json();
    for row in page["rows"].as_array().unwrap() {
        assert_eq!(row["customer_id"], "CUST-0123456");
    }
    let line = server.wait_for_log("CUST-0123456", std::time::Duration::from_secs(5));
    let milliseconds: f64 = line.rsplit(' ').nth(1).unwrap().parse().unwrap();
    assert!(milliseconds < 200.0, "{line}");
}

#[test]
fn both_ends_of_a_large_sorted_table_can_be_reached_but_not_its_middle() {
    let server = Server::start();
    let dataset = server.dataset(&json!({"customers": 200_000, "seed": 3, "as_of": "2026-06-30"}));
    let table = format!("{}/feedback", dataset["links"]["tables"].as_str().unwrap());
    let columns = "columns=feedback_id,rating,response_time_hours&sort=response_time_hours";
    let first = server.get(&format!("{table}?limit=3&{columns}")).json();
    let last = server.get(first["links"]["last"].as_str().unwrap()).json();
    assert_eq!(last["links"]["next"], Value::Null);
    let row = last["rows"].as_array().unwrap().last().unwrap();
    assert_eq!(row["response_time_hours"], Value::Null, "what is empty comes last: {row}");
    let deep = server.get(&format!("{table}?offset=300000&{columns}"));
    insta::assert_json_snapshot!("too_deep", deep.json());
}
