//! Builds: at once, in the background, cancelled.

use std::time::{Duration, Instant};

use crmgen_tests::Server;
use crmgen_tests::program::PATIENCE;
use serde_json::{Value, json};

#[test]
fn a_small_dataset_is_ready_at_once() {
    let server = Server::start();
    // On a machine that is busy with other tests one may take longer than a click; not one after the other.
    let answer = (0..20).map(|_| server.post_recipe(&json!({"customers": 500}))).find(|answer| answer.status == 201);
    assert_eq!(answer.expect("one of twenty is ready at once").json()["status"], "ready");
}

#[test]
fn a_large_dataset_is_built_in_the_background_and_tells_how_far_it_is() {
    let server = Server::start_with(&[("THREADS", "1")]);
    let answer = server.post_recipe(&json!({"customers": 400_000, "seed": 1, "as_of": "2026-06-30"}));
    assert_eq!(answer.status, 202, "{}", answer.text());
    let mut dataset = answer.json();
    assert_eq!((&dataset["status"], &dataset["rows"]), (&json!("building"), &Value::Null));
    let (begun, path) = (Instant::now(), answer.header("location"));
    while dataset["progress"]["done"] == 0 && begun.elapsed() < PATIENCE {
        dataset = server.get(path).json();
    }
    let progress = &dataset["progress"];
    assert_eq!((&progress["stage"], &progress["total"]), (&json!("building"), &json!(391)));
    assert!((1..391).contains(&progress["done"].as_u64().unwrap()), "{progress}");
    assert!(progress["seconds_left"].as_u64().is_some(), "{progress}");
    assert_eq!(server.delete(path).status, 204);
}

#[test]
fn deleting_a_dataset_stops_its_build_and_makes_room_for_the_next() {
    let server = Server::start_with(&[("BUILDS", "1"), ("BUILD_QUEUE", "1"), ("THREADS", "1")]);
    let large = json!({"customers": 10_000_000});
    let (running, waiting) = (server.post_recipe(&large), server.post_recipe(&large));
    assert_eq!(waiting.json()["progress"]["stage"], "queued");
    assert_eq!(server.delete(waiting.header("location")).status, 204);
    assert_eq!(server.delete(running.header("location")).status, 204);
    let _ = server.wait_for_log("cancelled", Duration::from_secs(5));
    let _ = server.wait_for_log("cancelled before it began", Duration::from_secs(5));
    assert_eq!(server.dataset(&json!({"customers": 10}))["status"], "ready");
}

#[test]
fn a_build_does_not_depend_on_the_number_of_threads() {
    let recipe = json!({"customers": 5_000, "seed": 11, "as_of": "2026-06-30"});
    let [one, four] = ["1", "4"].map(|threads| {
        let server = Server::start_with(&[("THREADS", threads)]);
        let dataset = server.dataset(&recipe);
        let mut summary = server.get(dataset["links"]["summary"].as_str().unwrap()).json();
        summary["dataset"] = Value::Null;
        (dataset["rows"].clone(), summary)
    });
    assert_eq!(one, four);
}

#[cfg(unix)]
#[test]
fn a_server_told_to_stop_ends_in_good_order() {
    let mut server = Server::start();
    let _ = server.dataset(&json!({"customers": 10}));
    let status = server.terminate();
    assert!(status.success(), "{status}");
    assert!(server.log().iter().any(|line| line.contains("stopping")));
}
