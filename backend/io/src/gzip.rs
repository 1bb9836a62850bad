//! A table as a gzip stream (RFC 1952), deflated on many threads: for readers who asked for it over a network.

use std::sync::Arc;

use crc32fast::Hasher;
use crmgen_core::columns::{ColumnSet, Table};

use crate::deflate::{END_OF_STREAM, Part};
use crate::encode::Encode;
use crate::pipeline::{Pool, ordered};
use crate::sink::Sink;
use crate::source::Source;
use crate::tables::TableError;

/// Deflate, no name and no time (the same rows give the same bytes), compressed for speed, on any system.
const HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 4, 255];

/// Writes what [`write_table`](crate::tables::write_table) does, packed. For formats that need no end: others are
/// compressed already.
///
/// Memory does not grow with the table. Blocks until done: call it on a thread that is not one of the pool's.
///
/// # Errors
/// When the sink is closed, or making the rows failed.
pub fn write_table_gzip<S: Sink + ?Sized>(
    pool: &Pool,
    source: Arc<dyn Source>,
    (table, columns): (Table, ColumnSet),
    encoder: Arc<dyn Encode>,
    sink: &mut S,
) -> Result<(), TableError> {
    debug_assert!(!encoder.has_end(), "{} is compressed already", encoder.extension());
    // One task at least, for the header of a table without rows.
    let tasks = 0..source.blocks().max(1);
    let make = move |block, part: &mut Part| {
        if block == 0 {
            encoder.header(table, columns, &mut part.plain);
        }
        if block < source.blocks() {
            source.visit(block, &[(table, columns)], &mut |batch| encoder.rows(&batch, &mut part.plain));
        }
        part.deflate();
    };
    sink.send_copy(&HEADER)?;
    let (mut crc, mut size) = (Hasher::new(), 0_u64);
    for part in ordered(pool, tasks, pool.window(), Arc::new(make)) {
        let part = part?;
        crc.combine(part.crc());
        size += part.plain.len() as u64;
        if !part.deflated().is_empty() {
            sink.send_copy(part.deflated())?;
        }
    }
    let mut end = END_OF_STREAM.to_vec();
    end.extend_from_slice(&crc.finalize().to_le_bytes());
    // The size counts modulo 2^32.
    end.extend_from_slice(&(size as u32).to_le_bytes());
    Ok(sink.send(end)?)
}
