//! Columns of free text.

use std::borrow::Cow;
use std::ops::Range;

use crmgen_core::batch::Strings;

use crate::run::{Run, put, put_slice};

/// Texts up to so many bytes are copied as blocks.
const SHORT: usize = 32;

/// A column of texts, read from its first to its last. The whole column is one buffer, so what needs quotes is looked for
/// in all texts at once: where the next such byte is, is known, and a text that ends before it is copied as it is.
pub(super) struct Texts<'a> {
    strings: Cow<'a, Strings>,
    /// The next byte for which a text is quoted.
    special: Next,
    /// The next quote, to be doubled.
    quote: Next,
}

impl<'a> Texts<'a> {
    pub(super) fn new(strings: Cow<'a, Strings>) -> Self {
        Self { strings, special: Next::default(), quote: Next::default() }
    }

    /// Adds, for each of the rows, the most bytes its cell can take: quotes around it, all of it quotes, the comma, and a
    /// block that begins before it.
    pub(super) fn room(&self, rows: Range<usize>, room: &mut [usize]) {
        let (mut start, ends) = self.part(rows);
        for (room, &end) in room.iter_mut().zip(ends) {
            *room += 2 * (end - start) as usize + 3 + SHORT;
            start = end;
        }
    }

    /// Where the first text of these rows begins, and where each ends.
    fn part(&self, rows: Range<usize>) -> (u32, &[u32]) {
        let ends = self.strings.parts().1;
        (if rows.start == 0 { 0 } else { ends[rows.start - 1] }, &ends[rows])
    }

    pub(super) fn write(&mut self, run: &mut Run<'_>) {
        let (texts, ends) = self.strings.parts();
        let mut start = if run.rows.start == 0 { 0 } else { ends[run.rows.start - 1] as usize };
        for (at, &end) in run.ends.iter_mut().zip(&ends[run.rows.clone()]) {
            let end = end as usize;
            if self.special.from(start, texts, special) >= end {
                put_text(run.bytes, at, texts, start, end);
            } else {
                put_slice(run.bytes, at, b"\"");
                let mut rest = start;
                while let quote = self.quote.from(rest, texts, quote)
                    && quote < end
                {
                    put_text(run.bytes, at, texts, rest, quote + 1);
                    put_slice(run.bytes, at, b"\"");
                    rest = quote + 1;
                }
                put_text(run.bytes, at, texts, rest, end);
                put_slice(run.bytes, at, b"\"");
            }
            put_slice(run.bytes, at, b",");
            start = end;
        }
    }
}

/// Puts a part of all texts where a row ends so far. What is short is copied with what follows it.
#[inline(always)]
fn put_text(bytes: &mut [u8], at: &mut u32, texts: &[u8], start: usize, end: usize) {
    match texts[start..].first_chunk::<SHORT>() {
        Some(block) if end - start <= SHORT => put(bytes, at, block, (end - start) as u32),
        _ => put_slice(bytes, at, &texts[start..end]),
    }
}

/// Whether a text holds a byte for which it is quoted.
pub(super) fn needs_quotes(text: &[u8]) -> bool {
    special(text).is_some()
}

fn special(text: &[u8]) -> Option<usize> {
    let first = memchr::memchr3(b',', b'"', b'\n', text);
    memchr::memchr(b'\r', &text[..first.unwrap_or(text.len())]).or(first)
}

fn quote(text: &[u8]) -> Option<usize> {
    memchr::memchr(b'"', text)
}

/// Where the next byte of a kind is: looked for only when the last one found has been passed.
#[derive(Default)]
struct Next(Option<usize>);

impl Next {
    #[inline(always)]
    fn from(&mut self, start: usize, texts: &[u8], find: impl Fn(&[u8]) -> Option<usize>) -> usize {
        match self.0 {
            Some(at) if at >= start => at,
            _ => {
                let at = find(&texts[start..]).map_or(texts.len(), |at| start + at);
                self.0 = Some(at);
                at
            }
        }
    }
}
