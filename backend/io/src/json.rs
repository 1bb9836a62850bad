//! Rows as JSON objects: pages of the API, and whole tables as NDJSON (one object a line).
//!
//! Keys are in column order. Numbers are JSON numbers with exactly the digits of the CSV, days and keys are strings,
//! truth values `true` and `false`, empty is `null`. Strings are escaped as `serde_json` does it, to the byte.

use crmgen_core::batch::{Batch, Cell};
use crmgen_core::columns::{ColumnSet, Table};

use crate::cells::{push_date, push_key, push_number};
use crate::encode::{Encode, each_row};

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
        let rows = Rows::new(batch);
        each_row(batch.rows, out, |row, out| {
            rows.push(row, out);
            out.push(b'\n');
        });
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
            push_string(columns[index].name, &mut key);
            key.push(b':');
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

/// Appends all rows of a batch as one JSON array.
pub fn push_array(batch: &Batch, out: &mut Vec<u8>) {
    let rows = Rows::new(batch);
    out.push(b'[');
    each_row(batch.rows, out, |row, out| {
        if row > 0 {
            out.push(b',');
        }
        rows.push(row, out);
    });
    out.push(b']');
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

/// Appends a JSON string. Everything but `"`, `\` and control characters stands as it is.
fn push_string(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|&byte| byte < b' ' || byte == b'"' || byte == b'\\') {
        out.extend_from_slice(&rest[..at]);
        push_escape(rest[at], out);
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

fn push_escape(byte: u8, out: &mut Vec<u8>) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    match byte {
        b'"' => out.extend_from_slice(b"\\\""),
        b'\\' => out.extend_from_slice(b"\\\\"),
        b'\n' => out.extend_from_slice(b"\\n"),
        b'\r' => out.extend_from_slice(b"\\r"),
        b'\t' => out.extend_from_slice(b"\\t"),
        0x08 => out.extend_from_slice(b"\\b"),
        0x0c => out.extend_from_slice(b"\\f"),
        control => {
            out.extend_from_slice(b"\\u00");
            out.extend_from_slice(&[HEX[usize::from(control >> 4)], HEX[usize::from(control & 15)]]);
        }
    }
}
