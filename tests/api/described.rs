//! Every refusal that the description lists is given, in words that are kept: one snapshot of them all.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Read, Write};
use std::net::TcpStream;

use crmgen_tests::{Answer, Server};
use serde_json::{Value, json};

const JSON: &[(&str, &str)] = &[("content-type", "application/json")];
const NOBODY: &str = "/api/v1/datasets/00000000-0000-4000-8000-000000000000";
/// Far more than any test reads.
const ENDLESS: &str = "/api/v1/tables/feedback.csv?seed=7&customers=10000000&as_of=2026-06-30";

/// Refusals by method, address pattern and status.
#[derive(Default)]
struct Given(BTreeMap<String, Value>);

impl Given {
    /// Notes how a request of a route was refused.
    fn note(&mut self, method: &str, route: &str, status: u16, answer: &Answer) {
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (status, "application/problem+json"),
            "{method} {route}"
        );
        let mut problem = answer.json();
        let about = problem.as_object_mut().unwrap();
        about.remove("errors");
        about.remove("status");
        self.0.insert(format!("{method} {route} {status}"), problem);
    }

    /// Asks for something of a dataset, as a route has it under `/api/v1/datasets/{id}`.
    fn get(&mut self, server: &Server, home: &str, route: &str, filled: &str, status: u16) {
        let answer = server.get(&format!("{home}{filled}"));
        self.note("GET", &format!("/api/v1/datasets/{{id}}{route}"), status, &answer);
    }
}

/// Routes of a dataset, and how a test fills them in.
const OF_A_DATASET: [(&str, &str); 9] = [
    ("/answer-key", "/answer-key"),
    ("/exports", "/exports"),
    ("/exports/{file}", "/exports/csv.zip"),
    ("/recommendations", "/recommendations"),
    ("/summary", "/summary"),
    ("/tables", "/tables"),
    ("/tables/{table}", "/tables/deals"),
    ("/tables/{table}.{format}", "/tables/deals.csv"),
    ("/events", "/events"),
];

#[test]
fn every_refusal_of_the_description_is_given_and_its_words_are_kept() {
    let mut given = Given::default();
    with_wrong_requests(&mut given);
    while_building(&mut given);
    with_all_places_taken(&mut given);
    with_too_little_time(&mut given);
    while_stopping(&mut given);
    insta::assert_json_snapshot!("described", given.0);

    let server = Server::start();
    let description = server.get("/openapi.json").json();
    let mut described = BTreeSet::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let responses = operation["responses"].as_object().unwrap();
            // What every call may be refused with is described once, and given below.
            let own = responses.iter().filter(|(_, response)| response["$ref"].is_null()).map(|(status, _)| status);
            let refusals = own.filter(|status| status.starts_with(['4', '5']));
            described.extend(refusals.map(|status| format!("{} {path} {status}", method.to_uppercase())));
        }
    }
    assert_eq!(given.0.keys().cloned().collect::<BTreeSet<_>>(), described);
}

#[test]
fn every_call_of_the_api_is_refused_as_the_description_says_of_all_of_them() {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys");
    std::fs::write(&keys, "ana:ana-key-0123456789abcdef\n").unwrap();
    let locked = Server::start_with(&[("API_KEYS", keys.to_str().unwrap())]);
    let hurried = Server::start_with(&[("REQUESTS_PER_MINUTE", "1")]);
    let _ = hurried.get("/api/v1/options");
    let open = Server::start();
    let abroad: &[(&str, &str)] = &[("origin", "https://elsewhere.example")];
    let cases = [("401", &locked, &[][..]), ("429", &hurried, &[]), ("403", &open, abroad)];
    let description = open.get("/openapi.json").json();
    let mut refused = 0;
    for (path, item) in description["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let described = |status: &str| operation["responses"][status]["$ref"].is_string();
            let changes = method != "get";
            assert_eq!(operation["security"].is_array(), path.starts_with("/api/"), "{method} {path}");
            for (status, server, headers) in &cases {
                let wanted = path.starts_with("/api/") && (*status != "403" || changes);
                assert_eq!(described(status), wanted, "{method} {path} {status}");
                if wanted {
                    let answer = server.send(&method.to_uppercase(), &path.replace(['{', '}'], ""), headers, b"");
                    assert_eq!(answer.status.to_string(), *status, "{method} {path}");
                    refused += 1;
                }
            }
        }
    }
    assert!(refused > 40, "only {refused} calls were refused");
}

