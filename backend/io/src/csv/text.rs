//! Which texts are quoted, and how.

use std::ops::Range;

use crate::lines::{Marks, next, put, put_slice};

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

/// Where in all texts something is found next for which one is quoted.
#[derive(Default)]
pub(crate) struct Quotes {
    plain_until: usize,
    comma: Option<usize>,
    quote: Option<usize>,
}

impl Quotes {
    fn quote_from(&mut self, start: usize, texts: &[u8]) -> usize {
        next(&mut self.quote, start, texts, quote)
    }
}

impl Marks for Quotes {
    fn new(_texts: &[u8]) -> Self {
        Self::default()
    }

    /// All of it quotes.
    fn most(&self) -> usize {
        2
    }

    #[inline(always)]
    fn plain_until(&self) -> usize {
        self.plain_until
    }

    #[inline(never)]
    fn is_plain(&mut self, text: Range<usize>, texts: &[u8]) -> bool {
        if has_comma(&texts[text.clone()]) {
            return false;
        }
        let comma = next(&mut self.comma, text.start, texts, comma_or_end_of_line);
        self.plain_until = comma.min(self.quote_from(text.start, texts));
        text.end <= self.plain_until
    }

    /// Puts a text with quotes around it, those in it doubled, and a comma.
    fn put(&mut self, bytes: &mut [u8], at: u32, texts: &[u8], mut text: Range<usize>) -> u32 {
        let mut end = put(bytes, at, b"\"", 1);
        while let quote = self.quote_from(text.start, texts)
            && quote < text.end
        {
            end = put_slice(bytes, end, &texts[text.start..=quote]);
            end = put(bytes, end, b"\"", 1);
            text.start = quote + 1;
        }
        end = put_slice(bytes, end, &texts[text]);
        put(bytes, end, b"\",", 2)
    }
}
