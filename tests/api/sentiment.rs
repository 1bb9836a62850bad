//! Your own texts, analysed.

use crmgen_tests::Server;
use serde_json::{Value, json};

fn analyse(server: &Server, body: &Value) -> crmgen_tests::Answer {
    server.post("/api/v1/sentiment", "application/json", body.to_string().as_bytes())
}

#[test]
fn every_part_of_a_score_is_told_and_the_parts_add_up() {
    let server = Server::start();
    let texts = ["Support was VERY helpful!!", "😍 Setup is not easy, but the team is great?", "Nothing to say.", ""];
    let results = analyse(&server, &json!({"texts": texts})).json();
    let results = results["results"].as_array().unwrap();
    assert_eq!(results.len(), 4);
    for (result, text) in results.iter().zip(texts) {
        assert_eq!(result["text"], text);
        let parts = |list: &str| -> f64 {
            result[list].as_array().unwrap().iter().map(|part| part["contribution"].as_f64().unwrap()).sum()
        };
        let sum = parts("words") + parts("adjustments");
        let compound = sum / (sum * sum + 15.0).sqrt();
        assert!((compound - result["compound"].as_f64().unwrap()).abs() < 0.000_051, "{result}");
        for word in result["words"].as_array().unwrap() {
            let at = |name: &str| word[name].as_u64().unwrap() as usize;
            let cut: String = text.chars().skip(at("start")).take(at("end") - at("start")).collect();
            assert_eq!(word["word"], cut, "{text}");
        }
    }
    let helpful = &results[0]["words"][1];
    assert_eq!((&helpful["word"], &helpful["valence"]), (&json!("helpful"), &json!(1.8)));
    assert_eq!(helpful["why"], json!(["made stronger by \"very\", in capital letters"]));
    assert_eq!(results[0]["adjustments"][0]["what"], "exclamation marks");
    assert_eq!((&results[0]["label"], &results[2]["label"]), (&json!("Positive"), &json!("Neutral")));
}

#[test]
fn the_scores_are_those_of_the_feedback() {
    let server = Server::start();
    let dataset = server.dataset(&json!({"customers": 100, "seed": 7, "as_of": "2026-06-30"}));
    let page = format!("{}/feedback?limit=100", dataset["links"]["tables"].as_str().unwrap());
    let rows = server.get(&page).json()["rows"].as_array().unwrap().clone();
    let texts: Vec<&Value> = rows.iter().map(|row| &row["feedback_text"]).collect();
    let results = analyse(&server, &json!({"texts": texts})).json();
    for (row, result) in rows.iter().zip(results["results"].as_array().unwrap()) {
        assert_eq!(row["sentiment_score"].as_f64(), result["compound"].as_f64(), "{}", row["feedback_text"]);
        assert_eq!(row["sentiment_label"], result["label"]);
    }
}

#[test]
fn texts_that_cannot_be_analysed_are_all_named() {
    let server = Server::start();
    for (name, body) in [
        ("nothing", json!({})),
        ("too many", json!({"texts": vec!["a"; 101]})),
        ("all wrong", json!({"texts": ["fine", 7, "x".repeat(5_001)], "text": "x"})),
        ("no list", json!({"texts": "one"})),
    ] {
        let answer = analyse(&server, &body);
        assert_eq!(answer.status, 422);
        insta::assert_json_snapshot!(format!("sentiment_{}", name.replace(' ', "_")), answer.json());
    }
    assert_eq!(server.post("/api/v1/sentiment", "text/plain", b"good").status, 415);
    let longest = json!({"texts": vec!["good ".repeat(1_000); 100]});
    assert_eq!(analyse(&server, &longest).status, 200);
}
