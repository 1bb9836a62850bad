//! One condition on one column, ready to be asked of many rows.

use super::literal::write_cell;
use crate::batch::{Cell, NULL_LABEL, NULL_NUMBER, Values};
use crate::calendar::Day;

/// What a column must be.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Condition {
    /// Position of the column in its table.
    pub(super) column: usize,
    pub(super) test: Test,
    /// Turns the answer round, for empty cells too.
    pub(super) not: bool,
}

/// What is asked of a cell. An empty cell fits [`Test::Null`] alone.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Test {
    /// It is empty, or is not.
    Null(bool),
    /// It is one of these codes of a label.
    Labels(Vec<bool>),
    /// It lies in one of these ranges, ascending, both ends included: scaled numbers, days, 0 and 1.
    Numbers(Vec<(i64, i64)>),
    /// It lies in one of these ranges of keys.
    Keys(Vec<((u64, u32), (u64, u32))>),
    /// It compares with these texts, which are in lower case.
    Texts(TextTest),
    /// Its text holds this.
    Contains(Needle),
}

/// How a text compares.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum TextTest {
    /// Sorted.
    OneOf(Vec<String>),
    Below(String),
    UpTo(String),
    Above(String),
    From(String),
}

/// A text to look for, in lower case.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Needle(String);

impl Needle {
    pub(super) fn new(text: &str) -> Self {
        Self(text.to_lowercase())
    }

    /// Whether the text of a cell holds it. `scratch` is used again from row to row.
    pub(super) fn is_in(&self, cell: Cell<'_>, scratch: &mut String) -> bool {
        scratch.clear();
        match cell {
            Cell::Null => return false,
            Cell::Text(text) => drop(lower(text, scratch)),
            other => {
                write_cell(other, scratch);
                scratch.make_ascii_lowercase();
            }
        }
        scratch.contains(&self.0)
    }
}

/// Appends a text in lower case; gives all that is there then.
pub(super) fn lower<'a>(text: &str, out: &'a mut String) -> &'a str {
    if text.is_ascii() {
        let start = out.len();
        out.push_str(text);
        out[start..].make_ascii_lowercase();
    } else {
        out.push_str(&text.to_lowercase());
    }
    out
}

impl Condition {
    /// Whether it keeps a row.
    #[inline]
    pub(super) fn keeps(&self, values: &Values, row: usize) -> bool {
        self.fits(values, row) != self.not
    }

    fn fits(&self, values: &Values, row: usize) -> bool {
        match (&self.test, values) {
            (Test::Labels(kept), Values::Label { codes, .. }) => {
                codes[row] != NULL_LABEL && kept.get(usize::from(codes[row])).copied().unwrap_or(false)
            }
            (Test::Numbers(ranges), Values::Number { values, .. }) => {
                values[row] != NULL_NUMBER && within(ranges, values[row])
            }
            (Test::Numbers(ranges), Values::Date(days)) => {
                days[row] != Day::NONE && within(ranges, i64::from(days[row].0))
            }
            (Test::Numbers(ranges), Values::Flag(flags)) => within(ranges, i64::from(flags[row])),
            (Test::Keys(ranges), Values::Key { numbers, ordinals, .. }) => {
                let key = (numbers[row], ordinals.as_ref().map_or(0, |ordinals| ordinals[row]));
                within(ranges, key)
            }
            (Test::Texts(test), Values::Text(texts)) => test.fits(texts.get(row)),
            (Test::Null(wanted), values) => (values.cell(row) == Cell::Null) == *wanted,
            (Test::Contains(needle), values) => needle.is_in(values.cell(row), &mut String::new()),
            // Conditions are made for the kind of their column.
            _ => false,
        }
    }

    /// First and last customer that it lets through, if it is about a key and says so.
    pub(super) fn customers(&self) -> Option<(u64, u64)> {
        match &self.test {
            Test::Keys(ranges) if !self.not => {
                let low = ranges.iter().map(|(low, _)| low.0).min().unwrap_or(1);
                let high = ranges.iter().map(|(_, high)| high.0).max().unwrap_or(0);
                Some((low, high))
            }
            _ => None,
        }
    }
}

/// Whether one of the ranges, which ascend, holds the value.
fn within<T: PartialOrd + Copy>(ranges: &[(T, T)], value: T) -> bool {
    let at = ranges.partition_point(|(_, high)| *high < value);
    ranges.get(at).is_some_and(|(low, _)| *low <= value)
}

impl TextTest {
    fn fits(&self, text: &str) -> bool {
        let mut lowered = String::with_capacity(text.len());
        lower(text, &mut lowered);
        match self {
            Self::OneOf(values) => values.binary_search(&lowered).is_ok(),
            Self::Below(value) => lowered < *value,
            Self::UpTo(value) => lowered <= *value,
            Self::Above(value) => lowered > *value,
            Self::From(value) => lowered >= *value,
        }
    }
}
