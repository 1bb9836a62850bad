//! Columns of free text.

use std::ops::Range;

use crmgen_core::batch::Strings;

use super::Style;
use super::column::Name;
use super::run::{Run, put, put_slice};

/// Texts up to so many bytes are copied as blocks.
const SHORT: usize = 32;

/// The most bytes of a cell, beside its name and its text: quotes around it, a comma, and a block that begins before it.
pub(super) const ROOM_AROUND_TEXT: usize = 3 + SHORT;

/// Where in a column of texts those are that cannot stand as they are. The whole column is one buffer, so what makes them
/// so is looked for in all texts at once: where the next such byte is, is known, and a text that ends before it is copied
/// as it is.
pub(crate) trait Marks {
    /// Marks in these texts.
    fn new(texts: &[u8]) -> Self;

    /// The most bytes that stand for one of a text.
    fn most(&self) -> usize;

    /// Texts that end here or before can stand as they are.
    fn plain_until(&self) -> usize;

    /// Whether a text can stand as it is; texts are asked about in order.
    fn is_plain(&mut self, text: Range<usize>, texts: &[u8]) -> bool;

    /// Puts a text that cannot at a place, with what stands around it but for [`Style::OPEN`]; gives where it ends.
    fn put(&mut self, bytes: &mut [u8], at: u32, texts: &[u8], text: Range<usize>) -> u32;
}

/// Where something is found from `start` on, or the end of all texts; `last` is where it was found before, and only when
/// that has been passed it is looked for again.
#[inline(always)]
pub(crate) fn next(
    last: &mut Option<usize>,
    start: usize,
    texts: &[u8],
    find: impl FnOnce(&[u8]) -> Option<usize>,
) -> usize {
    match *last {
        Some(at) if at >= start => at,
        _ => *last.insert(find(&texts[start..]).map_or(texts.len(), |at| start + at)),
    }
}

/// A column of texts, read from its first to its last.
pub(super) struct Texts<'a, S: Style> {
    strings: &'a Strings,
    marks: S::Marks,
}

impl<'a, S: Style> Texts<'a, S> {
    pub(super) fn new(strings: &'a Strings) -> Self {
        Self { strings, marks: S::Marks::new(strings.parts().0) }
    }

    /// Adds, for each of the rows, the most bytes its text can take.
    pub(super) fn add_room(&self, rows: Range<usize>, room: &mut [usize]) {
        let (mut start, ends) = part(self.strings, rows);
        for (room, &end) in room.iter_mut().zip(ends) {
            *room += self.marks.most() * (end - start) as usize;
            start = end;
        }
    }

    pub(super) fn write(&mut self, name: &Name, run: &mut Run<'_>) {
        let (texts, ends) = self.strings.parts();
        let (mut start, _) = part(self.strings, run.rows.clone());
        let (bytes, rows) = run.with(ends);
        for (row_end, &end) in rows {
            let text = start as usize..end as usize;
            let at = name.put::<S>(bytes, *row_end);
            *row_end = if text.end <= self.marks.plain_until() || self.marks.is_plain(text.clone(), texts) {
                put_plain(bytes, at, texts, text, S::CLOSE)
            } else {
                self.marks.put(bytes, at, texts, text)
            };
            start = end;
        }
    }
}

/// Where the first text of these rows begins, and where each ends.
fn part(strings: &Strings, rows: Range<usize>) -> (u32, &[u32]) {
    let ends = strings.parts().1;
    (if rows.start == 0 { 0 } else { ends[rows.start - 1] }, &ends[rows])
}

/// Puts a text and what closes it; gives where it ends. What is short is copied with what follows it.
#[inline(always)]
fn put_plain(bytes: &mut [u8], at: u32, texts: &[u8], text: Range<usize>, close: u8) -> u32 {
    match texts.get(text.start..text.start + SHORT) {
        Some(block) if text.len() <= SHORT => {
            let start = at as usize;
            let room: &mut [u8; SHORT + 1] = (&mut bytes[start..=start + SHORT]).try_into().expect("so many bytes");
            room[..SHORT].copy_from_slice(block);
            room[text.len()] = close;
            at + text.len() as u32 + 1
        }
        _ => {
            let end = put_slice(bytes, at, &texts[text]);
            put(bytes, end, &[close], 1)
        }
    }
}
