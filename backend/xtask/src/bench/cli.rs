//! The command line: rows and megabytes a second on one core and two, memory, and the yardsticks beside it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, io};

use super::process::{self, Cost};
use super::table::{Table, Want};
use super::yardstick;
use crate::shell::{self, Failure};

/// Customers in the throughput runs.
const CUSTOMERS: u32 = 200_000;

/// Customers in the memory run.
const MANY_CUSTOMERS: u32 = 1_000_000;

/// How often ours and a yardstick take turns. The best of the turns counts, as the machine is not ours alone.
const TURNS: u32 = 5;

/// Customers that the Python script makes: enough for a second or more.
const PYTHON_CUSTOMERS: u32 = 500;

/// Measures the command line.
pub(crate) fn measure(table: &mut Table) -> Result<(), Failure> {
    let scratch = Scratch::new("cli")?;
    let tpchgen = yardstick::tpchgen();

    let mut one: Option<Cost> = None;
    let mut one_core: Option<Cost> = None;
    let mut two: Option<Cost> = None;
    let mut other: Option<Cost> = None;
    let (mut mb, mut rows, mut other_mb) = (0.0, 0.0, 0.0);
    let mut python: Result<f64, Failure> = Ok(0.0);
    for turn in 1..=TURNS {
        println!(
            "turn {turn} of {TURNS}: {CUSTOMERS} customers to CSV, one thread, one core, two threads, tpchgen-cli, Faker"
        );
        Cost::keep_best(&mut one, process::measure(generate("csv", CUSTOMERS, 1, &scratch.folder("ours")?))?);
        let pinned = on_one_core(&generate("csv", CUSTOMERS, 1, &scratch.folder("ours")?));
        Cost::keep_best(&mut one_core, process::measure(pinned)?);
        let ours = scratch.folder("ours")?;
        Cost::keep_best(&mut two, process::measure(generate("csv", CUSTOMERS, 2, &ours))?);
        (mb, rows) = (megabytes(&ours, "csv")?, count_rows(&ours)?);
        if let Ok(program) = &tpchgen {
            let theirs = scratch.folder("theirs")?;
            Cost::keep_best(&mut other, process::measure(yardstick::tpchgen_table(program, "csv", &theirs))?);
            other_mb = megabytes(&theirs, "csv")?;
        }
        python = python.and_then(|best| Ok(f64::max(best, python_rows_per_second(&scratch)?)));
    }
    let (Some(one), Some(one_core), Some(two)) = (one, one_core, two) else { return Ok(()) };
    let speed = mb / one.wall_seconds;
    table.note("CSV, all tables, one thread", speed, "MB/s");
    table.note("CSV, all tables, one thread", rows / one.wall_seconds / 1e6, "M rows/s");
    table.note("CSV, all tables, two threads", mb / two.wall_seconds, "MB/s");
    if let Some(seconds) = one.user_seconds {
        table.note(format!("CSV, {CUSTOMERS} customers, one thread: processor time"), seconds, "s");
    }
    match (tpchgen, other) {
        (Ok(_), Some(cost)) => {
            table.note("tpchgen-cli csv, one thread", other_mb / cost.wall_seconds, "MB/s");
            // Processor time of all threads: ours has one more, which writes and computes checksums.
            let (ours, theirs) = (one.processor_seconds(), cost.processor_seconds());
            let times = mb / ours / (other_mb / theirs);
            table.judge(
                "one thread, times tpchgen-cli, MB per second of processor",
                Want::AtLeast,
                2.0,
                times,
                "times",
            );
        }
        (Err(why), _) => table.missing("one thread, times tpchgen-cli, MB per second of processor", why.to_string()),
        (Ok(_), None) => {}
    }
    match python {
        Ok(python) => {
            table.note("Python, Faker and pandas", python, "rows/s");
            let best_rows = rows / two.wall_seconds;
            table.judge("both threads, times Faker and pandas", Want::AtLeast, 1_000.0, best_rows / python, "times");
        }
        Err(why) => table.missing("both threads, times Faker and pandas", why.to_string()),
    }
    table.judge("both cores, times one core", Want::AtLeast, 1.8, one_core.wall_seconds / two.wall_seconds, "times");

    let big = process::measure(generate("csv", MANY_CUSTOMERS, 2, &scratch.folder("ours")?))?;
    match big.peak_mb {
        Some(peak) => table.judge("memory, CSV of 1,000,000 customers", Want::AtMost, 200.0, peak, "MB"),
        None => table.missing("memory, CSV of 1,000,000 customers", "there is no /proc on this system"),
    }
    Ok(())
}

