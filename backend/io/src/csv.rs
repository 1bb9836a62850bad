//! CSV after RFC 4180: comma, double quotes doubled, quotes only where needed, UTF-8 without BOM.
//!
//! Lines end in `\n`, not `\r\n`: what pandas, DuckDB, the `csv` crate and command-line tools write, and every reader
//! takes. Null is an empty field. Numbers have exactly the places of their column, days are `YYYY-MM-DD`, truth values
//! `true` and `false`. The header is the column names of the one column table.
//!
//! An encoder of our own, because the general ones look at every cell as unknown bytes and spend half of their time on
//! it (`benches/bytes.rs` runs both). What it writes is read back with the `csv` crate in the tests.

mod column;
mod text;

use std::ops::Range;

use crmgen_core::batch::Batch;
use crmgen_core::columns::{ColumnSet, Table};

use crate::encode::Encode;
use crate::run::{Run, WriteRun, append_rows, put};
use column::{Column, Days};
use text::needs_quotes;

/// The plain CSV of data tools.
#[derive(Clone, Copy, Debug, Default)]
pub struct Csv;

impl Encode for Csv {
    fn extension(&self) -> &'static str {
        "csv"
    }

    fn media_type(&self) -> &'static str {
        "text/csv; charset=utf-8; header=present"
    }

    fn header(&self, table: Table, columns: ColumnSet, out: &mut Vec<u8>) {
        let names = columns.iter().filter_map(|index| table.columns().get(index)).map(|column| column.name);
        push_record(names, out);
    }

    fn rows(&self, batch: &Batch, out: &mut Vec<u8>) {
        if !batch.values.is_empty() {
            append_rows(batch.rows, &mut Lines::new(batch), out);
        }
    }
}

/// The lines of a batch with at least one column.
struct Lines<'a> {
    columns: Vec<Column<'a>>,
    days: Days,
    /// The most bytes of a line, beside its texts.
    room: usize,
    /// Whether there is only one column.
    is_alone: bool,
}

impl<'a> Lines<'a> {
    fn new(batch: &'a Batch) -> Self {
        let mut columns: Vec<Column<'a>> = Vec::with_capacity(batch.values.len());
        for column in batch.values.iter().map(Column::new) {
            match columns.last_mut().and_then(|last| Some((last.with_next(&column)?, last))) {
                Some((both, last)) => *last = both,
                None => columns.push(column),
            }
        }
        let room = columns.iter().map(Column::room).sum();
        Self { columns, days: Days::new(batch.rows), room, is_alone: batch.values.len() == 1 }
    }
}

impl WriteRun for Lines<'_> {
    fn room(&self, rows: Range<usize>, room: &mut [usize]) {
        room.fill(self.room);
        for column in &self.columns {
            if let Column::Text(texts) = column {
                texts.add_room(rows.clone(), room);
            }
        }
    }

    fn write(&mut self, run: &mut Run<'_>) {
        for column in &mut self.columns {
            column.write(run, &mut self.days);
        }
        if self.is_alone {
            // An empty line would be read as no record at all.
            let empty = run.starts.iter().zip(&mut *run.ends).filter(|(start, end)| *start + 1 == **end);
            empty.for_each(|(start, end)| {
                *end = *start;
                put(run.bytes, end, b"\"\",", 3);
            });
        }
        for &end in &*run.ends {
            run.bytes[end as usize - 1] = b'\n';
        }
    }
}

/// Appends one record of any fields, quoted where needed.
pub(crate) fn push_record<'a>(fields: impl IntoIterator<Item = &'a str>, out: &mut Vec<u8>) {
    let start = out.len();
    for field in fields {
        push_text(field.as_bytes(), out);
    }
    if let Some(comma) = out[start..].last_mut() {
        *comma = b'\n';
    }
}

/// Appends a text, quoted if need be, and a comma.
#[inline]
fn push_text(text: &[u8], out: &mut Vec<u8>) {
    if needs_quotes(text) {
        push_quoted(text, out);
    } else {
        out.extend_from_slice(text);
    }
    out.push(b',');
}

fn push_quoted(text: &[u8], out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = text;
    while let Some(quote) = memchr::memchr(b'"', rest) {
        out.extend_from_slice(&rest[..=quote]);
        out.push(b'"');
        rest = &rest[quote + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}
