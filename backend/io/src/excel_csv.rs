//! CSV to be opened in Excel by a double click: a byte order mark, so that letters with accents are right, and an
//! apostrophe before every text that Excel would take for a formula, a number or a date.
//!
//! Numbers, dates, keys and truth values stand as in the plain CSV. Texts that begin with `=`, `+`, `-`, `@`, a tab or a
//! carriage return could be formulas (OWASP, "CSV Injection"); texts of digits and signs alone would become numbers or
//! dates: phone numbers, and a company size such as `11-50`, which is November 1950 to Excel.

use crmgen_core::batch::{Batch, NULL_LABEL, Strings, Values};
use crmgen_core::columns::{ColumnSet, Table};

use crate::csv::Csv;
use crate::encode::Encode;

/// UTF-8's byte order mark.
const MARK: &[u8; 3] = b"\xef\xbb\xbf";

/// CSV for Excel.
#[derive(Clone, Copy, Debug, Default)]
pub struct ExcelCsv;

impl Encode for ExcelCsv {
    fn extension(&self) -> &'static str {
        Csv.extension()
    }

    fn media_type(&self) -> &'static str {
        Csv.media_type()
    }

    fn header(&self, table: Table, columns: ColumnSet, out: &mut Vec<u8>) {
        out.extend_from_slice(MARK);
        Csv.header(table, columns, out);
    }

    fn rows(&self, batch: &Batch, out: &mut Vec<u8>) {
        let values = batch.values.iter().map(|values| safe(values, batch.rows)).collect();
        Csv.rows(&Batch { table: batch.table, columns: batch.columns, rows: batch.rows, values }, out);
    }
}

fn safe(values: &Values, rows: usize) -> Values {
    match values {
        Values::Text(strings) => texts(rows, |row| strings.get(row)),
        Values::Label { codes, labels } if labels.iter().any(|label| is_taken_for_more(label)) => {
            texts(rows, |row| if codes[row] == NULL_LABEL { "" } else { labels[usize::from(codes[row])] })
        }
        other => other.clone(),
    }
}

fn texts<'a>(rows: usize, text: impl Fn(usize) -> &'a str) -> Values {
    let mut strings = Strings::default();
    for text in (0..rows).map(text) {
        strings.push_with(|out| {
            if is_taken_for_more(text) {
                out.push('\'');
            }
            out.push_str(text);
        });
    }
    Values::Text(strings)
}

/// Whether Excel takes a text for a formula, a number or a date.
fn is_taken_for_more(text: &str) -> bool {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let mut digits = false;
    let plain = text.chars().all(|c| {
        digits |= c.is_ascii_digit();
        c.is_ascii_digit() || " -+/.,:()%$".contains(c)
    });
    formula || digits && plain
}

#[cfg(test)]
mod tests {
    use super::is_taken_for_more;

    #[test]
    fn what_excel_would_change_is_known() {
        for text in
            ["=1+1", "+1 555 0100", "-x", "@a", "\tx", "\rx", "11-50", "030 123", "1/2", "12", "(555) 0100", "5%"]
        {
            assert!(is_taken_for_more(text), "{text}");
        }
        for text in ["", "Anna", "10000 people", "O'Neil", "a=b", "Room 5", "..."] {
            assert!(!is_taken_for_more(text), "{text}");
        }
    }
}
