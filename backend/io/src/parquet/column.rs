//! One column of one row group: values gathered from batches, written as pages.

use super::pages::{
    PLAIN, Packer, RLE_DICTIONARY, code_width, pack, push_data, push_dictionary, push_levels, push_runs,
};
use crate::cells::push_key;
use crmgen_core::batch::{NULL_LABEL, NULL_NUMBER, Values};
use crmgen_core::calendar::Day;
use crmgen_core::columns::{Column, Kind};

/// A page is closed when its plain bytes reach this (chosen: large enough to compress well, small enough for readers
/// that take one page at a time).
const PAGE_BYTES: usize = 256 << 10;
/// The widest range of whole numbers that is looked through for those that occur (chosen: two bytes a number, which fits
/// the caches).
const SPAN: u64 = 1 << 15;

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
    rows: usize,
    /// Whether each row has a value, where that is a question.
    present: Vec<bool>,
    /// Texts: closed pages, and the rows and bytes of the one that is being filled.
    pages: Vec<u8>,
    plain: u64,
    page_rows: usize,
    bytes: Vec<u8>,
    /// Labels: their positions in the list.
    labels: &'static [&'static str],
    codes: Vec<u16>,
    flags: Vec<bool>,
    /// Numbers, before the point is put in; days; or the customers of keys that have no other number.
    numbers: Vec<i64>,
    scale: f64,
    prefix: Option<&'static str>,
}

impl ColumnWriter {
    pub(super) const fn new(column: &Column) -> Self {
        Self {
            physical: Physical::of(&column.kind),
            nullable: column.nullable,
            rows: 0,
            present: Vec::new(),
            pages: Vec::new(),
            plain: 0,
            page_rows: 0,
            bytes: Vec::new(),
            labels: &[],
            codes: Vec::new(),
            flags: Vec::new(),
            numbers: Vec::new(),
            scale: 1.0,
            prefix: None,
        }
    }

    /// Adds the values of a batch.
    pub(super) fn add(&mut self, values: &Values, rows: usize, packer: &mut Packer) {
        self.rows += rows;
        match values {
            Values::Key { prefix, numbers, ordinals: Some(ordinals) } => {
                for (&number, &ordinal) in numbers[..rows].iter().zip(ordinals) {
                    self.text(|out| push_key(prefix, number, Some(ordinal), out), packer);
                }
            }
            Values::Key { prefix, numbers, ordinals: None } => {
                self.prefix = Some(prefix);
                self.numbers.extend(numbers[..rows].iter().map(|&number| number as i64));
            }
            Values::Text(strings) => {
                for row in 0..rows {
                    self.text(|out| out.extend_from_slice(strings.get(row).as_bytes()), packer);
                }
            }
            Values::Label { codes, labels } => {
                debug_assert!(self.labels.is_empty() || self.labels == *labels, "one list of labels a column");
                self.labels = labels;
                self.codes.extend(codes[..rows].iter().filter(|&&code| code != NULL_LABEL));
                self.presence(codes[..rows].iter().map(|&code| code != NULL_LABEL));
            }
            Values::Number { values, places } => {
                self.scale = 10f64.powi(i32::from(*places));
                self.numbers.extend(values[..rows].iter().filter(|&&value| value != NULL_NUMBER));
                self.presence(values[..rows].iter().map(|&value| value != NULL_NUMBER));
            }
            Values::Date(days) => {
                let some = days[..rows].iter().filter(|&&day| day != Day::NONE);
                self.numbers.extend(some.map(|day| i64::from(day.0)));
                self.presence(days[..rows].iter().map(|&day| day != Day::NONE));
            }
            Values::Flag(flags) => self.flags.extend_from_slice(&flags[..rows]),
        }
    }

    fn presence(&mut self, present: impl Iterator<Item = bool>) {
        if self.nullable {
            self.present.extend(present);
        }
    }

