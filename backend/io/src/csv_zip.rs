//! `csv.zip`: all tables as CSV with all that is needed to understand and check them, in one archive.

use std::sync::Arc;

use crmgen_core::columns::{ColumnSet, Table};

use crate::csv::Csv;
use crate::deflate::Part;
use crate::dictionary::dictionary_csv;
use crate::encode::Encode;
use crate::manifest::{Manifest, Summing};
use crate::partition::Partition;
use crate::pipeline::{Pool, TaskPanicked, ordered};
use crate::readme::readme;
use crate::sink::Sink;
use crate::source::Source;
use crate::zip::{ZipError, ZipWriter};

/// Why an archive of a dataset could not be made.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The archive could not be written, or its reader has gone.
    #[error(transparent)]
    Zip(#[from] ZipError),
    /// Making the rows failed.
    #[error(transparent)]
    Task(#[from] TaskPanicked),
    /// The recipe is not JSON.
    #[error("the recipe is not valid JSON: {0}")]
    Recipe(#[from] serde_json::Error),
}

/// An upper bound of the bytes of a table's CSV for a block of 1,024 customers: 4 KiB a customer row; 16 and 32 KiB of
/// deals and feedback a customer (chosen: over three times what the most active recipe makes). It decides about ZIP64,
/// from the number of blocks alone, so that the bytes do not depend on who knows the row counts.
const fn block_bytes_at_most(table: Table) -> u64 {
    match table {
        Table::Customers => 4 << 20,
        Table::Deals => 16 << 20,
        Table::Feedback => 32 << 20,
    }
}

/// Writes the archive into a sink, front to back; gives the manifest that is in it.
///
/// Blocks until done: call it on a thread of its own, not on one of the pool's. When the sink is closed the work stops. Tables
/// are encoded and deflated on the pool, in order; memory does not grow with the size of the dataset.
///
/// # Errors
/// When the sink is closed, or making the rows failed; what was sent until then is no archive.
pub fn write_csv_zip<S: Sink + ?Sized>(
    pool: &Pool,
    source: Arc<dyn Source>,
    sink: &mut S,
) -> Result<Manifest, ArchiveError> {
    let mut manifest = Manifest::new(&*source, Partition::WHOLE)?;
    let blocks = source.blocks();
    // One run of tasks for all tables, so that the threads do not idle where one entry ends and the next begins.
    let blocks_a_table = blocks.max(1);
    let tasks = 0..blocks_a_table * Table::ALL.len() as u64;
    let make = move |task, part: &mut Part| {
        let table = Table::ALL[(task / blocks_a_table) as usize];
        fill(part, &*source, table, task % blocks_a_table);
    };
    let mut parts = ordered(pool, tasks, pool.window(), Arc::new(make));

    let mut zip = ZipWriter::new(sink);
    for &table in Table::ALL {
        let name = format!("{}.{}", table.name(), Csv.extension());
        let mut sum = Summing::default();
        let mut entry = zip.entry(&name, blocks_a_table * block_bytes_at_most(table))?;
        for part in parts.by_ref().take(blocks_a_table as usize) {
            let part = part?;
            entry.part(&part)?;
            sum.add(&part.plain, part.rows);
        }
        entry.finish()?;
        manifest.files.push(sum.table_file(name));
    }
    let readme = readme(&manifest, &manifest.files);
    for (name, bytes) in [("data_dictionary.csv", dictionary_csv()), ("README.txt", readme.into_bytes())] {
        let mut sum = Summing::default();
        sum.add(&bytes, 0);
        zip.file(name, &bytes)?;
        manifest.files.push(sum.file(name.to_owned()));
    }
    zip.file(&Partition::WHOLE.manifest_file(), manifest.to_json().as_bytes())?;
    zip.finish()?;
    Ok(manifest)
}

fn fill(part: &mut Part, source: &dyn Source, table: Table, block: u64) {
    let columns = ColumnSet::all(table);
    if block == 0 {
        Csv.header(table, columns, &mut part.plain);
    }
    if block < source.blocks() {
        let Part { plain, rows, .. } = part;
        source.visit(block, &[(table, columns)], &mut |batch| {
            *rows += batch.rows as u64;
            Csv.rows(&batch, plain);
        });
    }
    part.deflate();
}
