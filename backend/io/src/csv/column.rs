//! Columns made ready: what can be worked out once for all rows has been.

use std::borrow::Cow;

use crmgen_core::batch::{NULL_LABEL, NULL_NUMBER, Strings, Values};
use crmgen_core::calendar::Day;

use super::push_text;
use super::text::{ROOM_AROUND_TEXT, Texts};
use crate::cells::{NUMBER, PAIRS, date, key_of_customer, write_number, write_usual_number};
use crate::run::{Run, put, put_display};

/// A column that writes its cells, each with a comma after it, from the first row to the last.
pub(super) enum Column<'a> {
    Key(Keys<'a>),
    Text(Texts<'a>),
    Label(Labels<'a>),
    Number { values: &'a [i64], places: u8 },
    Date(&'a [Day]),
    Flag(&'a [bool]),
}

impl<'a> Column<'a> {
    pub(super) fn new(values: &'a Values) -> Self {
        match values {
            Values::Key { prefix, numbers, ordinals } => Self::Key(Keys::new(prefix, numbers, ordinals.as_deref())),
            Values::Text(strings) => Self::Text(Texts::new(Cow::Borrowed(strings))),
            Values::Label { codes, labels } => match Labels::new(codes, labels) {
                Some(labels) => Self::Label(labels),
                None => Self::Text(Texts::new(Cow::Owned(spelled_out(codes, labels)))),
            },
            Values::Number { values, places } => Self::Number { values, places: *places },
            Values::Date(days) => Self::Date(days),
            Values::Flag(flags) => Self::Flag(flags),
        }
    }

    /// This column and the next as one, if that is less work.
    pub(super) fn with_next(&self, next: &Self) -> Option<Self> {
        match (self, next) {
            (Self::Label(labels), Self::Label(next)) => labels.with_next(next).map(Self::Label),
            _ => None,
        }
    }

    /// The most bytes any cell can take, beside its text.
    pub(super) fn room(&self) -> usize {
        match self {
            Self::Key(keys) => keys.prefix.len() + KEY,
            Self::Text(_) => ROOM_AROUND_TEXT,
            Self::Label(_) => SHORT,
            Self::Number { .. } => NUMBER,
            Self::Date(_) => DATE,
            Self::Flag(_) => 8,
        }
    }

    /// Writes the cells of a run of rows.
    pub(super) fn write(&mut self, run: &mut Run<'_>, days: &mut Days) {
        match self {
            Self::Key(keys) => keys.write(run),
            Self::Text(texts) => texts.write(run),
            Self::Label(labels) => labels.write(run),
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
        let room: &mut [u8; NUMBER] = (&mut run.bytes[at..at + NUMBER]).try_into().expect("so many bytes");
        let len = match write_usual_number(value, places, room) {
            Some(len) => len,
            None if value == NULL_NUMBER => {
                room[0] = b',';
                0
            }
            None => write_number(value, places, room),
        };
        *end += len as u32 + 1;
    }
}

/// Bytes of a label's cell, comma included, if it is not left to be written as a text.
const SHORT: usize = 32;

/// The cell of a label, or of two side by side.
#[derive(Clone, Copy)]
struct Short {
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

    fn with_next(&self, next: &Self) -> Option<Self> {
        let mut both = [0; 2 * SHORT];
        let len = self.len as usize;
        both[..SHORT].copy_from_slice(&self.block);
        both[len..len + SHORT].copy_from_slice(&next.block);
        let len = self.len + next.len;
        (len as usize <= SHORT).then(|| Self { block: *both.first_chunk().expect("half of it"), len })
    }
}

/// A column of labels. What is no position in `cells` is null.
pub(super) struct Labels<'a> {
    codes: Cow<'a, [u16]>,
    cells: Vec<Short>,
}

impl<'a> Labels<'a> {
    fn new(codes: &'a [u16], labels: &[&str]) -> Option<Self> {
        let cells = labels.iter().map(|label| Short::new(label)).collect::<Option<_>>()?;
        Some(Self { codes: Cow::Borrowed(codes), cells })
    }

    /// This column and the next as one, if all pairs of labels are short and there are fewer of them than rows.
    fn with_next(&self, next: &Self) -> Option<Self> {
        let [count, next_count] = [self, next].map(|labels| labels.cells.len() + 1);
        if count * next_count > self.codes.len().min(MOST_PAIRS) {
            return None;
        }
        let mut cells = Vec::with_capacity(count * next_count);
        for first in self.cells.iter().chain([&NULL]) {
            for second in next.cells.iter().chain([&NULL]) {
                cells.push(first.with_next(second)?);
            }
        }
        let [count, next_count] = [count as u16, next_count as u16];
        let pair = |(&first, &second): (&u16, &u16)| first.min(count - 1) * next_count + second.min(next_count - 1);
        Some(Self { codes: self.codes.iter().zip(&*next.codes).map(pair).collect(), cells })
    }

    fn write(&self, run: &mut Run<'_>) {
        for (end, &code) in run.ends.iter_mut().zip(&self.codes[run.rows.clone()]) {
            let cell = self.cells.get(usize::from(code)).unwrap_or(&NULL);
            put(run.bytes, end, &cell.block, cell.len);
        }
    }
}

/// Pairs of labels (chosen: they fit into the nearest cache).
const MOST_PAIRS: usize = 256;

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
    /// The number last written, and what was made of it.
    last: (u64, Option<([u8; 16], u32)>),
}

impl<'a> Keys<'a> {
    fn new(prefix: &'a str, numbers: &'a [u64], ordinals: Option<&'a [u32]>) -> Self {
        let mut keys = Self { prefix, numbers, ordinals, last: (0, None) };
        keys.last.1 = keys.customer(0);
        keys
    }

    /// What stands between number and ordinal, or after the number if there is none.
    fn after(&self) -> u8 {
        if self.ordinals.is_some() { b'-' } else { b',' }
    }

    /// A key up to its ordinal, if it is not too long for a block.
    fn customer(&self, number: u64) -> Option<([u8; 16], u32)> {
        let (mut block, len) = key_of_customer(self.prefix, number)?;
        block[len] = self.after();
        Some((block, len as u32 + 1))
    }

    fn write(&mut self, run: &mut Run<'_>) {
        let mut last = self.last;
        for (end, &number) in run.ends.iter_mut().zip(&self.numbers[run.rows.clone()]) {
            if number != last.0 {
                last = (number, self.customer(number));
            }
            match last.1 {
                Some((block, len)) => put(run.bytes, end, &block, len),
                None => {
                    put_display(run.bytes, end, format_args!("{}-{number:07}{}", self.prefix, self.after() as char));
                }
            }
        }
        self.last = last;
        let Some(ordinals) = self.ordinals else { return };
        for (end, &ordinal) in run.ends.iter_mut().zip(&ordinals[run.rows.clone()]) {
            match PAIRS.get(ordinal as usize) {
                Some(pair) => put(run.bytes, end, &[pair[0], pair[1], b',', 0], 3),
                None => put_display(run.bytes, end, format_args!("{ordinal},")),
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
        let mut first = [0; 16];
        make_day(Day(0), &mut first);
        Self(vec![first; rows.next_power_of_two().clamp(16, 2048)])
    }

    #[inline(always)]
    fn put(&mut self, day: Day, end: &mut u32, bytes: &mut [u8]) {
        let place = day.0 as usize & (self.0.len() - 1);
        let cell = &mut self.0[place];
        if cell[12..] == day.0.to_le_bytes() || make_day(day, cell) {
            put(bytes, end, cell, u32::from(cell[11]));
        } else {
            put_display(bytes, end, format_args!("{day},"));
        }
    }
}

/// Makes the entry of a day, unless its year has not four digits.
#[inline(never)]
fn make_day(day: Day, cell: &mut [u8; 16]) -> bool {
    let text = if day == Day::NONE { None } else { date(day) };
    match text {
        Some(text) => {
            cell[..10].copy_from_slice(&text);
            cell[10] = b',';
            cell[11] = 11;
        }
        None if day == Day::NONE => {
            cell[0] = b',';
            cell[11] = 1;
        }
        None => return false,
    }
    cell[12..].copy_from_slice(&day.0.to_le_bytes());
    true
}
