//! The phrase banks, cut once per process, with the weights of their clauses.
//!
//! A clause is fixed text with choices and slots. Its valence sum is a base (first alternatives, slots
//! without feeling) plus what each chosen alternative changes; the lint proves on every combination that
//! alternatives do not change each other, and that clauses add: so a text's score is a sum of integers.

pub(crate) mod blob;
pub(crate) mod clause;
mod compile;
pub(crate) mod parse;
pub(crate) mod shelves;
pub(crate) mod typos;
pub(crate) mod values;
#[cfg(test)]
mod weigh;
mod weights;

use crate::vocabulary::{Channel, Product};
use blob::{Blob, Page, Word};
pub(crate) use clause::Digits;
use clause::{Clause, Detail, Feeling, Part};
use core::hint::select_unpredictable;
#[cfg(test)]
use parse::{Place, Source, TopicSource};
use shelves::{Decorations, List};
use std::sync::OnceLock;
use typos::Typo;
use values::{Firsts, Values, ticket};

/// Defines a closed list of names used in the bank files.
macro_rules! names {
    ($(#[$meta:meta])* $name:ident { $($value:ident = $text:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub(crate) enum $name { $($value),+ }

        impl $name {
            pub(crate) const ALL: &'static [Self] = &[$(Self::$value),+];
            pub(crate) const NAMES: &'static [&'static str] = &[$($text),+];

            pub(crate) fn from_name(name: &str) -> Option<Self> {
                Self::NAMES.iter().position(|&n| n == name).map(|i| Self::ALL[i])
            }
        }
    };
}

names! {
    /// What a clause does in a text.
    Role {
        Short = "short", Evidence = "evidence", Impact = "impact", Ask = "ask", Note = "note", Story = "story",
        Opener = "opener", Closer = "closer", Lead = "lead", Tag = "tag", Joiner = "joiner", Emoji = "emoji", Hashtag = "hashtag",
        Urgent = "urgent", Alarm = "alarm", Link = "link", Sarcasm = "sarcasm",
        Follow = "follow",
    }
}
names! {
    /// How a clause sounds. In `common.txt`: the mood of the texts it suits, neutral for all.
    Stance {
        VeryNegative = "very-negative", Negative = "negative", Neutral = "neutral", Positive = "positive",
        VeryPositive = "very-positive",
    }
}
names! {
    /// What a slot is filled with.
    Slot {
        Product = "product", Feature = "feature", Role = "role", Team = "team", Number = "number",
        Percent = "percent", Duration = "duration", Count = "count", Ticket = "ticket",
        Integration = "integration", Weekday = "weekday", Month = "month", Money = "money", Person = "person",
        Date = "date", Time = "time", Hours = "hours", Weeks = "weeks", Woman = "woman", Man = "man",
    }
}

/// A stretch of a clause.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    /// Always the same.
    Text(&'static str),
    /// One of these.
    Choice(Vec<&'static str>),
    /// A value of the row or of the world.
    Slot(Slot),
}

/// The compiled banks.
pub(crate) struct Bank {
    pub(crate) clauses: Vec<Clause>,
    /// Beside `clauses`.
    pub(crate) details: Vec<Detail>,
    parts: Vec<Part>,
    /// What fixed texts, alternatives and values are written with.
    pub(crate) blob: Blob,
    feelings: Vec<Feeling>,
    deltas: Vec<i64>,
    pub(crate) values: Values,
    /// Clause numbers of all lists.
    pub(crate) ids: Vec<u16>,
    /// Base valences of all lists, beside `ids`.
    pub(crate) keys: Vec<f32>,
    /// By shelf, role, channel, product.
    lists: Vec<List>,
    /// Those open to every channel and product: by shelf, role. Short ones of few words are in `brief`, so that each
    /// clause is in one of the two.
    general: Vec<List>,
    brief: Vec<List>,
    /// Short ones that need no lead or tag to be one of many: by category.
    crisp: Vec<List>,
    /// Those that keep to a topic, and those of no topic: by category, topic, role, channel, product.
    threads: Vec<List>,
    /// Those that are not, laid out as `lists`.
    special: Vec<List>,
    /// What may stand before or after a short text, by channel: without and with the product, then the same for what
    /// may stand in a text that begins with a greeting.
    decorations: [[Decorations; 4]; Channel::COUNT],
    /// Mean words of a clause, by role.
    pub(crate) mean_words: [f64; Role::ALL.len()],
    /// The most bytes that any clause can take.
    pub(crate) longest: usize,
    /// What the clauses were written as, for the tests.
    #[cfg(test)]
    pub(crate) sources: Vec<Source>,
    #[cfg(test)]
    pub(crate) topics: Vec<TopicSource>,
}

/// The product name without feeling that clauses are weighed with.
const PLAIN_PRODUCT: &str = "the desk door";

/// Bytes that hold most clauses.
const USUAL: usize = 128;

/// Units of a valence.
pub(crate) const NANO: f64 = 1e9;

/// The banks of this process.
///
/// # Panics
/// If an embedded file is malformed, which the tests rule out.
pub(crate) fn bank() -> &'static Bank {
    static BANK: OnceLock<Bank> = OnceLock::new();
    BANK.get_or_init(|| Bank::build().expect("the phrase banks are checked by the tests"))
}

