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
        Self { feelings: analyser().places_of_feeling(&text), places, text }
    }

    /// The valence sum of the clause, in units of 1e-9.
    pub(super) fn base(&self) -> i64 {
        if self.feelings.is_empty() { 0 } else { sum_in_context(&self.text) }
    }

    /// Whether the valence sum is another one in small letters.
    pub(super) fn shouts(&self) -> bool {
        !self.feelings.is_empty() && sum_in_context(&self.text.to_lowercase()) != self.base()
    }

    /// What the valence sum changes by when a piece reads otherwise.
    pub(super) fn change(&self, piece: usize, other: &str) -> i64 {
        let Range { start, end } = self.places[piece];
        let from = self.text[..start].match_indices(' ').rev().nth(NEAR).map_or(0, |(at, _)| at + 1);
        let to = self.text[end..].match_indices(' ').nth(NEAR).map_or(self.text.len(), |(at, _)| end + at);
        let first = self.feelings.partition_point(|&at| at < from);
        let feels = self.feelings.get(first).is_some_and(|&at| at < to);
        // Most alternatives stand among words that cannot feel, and cannot themselves: they may be parts of words.
        if !feels {
            let word = self.text[..start].rfind(' ').map_or(0, |at| at + 1);
            let rest = self.text[end..].find(' ').map_or(self.text.len(), |at| end + at);
            let there = [&self.text[word..start], other, &self.text[end..rest]].concat();
            if analyser().places_of_feeling(&there).is_empty() {
                return 0;
            }
        }
        let near = |middle: &str| {
            let text = ["The desk was ", &self.text[from..start], middle, &self.text[end..to]].concat();
            (analyser().sum(&text) * NANO).round() as i64
        };
        near(other) - near(&self.text[start..end])
    }
}
