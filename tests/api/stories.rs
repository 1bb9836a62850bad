//! Planted stories: asked for, kept to themselves, and told by the answer key.

use crmgen_tests::Server;
use serde_json::{Value, json};

fn answers(server: &Server, dataset: &Value) -> Vec<Value> {
    let answer = server.get(&format!("{}/answer-key", dataset["links"]["self"].as_str().unwrap()));
    assert_eq!(answer.status, 200, "{}", answer.text());
    answer.json()["stories"].as_array().unwrap().clone()
}

#[test]
fn a_dataset_without_stories_has_an_empty_answer_key() {
    let server = Server::start();
    let dataset = server.dataset(&json!({"customers": 50}));
    assert!(answers(&server, &dataset).is_empty());
}

#[test]
fn what_was_asked_for_is_planted_where_and_when_it_was_asked_for() {
    let server = Server::start();
    let stories =
        json!([{"id": "price-rise", "where": {"region": "Europe", "segment": "SMB"}, "onset": "2025-12"}, "star-rep"]);
    let dataset = server.dataset(&json!({"customers": 1000, "seed": 3, "as_of": "2026-06-30", "stories": stories}));
    let told = answers(&server, &dataset);
    assert_eq!(told.len(), 2);
    assert_eq!(
        (&told[0]["id"], &told[0]["onset"], &told[0]["strength"]),
        (&json!("price-rise"), &json!("2025-12"), &json!("clear"))
    );
    assert_eq!(told[0]["where"], json!({"region": "Europe", "segment": "SMB"}));
    assert_eq!(told[0]["direction"], "down");
    for story in &told {
        assert!(story["z"].as_f64().unwrap() > 3.0, "{story}");
        let (planted, achieved) =
            (story["planted_effect"].as_f64().unwrap(), story["achieved_effect"].as_f64().unwrap());
        assert!(planted * achieved > 0.0, "{story}");
        assert!(story["reveal"]["sql"].as_str().unwrap().contains("AS effect"), "{story}");
    }
    // The echoed recipe makes the same rows again.
    let again = server.dataset(&dataset["recipe"]);
    assert_eq!((&again["recipe"], &again["rows"]), (&dataset["recipe"], &dataset["rows"]));
}

#[test]
fn a_surprise_is_kept_by_the_recipe_and_told_by_the_answer_key() {
    let server = Server::start();
    let dataset =
        server.dataset(&json!({"customers": 1500, "seed": 5, "as_of": "2026-06-30", "stories": ["surprise"]}));
    assert_eq!(dataset["recipe"]["stories"], json!(["surprise"]));
    let told = answers(&server, &dataset);
    assert_eq!(told.len(), 3);
    for story in &told {
        let id = story["id"].as_str().unwrap();
        assert!(!dataset.to_string().contains(id), "the dataset gives {id} away");
    }
}

#[test]
fn a_form_and_json_plant_the_same_story() {
    let server = Server::start();
    let form = "customers=800&seed=9&as_of=2026-06-30&stories=price-rise:obvious:region=North%20America:segment=SMB";
    let answer = server.post("/api/v1/datasets", "application/x-www-form-urlencoded", form.as_bytes());
    assert!(matches!(answer.status, 201 | 202), "{}", answer.text());
    let form = server.when_ready(answer.header("location"));
    let wanted =
        json!({"id": "price-rise", "strength": "obvious", "where": {"region": "North America", "segment": "SMB"}});
    assert_eq!(form["recipe"]["stories"], json!([wanted]));
    let same = json!({"customers": 800, "seed": 9, "as_of": "2026-06-30", "stories": [wanted]});
    assert_eq!(answers(&server, &form), answers(&server, &server.dataset(&same)));
}

#[test]
fn a_story_that_the_size_cannot_carry_is_refused_with_the_size_it_takes() {
    let server = Server::start();
    let recipe = json!({"customers": 60, "seed": 9, "as_of": "2026-06-30", "stories": ["survey-wording"]});
    let answer = server.post("/api/v1/datasets", "application/json", recipe.to_string().as_bytes());
    assert_eq!(answer.status, 422);
    let problem = answer.json();
    assert_eq!(problem["errors"][0]["pointer"], "/stories/0");
    let message = problem["errors"][0]["message"].as_str().unwrap();
    let size: String = message.rsplit("about").next().unwrap().chars().filter(char::is_ascii_digit).collect();
    let mut enough = recipe;
    enough["customers"] = json!(size.parse::<u64>().unwrap());
    let dataset = server.dataset(&enough);
    assert_eq!(answers(&server, &dataset).len(), 1);
}
