//! A running server to measure, and the datasets in it.

use std::io::{self, BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::http;
use crate::shell::{self, Failure, not_started};

/// How long a build of 1,000,000 customers may take before we give up: many times its budget.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running server; ended when dropped.
pub(super) struct Server {
    pub(super) child: Child,
    pub(super) address: SocketAddr,
}

impl Server {
    /// Starts the release build with these flags on a port of the system's choice, and waits until it says which.
    pub(super) fn start(flags: &[&str]) -> Result<Self, Failure> {
        let mut command = Command::new(shell::crmgen("release"));
        command
            .args(["serve", "--port", "0"])
            .args(flags)
            .env("RUST_LOG", "warn")
            .stdin(Stdio::null())
            .stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|source| not_started(&command, source))?;
        let Some(stdout) = child.stdout.take() else {
            return Err(Failure::Refused("The server's output cannot be read.".into()));
        };
        let address = BufReader::new(stdout)
            .lines()
            .map_while(Result::ok)
            .find_map(|line| line.split_once("listening on http://")?.1.trim().parse().ok());
        let server = |address| Self { child, address };
        address.map(server).ok_or_else(|| Failure::Refused("The server ended before it listened.".into()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended by itself; either way nothing is left to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A dataset that is ready.
pub(super) struct Made {
    pub(super) path: String,
    pub(super) seconds: f64,
}

/// Posts a recipe and waits until its dataset is ready.
pub(super) fn create(server: SocketAddr, customers: u32) -> Result<Made, Failure> {
    let start = Instant::now();
    let recipe = format!(r#"{{"customers":{customers},"seed":7,"as_of":"2026-06-30"}}"#);
    let answer = ask("POST /api/v1/datasets", http::post(server, "/api/v1/datasets", &recipe))?;
    let path = answer.location;
    let mut body = answer.body;
    while !says_ready(&body) {
        if start.elapsed() > PATIENCE {
            return Err(Failure::Refused(format!("{path} is not ready after {} s: {body}", PATIENCE.as_secs())));
        }
        sleep(Duration::from_millis(5));
        body = ask(&path, http::get(server, &path))?.body;
    }
    Ok(Made { path, seconds: start.elapsed().as_secs_f64() })
}

/// Whether a dataset's JSON has the status ready. The name is ours, so no other field can say so.
fn says_ready(json: &str) -> bool {
    let compact: String = json.split_whitespace().collect();
    compact.contains(r#""status":"ready""#)
}

/// Unpacks an answer, which must be a success.
pub(super) fn ask(what: &str, answer: io::Result<http::Answer>) -> Result<http::Answer, Failure> {
    match answer {
        Ok(answer) if (200..300).contains(&answer.status) => Ok(answer),
        Ok(answer) => Err(Failure::Refused(format!("{what} answered {}: {}", answer.status, answer.body))),
        Err(error) => Err(Failure::Refused(format!("{what}: {error}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dataset_is_ready_only_when_its_status_says_so() {
        assert!(says_ready(r#"{"id": "1", "status": "ready"}"#));
        assert!(!says_ready(r#"{"id":"1","name":"ready","status":"building"}"#));
    }
}
