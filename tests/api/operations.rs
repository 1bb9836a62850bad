//! What those who run the server see.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use crmgen_tests::Server;
use serde_json::json;

#[test]
fn metrics_count_what_happened() {
    let server = Server::start();
    let dataset = server.dataset(&json!({"customers": 300, "seed": 7, "as_of": "2026-06-30"}));
    let home = dataset["links"]["tables"].as_str().unwrap();
    for _ in 0..2 {
        assert_eq!(server.get(&format!("{home}/deals?filter=stage:eq:Closed%20Won")).status, 200);
    }
    let csv = server.get(&format!("{home}/deals.csv")).body;
    assert_eq!(server.get("/api/v1/datasets/none").status, 404);
    assert_eq!(server.head("/api/v1/options").status, 200);
    let answer = server.get("/metrics");
    assert!(answer.header("content-type").starts_with("text/plain; version=0.0.4"));
    let text = answer.text().to_owned();
    let value = |name: &str| -> f64 {
        let line = text.lines().find(|line| line.starts_with(&format!("{name} ")));
        line.unwrap_or_else(|| panic!("{name} is not in\n{text}")).rsplit(' ').next().unwrap().parse().unwrap()
    };
    let requests = |method: &str, route: &str, status: u16| {
        value(&format!("crmgen_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}}"))
    };
    assert_eq!(requests("GET", "/api/v1/datasets/{id}/tables/{table}", 200), 2.0);
    assert_eq!(requests("GET", "/api/v1/datasets/{id}", 404), 1.0);
    assert_eq!(requests("HEAD", "/api/v1/options", 200), 1.0);
    let posts = text.lines().filter(|line| line.contains("method=\"POST\",route=\"/api/v1/datasets\",status=\"20"));
    assert_eq!(posts.map(|line| line.rsplit(' ').next().unwrap()).collect::<Vec<_>>(), ["1"]);
    let count = "crmgen_request_seconds_count{route=\"/api/v1/datasets/{id}/tables/{table}\"}";
    assert_eq!(value(count), 2.0);
    assert_eq!(value("crmgen_builds_total{outcome=\"ready\"}"), 1.0);
    assert_eq!((value("crmgen_builds_queued"), value("crmgen_builds_running")), (0.0, 0.0));
    let rows: u64 = ["customers", "deals", "feedback"].iter().map(|t| dataset["rows"][t].as_u64().unwrap()).sum();
    assert_eq!(value("crmgen_rows_generated_total"), (rows + dataset["rows"]["deals"].as_u64().unwrap()) as f64);
    assert_eq!(value("crmgen_file_bytes_total"), csv.len() as f64);
    assert_eq!(value("crmgen_datasets"), 1.0);
}

#[cfg(unix)]
#[test]
fn a_download_under_way_is_finished_before_the_server_stops() {
    let mut server = Server::start();
    let path = "/api/v1/tables/feedback.csv?seed=7&customers=20000&as_of=2026-06-30";
    let whole = server.get(path).body;
    let mut stream = TcpStream::connect(server.address.trim_start_matches("http://")).unwrap();
    write!(stream, "GET {path} HTTP/1.0\r\nhost: test\r\n\r\n").unwrap();
    let mut answer = vec![0; 1_000];
    stream.read_exact(&mut answer).unwrap();
    server.ask_to_stop();
    let _ = server.wait_for_log("stopping", Duration::from_secs(5));
    std::thread::sleep(Duration::from_millis(300));
    stream.read_to_end(&mut answer).unwrap();
    let body = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap() + 4;
    assert!(answer[body..] == whole[..], "{} of {} bytes", answer.len() - body, whole.len());
    assert!(server.terminate().success());
}

#[cfg(unix)]
#[test]
fn a_download_that_does_not_end_is_given_up_after_the_grace_period() {
    let mut server = Server::start_with(&[("GRACE_SECONDS", "1")]);
    let mut stream = TcpStream::connect(server.address.trim_start_matches("http://")).unwrap();
    write!(stream, "GET /api/v1/tables/feedback.csv?seed=7&customers=10000000&as_of=2026-06-30 HTTP/1.0\r\n\r\n")
        .unwrap();
    let mut some = [0; 1_000];
    stream.read_exact(&mut some).unwrap();
    let begun = Instant::now();
    assert!(server.terminate().success());
    assert!(begun.elapsed() < Duration::from_secs(5), "{:?}", begun.elapsed());
}
