//! Columns of free text.

use std::borrow::Cow;
use std::ops::Range;

use crmgen_core::batch::Strings;

use crate::run::{Run, put, put_slice};

/// Texts up to so many bytes are copied as blocks.
const SHORT: usize = 32;

/// The most bytes of a cell, beside its text: quotes around it, the comma, and a block that begins before it.
pub(super) const ROOM_AROUND_TEXT: usize = 3 + SHORT;

/// A column of texts, read from its first to its last. The whole column is one buffer, so what needs quotes is looked for
/// in all texts at once: where the next such byte is, is known, and a text that ends before it is copied as it is.
pub(super) struct Texts<'a> {
    strings: Cow<'a, Strings>,
    marks: Marks,
}

impl<'a> Texts<'a> {
    pub(super) fn new(strings: Cow<'a, Strings>) -> Self {
        Self { strings, marks: Marks::default() }
    }

    /// Adds, for each of the rows, the most bytes its text can take: all of it quotes.
    pub(super) fn add_room(&self, rows: Range<usize>, room: &mut [usize]) {
        let (mut start, ends) = part(&self.strings, rows);
        for (room, &end) in room.iter_mut().zip(ends) {
            *room += 2 * (end - start) as usize;
            start = end;
        }
    }

    pub(super) fn write(&mut self, run: &mut Run<'_>) {
        let texts = self.strings.parts().0;
        let (mut start, ends) = part(&self.strings, run.rows.clone());
        for (at, &end) in run.ends.iter_mut().zip(ends) {
            let text = start as usize..end as usize;
            if text.end <= self.marks.plain_until || !self.marks.is_quoted(text.clone(), texts) {
                put_plain(run.bytes, at, texts, text);
            } else {
                put_quoted(run.bytes, at, texts, text, &mut self.marks);
            }
            start = end;
        }
    }
}

/// Where the first text of these rows begins, and where each ends.
fn part(strings: &Strings, rows: Range<usize>) -> (u32, &[u32]) {
    let ends = strings.parts().1;
    (if rows.start == 0 { 0 } else { ends[rows.start - 1] }, &ends[rows])
}

/// Puts a text and a comma. What is short is copied with what follows it.
#[inline(always)]
fn put_plain(bytes: &mut [u8], at: &mut u32, texts: &[u8], text: Range<usize>) {
    match texts.get(text.start..text.start + SHORT) {
        Some(block) if text.len() <= SHORT => {
            let start = *at as usize;
            let room: &mut [u8; SHORT + 1] = (&mut bytes[start..=start + SHORT]).try_into().expect("so many bytes");
            room[..SHORT].copy_from_slice(block);
            room[text.len()] = b',';
            *at += text.len() as u32 + 1;
        }
        _ => {
            put_slice(bytes, at, &texts[text]);
            put(bytes, at, b",", 1);
        }
    }
}

/// Puts a text with quotes around it, those in it doubled, and a comma.
fn put_quoted(bytes: &mut [u8], at: &mut u32, texts: &[u8], mut text: Range<usize>, marks: &mut Marks) {
    put(bytes, at, b"\"", 1);
    while let quote = marks.quote_from(text.start, texts)
        && quote < text.end
    {
        put_slice(bytes, at, &texts[text.start..=quote]);
        put(bytes, at, b"\"", 1);
        text.start = quote + 1;
    }
    put_slice(bytes, at, &texts[text]);
    put(bytes, at, b"\",", 2);
}

/// Whether a text holds a byte for which it is quoted.
pub(super) fn needs_quotes(text: &[u8]) -> bool {
    comma_or_end_of_line(text).is_some() || quote(text).is_some()
}

fn comma_or_end_of_line(text: &[u8]) -> Option<usize> {
    memchr::memchr3(b',', b'\n', b'\r', text)
}

fn quote(text: &[u8]) -> Option<usize> {
    memchr::memchr(b'"', text)
}

/// Whether there is a comma, but for the last few bytes: quicker than to find where it is, and most long texts have one
/// early on.
fn has_comma(text: &[u8]) -> bool {
    let (chunks, _) = text.as_chunks::<32>();
    chunks.iter().any(|chunk| chunk.iter().fold(false, |found, &byte| found | (byte == b',')))
}

/// Where in all texts something is found next for which one is quoted; looked for again only when that has been passed.
#[derive(Default)]
struct Marks {
    /// Texts that end here or before need no quotes.
    plain_until: usize,
    comma: Option<usize>,
    quote: Option<usize>,
}

impl Marks {
    /// Whether a text needs quotes; texts are asked about in order.
    #[inline(never)]
    fn is_quoted(&mut self, text: Range<usize>, texts: &[u8]) -> bool {
        if has_comma(&texts[text.clone()]) {
            return true;
        }
        let comma = next(&mut self.comma, text.start, texts, comma_or_end_of_line);
        self.plain_until = comma.min(self.quote_from(text.start, texts));
        self.plain_until < text.end
    }

    fn quote_from(&mut self, start: usize, texts: &[u8]) -> usize {
        next(&mut self.quote, start, texts, quote)
    }
}

/// Where something is found from `start` on, or the end of all texts; `last` is where it was found before.
#[inline(always)]
fn next(last: &mut Option<usize>, start: usize, texts: &[u8], find: fn(&[u8]) -> Option<usize>) -> usize {
    match *last {
        Some(at) if at >= start => at,
        _ => *last.insert(find(&texts[start..]).map_or(texts.len(), |at| start + at)),
    }
}
