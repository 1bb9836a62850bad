//! Tables: what columns mean, and rows page by page.

use crmgen_tests::Server;
use serde_json::{Value, json};

use crate::fixed;

#[test]
fn the_dictionary_describes_every_column_of_the_csv() {
    let server = Server::start();
    let dataset = server.dataset(&fixed());
    let tables = server.get(dataset["links"]["tables"].as_str().unwrap()).json();
    let mut names = Vec::new();
    for table in tables["tables"].as_array().unwrap() {
        let name = table["name"].as_str().unwrap();
        names.push(name);
        assert_eq!(table["rows"], dataset["rows"][name]);
        let columns: Vec<&str> =
            table["columns"].as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap()).collect();
        let csv = server.get(table["links"]["csv"].as_str().unwrap());
        assert_eq!(csv.text().lines().next().unwrap(), columns.join(","));
        assert_eq!(server.get(table["links"]["page"].as_str().unwrap()).json()["columns"], json!(columns));
    }
    assert_eq!(names, ["customers", "deals", "feedback"]);
}

#[test]
fn pages_put_together_are_the_table() {
    let server = Server::start();
    let dataset = server.dataset(&fixed());
    let home = dataset["links"]["tables"].as_str().unwrap();
    // Longer than a page may be, and than a block of customers.
    let mut keys = Vec::new();
    let mut next = json!(format!("{home}/deals?limit=997&columns=deal_id,amount,closed_date"));
    while let Some(path) = next.as_str() {
        let page = server.get(path).json();
        assert_eq!(page["total"], dataset["rows"]["deals"]);
        for row in page["rows"].as_array().unwrap() {
            let cells: Vec<String> = ["deal_id", "amount", "closed_date"]
                .iter()
                .map(|name| match &row[*name] {
                    Value::Null => String::new(),
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                })
                .collect();
            keys.push(cells.join(","));
        }
        next = page["links"]["next"].clone();
    }
    let csv = server.get(&format!("{home}/deals.csv?columns=closed_date,deal_id,amount"));
    let lines: Vec<&str> = csv.text().lines().collect();
    assert_eq!(lines[0], "deal_id,amount,closed_date", "columns come in table order");
    assert_eq!(lines[1..], keys);
}

#[test]
fn a_page_past_the_end_is_empty_and_leads_back() {
    let server = Server::start();
    let dataset = server.dataset(&json!({"customers": 120}));
    let home = dataset["links"]["tables"].as_str().unwrap();
    let page = server.get(&format!("{home}/customers?offset=1000")).json();
    assert_eq!((&page["rows"], &page["total"], &page["links"]["next"]), (&json!([]), &json!(120), &Value::Null));
    let back = server.get(page["links"]["prev"].as_str().unwrap()).json();
    assert_eq!(back["rows"].as_array().unwrap().len(), 20);
    let far = |offset: u64| server.get(&format!("{home}/customers?offset={offset}"));
    assert_eq!(far((1 << 53) - 1).json()["rows"], json!([]));
    assert_eq!(far(1 << 53).status, 422, "not every reader of JSON could tell it from the next number");
}

#[test]
fn any_page_of_a_large_table_is_quick() {
    let server = Server::start();
    let dataset = server.dataset(&json!({"customers": 100_000, "seed": 3, "as_of": "2026-06-30"}));
    let last = dataset["rows"]["feedback"].as_u64().unwrap() - 1;
    let page = server.get(&format!("{}/feedback?limit=1&offset={last}", dataset["links"]["tables"].as_str().unwrap()));
    let row = &page.json()["rows"][0];
    assert!(row["feedback_id"].as_str().unwrap().starts_with("FB-00"), "{row}");
    let line = server.wait_for_log(&format!("offset={last}"), std::time::Duration::from_secs(5));
    let milliseconds: f64 = line.rsplit(' ').nth(1).unwrap().parse().unwrap();
    // One block is made, of 98: a debug build on a busy machine takes far below this.
    assert!(milliseconds < 500.0, "{line}");
}
