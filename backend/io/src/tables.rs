//! One whole table as a stream of bytes.

use std::ops::Range;
use std::sync::Arc;

use crmgen_core::columns::{ColumnSet, Table};

use crate::encode::Encode;
use crate::parquet::RowGroup;
use crate::pipeline::{Ordered, Pool, Reuse, TaskPanicked, ordered};
use crate::sink::{Closed, Sink};
use crate::source::Source;

/// Why a table was not written to its end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// The reader has gone.
    #[error(transparent)]
    Closed(#[from] Closed),
    /// Making the rows failed.
    #[error(transparent)]
    Task(#[from] TaskPanicked),
}

/// Writes a whole table with these columns into a sink, in any format, with all that belongs to a complete file.
///
/// Memory does not grow with the table. Blocks until done: call it on a thread that is not one of the pool's.
///
/// # Errors
/// When the sink is closed, or making the rows failed.
pub fn write_table<S: Sink + ?Sized>(
    pool: &Pool,
    source: Arc<dyn Source>,
    (table, columns): (Table, ColumnSet),
    encoder: Arc<dyn Encode>,
    sink: &mut S,
) -> Result<(), TableError> {
    if !encoder.has_end() {
        for chunk in stream_table(pool, source, table, columns, encoder) {
            sink.send_chunk(chunk?)?;
        }
        return Ok(());
    }
    let mut bytes = Vec::new();
    encoder.header(table, columns, &mut bytes);
    let mut written = bytes.len() as u64;
    sink.send(bytes)?;
    let mut groups = Vec::new();
    let tasks = 0..pieces(&*source, &*encoder);
    let make = {
        let encoder = Arc::clone(&encoder);
        move |piece, out: &mut Piece| out.fill(&*source, &*encoder, (table, columns), piece)
    };
    for piece in ordered(pool, tasks, pool.window(), Arc::new(make)) {
        let mut piece = piece?;
        groups.extend(piece.group.take().map(|group| (written, group)));
        written += piece.bytes.len() as u64;
        sink.send_copy(&piece.bytes)?;
    }
    let mut bytes = Vec::new();
    encoder.end(table, columns, &groups, &mut bytes);
    Ok(sink.send(bytes)?)
}

/// How many pieces a table of this source has in this format.
pub(crate) fn pieces(source: &dyn Source, encoder: &dyn Encode) -> u64 {
    source.blocks().div_ceil(encoder.blocks_a_piece())
}

/// Some blocks of a table, encoded.
#[derive(Debug, Default)]
pub(crate) struct Piece {
    pub(crate) bytes: Vec<u8>,
    pub(crate) rows: u64,
    pub(crate) group: Option<RowGroup>,
}

impl Reuse for Piece {
    fn reset(&mut self) {
        self.bytes.clear();
        self.rows = 0;
        self.group = None;
    }
}

impl Piece {
    fn fill(&mut self, source: &dyn Source, encoder: &dyn Encode, of: (Table, ColumnSet), piece: u64) {
        let Self { bytes, rows, group } = self;
        *group = encode_piece(source, encoder, of, piece_blocks(source, encoder, piece), rows, bytes);
    }
}

/// The blocks of a piece.
pub(crate) fn piece_blocks(source: &dyn Source, encoder: &dyn Encode, piece: u64) -> Range<u64> {
    let size = encoder.blocks_a_piece();
    (piece * size).min(source.blocks())..((piece + 1) * size).min(source.blocks())
}

/// Appends a table's rows of some blocks as one piece, and counts them.
pub(crate) fn encode_piece(
    source: &dyn Source,
    encoder: &dyn Encode,
    (table, columns): (Table, ColumnSet),
    blocks: Range<u64>,
    rows: &mut u64,
    out: &mut Vec<u8>,
) -> Option<RowGroup> {
    let mut batches = |visit: &mut dyn FnMut(&crmgen_core::batch::Batch)| {
        for block in blocks.clone() {
            source.visit(block, &[(table, columns)], &mut |batch| {
                *rows += batch.rows as u64;
                visit(&batch);
            });
        }
    };
    encoder.piece(table, columns, &mut batches, out)
}

/// The bytes of a whole table with these columns, block after block, header first.
///
/// Memory does not grow with the table; dropping the stream stops the work. To send a chunk without copying it,
/// a chunk can itself be the owner of the bytes (`AsRef<[u8]>`). For formats without an end; [`write_table`] takes all.
pub fn stream_table(
    pool: &Pool,
    source: Arc<dyn Source>,
    table: Table,
    columns: ColumnSet,
    encoder: Arc<dyn Encode>,
) -> Ordered<Vec<u8>> {
    // One task at least, for the header of a table without rows.
    let tasks = 0..source.blocks().max(1);
    let make = move |block, out: &mut Vec<u8>| {
        if block == 0 {
            encoder.header(table, columns, out);
        }
        if block < source.blocks() {
            source.visit(block, &[(table, columns)], &mut |batch| encoder.rows(&batch, out));
        }
    };
    ordered(pool, tasks, pool.window(), Arc::new(make))
}
