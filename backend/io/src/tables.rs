//! One whole table as a stream of bytes.

use std::sync::Arc;

use crmgen_core::columns::{ColumnSet, Table};

use crate::encode::Encode;
use crate::pipeline::{Ordered, Pool, ordered};
use crate::source::Source;

/// The bytes of a whole table with these columns, block after block, header first.
///
/// Memory does not grow with the table; dropping the stream stops the work. To send a chunk without copying it,
/// a chunk can itself be the owner of the bytes (`AsRef<[u8]>`).
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
