//! What clauses weigh, as `weights.txt` has it: read, so that no process has to weigh 6,000 clauses before its first text.
//!
//! The file is made by `weigh.rs`, in a test; the numbers are the same in every process. A line is a clause, in the order
//! of the banks: the valence sum of its first alternatives, with `!` behind it if that is another one in small letters.
//! Then, for each choice or `{product}` that can change it, the number of the piece and what each other alternative, or
//! each name of feeling, adds.

use super::parse::{BankError, Place, Sources};
use crate::rng::mix;

/// The weights in the tree.
pub(super) const FILE: &str = include_str!("../../../data/text/weights.txt");
/// Makes the file anew.
pub(super) const REFRESH: &str = "CRMGEN_BLESS=1 cargo test -p crmgen-core weights";

/// Heads the names of products.
pub(super) const NAMES: &str = "[names of products]";
/// Heads the clauses.
pub(super) const CLAUSES: &str = "[clauses]";
/// Decimals of a valence: units are 1e-9, as [`super::NANO`] says.
pub(super) const DECIMALS: usize = 9;

/// Everything that was weighed.
#[derive(Debug, PartialEq)]
pub(super) struct Weights {
    /// The [`fingerprint`] of what was weighed.
    pub(super) of: u64,
    /// Names of products that carry feeling.
    pub(super) names: Vec<Name>,
    /// In the order of the banks.
    pub(super) clauses: Vec<Weight>,
}

/// A name of a product that carries feeling.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Name {
    pub(super) text: String,
    pub(super) valence: f64,
    /// The same for names that are heard alike, from 0 on.
    pub(super) heard: u8,
}

/// What a clause weighs.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Weight {
    /// Valence sum of the first alternatives, in units of 1e-9.
    pub(super) base: i64,
    /// The valence sum is another one in small letters.
    pub(super) shouts: bool,
    /// Pieces that can change the sum, and by what, for each but the first alternative, or for each name of feeling.
    pub(super) changes: Vec<(usize, Vec<i64>)>,
}

impl Weight {
    /// What the sum changes by when a piece reads otherwise; nothing if it never does.
    pub(super) fn changes(&self, piece: usize) -> &[i64] {
        self.changes.iter().find(|(at, _)| *at == piece).map_or(&[], |(_, changes)| changes)
    }
}

/// A number that tells whether the clauses and names are those that were weighed.
pub(super) fn fingerprint(sources: &Sources) -> u64 {
    let clauses = sources.clauses.iter().map(|clause| clause.text);
    let names = sources.values.iter().filter(|value| value.list == "product").map(|value| value.text);
    clauses.chain(names).fold(0, |hash, text| {
        let (words, rest) = text.as_bytes().as_chunks();
        let hash = words.iter().fold(mix(hash ^ text.len() as u64), |hash, &word| mix(hash ^ u64::from_le_bytes(word)));
        rest.iter().fold(hash, |hash, &byte| mix(hash ^ u64::from(byte)))
    })
}

/// The weights of these clauses, from the text of the file.
///
/// # Errors
/// A line that cannot be read, or weights of other clauses.
pub(super) fn read(file: &str, sources: &Sources) -> Result<Weights, BankError> {
    let mut weights = Weights { of: 0, names: Vec::new(), clauses: Vec::with_capacity(sources.clauses.len()) };
    let mut read_line: fn(&str, &mut Weights) -> Option<()> = read_fingerprint;
    let wrong = |line, problem| {
        let place = Place { file: "weights.txt", line };
        BankError { place, problem: format!("{problem}: {REFRESH} writes it anew") }
    };
    for (n, line) in file.lines().enumerate() {
        match line {
            NAMES => read_line = read_name,
            CLAUSES => read_line = read_weight,
            comment if comment.starts_with('#') => {}
            line => read_line(line, &mut weights).ok_or_else(|| wrong(n + 1, "cannot be read"))?,
        }
    }
    if weights.of != fingerprint(sources) || weights.clauses.len() != sources.clauses.len() {
        return Err(wrong(1, "is of other clauses"));
    }
    Ok(weights)
}

fn read_fingerprint(line: &str, weights: &mut Weights) -> Option<()> {
    weights.of = u64::from_str_radix(line.strip_prefix("of ")?, 16).ok()?;
    Some(())
}

fn read_name(line: &str, weights: &mut Weights) -> Option<()> {
    let mut fields = line.splitn(3, ' ');
    let (valence, heard) = (fields.next()?.parse().ok()?, fields.next()?.parse().ok()?);
    weights.names.push(Name { text: fields.next()?.to_owned(), valence, heard });
    Some(())
}

fn read_weight(line: &str, weights: &mut Weights) -> Option<()> {
    let mut fields = line.split(' ');
    let base = fields.next()?;
    let quiet = base.trim_end_matches('!');
    let changes = fields.map(|field| {
        let (piece, changes) = field.split_once(':')?;
        Some((piece.parse().ok()?, changes.split(',').map(read_valence).collect::<Option<_>>()?))
    });
    let changes = changes.collect::<Option<_>>()?;
    weights.clauses.push(Weight { base: read_valence(quiet)?, shouts: quiet != base, changes });
    Some(())
}

/// A decimal number in units of 1e-9.
fn read_valence(text: &str) -> Option<i64> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let mut value = 0_i64;
    let mut decimals = None;
    for byte in digits.bytes() {
        match byte {
            b'0'..=b'9' => {
                value = value.checked_mul(10)? + i64::from(byte - b'0');
                decimals = decimals.map(|decimals| decimals + 1);
            }
            b'.' if decimals.is_none() => decimals = Some(0),
            _ => return None,
        }
    }
    let missing = DECIMALS.checked_sub(decimals.unwrap_or(0))?;
    value.checked_mul(10_i64.pow(missing as u32)).map(|value| sign * value)
}
