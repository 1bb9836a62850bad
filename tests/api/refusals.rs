//! Every refusal: its status, its kind, its words. A snapshot each, as people and programs rely on them.

use crmgen_tests::{Answer, Server};
use serde_json::{Value, json};

const JSON: &str = "application/json";
const FORM: &str = "application/x-www-form-urlencoded";
const NOBODY: &str = "/api/v1/datasets/00000000-0000-4000-8000-000000000000";

/// What of a refusal is promised. Checks what all refusals have in common on the way.
fn promised(server: &Server, answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), "application/problem+json", "{}", answer.text());
    let mut problem = answer.json();
    assert_eq!(problem["status"], answer.status);
    let kind = problem["type"].as_str().expect("a type").to_owned();
    let explained = server.get(&kind);
    assert_eq!(explained.status, 200, "{kind} leads nowhere");
    assert!(explained.text().contains(&format!("(HTTP status {})", answer.status)), "{}", explained.text());
    for header in ["allow", "retry-after", "accept-post"] {
        if !answer.header(header).is_empty() {
            problem[header] = answer.header(header).into();
        }
    }
    problem
}

/// The name of a snapshot, as a file name on every system.
fn named(what: &str, case: &str) -> String {
    format!("{what} {case}").replace(' ', "_")
}

