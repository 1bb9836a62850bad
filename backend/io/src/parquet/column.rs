//! One column of one row group: values gathered from batches, written as pages.

use crmgen_core::batch::{NULL_LABEL, NULL_NUMBER, Values};
use crmgen_core::calendar::Day;
use crmgen_core::columns::{Column, Kind};
use zstd::bulk::Compressor;

use super::thrift::{Thrift, push_varint};
use crate::cells::push_key;

/// A page is closed when its plain bytes reach this (chosen: large enough to compress well, small enough for readers
/// that take one page at a time).
const PAGE_BYTES: usize = 256 << 10;
/// The level of zstd (chosen: measured; 3 costs a third more time for 4% fewer bytes).
const LEVEL: i32 = 1;

const DATA_PAGE: i32 = 0;
const DICTIONARY_PAGE: i32 = 2;
pub(super) const PLAIN: i32 = 0;
pub(super) const RLE: i32 = 3;
pub(super) const RLE_DICTIONARY: i32 = 8;

/// How a column is stored: Parquet's physical types.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Physical {
    Boolean = 0,
    Int32 = 1,
    Int64 = 2,
    Double = 5,
    ByteArray = 6,
}

impl Physical {
    pub(super) const fn of(kind: &Kind) -> Self {
        match kind {
            Kind::Key | Kind::Text | Kind::Label(_) => Self::ByteArray,
            Kind::Number { places: 0 } => Self::Int64,
            Kind::Number { .. } => Self::Double,
            Kind::Date => Self::Int32,
            Kind::Flag => Self::Boolean,
        }
    }
}

/// Where the bytes of a column lie in its row group, and what is known of its values.
#[derive(Clone, Debug)]
pub(super) struct Chunk {
    /// From the start of the row group to the dictionary page, if there is one.
    pub(super) dictionary_at: Option<u64>,
    /// From the start of the row group to the first data page.
    pub(super) data_at: u64,
    /// Bytes of all pages with their headers.
    pub(super) compressed: u64,
    /// The same before compression.
    pub(super) plain: u64,
    /// Rows, nulls included.
    pub(super) values: u64,
    /// Rows that are null.
    pub(super) nulls: u64,
    /// Least and greatest value, as they stand in a page; none for texts and truth values, and where all are null.
    pub(super) range: Option<(Vec<u8>, Vec<u8>)>,
}

/// Gathers the values of one column.
pub(super) struct ColumnWriter {
    physical: Physical,
    nullable: bool,
    labels: &'static [&'static str],
    /// Closed pages.
    pages: Vec<u8>,
    plain: u64,
    /// The page that is being filled: whether each row has a value, and the values.
    present: Vec<bool>,
    bytes: Vec<u8>,
    codes: Vec<u16>,
    flags: Vec<bool>,
    rows: u64,
    nulls: u64,
    least: f64,
    greatest: f64,
    whole: Option<(i64, i64)>,
}

impl ColumnWriter {
    pub(super) const fn new(column: &Column) -> Self {
        Self {
            physical: Physical::of(&column.kind),
            nullable: column.nullable,
            labels: &[],
            pages: Vec::new(),
            plain: 0,
            present: Vec::new(),
            bytes: Vec::new(),
            codes: Vec::new(),
            flags: Vec::new(),
            rows: 0,
            nulls: 0,
            least: f64::INFINITY,
            greatest: f64::NEG_INFINITY,
            whole: None,
        }
    }

