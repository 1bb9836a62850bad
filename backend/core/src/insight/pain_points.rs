//! What unhappy customers talk about, in their own words: phrases that mark negative feedback of a category.
//!
//! A bounded sample of texts, cut into phrases of two and three words. A phrase counts once a text. What marks it is the
//! log-odds of being in negative texts of the category against all other texts, with the whole sample as prior (Monroe,
//! Colaresi and Quinn 2008), in standard errors, so that rare phrases do not win by chance.

use std::collections::HashMap;

use foldhash::fast::FixedState;

use crate::batch::Values;
use crate::block::{Block, Depth, Plan};
use crate::columns::{ColumnSet, Table};
use crate::vocabulary::{Category, Product, SentimentLabel};

/// Texts read, at most (chosen: the phrases of a category settle at about 60 negative texts, and there are eight).
const TEXTS: usize = 1_600;
/// Customers whose texts are made at a time (chosen).
const CUSTOMERS: u64 = 32;
/// A phrase is in at least this many negative texts of its category (chosen).
const LEAST_TEXTS: u32 = 4;
/// Bits of a hash of phrases: four times as many as there are phrases in so many texts.
const SLOT_BITS: u32 = 18;
/// Phrases a category, and quotes.
const PHRASES: usize = 3;
const QUOTES: usize = 2;
/// A phrase that marks a category lies at least this many standard errors above the others (chosen).
const LEAST_Z: f64 = 2.0;
/// Quotes are at most this long, in characters (chosen: one line or two).
const QUOTE: usize = 180;

/// What is said badly of one category.
#[derive(Clone, Debug)]
pub(crate) struct Theme {
    pub(crate) category: Category,
    /// Phrases and in how many of `negative` texts they are.
    pub(crate) phrases: Vec<(String, u32)>,
    pub(crate) quotes: Vec<String>,
    /// Negative texts of the category that were read.
    pub(crate) negative: u32,
}

/// A text and what its row says of it.
struct Text {
    words: Vec<u32>,
    category: Category,
    negative: bool,
}

/// Themes of all categories with negative texts, from the first customers of the dataset.
pub(crate) fn mine(plan: &Plan) -> Vec<Theme> {
    let mut reader = Reader::default();
    let mut from = 1;
    while reader.texts.len() < TEXTS && from <= plan.customers {
        let to = plan.customers.min(from + CUSTOMERS - 1);
        reader.read(&Block::simulate_customers(plan, from..=to, Depth::Full));
        from = to + 1;
    }
    reader.themes()
}

#[derive(Default)]
struct Reader {
    words: HashMap<String, u32, FixedState>,
    names: Vec<String>,
    texts: Vec<Text>,
    /// By category: short negative texts, the worst first.
    quotes: [Vec<(i32, String)>; Category::COUNT],
}

impl Reader {
    fn read(&mut self, block: &Block) {
        let f = &block.feedback;
        let column = Table::Feedback.column_index("feedback_text").unwrap_or(0);
        let rows = f.day.len().min(TEXTS - self.texts.len());
        let batch = block.batch(Table::Feedback, ColumnSet::NONE.with(column), 0..rows);
        let Some(Values::Text(texts)) = batch.values.first() else { return };
        for row in 0..rows {
            let text = texts.get(row);
            let negative = block.label(row) == SentimentLabel::Negative;
            let category = f.category[row];
            if negative && text.chars().count() <= QUOTE {
                self.quotes[category.index()].push((f.score_e4[row], text.to_owned()));
            }
            let words = self.cut(text);
            self.texts.push(Text { words, category, negative });
        }
    }

    /// Words as numbers; 0 ends a clause, so that no phrase runs over it.
    fn cut(&mut self, text: &str) -> Vec<u32> {
        let mut cut = Vec::with_capacity(text.len() / 5);
        let lower = text.to_lowercase();
        let ends = |c: char| !(c.is_alphanumeric() || c == '\'' || c == '’' || c == ' ' || c == '-');
        for clause in lower.split(ends) {
            for word in clause.split(' ').filter(|word| !word.is_empty()) {
                if word.chars().any(|c| c.is_ascii_digit()) {
                    cut.push(0);
                    continue;
                }
                // Nearly every word is known already: only new ones are worth a text of their own.
                let id = self.words.get(word).copied().unwrap_or_else(|| {
                    self.names.push(word.to_owned());
                    let next = self.names.len() as u32;
                    self.words.insert(word.to_owned(), next);
                    next
                });
                cut.push(id);
            }
            cut.push(0);
        }
        cut
    }

    fn name(&self, id: u32) -> &str {
        &self.names[id as usize - 1]
    }

    /// Whether a phrase says something: no filler at its ends, no product's name alone.
    fn tells(&self, phrase: &[u32]) -> bool {
        let filler = |id: &u32| FILLERS.contains(&self.name(*id)) || self.name(*id).len() < 3;
        let product = |id: &u32| {
            let word = self.name(*id);
            Product::NAMES.iter().any(|name| name.split(' ').any(|part| part.eq_ignore_ascii_case(word)))
        };
        !phrase.first().is_none_or(filler) && !phrase.last().is_none_or(filler) && !phrase.iter().all(product)
    }

