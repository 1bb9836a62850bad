//! The order of rows, and the first of them.

use core::cmp::Ordering;

use super::condition::lower;
use super::{Columns, Found, Query};
use crate::batch::{Cell, NULL_LABEL, NULL_NUMBER, Values};
use crate::calendar::Day;
use crate::columns::{Kind, Table};

/// One column to sort by.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct SortKey {
    /// Position of the column in its table.
    pub(super) column: usize,
    pub(super) down: bool,
    /// Place of each label, for labels.
    pub(super) ranks: Vec<u16>,
}

/// One row and all that its place in the order depends on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The first key where it is a number, the beginning of the text where it is a text: most rows need no more.
    first: i64,
    keys: Box<[Key]>,
    /// Number of the customer the row belongs to, from 1.
    pub customer: u64,
    /// Which of the customer's rows, from 0.
    pub row: u32,
}

/// What one sort key makes of one row: smaller comes first.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Key {
    Number(i64),
    Text(Box<str>),
    /// A text to be sorted down.
    Down(Box<str>),
}

impl Entry {
    fn cmp(&self, other: &Self) -> Ordering {
        self.first
            .cmp(&other.first)
            .then_with(|| {
                self.keys.iter().zip(&other.keys).map(|(a, b)| a.cmp(b)).find(|o| o.is_ne()).unwrap_or(Ordering::Equal)
            })
            .then_with(|| (self.customer, self.row).cmp(&(other.customer, other.row)))
    }
}

impl Key {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(a), Self::Number(b)) => a.cmp(b),
            (Self::Text(a), Self::Text(b)) => a.cmp(b),
            (Self::Down(a), Self::Down(b)) => b.cmp(a),
            // A column has keys of one kind.
            _ => Ordering::Equal,
        }
    }
}

impl SortKey {
    /// The key of a row as a number, for columns that are not texts; empty cells come last either way.
    fn number(&self, values: &Values, row: usize) -> i64 {
        let value = match values {
            Values::Number { values, .. } if values[row] != NULL_NUMBER => values[row],
            Values::Date(days) if days[row] != Day::NONE => i64::from(days[row].0),
            Values::Flag(flags) => i64::from(flags[row]),
            Values::Label { codes, .. } if codes[row] != NULL_LABEL => {
                self.ranks.get(usize::from(codes[row])).map_or(0, |&rank| i64::from(rank))
            }
            // Ordinals stay far below 2^20, customers below 2^40.
            Values::Key { numbers, ordinals, .. } => {
                (numbers[row] as i64) << 20 | ordinals.as_ref().map_or(0, |o| i64::from(o[row]))
            }
            _ => return i64::MAX,
        };
        if self.down { -value } else { value }
    }

    fn text(&self, values: &Values, row: usize) -> Box<str> {
        let mut text = String::new();
        if let Cell::Text(cell) = values.cell(row) {
            lower(cell, &mut text);
        }
        text.into_boxed_str()
    }
}

/// The first eight bytes of a text in lower case, as a number that sorts like them. `scratch` is used again.
fn beginning(text: &str, scratch: &mut String) -> i64 {
    let ascii = text.as_bytes().iter().take(8).all(u8::is_ascii);
    scratch.clear();
    // What comes after the first letters changes nothing about them.
    let start = if ascii { &text.as_bytes()[..text.len().min(8)] } else { lower(text, scratch).as_bytes() };
    let mut bytes = [0; 8];
    let len = start.len().min(8);
    bytes[..len].copy_from_slice(&start[..len]);
    if ascii {
        bytes.make_ascii_lowercase();
    }
    (u64::from_be_bytes(bytes) ^ (1 << 63)) as i64
}

