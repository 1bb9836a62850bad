//! How happy a text sounds: VADER, exactly as Python's vaderSentiment 3.3.2 has it.
//!
//! Hutto & Gilbert (2014): words with a known valence, changed by what stands up to three words before
//! them, are summed; punctuation pushes the sum outward; `compound = S / √(S² + 15)`. This is our own
//! writing of the published rules over the published lexicons (see `data/vader`), compared with the
//! crate `vader-parity` in the tests.

mod explain;
pub(crate) mod rules;
#[expect(clippy::disallowed_types, reason = "words are looked up, never iterated over")]
mod tables;

use crate::maths::{floor, rounded};
use std::sync::OnceLock;

pub use explain::{Reasoned, ReasonedWord};
use rules::Word;
#[cfg(test)]
use tables::Known;
use tables::Tables;

/// The analyser: the lexicons, read once.
pub struct Analyser(Tables);

/// What a text's score is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// Compound score in ten-thousandths, −10,000 to 10,000.
    pub compound_e4: i32,
    /// Share of the text that is positive, three decimals.
    pub positive: f64,
    /// Share of the text without feeling, three decimals.
    pub neutral: f64,
    /// Share of the text that is negative, three decimals.
    pub negative: f64,
    /// The words that count, in order.
    pub words: Vec<WordContribution>,
    /// What `!` and `?` add to the sum of the words, with its sign.
    pub punctuation: f64,
}

/// What one word adds.
#[derive(Clone, Debug, PartialEq)]
pub struct WordContribution {
    /// The word as written, or the emoji.
    pub word: String,
    /// First byte in the text.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// Valence after all rules; the compound score is a function of the sum.
    pub valence: f64,
}

/// The one analyser of this process.
pub fn analyser() -> &'static Analyser {
    static ANALYSER: OnceLock<Analyser> = OnceLock::new();
    ANALYSER.get_or_init(|| Analyser(Tables::load()))
}

/// Normalises a sum of valences: `S / √(S² + 15)`, within −1 and 1.
pub(crate) fn compound(sum: f64) -> f64 {
    (sum / (sum * sum + 15.0).sqrt()).clamp(-1.0, 1.0)
}

/// Python's `round(x, 4)` in ten-thousandths: the exact binary value, ties to even.
pub(crate) fn round_e4(x: f64) -> i32 {
    let scaled = x * 1e4;
    let near_tie = ((scaled - floor(scaled)) - 0.5).abs() < 1e-6;
    if near_tie {
        // Fixed-point formatting rounds the exact value; multiplying first would not.
        (format!("{x:.4}").parse().unwrap_or(x) * 1e4).round() as i32
    } else {
        rounded(scaled)
    }
}

/// Python's `round(x, 3)`.
fn round_3(x: f64) -> f64 {
    format!("{x:.3}").parse().unwrap_or(x)
}

/// The text with emoji spelt out, and where each stretch of it came from.
pub(crate) struct Spelt {
    text: String,
    /// (first byte here, first byte there, length there if it is an emoji, else 0), ascending.
    runs: Vec<(usize, usize, usize)>,
}

impl Spelt {
    fn new(tables: &Tables, text: &str) -> Self {
        let mut spelt = Self { text: String::with_capacity(text.len()), runs: vec![(0, 0, 0)] };
        if text.is_ascii() {
            spelt.text.push_str(text);
            return spelt;
        }
        let mut after_space = true;
        for (at, c) in text.char_indices() {
            let Some(description) = tables.description(c) else {
                spelt.text.push(c);
                after_space = c == ' ';
                continue;
            };
            if !after_space {
                spelt.text.push(' ');
            }
            spelt.runs.push((spelt.text.len(), at, c.len_utf8()));
            spelt.text.push_str(description);
            spelt.runs.push((spelt.text.len(), at + c.len_utf8(), 0));
            after_space = false;
        }
        spelt
    }

    /// Where the bytes `start..end` came from.
    fn origin(&self, start: usize, end: usize) -> (usize, usize) {
        let run = |at: usize| self.runs[self.runs.partition_point(|r| r.0 <= at) - 1];
        let (here, there, emoji) = run(start);
        let from = if emoji > 0 { there } else { there + (start - here) };
        let (here, there, emoji) = run(end - 1);
        (from, if emoji > 0 { there + emoji } else { there + (end - here) })
    }
}

