//! Bits put one after the other into bytes, the lowest first (RFC 1951, 3.1.1).

/// Writes bits into a slice, eight bytes at a time.
///
/// Up to 7 bits wait between two writes of [`Self::flush`], so up to 56 may be put before the next one.
#[derive(Debug)]
pub(super) struct Bits<'o> {
    out: &'o mut [u8],
    at: usize,
    held: u64,
    count: u32,
}

impl<'o> Bits<'o> {
    /// Starts at the first bit of a slice that must have room for everything, and 8 bytes more.
    pub(super) const fn new(out: &'o mut [u8]) -> Self {
        Self { out, at: 0, held: 0, count: 0 }
    }

    /// Puts `count` bits; those of `bits` above them must be zero.
    #[inline(always)]
    pub(super) const fn put(&mut self, bits: u64, count: u32) {
        debug_assert!(count < 64 && bits >> count == 0);
        self.held |= bits << self.count;
        self.count += count;
    }

    /// Moves whole bytes into the slice.
    #[inline(always)]
    pub(super) fn flush(&mut self) {
        debug_assert!(self.count < 64);
        self.out[self.at..self.at + 8].copy_from_slice(&self.held.to_le_bytes());
        self.at += (self.count >> 3) as usize;
        self.held >>= self.count & !7;
        self.count &= 7;
    }

    /// How many bits were put.
    pub(super) const fn len(&self) -> usize {
        self.at * 8 + self.count as usize
    }

    /// Fills the last byte with zeros.
    pub(super) fn align(&mut self) {
        self.flush();
        if self.count > 0 {
            self.count = 8;
            self.flush();
        }
    }

    /// Appends whole bytes; must be aligned.
    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        debug_assert!(self.count == 0, "bytes begin at a byte");
        self.out[self.at..self.at + bytes.len()].copy_from_slice(bytes);
        self.at += bytes.len();
    }

    /// Forgets what was put after a point that [`Self::mark`] gave.
    pub(super) const fn rewind(&mut self, mark: Mark) {
        (self.at, self.held, self.count) = (mark.at, mark.held, mark.count);
    }

    /// Where to rewind to.
    pub(super) fn mark(&mut self) -> Mark {
        self.flush();
        Mark { at: self.at, held: self.held, count: self.count }
    }
}

/// A place in [`Bits`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    at: usize,
    held: u64,
    count: u32,
}
