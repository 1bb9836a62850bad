//! Rows as lines of text, made of columns: what CSV and NDJSON have in common.
//!
//! Both write the same keys, numbers, days and texts, a column at a time into rows side by side (see [`run`]). What
//! tells them apart is a [`Style`]: what stands around a value, what an empty one looks like, and which texts cannot stand
//! as they are.

mod column;
mod days;
mod keys;
mod labels;
mod run;
mod texts;

use std::ops::Range;

use crmgen_core::batch::Batch;

use column::Column;
pub(crate) use column::NAME;
use days::Days;
pub(crate) use run::{Run, put, put_slice};
use run::{WriteRun, append_rows};
pub(crate) use texts::{Marks, next};

/// What tells one format from another.
pub(crate) trait Style {
    /// An empty cell.
    const NULL: &'static str;
    /// What stands before a key, a day or a text.
    const OPEN: &'static str;
    /// What stands after one.
    const CLOSE: u8;
    /// What stands after a number or a truth value.
    const AFTER: &'static str;
    /// Whether every cell begins with the name of its column.
    const HAS_NAMES: bool;

    /// Finds the texts that cannot stand as they are.
    type Marks: Marks;

    /// Appends what comes before each value of a column, for formats in which cells have names.
    fn push_name(_name: &str, _is_first: bool, _out: &mut Vec<u8>) {}

    /// Appends a text with all that stands around it.
    fn push_text(text: &str, out: &mut Vec<u8>);

    /// Ends rows of so many columns.
    fn end_lines(run: &mut Run<'_>, columns: usize);
}

/// Appends the lines of a batch with at least one column. Labels whose cells have up to `SHORT` bytes are copied as
/// blocks of that size.
pub(crate) fn append_lines<S: Style, const SHORT: usize>(batch: &Batch, out: &mut Vec<u8>) {
    append_rows(batch.rows, &mut Lines::<S, SHORT>::new(batch), out);
}

/// The most bytes that end a line, to the end of their block.
const END: usize = 4;

struct Lines<'a, S: Style, const SHORT: usize> {
    columns: Vec<Column<'a, S, SHORT>>,
    days: Days<S>,
    /// The most bytes of a line, beside its texts.
    room: usize,
    /// Columns of the batch: `columns` may hold some of them as one.
    count: usize,
}

impl<'a, S: Style, const SHORT: usize> Lines<'a, S, SHORT> {
    fn new(batch: &'a Batch) -> Self {
        let all = batch.table.columns();
        let mut columns: Vec<Column<'a, S, SHORT>> = Vec::with_capacity(batch.values.len());
        for (index, values) in batch.columns.iter().zip(&batch.values) {
            let column = Column::new(all[index].name, columns.is_empty(), values);
            match columns.last_mut().and_then(|last| Some((last.with_next(&column)?, last))) {
                Some((both, last)) => *last = both,
                None => columns.push(column),
            }
        }
        let room = columns.iter().map(Column::room).sum::<usize>() + END;
        Self { columns, days: Days::new(batch.rows), room, count: batch.values.len() }
    }
}

impl<S: Style, const SHORT: usize> WriteRun for Lines<'_, S, SHORT> {
    fn room(&self, rows: Range<usize>, room: &mut [usize]) {
        room.fill(self.room);
        self.columns.iter().for_each(|column| column.add_room(rows.clone(), room));
    }

    fn write(&mut self, run: &mut Run<'_>) {
        self.columns.iter_mut().for_each(|column| column.write(run, &mut self.days));
        S::end_lines(run, self.count);
    }
}