    /// A text as a page has it: its length in four bytes, then itself.
    #[inline]
    fn text(&mut self, write: impl FnOnce(&mut Vec<u8>), packer: &mut Packer) {
        push_text(write, &mut self.bytes);
        self.page_rows += 1;
        if self.bytes.len() >= PAGE_BYTES {
            self.close_page(packer);
        }
    }

    fn close_page(&mut self, packer: &mut Packer) {
        debug_assert!(!self.nullable, "texts and keys are never null");
        if self.page_rows > 0 {
            self.plain += push_data(&self.bytes, (self.page_rows, PLAIN), packer, &mut self.pages);
            self.bytes.clear();
            self.page_rows = 0;
        }
    }

    /// Writes the column, `start` bytes into its row group.
    pub(super) fn finish(mut self, start: u64, packer: &mut Packer, out: &mut Vec<u8>) -> Chunk {
        let before = out.len();
        let whole = range(&self.numbers);
        let dictionary = self.dictionary(whole);
        let mut dictionary_at = None;
        let mut data_at = start;
        if let Some(Dictionary { values, page, codes }) = dictionary {
            dictionary_at = Some(start);
            self.plain += push_dictionary(&page, values, packer, out);
            data_at += (out.len() - before) as u64;
            let mut page = Vec::with_capacity(codes.len() + self.present.len() / 8 + 16);
            if self.nullable {
                push_levels(&self.present, &mut page);
            }
            page.extend_from_slice(&codes);
            self.plain += push_data(&page, (self.rows, RLE_DICTIONARY), packer, out);
        } else {
            match self.physical {
                Physical::ByteArray => self.finish_texts(packer, out),
                Physical::Boolean => self.finish_flags(packer, out),
                Physical::Int32 | Physical::Int64 | Physical::Double => self.finish_numbers(packer, out),
            }
        }
        Chunk {
            dictionary_at,
            data_at,
            compressed: (out.len() - before) as u64,
            plain: self.plain,
            values: self.rows as u64,
            nulls: self.present.iter().filter(|&&present| !present).count() as u64,
            range: whole.and_then(|whole| self.described(whole)),
        }
    }

    /// The dictionary of a column that is better off with one.
    fn dictionary(&self, range: Option<(i64, i64)>) -> Option<Dictionary> {
        if !self.labels.is_empty() {
            let mut page = Vec::new();
            self.labels.iter().for_each(|label| push_text(|out| out.extend_from_slice(label.as_bytes()), &mut page));
            return Some(Dictionary::packed(self.labels.len(), page, self.codes.iter().copied()));
        }
        let numbers = &self.numbers;
        if let Some(prefix) = self.prefix {
            // Rows of one customer follow one another: a run each.
            let runs = || numbers.chunk_by(|a, b| a == b);
            let values = runs().count();
            if values * 2 > numbers.len() || values > usize::from(u16::MAX) || !numbers.is_sorted() {
                return None;
            }
            let mut page = Vec::with_capacity(values * 16);
            runs().for_each(|run| push_text(|out| push_key(prefix, run[0] as u64, None, out), &mut page));
            let width = code_width(values);
            let mut codes = vec![width as u8];
            push_runs(runs().zip(0..).map(|(run, code)| (code, run.len())), width, &mut codes);
            return Some(Dictionary { values, page, codes });
        }
        let (least, greatest) = range?;
        let span = greatest.abs_diff(least);
        if span >= SPAN {
            return None;
        }
        let place = |value: i64| (value - least) as usize;
        let mut places = vec![0u16; span as usize + 1];
        numbers.iter().for_each(|&value| places[place(value)] = 1);
        let values = places.iter().filter(|&&occurs| occurs > 0).count();
        // Each a few times at least, or it takes more room than it saves (chosen).
        if values * 4 > numbers.len() {
            return None;
        }
        let mut page = Vec::with_capacity(values * 8);
        let mut code = 0;
        for (value, place) in (least..).zip(&mut places) {
            if *place > 0 {
                self.push_number(value, &mut page);
                *place = code;
                code += 1;
            }
        }
        Some(Dictionary::packed(values, page, numbers.iter().map(|&value| places[place(value)])))
    }

