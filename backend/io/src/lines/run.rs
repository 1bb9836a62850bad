//! Rows written side by side, column by column.
//!
//! A row at a time, every cell must ask which kind it is, and wait for the cell before it to know where it begins. Here
//! the next few rows each have a stretch of one buffer, a column is written into all of them in one loop, and then what
//! was written goes to its place. Cells are written by position, as blocks of fixed size of which only the first bytes
//! count: what follows is overwritten by the next cell, or left behind.

use std::fmt;
use std::ops::Range;

/// Rows side by side (chosen: few enough to stay in the nearest cache, enough to forget the cost of a loop).
const ROWS: usize = 64;

/// A part of the rows of a batch, half written.
pub(crate) struct Run<'a> {
    /// Which rows.
    pub(crate) rows: Range<usize>,
    /// Where the stretch of each row begins.
    pub(crate) starts: &'a [u32],
    /// Where each ends so far.
    pub(crate) ends: &'a mut [u32],
    /// All stretches.
    pub(crate) bytes: &'a mut [u8],
}

impl Run<'_> {
    /// All stretches; and where each row ends so far, with its value in a column.
    #[inline(always)]
    pub(crate) fn with<'a, T>(
        &'a mut self,
        column: &'a [T],
    ) -> (&'a mut [u8], impl Iterator<Item = (&'a mut u32, &'a T)>) {
        (self.bytes, self.ends.iter_mut().zip(&column[self.rows.clone()]))
    }
}

/// What the rows are made of.
pub(crate) trait WriteRun {
    /// Adds, for each of the rows, the most bytes it can take, up to the end of the last block.
    fn room(&self, rows: Range<usize>, room: &mut [usize]);

    /// Writes all cells of a run of rows, each where its row ends so far. Runs come in order.
    fn write(&mut self, run: &mut Run<'_>);
}

/// Appends all rows, a run at a time.
pub(crate) fn append_rows(rows: usize, source: &mut impl WriteRun, out: &mut Vec<u8>) {
    let before = out.len();
    let mut bytes = Vec::new();
    for first in (0..rows).step_by(ROWS) {
        let run = first..rows.min(first + ROWS);
        let many = run.len();
        let (mut room, mut starts, mut needed) = ([0; ROWS], [0; ROWS], 0);
        source.room(run.clone(), &mut room[..many]);
        for (start, room) in starts.iter_mut().zip(&room[..many]) {
            *start = u32::try_from(needed).expect("a few rows are less than 4 GB");
            needed += room;
        }
        if bytes.len() < needed {
            bytes = vec![0; needed + needed / 8];
        }
        let mut ends = starts;
        let (starts, ends) = (&starts[..many], &mut ends[..many]);
        source.write(&mut Run { rows: run, starts, ends, bytes: &mut bytes });
        for (&start, &end) in starts.iter().zip(&*ends) {
            out.extend_from_slice(&bytes[start as usize..end as usize]);
        }
        if first == 0 {
            // The first rows tell how long a row is. An eighth more, as later rows may be longer; past that the vector
            // grows as vectors do.
            let bytes_a_row = (out.len() - before) / many + 1;
            out.reserve((rows - many) * (bytes_a_row + bytes_a_row / 8));
        }
    }
}

/// Puts the first `len` bytes of a block at a place, and gives where they end. Copying a block of fixed size is faster
/// than copying exactly `len` bytes.
#[inline(always)]
pub(crate) fn put<const N: usize>(bytes: &mut [u8], at: u32, block: &[u8; N], len: u32) -> u32 {
    let start = at as usize;
    bytes[start..start + N].copy_from_slice(block);
    at + len
}

/// Puts bytes of any length at a place, and gives where they end.
#[inline(always)]
pub(crate) fn put_slice(bytes: &mut [u8], at: u32, slice: &[u8]) -> u32 {
    let start = at as usize;
    bytes[start..start + slice.len()].copy_from_slice(slice);
    at + slice.len() as u32
}

/// Puts what is seldom met, and not worth a way of its own.
#[cold]
pub(crate) fn put_display(bytes: &mut [u8], at: u32, text: fmt::Arguments<'_>) -> u32 {
    put_slice(bytes, at, text.to_string().as_bytes())
}
