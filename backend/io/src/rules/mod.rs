//! Does a dataset keep the rules of the model? An auditor who sees the three tables and nothing else.
//!
//! All tables are in the order of their customers, so they are read side by side, one customer at a time, in memory that
//! does not grow with the dataset, but for a number for each e-mail address and each colleague. What is judged over all rows
//! (shares, uniqueness) is added up and judged at the end. A customer one of whose rows cannot be read is not checked
//! further: sums over the rest would be wrong by themselves.
//!
//! [`Rule`] says where a rule can only be checked in part, because what it speaks of is in no table.

mod cells;
mod checks;
mod join;
mod lines;
mod report;
mod row;
mod rule;
mod whole;
mod words;

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crmgen_core::batch::Batch;
use crmgen_core::calendar::Day;
use crmgen_core::columns::Table;
use rayon::prelude::*;
use serde::Deserialize;

use crate::manifest::Manifest;
use crate::partition::Partition;
use crate::verify::{VerifyError, read_manifests};
use join::{Group, Join};
use lines::{BatchLines, CsvLines};
pub use report::{EXAMPLES, Report, Tally, Violation};
pub use rule::Rule;
use whole::Whole;

/// Why the rules could not be checked at all.
#[derive(Debug, thiserror::Error)]
pub enum RulesError {
    /// There is no manifest, or it cannot be read.
    #[error(transparent)]
    Manifest(#[from] VerifyError),
    /// The recipe in the manifest does not say which day the data ends.
    #[error("the recipe in the manifest has no date \"as_of\", the last day of the data: {reason}")]
    NoLastDay {
        /// What is wrong.
        reason: String,
    },
    /// The folder holds the data in another format.
    #[error("the rules can be checked in CSV files only, and {path} holds {files}: make the data again with --format csv",
        path = directory.display(), files = files.join(", "))]
    NotCsv {
        /// The folder.
        directory: PathBuf,
        /// Its files, by the manifest.
        files: Vec<String>,
    },
    /// A file of the folder cannot be opened.
    #[error("cannot read {path}: {cause}", path = path.display())]
    Io {
        /// Which.
        path: PathBuf,
        /// Why.
        cause: io::Error,
    },
    /// A file is not CSV, or cannot be read to its end.
    #[error("the {table} table cannot be read: {cause}", table = table.name())]
    Csv {
        /// Which table.
        table: Table,
        /// Why, with the line.
        cause: csv::Error,
    },
    /// A file has other columns than its table.
    #[error("the {table} table has other columns than expected{missing}{unknown}", table = table.name(),
        missing = list("; missing: ", missing), unknown = list("; unknown: ", unknown))]
    Columns {
        /// Which table.
        table: Table,
        /// Columns that should be there.
        missing: Vec<String>,
        /// Columns that should not.
        unknown: Vec<String>,
    },
    /// The first line of a file is no header, and has not as many fields as the table has columns.
    #[error("the {table} table has no header, and {found} fields a row instead of {expected}", table = table.name())]
    NoHeader {
        /// Which table.
        table: Table,
        /// Fields in its first line.
        found: usize,
        /// Columns of the table.
        expected: usize,
    },
}

fn list(intro: &str, names: &[String]) -> String {
    if names.is_empty() { String::new() } else { format!("{intro}{}", names.join(", ")) }
}

/// The check of a stretch of customers. Stretches can be checked apart, on many threads, and put together in order.
#[derive(Debug)]
pub struct Check(Whole);

impl Check {
    /// The check of no rows yet, of a dataset whose last day is `as_of`.
    #[must_use]
    pub fn new(as_of: Day) -> Self {
        Self(Whole::new(as_of))
    }

    /// Checks the rows of a block, or of some blocks in a row: batches of all columns of the three tables.
    pub fn add_batches(&mut self, customers: &Batch, deals: &Batch, feedback: &Batch) {
        let lines = [customers, deals, feedback].map(BatchLines::new);
        // Batches are in memory: nothing can go wrong in reading them.
        if let Ok(report) = each_group(lines, |group| self.0.add(&group)) {
            self.0.report.then(report);
        }
    }

    /// Adds the check of the customers that come next.
    pub fn then(&mut self, next: Self) {
        self.0.then(next.0);
    }

    /// The result, with what can only be judged over all rows.
    #[must_use]
    pub fn finish(self) -> Report {
        self.0.finish()
    }
}

