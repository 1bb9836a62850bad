//! Pieces of a ZIP entry, each deflated on its own, so that many threads can work on one entry.
//!
//! Each piece is raw deflate (RFC 1951) ended by a sync flush: byte-aligned, no final block. Such pieces put one after
//! the other, then `END_OF_STREAM`, are one valid deflate stream.

use std::fmt;

use crc32fast::Hasher;
use flate2::{Compress, Compression, FlushCompress};

use crate::parquet::RowGroup;
use crate::pipeline::Reuse;

/// An empty final block of fixed Huffman codes: ends a stream of pieces.
pub(crate) const END_OF_STREAM: [u8; 2] = [0x03, 0x00];

/// Compression level of everything we make (chosen: speed; the benchmark has the figures).
pub const LEVEL: u32 = 1;

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
    compress: Option<Compress>,
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
        self.deflated_len = 0;
        if self.plain.is_empty() {
            return;
        }
        let compress = self.compress.get_or_insert_with(|| Compress::new(Compression::new(LEVEL), false));
        compress.reset();
        // Fixed Huffman codes are 9 bits at most; beside that block headers and the flush.
        let bound = self.plain.len() + self.plain.len() / 8 + 64;
        if self.deflated.len() < bound {
            self.deflated.resize(bound, 0);
        }
        loop {
            let input = &self.plain[compress.total_in() as usize..];
            compress
                .compress(input, &mut self.deflated[self.deflated_len..], FlushCompress::Sync)
                .expect("deflating from memory to memory with room left cannot fail");
            self.deflated_len = compress.total_out() as usize;
            // A flush is complete when it did not use up all the room it had (zlib's manual, deflate, Z_SYNC_FLUSH).
            if compress.total_in() == self.plain.len() as u64 && self.deflated_len < self.deflated.len() {
                return;
            }
            self.deflated.resize(self.deflated.len() + bound / 2, 0);
        }
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
