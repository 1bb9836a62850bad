//! Finds bytes that occurred before.

use super::symbols::{MAX_DISTANCE, MAX_MATCH, Symbols};

const BITS: u32 = 14;
/// Shorter matches are not looked for: as literals they take hardly more, and less time.
const LEAST: u32 = 6;

/// Where bytes were seen last: for a hash of the bytes there, the lowest 16 bits of the position.
///
/// What is found is compared with the bytes themselves, so that an entry may be anything.
pub(super) struct Seen(Box<[u16; 1 << BITS]>);

impl Seen {
    pub(super) fn new() -> Self {
        Self(vec![0; 1 << BITS].into_boxed_slice().try_into().expect("as long as it was made"))
    }

    pub(super) fn clear(&mut self) {
        self.0.fill(0);
    }

    /// Hands on symbols for the bytes from `from` to `to`, or a little beyond, where a match goes on; gives where they end.
    #[inline]
    pub(super) fn scan(&mut self, input: &[u8], from: usize, to: usize, symbols: &mut impl Symbols) -> usize {
        let mut at = from;
        // Eight bytes can be read at every place before this one.
        let last = to.min(input.len().saturating_sub(7));
        while at < last {
            let bytes = eight(input, at);
            let (back, same) = self.look(input, at, bytes);
            if same >= LEAST * 8 {
                let len = if same == 64 { extend(input, at, back) } else { (same >> 3) as usize };
                symbols.copy(len, back);
                let end = at + len;
                if end < last {
                    self.insert(eight(input, at + 1), at + 1);
                    self.insert(eight(input, end - 1), end - 1);
                }
                at = end;
            } else {
                symbols.literal(bytes as u8);
                at += 1;
            }
        }
        while at < to {
            symbols.literal(input[at]);
            at += 1;
        }
        at
    }

    #[inline(always)]
    fn insert(&mut self, bytes: u64, at: usize) {
        self.0[hash(bytes)] = at as u16;
    }

    /// How far back the same bytes may be, and how many bits are the same there.
    #[inline(always)]
    fn look(&mut self, input: &[u8], at: usize, bytes: u64) -> (usize, u32) {
        let entry = &mut self.0[hash(bytes)];
        let back = usize::from((at as u16).wrapping_sub(*entry));
        *entry = at as u16;
        let valid = back.wrapping_sub(1) < MAX_DISTANCE;
        let different = eight(input, at - back) ^ bytes;
        (back, if valid { different.trailing_zeros() } else { 0 })
    }
}

#[inline(always)]
fn eight(input: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(input[at..at + 8].try_into().expect("eight bytes"))
}

#[inline(always)]
const fn hash(bytes: u64) -> usize {
    ((bytes << (64 - 8 * LEAST)).wrapping_mul(0x9e37_79b1_85eb_ca87) >> (64 - BITS)) as usize
}

/// How long a match is of which eight bytes are known to be the same.
#[inline]
fn extend(input: &[u8], at: usize, back: usize) -> usize {
    let most = MAX_MATCH.min(input.len() - at);
    let mut len = 8;
    while len + 8 <= most {
        let different = eight(input, at + len) ^ eight(input, at + len - back);
        if different != 0 {
            return len + (different.trailing_zeros() >> 3) as usize;
        }
        len += 8;
    }
    while len < most && input[at + len] == input[at + len - back] {
        len += 1;
    }
    len
}
