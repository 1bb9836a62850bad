//! Many clients at once: requests a second, the slowest hundredth, and memory that does not grow.
//!
//! The clients are `ab`, which comes with the Apache web server: it makes a given number of requests and no more, keeps its
//! connections, counts what failed, and is one small package of every Linux. What it cannot do (many different requests
//! in one run) is not needed here.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::cli::Scratch;
use super::process;
use super::running::{Server, create};
use super::table::{Table, Want};
use crate::debian;
use crate::shell::{self, Failure};

/// Clients at the same time.
const CLIENTS: u32 = 64;
/// Requests of pages, and as many of summaries: 100,000 together.
const REQUESTS: u32 = 50_000;
/// Datasets made. Each is kept, about a megabyte, so there are fewer.
const CREATED: u32 = 500;
/// Customers in the dataset that is looked at.
const CUSTOMERS: u32 = 100_000;

/// Measures the server under many clients.
pub(crate) fn measure(table: &mut Table) -> Result<(), Failure> {
    let ab = match debian::program("ab", "apache2-utils") {
        Ok(ab) => ab,
        Err(why) => {
            table.missing(format!("{CLIENTS} clients at once"), why.to_string());
            return Ok(());
        }
    };
    // As many as are made may wait: a client that was told to come back would count as an error.
    let created = CREATED.to_string();
    let server = Server::start(&["--build-queue", &created, "--max-datasets", "10000"])?;
    let scratch = Scratch::new("load")?;
    let load = Load { ab, server: server.address, recipe: scratch.folder("body")?.join("recipe.json") };
    fs::write(&load.recipe, r#"{"customers":500,"seed":7,"as_of":"2026-06-30"}"#)
        .map_err(Failure::file(&load.recipe))?;
    let path = create(server.address, CUSTOMERS)?.path;

    let page = format!("{path}/tables/customers?limit=50&offset=50000");
    let summary = format!("{path}/summary?region=Europe&segment=SMB");
    // Some of each first: what is kept for the connections and caches is in memory before it is looked at.
    load.run(&page, 5_000, false)?;
    load.run(&summary, 5_000, false)?;
    let before = process::memory_mb(&server.child);
    let mut errors = 0;
    for (what, path, requests, post) in [
        ("pages of 50 customers", page.as_str(), REQUESTS, false),
        ("summaries", &summary, REQUESTS, false),
        ("created datasets of 500 customers", "/api/v1/datasets", CREATED, true),
    ] {
        if post {
            judge_memory(table, before, process::memory_mb(&server.child));
        }
        let report = load.run(path, requests, post)?;
        errors += report.errors;
        table.note(format!("{CLIENTS} clients, {what}"), report.a_second, "a second");
        table.note(format!("{CLIENTS} clients, {what}: 99 of 100 within"), report.slow_ms, "ms");
    }
    table.judge(format!("{CLIENTS} clients: errors"), Want::AtMost, 0.0, errors as f64, "errors");
    Ok(())
}

fn judge_memory(table: &mut Table, before: Option<f64>, after: Option<f64>) {
    let what = format!("memory, growth over {} requests", 2 * REQUESTS);
    match (before, after) {
        // Chosen: a leak of 100 bytes a request would show.
        (Some(before), Some(after)) => {
            table.note("memory before them", before, "MB");
            table.judge(what, Want::AtMost, 10.0, after - before, "MB");
        }
        _ => table.missing(what, "there is no /proc on this system"),
    }
}

/// The clients, and what they ask.
struct Load {
    ab: PathBuf,
    server: SocketAddr,
    /// The file with the body of what is posted.
    recipe: PathBuf,
}

/// What came of a run.
#[derive(Debug, PartialEq)]
struct Report {
    a_second: f64,
    /// The time that 99 of 100 requests took at most, in milliseconds.
    slow_ms: f64,
    /// Requests that failed, or were answered with anything but a success.
    errors: u64,
}

impl Load {
    fn run(&self, path: &str, requests: u32, post: bool) -> Result<Report, Failure> {
        let mut command = Command::new(&self.ab);
        // Quiet, with kept connections; answers may differ in length.
        command.args(["-q", "-k", "-l", "-n", &requests.to_string(), "-c", &CLIENTS.to_string()]);
        if post {
            command.args([Path::new("-p"), &self.recipe]).args(["-T", "application/json"]);
        }
        command.arg(format!("http://{}{path}", self.server));
        let said = shell::output(command)?;
        read(&said).ok_or_else(|| Failure::Refused(format!("ab said something else than it used to:\n{said}")))
    }
}

/// Reads the report of `ab`.
fn read(said: &str) -> Option<Report> {
    let number = |label: &str| -> Option<f64> {
        let line = said.lines().find_map(|line| line.trim().strip_prefix(label))?;
        line.split_whitespace().next()?.parse().ok()
    };
    // Said only when there are any.
    let refused = number("Non-2xx responses:").unwrap_or(0.0);
    Some(Report {
        a_second: number("Requests per second:")?,
        slow_ms: number("99%")?,
        errors: (number("Failed requests:")? + refused) as u64,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_report_of_ab_is_understood() {
        let said = "Complete requests:      500\nFailed requests:        1\nNon-2xx responses:      460\n\
            Requests per second:    4555.89 [#/sec] (mean)\nTime per request:       14.048 [ms] (mean)\n\
            Percentage of the requests served within a certain time (ms)\n  50%      4\n  99%     56\n 100%     67 (longest request)\n";
        assert_eq!(read(said), Some(Report { a_second: 4555.89, slow_ms: 56.0, errors: 461 }));
        assert_eq!(read("ab: Could not resolve host"), None);
    }
}
