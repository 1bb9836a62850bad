//! The OpenAPI description: committed as it is, complete, and true of real answers.

use std::collections::BTreeSet;
use std::{env, fs};

use crmgen_tests::{Server, crmgen, repository};
use serde_json::{Value, json};

use crate::schema::mismatches;

fn printed() -> String {
    let output = crmgen(&["openapi"]).output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

fn description() -> Value {
    yaml_serde::from_str(&printed()).unwrap()
}

/// Every operation: method, path, what is said of it.
fn operations(description: &Value) -> Vec<(String, String, Value)> {
    let paths = description["paths"].as_object().unwrap();
    let of_path = |(path, item): (&String, &Value)| {
        let (path, item) = (path.clone(), item.as_object().unwrap().clone());
        item.into_iter().map(move |(method, operation)| (method, path.clone(), operation))
    };
    paths.iter().flat_map(of_path).collect()
}

#[test]
fn the_committed_description_is_what_the_program_prints() {
    let (file, printed) = (repository().join("openapi.yaml"), printed());
    if env::var_os("CRMGEN_BLESS").is_some() {
        fs::write(&file, &printed).unwrap();
    }
    let committed = fs::read_to_string(&file).unwrap();
    let different = committed.lines().zip(printed.lines()).position(|(committed, printed)| committed != printed);
    assert!(committed == printed, "openapi.yaml is out of date from line {different:?}: run cargo xtask bless");
    let server = Server::start();
    assert_eq!(server.get("/openapi.yaml").text(), printed);
    assert_eq!(server.get("/openapi.json").json(), description());
}

#[test]
fn everything_is_described() {
    let description = description();
    assert_eq!(description["openapi"], "3.1.0");
    let said = |value: &Value| value.as_str().is_some_and(|text| text.len() > 3);
    let mut ids = BTreeSet::new();
    let mut silent = Vec::new();
    for (method, path, operation) in operations(&description) {
        let at = format!("{method} {path}");
        assert!(ids.insert(operation["operationId"].as_str().unwrap().to_owned()), "{at}: its id is taken");
        assert!(said(&operation["summary"]) && said(&operation["description"]), "{at} says too little");
        for parameter in operation["parameters"].as_array().into_iter().flatten() {
            if !said(&parameter["description"]) {
                silent.push(format!("{at}: parameter {}", parameter["name"]));
            }
        }
        for (status, response) in operation["responses"].as_object().unwrap() {
            if !said(&response["description"]) {
                silent.push(format!("{at}: response {status}"));
            }
        }
    }
    for (name, schema) in description["components"]["schemas"].as_object().unwrap() {
        if !said(&schema["description"]) {
            silent.push(name.clone());
        }
        for (property, about) in schema["properties"].as_object().into_iter().flatten() {
            if !said(&about["description"]) && !said(&about["oneOf"][0]["description"]) {
                silent.push(format!("{name}.{property}"));
            }
        }
    }
    assert!(silent.is_empty(), "not described: {silent:#?}");
}

#[test]
fn every_answer_is_as_described() {
    let description = description();
    let server = Server::start();
    let dataset = server.dataset(&json!({"customers": 300, "seed": 7, "as_of": "2026-06-30"}));
    let id = dataset["id"].as_str().unwrap();
    let mut checked = 0;
    for (method, path, operation) in operations(&description) {
        if method != "get" {
            continue;
        }
        for table in ["customers", "deals", "feedback"] {
            let address = path
                .replace("{id}", id)
                .replace("{table}", table)
                .replace("{file}", "csv.zip")
                .replace("{tool}", "tableau")
                .replace("{format}", "ndjson")
                .replace("{slug}", "not-found");
            let recipe = "?seed=7&as_of=2026-06-30&customers=10";
            let answer = server.get(&format!("{address}{}", if path.contains("/v1/tables/") { recipe } else { "" }));
            assert_eq!(answer.status, 200, "{address}: {:?}", answer.text());
            let content = operation["responses"]["200"]["content"].as_object().unwrap();
            let given = answer.header("content-type");
            let described = content.iter().find(|(kind, _)| given.starts_with(kind.split(';').next().unwrap()));
            let (media_type, about) = described.unwrap_or_else(|| panic!("{address}: {given} is not described"));
            if media_type == "application/json" && path != "/openapi.json" {
                let wrong = mismatches(&about["schema"], &answer.json(), &description);
                assert!(wrong.is_empty(), "{address}: {wrong:#?}");
                checked += 1;
            }
        }
    }
    assert!(checked >= 8 * 3, "only {checked} answers were compared");
    let schema = |name: &str| json!({"$ref": format!("#/components/schemas/{name}")});
    let created = server.post_recipe(&json!({"customers": 10}));
    assert_eq!(mismatches(&schema("Dataset"), &created.json(), &description), [""; 0]);
    let refused = server.post_recipe(&json!({"customers": 0, "x": 1}));
    assert_eq!(mismatches(&schema("Problem"), &refused.json(), &description), [""; 0]);
}

#[test]
fn the_examples_fit_their_schemas() {
    let description = description();
    let mut examples = 0;
    for (name, schema) in description["components"]["schemas"].as_object().unwrap() {
        for (property, about) in schema["properties"].as_object().into_iter().flatten() {
            let Some(example) = about.get("example") else { continue };
            examples += 1;
            let wrong = mismatches(about, example, &description);
            assert!(wrong.is_empty(), "{name}.{property}: {wrong:?}");
        }
    }
    assert!(examples > 50, "only {examples} examples");
}
