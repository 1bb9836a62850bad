//! How much feeling a clause has, and what each of its alternatives changes: weighed here, in tests, and written down in
//! `weights.txt` for everyone else.

use super::parse::{BankError, Source, Sources, ValueSource, cut};
use super::weights::{CLAUSES, DECIMALS, FILE, NAMES, Name, REFRESH, Weight, Weights, fingerprint, read};
use super::{NANO, PLAIN_PRODUCT, Piece, Slot, sample};
use crate::text::sentiment::analyser;
use std::ops::Range;

/// Weighs everything.
pub(super) fn weigh(sources: &Sources) -> Result<Weights, BankError> {
    let names = weigh_names(&sources.values);
    let alike = 0..names.iter().map(|name| name.heard + 1).max().unwrap_or(0);
    let feeling: Vec<&str> = alike
        .filter_map(|heard| names.iter().find(|name| name.heard == heard))
        .map(|name| name.text.as_str())
        .collect();
    let weight = |clause: &Source| match cut(clause.text) {
        Ok(pieces) => Ok(weigh_clause(&pieces, &feeling)),
        Err(problem) => Err(BankError { place: clause.place, problem }),
    };
    let clauses = sources.clauses.iter().map(weight).collect::<Result<_, _>>()?;
    Ok(Weights { of: fingerprint(sources), names, clauses })
}

/// The names of products that carry feeling ("Premium Support").
fn weigh_names(values: &[ValueSource]) -> Vec<Name> {
    let (mut names, mut known) = (Vec::new(), Vec::new());
    for value in values.iter().filter(|value| value.list == "product" && !analyser().is_inert(value.text)) {
        let this = analyser().heard(value.text);
        let heard = known.iter().position(|other| *other == this).unwrap_or(known.len());
        if heard == known.len() {
            known.push(this);
        }
        names.push(Name { text: value.text.to_owned(), valence: analyser().sum(value.text), heard: heard as u8 });
    }
    names
}

/// Weighs a clause; `feeling` are names of products, one of those that are heard alike.
fn weigh_clause(pieces: &[Piece], feeling: &[&str]) -> Weight {
    let scales = Scales::new(pieces);
    let changes = pieces.iter().enumerate().filter_map(|(at, piece)| {
        let changes = match piece {
            Piece::Choice(options) => scales.changes(at, options[1..].iter().copied()),
            Piece::Slot(Slot::Product) => scales.changes(at, feeling.iter().copied()),
            Piece::Text(_) | Piece::Slot(_) => return None,
        };
        changes.iter().any(|&change| change != 0).then_some((at, changes))
    });
    Weight { base: scales.base, shouts: scales.shouts(), changes: changes.collect() }
}

/// The text of `weights.txt`.
fn write(weights: &Weights, clauses: &[Source]) -> String {
    let mut file = format!(
        "# What each clause of the phrase banks weighs, in order, and what its alternatives change: see bank/weights.rs.\n\
         # Made by {REFRESH}, after every change of a bank.\n\
         of {:016x}\n{NAMES}\n",
        weights.of
    );
    for Name { text, valence, heard } in &weights.names {
        file += &format!("{valence} {heard} {text}\n");
    }
    file = file + CLAUSES + "\n";
    let mut of_file = "";
    for (Weight { base, shouts, changes }, source) in weights.clauses.iter().zip(clauses) {
        if of_file != source.place.file {
            of_file = source.place.file;
            file += &format!("# {of_file}\n");
        }
        file = file + &decimal(*base) + if *shouts { "!" } else { "" };
        for (piece, changes) in changes {
            let changes: Vec<String> = changes.iter().map(|&change| decimal(change)).collect();
            file += &format!(" {piece}:{}", changes.join(","));
        }
        file.push('\n');
    }
    file
}