impl Analyser {
    /// The compound score in ten-thousandths: positive from 500 on, negative from −500 on.
    #[must_use]
    pub fn score(&self, text: &str) -> i32 {
        let spelt = self.spell(text);
        let sum = self.sum_of(&self.words(&spelt));
        round_e4(compound(sum + push(&spelt.text, sum)))
    }

    /// The score, and what each word adds to it.
    #[must_use]
    pub fn explain(&self, text: &str) -> Explanation {
        let spelt = self.spell(text);
        let words = self.words(&spelt);
        let valences = rules::valences(&self.0, &words);
        let sum = rules::sum(&valences);
        let punctuation = push(&spelt.text, sum);

        // One is added per word of feeling, so that words without weigh alike.
        let side =
            |sign: f64| valences.iter().map(|v| v.value * sign).filter(|&v| v > 0.0).fold(0.0, |a, v| a + (v + 1.0));
        let (mut positive, mut negative) = (side(1.0), side(-1.0));
        let neutral = valences.iter().filter(|v| v.value == 0.0).count() as f64;
        let emphasis = emphasis_of(&spelt.text);
        if positive > negative {
            positive += emphasis;
        } else if positive < negative {
            negative += emphasis;
        }
        let total = positive + negative + neutral;
        let share = |part: f64| if valences.is_empty() { 0.0 } else { round_3(part / total) };

        let counted = words.iter().zip(&valences).filter(|(_, v)| v.value != 0.0);
        let words = counted.map(|(word, v)| {
            let (start, end) = spelt.origin(word.start, word.end);
            WordContribution { word: text[start..end].to_owned(), start, end, valence: v.value }
        });
        Explanation {
            compound_e4: round_e4(compound(sum + punctuation)),
            positive: share(positive),
            neutral: share(neutral),
            negative: share(negative),
            words: words.collect(),
            punctuation,
        }
    }

    /// A text with its emoji spelt out, to take the words of.
    pub(crate) fn spell(&self, text: &str) -> Spelt {
        Spelt::new(&self.0, text)
    }

    /// The words of a text.
    pub(crate) fn words<'t>(&'t self, text: &'t Spelt) -> Vec<Word<'t>> {
        rules::words(&self.0, &text.text)
    }

    /// The sum of the valences of these words.
    pub(crate) fn sum_of(&self, words: &[Word<'_>]) -> f64 {
        rules::sum(&rules::valences(&self.0, words))
    }

    /// A text as the rules hear it: what is heard alike has the same sum, also among other words.
    pub(crate) fn heard(&self, text: &str) -> String {
        if text.is_ascii() { rules::heard(&self.0, text) } else { rules::heard(&self.0, &self.spell(text).text) }
    }

    /// Whether no word of a text can carry feeling or change that of its neighbours.
    pub(crate) fn is_inert(&self, text: &str) -> bool {
        self.heard(text).bytes().all(|b| matches!(b, b'.' | b' '))
    }
}

/// What clauses are weighed with. That is done in tests: a process reads what they weigh.
#[cfg(test)]
impl Analyser {
    /// The sum of valences before punctuation.
    pub(crate) fn sum(&self, text: &str) -> f64 {
        self.sum_of(&self.words(&self.spell(text)))
    }

    /// Whether any word that counts stands in capitals, so that a text may weigh another thing in small letters.
    pub(crate) fn shouts(&self, text: &str) -> bool {
        let counts = |known: &Known| known.valence.is_some() || known.boost.is_some();
        self.words(&self.spell(text)).iter().any(|word| word.capitals && word.known.is_some_and(counts))
    }

    /// Whether any word of a text carries feeling by itself.
    pub(crate) fn feels(&self, text: &str) -> bool {
        if text.is_ascii() { rules::feels(&self.0, text) } else { rules::feels(&self.0, &self.spell(text).text) }
    }

    /// Where the words of a text begin that carry feeling by themselves.
    pub(crate) fn places_of_feeling(&self, text: &str) -> Vec<usize> {
        let spelt = self.spell(text);
        let words = self.words(&spelt);
        words.iter().filter(|word| word.valence().is_some()).map(|word| word.start).collect()
    }
}

fn emphasis_of(text: &str) -> f64 {
    let count = |mark: u8| text.bytes().filter(|&b| b == mark).count();
    rules::emphasis(count(b'!'), count(b'?'))
}

/// What the punctuation of `text` adds to `sum`: outward, nothing to nothing.
fn push(text: &str, sum: f64) -> f64 {
    if sum > 0.0 {
        emphasis_of(text)
    } else if sum < 0.0 {
        -emphasis_of(text)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests;
