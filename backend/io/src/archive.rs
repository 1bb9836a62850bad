//! What all archives of a dataset have in common: tables as entries, small files beside them, sums of both.

use std::sync::Arc;

use crmgen_core::columns::{ColumnSet, Table};

use crate::deflate::Part;
use crate::encode::Encode;
use crate::manifest::{FileSum, Summing};
use crate::pipeline::{Pool, TaskPanicked, ordered};
use crate::sink::Sink;
use crate::source::Source;
use crate::tables::{encode_piece, piece_blocks, pieces};
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
    /// A file to be put in could not be read.
    #[error("cannot read a file for the archive: {0}")]
    Io(#[from] std::io::Error),
    /// The recipe is not JSON.
    #[error("the recipe is not valid JSON: {0}")]
    Recipe(#[from] serde_json::Error),
}

/// How much larger than its first piece suggests a table may become before it counts as large (chosen: pieces are alike,
/// each has the rows of many customers). It decides about ZIP64, from the bytes themselves, so that the same data gives
/// the same archive.
const MARGIN: u64 = 2;

/// Writes every table as an entry, named after its table, in a folder (empty, or ending in `/`); gives the sum of each.
///
/// Tables are encoded and deflated on the pool, in order; memory does not grow with the size of the dataset.
///
/// # Errors
/// When the sink is closed, or making the rows failed.
pub(crate) fn add_tables<S: Sink + ?Sized>(
    zip: &mut ZipWriter<'_, S>,
    pool: &Pool,
    source: Arc<dyn Source>,
    encoder: &Arc<dyn Encode>,
    folder: &str,
) -> Result<Vec<FileSum>, ArchiveError> {
    // One run of tasks for all tables, so that the threads do not idle where one entry ends and the next begins.
    let pieces_a_table = pieces(&*source, &**encoder).max(1);
    let tasks = 0..pieces_a_table * Table::ALL.len() as u64;
    let make = {
        let encoder = Arc::clone(encoder);
        move |task, part: &mut Part| {
            let table = Table::ALL[(task / pieces_a_table) as usize];
            fill(part, &*source, &*encoder, table, task % pieces_a_table);
        }
    };
    let mut parts = ordered(pool, tasks, pool.window(), Arc::new(make));
    let mut files = Vec::new();
    for &table in Table::ALL {
        let name = format!("{folder}{}.{}", table.name(), encoder.extension());
        let mut sum = Summing::default();
        let mut groups = Vec::new();
        let mut ours = parts.by_ref().take(pieces_a_table as usize);
        let Some(first) = ours.next().transpose()? else { break };
        let mut entry = zip.entry(&name, first.plain.len() as u64 * pieces_a_table * MARGIN)?;
        for part in std::iter::once(Ok(first)).chain(ours) {
            let mut part = part?;
            groups.extend(part.group.take().map(|group| (sum.bytes() + part.group_at, group)));
            entry.part(&part)?;
            sum.add(&part.plain, part.rows);
        }
        if encoder.has_end() {
            let mut part = Part::default();
            encoder.end(table, ColumnSet::all(table), &groups, &mut part.plain);
            part.store();
            entry.part(&part)?;
            sum.add(&part.plain, 0);
        }
        entry.finish()?;
        files.push(sum.table_file(name));
    }
    Ok(files)
}

fn fill(part: &mut Part, source: &dyn Source, encoder: &dyn Encode, table: Table, piece: u64) {
    let columns = ColumnSet::all(table);
    if piece == 0 {
        encoder.header(table, columns, &mut part.plain);
    }
    part.group_at = part.plain.len() as u64;
    let blocks = piece_blocks(source, encoder, piece);
    part.group = encode_piece(source, encoder, (table, columns), blocks, &mut part.rows, &mut part.plain);
    if encoder.is_compressed() { part.store() } else { part.deflate() }
}

/// Writes a small file as an entry; gives its sum.
///
/// # Errors
/// When the sink is closed.
pub(crate) fn add_file<S: Sink + ?Sized>(
    zip: &mut ZipWriter<'_, S>,
    name: &str,
    bytes: &[u8],
) -> Result<FileSum, ArchiveError> {
    let mut sum = Summing::default();
    sum.add(bytes, 0);
    zip.file(name, bytes)?;
    Ok(sum.file(name.to_owned()))
}