    fn finish_texts(&mut self, packer: &mut Packer, out: &mut Vec<u8>) {
        if let Some(prefix) = self.prefix {
            for number in std::mem::take(&mut self.numbers) {
                self.text(|out| push_key(prefix, number as u64, None, out), packer);
            }
        }
        self.close_page(packer);
        out.extend_from_slice(&self.pages);
    }

    fn finish_flags(&mut self, packer: &mut Packer, out: &mut Vec<u8>) {
        let byte = |eight: &[bool]| eight.iter().enumerate().fold(0, |byte, (bit, &flag)| byte | u8::from(flag) << bit);
        let page: Vec<u8> = self.flags.chunks(8).map(byte).collect();
        self.plain += push_data(&page, (self.rows, PLAIN), packer, out);
    }

    fn finish_numbers(&mut self, packer: &mut Packer, out: &mut Vec<u8>) {
        let mut numbers = &self.numbers[..];
        let mut page = Vec::new();
        let (mut row, rows_a_page) = (0, PAGE_BYTES / if self.physical == Physical::Int32 { 4 } else { 8 });
        while row < self.rows {
            let rows = rows_a_page.min(self.rows - row);
            let mut count = rows;
            page.clear();
            if self.nullable {
                let present = &self.present[row..row + rows];
                push_levels(present, &mut page);
                count = present.iter().filter(|&&present| present).count();
            }
            let (these, others) = numbers.split_at(count);
            these.iter().for_each(|&value| self.push_number(value, &mut page));
            self.plain += push_data(&page, (rows, PLAIN), packer, out);
            numbers = others;
            row += rows;
        }
    }

    /// A number as it stands in a page.
    #[inline]
    fn push_number(&self, value: i64, out: &mut Vec<u8>) {
        match self.physical {
            Physical::Int32 => out.extend_from_slice(&(value as i32).to_le_bytes()),
            // Both are exact, so the quotient is the double nearest to the digits of the CSV.
            Physical::Double => out.extend_from_slice(&(value as f64 / self.scale).to_le_bytes()),
            _ => out.extend_from_slice(&value.to_le_bytes()),
        }
    }

    /// Least and greatest value as they stand in the footer.
    fn described(&self, (least, greatest): (i64, i64)) -> Option<(Vec<u8>, Vec<u8>)> {
        if self.physical == Physical::ByteArray {
            return None;
        }
        let bytes = |value| {
            let mut bytes = Vec::new();
            self.push_number(value, &mut bytes);
            bytes
        };
        // The format asks for -0 as the least, since it and 0 count as equal.
        let minus_zero = self.physical == Physical::Double && least == 0;
        Some((if minus_zero { (-0f64).to_le_bytes().to_vec() } else { bytes(least) }, bytes(greatest)))
    }
}

/// Values that occur, and of each row which of them it has.
struct Dictionary {
    values: usize,
    page: Vec<u8>,
    /// Their width, then runs of the hybrid encoding.
    codes: Vec<u8>,
}

impl Dictionary {
    fn packed(values: usize, page: Vec<u8>, of_rows: impl ExactSizeIterator<Item = u16>) -> Self {
        let width = code_width(values);
        let mut codes = vec![width as u8];
        pack(of_rows, width, &mut codes);
        Self { values, page, codes }
    }
}

fn range(numbers: &[i64]) -> Option<(i64, i64)> {
    let (&first, rest) = numbers.split_first()?;
    Some(rest.iter().fold((first, first), |(least, greatest), &value| (least.min(value), greatest.max(value))))
}

/// Appends a text: its length in four bytes, then itself.
#[inline]
fn push_text(write: impl FnOnce(&mut Vec<u8>), out: &mut Vec<u8>) {
    let at = out.len();
    out.extend_from_slice(&[0; 4]);
    write(out);
    let len = (out.len() - at - 4) as u32;
    out[at..at + 4].copy_from_slice(&len.to_le_bytes());
}
