//! The words: phrase banks, grammar, sentiment.
//!
//! [`compose()`] chooses what a feedback is made of and knows its score; [`Composition::render`] writes it.
//! Neither allocates. The score is that of [`sentiment::Analyser`] on every row, to the last digit: clauses
//! are weighed beforehand (`weights.txt`), and are written so that their feelings add exactly.

mod bank;
mod compose;
mod manner;
mod outline;
mod render;
pub mod sentiment;

#[cfg(test)]
mod lint;
#[cfg(test)]
mod measure;
#[cfg(test)]
mod tests;

use crate::rng::mix;
use crate::vocabulary::{Category, Channel, Product};
use bank::Digits;
pub use bank::blob::Page;
pub use compose::compose;
pub use manner::{CHAT_CAP, EMAIL_CAP, PHONE_CAP, REVIEW_CAP, SOCIAL_MEDIA_CAP, SUPPORT_TICKET_CAP, SURVEY_CAP, cap};

/// What a feedback should be about and sound like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Brief {
    /// How it reached us: sets manner and length.
    pub channel: Channel,
    /// What it speaks of.
    pub category: Category,
    /// The only product it may name.
    pub product: Product,
    /// Wanted compound score, −1 to 1.
    pub tone: f64,
    /// Praises one thing and blames another.
    pub mixed: bool,
    /// Asks for a fast answer.
    pub urgent: bool,
    /// Praises in words and blames in meaning.
    pub sarcastic: bool,
}

/// Which clauses and words a feedback is made of: small, copied, never allocated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Composition {
    /// Decides the alternatives of every clause that is not counted.
    code: u64,
    /// Which of the combinations of `content` and `decoration`, in a one-clause text where these can be counted.
    content_index: u32,
    decoration_index: u32,
    score_e4: i16,
    /// Clauses in order, and a place to spare, where those go that are not there.
    parts: [u16; MOST_PARTS + 1],
    /// The clause that names the product; [`NOBODY`] for none. So for the next four.
    named: u16,
    fit: u16,
    content: u16,
    decoration: u16,
    typo_in: u16,
    len: u8,
    /// Number of parts up to the last clause of content.
    last: u8,
    product: Product,
    flags: u8,
    /// Which drawing of alternatives `fit` takes.
    tries: u8,
    /// Which of the slips of `typo_in`.
    typo: u8,
}

/// Most clauses with all that stands around them: 8, and six more.
const MOST_PARTS: usize = 14;
/// No clause.
const NOBODY: u16 = u16::MAX;

/// Everything in small letters.
const LOWER: u8 = 1;
/// No full stop at the end.
const OPEN_END: u8 = 2;
/// `!` for the full stop of the last clause.
const EXCLAIM: u8 = 4;

const _: () = assert!(size_of::<Composition>() <= 64);

impl Composition {
    fn new(code: u64, product: Product) -> Self {
        Self {
            code,
            content_index: 0,
            decoration_index: 0,
            typo: 0,
            score_e4: 0,
            parts: [NOBODY; MOST_PARTS + 1],
            named: NOBODY,
            fit: NOBODY,
            content: NOBODY,
            decoration: NOBODY,
            typo_in: NOBODY,
            len: 0,
            last: 0,
            product,
            flags: 0,
            tries: 0,
        }
    }

    /// Adds a clause if there is one: no branch foresees whether there is.
    fn push(&mut self, id: Option<u16>) {
        self.parts[usize::from(self.len)] = id.unwrap_or(NOBODY);
        self.len += u8::from(id.is_some());
    }

    /// Adds the first `len` clauses of a block, the others of which are nobody.
    fn push_block<const N: usize>(&mut self, block: &[u16; N], len: usize) {
        let at = usize::from(self.len);
        self.parts[at..at + N].copy_from_slice(block);
        self.len += len as u8;
    }

    /// Puts a clause before one that is there.
    fn insert(&mut self, at: usize, id: u16) {
        for place in (at..usize::from(self.len)).rev() {
            self.parts[place + 1] = self.parts[place];
        }
        self.parts[at] = id;
        self.len += 1;
    }

    fn parts(&self) -> &[u16] {
        &self.parts[..usize::from(self.len)]
    }

    /// The `tries`-th drawing of a clause's digits.
    #[inline]
    fn retried(&self, id: u16, tries: u8) -> Digits {
        Digits::Mixed(mix(self.code ^ (u64::from(id) << 8 | u64::from(tries))))
    }

    /// The analyser's compound score of the rendered text, in ten-thousandths.
    #[must_use]
    pub fn score_e4(&self) -> i32 {
        i32::from(self.score_e4)
    }
}
