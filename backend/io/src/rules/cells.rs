//! Cells: from the text of a CSV file, by the one column table, and whether each is what its column says.

use std::fmt;

use crmgen_core::batch::Cell;
use crmgen_core::calendar::Day;
use crmgen_core::columns::{Column, Kind, Table};

use super::report::Report;
use super::rule::Rule;

/// The key of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    /// The customer's number, from 1.
    pub(super) customer: u64,
    /// Which of the customer's rows, from 1; 0 on the customer itself.
    pub(super) ordinal: u32,
    /// `CUST`, `DEAL` or `FB`.
    pub(super) prefix: &'static str,
}

/// As in the files: `CUST-0000001`, `DEAL-0000001-01`.
impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{:07}", self.prefix, self.customer)?;
        if self.ordinal > 0 { write!(f, "-{:02}", self.ordinal) } else { Ok(()) }
    }
}

impl Key {
    /// Reads a key as it is written, with leading zeros and nothing else.
    fn parse(text: &str) -> Option<Self> {
        let (prefix, rest) = text.split_once('-')?;
        let prefix = ["CUST", "DEAL", "FB"].into_iter().find(|&p| p == prefix)?;
        let number = |text: &str, least: usize| {
            let padded = text.len() == least || (text.len() > least && !text.starts_with('0'));
            let digits = text.bytes().all(|b| b.is_ascii_digit());
            if padded && digits { text.parse::<u64>().ok().filter(|&n| n > 0) } else { None }
        };
        let (customer, ordinal) = match rest.split_once('-') {
            None => (number(rest, 7)?, 0),
            Some((customer, ordinal)) => (number(customer, 7)?, u32::try_from(number(ordinal, 2)?).ok()?),
        };
        Some(Self { customer, ordinal, prefix })
    }
}

/// The cell of a field of a CSV file. A text that is no value of the column's kind stays a text: [`check`] reports it.
pub(super) fn parse<'a>(column: &Column, text: &'a str) -> Cell<'a> {
    if text.is_empty() && !matches!(column.kind, Kind::Text) {
        return Cell::Null;
    }
    let cell = match column.kind {
        Kind::Key => Key::parse(text).map(|key| Cell::Key {
            prefix: key.prefix,
            number: key.customer,
            ordinal: (key.ordinal > 0).then_some(key.ordinal),
        }),
        Kind::Text | Kind::Label(_) => None,
        Kind::Number { places } => parse_number(text, places).map(|value| Cell::Number { value, places }),
        Kind::Date => Day::parse(text).map(Cell::Date),
        Kind::Flag if text == "true" => Some(Cell::Flag(true)),
        Kind::Flag if text == "false" => Some(Cell::Flag(false)),
        Kind::Flag => None,
    };
    cell.unwrap_or(Cell::Text(text))
}

/// `-3.5` as `-35000` at four places. Fewer digits after the point are fine, as Excel drops zeros; more are not.
fn parse_number(text: &str, places: u8) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let missing = usize::from(places).checked_sub(fraction.len())?;
    if whole.is_empty() || whole.len() + usize::from(places) > 18 {
        return None;
    }
    let mut value = 0;
    for digit in whole.bytes().chain(fraction.bytes()).chain(std::iter::repeat_n(b'0', missing)) {
        if !digit.is_ascii_digit() {
            return None;
        }
        value = value * 10 + i64::from(digit - b'0');
    }
    Some(sign * value)
}

/// A cell as it is told to people: `amount 1200`.
struct Shown<'a>(&'static Column, Cell<'a>);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(column, cell) = self;
        write!(f, "{} ", column.name)?;
        match *cell {
            Cell::Null => f.write_str("empty"),
            Cell::Key { prefix, number, ordinal } => {
                Key { customer: number, ordinal: ordinal.unwrap_or(0), prefix }.fmt(f)
            }
            Cell::Text(text) => write!(f, "{text:?}"),
            Cell::Number { value, places } => Decimal(value, places).fmt(f),
            Cell::Date(day) => day.fmt(f),
            Cell::Flag(flag) => flag.fmt(f),
        }
    }
}

/// A scaled number with its point: value and places.
pub(super) struct Decimal(pub(super) i64, pub(super) u8);

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Vec::new();
        crate::cells::push_number(self.0, self.1, &mut text);
        f.write_str(&String::from_utf8_lossy(&text))
    }
}