/// Units of 1e-9 as the shortest decimal number.
fn decimal(valence: i64) -> String {
    let sign = if valence < 0 { "-" } else { "" };
    let unit = 10_u64.pow(DECIMALS as u32);
    let (whole, rest) = (valence.unsigned_abs() / unit, valence.unsigned_abs() % unit);
    let digits = format!("{sign}{whole}.{rest:0DECIMALS$}");
    digits.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// So many words before and after an alternative tell all it changes: the rules look back three words, and ahead two.
const NEAR: usize = 6;

/// The valence sum of a text between two sentences without feeling.
fn sum_in_context(text: &str) -> i64 {
    let sum = analyser().sum(&format!("The desk was by the door. {text} The desk was by the door."));
    (sum * NANO).round() as i64
}

/// A clause with the first of each of its alternatives, ready to be weighed.
struct Scales {
    text: String,
    /// Where each piece stands in `text`.
    places: Vec<Range<usize>>,
    /// Where the words that may carry feeling begin in `text`.
    feelings: Vec<usize>,
    /// The valence sum of `text`, in units of 1e-9.
    base: i64,
}

impl Scales {
    fn new(pieces: &[Piece]) -> Self {
        let mut text = String::new();
        let mut places = Vec::with_capacity(pieces.len());
        for piece in pieces {
            let from = text.len();
            text.push_str(&sample(core::slice::from_ref(piece), |_| 0, PLAIN_PRODUCT));
            places.push(from..text.len());
        }
        let feelings = analyser().places_of_feeling(&text);
        let base = if feelings.is_empty() { 0 } else { sum_in_context(&text) };
        Self { text, places, feelings, base }
    }

    /// Whether the valence sum is another one in small letters.
    fn shouts(&self) -> bool {
        !self.feelings.is_empty()
            && analyser().shouts(&self.text)
            && sum_in_context(&self.text.to_lowercase()) != self.base
    }

    /// What the valence sum changes by when a piece reads otherwise, for each of its `others`.
    fn changes<'o>(&self, piece: usize, others: impl Iterator<Item = &'o str>) -> Vec<i64> {
        let Range { start, end } = self.places[piece];
        let from = self.text[..start].match_indices(' ').rev().nth(NEAR).map_or(0, |(at, _)| at + 1);
        let to = self.text[end..].match_indices(' ').nth(NEAR).map_or(self.text.len(), |(at, _)| end + at);
        let first = self.feelings.partition_point(|&at| at < from);
        let feels = self.feelings.get(first).is_some_and(|&at| at < to);
        // Alternatives may be parts of words.
        let word = self.text[..start].rfind(' ').map_or(0, |at| at + 1);
        let rest = self.text[end..].find(' ').map_or(self.text.len(), |at| end + at);
        let analyser = analyser();
        let there = |middle: &str| [&self.text[word..start], middle, &self.text[end..rest]].concat();
        let written = there(&self.text[start..end]);
        let others: Vec<String> = others.map(there).collect();
        // Most alternatives are heard alike, or stand among words that cannot feel, and cannot themselves.
        let heard = analyser.heard(&written);
        let alike = |other: &String| analyser.heard(other) == heard;
        let unfelt = |other: &String| !analyser.feels(other);
        if (!feels && unfelt(&written) && others.iter().all(unfelt)) || others.iter().all(alike) {
            return vec![0; others.len()];
        }
        let before = analyser.spell(&["The desk was ", &self.text[from.min(word)..word]].concat());
        let after = analyser.spell(&self.text[rest..to.max(rest)]);
        let (before, after) = (analyser.words(&before), analyser.words(&after));
        let sum = |middle: &str| {
            let middle = analyser.spell(middle);
            let words = [before.as_slice(), &analyser.words(&middle), &after].concat();
            (analyser.sum_of(&words) * NANO).round() as i64
        };
        let base = sum(&written);
        others.iter().map(|other| if alike(other) { 0 } else { sum(other) - base }).collect()
    }
}

#[test]
#[expect(clippy::disallowed_methods, reason = "the weights are written into the tree, if asked for")]
fn the_weights_in_the_tree_are_those_of_the_banks() {
    let sources = Sources::read().unwrap();
    let weights = weigh(&sources).unwrap();
    let now = write(&weights, &sources.clauses);
    if std::env::var_os("CRMGEN_BLESS").is_some() {
        return std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/data/text/weights.txt"), now).unwrap();
    }
    let other = FILE.lines().zip(now.lines()).enumerate().find(|(_, (was, is))| was != is);
    assert!(
        other.is_none() && FILE.lines().count() == now.lines().count(),
        "The phrase banks, or the analyser, are not those that weights.txt is of: {other:?}\n{REFRESH} weighs them anew."
    );
    assert_eq!(read(FILE, &sources).unwrap(), weights, "what is read is what was written");
}

#[test]
fn weights_of_other_clauses_are_refused() {
    let refusal = |file: &str, sources: &Sources| read(file, sources).unwrap_err().to_string();
    let mut sources = Sources::read().unwrap();
    let file = write(&weigh(&sources).unwrap(), &sources.clauses);
    let shorter = &file[..file.trim_end().rfind('\n').unwrap()];
    assert_eq!(refusal(shorter, &sources), format!("weights.txt:1: is of other clauses: {REFRESH} writes it anew"));
    sources.clauses.swap(0, 1);
    assert_eq!(refusal(&file, &sources), format!("weights.txt:1: is of other clauses: {REFRESH} writes it anew"));
    let broken = file.replace(CLAUSES, &format!("{CLAUSES}\n1.2.3"));
    assert!(refusal(&broken, &sources).contains("cannot be read"));
}
