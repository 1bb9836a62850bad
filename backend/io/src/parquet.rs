//! Parquet: typed columns, compressed with zstd, read by every data tool.
//!
//! A piece of a file is one row group, made of some blocks, so that row groups are made on many threads and sent while
//! they are made; the footer follows at the end. Keys and texts are strings, labels dictionary-encoded strings, whole
//! numbers INT64, days DATE, truth values BOOLEAN. Numbers with digits after the point are DOUBLE, not DECIMAL: notebooks
//! compute with them at once (pandas makes slow Python objects of decimals), and each is the double nearest to the digits
//! of the CSV.
//!
//! A writer of our own, because our rows are columns with their dictionaries already: the general one takes a copy of
//! every value, looks for dictionaries by hashing, and takes longer to build than all the rest of this crate. What it writes
//! is read back with pyarrow, DuckDB and polars in the tests.
//!
//! Follows the format's specification (parquet-format 2.11: `parquet.thrift`, `Encodings.md`): data pages of version 1,
//! encodings PLAIN, RLE and RLE_DICTIONARY.

mod column;
mod pages;
mod thrift;

use crmgen_core::GENERATOR_VERSION;
use crmgen_core::batch::Batch;
use crmgen_core::columns::{Column, ColumnSet, Kind, Table};

use self::column::{Chunk, ColumnWriter, Physical};
use self::pages::{PLAIN, Packer, RLE, RLE_DICTIONARY};
use self::thrift::Thrift;
use crate::encode::{Batches, Encode};

/// Blocks of a row group: about 8,000 customers, or 50,000 feedbacks (chosen: half a megabyte or so a column, what readers
/// like, while a handful of row groups in the making stay far below 100 MB).
const BLOCKS: u64 = 8;
/// First and last four bytes of every file.
const MAGIC: &[u8; 4] = b"PAR1";
const ZSTD: i32 = 6;

/// The format for data tools.
#[derive(Clone, Copy, Debug, Default)]
pub struct Parquet;

/// What the footer says of a row group.
#[derive(Clone, Debug)]
pub struct RowGroup {
    rows: u64,
    chunks: Vec<Chunk>,
}

impl Encode for Parquet {
    fn extension(&self) -> &'static str {
        "parquet"
    }

    fn media_type(&self) -> &'static str {
        "application/vnd.apache.parquet"
    }

    fn header(&self, _table: Table, _columns: ColumnSet, out: &mut Vec<u8>) {
        out.extend_from_slice(MAGIC);
    }

    fn rows(&self, batch: &Batch, out: &mut Vec<u8>) {
        let _ = self.piece(batch.table, batch.columns, &mut |visit| visit(batch), out);
    }

    fn blocks_a_piece(&self) -> u64 {
        BLOCKS
    }

    fn is_compressed(&self) -> bool {
        true
    }

    fn has_end(&self) -> bool {
        true
    }

    fn piece(
        &self,
        table: Table,
        columns: ColumnSet,
        batches: &mut Batches<'_>,
        out: &mut Vec<u8>,
    ) -> Option<RowGroup> {
        let mut packer = Packer::new();
        let mut writers: Vec<ColumnWriter> = described(table, columns).map(ColumnWriter::new).collect();
        let mut rows = 0;
        batches(&mut |batch| {
            rows += batch.rows as u64;
            for (writer, values) in writers.iter_mut().zip(&batch.values) {
                writer.add(values, batch.rows, &mut packer);
            }
        });
        if rows == 0 {
            return None;
        }
        let start = out.len();
        let chunks =
            writers.into_iter().map(|writer| writer.finish((out.len() - start) as u64, &mut packer, out)).collect();
        Some(RowGroup { rows, chunks })
    }

    fn end(&self, table: Table, columns: ColumnSet, groups: &[(u64, RowGroup)], out: &mut Vec<u8>) {
        let columns: Vec<&Column> = described(table, columns).collect();
        let mut file = Thrift::new();
        file.i32(1, 2);
        file.structures(
            2,
            (0..columns.len() + 1).map(|at| at.checked_sub(1).map(|at| columns[at])),
            |element, column| match column {
                None => {
                    element.bytes(4, table.name().as_bytes());
                    element.i32(5, columns.len() as i32);
                }
                Some(column) => schema_element(element, column),
            },
        );
        file.i64(3, groups.iter().map(|(_, group)| group.rows as i64).sum());
        file.structures(4, groups.iter().enumerate(), |row_group, (ordinal, (at, group))| {
            describe_group(row_group, ordinal, *at, group, &columns);
        });
        let version = env!("CARGO_PKG_VERSION");
        file.bytes(6, format!("crmgen version {version} (build generator-{GENERATOR_VERSION})").as_bytes());
        // Least and greatest values are in the order of the type: that is what lets readers trust them.
        file.structures(7, columns.iter(), |order, _| order.structure(1, |_| {}));
        let footer = file.finish();
        out.extend_from_slice(&footer);
        out.extend_from_slice(&(footer.len() as u32).to_le_bytes());
        out.extend_from_slice(MAGIC);
    }
}

