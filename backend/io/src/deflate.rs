//! Pieces of a ZIP entry, each deflated on its own, so that many threads can work on one entry.
//!
//! Each piece is raw deflate (RFC 1951) ended by a sync flush: byte-aligned, no final block. Such pieces put one after
//! the other, then `END_OF_STREAM`, are one valid deflate stream.
//!
//! An encoder of our own, because compressing was half of the work of an archive and rows of a table are easy: they look alike
//! from the first to the last, so that codes made for the first of them suit all, and symbols are written as they are found.
//! General ones count the symbols of every block, or make do at their fastest with codes that suit nothing. `cargo bench -p
//! crmgen-io deflate` has ours beside zlib-rs, in speed and size.

mod bits;
mod encoder;
mod huffman;
mod matches;
mod symbols;

use std::fmt;

use crc32fast::Hasher;

use self::encoder::Encoder;
use crate::parquet::RowGroup;
use crate::pipeline::Reuse;

/// An empty final block of fixed Huffman codes: ends a stream of pieces.
pub(crate) const END_OF_STREAM: [u8; 2] = [0x03, 0x00];

/// One piece: its plain bytes, and after [`Part::deflate`] its deflated bytes and checksum.
#[derive(Default)]
pub struct Part {
    /// The bytes as they are in the unpacked file.
    pub plain: Vec<u8>,
    /// How many rows of a table they hold, where they hold rows.
    pub rows: u64,
    /// What the end of the file must know of them.
    pub(crate) group: Option<RowGroup>,
    /// How many bytes stand before the rows.
    pub(crate) group_at: u64,
    /// Only the first `deflated_len` bytes count: keeping the rest saves clearing them each time.
    deflated: Vec<u8>,
    deflated_len: usize,
    crc: Hasher,
    encoder: Option<Encoder>,
}

impl Reuse for Part {
    fn reset(&mut self) {
        self.plain.clear();
        self.rows = 0;
        self.group = None;
        self.group_at = 0;
        self.deflated_len = 0;
        self.crc.reset();
    }
}

impl Part {
    /// Deflates the plain bytes. The result depends on them alone: not on what this part held before.
    pub fn deflate(&mut self) {
        self.crc.reset();
        self.crc.update(&self.plain);
        let encoder = self.encoder.get_or_insert_with(Encoder::new);
        self.deflated_len = encoder.deflate(&self.plain, &mut self.deflated);
    }

    /// Puts the plain bytes into stored blocks: for what is compressed already. A ZIP's own "stored" method would need
    /// the size before the first byte; stored blocks are deflate that every unpacker knows, for 5 bytes in 65,535.
    pub fn store(&mut self) {
        self.crc.reset();
        self.crc.update(&self.plain);
        self.deflated.clear();
        for block in self.plain.chunks(usize::from(u16::MAX)) {
            let len = block.len() as u16;
            // Three bits: not the last block, stored; then to the next byte, where every piece begins anyway.
            self.deflated.push(0);
            self.deflated.extend_from_slice(&len.to_le_bytes());
            self.deflated.extend_from_slice(&(!len).to_le_bytes());
            self.deflated.extend_from_slice(block);
        }
        self.deflated_len = self.deflated.len();
    }

    /// The deflated bytes.
    #[must_use]
    pub fn deflated(&self) -> &[u8] {
        &self.deflated[..self.deflated_len]
    }

    /// CRC-32 of the plain bytes, ready to be combined.
    pub(crate) const fn crc(&self) -> &Hasher {
        &self.crc
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Part")
            .field("plain", &self.plain.len())
            .field("rows", &self.rows)
            .field("deflated", &self.deflated_len)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::DeflateDecoder;
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    fn unpacked(deflated: &[u8]) -> Vec<u8> {
        let mut plain = Vec::new();
        let stream = [deflated, &END_OF_STREAM].concat();
        DeflateDecoder::new(&stream[..]).read_to_end(&mut plain).unwrap();
        plain
    }

    /// What comes back must be the bytes, whatever the part held before, and be no larger than stored blocks with a flush.
    fn check(part: &mut Part, plain: &[u8]) {
        part.reset();
        part.plain.extend_from_slice(plain);
        part.deflate();
        assert!(unpacked(part.deflated()) == plain, "{} bytes come back", plain.len());
        assert!(part.deflated().len() <= plain.len() + 16 * (plain.len() / 60_000 + 1), "{} bytes grow", plain.len());
        let mut fresh = Part { plain: plain.to_vec(), ..Part::default() };
        fresh.deflate();
        assert!(fresh.deflated() == part.deflated(), "the bytes alone decide");
    }

    /// Bytes without any pattern (xorshift, Marsaglia 2003).
    fn noise(len: usize) -> Vec<u8> {
        let mut state = 88_172_645_463_325_252_u64;
        let next = |_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 32) as u8
        };
        (0..len).map(next).collect()
    }

    #[test]
    fn what_cannot_shrink_is_stored_and_what_follows_is_not() {
        let mut part = Part::default();
        let words = b"a line of words, and a line of words again\n".repeat(4_000);
        for len in [0, 1, 2, 7, 8, 9, 300, 64_511, 64_512, 64_513, 65_535, 65_536, 200_000] {
            check(&mut part, &noise(len));
            check(&mut part, &vec![b'x'; len]);
            check(&mut part, &words[..len.min(words.len())]);
        }
        check(&mut part, &[&words[..], &noise(150_000), &words, &noise(9), &words].concat());
        let mixed: Vec<u8> = noise(300_000).iter().enumerate().map(|(i, byte)| byte % (1 + (i >> 13) as u8)).collect();
        check(&mut part, &mixed);
    }

    #[test]
    fn matches_reach_to_the_ends_of_what_the_format_allows() {
        let mut part = Part::default();
        for gap in [32_750, 32_760, 32_768, 32_769, 40_000, 65_536, 65_600] {
            let start = noise(300);
            check(&mut part, &[&start[..], &vec![0; gap - 300], &start].concat());
        }
        for len in 250..270 {
            check(&mut part, &[&noise(len)[..], &noise(len)].concat());
        }
    }

    proptest! {
        #[test]
        fn any_bytes_come_back(plain in vec(any::<u8>(), 0..3_000)) {
            check(&mut Part::default(), &plain);
        }

        #[test]
        fn repeated_bytes_come_back(word in vec(0u8..4, 1..40), seed in any::<u64>(), len in 0usize..150_000) {
            let mut state = seed | 1;
            let plain: Vec<u8> = (0..len).map(|i| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                word[i % word.len()] ^ u8::from(state >> 60 == 0)
            }).collect();
            check(&mut Part::default(), &plain);
        }

        #[test]
        fn rows_come_back(rows in vec(("[A-Z]{4}-[0-9]{7}", 0i64..100_000, "[a-z ,.]{0,60}"), 0..2_000)) {
            let lines: String = rows.iter().map(|(key, number, text)| format!("{key},{number},\"{text}\"\n")).collect();
            check(&mut Part::default(), lines.as_bytes());
        }
    }
}
