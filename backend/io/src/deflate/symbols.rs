//! The symbols of deflate (RFC 1951, 3.2.5): literals, lengths and distances, how often each occurs, and their codes.

use super::bits::Bits;
use super::huffman::{Code, codes, lengths};

/// The shortest and longest match.
pub(super) const MIN_MATCH: usize = 3;
pub(super) const MAX_MATCH: usize = 258;
/// The farthest match.
pub(super) const MAX_DISTANCE: usize = 32 << 10;

/// Literals, the end of a block, lengths.
const LITERALS: usize = 286;
const DISTANCES: usize = 30;
const END_OF_BLOCK: usize = 256;
/// No code is longer, so that a literal and a match fit where 56 bits do.
const LIMIT: u8 = 15;
const LENGTH_LIMIT: u8 = 7;
const LENGTH_CODES: usize = 19;
/// The order in which the lengths of the code of lengths are written.
const LENGTH_ORDER: [usize; LENGTH_CODES] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// A symbol that stands for several values, told apart by extra bits.
#[derive(Clone, Copy)]
struct Range {
    base: u16,
    extra: u8,
}

const LENGTH_RANGES: [Range; 29] = {
    let mut ranges = [Range { base: 0, extra: 0 }; 29];
    let mut base = 0;
    let mut i = 0;
    while i < 28 {
        let extra = if i < 8 { 0 } else { (i / 4 - 1) as u8 };
        ranges[i] = Range { base, extra };
        base += 1 << extra;
        i += 1;
    }
    // The longest has a symbol of its own.
    ranges[28] = Range { base: (MAX_MATCH - MIN_MATCH) as u16, extra: 0 };
    ranges
};

const DISTANCE_RANGES: [Range; DISTANCES] = {
    let mut ranges = [Range { base: 0, extra: 0 }; DISTANCES];
    let mut base = 0;
    let mut i = 0;
    while i < DISTANCES {
        let extra = if i < 4 { 0 } else { (i / 2 - 1) as u8 };
        ranges[i] = Range { base, extra };
        base += 1 << extra;
        i += 1;
    }
    ranges
};

/// For every length less 3, which of the lengths' symbols it has.
const LENGTH_SYMBOLS: [u8; 256] = {
    let mut symbols = [0; 256];
    let mut i = 0;
    while i < 29 {
        let mut value = LENGTH_RANGES[i].base as usize;
        while value < 256 {
            symbols[value] = i as u8;
            value += 1;
        }
        i += 1;
    }
    symbols
};

/// The symbol of a distance less 1: of each below 256, then of each 128 in a row.
const DISTANCE_SYMBOLS: [u8; 512] = {
    let mut symbols = [0; 512];
    let mut i = 0;
    while i < DISTANCES {
        let mut value = DISTANCE_RANGES[i].base as usize;
        while value < 256 {
            symbols[value] = i as u8;
            value += 1;
        }
        let mut value = (DISTANCE_RANGES[i].base as usize) >> 7;
        while value < 256 {
            symbols[256 + value] = i as u8;
            value += 1;
        }
        i += 1;
    }
    symbols
};

#[inline(always)]
fn distance_symbol(distance: usize) -> usize {
    let less_one = (distance - 1) & (MAX_DISTANCE - 1);
    let at = if less_one < 256 { less_one } else { 256 + (less_one >> 7) };
    usize::from(DISTANCE_SYMBOLS[at & 511])
}

/// Takes what the search for matches gives, in order.
pub(super) trait Symbols {
    /// A byte as it is.
    fn literal(&mut self, byte: u8);
    /// Bytes again: so many, from so far back.
    fn copy(&mut self, len: usize, distance: usize);
}

/// Symbols kept and counted.
pub(super) struct Tokens {
    tokens: Vec<u32>,
    literals: [u32; LITERALS],
    distances: [u32; DISTANCES],
}

const COPY: u32 = 1 << 31;

impl Tokens {
    pub(super) fn new() -> Self {
        Self { tokens: Vec::new(), literals: [0; LITERALS], distances: [0; DISTANCES] }
    }