    /// Adds the values of a batch.
    pub(super) fn add(&mut self, values: &Values, rows: usize, zstd: &mut Compressor<'_>) {
        match values {
            Values::Key { prefix, numbers, ordinals } => {
                for row in 0..rows {
                    self.text(|out| push_key(prefix, numbers[row], ordinals.as_ref().map(|o| o[row]), out));
                    self.row(true, zstd);
                }
            }
            Values::Text(strings) => {
                for row in 0..rows {
                    self.text(|out| out.extend_from_slice(strings.get(row).as_bytes()));
                    self.row(true, zstd);
                }
            }
            Values::Label { codes, labels } => {
                debug_assert!(self.labels.is_empty() || self.labels == *labels, "one list of labels a column");
                self.labels = labels;
                for &code in &codes[..rows] {
                    if code != NULL_LABEL {
                        self.codes.push(code);
                    }
                    self.row(code != NULL_LABEL, zstd);
                }
            }
            Values::Number { values, places: 0 } => {
                for &value in &values[..rows] {
                    if value != NULL_NUMBER {
                        self.integer(value);
                        self.bytes.extend_from_slice(&value.to_le_bytes());
                    }
                    self.row(value != NULL_NUMBER, zstd);
                }
            }
            Values::Number { values, places } => {
                let scale = 10f64.powi(i32::from(*places));
                for &value in &values[..rows] {
                    if value != NULL_NUMBER {
                        // Both are exact, so the quotient is the double nearest to the digits of the CSV.
                        let value = value as f64 / scale;
                        self.least = self.least.min(value);
                        self.greatest = self.greatest.max(value);
                        self.bytes.extend_from_slice(&value.to_le_bytes());
                    }
                    self.row(value != NULL_NUMBER, zstd);
                }
            }
            Values::Date(days) => {
                for &day in &days[..rows] {
                    if day != Day::NONE {
                        self.integer(day.0.into());
                        self.bytes.extend_from_slice(&day.0.to_le_bytes());
                    }
                    self.row(day != Day::NONE, zstd);
                }
            }
            Values::Flag(flags) => {
                for &flag in &flags[..rows] {
                    self.flags.push(flag);
                    self.row(true, zstd);
                }
            }
        }
    }

    fn integer(&mut self, value: i64) {
        let (least, greatest) = self.whole.unwrap_or((value, value));
        self.whole = Some((least.min(value), greatest.max(value)));
    }

    /// A text as a page has it: its length in four bytes, then itself.
    fn text(&mut self, write: impl FnOnce(&mut Vec<u8>)) {
        let at = self.bytes.len();
        self.bytes.extend_from_slice(&[0; 4]);
        write(&mut self.bytes);
        let len = (self.bytes.len() - at - 4) as u32;
        self.bytes[at..at + 4].copy_from_slice(&len.to_le_bytes());
    }

    fn row(&mut self, present: bool, zstd: &mut Compressor<'_>) {
        self.rows += 1;
        self.nulls += u64::from(!present);
        self.present.push(present);
        if self.bytes.len() + self.codes.len() + self.flags.len() / 8 >= PAGE_BYTES {
            self.close_page(zstd);
        }
    }

    fn close_page(&mut self, zstd: &mut Compressor<'_>) {
        if self.present.is_empty() {
            return;
        }
        let mut page = Vec::with_capacity(self.bytes.len() + self.present.len() / 4 + 64);
        if self.nullable {
            page.extend_from_slice(&[0; 4]);
            if self.present.iter().all(|&present| present) {
                // One run: so many times 1.
                push_varint((self.present.len() as u64) << 1, &mut page);
                page.push(1);
            } else {
                pack(self.present.iter().map(|&present| u16::from(present)), 1, &mut page);
            }
            let len = (page.len() - 4) as u32;
            page[..4].copy_from_slice(&len.to_le_bytes());
        }
        let encoding = if self.is_dictionary() {
            let width = self.code_width();
            page.push(width as u8);
            pack(self.codes.iter().copied(), width, &mut page);
            RLE_DICTIONARY
        } else {
            page.extend_from_slice(&self.bytes);
            page.extend(
                self.flags
                    .chunks(8)
                    .map(|eight| eight.iter().enumerate().fold(0, |byte, (bit, &flag)| byte | u8::from(flag) << bit)),
            );
            PLAIN
        };
        let values = self.present.len() as i32;
        let pages = &mut self.pages;
        self.plain += push_page(&page, zstd, pages, DATA_PAGE, |header| {
            header.structure(5, |data| {
                data.i32(1, values);
                data.i32(2, encoding);
                data.i32(3, RLE);
                data.i32(4, RLE);
            });
        });
        self.present.clear();
        self.bytes.clear();
        self.codes.clear();
        self.flags.clear();
    }