#[test]
fn refused_recipes() {
    let server = Server::start();
    let everything_wrong = json!({"custmers": 5, "customers": 0, "seed": -1, "months": 5.5, "name": "", "regions": [],
        "segments": ["SMB", "Small"], "industries": "Tech", "as_of": "30.06.2026",
        "activity": {"feedback": 9, "deal": 1}, "stories": ["price-rse", {"id": "star-rep", "strength": "loud", "wher": {}}, {"id": "slow-support", "where": {"segment": "SMB"}, "onset": "May"}]});
    let everything_wrong = everything_wrong.to_string();
    let nested = "[".repeat(100_000);
    let large = vec![b' '; (1 << 20) + 1];
    let cases: &[(&str, &str, &[u8])] = &[
        ("every field wrong as JSON", JSON, everything_wrong.as_bytes()),
        ("every field wrong as a form", FORM, b"customers=many&seed=1.5&months=5&regions=Mars&as_of=today&activity=2&deal_activity=0&stories=surprise:clear&stories=new-competitor:loud:region=Mars&color=red"),
        ("a field given twice", JSON, br#"{"seed": 1, "seed": 2}"#),
        ("a number beyond every integer", JSON, br#"{"customers": 1e400}"#),
        ("too many customers", JSON, br#"{"customers": 10000001}"#),
        ("broken JSON", JSON, br#"{"customers": "#),
        ("JSON that is no object", JSON, b"[1, 2]"),
        ("JSON nested beyond reason", JSON, nested.as_bytes()),
        ("a body of another type", "text/plain", b"customers=5"),
        ("a body of no type", "", b"customers=5"),
        ("a body too large", JSON, &large),
    ];
    for (name, content_type, body) in cases {
        let answer = server.post("/api/v1/datasets", content_type, body);
        insta::assert_json_snapshot!(named("recipe", name), promised(&server, &answer));
    }
    assert_eq!(server.get("/api/v1/datasets").json()["total"], 0, "a refusal leaves nothing behind");
}

#[test]
fn refused_addresses() {
    let server = Server::start();
    let dataset = server.dataset(&json!({"customers": 10, "seed": 7, "as_of": "2026-06-30"}));
    let home = dataset["links"]["self"].as_str().unwrap();
    let cases: &[(&str, String)] = &[
        ("an unknown address", "/nothing/here".into()),
        ("an unknown address of the API", "/api/v1/nothing".into()),
        ("an unknown address of the explorer", "/docs/nothing.js".into()),
        ("an unknown kind of problem", "/problems/nothing".into()),
        ("an unknown dataset", NOBODY.into()),
        ("an id that is none", "/api/v1/datasets/seven/summary".into()),
        ("an unknown table", format!("{home}/tables/leads")),
        ("an unknown table as a file", format!("{home}/tables/leads.csv")),
        ("an unknown file", format!("{home}/exports/data.rar")),
        ("a page out of bounds", format!("{home}/tables/deals?limit=1001&offset=-1&limt=5")),
        ("a parameter twice", format!("{home}/tables/deals?limit=5&limit=6")),
        ("an unknown column", format!("{home}/tables/deals?columns=amount,stge")),
        ("a summary of nothing", format!("{home}/summary?region=Mars&from=2026-13&to=June&colour=red")),
        ("a summary backwards", format!("{home}/summary?from=2026-06&to=2026-05")),
        ("a summary of months before the data", format!("{home}/summary?from=1990-01&to=1990-02")),
        ("a summary of months after the data", format!("{home}/summary?from=2026-07")),
        ("a table in an unknown format", format!("{home}/tables/deals.xml")),
        (
            "wrong filters",
            format!(
                "{home}/tables/deals?filter=amout:gt:5&filter=stage:eq:Won&filter=amount&filter=amount:over:5&filter=created_date:lt:June&q={}&sort=-amount,x",
                "a".repeat(201)
            ),
        ),
        ("wrong filters of a file", format!("{home}/tables/deals.csv?filter=amount:gt:many&sort=amount")),
        ("too many filters", format!("{home}/tables/deals?{}", "filter=amount:gt:5&".repeat(51))),
        ("a table without a seed", "/api/v1/tables/deals.csv?customers=5".into()),
        ("a table with a wrong recipe", "/api/v1/tables/deals.csv?seed=7&as_of=2026-06-30&months=1&columns=x".into()),
        ("options with parameters", "/api/v1/options?verbose=1".into()),
        ("a list out of bounds", "/api/v1/datasets?limit=0".into()),
    ];
    for (name, path) in cases {
        let answer = server.get(path);
        let id = dataset["id"].as_str().unwrap();
        let text = promised(&server, &answer).to_string().replace(id, "<id>");
        let problem: Value = serde_json::from_str(&text).unwrap();
        insta::assert_json_snapshot!(named("address", name), problem);
    }
}

#[test]
fn calls_without_parameters_refuse_any() {
    let server = Server::start();
    let dataset = server.dataset(&json!({"customers": 10}));
    let home = dataset["links"]["self"].as_str().unwrap();
    let refused = |answer: &Answer, what: &str| {
        let problem = promised(&server, answer);
        assert_eq!((answer.status, &problem["errors"][0]["field"]), (422, &json!("verbose")), "{what}");
        assert_eq!(problem["errors"][0]["allowed"], "no parameters", "{what}");
    };
    for what in ["", "/tables", "/exports", "/exports/csv.zip", "/recommendations", "/events", "/answer-key"] {
        refused(&server.get(&format!("{home}{what}?verbose=1")), what);
    }
    refused(&server.post("/api/v1/datasets?verbose=1", JSON, b"{}"), "POST");
    refused(&server.post("/api/v1/sentiment?verbose=1", JSON, b"{\"texts\": [\"Good.\"]}"), "sentiment");
    let headers = [("content-type", JSON)];
    refused(&server.send("PATCH", &format!("{home}?verbose=1"), &headers, b"{\"name\": \"x\"}"), "PATCH");
    refused(&server.delete(&format!("{home}?verbose=1")), "DELETE");
    assert_eq!(server.get(&format!("{NOBODY}?verbose=1")).status, 404, "what is not there comes first");
    assert_eq!(server.get("/api/v1/datasets").json()["total"], 1, "nothing was made, and nothing deleted");
    assert_eq!(server.get(home).json()["name"], dataset["name"]);
}

#[test]
fn refused_methods() {
    let server = Server::start();
    for (name, path) in [("a list", "/api/v1/datasets"), ("a dataset", NOBODY), ("a health check", "/health/live")] {
        let answer = server.put(path);
        insta::assert_json_snapshot!(named("method put", name), promised(&server, &answer));
    }
    let answer = server.delete("/api/v1/tables/deals.csv");
    insta::assert_json_snapshot!("method_delete_a_table", promised(&server, &answer));
    assert_eq!(server.put("/api/v1/nothing").status, 404);
}

#[test]
fn a_full_store_refuses_and_keeps_everything() {
    let server = Server::start_with(&[("MAX_DATASETS", "1")]);
    let kept = server.dataset(&json!({"customers": 10}));
    let answer = server.post_recipe(&json!({"customers": 10}));
    insta::assert_json_snapshot!("store_full", promised(&server, &answer));
    assert_eq!(server.get("/api/v1/datasets").json()["datasets"], json!([kept]));
    assert_eq!(server.delete(kept["links"]["self"].as_str().unwrap()).status, 204);
    let _ = server.dataset(&json!({"customers": 10}));
}

#[test]
fn a_lower_limit_is_told_and_kept() {
    let server = Server::start_with(&[("MAX_CUSTOMERS", "100"), ("MAX_BODY", "64")]);
    let options = server.get("/api/v1/options").json();
    assert_eq!(options["limits"]["customers"], json!({"min": 1, "max": 100}));
    assert_eq!(options["defaults"]["customers"], 100);
    assert_eq!(server.dataset(&json!({}))["rows"]["customers"], 100);
    let answer = server.post_recipe(&json!({"customers": 101}));
    assert_eq!(answer.json()["errors"][0]["allowed"], "a whole number from 1 to 100");
    assert_eq!(server.post_recipe(&json!({"name": "x".repeat(60)})).status, 413);
}

/// The refusals of a server that is at work; see `jobs` for how they come about.
#[test]
fn refusals_under_pressure() {
    let server = Server::start_with(&[("BUILDS", "1"), ("BUILD_QUEUE", "1"), ("THREADS", "1")]);
    let large = json!({"customers": 10_000_000});
    let building = server.post_recipe(&large);
    assert_eq!((building.status, building.header("retry-after")), (202, "1"));
    let home = building.header("location").to_owned();
    for what in ["tables", "tables/deals", "tables/deals.csv", "summary", "exports", "exports/csv.zip"] {
        let answer = server.get(&format!("{home}/{what}"));
        insta::assert_json_snapshot!("not_ready", promised(&server, &answer));
    }
    assert_eq!(server.post_recipe(&large).status, 202);
    let answer = server.post_recipe(&large);
    insta::assert_json_snapshot!("queue_full", promised(&server, &answer));
    assert_eq!(server.get("/api/v1/datasets").json()["total"], 2, "what was refused is not in the list");
}