/// Pieces as a text: the alternative at `choice(group)`, and a word without feeling for each slot.
pub(crate) fn sample(pieces: &[Piece], choice: impl Fn(usize) -> usize, product: &str) -> String {
    let mut text = String::with_capacity(USUAL);
    let mut group = 0;
    for piece in pieces {
        match piece {
            Piece::Text(fixed) => text.push_str(fixed),
            Piece::Choice(options) => text.push_str(options[choice(group)]),
            Piece::Slot(Slot::Product) => text.push_str(product),
            Piece::Slot(Slot::Percent | Slot::Count | Slot::Number | Slot::Money | Slot::Ticket | Slot::Time) => {
                text.push_str("37");
            }
            Piece::Slot(_) => text.push_str("desk door"),
        }
        group += usize::from(!matches!(piece, Piece::Text(_)));
    }
    text
}

impl Bank {
    /// Appends what a clause says with these digits.
    #[inline]
    pub(crate) fn push(&self, clause: &Clause, mut digits: Digits, firsts: &Firsts, page: &mut Page) {
        for part in self.parts_of(clause) {
            self.blob.push(part.text, page);
            self.push_chosen(part, digits.next(part.radix), firsts, page);
        }
        self.blob.push(clause.tail, page);
    }

    /// The same with a slip of the finger.
    #[cold]
    pub(crate) fn push_slipped(
        &self,
        clause: &Clause,
        mut digits: Digits,
        firsts: &Firsts,
        typo: Typo,
        page: &mut Page,
    ) {
        let mut pieces = 0;
        let mut push_fixed = |text: Word, page: &mut Page| {
            let is_piece = text != Word::EMPTY;
            if is_piece && pieces == usize::from(typo.piece) {
                typo.write(self.blob.get(text), |bytes| page.extend(bytes));
            } else {
                self.blob.push(text, page);
            }
            // And what comes after it.
            pieces += usize::from(is_piece) + 1;
        };
        for part in self.parts_of(clause) {
            push_fixed(part.text, page);
            self.push_chosen(part, digits.next(part.radix), firsts, page);
        }
        push_fixed(clause.tail, page);
    }

    #[inline(always)]
    fn push_chosen(&self, part: &Part, digit: u32, firsts: &Firsts, page: &mut Page) {
        let first = usize::from(firsts[usize::from(part.slot)] + part.first);
        if part.is_ticket {
            ticket(digit).into_iter().for_each(|word| self.blob.push(self.blob.listed(first + word), page));
        } else {
            self.blob.push(self.blob.listed(first + digit as usize), page);
        }
    }

    #[inline]
    fn parts_of(&self, clause: &Clause) -> &[Part] {
        let (first, count) = clause.parts;
        &self.parts[usize::from(first)..][..usize::from(count)]
    }

    /// The valence sum of a clause with these digits.
    #[inline]
    pub(crate) fn weigh(&self, clause: &Clause, mut digits: Digits, product: Product, named: bool) -> i64 {
        let mut sum = clause.base;
        let heard = self.values.heard(product, named);
        let (first, count) = clause.feelings;
        for feeling in &self.feelings[usize::from(first)..][..usize::from(count)] {
            let digit = digits.of_feeling(feeling) as usize;
            // Which it is would surprise as often as not.
            let name = usize::from(heard[digit % heard.len()]);
            let at = select_unpredictable(feeling.is_name, name, digit);
            sum += self.deltas[feeling.deltas as usize + at];
        }
        sum
    }

    /// A value of a slot, with a digit below its radix.
    #[cfg(test)]
    pub(crate) fn value(&self, slot: Slot, digit: u32, product: Product) -> String {
        let is_ticket = slot == Slot::Ticket;
        let part = Part { text: Word::EMPTY, radix: self.values.radix(slot), first: 0, slot: slot as u8, is_ticket };
        let mut page = Page::default();
        page.make_room(self.values.longest(slot));
        self.push_chosen(&part, digit, self.values.firsts(product, false), &mut page);
        String::from_utf8(page.into_bytes()).expect("values are text")
    }

    /// The place of a clause in the files.
    #[cfg(test)]
    pub(crate) fn place(&self, clause: u16) -> Place {
        self.sources[clause as usize].place
    }
}