/// What a client does wrong.
fn with_wrong_requests(given: &mut Given) {
    let server = Server::start_with(&[("MAX_BODY", "20000")]);
    let dataset = server.dataset(&json!({"customers": 10, "seed": 7}));
    let home = dataset["links"]["self"].as_str().unwrap();
    for (route, filled) in OF_A_DATASET {
        given.get(&server, NOBODY, route, filled, 404);
    }
    given.get(&server, NOBODY, "", "", 404);
    for (route, filled) in OF_A_DATASET.iter().chain(&[("", "")]) {
        given.get(&server, home, route, &format!("{filled}?color=red"), 422);
    }
    given.note("DELETE", "/api/v1/datasets/{id}", 422, &server.delete(&format!("{home}?color=red")));
    for (route, filled, status) in [
        ("/api/v1/datasets", "/api/v1/datasets?limit=0", 422),
        ("/api/v1/guides/{tool}", "/api/v1/guides/paper", 404),
        ("/api/v1/guides/{tool}", "/api/v1/guides/r?color=red", 422),
        ("/api/v1/options", "/api/v1/options?color=red", 422),
        ("/api/v1/guides", "/api/v1/guides?color=red", 422),
        ("/api/v1/tables/{table}.{format}", "/api/v1/tables/leads.csv?seed=7&as_of=2026-06-30", 404),
        ("/api/v1/tables/{table}.{format}", "/api/v1/tables/deals.csv", 422),
        ("/problems/{slug}", "/problems/nothing", 404),
    ] {
        given.note("GET", route, status, &server.get(filled));
    }
    let long = format!(r#"{{"texts": ["{}"]}}"#, "word ".repeat(5_000));
    let one = "/api/v1/datasets/{id}";
    for (method, route, path, type_and_body, status) in [
        ("DELETE", one, NOBODY, None, 404),
        ("PATCH", one, NOBODY, Some(("application/json", r#"{"name": "x"}"#)), 404),
        ("PATCH", one, home, Some(("application/json", "{")), 400),
        ("PATCH", one, home, Some(("text/plain", "x")), 415),
        ("PATCH", one, home, Some(("application/json", "{}")), 422),
        ("POST", "/api/v1/datasets", "/api/v1/datasets", Some(("application/json", "{")), 400),
        ("POST", "/api/v1/datasets", "/api/v1/datasets", Some(("application/json", &long)), 413),
        ("POST", "/api/v1/datasets", "/api/v1/datasets", Some(("text/plain", "x")), 415),
        ("POST", "/api/v1/datasets", "/api/v1/datasets", Some(("application/json", r#"{"months": 1}"#)), 422),
        ("POST", "/api/v1/sentiment", "/api/v1/sentiment", Some(("application/json", "{")), 400),
        ("POST", "/api/v1/sentiment", "/api/v1/sentiment", Some(("application/json", &long)), 413),
        ("POST", "/api/v1/sentiment", "/api/v1/sentiment", Some(("text/plain", "x")), 415),
        ("POST", "/api/v1/sentiment", "/api/v1/sentiment", Some(("application/json", "{}")), 422),
    ] {
        let (kind, body) = type_and_body.unwrap_or_default();
        let headers: &[(&str, &str)] = if kind == "application/json" { JSON } else { &[("content-type", kind)] };
        let answer = server.send(method, path, if kind.is_empty() { &[] } else { headers }, body.as_bytes());
        given.note(method, route, status, &answer);
    }
}

/// What cannot be had before a dataset is ready, or while another one is being built.
fn while_building(given: &mut Given) {
    let server = Server::start_with(&[("BUILDS", "1"), ("BUILD_QUEUE", "1"), ("THREADS", "1")]);
    let large = json!({"customers": 10_000_000});
    let building = server.post_recipe(&large);
    let home = building.header("location").to_owned();
    for (route, filled) in OF_A_DATASET.iter().filter(|(route, _)| *route != "/events") {
        given.get(&server, &home, route, filled, 409);
    }
    let id = building.json()["id"].as_str().unwrap().to_owned();
    given.note("GET", "/api/v1/guides/{tool}", 409, &server.get(&format!("/api/v1/guides/r?dataset={id}")));
    assert_eq!(server.post_recipe(&large).status, 202);
    given.note("POST", "/api/v1/datasets", 503, &server.post_recipe(&large));
    let full = Server::start_with(&[("MAX_DATASETS", "0")]);
    given.note("POST", "/api/v1/datasets", 507, &full.post_recipe(&json!({})));
}

/// What is refused while as many files are downloaded as may.
fn with_all_places_taken(given: &mut Given) {
    let server = Server::start_with(&[("DOWNLOADS", "1")]);
    let dataset = server.dataset(&json!({"customers": 10, "seed": 7}));
    let home = dataset["links"]["self"].as_str().unwrap();
    let _slow = reading(&server, ENDLESS);
    given.get(&server, home, "/exports/{file}", "/exports/csv.zip", 503);
    given.get(&server, home, "/tables/{table}.{format}", "/tables/deals.csv", 503);
    let stateless = "/api/v1/tables/deals.csv?seed=7&as_of=2026-06-30";
    given.note("GET", "/api/v1/tables/{table}.{format}", 503, &server.get(stateless));
}

/// What takes longer than the server may.
fn with_too_little_time(given: &mut Given) {
    let server = Server::start_with(&[("REQUEST_SECONDS", "1"), ("THREADS", "1"), ("CACHE_MB", "0")]);
    let dataset = server.dataset(&json!({"customers": 200_000, "seed": 7, "as_of": "2026-06-30"}));
    let home = dataset["links"]["self"].as_str().unwrap();
    let filled = "/tables/feedback?q=nobody%20says%20this";
    given.get(&server, home, "/tables/{table}", filled, 503);
    assert_eq!(server.get(&format!("{home}{filled}")).header("retry-after"), "5");
    assert_eq!(server.get(&format!("{home}/tables/feedback?limit=1")).status, 200, "the server goes on");
}

/// What a server says that was told to stop, on a connection from before.
fn while_stopping(given: &mut Given) {
    let server = Server::start();
    let _slow = reading(&server, ENDLESS);
    assert_eq!(server.get("/health/ready").status, 200);
    server.ask_to_stop();
    let _ = server.wait_for_log("stopping", std::time::Duration::from_secs(5));
    given.note("GET", "/health/ready", 503, &server.get("/health/ready"));
}

/// A connection that has read the beginning of a file and reads no more.
fn reading(server: &Server, path: &str) -> TcpStream {
    let mut stream = TcpStream::connect(server.address.trim_start_matches("http://")).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nhost: test\r\n\r\n").unwrap();
    stream.read_exact(&mut [0; 1_000]).unwrap();
    stream
}
