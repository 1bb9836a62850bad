//! Strings, escaped where JSON needs it. All but `"`, `\` and control characters stand as they are.

use std::ops::Range;

use crate::lines::{Marks, next, put, put_slice};

/// Appends a JSON string.
pub(super) fn push_string(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let mut rest = text.as_bytes();
    while let Some(at) = any_escaped(rest) {
        let (block, len) = escape(rest[at]);
        out.extend_from_slice(&rest[..at]);
        out.extend_from_slice(&block[..len]);
        rest = &rest[at + 1..];
    }
    out.extend_from_slice(rest);
    out.push(b'"');
}

/// What stands for a byte that cannot stand for itself, and its length.
fn escape(byte: u8) -> ([u8; 6], usize) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let short = match byte {
        b'"' | b'\\' => byte,
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        0x08 => b'b',
        0x0c => b'f',
        control => {
            let [high, low] = [control >> 4, control & 15].map(|digit| HEX[usize::from(digit)]);
            return ([b'\\', b'u', b'0', b'0', high, low], 6);
        }
    };
    ([b'\\', short, 0, 0, 0, 0], 2)
}

fn is_control(byte: u8) -> bool {
    byte < b' '
}

fn quote_or_backslash(text: &[u8]) -> Option<usize> {
    memchr::memchr2(b'"', b'\\', text)
}

fn any_escaped(text: &[u8]) -> Option<usize> {
    text.iter().position(|&byte| is_control(byte) || byte == b'"' || byte == b'\\')
}

/// Whether there is a control character. The least of many bytes at once is found sooner than which of them is small.
fn has_control(text: &[u8]) -> bool {
    is_control(text.iter().fold(u8::MAX, |least, &byte| least.min(byte)))
}

/// Where in all texts something is found next that is escaped.
pub(crate) struct Escapes {
    /// Nobody types control characters, and it takes longer to look for them too.
    has_control: bool,
    next: Option<usize>,
}

impl Escapes {
    fn next_from(&mut self, start: usize, texts: &[u8]) -> usize {
        next(&mut self.next, start, texts, if self.has_control { any_escaped } else { quote_or_backslash })
    }
}

impl Marks for Escapes {
    fn new(texts: &[u8]) -> Self {
        Self { has_control: has_control(texts), next: None }
    }

    fn most(&self) -> usize {
        if self.has_control { 6 } else { 2 }
    }

    #[inline(always)]
    fn plain_until(&self) -> usize {
        self.next.unwrap_or(0)
    }

    #[inline(never)]
    fn is_plain(&mut self, text: Range<usize>, texts: &[u8]) -> bool {
        text.end <= self.next_from(text.start, texts)
    }

    fn put(&mut self, bytes: &mut [u8], at: u32, texts: &[u8], mut text: Range<usize>) -> u32 {
        let mut end = at;
        while let place = self.next_from(text.start, texts)
            && place < text.end
        {
            let (block, len) = escape(texts[place]);
            end = put_slice(bytes, end, &texts[text.start..place]);
            end = put(bytes, end, &block, len as u32);
            text.start = place + 1;
        }
        end = put_slice(bytes, end, &texts[text]);
        put(bytes, end, b"\"", 1)
    }
}