    fn themes(mut self) -> Vec<Theme> {
        let mut quotes = core::mem::take(&mut self.quotes);
        let counts = self.counts();
        let mut themes: Vec<Theme> = Category::ALL
            .iter()
            .map(|&category| {
                let negative = self.texts.iter().filter(|t| t.negative && t.category == category).count() as u32;
                let mut candidates = core::mem::take(&mut quotes[category.index()]);
                candidates.sort();
                Theme {
                    category,
                    phrases: self.phrases(&counts, category, negative),
                    quotes: candidates.into_iter().take(QUOTES).map(|(_, text)| text).collect(),
                    negative,
                }
            })
            .filter(|theme| theme.negative > 0)
            .collect();
        themes.sort_by_key(|theme| core::cmp::Reverse(theme.negative));
        themes
    }

    /// Every phrase, and in how many texts: all, and negative ones by category.
    fn counts(&self) -> Vec<(u64, u32, [u32; Category::COUNT])> {
        let mut all: Vec<(u64, u8)> = Vec::new();
        // Most phrases are in one text only: counted by a hash of them first, they need not be put in order.
        let mut at_most = vec![0_u8; 1 << SLOT_BITS];
        let slot = |key: u64| (key.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (u64::BITS - SLOT_BITS)) as usize;
        let mut own: Vec<u64> = Vec::new();
        for text in &self.texts {
            own.clear();
            for length in 2..=3 {
                own.extend(
                    text.words
                        .windows(length)
                        .filter(|phrase| !phrase.contains(&0))
                        .map(|phrase| phrase.iter().fold(0, |key, &id| key << 21 | u64::from(id))),
                );
            }
            own.sort_unstable();
            own.dedup();
            let class = if text.negative { text.category as u8 } else { u8::MAX };
            for &key in &own {
                at_most[slot(key)] = at_most[slot(key)].saturating_add(1);
            }
            all.extend(own.iter().map(|&key| (key, class)));
        }
        all.retain(|&(key, _)| u32::from(at_most[slot(key)]) >= LEAST_TEXTS);
        all.sort_unstable();
        all.chunk_by(|a, b| a.0 == b.0)
            .filter(|run| run.len() as u32 >= LEAST_TEXTS)
            .map(|run| {
                let mut by = [0; Category::COUNT];
                run.iter().filter(|(_, class)| *class != u8::MAX).for_each(|(_, class)| by[*class as usize] += 1);
                (run[0].0, run.len() as u32, by)
            })
            .collect()
    }

    fn phrases(
        &self,
        counts: &[(u64, u32, [u32; Category::COUNT])],
        category: Category,
        negative: u32,
    ) -> Vec<(String, u32)> {
        let texts = self.texts.len() as f64;
        let (here, elsewhere) = (f64::from(negative), texts - f64::from(negative));
        let mut marked: Vec<(f64, u64, u32)> = counts
            .iter()
            .filter(|(_, _, by)| by[category.index()] >= LEAST_TEXTS)
            .filter_map(|(key, all, by)| {
                let inside = f64::from(by[category.index()]);
                let prior = f64::from(*all) / texts * 10.0;
                let odds = |n: f64, of: f64| libm::log((n + prior) / (of + 10.0 - n - prior).max(1e-9));
                let delta = odds(inside, here) - odds(f64::from(*all) - inside, elsewhere);
                let error = (1.0 / (inside + prior) + 1.0 / (f64::from(*all) - inside + prior)).sqrt();
                (delta / error >= LEAST_Z).then_some((delta / error, *key, by[category.index()]))
            })
            .collect();
        marked.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut phrases: Vec<(Vec<u32>, u32)> = Vec::new();
        for (_, key, n) in marked {
            let phrase: Vec<u32> = [key >> 42, key >> 21 & 0x1f_ffff, key & 0x1f_ffff]
                .iter()
                .map(|&id| id as u32)
                .filter(|&id| id > 0)
                .collect();
            let overlaps = |(other, _): &(Vec<u32>, u32)| {
                let shared = other.iter().filter(|id| phrase.contains(id)).count();
                shared + 1 >= other.len().min(phrase.len())
            };
            if self.tells(&phrase) && !phrases.iter().any(overlaps) {
                phrases.push((phrase, n));
                if phrases.len() == PHRASES {
                    break;
                }
            }
        }
        let words = |phrase: &[u32]| phrase.iter().map(|&id| self.name(id)).collect::<Vec<_>>().join(" ");
        phrases.iter().map(|(phrase, n)| (words(phrase), *n)).collect()
    }
}

/// Words that begin or end no phrase worth quoting.
const FILLERS: &[&str] = &[
    "the", "and", "but", "for", "with", "that", "this", "was", "were", "are", "has", "had", "have", "our", "your",
    "you", "they", "them", "their", "its", "it's", "not", "who", "what", "when", "while", "from", "into", "than",
    "then", "there", "here", "been", "being", "will", "would", "could", "can", "can't", "don't", "didn't", "doesn't",
    "isn't", "wasn't", "very", "really", "just", "also", "too", "all", "any", "one", "more", "most", "some", "such",
    "about", "over", "after", "before", "because", "since", "until", "again", "still", "only", "every", "each",
    "which", "how", "why", "where", "we're", "we've", "i'm", "i've", "hi", "hello", "team", "please", "thanks",
    "thank", "regards", "out", "off", "does", "did", "get", "got", "say", "says", "said", "let", "may", "might",
    "must", "should", "other", "another", "these", "those", "his", "her", "him", "she", "him", "caller", "customer",
];