/// Reads all groups; gives what was wrong with single cells.
fn each_group<L: lines::Lines>(lines: [L; 3], mut then: impl FnMut(Group)) -> Result<Report, RulesError> {
    let [customers, deals, feedback] = lines;
    let mut join = Join::new(customers, deals, feedback)?;
    while let Some(group) = join.next()? {
        then(group);
    }
    Ok(join.into_report())
}

/// Customers that are read while as many are being checked; and how many one thread checks at a time. Chosen.
const AHEAD: usize = 4_096;
const TOGETHER: usize = 128;

/// Checks three CSV files: customers, deals, feedback. Reads on one thread, checks on all.
///
/// # Errors
/// When a file cannot be read, is not CSV, or has other columns than its table.
pub fn check_csv<R: Read + Send>(as_of: Day, customers: R, deals: R, feedback: R) -> Result<Report, RulesError> {
    let mut join = Join::new(
        CsvLines::new(Table::Customers, customers)?,
        CsvLines::new(Table::Deals, deals)?,
        CsvLines::new(Table::Feedback, feedback)?,
    )?;
    let mut whole = Whole::new(as_of);
    let mut groups = read(&mut join)?;
    while !groups.is_empty() {
        let (next, checked) = rayon::join(
            || read(&mut join),
            || {
                let parts = groups.par_chunks(TOGETHER).map(|groups| {
                    let mut part = Whole::new(as_of);
                    groups.iter().for_each(|group| part.add(group));
                    part
                });
                parts.collect::<Vec<_>>()
            },
        );
        checked.into_iter().for_each(|part| whole.then(part));
        groups = next?;
    }
    whole.report.then(join.into_report());
    Ok(whole.finish())
}

/// The next [`AHEAD`] customers.
fn read<L: lines::Lines>(join: &mut Join<L>) -> Result<Vec<Group>, RulesError> {
    let mut groups = Vec::with_capacity(AHEAD);
    while groups.len() < AHEAD
        && let Some(group) = join.next()?
    {
        groups.push(group);
    }
    Ok(groups)
}

/// Checks the CSV files of a folder that `crmgen generate` wrote, whole or in parts. The last day of the data is taken from
/// the recipe in the manifest. Parts that are not there are not missed (see [`crate::verify`] for that).
///
/// # Errors
/// When there is no manifest, the folder holds another format, or a file is missing, is not CSV, or has other columns than
/// its table.
pub fn check_directory(directory: &Path) -> Result<Report, RulesError> {
    let manifests = read_manifests(directory)?;
    let mut parts: Vec<&Manifest> = manifests.values().collect();
    parts.sort_by_key(|manifest| manifest.partition.map_or(0, Partition::index));
    for manifest in &parts {
        let files: Vec<String> = manifest.files.iter().map(|file| file.file.clone()).collect();
        let part = manifest.partition.unwrap_or(Partition::WHOLE);
        if !Table::ALL.iter().any(|&table| files.contains(&part.table_file(table, "csv"))) {
            return Err(RulesError::NotCsv { directory: directory.to_owned(), files });
        }
    }
    let as_of = last_day(parts[0])?;
    let [customers, deals, feedback] = [Table::Customers, Table::Deals, Table::Feedback].map(|table| {
        let mut whole: Box<dyn Read + Send> = Box::new(io::empty());
        for manifest in &parts {
            let path = directory.join(manifest.partition.unwrap_or(Partition::WHOLE).table_file(table, "csv"));
            let file = File::open(&path).map_err(|cause| RulesError::Io { path, cause })?;
            whole = Box::new(whole.chain(file));
        }
        Ok::<_, RulesError>(whole)
    });
    check_csv(as_of, customers?, deals?, feedback?)
}

/// The last day of the data, by the recipe in a manifest.
fn last_day(manifest: &Manifest) -> Result<Day, RulesError> {
    #[derive(Deserialize)]
    struct Recipe {
        as_of: String,
    }
    let recipe: Recipe = serde_json::from_str(manifest.recipe.get())
        .map_err(|error| RulesError::NoLastDay { reason: error.to_string() })?;
    Day::parse(&recipe.as_of).ok_or_else(|| RulesError::NoLastDay { reason: format!("it is {:?}", recipe.as_of) })
}