    pub(super) fn clear(&mut self) {
        self.tokens.clear();
        self.literals.fill(0);
        self.distances.fill(0);
    }

    /// Hands everything on.
    pub(super) fn replay(&self, symbols: &mut impl Symbols) {
        for &token in &self.tokens {
            if token & COPY == 0 {
                symbols.literal(token as u8);
            } else {
                symbols.copy((token >> 16 & 0xff) as usize + MIN_MATCH, (token & 0x7fff) as usize + 1);
            }
        }
    }
}

impl Symbols for Tokens {
    #[inline(always)]
    fn literal(&mut self, byte: u8) {
        self.literals[usize::from(byte)] += 1;
        self.tokens.push(byte.into());
    }

    #[inline(always)]
    fn copy(&mut self, len: usize, distance: usize) {
        let len = len - MIN_MATCH;
        self.literals[END_OF_BLOCK + 1 + usize::from(LENGTH_SYMBOLS[len])] += 1;
        self.distances[distance_symbol(distance)] += 1;
        self.tokens.push(COPY | (len as u32) << 16 | (distance - 1) as u32);
    }
}

/// A code with extra bits to follow.
#[derive(Clone, Copy, Default)]
struct Coded {
    bits: u32,
    len: u8,
    extra: u8,
    base: u16,
}

/// Codes for all symbols, laid out for writing.
pub(super) struct Codes {
    literals: [Code; 256],
    /// Of every length less 3, extra bits included.
    lens: [Coded; 256],
    distances: [Coded; 32],
    end: Code,
    literal_lengths: [u8; LITERALS],
    distance_lengths: [u8; DISTANCES],
}

impl Codes {
    /// The codes that suit what was counted. `for_others` makes codes for symbols as well that did not occur.
    pub(super) fn new(tokens: &Tokens, for_others: bool) -> Self {
        let least = u32::from(for_others);
        let mut counts = tokens.literals.map(|count| count.max(least));
        counts[END_OF_BLOCK] = 1;
        let literal_lengths = lengths(&counts, LIMIT);
        let mut distance_lengths = lengths(&tokens.distances.map(|count| count.max(least)), LIMIT);
        if distance_lengths.iter().all(|&len| len == 0) {
            // There must be one, even if it is never used.
            distance_lengths[0] = 1;
        }
        let all = codes(&literal_lengths);
        let distance_codes = codes(&distance_lengths);
        let mut lens = [Coded::default(); 256];
        for (value, coded) in lens.iter_mut().enumerate() {
            let symbol = usize::from(LENGTH_SYMBOLS[value]);
            let Code { bits, len } = all[END_OF_BLOCK + 1 + symbol];
            let Range { base, extra } = LENGTH_RANGES[symbol];
            coded.bits = u32::from(bits) | ((value as u32) - u32::from(base)) << len;
            coded.len = len + extra;
        }
        let mut distances = [Coded::default(); 32];
        for ((coded, code), range) in distances.iter_mut().zip(&distance_codes).zip(&DISTANCE_RANGES) {
            *coded = Coded { bits: code.bits.into(), len: code.len, extra: range.extra, base: range.base };
        }
        let mut literals = [Code::default(); 256];
        literals.copy_from_slice(&all[..256]);
        Self { literals, lens, distances, end: all[END_OF_BLOCK], literal_lengths, distance_lengths }
    }

    /// How many bits the tokens take in these codes, end of block included.
    pub(super) fn cost(&self, tokens: &Tokens) -> usize {
        let literals = tokens.literals.iter().zip(&self.literal_lengths);
        let distances = tokens.distances.iter().zip(&self.distance_lengths);
        let codes: usize = literals.chain(distances).map(|(&count, &len)| count as usize * usize::from(len)).sum();
        let lens = tokens.literals[END_OF_BLOCK + 1..].iter().zip(&LENGTH_RANGES);
        let distances = tokens.distances.iter().zip(&DISTANCE_RANGES);
        let extra: usize = lens.chain(distances).map(|(&count, range)| count as usize * usize::from(range.extra)).sum();
        codes + extra + usize::from(self.end.len)
    }

