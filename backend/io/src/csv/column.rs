//! Columns made ready: what can be worked out once for all rows has been.

use std::borrow::Cow;
use std::ops::Range;

use crmgen_core::batch::{NULL_LABEL, NULL_NUMBER, Strings, Values};
use crmgen_core::calendar::Day;

use super::push_text;
use super::text::Texts;
use crate::cells::{NUMBER, PAIRS, date, key_of_customer, push_key, write_number};
use crate::run::{Run, put, put_slice};

/// A column that writes its cells, each with a comma after it, from the first row to the last.
pub(super) enum Column<'a> {
    Key(Keys<'a>),
    Text(Texts<'a>),
    Label { codes: &'a [u16], cells: Vec<Short> },
    Number { values: &'a [i64], places: u8 },
    Date(&'a [Day]),
    Flag(&'a [bool]),
}

impl<'a> Column<'a> {
    pub(super) fn new(values: &'a Values) -> Self {
        match values {
            Values::Key { prefix, numbers, ordinals } => Self::Key(Keys::new(prefix, numbers, ordinals.as_deref())),
            Values::Text(strings) => Self::Text(Texts::new(Cow::Borrowed(strings))),
            Values::Label { codes, labels } => match labels.iter().map(|label| Short::new(label)).collect() {
                Some(cells) => Self::Label { codes, cells },
                None => Self::Text(Texts::new(Cow::Owned(spelled_out(codes, labels)))),
            },
            Values::Number { values, places } => Self::Number { values, places: *places },
            Values::Date(days) => Self::Date(days),
            Values::Flag(flags) => Self::Flag(flags),
        }
    }

    /// Adds, for each of the rows, the most bytes its cell can take.
    pub(super) fn room(&self, rows: Range<usize>, room: &mut [usize]) {
        let most = match self {
            Self::Text(texts) => return texts.room(rows, room),
            Self::Key(keys) => keys.prefix.len() + KEY,
            Self::Label { .. } => SHORT,
            Self::Number { .. } => NUMBER + 1,
            Self::Date(_) => DATE,
            Self::Flag(_) => 8,
        };
        room.iter_mut().for_each(|room| *room += most);
    }

    /// Writes the cells of a run of rows.
    pub(super) fn write(&mut self, run: &mut Run<'_>, days: &mut Days) {
        match self {
            Self::Key(keys) => keys.write(run),
            Self::Text(texts) => texts.write(run),
            Self::Label { codes, cells } => {
                for (end, &code) in run.ends.iter_mut().zip(&codes[run.rows.clone()]) {
                    let cell = cells.get(usize::from(code)).unwrap_or(&NULL);
                    put(run.bytes, end, &cell.block, cell.len);
                }
            }
            Self::Number { values, places } => match places {
                0 => write_numbers(values, 0, run),
                2 => write_numbers(values, 2, run),
                4 => write_numbers(values, 4, run),
                &mut places => write_numbers(values, places, run),
            },
            Self::Date(column) => {
                for (end, &day) in run.ends.iter_mut().zip(&column[run.rows.clone()]) {
                    days.put(day, end, run.bytes);
                }
            }
            Self::Flag(flags) => {
                for (end, &flag) in run.ends.iter_mut().zip(&flags[run.rows.clone()]) {
                    let (block, len) = if flag { (b"true,   ", 5) } else { (b"false,  ", 6) };
                    put(run.bytes, end, block, len);
                }
            }
        }
    }
}

/// One function for each count of places, if called with a constant.
#[inline(always)]
fn write_numbers(values: &[i64], places: u8, run: &mut Run<'_>) {
    for (end, &value) in run.ends.iter_mut().zip(&values[run.rows.clone()]) {
        let at = *end as usize;
        if value != NULL_NUMBER {
            let room = run.bytes[at..].first_chunk_mut().expect("room for any number");
            *end += write_number(value, places, room) as u32;
        }
        put_slice(run.bytes, end, b",");
    }
}

/// Bytes of a label's cell, comma included, if it is not left to be written as a text.
const SHORT: usize = 32;

/// The cell of a label.
pub(super) struct Short {
    block: [u8; SHORT],
    len: u32,
}

const NULL: Short = Short { block: [b','; SHORT], len: 1 };

impl Short {
    fn new(label: &str) -> Option<Self> {
        let mut cell = Vec::new();
        push_text(label.as_bytes(), &mut cell);
        let mut block = [0; SHORT];
        block.get_mut(..cell.len())?.copy_from_slice(&cell);
        Some(Self { block, len: cell.len() as u32 })
    }
}

/// The labels of all rows, one after the other.
fn spelled_out(codes: &[u16], labels: &[&str]) -> Strings {
    let mut strings = Strings::default();
    for &code in codes {
        strings.push_with(|out| out.push_str(if code == NULL_LABEL { "" } else { labels[usize::from(code)] }));
    }
    strings
}

/// The most bytes of a key after its prefix: two hyphens, numbers of 64 and 32 bits, a comma.
const KEY: usize = 1 + 20 + 1 + 10 + 1;

/// A column of keys. Deals and feedback come in the order of their customers, so the number often is the one before.
pub(super) struct Keys<'a> {
    prefix: &'a str,
    numbers: &'a [u64],
    ordinals: Option<&'a [u32]>,
    /// The number last written, and `PREFIX-0000000,` made of it, or with a hyphen at the end if there are ordinals.
    last: (u64, Option<([u8; 16], u32)>),
}

impl<'a> Keys<'a> {
    fn new(prefix: &'a str, numbers: &'a [u64], ordinals: Option<&'a [u32]>) -> Self {
        let mut keys = Self { prefix, numbers, ordinals, last: (0, None) };
        keys.last.1 = keys.block(0);
        keys
    }

    fn block(&self, number: u64) -> Option<([u8; 16], u32)> {
        let (mut block, len) = key_of_customer(self.prefix, number)?;
        block[len] = if self.ordinals.is_some() { b'-' } else { b',' };
        Some((block, len as u32 + 1))
    }

    fn write(&mut self, run: &mut Run<'_>) {
        for (end, row) in run.ends.iter_mut().zip(run.rows.clone()) {
            let number = self.numbers[row];
            if number != self.last.0 {
                self.last = (number, self.block(number));
            }
            let ordinal = self.ordinals.map(|ordinals| ordinals[row]);
            match (self.last.1, ordinal) {
                (Some((block, len)), None) => put(run.bytes, end, &block, len),
                (Some((block, len)), Some(ordinal @ 0..100)) => {
                    put(run.bytes, end, &block, len);
                    let pair = PAIRS[ordinal as usize];
                    put(run.bytes, end, &[pair[0], pair[1], b',', 0], 3);
                }
                _ => {
                    let mut key = Vec::new();
                    push_key(self.prefix, number, ordinal, &mut key);
                    key.push(b',');
                    put_slice(run.bytes, end, &key);
                }
            }
        }
    }
}

/// The most bytes of a date, comma included: years of up to seven digits, and a sign.
const DATE: usize = 16;

/// Days as they stand in the file, made when first met: there are more cells than days.
///
/// An entry is a cell with its comma, its length, and the day; a day's place is its number modulo the count of entries.
pub(super) struct Days(Vec<[u8; 16]>);

impl Days {
    /// A memory of a size that suits so many rows.
    pub(super) fn new(rows: usize) -> Self {
        // What stands everywhere at first is true, and only ever found in the first place.
        Self(vec![day_cell(Day(0)).expect("1970"); rows.next_power_of_two().clamp(16, 2048)])
    }

    #[inline(always)]
    fn put(&mut self, day: Day, end: &mut u32, bytes: &mut [u8]) {
        let place = day.0 as usize & (self.0.len() - 1);
        let mut cell = self.0[place];
        if cell[12..] != day.0.to_le_bytes() {
            match day_cell(day) {
                Some(new) => {
                    cell = new;
                    self.0[place] = cell;
                }
                None => return put_slice(bytes, end, format!("{day},").as_bytes()),
            }
        }
        put(bytes, end, &cell, u32::from(cell[11]));
    }
}

/// The entry of a day.
#[inline(never)]
fn day_cell(day: Day) -> Option<[u8; 16]> {
    let mut cell = [b','; 16];
    cell[11] = 1;
    if day != Day::NONE {
        cell[..10].copy_from_slice(&date(day)?);
        cell[11] = 11;
    }
    cell[12..].copy_from_slice(&day.0.to_le_bytes());
    Some(cell)
}