fn described(table: Table, columns: ColumnSet) -> impl Iterator<Item = &'static Column> {
    columns.iter().filter_map(move |index| table.columns().get(index))
}

fn schema_element(element: &mut Thrift, column: &Column) {
    element.i32(1, Physical::of(&column.kind) as i32);
    element.i32(3, i32::from(column.nullable));
    element.bytes(4, column.name.as_bytes());
    // The type as people mean it, in the old and in the new way of saying it.
    match column.kind {
        Kind::Key | Kind::Text | Kind::Label(_) => {
            element.i32(6, 0);
            element.structure(10, |logical| logical.structure(1, |_| {}));
        }
        Kind::Date => {
            element.i32(6, 6);
            element.structure(10, |logical| logical.structure(6, |_| {}));
        }
        Kind::Number { .. } | Kind::Flag => {}
    }
}

fn describe_group(row_group: &mut Thrift, ordinal: usize, at: u64, group: &RowGroup, columns: &[&Column]) {
    row_group.structures(1, group.chunks.iter().zip(columns), |chunk, (about, column)| {
        describe_chunk(chunk, at, about, column);
    });
    row_group.i64(2, group.chunks.iter().map(|chunk| chunk.plain as i64).sum());
    row_group.i64(3, group.rows as i64);
    row_group.i64(5, at as i64);
    row_group.i64(6, group.chunks.iter().map(|chunk| chunk.compressed as i64).sum());
    if let Ok(ordinal) = i16::try_from(ordinal) {
        row_group.i16(7, ordinal);
    }
}

fn describe_chunk(chunk: &mut Thrift, at: u64, about: &Chunk, column: &Column) {
    // Deprecated, and zero by today's specification: the pages are found by the offsets below.
    chunk.i64(2, 0);
    chunk.structure(3, |meta| {
        meta.i32(1, Physical::of(&column.kind) as i32);
        meta.i32s(2, if about.dictionary_at.is_some() { &[PLAIN, RLE, RLE_DICTIONARY] } else { &[PLAIN, RLE] });
        meta.strings(3, &[column.name]);
        meta.i32(4, ZSTD);
        meta.i64(5, about.values as i64);
        meta.i64(6, about.plain as i64);
        meta.i64(7, about.compressed as i64);
        meta.i64(9, (at + about.data_at) as i64);
        if let Some(dictionary_at) = about.dictionary_at {
            meta.i64(11, (at + dictionary_at) as i64);
        }
        meta.structure(12, |statistics| {
            statistics.i64(3, about.nulls as i64);
            if let Some((least, greatest)) = &about.range {
                statistics.bytes(5, greatest);
                statistics.bytes(6, least);
            }
        });
    });
}
