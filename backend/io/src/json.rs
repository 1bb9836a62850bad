//! Rows as JSON objects: pages of the API, and whole tables as NDJSON (one object a line).
//!
//! Keys are in column order. Numbers are JSON numbers with exactly the digits of the CSV, days and keys are strings,
//! truth values `true` and `false`, empty is `null`. Strings are escaped as `serde_json` does it, to the byte.
//!
//! NDJSON is written a column at a time, as CSV is; a page has few rows, often of one customer each, for which it would
//! not be worth while to make columns ready.

mod text;

use crmgen_core::batch::{Batch, Cell};
use crmgen_core::columns::{ColumnSet, Table};

use crate::cells::{push_date, push_key, push_number};
use crate::encode::Encode;
use crate::lines::{NAME, Run, Style, append_lines, put};
use text::{Escapes, push_string};

/// One JSON object a line.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ndjson;

impl Encode for Ndjson {
    fn extension(&self) -> &'static str {
        "ndjson"
    }

    fn media_type(&self) -> &'static str {
        "application/x-ndjson"
    }

    fn header(&self, _table: Table, _columns: ColumnSet, _out: &mut Vec<u8>) {}

    fn rows(&self, batch: &Batch, out: &mut Vec<u8>) {
        if batch.values.is_empty() {
            out.extend(b"{}\n".repeat(batch.rows));
        } else {
            append_lines::<Self, 64>(batch, out);
        }
    }
}

impl Style for Ndjson {
    const NULL: &'static str = "null";
    const OPEN: &'static str = "\"";
    const CLOSE: u8 = b'"';
    const AFTER: &'static str = "";
    const HAS_NAMES: bool = true;

    type Marks = Escapes;

    fn push_name(name: &str, is_first: bool, out: &mut Vec<u8>) {
        out.push(if is_first { b'{' } else { b',' });
        push_name(name, out);
    }

    fn push_text(text: &str, out: &mut Vec<u8>) {
        push_string(text, out);
    }

    fn end_lines(run: &mut Run<'_>, _columns: usize) {
        for end in &mut *run.ends {
            *end = put(run.bytes, *end, b"}\n", 2);
        }
    }
}

/// Writes rows of one batch as objects, any rows in any order.
#[derive(Debug)]
pub struct Rows<'a> {
    batch: &'a Batch,
    /// `"name":` of each value, escaped.
    keys: Vec<Vec<u8>>,
}

impl<'a> Rows<'a> {
    /// Prepares the keys.
    #[must_use]
    pub fn new(batch: &'a Batch) -> Self {
        let columns = batch.table.columns();
        let key = |index: usize| {
            let mut key = Vec::new();
            push_name(columns[index].name, &mut key);
            key
        };
        Self { batch, keys: batch.columns.iter().take(batch.values.len()).map(key).collect() }
    }

    /// Appends one row as an object.
    ///
    /// # Panics
    /// When the batch has no such row.
    pub fn push(&self, row: usize, out: &mut Vec<u8>) {
        let mut before = b'{';
        for (key, values) in self.keys.iter().zip(&self.batch.values) {
            out.push(before);
            before = b',';
            out.extend_from_slice(key);
            push_cell(values.cell(row), out);
        }
        if before == b'{' {
            out.push(b'{');
        }
        out.push(b'}');
    }
}

#[inline]
fn push_cell(cell: Cell<'_>, out: &mut Vec<u8>) {
    match cell {
        Cell::Null => out.extend_from_slice(b"null"),
        Cell::Key { prefix, number, ordinal } => {
            out.push(b'"');
            push_key(prefix, number, ordinal, out);
            out.push(b'"');
        }
        Cell::Text(text) => push_string(text, out),
        Cell::Number { value, places } => push_number(value, places, out),
        Cell::Date(day) => {
            out.push(b'"');
            push_date(day, out);
            out.push(b'"');
        }
        Cell::Flag(flag) => out.extend_from_slice(if flag { b"true" } else { b"false" }),
    }
}

/// Appends the name of a value.
fn push_name(name: &str, out: &mut Vec<u8>) {
    push_string(name, out);
    out.push(b':');
}

/// Every name fits into its block, with a comma, quotes around it, a colon, and the quote that opens the value.
const _: () = {
    let mut table = 0;
    while table < Table::ALL.len() {
        let columns = Table::ALL[table].columns();
        let mut column = 0;
        while column < columns.len() {
            assert!(columns[column].name.len() + 5 <= NAME);
            column += 1;
        }
        table += 1;
    }
};
