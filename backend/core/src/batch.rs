//! Values of a few columns and rows of one table, column by column: what encoders read.

use crate::calendar::Day;
use crate::columns::{ColumnSet, Table};

/// Text values back to back: one buffer, and where each ends.
#[derive(Clone, Debug, Default)]
pub struct Strings {
    bytes: String,
    ends: Vec<u32>,
}

impl Strings {
    /// Room for this many values of about this many bytes together.
    #[must_use]
    pub fn with_capacity(rows: usize, bytes: usize) -> Self {
        Self { bytes: String::with_capacity(bytes), ends: Vec::with_capacity(rows) }
    }

    /// Values back to back in one buffer, and where each ends, in order.
    ///
    /// # Panics
    /// When the bytes are not UTF-8, or the last value does not end where they do.
    #[must_use]
    pub fn from_parts(bytes: Vec<u8>, ends: Vec<u32>) -> Self {
        let bytes = String::from_utf8(bytes).expect("values are text");
        assert_eq!(ends.last().map_or(0, |&end| end as usize), bytes.len(), "values fill the buffer");
        Self { bytes, ends }
    }

    /// Adds one value, written by `write` straight into the buffer.
    #[inline]
    pub fn push_with(&mut self, write: impl FnOnce(&mut String)) {
        write(&mut self.bytes);
        self.ends.push(self.bytes.len() as u32);
    }

    /// The value of a row.
    #[must_use]
    #[inline]
    pub fn get(&self, row: usize) -> &str {
        let start = if row == 0 { 0 } else { self.ends[row - 1] as usize };
        &self.bytes[start..self.ends[row] as usize]
    }

    /// What [`Self::from_parts`] takes: values back to back, and where each ends.
    #[must_use]
    pub fn parts(&self) -> (&[u8], &[u32]) {
        (self.bytes.as_bytes(), &self.ends)
    }

    /// How many values.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }
}

/// The values of one column. Nulls are the stated sentinel, so a column is one flat array.
#[derive(Clone, Debug)]
pub enum Values {
    /// Keys: prefix, customer number, and the ordinal within the customer (`None` on the customers' own key).
    /// Written `CUST-0000001`, `DEAL-0000001-01`: at least 7 and 2 digits.
    Key {
        /// `CUST`, `DEAL` or `FB`.
        prefix: &'static str,
        /// Customer numbers, from 1.
        numbers: Vec<u64>,
        /// Ordinals within the customer, from 1.
        ordinals: Option<Vec<u32>>,
    },
    /// Free text; never null.
    Text(Strings),
    /// Positions in `labels`; [`NULL_LABEL`] is null.
    Label {
        /// Position of each row's label.
        codes: Vec<u16>,
        /// The labels.
        labels: &'static [&'static str],
    },
    /// Decimal numbers scaled by `10^places`; [`NULL_NUMBER`] is null.
    Number {
        /// Scaled values.
        values: Vec<i64>,
        /// Digits after the point.
        places: u8,
    },
    /// Days; [`Day::NONE`] is null.
    Date(Vec<Day>),
    /// Truth values.
    Flag(Vec<bool>),
}

/// The null of [`Values::Label`].
pub const NULL_LABEL: u16 = u16::MAX;
/// The null of [`Values::Number`].
pub const NULL_NUMBER: i64 = i64::MIN;

/// Some columns of some rows of one table.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The table the rows belong to.
    pub table: Table,
    /// Which columns were asked for.
    pub columns: ColumnSet,
    /// How many rows.
    pub rows: usize,
    /// The values, one entry for each column in `columns`, ascending by column index.
    pub values: Vec<Values>,
}

/// One cell, as filters and JSON see it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Empty.
    Null,
    /// A key; its text is `PREFIX-0000000`, then `-00` with an ordinal.
    Key {
        /// `CUST`, `DEAL` or `FB`.
        prefix: &'static str,
        /// Customer number, from 1.
        number: u64,
        /// Ordinal within the customer.
        ordinal: Option<u32>,
    },
    /// Text or a label.
    Text(&'a str),
    /// `value / 10^places`.
    Number {
        /// Scaled value.
        value: i64,
        /// Digits after the point.
        places: u8,
    },
    /// A day.
    Date(Day),
    /// A truth value.
    Flag(bool),
}

impl Values {
    /// The cell of a row.
    #[must_use]
    #[inline]
    pub fn cell(&self, row: usize) -> Cell<'_> {
        match self {
            Self::Key { prefix, numbers, ordinals } => {
                Cell::Key { prefix, number: numbers[row], ordinal: ordinals.as_ref().map(|o| o[row]) }
            }
            Self::Text(strings) => Cell::Text(strings.get(row)),
            Self::Label { codes, labels } => match codes[row] {
                NULL_LABEL => Cell::Null,
                code => Cell::Text(labels[code as usize]),
            },
            Self::Number { values, places } => match values[row] {
                NULL_NUMBER => Cell::Null,
                value => Cell::Number { value, places: *places },
            },
            Self::Date(days) => match days[row] {
                Day::NONE => Cell::Null,
                day => Cell::Date(day),
            },
            Self::Flag(flags) => Cell::Flag(flags[row]),
        }
    }
}