    const fn is_dictionary(&self) -> bool {
        !self.labels.is_empty()
    }

    /// Bits that hold every position in the list.
    fn code_width(&self) -> u32 {
        (self.labels.len().max(2) - 1).ilog2() + 1
    }

    /// Writes the column, `start` bytes into its row group.
    pub(super) fn finish(mut self, start: u64, zstd: &mut Compressor<'_>, out: &mut Vec<u8>) -> Chunk {
        self.close_page(zstd);
        let before = out.len();
        let mut dictionary_at = None;
        if self.is_dictionary() {
            dictionary_at = Some(start);
            let mut page = Vec::new();
            for label in self.labels {
                page.extend_from_slice(&(label.len() as u32).to_le_bytes());
                page.extend_from_slice(label.as_bytes());
            }
            let count = self.labels.len() as i32;
            self.plain += push_page(&page, zstd, out, DICTIONARY_PAGE, |header| {
                header.structure(7, |dictionary| {
                    dictionary.i32(1, count);
                    dictionary.i32(2, PLAIN);
                });
            });
        }
        let data_at = start + (out.len() - before) as u64;
        out.extend_from_slice(&self.pages);
        Chunk {
            dictionary_at,
            data_at,
            compressed: (out.len() - before) as u64,
            plain: self.plain,
            values: self.rows,
            nulls: self.nulls,
            range: self.range(),
        }
    }

    fn range(&self) -> Option<(Vec<u8>, Vec<u8>)> {
        match self.physical {
            Physical::Int64 => self.whole.map(|(a, b)| (a.to_le_bytes().to_vec(), b.to_le_bytes().to_vec())),
            Physical::Int32 => {
                self.whole.map(|(a, b)| ((a as i32).to_le_bytes().to_vec(), (b as i32).to_le_bytes().to_vec()))
            }
            Physical::Double if self.least <= self.greatest => {
                // The format asks for -0 as the least and +0 as the greatest, since the two count as equal.
                let least = if self.least == 0.0 { -0.0 } else { self.least };
                Some((least.to_le_bytes().to_vec(), (self.greatest + 0.0).to_le_bytes().to_vec()))
            }
            _ => None,
        }
    }
}

/// Appends one bit-packed run of the hybrid encoding: groups of eight values, the lowest bit first.
fn pack(values: impl ExactSizeIterator<Item = u16>, width: u32, out: &mut Vec<u8>) {
    let groups = values.len().div_ceil(8);
    push_varint((groups as u64) << 1 | 1, out);
    let end = out.len() + groups * width as usize;
    let (mut bits, mut held) = (0u32, 0);
    for value in values {
        bits |= u32::from(value) << held;
        held += width;
        while held >= 8 {
            out.push(bits as u8);
            bits >>= 8;
            held -= 8;
        }
    }
    if held > 0 {
        out.push(bits as u8);
    }
    out.resize(end, 0);
}

/// Appends a page with its header; gives its size before compression, header included.
fn push_page(
    page: &[u8],
    zstd: &mut Compressor<'_>,
    out: &mut Vec<u8>,
    kind: i32,
    about: impl FnOnce(&mut Thrift),
) -> u64 {
    let compressed = zstd.compress(page).expect("compressing from memory to memory cannot fail");
    let mut header = Thrift::new();
    header.i32(1, kind);
    header.i32(2, page.len() as i32);
    header.i32(3, compressed.len() as i32);
    about(&mut header);
    let header = header.finish();
    out.extend_from_slice(&header);
    out.extend_from_slice(&compressed);
    (header.len() + page.len()) as u64
}

/// A compressor for pages.
pub(super) fn compressor() -> Compressor<'static> {
    Compressor::new(LEVEL).expect("the level is one that zstd has")
}