    /// Writes the head of a block that is not the last: that codes of its own follow, and these (RFC 1951, 3.2.7).
    pub(super) fn write_head(&self, bits: &mut Bits<'_>) {
        let literals = used(&self.literal_lengths, 257);
        let distances = used(&self.distance_lengths, 1);
        let all: Vec<u8> =
            self.literal_lengths[..literals].iter().chain(&self.distance_lengths[..distances]).copied().collect();
        let runs = runs(&all);
        let mut counts = [0; LENGTH_CODES];
        for &(symbol, ..) in &runs {
            counts[usize::from(symbol)] += 1;
        }
        let code_lengths = lengths(&counts, LENGTH_LIMIT);
        let length_codes = codes(&code_lengths);
        let ordered = LENGTH_ORDER.map(|symbol| code_lengths[symbol]);
        let count = used(&ordered, 4);
        bits.flush();
        bits.put(0b100, 3);
        bits.put(literals as u64 - 257, 5);
        bits.put(distances as u64 - 1, 5);
        bits.put(count as u64 - 4, 4);
        bits.flush();
        for &len in &ordered[..count] {
            bits.put(len.into(), 3);
            bits.flush();
        }
        for (symbol, extra, extra_len) in runs {
            let Code { bits: code, len } = length_codes[usize::from(symbol)];
            bits.put(code.into(), len.into());
            bits.put(extra.into(), extra_len.into());
            bits.flush();
        }
    }

    /// Writes the end of a block.
    pub(super) fn write_end(&self, bits: &mut Bits<'_>) {
        bits.flush();
        bits.put(self.end.bits.into(), self.end.len.into());
        bits.flush();
    }
}

/// How many lengths there are up to the last that is not zero, and at least `least`.
fn used(lengths: &[u8], least: usize) -> usize {
    lengths.iter().rposition(|&len| len > 0).map_or(0, |last| last + 1).max(least)
}

/// Lengths as symbols with extra bits: 16 repeats the one before 3 to 6 times, 17 and 18 are 3 to 10 and 11 to 138 zeros.
fn runs(lengths: &[u8]) -> Vec<(u8, u8, u8)> {
    let mut runs = Vec::new();
    for run in lengths.chunk_by(|a, b| a == b) {
        let (len, mut left) = (run[0], run.len());
        if len > 0 {
            runs.push((len, 0, 0));
            left -= 1;
        }
        while left >= 3 {
            let (symbol, least, extra_len, most) = match len {
                0 if left > 10 => (18, 11, 7, 138),
                0 => (17, 3, 3, 10),
                _ => (16, 3, 2, 6),
            };
            let taken = left.min(most);
            runs.push((symbol, (taken - least) as u8, extra_len));
            left -= taken;
        }
        runs.extend(std::iter::repeat_n((len, 0, 0), left));
    }
    runs
}

/// Writes symbols as they come.
pub(super) struct Coder<'c, 'b, 'o> {
    pub(super) codes: &'c Codes,
    pub(super) bits: &'b mut Bits<'o>,
}

impl Symbols for Coder<'_, '_, '_> {
    #[inline(always)]
    fn literal(&mut self, byte: u8) {
        let code = self.codes.literals[usize::from(byte)];
        self.bits.put(code.bits.into(), code.len.into());
        self.bits.flush();
    }

    #[inline(always)]
    fn copy(&mut self, len: usize, distance: usize) {
        let coded = self.codes.lens[(len - MIN_MATCH) & 255];
        self.bits.put(coded.bits.into(), coded.len.into());
        let coded = self.codes.distances[distance_symbol(distance) & 31];
        let extra = (distance - 1) as u64 - u64::from(coded.base);
        self.bits.put(u64::from(coded.bits) | extra << coded.len, u32::from(coded.len) + u32::from(coded.extra));
        self.bits.flush();
    }
}
