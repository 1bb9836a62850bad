//! How much feeling a clause has, and what each of its alternatives changes.

use super::{NANO, Piece, sample};
use crate::text::sentiment::analyser;
use std::ops::Range;

/// The product name without feeling that clauses are weighed with.
pub(super) const PLAIN_PRODUCT: &str = "the desk door";

/// So many words before and after an alternative tell all it changes: the rules look back three words, and ahead two.
const NEAR: usize = 6;

/// The valence sum of a text between two sentences without feeling.
fn sum_in_context(text: &str) -> i64 {
    let sum = analyser().sum(&format!("The desk was by the door. {text} The desk was by the door."));
    (sum * NANO).round() as i64
}

/// A clause with the first of each of its alternatives, ready to be weighed.
pub(super) struct Scales {
    pub(super) text: String,
    /// Where each piece stands in `text`.
    places: Vec<Range<usize>>,
    /// Where the words that may carry feeling begin in `text`.
    feelings: Vec<usize>,
    /// The valence sum of `text`, in units of 1e-9.
    pub(super) base: i64,
}

impl Scales {
    pub(super) fn new(pieces: &[Piece]) -> Self {
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
    pub(super) fn shouts(&self) -> bool {
        !self.feelings.is_empty()
            && analyser().shouts(&self.text)
            && sum_in_context(&self.text.to_lowercase()) != self.base
    }

    /// What the valence sum changes by when a piece reads otherwise, for each of its `others`.
    pub(super) fn changes<'o>(&self, piece: usize, others: impl Iterator<Item = &'o str>) -> Vec<i64> {
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
