//! The numbers of the dashboard agree with the rows.

use crmgen_tests::Server;
use serde_json::{Value, json};

use crate::fixed;

/// All rows of a table, as JSON.
fn rows(server: &Server, dataset: &Value, table: &str) -> Vec<Value> {
    let mut all = Vec::new();
    let mut next = json!(format!("{}/{table}?limit=1000", dataset["links"]["tables"].as_str().unwrap()));
    while let Some(path) = next.as_str() {
        let mut page = server.get(path).json();
        all.append(page["rows"].as_array_mut().unwrap());
        next = page["links"]["next"].clone();
    }
    all
}

fn mean(scores: &[f64]) -> f64 {
    scores.iter().sum::<f64>() / scores.len() as f64
}

#[test]
fn filtered_numbers_are_those_of_the_rows() {
    let server = Server::start();
    let dataset = server.dataset(&fixed());
    let path = dataset["links"]["summary"].as_str().unwrap();
    let summary = server.get(&format!("{path}?region=Europe&region=apac&segment=SMB&from=2026-01&to=2026-03")).json();
    assert_eq!(
        summary["filter"],
        json!({"region": ["Europe", "APAC"], "segment": ["SMB"], "industry": [], "from": "2026-01", "to": "2026-03"})
    );
    assert_eq!(summary["period"], json!({"from": "2026-01", "to": "2026-03"}));
    assert_eq!(summary["comparison"]["previous"], json!({"from": "2025-10", "to": "2025-12"}));

    let kept = |row: &&Value| {
        ["Europe", "APAC"].contains(&row["region"].as_str().unwrap())
            && row["segment"] == "SMB"
            && ("2026-01".."2026-04").contains(&&row["feedback_date"].as_str().unwrap()[..7])
    };
    let feedback = rows(&server, &dataset, "feedback");
    let scores: Vec<f64> = feedback.iter().filter(kept).map(|row| row["sentiment_score"].as_f64().unwrap()).collect();
    let kpi = &summary["kpis"]["avg_sentiment"];
    assert_eq!(kpi["n"], scores.len());
    assert!(scores.len() > 20, "too few rows for the test to mean anything: {}", scores.len());
    assert!((kpi["value"].as_f64().unwrap() - mean(&scores)).abs() < 1e-9, "{kpi} {}", mean(&scores));
    let change = kpi["current"].as_f64().unwrap() - kpi["previous"].as_f64().unwrap();
    assert!((kpi["change"].as_f64().unwrap() - change).abs() < 1e-9, "{kpi}");
}

#[test]
fn unfiltered_numbers_are_those_of_the_rows() {
    let server = Server::start();
    let dataset = server.dataset(&fixed());
    let summary = server.get(dataset["links"]["summary"].as_str().unwrap()).json();
    assert_eq!(summary["dataset"]["id"], dataset["id"]);
    let deals = rows(&server, &dataset, "deals");
    let open: i64 = deals.iter().filter(|d| d["closed_date"].is_null()).map(|d| d["amount"].as_i64().unwrap()).sum();
    assert_eq!(summary["kpis"]["pipeline"]["value"].as_f64(), Some(open as f64));
    assert!(summary["kpis"]["pipeline"]["change"].is_null() && summary["kpis"]["pipeline"]["note"].is_string());
    let stages: i64 =
        summary["charts"]["pipeline"].as_array().unwrap().iter().map(|s| s["amount"].as_i64().unwrap()).sum();
    assert_eq!(stages, open);
    let customers = rows(&server, &dataset, "customers");
    let high = customers.iter().filter(|c| c["churn_risk"] == "High").count();
    assert_eq!(summary["kpis"]["high_churn_risk"]["value"].as_f64(), Some(high as f64));
    assert_eq!(summary["charts"]["response_time"].as_array().unwrap().len(), 9);
    assert!(summary["charts"]["win_rate_by_owner"].as_array().unwrap().len() <= 15);
}

#[test]
fn a_filter_that_keeps_nothing_gives_nulls_and_not_errors() {
    let server = Server::start();
    let dataset = server.dataset(&json!({"customers": 50, "regions": ["Europe"]}));
    let path = format!("{}?region=APAC", dataset["links"]["summary"].as_str().unwrap());
    let summary = server.get(&path).json();
    assert_eq!(summary["kpis"]["customers"]["value"].as_f64(), Some(0.0));
    assert!(summary["kpis"]["avg_sentiment"]["value"].is_null());
    assert!(summary["kpis"]["win_rate"]["interval"].is_null());
}
