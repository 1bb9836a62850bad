//! What all archives of a dataset have in common: tables as entries, small files beside them, sums of both.

use std::collections::VecDeque;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crc32fast::Hasher;
use crmgen_core::columns::{ColumnSet, Table};

use crate::deflate::Part;
use crate::encode::Encode;
use crate::manifest::{FileSum, Summing};
use crate::pipeline::{Pool, Reuse, TaskPanicked, ordered};
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

/// The order in which tables are written: feedback first, whose rows need all that those of the others need, so that pieces
/// of customers can be made beside it and wait for their turn.
const ORDER: [Table; 3] = [Table::Feedback, Table::Customers, Table::Deals];

/// Bytes of deflated customers that wait (chosen: those of some 170,000, which saves making these twice).
const MOST_WAITING: usize = 20 << 20;

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
    // With a few pieces, threads that would idle make the customers at the same time.
    let ahead = encoder.blocks_a_piece() == 1 && pieces_a_table > pool.window() as u64;
    let waiting = Arc::new(Waiting { more: AtomicBool::new(ahead), pieces: AtomicU64::new(0) });
    let make = {
        let (encoder, waiting) = (Arc::clone(encoder), Arc::clone(&waiting));
        move |task, made: &mut Made| {
            let (table, piece) = (ORDER[(task / pieces_a_table) as usize], task % pieces_a_table);
            match table {
                Table::Feedback if waiting.more.load(Ordering::Relaxed) => made.both(&*source, &*encoder, piece),
                Table::Customers if piece < waiting.pieces.load(Ordering::Relaxed) => {}
                _ => fill(&mut made.part, &*source, &*encoder, table, piece),
            }
        }
    };
    let tasks = 0..pieces_a_table * ORDER.len() as u64;
    let mut made = ordered(pool, tasks, pool.window(), Arc::new(make));
    let mut files = Vec::new();
    let mut early = Early::default();
    for &table in &ORDER {
        let name = format!("{folder}{}.{}", table.name(), encoder.extension());
        let is_early = table == Table::Customers;
        let mut sum = if is_early { std::mem::take(&mut early.sum) } else { Summing::default() };
        let mut groups = Vec::new();
        let mut ours = made.by_ref().take(pieces_a_table as usize);
        let Some(first) = ours.next().transpose()? else { break };
        let size = early.pieces.front().filter(|_| is_early).map_or(first.part.plain.len(), |piece| piece.plain);
        let mut entry = zip.entry(&name, size as u64 * pieces_a_table * MARGIN)?;
        for next in std::iter::once(Ok(first)).chain(ours) {
            let mut next = next?;
            if let Some(piece) = early.pieces.pop_front_if(|_| is_early) {
                entry.piece(piece.plain as u64, &piece.bytes, &piece.crc)?;
                continue;
            }
            let part = &mut next.part;
            groups.extend(part.group.take().map(|group| (sum.bytes() + part.group_at, group)));
            entry.part(part)?;
            sum.add(&part.plain, part.rows);
            if table == Table::Feedback {
                early.keep(&next.customers, &waiting);
            }
        }
        if encoder.has_end() {
            let mut part = Part::default();
            encoder.end(table, ColumnSet::all(table), &groups, &mut part.plain);
            part.store();
            entry.part(&part)?;
            sum.add(&part.plain, 0);
        }
        entry.finish()?;
        files.push((table, sum.table_file(name)));
    }
    // Readers list them as people think of them.
    files.sort_by_key(|(table, _)| *table as u8);
    let files: Vec<FileSum> = files.into_iter().map(|(_, file)| file).collect();
    zip.list_last(&files.iter().map(|file| file.file.as_str()).collect::<Vec<_>>());
    Ok(files)
}

/// How far customers have been made beside the feedback; what is not waiting when its turn comes is made then.
struct Waiting {
    /// Whether there is room for more.
    more: AtomicBool,
    /// How many pieces wait, from the first.
    pieces: AtomicU64,
}

/// Pieces of customers that wait, from the first, and their sum.
#[derive(Default)]
struct Early {
    pieces: VecDeque<Deflated>,
    sum: Summing,
    bytes: usize,
}

impl Early {
    /// Keeps the next piece, if it was made and there is room.
    fn keep(&mut self, part: &Part, waiting: &Waiting) {
        if part.plain.is_empty() || !waiting.more.load(Ordering::Relaxed) {
            return waiting.more.store(false, Ordering::Relaxed);
        }
        self.sum.add(&part.plain, part.rows);
        self.bytes += part.deflated().len();
        self.pieces.push_back(Deflated::of(part));
        waiting.pieces.store(self.pieces.len() as u64, Ordering::Relaxed);
        waiting.more.store(self.bytes < MOST_WAITING, Ordering::Relaxed);
    }
}

/// A piece of a table, and perhaps the same customers' piece of the customers table.
#[derive(Default)]
struct Made {
    part: Part,
    customers: Part,
}

impl Reuse for Made {
    fn reset(&mut self) {
        self.part.reset();
        self.customers.reset();
    }
}

impl Made {
    /// Makes a piece of feedback and of customers, whose rows are encoded one by one.
    fn both(&mut self, source: &dyn Source, encoder: &dyn Encode, piece: u64) {
        let tables = [Table::Feedback, Table::Customers].map(|table| (table, ColumnSet::all(table)));
        if piece == 0 {
            encoder.header(Table::Feedback, tables[0].1, &mut self.part.plain);
            encoder.header(Table::Customers, tables[1].1, &mut self.customers.plain);
        }
        source.visit(piece, &tables, &mut |batch| {
            let part = if batch.table == Table::Feedback { &mut self.part } else { &mut self.customers };
            part.rows += batch.rows as u64;
            encoder.rows(&batch, &mut part.plain);
        });
        self.part.deflate();
        self.customers.deflate();
    }
}

/// What is left of a piece that waits for its turn.
struct Deflated {
    bytes: Box<[u8]>,
    plain: usize,
    crc: Hasher,
}

impl Deflated {
    fn of(part: &Part) -> Self {
        Self { bytes: part.deflated().into(), plain: part.plain.len(), crc: part.crc().clone() }
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn customers_wait_as_long_as_there_is_room_and_never_with_a_gap() {
        let waiting = Waiting { more: AtomicBool::new(true), pieces: AtomicU64::new(0) };
        let mut early = Early::default();
        let part = |len| {
            let mut part = Part::default();
            part.plain.resize(len, 7);
            part.store();
            part
        };
        early.keep(&part(1_000), &waiting);
        early.keep(&part(MOST_WAITING), &waiting);
        assert_eq!((early.pieces.len(), waiting.pieces.load(Ordering::Relaxed)), (2, 2));
        assert!(!waiting.more.load(Ordering::Relaxed), "that was all the room");
        early.keep(&part(10), &waiting);
        assert_eq!((early.pieces.len(), early.sum.bytes()), (2, 1_000 + MOST_WAITING as u64));

        // What was not made ends it, too: what comes after could not be put in its place.
        let waiting = Waiting { more: AtomicBool::new(true), pieces: AtomicU64::new(0) };
        let mut early = Early::default();
        early.keep(&part(5), &waiting);
        early.keep(&Part::default(), &waiting);
        early.keep(&part(5), &waiting);
        assert_eq!(early.pieces.len(), 1);
    }
}
