//! CSV after RFC 4180: comma, double quotes doubled, quotes only where needed, UTF-8 without BOM.
//!
//! Lines end in `\n`, not `\r\n`: what pandas, DuckDB, the `csv` crate and command-line tools write, and every reader
//! takes. Null is an empty field. Numbers have exactly the places of their column, days are `YYYY-MM-DD`, truth values
//! `true` and `false`. The header is the column names of the one column table.
//!
//! An encoder of our own, because the general ones look at every cell as unknown bytes and spend half of their time on
//! it (`benches/bytes.rs` runs both). What it writes is read back with the `csv` crate in the tests.

use crmgen_core::batch::{Batch, NULL_LABEL, NULL_NUMBER, Strings, Values};
use crmgen_core::calendar::Day;
use crmgen_core::columns::{ColumnSet, Table};

use crate::cells::{push_block, push_date, push_key, push_number};
use crate::encode::{Encode, each_row};

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
        let columns: Vec<Column<'_>> = batch.values.iter().map(Column::new).collect();
        let alone = columns.len() == 1;
        each_row(batch.rows, out, |row, out| {
            let start = out.len();
            for column in &columns {
                column.push(row, out);
            }
            if alone && out.len() == start + 1 {
                // An empty line would be read as no record at all.
                out.splice(start..start, *b"\"\"");
            }
            match out.last_mut() {
                Some(comma) if !columns.is_empty() => *comma = b'\n',
                _ => {}
            }
        });
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

/// A column made ready: what can be worked out once for all rows has been. Writes each cell with a comma after it.
enum Column<'a> {
    Key { prefix: &'static str, numbers: &'a [u64], ordinals: Option<&'a [u32]> },
    Text(&'a Strings),
    Label { codes: &'a [u16], cells: Vec<LabelCell> },
    Number { values: &'a [i64], places: u8 },
    Date(&'a [Day]),
    Flag(&'a [bool]),
}

/// A label as it stands in the file, comma included.
struct LabelCell {
    block: [u8; LABEL_BLOCK],
    len: usize,
    long: Vec<u8>,
}

/// Longer labels are copied byte for byte.
const LABEL_BLOCK: usize = 32;

impl LabelCell {
    fn new(label: &str) -> Self {
        let mut long = Vec::new();
        push_text(label.as_bytes(), &mut long);
        let mut block = [0; LABEL_BLOCK];
        let len = long.len();
        if len <= LABEL_BLOCK {
            block[..len].copy_from_slice(&long);
        }
        Self { block, len, long }
    }
}

impl<'a> Column<'a> {
    fn new(values: &'a Values) -> Self {
        match values {
            Values::Key { prefix, numbers, ordinals } => Self::Key { prefix, numbers, ordinals: ordinals.as_deref() },
            Values::Text(strings) => Self::Text(strings),
            Values::Label { codes, labels } => {
                Self::Label { codes, cells: labels.iter().map(|label| LabelCell::new(label)).collect() }
            }
            Values::Number { values, places } => Self::Number { values, places: *places },
            Values::Date(days) => Self::Date(days),
            Values::Flag(flags) => Self::Flag(flags),
        }
    }

    #[inline(always)]
    fn push(&self, row: usize, out: &mut Vec<u8>) {
        match self {
            Self::Key { prefix, numbers, ordinals } => {
                push_key(prefix, numbers[row], ordinals.map(|ordinals| ordinals[row]), out);
                out.push(b',');
            }
            Self::Text(strings) => push_text(strings.get(row).as_bytes(), out),
            Self::Label { codes, cells } => match codes[row] {
                NULL_LABEL => out.push(b','),
                code => {
                    let cell = &cells[code as usize];
                    if cell.len <= LABEL_BLOCK {
                        push_block(&cell.block, cell.len, out);
                    } else {
                        out.extend_from_slice(&cell.long);
                    }
                }
            },
            Self::Number { values, places } => {
                if values[row] != NULL_NUMBER {
                    push_number(values[row], *places, out);
                }
                out.push(b',');
            }
            Self::Date(days) => {
                if days[row] != Day::NONE {
                    push_date(days[row], out);
                }
                out.push(b',');
            }
            Self::Flag(flags) => out.extend_from_slice(if flags[row] { b"true," } else { b"false," }),
        }
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

fn needs_quotes(text: &[u8]) -> bool {
    memchr::memchr3(b',', b'"', b'\n', text).is_some() || memchr::memchr(b'\r', text).is_some()
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
