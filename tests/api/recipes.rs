//! From a recipe to a dataset.

use crmgen_tests::Server;
use serde_json::{Value, json};

#[test]
fn an_empty_post_makes_a_dataset_of_defaults_and_echoes_them() {
    let server = Server::start();
    let answer = server.post("/api/v1/datasets", "", b"");
    assert!(matches!(answer.status, 201 | 202), "{}", answer.text());
    let dataset = server.when_ready(answer.header("location"));
    assert_eq!(answer.header("location"), dataset["links"]["self"]);
    let recipe = &dataset["recipe"];
    assert_eq!(recipe["customers"], 500);
    assert_eq!(recipe["months"], 24);
    assert_eq!(recipe["regions"].as_array().unwrap().len(), 4);
    assert_eq!(recipe["industries"].as_array().unwrap().len(), 10);
    assert_eq!(recipe["as_of"].as_str().unwrap(), &dataset["created_at"].as_str().unwrap()[..10]);
    let id = dataset["id"].as_str().unwrap();
    assert_eq!(dataset["name"], format!("Dataset {}", &id[..6]));
    assert_eq!(dataset["rows"]["customers"], 500);
    assert_eq!((&dataset["progress"], &dataset["problem"]), (&Value::Null, &Value::Null));

    let other = server.post("/api/v1/datasets", "", b"").json();
    assert_ne!(other["recipe"]["seed"], recipe["seed"], "seeds are drawn");
    // Many clients name the type of whatever they send.
    for content_type in ["application/json", "application/json; charset=utf-8", "application/x-www-form-urlencoded"] {
        let answer = server.post("/api/v1/datasets", content_type, b"");
        assert!(matches!(answer.status, 201 | 202), "{content_type}: {}", answer.text());
        assert_eq!(answer.json()["recipe"]["customers"], 500, "{content_type}");
    }
}

#[test]
fn the_echoed_recipe_can_be_posted_again_for_the_same_rows() {
    let server = Server::start();
    let first = server.dataset(&json!({"regions": ["APAC", "europe"], "activity": {"deals": 2}}));
    assert_eq!(first["recipe"]["regions"], json!(["Europe", "APAC"]));
    let second = server.dataset(&first["recipe"]);
    assert_eq!(first["recipe"], second["recipe"]);
    assert_eq!(first["rows"], second["rows"]);
    for table in ["customers", "deals", "feedback"] {
        let csv = |dataset: &Value| {
            server.get(&format!("{}/tables/{table}.csv", dataset["links"]["self"].as_str().unwrap())).body
        };
        assert_eq!(csv(&first), csv(&second), "{table}");
    }
}

#[test]
fn a_form_and_json_give_the_same_dataset() {
    let server = Server::start();
    let json = server.dataset(&json!({"name": "Übung & Co", "seed": 7, "customers": 300, "as_of": "2026-06-30",
        "months": 12, "segments": ["SMB", "Mid-Market"], "activity": {"feedback": 0.5, "deals": 2}}));
    let form = "name=%C3%9Cbung+%26+Co&seed=7&customers=300&as_of=2026-06-30&months=12&segments=SMB&segments=Mid-Market\
        &feedback_activity=0.5&deal_activity=2&regions=&stories=";
    let answer = server.post("/api/v1/datasets", "application/x-www-form-urlencoded", form.as_bytes());
    assert!(matches!(answer.status, 201 | 202), "{}", answer.text());
    let form = server.when_ready(answer.header("location"));
    assert_eq!((&form["recipe"], &form["rows"]), (&json["recipe"], &json["rows"]));
}

#[test]
fn lists_are_newest_first_and_paged() {
    let server = Server::start();
    for name in ["one", "two", "three"] {
        let _ = server.dataset(&json!({"name": name, "customers": 10}));
    }
    let page = server.get("/api/v1/datasets?limit=2");
    assert!(page.header("link").contains("rel=\"next\""), "{}", page.header("link"));
    let page = page.json();
    let names = |page: &Value| -> Vec<String> {
        page["datasets"].as_array().unwrap().iter().map(|d| d["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&page), ["three", "two"]);
    assert_eq!((&page["total"], &page["links"]["prev"]), (&json!(3), &Value::Null));
    let next = server.get(page["links"]["next"].as_str().unwrap()).json();
    assert_eq!(names(&next), ["one"]);
    assert_eq!(next["links"]["next"], Value::Null);
}

#[test]
fn a_deleted_dataset_is_gone() {
    let server = Server::start();
    let dataset = server.dataset(&json!({"customers": 10}));
    let path = dataset["links"]["self"].as_str().unwrap();
    assert_eq!(server.get(path).json(), dataset);
    assert_eq!(server.delete(path).status, 204);
    assert_eq!(server.get(path).status, 404);
    assert_eq!(server.delete(path).status, 404);
    assert_eq!(server.get("/api/v1/datasets").json()["total"], 0);
}
