//! CSV after RFC 4180: comma, double quotes doubled, quotes only where needed, UTF-8 without BOM.
//!
//! Lines end in `\n`, not `\r\n`: what pandas, DuckDB, the `csv` crate and command-line tools write, and every reader
//! takes. Null is an empty field. Numbers have exactly the places of their column, days are `YYYY-MM-DD`, truth values
//! `true` and `false`. The header is the column names of the one column table.
//!
//! An encoder of our own, because the general ones look at every cell as unknown bytes and spend half of their time on
//! it (`benches/bytes.rs` runs both). What it writes is read back with the `csv` crate in the tests.

mod text;

use crmgen_core::batch::Batch;
use crmgen_core::columns::{ColumnSet, Table};

use crate::encode::Encode;
use crate::lines::{Run, Style, append_lines, put};
use text::{Quotes, needs_quotes};

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
            append_lines::<Self, 32>(batch, out);
        }
    }
}

impl Style for Csv {
    const NULL: &'static str = ",";
    const OPEN: &'static str = "";
    const CLOSE: u8 = b',';
    const AFTER: &'static str = ",";
    const HAS_NAMES: bool = false;

    type Marks = Quotes;

    fn push_text(text: &str, out: &mut Vec<u8>) {
        push_text(text.as_bytes(), out);
    }

    fn end_lines(run: &mut Run<'_>, columns: usize) {
        if columns == 1 {
            // An empty line would be read as no record at all.
            let empty = run.starts.iter().zip(&mut *run.ends).filter(|(start, end)| *start + 1 == **end);
            empty.for_each(|(start, end)| {
                *end = put(run.bytes, *start, b"\"\",", 3);
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
