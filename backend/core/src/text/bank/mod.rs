//! The phrase banks, cut once per process, with the weights of their clauses.
//!
//! A clause is fixed text with choices and slots. Its valence sum is a base (first alternatives, slots
//! without feeling) plus what each chosen alternative changes; the lint proves on every combination that
//! alternatives do not change each other, and that clauses add: so a text's score is a sum of integers.

pub(crate) mod blob;
pub(crate) mod parse;
pub(crate) mod shelves;
pub(crate) mod typos;
pub(crate) mod values;
#[cfg(test)]
mod weigh;
mod weights;

use crate::vocabulary::{Channel, Product};
use blob::{Blob, Word};
use parse::{BankError, Source, Sources};
#[cfg(test)]
use parse::{Place, TopicSource};
use shelves::{Decorations, List};
use std::ops::Range;
use std::sync::OnceLock;
use typos::Typo;
use values::Values;
use weights::{Weight, Weights};

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

/// A stretch of a compiled clause.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Part {
    /// Always the same.
    Text(Word),
    /// First of so many [`Bank::options`].
    Choice(u32, u32),
    /// A value of the row or of the world, and whether it begins a sentence inside the clause: it takes a capital.
    Slot(Slot, bool),
}

/// What a digit of a clause decides.
struct Group {
    /// How many alternatives or values.
    radix: u32,
    /// First of its deltas in [`Bank::deltas`], by alternative; the first of all, which is 0, where none has feeling.
    deltas: u32,
    /// Which bits of the digit count for that: none where there is only one.
    counts: u32,
    /// For `{product}`, first of its deltas by [`Values::feeling_of`]; `u32::MAX` where no name changes anything.
    named: u32,
}

/// A compiled clause.
pub(crate) struct Clause {
    pub(crate) pieces: Range<u32>,
    /// Its groups up to the last with feeling: what comes after does not weigh.
    groups: Range<u32>,
    /// As written; slips of the finger are looked for in it when one is wanted.
    text: &'static str,
    typos: OnceLock<Box<[Typo]>>,
    /// Valence sum of the first alternatives, in units of 1e-9.
    base: i64,
    /// Number of different texts it can make, saturating.
    pub(crate) combinations: u64,
    /// Most bytes it can take.
    pub(crate) longest: u16,
    pub(crate) words: u8,
    pub(crate) exclamations: u8,
    pub(crate) questions: u8,
    /// Last byte.
    pub(crate) ends: u8,
    /// The first word is common: small letter after a comma.
    pub(crate) lowerable: bool,
    /// Begins with a capital at the start of a text.
    pub(crate) is_sentence: bool,
    pub(crate) is_tag: bool,
    pub(crate) has_product: bool,
    /// Bit of each topic of its category that it speaks of; none for those that suit all.
    pub(crate) topics: u8,
    /// Any word carries feeling.
    pub(crate) feels: bool,
    /// A word of feeling in capitals: the clause must not be put in small letters.
    pub(crate) shouts: bool,
}

impl Clause {
    /// The slips of the finger it allows.
    pub(crate) fn typos(&self) -> &[Typo] {
        self.typos.get_or_init(|| parse::cut(self.text).map_or(Box::default(), |pieces| typos::find(&pieces).into()))
    }

    /// Valence sum of the first alternatives, in units of 1e-9.
    #[cfg(test)]
    pub(crate) fn weight_of_first(&self) -> i64 {
        self.base
    }
}

/// The compiled banks.
pub(crate) struct Bank {
    pub(crate) clauses: Vec<Clause>,
    pub(crate) pieces: Vec<Part>,
    /// Alternatives of all choices.
    pub(crate) options: Vec<Word>,
    /// What pieces, alternatives and values are written with.
    pub(crate) blob: Blob,
    groups: Vec<Group>,
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
    fn build() -> Result<Self, BankError> {
        let read = Sources::read()?;
        let weights = Self::weights(&read)?;
        let Sources { clauses: sources, values, topics } = read;
        let mut blob = Blob::new();
        let values = Values::new(&values, &weights.names, &mut blob);
        let mut bank = Self {
            clauses: Vec::with_capacity(sources.len()),
            pieces: Vec::new(),
            options: Vec::new(),
            groups: Vec::new(),
            deltas: vec![0],
            values,
            blob,
            ids: Vec::new(),
            keys: Vec::new(),
            lists: Vec::new(),
            general: Vec::new(),
            brief: Vec::new(),
            special: Vec::new(),
            decorations: Default::default(),
            mean_words: [0.0; Role::ALL.len()],
            threads: Vec::new(),
            crisp: Vec::new(),
            #[cfg(test)]
            sources: Vec::new(),
            #[cfg(test)]
            topics: Vec::new(),
        };
        for (source, weight) in sources.iter().zip(&weights.clauses) {
            bank.compile(source, weight).map_err(|problem| BankError { place: source.place, problem })?;
        }
        bank.shelve(&sources);
        bank.thread(&sources, &topics)?;
        bank.collect_decorations(&sources);
        for (&role, mean) in Role::ALL.iter().zip(&mut bank.mean_words) {
            let mine = || sources.iter().zip(&bank.clauses).filter(|(s, _)| s.role == role);
            *mean = mine().map(|(_, c)| f64::from(c.words)).sum::<f64>() / (mine().count().max(1) as f64);
        }
        #[cfg(test)]
        {
            bank.sources = sources;
            bank.topics = topics;
        }
        Ok(bank)
    }

