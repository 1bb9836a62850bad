//! The server over HTTP: start, small and big datasets, pages, summary, and a ZIP export with its memory.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use super::cli::{self, Scratch};
use super::table::{Table, Want};
use super::{http, process};
use crate::shell::{self, Failure, find_program, not_started};

/// How long a build of 1,000,000 customers may take before we give up: many times its budget.
const PATIENCE: Duration = Duration::from_secs(120);

/// How often a small request is repeated; the median counts.
const REPEATS: usize = 21;

/// Measures the server.
pub(crate) fn measure(table: &mut Table) -> Result<(), Failure> {
    let started = Instant::now();
    let server = Server::start()?;
    let address = server.address;
    ask("/health/ready", http::get(address, "/health/ready"))?;
    table.judge("start to first answer", Want::AtMost, 100.0, started.elapsed().as_secs_f64() * 1e3, "ms");

    let small = median(|| create(address, 500).map(|made| made.seconds))?;
    table.judge("500 customers until ready", Want::AtMost, 10.0, small * 1e3, "ms");
    let big = create(address, 1_000_000)?;
    table.judge("1,000,000 customers until ready", Want::AtMost, 4.0, big.seconds, "s");

    let path = big.path;
    let page = format!("{path}/tables/feedback?limit=50&offset=2500000");
    let seconds = median(|| Ok(ask(&page, http::get(address, &page))?.seconds))?;
    table.judge("a page in the middle of 1,000,000 customers", Want::AtMost, 5.0, seconds * 1e3, "ms");
    let summary = format!("{path}/summary?region=Europe&segment=SMB");
    let seconds = median(|| Ok(ask(&summary, http::get(address, &summary))?.seconds))?;
    table.judge("a filtered summary of 1,000,000 customers", Want::AtMost, 10.0, seconds * 1e3, "ms");

    // A server of its own for the export, so that the memory is the export's.
    drop(server);
    let server = Server::start()?;
    let made = create(server.address, 200_000)?;
    let small_zip = format!("{}/exports/csv.zip", made.path);
    let zip = ask(&small_zip, http::download(server.address, &small_zip))?;
    table.note("ZIP of 200,000 customers", zip.seconds, "s");
    judge_zip(table, zip.seconds)?;
    let made = create(server.address, 1_000_000)?;
    let big_zip = format!("{}/exports/csv.zip", made.path);
    let zip = ask(&big_zip, http::download(server.address, &big_zip))?;
    table.note("ZIP of 1,000,000 customers", zip.bytes as f64 / 1e6, "MB");
    match process::peak_memory_mb(&server.child) {
        Some(peak) => table.judge("memory, ZIP of 1,000,000 customers", Want::AtMost, 200.0, peak, "MB"),
        None => table.missing("memory, ZIP of 1,000,000 customers", "there is no /proc on this system"),
    }
    Ok(())
}

/// A running server; ended when dropped.
struct Server {
    child: Child,
    address: SocketAddr,
}

impl Server {
    /// Starts the release build on a port of the system's choice and waits until it says which.
    fn start() -> Result<Self, Failure> {
        let mut command = Command::new(shell::crmgen("release"));
        command.args(["serve", "--port", "0"]).env("RUST_LOG", "warn").stdin(Stdio::null()).stdout(Stdio::piped());
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
struct Made {
    path: String,
    seconds: f64,
}

/// Posts a recipe and waits until its dataset is ready.
fn create(server: SocketAddr, customers: u32) -> Result<Made, Failure> {
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
fn ask(what: &str, answer: io::Result<http::Answer>) -> Result<http::Answer, Failure> {
    match answer {
        Ok(answer) if (200..300).contains(&answer.status) => Ok(answer),
        Ok(answer) => Err(Failure::Refused(format!("{what} answered {}: {}", answer.status, answer.body))),
        Err(error) => Err(Failure::Refused(format!("{what}: {error}"))),
    }
}

fn median(mut once: impl FnMut() -> Result<f64, Failure>) -> Result<f64, Failure> {
    let mut times = (0..REPEATS).map(|_| once()).collect::<Result<Vec<f64>, Failure>>()?;
    times.sort_by(f64::total_cmp);
    Ok(times[REPEATS / 2])
}

/// Our ZIP of 200,000 customers, which makes the rows as well, beside `pigz -p2 -1` on the finished CSV bytes.
fn judge_zip(table: &mut Table, seconds: f64) -> Result<(), Failure> {
    let what = "ZIP, times pigz -p2 -1 on the same bytes";
    let Some(pigz) = find_program(&["pigz"]) else {
        table.missing(what, "pigz is not installed (Debian: apt-get install pigz)");
        return Ok(());
    };
    let scratch = Scratch::new("zip")?;
    let folder = scratch.folder("csv")?;
    process::measure(cli::generate(200_000, 2, &folder))?;
    let whole = folder.join("all.bytes");
    let mut out = File::create(&whole).map_err(Failure::file(&whole))?;
    for file in cli::csv_files(&folder)? {
        let mut input = File::open(&file).map_err(Failure::file(&file))?;
        io::copy(&mut input, &mut out).map_err(Failure::file(&file))?;
    }
    drop(out);
    let mut command = Command::new(pigz);
    command.args(["-p2", "-1", "-c"]).arg(&whole);
    let cost = process::measure(command)?;
    fs::remove_file(&whole).map_err(Failure::file(&whole))?;
    table.judge(what, Want::AtMost, 1.2, seconds / cost.wall_seconds, "times");
    Ok(())
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
