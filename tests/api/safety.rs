//! Who may do what, and how often.

use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;

use crmgen_tests::program::PATIENCE;
use crmgen_tests::{Answer, Server, crmgen};
use serde_json::{Value, json};

const JSON: (&str, &str) = ("content-type", "application/json");
const ANA: &str = "ana-key-0123456789abcdef";
const BEN: &str = "ben-key-0123456789abcdef";

/// A server that wants keys, and the folder that holds them.
fn with_keys() -> (Server, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys");
    fs::write(&file, format!("# test\nana:{ANA}\nben:{BEN}\n")).unwrap();
    let data = folder.path().join("data");
    let settings = [("API_KEYS", file.to_str().unwrap()), ("DATA_DIR", data.to_str().unwrap())];
    (Server::start_with(&settings), folder)
}

fn promised(answer: &Answer) -> Value {
    assert_eq!(answer.header("content-type"), "application/problem+json", "{}", answer.text());
    let mut problem = answer.json();
    for header in ["www-authenticate", "retry-after"] {
        if !answer.header(header).is_empty() {
            problem[header] = answer.header(header).into();
        }
    }
    problem
}

#[test]
fn with_keys_nothing_is_told_to_those_without() {
    let (server, folder) = with_keys();
    insta::assert_json_snapshot!("no_key", promised(&server.get("/api/v1/datasets")));
    let wrong = server.get_with("/api/v1/options", &[("authorization", "Bearer ana-key-0123456789abcdeX")]);
    insta::assert_json_snapshot!("wrong_key", promised(&wrong));
    assert_eq!(server.post_recipe(&json!({})).status, 401);
    for open in ["/health/live", "/health/ready", "/metrics", "/openapi.json", "/problems/key-missing", "/docs/"] {
        assert_eq!(server.get(open).status, 200, "{open}");
    }
    let bearer = |key: &str| format!("Bearer {key}");
    for header in [("authorization", bearer(ANA)), ("x-api-key", BEN.to_owned())] {
        assert_eq!(server.get_with("/api/v1/options", &[(header.0, &header.1)]).status, 200);
    }
    // A browser and a BI tool send a name and a password: any name, "x:" and the key of ana.
    let basic = ("authorization", "Basic eDphbmEta2V5LTAxMjM0NTY3ODlhYmNkZWY=");
    assert_eq!(server.get_with("/api/v1/options", &[basic]).status, 200);
    let log = server.log().join("\n");
    let journal = fs::read_to_string(folder.path().join("data/datasets.journal")).unwrap();
    for secret in [ANA, BEN, "eDphbmEta2V5", "ana-key-0123456789abcdeX"] {
        assert!(!log.contains(secret) && !journal.contains(secret), "{secret} is written down");
    }
}

#[test]
fn a_dataset_belongs_to_the_key_that_made_it_also_after_a_restart() {
    let (mut server, folder) = with_keys();
    let (ana, ben) = (("x-api-key", ANA), ("x-api-key", BEN));
    let made = server.send("POST", "/api/v1/datasets", &[ana, JSON], br#"{"customers": 20, "seed": 1}"#);
    assert!(matches!(made.status, 201 | 202), "{}", made.text());
    let path = made.header("location").to_owned();
    let check = |server: &Server| {
        let begun = std::time::Instant::now();
        while server.get_with(&path, &[ana]).json()["status"] == "building" && begun.elapsed() < PATIENCE {}
        assert_eq!(server.get_with("/api/v1/datasets", &[ana]).json()["total"], 1);
        assert_eq!(server.get_with("/api/v1/datasets", &[ben]).json()["total"], 0);
        for what in ["", "/summary", "/tables/deals", "/tables/deals.csv", "/exports/csv.zip", "/events"] {
            assert_eq!(server.get_with(&format!("{path}{what}"), &[ben]).status, 404, "{what}");
        }
        assert_eq!(server.send("DELETE", &path, &[ben], b"").status, 404);
        assert_eq!(server.get_with(&format!("{path}/tables/deals.csv"), &[ana]).status, 200);
    };
    check(&server);
    server.kill();
    let (keys, data) = (folder.path().join("keys"), folder.path().join("data"));
    let again = Server::start_with(&[("API_KEYS", keys.to_str().unwrap()), ("DATA_DIR", data.to_str().unwrap())]);
    check(&again);
    assert_eq!(again.send("DELETE", &path, &[ana], b"").status, 204);
}

#[test]
fn keys_that_cannot_be_used_stop_the_start() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys");
    fs::write(&file, "ana:short\n").unwrap();
    let output = crmgen(&["serve", "--port", "0", "--api-keys"]).arg(&file).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("line 1") && !said.contains("short"), "{said}");
}

#[test]
fn a_client_that_asks_too_often_is_told_when_to_come_back() {
    let server = Server::start_with(&[("REQUESTS_PER_MINUTE", "30")]);
    let answers: Vec<Answer> = (0..40).map(|_| server.get("/api/v1/options")).collect();
    let refused: Vec<&Answer> = answers.iter().filter(|answer| answer.status == 429).collect();
    assert!((5..=10).contains(&refused.len()), "{}", refused.len());
    assert!(answers[..30].iter().all(|answer| answer.status == 200));
    insta::assert_json_snapshot!("too_many_requests", promised(refused[0]));
    assert_eq!(server.get("/health/live").status, 200, "those who watch the server are not counted");
}

