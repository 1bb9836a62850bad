//! Columns of labels: every cell there can be is made once.

use std::borrow::Cow;

use super::Style;
use super::run::{Run, put, put_slice};

/// The cells of all labels, and at the end that of no label.
pub(super) fn cells_of_labels<S: Style>(name: &[u8], labels: &[&str]) -> Vec<Vec<u8>> {
    let cell = |label: &&str| {
        let mut cell = name.to_vec();
        S::push_text(label, &mut cell);
        cell
    };
    let null = [name, S::NULL.as_bytes()].concat();
    labels.iter().map(cell).chain([null]).collect()
}

/// The cells of `false` and `true`, and one that is never met.
pub(super) fn cells_of_flags<S: Style>(name: &[u8]) -> [Vec<u8>; 3] {
    ["false", "true", ""].map(|flag| [name, flag.as_bytes(), S::AFTER.as_bytes()].concat())
}

/// The cell of a label, or of some side by side.
#[derive(Clone, Copy)]
struct Short<const SHORT: usize> {
    block: [u8; SHORT],
    len: u32,
}

impl<const SHORT: usize> Short<SHORT> {
    fn new(cell: &[u8]) -> Option<Self> {
        Self { block: [0; SHORT], len: 0 }.with(cell)
    }

    /// This cell and what follows, if that is not too long.
    fn with(mut self, more: &[u8]) -> Option<Self> {
        let len = self.len as usize;
        self.block.get_mut(len..len + more.len())?.copy_from_slice(more);
        self.len += more.len() as u32;
        Some(self)
    }

    fn with_next(self, next: &Self) -> Option<Self> {
        self.with(&next.block[..next.len as usize])
    }
}

/// A column of labels. What is no position in `cells` is null, as is the last of them.
pub(super) struct Labels<'a, const SHORT: usize> {
    codes: Cow<'a, [u16]>,
    cells: Vec<Short<SHORT>>,
}

impl<'a, const SHORT: usize> Labels<'a, SHORT> {
    /// From cells of which the last is null, if all of them are short.
    pub(super) fn new(codes: Cow<'a, [u16]>, cells: &[Vec<u8>]) -> Option<Self> {
        Some(Self { codes, cells: cells.iter().map(|cell| Short::new(cell)).collect::<Option<_>>()? })
    }

    /// This column and the next as one, if all pairs of labels are short and there are fewer of them than rows.
    pub(super) fn with_next(&self, next: &Self) -> Option<Self> {
        let [count, next_count] = [self, next].map(|labels| labels.cells.len());
        if count * next_count > self.codes.len().min(MOST_PAIRS) {
            return None;
        }
        let mut cells = Vec::with_capacity(count * next_count);
        for first in &self.cells {
            for second in &next.cells {
                cells.push(first.with_next(second)?);
            }
        }
        let [count, next_count] = [count as u16, next_count as u16];
        let pair = |(&first, &second): (&u16, &u16)| first.min(count - 1) * next_count + second.min(next_count - 1);
        Some(Self { codes: self.codes.iter().zip(&*next.codes).map(pair).collect(), cells })
    }

    pub(super) fn write(&self, run: &mut Run<'_>) {
        let null = self.cells.last().expect("no label has a cell");
        let (bytes, rows) = run.with(&self.codes);
        for (end, &code) in rows {
            let cell = self.cells.get(usize::from(code)).unwrap_or(null);
            *end = put(bytes, *end, &cell.block, cell.len);
        }
    }
}

/// Pairs of labels (chosen: they fit into the nearest cache).
const MOST_PAIRS: usize = 256;

/// A column of labels of which some are long: not met in what we make.
pub(super) struct LongLabels<'a> {
    codes: &'a [u16],
    cells: Vec<Vec<u8>>,
}

impl<'a> LongLabels<'a> {
    pub(super) fn new(codes: &'a [u16], cells: Vec<Vec<u8>>) -> Self {
        Self { codes, cells }
    }

    /// The bytes of the longest cell.
    pub(super) fn room(&self) -> usize {
        self.cells.iter().map(Vec::len).max().unwrap_or(0)
    }

    pub(super) fn write(&self, run: &mut Run<'_>) {
        let null = self.cells.len() - 1;
        let (bytes, rows) = run.with(self.codes);
        for (end, &code) in rows {
            *end = put_slice(bytes, *end, &self.cells[usize::from(code).min(null)]);
        }
    }
}
