//! `cargo xtask bench formats`: size, time and peak memory of every file, through the command line and over HTTP.

use std::fs;
use std::path::Path;
use std::time::Instant;

use super::cli::{Scratch, generate};
use super::running::{Server, create};
use super::{http, process};
use crate::shell::Failure;

/// Customers, few and many.
const SIZES: [u32; 2] = [1_000, 1_000_000];
/// What `crmgen generate --format` takes.
const FORMATS: [&str; 6] = ["csv", "ndjson", "parquet", "excel", "tableau", "powerbi"];
/// What can be downloaded of a dataset; `gzip` is the same table for clients that take it packed.
const FILES: [(&str, bool); 11] = [
    ("tables/feedback.csv", false),
    ("tables/feedback.csv", true),
    ("tables/feedback.ndjson", false),
    ("tables/feedback.parquet", false),
    ("exports/csv.zip", false),
    ("exports/ndjson.zip", false),
    ("exports/parquet.zip", false),
    ("exports/excel.xlsx", false),
    ("exports/tableau.twbx", false),
    ("exports/tableau.tdsx", false),
    ("exports/powerbi.zip", false),
];

/// Measures every file and prints a table in Markdown, for `docs/PERFORMANCE.md`.
pub(crate) fn measure() -> Result<(), Failure> {
    let mut lines = Vec::new();
    for customers in SIZES {
        let scratch = Scratch::new("formats")?;
        for format in FORMATS {
            let what = format!("`crmgen generate --format {format}`");
            let folder = scratch.folder(format)?;
            let begun = Instant::now();
            let size = |megabytes| Size { customers, what: what.clone(), megabytes };
            match process::measure(generate(format, customers, 0, &folder)) {
                Ok(cost) => lines.push(size(folder_mb(&folder)?).line(cost.wall_seconds, cost.peak_mb)),
                Err(Failure::Failed { .. }) => lines.push(size(0.0).refused(begun.elapsed().as_secs_f64())),
                Err(failure) => return Err(failure),
            }
        }
        let server = Server::start(&[])?;
        let path = create(server.address, customers)?.path;
        for (file, gzip) in FILES {
            let packed = if gzip { " (gzip)" } else { "" };
            let what = format!("`{file}`{packed}");
            process::forget_peak(&server.child);
            let answer = http::download(server.address, &format!("{path}/{file}"), gzip)
                .map_err(|error| Failure::Refused(format!("{what}: {error}")))?;
            let size = Size { customers, what, megabytes: answer.bytes as f64 / 1e6 };
            lines.push(match answer.status {
                200 => size.line(answer.seconds, process::peak_memory_mb(&server.child)),
                _ => size.refused(answer.seconds),
            });
        }
    }
    println!("\n| customers | file | MB | seconds | peak memory, MB |\n|---:|---|---:|---:|---:|");
    lines.iter().for_each(|line| println!("{line}"));
    Ok(())
}

/// A line of the table, as far as every run has it.
struct Size {
    customers: u32,
    what: String,
    megabytes: f64,
}

impl Size {
    fn line(&self, seconds: f64, peak_mb: Option<f64>) -> String {
        let peak = peak_mb.map_or("not measured".to_owned(), |peak| format!("{peak:.0}"));
        let line = format!("| {} | {} | {:.1} | {seconds:.2} | {peak} |", self.customers, self.what, self.megabytes);
        println!("{line}");
        line
    }

    fn refused(&self, seconds: f64) -> String {
        let line = format!("| {} | {} | refused | {seconds:.2} | |", self.customers, self.what);
        println!("{line}");
        line
    }
}

/// The size of all files of a folder, in MB (10^6 bytes).
fn folder_mb(folder: &Path) -> Result<f64, Failure> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder).map_err(Failure::file(folder))? {
        bytes += entry.and_then(|entry| entry.metadata()).map_err(Failure::file(folder))?.len();
    }
    Ok(bytes as f64 / 1e6)
}