/// The same program held to the first core, all threads of it (util-linux's `taskset`).
fn on_one_core(command: &Command) -> Command {
    let mut held = Command::new("taskset");
    held.args(["-c", "0"]).arg(command.get_program()).args(command.get_args());
    held
}

/// Rows a second of a script that makes such rows with Faker and writes them with pandas.
fn python_rows_per_second(scratch: &Scratch) -> Result<f64, Failure> {
    let said = shell::output(yardstick::faker(PYTHON_CUSTOMERS, &scratch.folder("python")?)?)?;
    let numbers: Vec<f64> = said.split_whitespace().filter_map(|number| number.parse().ok()).collect();
    let [rows, seconds] = numbers[..] else {
        return Err(Failure::Refused(format!("faker_rows.py said: {said}")));
    };
    Ok(rows / seconds)
}

/// `crmgen generate`, all tables in a format.
pub(crate) fn generate(format: &str, customers: u32, threads: u32, out: &Path) -> Command {
    let mut command = Command::new(shell::crmgen("release"));
    command.args(["generate", "--seed", "7", "--as-of", "2026-06-30", "--format", format]);
    command.args(["--customers", &customers.to_string(), "--threads", &threads.to_string(), "--out"]).arg(out);
    command
}

/// A folder under `target/bench` that is removed at the end.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// An empty folder of this name.
    pub(crate) fn new(name: &str) -> Result<Self, Failure> {
        let path = shell::target_dir().join("bench").join(name);
        emptied(&path)?;
        Ok(Self(path))
    }

    /// A folder inside, emptied if it was there before: nobody skips or appends to what an earlier turn left.
    pub(crate) fn folder(&self, name: &str) -> Result<PathBuf, Failure> {
        let path = self.0.join(name);
        emptied(&path)?;
        Ok(path)
    }
}

fn emptied(path: &Path) -> Result<(), Failure> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(Failure::file(path)(error)),
        _ => {}
    }
    fs::create_dir_all(path).map_err(Failure::file(path))
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            eprintln!("{} could not be removed: {error}", self.0.display());
        }
    }
}

/// The files of a folder with this ending.
pub(crate) fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>, Failure> {
    let entries = fs::read_dir(folder).map_err(Failure::file(folder))?;
    let mut files = Vec::new();
    for entry in entries {
        let path = entry.map_err(Failure::file(folder))?.path();
        if path.extension().is_some_and(|extension| extension == ending) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// The size of a folder's files with this ending, in MB (10^6 bytes).
pub(crate) fn megabytes(folder: &Path, ending: &str) -> Result<f64, Failure> {
    let mut bytes = 0;
    for file in files(folder, ending)? {
        bytes += fs::metadata(&file).map_err(Failure::file(&file))?.len();
    }
    Ok(bytes as f64 / 1e6)
}

/// The rows in a folder's CSV files: their lines without the headers. No cell of ours holds a line break.
fn count_rows(folder: &Path) -> Result<f64, Failure> {
    let mut rows = 0;
    for file in files(folder, "csv")? {
        let bytes = fs::read(&file).map_err(Failure::file(&file))?;
        rows += bytes.iter().filter(|byte| **byte == b'\n').count().saturating_sub(1);
    }
    Ok(rows as f64)
}
