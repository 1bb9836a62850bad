//! Makes the banks of a process out of the files: clauses are cut and laid out, and sorted by what they suit.

use super::blob::{Blob, BlobMaker, Word};
use super::clause::{Clause, Detail, Feeling, MOST_PARTS, Part};
use super::parse::{self, BankError, Source, Sources};
use super::values::{NO_SLOT, Values, capital};
#[cfg(test)]
use super::weigh;
use super::weights::{Weight, Weights};
use super::{Bank, PLAIN_PRODUCT, Piece, Role, Slot, sample, typos};
use std::sync::OnceLock;

impl Bank {
    pub(super) fn build() -> Result<Self, BankError> {
        let read = Sources::read()?;
        let weights = Self::weights(&read)?;
        let Sources { clauses: sources, values, topics } = read;
        let mut blob = BlobMaker::new();
        let values = Values::new(&values, &weights.names, &mut blob);
        let mut bank = Self {
            clauses: Vec::with_capacity(sources.len()),
            details: Vec::with_capacity(sources.len()),
            parts: Vec::new(),
            feelings: Vec::new(),
            deltas: Vec::new(),
            values,
            blob: Blob::default(),
            ids: Vec::new(),
            keys: Vec::new(),
            lists: Vec::new(),
            general: Vec::new(),
            brief: Vec::new(),
            special: Vec::new(),
            decorations: Default::default(),
            mean_words: [0.0; Role::ALL.len()],
            longest: 0,
            threads: Vec::new(),
            crisp: Vec::new(),
            #[cfg(test)]
            sources: Vec::new(),
            #[cfg(test)]
            topics: Vec::new(),
        };
        for (source, weight) in sources.iter().zip(&weights.clauses) {
            bank.compile(source, weight, &mut blob).map_err(|problem| BankError { place: source.place, problem })?;
        }
        bank.blob = blob.finish();
        bank.longest = bank.clauses.iter().map(|clause| usize::from(clause.longest)).max().unwrap_or(0);
        bank.shelve(&sources);
        bank.thread(&sources, &topics)?;
        bank.collect_decorations(&sources);
        for (&role, mean) in Role::ALL.iter().zip(&mut bank.mean_words) {
            let mine = || sources.iter().zip(&bank.details).filter(|(s, _)| s.role == role);
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
        super::weights::read(super::weights::FILE, sources)
    }

    /// What the clauses weigh as they are now: the lint judges these.
    #[cfg(test)]
    fn weights(sources: &Sources) -> Result<Weights, BankError> {
        weigh::weigh(sources)
    }

    /// Cuts one clause.
    fn compile(&mut self, source: &Source, weight: &Weight, blob: &mut BlobMaker) -> Result<(), String> {
        let pieces = parse::cut(source.text)?;
        let first = sample(&pieces, |_| 0, PLAIN_PRODUCT);
        let feelings_from = self.feelings.len();
        let mut combinations = 1_u64;
        let mut longest = 0;
        // Parts without feeling since the last that has some, and how many texts they can make.
        let mut skipped = (0, 1_u32);
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
            let changes = weight.changes(at);
            if changes.is_empty() {
                // Where this wraps, the combinations are too many to be counted.
                skipped = (skipped.0 + 1, skipped.1.wrapping_mul(radix).max(1));
            } else {
                self.feelings.push(Feeling {
                    skipped: skipped.0,
                    is_name: matches!(piece, Piece::Slot(_)),
                    radix: radix as u16,
                    skipped_combinations: skipped.1,
                    deltas: self.deltas.len() as u32,
                });
                // The first alternative, or no name of feeling.
                self.deltas.push(0);
                self.deltas.extend(changes);
                skipped = (0, 1);
            }
            combinations = combinations.saturating_mul(u64::from(radix));
        }
        let feelings = self.feelings.len() - feelings_from;
        let count = |mark: u8| first.bytes().filter(|&b| b == mark).count() as u8;
        let parts_from = self.parts.len();
        let tail = self.lay_out(&pieces, blob);
        let parts = self.parts.len() - parts_from;
        let begins = |at: usize| u16::try_from(at).map_err(|_| "the banks have grown beyond what a clause can tell");
        if parts >= MOST_PARTS {
            return Err(format!("{parts} choices and slots; a clause may have {} at most", MOST_PARTS - 1));
        }
        self.clauses.push(Clause {
            base: weight.base,
            parts: (begins(parts_from)?, parts as u8),
            feelings: (begins(feelings_from)?, feelings as u8),
            tail,
            longest: longest as u16,
            exclamations: count(b'!'),
            questions: count(b'?'),
            ends: first.bytes().last().unwrap_or(b'.'),
            topics: 0,
            feels: weight.base != 0 || feelings > 0,
            shouts: weight.shouts,
            has_product: pieces.iter().any(|p| matches!(p, Piece::Slot(Slot::Product))),
            lowerable: typos::is_lowerable(&pieces),
            is_sentence: !matches!(source.role, Role::Tag | Role::Emoji | Role::Hashtag),
            is_tag: source.role == Role::Tag,
        });
        self.details.push(Detail { combinations, words: 1 + count(b' '), text: source.text, typos: OnceLock::new() });
        Ok(())
    }

    /// Keeps pieces as parts; what comes after the last is returned.
    fn lay_out(&mut self, pieces: &[Piece], blob: &mut BlobMaker) -> Word {
        let nothing = blob.add("");
        let mut before = nothing;
        let mut starts = false;
        for piece in pieces {
            let begins = core::mem::take(&mut starts);
            let (slot, first, radix) = match piece {
                Piece::Text(text) => {
                    starts = text.trim_end().ends_with(['.', '!', '?']);
                    before = blob.add(text);
                    continue;
                }
                &Piece::Slot(slot) => (if begins { capital(slot) } else { slot as u8 }, 0, self.values.radix(slot)),
                Piece::Choice(options) => (NO_SLOT, blob.list(options), options.len() as u32),
            };
            let text = core::mem::replace(&mut before, nothing);
            let is_ticket = matches!(piece, Piece::Slot(Slot::Ticket));
            self.parts.push(Part { text, radix, first, slot, is_ticket });
        }
        before
    }
}