    /// The weights that were written down.
    #[cfg(not(test))]
    fn weights(sources: &Sources) -> Result<Weights, BankError> {
        weights::read(weights::FILE, sources)
    }

    /// What the clauses weigh as they are now: the lint judges these.
    #[cfg(test)]
    fn weights(sources: &Sources) -> Result<Weights, BankError> {
        weigh::weigh(sources)
    }

    /// Cuts one clause.
    fn compile(&mut self, source: &Source, weight: &Weight) -> Result<(), String> {
        let pieces = parse::cut(source.text)?;
        let first = sample(&pieces, |_| 0, PLAIN_PRODUCT);
        let groups_from = self.groups.len() as u32;
        let mut groups_to = groups_from;
        let mut combinations = 1u64;
        let mut longest = 0;
        for (at, piece) in pieces.iter().enumerate() {
            let radix = match piece {
                Piece::Text(fixed) => {
                    longest += fixed.len();
                    continue;
                }
                Piece::Choice(options) => {
                    longest += options.iter().map(|o| o.len()).max().unwrap_or(0);
                    options.len() as u32
                }
                &Piece::Slot(slot) => {
                    longest += self.values.longest(slot);
                    self.values.radix(slot)
                }
            };
            let mut group = Group { radix, deltas: 0, counts: 0, named: u32::MAX };
            let changes = weight.changes(at);
            if !changes.is_empty() {
                let offset = self.deltas.len() as u32;
                match piece {
                    Piece::Slot(Slot::Product) => group.named = offset,
                    _ => {
                        (group.deltas, group.counts) = (offset, u32::MAX);
                        self.deltas.push(0); // the first alternative
                    }
                }
                self.deltas.extend(changes);
                groups_to = self.groups.len() as u32 + 1;
            }
            self.groups.push(group);
            combinations = combinations.saturating_mul(u64::from(radix));
        }
        let count = |mark: u8| first.bytes().filter(|&b| b == mark).count() as u8;
        let pieces_from = self.pieces.len() as u32;
        self.clauses.push(Clause {
            pieces: pieces_from..pieces_from + pieces.len() as u32,
            groups: groups_from..groups_to,
            text: source.text,
            typos: OnceLock::new(),
            base: weight.base,
            combinations,
            longest: longest as u16,
            words: 1 + count(b' '),
            exclamations: count(b'!'),
            questions: count(b'?'),
            ends: first.bytes().last().unwrap_or(b'.'),
            lowerable: typos::is_lowerable(&pieces),
            is_sentence: !matches!(source.role, Role::Tag | Role::Emoji | Role::Hashtag),
            is_tag: source.role == Role::Tag,
            has_product: pieces.iter().any(|p| matches!(p, Piece::Slot(Slot::Product))),
            topics: 0,
            feels: weight.base != 0 || !weight.changes.is_empty(),
            shouts: weight.shouts,
        });
        let mut starts = false;
        for piece in pieces {
            let begins = core::mem::replace(&mut starts, false);
            self.pieces.push(match piece {
                Piece::Text(text) => {
                    starts = text.trim_end().ends_with(['.', '!', '?']);
                    Part::Text(self.blob.add(text))
                }
                Piece::Slot(slot) => Part::Slot(slot, begins),
                Piece::Choice(options) => {
                    let first = self.options.len() as u32;
                    self.options.extend(options.iter().map(|option| self.blob.add(option)));
                    Part::Choice(first, options.len() as u32)
                }
            });
        }
        Ok(())
    }

    /// The valence sum of a clause with these digits.
    #[inline]
    pub(crate) fn weigh(&self, clause: &Clause, mut digits: Digits, product: Product, named: bool) -> i64 {
        let mut sum = clause.base;
        for group in &self.groups[clause.groups.start as usize..clause.groups.end as usize] {
            let digit = digits.next(group.radix);
            // Whether a group has feeling is as good as chance: no branch foresees it.
            sum += self.deltas[(group.deltas + (digit & group.counts)) as usize];
            if named && group.named != u32::MAX {
                let which = self.values.feeling_of(product, digit);
                sum += which.map_or(0, |which| self.deltas[group.named as usize + which]);
            }
        }
        sum
    }

    /// The place of a clause in the files.
    #[cfg(test)]
    pub(crate) fn place(&self, clause: u16) -> Place {
        self.sources[clause as usize].place
    }
}

/// The digits that choose the alternatives and values of a clause, in order.
#[derive(Clone, Copy)]
pub(crate) enum Digits {
    /// Any number of well-mixed digits.
    Mixed(u64),
    /// The mixed-radix digits of a number below [`Clause::combinations`].
    Index(u64),
}

impl Digits {
    /// The next digit, below `radix`.
    #[inline]
    pub(crate) fn next(&mut self, radix: u32) -> u32 {
        match self {
            // Knuth's MMIX multiplier; the high half is well mixed.
            Self::Mixed(state) => {
                *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                (((*state >> 32) * u64::from(radix)) >> 32) as u32
            }
            Self::Index(rest) => {
                let digit = (*rest % u64::from(radix)) as u32;
                *rest /= u64::from(radix);
                digit
            }
        }
    }
}