#[test]
fn pages_of_other_sites_may_look_only_where_they_are_allowed() {
    let stranger = ("origin", "https://evil.example");
    let friend = ("origin", "https://bi.example.com");
    let preflight = [("access-control-request-method", "POST"), ("access-control-request-headers", "content-type")];
    let server = Server::start();
    assert_eq!(server.get_with("/api/v1/options", &[friend]).header("access-control-allow-origin"), "");
    let refused = server.send("POST", "/api/v1/datasets", &[stranger, ("sec-fetch-site", "cross-site")], b"");
    insta::assert_json_snapshot!("cross_site", promised(&refused));
    assert_eq!(server.send("POST", "/api/v1/datasets", &[stranger], b"").status, 403);
    assert_eq!(server.send("POST", "/api/v1/datasets", &[("origin", "null")], b"").status, 403);
    let own = ("origin", server.address.as_str());
    let same = [own, ("sec-fetch-site", "same-origin")];
    for headers in [&same[..], &same[..1]] {
        assert!(matches!(server.send("POST", "/api/v1/datasets", headers, b"").status, 201 | 202));
    }
    let allowing = Server::start_with(&[("ALLOWED_ORIGINS", "https://bi.example.com,http://localhost:3000/")]);
    let answer = allowing.get_with("/api/v1/options", &[friend]);
    assert_eq!(answer.header("access-control-allow-origin"), friend.1);
    assert!(answer.header("access-control-expose-headers").contains("location"), "{:?}", answer.headers);
    let asked = allowing.send("OPTIONS", "/api/v1/datasets", &[friend, preflight[0], preflight[1]], b"");
    assert_eq!((asked.status, asked.header("access-control-allow-origin")), (200, friend.1));
    assert!(matches!(allowing.send("POST", "/api/v1/datasets", &[friend, JSON], b"{}").status, 201 | 202));
    assert_eq!(allowing.get_with("/api/v1/options", &[stranger]).header("access-control-allow-origin"), "");
    assert_eq!(allowing.send("POST", "/api/v1/datasets", &[stranger, JSON], b"{}").status, 403);
    let output = crmgen(&["serve", "--allowed-origins", "bi.example.com"]).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn every_answer_has_an_id_that_is_in_the_log() {
    let server = Server::start();
    let id = server.get("/api/v1/options").header("x-request-id").to_owned();
    assert_eq!(id.len(), 16, "{id}");
    let line = server.wait_for_log(&id, std::time::Duration::from_secs(5));
    assert!(line.contains("/api/v1/options"), "{line}");
    let given = server.get_with("/nothing", &[("x-request-id", "trace-7.a_b")]);
    assert_eq!((given.status, given.header("x-request-id")), (404, "trace-7.a_b"));
    let odd = server.get_with("/nothing", &[("x-request-id", "a b\"c")]);
    assert_eq!(odd.header("x-request-id").len(), 16);
    for path in ["/api/v1/options", "/nothing", "/docs/"] {
        let answer = server.get(path);
        for header in ["content-security-policy", "x-content-type-options", "referrer-policy", "permissions-policy"] {
            assert!(!answer.header(header).is_empty(), "{path}: {header}");
        }
    }
    assert!(server.get("/api/v1/options").header("content-security-policy").starts_with("default-src 'none'"));
}

#[test]
fn requests_that_make_no_sense_are_refused_and_nothing_breaks() {
    let server = Server::start();
    let huge = format!("GET /api/v1/options HTTP/1.1\r\nhost: x\r\nx: {}\r\n\r\n", "a".repeat(1 << 20));
    for raw in [
        "NONSENSE\r\n\r\n",
        "GET /%ff%fe HTTP/1.1\r\nhost: x\r\n\r\n",
        "GET /api/v1/datasets?limit=%ff HTTP/1.1\r\nhost: x\r\n\r\n",
        "GET /api/v1/../../etc/passwd HTTP/1.1\r\nhost: x\r\n\r\n",
        "POST /api/v1/datasets HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ntransfer-encoding: chunked\r\n\r\nhello",
        "POST /api/v1/datasets HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-encoding: gzip\r\ncontent-length: 2\r\n\r\n{}",
        &huge,
    ] {
        let mut stream = TcpStream::connect(server.address.trim_start_matches("http://")).unwrap();
        stream.set_read_timeout(Some(std::time::Duration::from_secs(5))).unwrap();
        // The server may hang up before it has read everything.
        let _ = stream.write_all(raw.as_bytes());
        let mut answer = vec![0; 12];
        if stream.read_exact(&mut answer).is_ok() {
            assert!(answer.starts_with(b"HTTP/1.1 4"), "{raw:.60}: {}", String::from_utf8_lossy(&answer));
        }
    }
    assert_eq!(server.get("/api/v1/options").status, 200);
}
