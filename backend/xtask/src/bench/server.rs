//! The server over HTTP: start, small and big datasets, pages, summary, recommendations, and a ZIP export with its memory.

use std::fs::{self, File};
use std::io;
use std::process::Command;
use std::time::Instant;

use super::cli::{self, Scratch};
use super::running::{Server, ask, create};
use super::table::{Table, Want};
use super::{http, process};
use crate::debian;
use crate::shell::Failure;

/// How often a small request is repeated; the median counts.
const REPEATS: usize = 21;

/// How often a large dataset is made; the least counts, as for whole programs.
const LARGE_REPEATS: usize = 3;

/// Measures the server.
pub(crate) fn measure(table: &mut Table) -> Result<(), Failure> {
    let started = Instant::now();
    let server = Server::start(&[])?;
    let address = server.address;
    ask("/health/ready", http::get(address, "/health/ready"))?;
    table.judge("start to first answer", Want::AtMost, 100.0, started.elapsed().as_secs_f64() * 1e3, "ms");

    let small = median(|| create(address, 500).map(|made| made.seconds))?;
    table.judge("500 customers until ready", Want::AtMost, 10.0, small * 1e3, "ms");
    let mut big = create(address, 1_000_000)?;
    let mut least = big.seconds;
    for _ in 1..LARGE_REPEATS {
        big = create(address, 1_000_000)?;
        least = least.min(big.seconds);
    }
    table.judge("1,000,000 customers until ready", Want::AtMost, 4.0, least, "s");

    let path = big.path;
    let page = format!("{path}/tables/feedback?limit=50&offset=2500000");
    let seconds = median(|| Ok(ask(&page, http::get(address, &page))?.seconds))?;
    table.judge("a page in the middle of 1,000,000 customers", Want::AtMost, 5.0, seconds * 1e3, "ms");
    let summary = format!("{path}/summary?region=Europe&segment=SMB");
    let seconds = median(|| Ok(ask(&summary, http::get(address, &summary))?.seconds))?;
    table.judge("a filtered summary of 1,000,000 customers", Want::AtMost, 10.0, seconds * 1e3, "ms");

    sorted_pages(table)?;
    let asked = |path: String| {
        let recommendations = format!("{path}/recommendations");
        ask(&recommendations, http::get(address, &recommendations)).map(|answer| answer.seconds)
    };
    // They are kept once made: each time a dataset that was not asked before.
    let seconds = median(|| create(address, 1_000).and_then(|made| asked(made.path)))?;
    table.judge("recommendations for 1,000 customers", Want::AtMost, 50.0, seconds * 1e3, "ms");
    table.judge("recommendations for 1,000,000 customers", Want::AtMost, 5.0, asked(path)?, "s");

    // A server of its own for the export, so that the memory is the export's.
    drop(server);
    let server = Server::start(&[])?;
    let made = create(server.address, 200_000)?;
    judge_zip(table, || {
        let small_zip = format!("{}/exports/csv.zip", made.path);
        Ok(ask(&small_zip, http::download(server.address, &small_zip, false))?.seconds)
    })?;
    let made = create(server.address, 1_000_000)?;
    let big_zip = format!("{}/exports/csv.zip", made.path);
    let zip = ask(&big_zip, http::download(server.address, &big_zip, false))?;
    table.note("ZIP of 1,000,000 customers", zip.bytes as f64 / 1e6, "MB");
    match process::peak_memory_mb(&server.child) {
        Some(peak) => table.judge("memory, ZIP of 1,000,000 customers", Want::AtMost, 200.0, peak, "MB"),
        None => table.missing("memory, ZIP of 1,000,000 customers", "there is no /proc on this system"),
    }
    Ok(())
}

/// Pages of filtered and sorted rows over 100,000 customers: the first of all, and the next ones.
fn sorted_pages(table: &mut Table) -> Result<(), Failure> {
    let server = Server::start(&[])?;
    let path = create(server.address, 100_000)?.path;
    let customers = format!("{path}/tables/customers?filter=churn_risk:eq:High&sort=-monthly_recurring_revenue");
    let deals = format!("{path}/tables/deals?filter=stage:eq:Closed%20Won&sort=-amount,deal_name");
    let feedback = format!("{path}/tables/feedback?q=invoice&filter=channel:eq:Survey&sort=-sentiment_score");
    for (what, page) in [("customers", customers), ("deals", deals), ("feedback", feedback)] {
        let first = ask(&page, http::get(server.address, &page))?.seconds;
        let name = format!("{what} of 100,000 customers, filtered and sorted");
        table.judge(format!("{name}: the first page"), Want::AtMost, 150.0, first * 1e3, "ms");
        let next = median(|| Ok(ask(&page, http::get(server.address, &page))?.seconds))?;
        table.judge(format!("{name}: the next pages"), Want::AtMost, 150.0, next * 1e3, "ms");
    }
    Ok(())
}

fn median(mut once: impl FnMut() -> Result<f64, Failure>) -> Result<f64, Failure> {
    let mut times = (0..REPEATS).map(|_| once()).collect::<Result<Vec<f64>, Failure>>()?;
    times.sort_by(f64::total_cmp);
    Ok(times[REPEATS / 2])
}

/// How often our ZIP and `pigz` take turns; the best of each counts.
const TURNS: usize = 3;

/// Our ZIP of 200,000 customers, which makes the rows as well, beside `pigz -p2 -1` on the finished CSV bytes.
fn judge_zip(table: &mut Table, mut ours: impl FnMut() -> Result<f64, Failure>) -> Result<(), Failure> {
    let what = "ZIP, times pigz -p2 -1 on the same bytes";
    let pigz = match debian::program("pigz", "pigz") {
        Ok(pigz) => pigz,
        Err(why) => {
            table.missing(what, why.to_string());
            return Ok(());
        }
    };
    let scratch = Scratch::new("zip")?;
    let folder = scratch.folder("csv")?;
    process::measure(cli::generate("csv", 200_000, 2, &folder))?;
    let whole = folder.join("all.bytes");
    let mut out = File::create(&whole).map_err(Failure::file(&whole))?;
    for file in cli::files(&folder, "csv")? {
        let mut input = File::open(&file).map_err(Failure::file(&file))?;
        io::copy(&mut input, &mut out).map_err(Failure::file(&file))?;
    }
    drop(out);
    let (mut best, mut yardstick) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..TURNS {
        best = best.min(ours()?);
        let mut command = Command::new(&pigz);
        command.args(["-p2", "-1", "-c"]).arg(&whole);
        yardstick = yardstick.min(process::measure(command)?.wall_seconds);
    }
    fs::remove_file(&whole).map_err(Failure::file(&whole))?;
    table.note("ZIP of 200,000 customers", best, "s");
    table.judge(what, Want::AtMost, 1.2, best / yardstick, "times");
    Ok(())
}
