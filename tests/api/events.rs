//! Progress as server-sent events.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use crmgen_tests::Server;
use serde_json::{Value, json};

/// A stream of events that has been asked for.
fn follow(server: &Server, dataset: &str) -> impl Iterator<Item = (String, Value)> + use<> {
    let mut stream = TcpStream::connect(server.address.trim_start_matches("http://")).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    write!(stream, "GET {dataset}/events HTTP/1.0\r\nhost: test\r\naccept: text/event-stream\r\n\r\n").unwrap();
    let mut lines = BufReader::new(stream).lines().map(Result::unwrap);
    let head: Vec<String> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
    assert!(head[0].contains(" 200 "), "{head:?}");
    assert!(head.iter().any(|line| line == "content-type: text/event-stream"), "{head:?}");
    std::iter::from_fn(move || {
        let event: Vec<String> = lines
            .by_ref()
            .skip_while(|line| !line.starts_with("event: "))
            .take_while(|line| !line.is_empty())
            .collect();
        let name = event.first()?.strip_prefix("event: ")?.to_owned();
        Some((name, serde_json::from_str(event[1].strip_prefix("data: ")?).unwrap()))
    })
}

#[test]
fn a_build_can_be_followed_to_its_end() {
    let server = Server::start();
    let answer = server.post_recipe(&json!({"customers": 150_000, "seed": 1, "as_of": "2026-06-30"}));
    let events: Vec<(String, Value)> = follow(&server, answer.header("location")).collect();
    let (last, progress) = events.split_last().unwrap();
    assert_eq!(last, &("ready".to_owned(), server.get(answer.header("location")).json()));
    let mut done = 0;
    for (name, data) in progress {
        assert_eq!((name.as_str(), &data["total"]), ("progress", &json!(147)));
        assert!(data["done"].as_u64().unwrap() >= done, "{data}");
        done = data["done"].as_u64().unwrap();
        assert!(data["seconds_left"].is_u64() || data["done"] == 0, "{data}");
    }
    assert!(!progress.is_empty());
    let again: Vec<String> = follow(&server, answer.header("location")).map(|(name, _)| name).collect();
    assert_eq!(again, ["ready"], "what is ready already is told at once");
}

#[test]
fn those_who_wait_hear_of_their_turn_and_of_the_end() {
    let server = Server::start_with(&[("BUILDS", "1"), ("THREADS", "1")]);
    let large = json!({"customers": 10_000_000});
    let (running, waiting) = (server.post_recipe(&large), server.post_recipe(&large));
    let mut events = follow(&server, waiting.header("location"));
    let (name, data) = events.next().unwrap();
    assert_eq!(
        (name.as_str(), data),
        ("progress", json!({"stage": "queued", "done": 0, "total": 9766, "seconds_left": null}))
    );
    assert_eq!(server.delete(waiting.header("location")).status, 204);
    assert_eq!(events.next(), Some(("deleted".to_owned(), json!({}))));
    assert_eq!(events.next(), None);
    assert_eq!(server.delete(running.header("location")).status, 204);
}

#[cfg(unix)]
#[test]
fn a_server_that_stops_lets_nobody_wait_for_events() {
    let mut server = Server::start_with(&[("THREADS", "1")]);
    let answer = server.post_recipe(&json!({"customers": 10_000_000}));
    let mut events = follow(&server, answer.header("location"));
    assert_eq!(events.next().unwrap().0, "progress");
    assert!(server.terminate().success());
    assert!(events.all(|(name, _)| name == "progress"));
}