/// Looks at every cell of a row by its column alone. Returns whether the row can be read further.
pub(super) fn check(table: Table, cells: &[Cell<'_>], row: impl fmt::Display, report: &mut Report) -> bool {
    let mut readable = true;
    let mut sound = true;
    for (column, &cell) in table.columns().iter().zip(cells) {
        let Err((problem, fatal)) = check_cell(table, column, cell) else { continue };
        readable &= !fatal;
        sound = false;
        report.expect(Rule::Cells, false, &row, format_args!("{}", Shown(column, cell)), format_args!("{problem}"));
    }
    if sound {
        report.expect(Rule::Cells, true, &row, format_args!(""), format_args!(""));
    }
    readable
}

/// What is wrong with a cell, and whether the row makes no sense because of it.
fn check_cell(table: Table, column: &Column, cell: Cell<'_>) -> Result<(), (&'static str, bool)> {
    match (cell, column.kind) {
        (Cell::Null, _) if column.nullable => Ok(()),
        (Cell::Null, _) => Err(("a value, as this column is never empty", true)),
        (Cell::Text(text), Kind::Text) => check_text(column, text).map_err(|problem| (problem, false)),
        (Cell::Text(_), Kind::Label([])) => Ok(()),
        (Cell::Text(text), Kind::Label(labels)) if labels.contains(&text) => Ok(()),
        (_, Kind::Label(_)) => Err(("one of the names that the column lists", true)),
        (Cell::Key { prefix, ordinal, .. }, Kind::Key)
            if (prefix, ordinal.is_some()) == shape_of_key(table, column) =>
        {
            Ok(())
        }
        (_, Kind::Key) => Err(("a key, such as CUST-0000001, DEAL-0000001-01 or FB-0000001-01", true)),
        (Cell::Number { .. }, Kind::Number { .. }) | (Cell::Date(_), Kind::Date) | (Cell::Flag(_), Kind::Flag) => {
            Ok(())
        }
        (_, Kind::Number { .. }) => Err(("a number with no more digits after the point than the column has", true)),
        (_, Kind::Date) => Err(("a date, written YYYY-MM-DD", true)),
        (_, Kind::Flag) => Err(("true or false", true)),
        (_, Kind::Text) => Err(("a text", true)),
    }
}

/// Texts are not empty (whether colleagues have names is a rule of its own), and begin with nothing that a spreadsheet
/// would take for a formula; phone numbers begin with `+`.
fn check_text(column: &Column, text: &str) -> Result<(), &'static str> {
    match (column.name, text.chars().next()) {
        ("owner" | "account_manager", None) => Ok(()),
        (_, None) => Err("a text, as this column is never empty"),
        ("phone", Some('+')) => Ok(()),
        (_, Some('=' | '+' | '-' | '@' | '\t' | '\r')) => Err("a text that does not begin with =, +, -, @ or a tab"),
        _ => Ok(()),
    }
}

/// Prefix of the keys in a column, and whether they count within the customer.
fn shape_of_key(table: Table, column: &Column) -> (&'static str, bool) {
    match (table, column.name) {
        (_, "customer_id") => ("CUST", false),
        (Table::Deals, _) => ("DEAL", true),
        _ => ("FB", true),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_places() {
        for (text, places, value) in [
            ("12", 0, Some(12)),
            ("-3.5", 4, Some(-35_000)),
            ("0.0001", 4, Some(1)),
            ("7", 2, Some(700)),
            ("-0", 0, Some(0)),
        ] {
            assert_eq!(parse_number(text, places), value, "{text}");
        }
        for text in ["", "-", ".5", "1.234", "1e3", " 1", "1,000", "--1", "9999999999999999999"] {
            assert_eq!(parse_number(text, 2), None, "{text}");
        }
    }

    #[test]
    fn keys_are_read_as_they_are_written() {
        for text in ["CUST-0000001", "DEAL-0012345-07", "FB-12345678-123"] {
            assert_eq!(Key::parse(text).map(|key| key.to_string()).as_deref(), Some(text));
        }
        for text in
            ["CUST-1", "cust-0000001", "DEAL-0000001-1", "FB-012345678-01", "CUST-0000000", "CUST-", "X-0000001"]
        {
            assert_eq!(Key::parse(text), None, "{text}");
        }
    }
}
