//! The words of recommendations: for people, not for statisticians.

use crmgen_tests::Server;
use serde_json::json;

/// Words that have no place in what everybody reads.
const JARGON: &[&str] = &[
    "significan",
    "p-value",
    "q-value",
    "logit",
    "log-odds",
    "interval",
    "hypothes",
    "regression",
    "confidence",
    "std",
    "variance",
    "null",
    "nan",
    "inf ",
    "undefined",
    "churn rate",
    "mrr",
    "kpi",
];

#[test]
fn headlines_and_what_we_see_are_in_plain_words() {
    let server = Server::start();
    for seed in [1, 2, 3] {
        let dataset = server.dataset(&json!({"customers": 800, "seed": seed, "as_of": "2026-06-30"}));
        let id = dataset["id"].as_str().unwrap();
        let answer = server.get(&format!("/api/v1/datasets/{id}/recommendations")).json();
        for (group, list) in answer["groups"].as_object().unwrap() {
            for item in list.as_array().unwrap() {
                for field in ["headline", "what_we_see"] {
                    let text = item[field].as_str().unwrap();
                    let lower = text.to_lowercase();
                    let bad = JARGON.iter().find(|word| lower.contains(*word));
                    assert!(bad.is_none(), "{group}: {bad:?} in {text}");
                    assert!(!text.contains("  ") && !text.contains("..") && !text.contains(" ."), "{text}");
                    assert!(text.chars().next().is_some_and(|c| !c.is_lowercase()), "{text}");
                    // Nobody says 1 customers, or five decimals.
                    assert!(!lower.starts_with("1 customers") && !lower.contains(" 1 customers"), "{text}");
                    let decimals =
                        text.split(|c: char| !c.is_ascii_digit() && c != '.').map(|n| n.trim_end_matches('.'));
                    assert!(decimals.filter_map(|n| n.split_once('.')).all(|(_, places)| places.len() <= 2), "{text}");
                }
                assert!(item["headline"].as_str().unwrap().chars().count() <= 110, "{item:#}");
                assert!(!item["headline"].as_str().unwrap().ends_with('.'));
                assert!(item["what_we_see"].as_str().unwrap().ends_with('.'));
            }
        }
    }
}