impl Query {
    /// What the order of these rows depends on, as far as they can be among the `most` that come first (or last, with
    /// `from_end`). `rows` are kept rows of a block, and `whose` gives for each of them the customer's number and the place
    /// among the customer's rows.
    #[must_use]
    pub fn entries(
        &self,
        rows: &[u32],
        whose: &[(u64, u32)],
        block: &mut dyn Columns,
        (most, from_end): (usize, bool),
    ) -> Vec<Entry> {
        let found: Vec<Found> = self.sort.iter().map(|key| block.column(key.column, rows)).collect();
        let firsts = self.firsts(rows, &found);
        // The first key alone decides about most rows; only the others are worth a closer look.
        let mut sorted = Vec::new();
        let last = (0 < most && most < firsts.len()).then(|| {
            sorted.clone_from(&firsts);
            let place = if from_end { firsts.len() - most } else { most - 1 };
            *sorted.select_nth_unstable(place).1
        });
        let may_be = |first: i64| last.is_none_or(|last| if from_end { first >= last } else { first <= last });
        let candidates = firsts.iter().enumerate().filter(|(_, first)| most > 0 && may_be(**first));
        candidates.map(|(k, &first)| self.entry(first, (k, rows[k]), whose[k], &found)).collect()
    }

    /// The first key of each row as a number.
    fn firsts(&self, rows: &[u32], found: &[Found]) -> Vec<i64> {
        let (Some(key), Some(found)) = (self.sort.first(), found.first()) else { return vec![0; rows.len()] };
        let mut scratch = String::new();
        let mut first = |(k, &row): (usize, &u32)| {
            let (values, at) = found.at(k, row);
            if !key.is_text(self.table) {
                return key.number(values, at);
            }
            let start = match values.cell(at) {
                Cell::Text(text) => beginning(text, &mut scratch),
                _ => beginning("", &mut scratch),
            };
            if key.down { !start } else { start }
        };
        rows.iter().enumerate().map(&mut first).collect()
    }

    fn entry(&self, first: i64, (k, row): (usize, u32), (customer, place): (u64, u32), found: &[Found]) -> Entry {
        let mut keys = Vec::new();
        for (i, (key, found)) in self.sort.iter().zip(found).enumerate() {
            let (values, at) = found.at(k, row);
            if key.is_text(self.table) {
                let text = key.text(values, at);
                keys.push(if key.down { Key::Down(text) } else { Key::Text(text) });
            } else if i > 0 {
                keys.push(Key::Number(key.number(values, at)));
            }
        }
        Entry { first, keys: keys.into_boxed_slice(), customer, row: place }
    }
}

impl SortKey {
    fn is_text(&self, table: Table) -> bool {
        table.columns()[self.column].kind == Kind::Text
    }
}

/// The first (or last) so many of many rows, in order, without keeping many more of them.
#[derive(Debug)]
pub struct Top {
    most: usize,
    from_end: bool,
    entries: Vec<Entry>,
}

impl Top {
    /// Keeps the `most` rows that come first, or with `from_end` those that come last.
    #[must_use]
    pub const fn new(most: usize, from_end: bool) -> Self {
        Self { most, from_end, entries: Vec::new() }
    }

    /// Takes some more rows into account. Who adds what, and when, plays no part.
    pub fn add(&mut self, mut more: Vec<Entry>) {
        self.entries.append(&mut more);
        // Chosen: twice as many as needed, so that each row is looked at a few times only.
        if self.entries.len() > self.most.saturating_mul(2).max(1_024) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        if self.entries.len() > self.most && self.most > 0 {
            let from_end = self.from_end;
            self.entries.select_nth_unstable_by(self.most - 1, |a, b| ordering(a, b, from_end));
        }
        self.entries.truncate(self.most);
    }

    /// The rows kept, in the order of the query.
    #[must_use]
    pub fn finish(mut self) -> Vec<Entry> {
        self.cut();
        self.entries.sort_unstable_by(Entry::cmp);
        self.entries
    }

    /// The rows kept so far and no others, to be handed to another [`Top`].
    #[must_use]
    pub fn into_entries(mut self) -> Vec<Entry> {
        self.cut();
        self.entries
    }
}

fn ordering(a: &Entry, b: &Entry, from_end: bool) -> Ordering {
    if from_end { b.cmp(a) } else { a.cmp(b) }
}
