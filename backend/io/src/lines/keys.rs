//! Columns of keys.

use super::Style;
use super::column::Name;
use super::run::{Run, put, put_display};
use crate::cells::{PAIRS, key_of_customer};

/// The most bytes of a key after its prefix: two hyphens, numbers of 64 and 32 bits, and what closes it.
const KEY: usize = 1 + 20 + 1 + 10 + 1;

/// A column of keys. Deals and feedback come in the order of their customers, so the number often is the one before.
pub(super) struct Keys<'a> {
    prefix: &'a str,
    numbers: &'a [u64],
    ordinals: Option<&'a [u32]>,
    /// What stands between number and ordinal, or after the number if there is none.
    after: u8,
    /// The number last written, and what was made of it.
    last: (u64, Option<([u8; 16], u32)>),
}

impl<'a> Keys<'a> {
    pub(super) fn new<S: Style>(prefix: &'a str, numbers: &'a [u64], ordinals: Option<&'a [u32]>) -> Self {
        let after = if ordinals.is_some() { b'-' } else { S::CLOSE };
        let mut keys = Self { prefix, numbers, ordinals, after, last: (0, None) };
        keys.last.1 = keys.customer(0);
        keys
    }

    /// The most bytes of any key.
    pub(super) fn room(&self) -> usize {
        self.prefix.len() + KEY
    }

    /// A key up to its ordinal, if it is not too long for a block.
    fn customer(&self, number: u64) -> Option<([u8; 16], u32)> {
        let (mut block, len) = key_of_customer(self.prefix, number)?;
        block[len] = self.after;
        Some((block, len as u32 + 1))
    }

    pub(super) fn write<S: Style>(&mut self, name: &Name, run: &mut Run<'_>) {
        let mut last = self.last;
        let (bytes, rows) = run.with(self.numbers);
        for (end, &number) in rows {
            if number != last.0 {
                last = (number, self.customer(number));
            }
            let at = name.put::<S>(bytes, *end);
            *end = match last.1 {
                Some((block, len)) => put(bytes, at, &block, len),
                None => put_display(bytes, at, format_args!("{}-{number:07}{}", self.prefix, self.after as char)),
            };
        }
        self.last = last;
        let Some(ordinals) = self.ordinals else { return };
        let (bytes, rows) = run.with(ordinals);
        for (end, &ordinal) in rows {
            *end = match PAIRS.get(ordinal as usize) {
                Some(pair) => put(bytes, *end, &[pair[0], pair[1], S::CLOSE, 0], 3),
                None => put_display(bytes, *end, format_args!("{ordinal}{}", S::CLOSE as char)),
            };
        }
    }
}
