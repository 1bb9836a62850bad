//! Columns made ready: what can be worked out once for all rows has been.

use std::ops::Range;

use crmgen_core::batch::{NULL_NUMBER, Values};
use crmgen_core::calendar::Day;

use super::Style;
use super::days::{DATE, Days};
use super::keys::Keys;
use super::labels::{Labels, LongLabels, cells_of_flags, cells_of_labels};
use super::run::{Run, put};
use super::texts::{ROOM_AROUND_TEXT, Texts};
use crate::cells::{NUMBER, write_number, write_usual_number};

/// A column that writes its cells, each with what stands around it, from the first row to the last.
pub(super) struct Column<'a, S: Style, const SHORT: usize> {
    name: Name,
    cells: Cells<'a, S, SHORT>,
}

enum Cells<'a, S: Style, const SHORT: usize> {
    Key(Keys<'a>),
    Text(Texts<'a, S>),
    /// Labels with their names, and perhaps those of the columns that follow.
    Label(Labels<'a, SHORT>),
    /// Labels with their names that do not fit into a block.
    LongLabel(LongLabels<'a>),
    Number {
        values: &'a [i64],
        places: u8,
    },
    Date(&'a [Day]),
}

impl<'a, S: Style, const SHORT: usize> Column<'a, S, SHORT> {
    pub(super) fn new(name: &str, is_first: bool, values: &'a Values) -> Self {
        let mut before = Vec::new();
        S::push_name(name, is_first, &mut before);
        let cells = match values {
            Values::Key { prefix, numbers, ordinals } => {
                Cells::Key(Keys::new::<S>(prefix, numbers, ordinals.as_deref()))
            }
            Values::Text(strings) => Cells::Text(Texts::new(strings)),
            Values::Label { codes, labels } => {
                let cells = cells_of_labels::<S>(&before, labels);
                match Labels::new(codes.into(), &cells) {
                    Some(labels) => Cells::Label(labels),
                    None => Cells::LongLabel(LongLabels::new(codes, cells)),
                }
            }
            Values::Number { values, places } => Cells::Number { values, places: *places },
            Values::Date(days) => Cells::Date(days),
            Values::Flag(flags) => {
                let codes = flags.iter().map(|&flag| flag.into()).collect();
                Cells::Label(Labels::new(codes, &cells_of_flags::<S>(&before)).expect("names and flags are short"))
            }
        };
        if matches!(cells, Cells::Key(_) | Cells::Text(_)) {
            before.extend_from_slice(S::OPEN.as_bytes());
        }
        Self { name: Name::new(&before), cells }
    }

    /// This column and the next as one, if that is less work.
    pub(super) fn with_next(&self, next: &Self) -> Option<Self> {
        match (&self.cells, &next.cells) {
            (Cells::Label(labels), Cells::Label(next)) => {
                labels.with_next(next).map(|both| Self { name: self.name, cells: Cells::Label(both) })
            }
            _ => None,
        }
    }

    /// The most bytes any cell can take, beside its text.
    pub(super) fn room(&self) -> usize {
        let name = if S::HAS_NAMES { NAME } else { 0 };
        match &self.cells {
            Cells::Key(keys) => name + keys.room(),
            Cells::Text(_) => name + ROOM_AROUND_TEXT,
            Cells::Label(_) => SHORT,
            Cells::LongLabel(labels) => labels.room(),
            Cells::Number { .. } => name + NUMBER,
            Cells::Date(_) => name + DATE,
        }
    }

    /// Adds, for each of the rows, the most bytes its text can take.
    pub(super) fn add_room(&self, rows: Range<usize>, room: &mut [usize]) {
        if let Cells::Text(texts) = &self.cells {
            texts.add_room(rows, room);
        }
    }

    /// Writes the cells of a run of rows.
    pub(super) fn write(&mut self, run: &mut Run<'_>, days: &mut Days<S>) {
        let name = &self.name;
        match &mut self.cells {
            Cells::Key(keys) => keys.write::<S>(name, run),
            Cells::Text(texts) => texts.write(name, run),
            Cells::Label(labels) => labels.write(run),
            Cells::LongLabel(labels) => labels.write(run),
            Cells::Number { values, places } => match places {
                0 => write_numbers::<S>(name, values, 0, run),
                2 => write_numbers::<S>(name, values, 2, run),
                4 => write_numbers::<S>(name, values, 4, run),
                &mut places => write_numbers::<S>(name, values, places, run),
            },
            Cells::Date(column) => {
                let (bytes, rows) = run.with(column);
                for (end, &day) in rows {
                    let at = name.put::<S>(bytes, *end);
                    *end = days.put(day, bytes, at);
                }
            }
        }
    }
}

/// One function for each count of places, if called with a constant.
#[inline(always)]
fn write_numbers<S: Style>(name: &Name, values: &[i64], places: u8, run: &mut Run<'_>) {
    let (bytes, rows) = run.with(values);
    for (end, &value) in rows {
        let at = name.put::<S>(bytes, *end);
        let start = at as usize;
        let room: &mut [u8; NUMBER] = (&mut bytes[start..start + NUMBER]).try_into().expect("so many bytes");
        // A comma follows the number: it counts where that is what should stand there, else it is overwritten.
        let len = match write_usual_number(value, places, room) {
            Some(len) => len + S::AFTER.len(),
            None if value == NULL_NUMBER => {
                room[..S::NULL.len()].copy_from_slice(S::NULL.as_bytes());
                S::NULL.len()
            }
            None => write_number(value, places, room) + S::AFTER.len(),
        };
        *end = at + len as u32;
    }
}

/// The most bytes of a name with all that stands around it.
pub(crate) const NAME: usize = 32;

/// What stands before each value of a column, in formats in which cells have names.
#[derive(Clone, Copy)]
pub(super) struct Name {
    block: [u8; NAME],
    len: u32,
}

impl Name {
    fn new(name: &[u8]) -> Self {
        let mut block = [0; NAME];
        block[..name.len()].copy_from_slice(name);
        Self { block, len: name.len() as u32 }
    }

    #[inline(always)]
    pub(super) fn put<S: Style>(&self, bytes: &mut [u8], at: u32) -> u32 {
        if S::HAS_NAMES { put(bytes, at, &self.block, self.len) } else { at }
    }
}
