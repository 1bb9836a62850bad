//! Why a text has its score: what each word says by itself, what it adds here, and what made the difference.
//!
//! The rules are gone through once more, word by word, noting which of them had a part. The tests hold the sums to what
//! the analyser makes of a few thousand texts, to the last bit.

use super::rules::{CAPITALS, FADE, NEGATION, NEVER_SO, Word};
use super::tables::{Tables, Valence};
use super::{Analyser, Spelt, compound, push, round_e4, rules};

/// A score and everything it is made of: contributions of words and adjustments add up to the sum that is scored.
#[derive(Clone, Debug, PartialEq)]
pub struct Reasoned {
    /// Compound score in ten-thousandths, −10,000 to 10,000.
    pub compound_e4: i32,
    /// Share of the text that is positive, three decimals.
    pub positive: f64,
    /// Share of the text without feeling, three decimals.
    pub neutral: f64,
    /// Share of the text that is negative, three decimals.
    pub negative: f64,
    /// The words that count, in order.
    pub words: Vec<ReasonedWord>,
    /// What counts beside the words, and what it adds.
    pub adjustments: Vec<(&'static str, f64)>,
}

/// One word that counts.
#[derive(Clone, Debug, PartialEq)]
pub struct ReasonedWord {
    /// First byte in the text.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// What the word says by itself, −4 to 4.
    pub valence: f64,
    /// What it adds here.
    pub contribution: f64,
    /// Why that is not its valence, in plain words; empty if it is.
    pub why: Vec<String>,
}

impl Reasoned {
    /// The sum that is scored: `compound = S / √(S² + 15)`.
    #[must_use]
    pub fn sum(&self) -> f64 {
        let words: f64 = self.words.iter().map(|word| word.contribution).sum();
        words + self.adjustments.iter().map(|(_, part)| part).sum::<f64>()
    }
}

impl Analyser {
    /// The score, and the reasons for it.
    #[must_use]
    pub fn reasons(&self, text: &str) -> Reasoned {
        let whole = self.explain(text);
        let spelt = Spelt::new(&self.0, text);
        let words = self.words(&spelt);
        let valences = rules::valences(&self.0, &words);
        let turn = words.iter().position(|word| word.lower == "but");
        let mut reasoned = Vec::new();
        for (i, (word, counted)) in words.iter().zip(&valences).enumerate() {
            if counted.value == 0.0 {
                continue;
            }
            let (before_but, mut why) = steps(&self.0, &words, i);
            if turn.is_some() && counted.value != before_but.value {
                let more = counted.value.abs() > before_but.value.abs();
                why.push(if more { "counts more, after \"but\"" } else { "counts less, before \"but\"" }.to_owned());
            }
            let (start, end) = spelt.origin(word.start, word.end);
            let valence = word.valence().unwrap_or(0.0);
            reasoned.push(ReasonedWord { start, end, valence, contribution: counted.value, why });
        }
        let sum = rules::sum(&valences);
        let marks = |mark: u8| spelt.text.bytes().filter(|&b| b == mark).count();
        let sign = if sum < 0.0 { -1.0 } else { 1.0 };
        let mut adjustments = Vec::new();
        if sum != 0.0 {
            let parts = [
                ("exclamation marks", rules::emphasis(marks(b'!'), 0)),
                ("question marks", rules::emphasis(0, marks(b'?'))),
            ];
            adjustments
                .extend(parts.into_iter().filter(|(_, part)| *part != 0.0).map(|(what, part)| (what, sign * part)));
        }
        debug_assert_eq!(round_e4(compound(sum + push(&spelt.text, sum))), whole.compound_e4);
        Reasoned {
            compound_e4: whole.compound_e4,
            positive: whole.positive,
            neutral: whole.neutral,
            negative: whole.negative,
            words: reasoned,
            adjustments,
        }
    }
}

/// What the word at `i`, which has a valence, adds before any "but" is weighed, and which rules had a part in it. The same
/// steps as [`rules::valences`] takes.
fn steps(tables: &Tables, words: &[Word<'_>], i: usize) -> (Valence, Vec<String>) {
    let shouting = words.iter().any(|w| w.capitals) && words.iter().any(|w| !w.capitals);
    let lower = |k: usize| words[k].lower.as_ref();
    let back = |distance: usize| i.checked_sub(distance).map(lower);
    let plain = words[i].valence().unwrap_or(0.0);
    let (mut value, mut why) = (plain, Vec::new());
    if lower(i) == "no" && words.get(i + 1).is_some_and(|next| next.valence().is_some()) {
        value = 0.0;
    }
    let after_no = back(1) == Some("no")
        || back(2) == Some("no")
        || (back(3) == Some("no") && matches!(back(1), Some("or" | "nor")));
    if after_no {
        value = plain * NEGATION;
        why.push("turned round by \"no\"".to_owned());
    }
    if words[i].capitals && shouting {
        value += if value > 0.0 { CAPITALS } else { -CAPITALS };
        why.push("made stronger by capital letters".to_owned());
    }
    let mut whole = false;
    for distance in 1..=3.min(i) {
        let before = &words[i - distance];
        if before.valence().is_some() {
            continue;
        }
        let mut boost = before.boost().map_or(0.0, |boost| if value < 0.0 { -boost } else { boost });
        if boost != 0.0 && before.capitals && shouting {
            boost += if value > 0.0 { CAPITALS } else { -CAPITALS };
        }
        if boost != 0.0 {
            let stronger = (boost > 0.0) == (value > 0.0);
            let how = if stronger { "stronger" } else { "weaker" };
            let loud = if before.capitals && shouting { ", in capital letters" } else { "" };
            why.push(format!("made {how} by \"{}\"{loud}", before.lower));
        }
        value += boost * FADE[distance - 1];
        let turned = rules::turned(distance, before, back(1).unwrap_or(""), back(2).unwrap_or(""));
        if turned == NEGATION {
            why.push(format!("turned round by \"{}\"", before.lower));
        } else if turned == NEVER_SO {
            why.push("made stronger by \"so\" or \"this\"".to_owned());
        }
        value *= turned;
        if distance == 3 {
            let known = rules::idiom(tables, words, i, value);
            if known.0 != value || known.1 != whole {
                why.push("part of a phrase that is known as a whole".to_owned());
            }
            (value, whole) = known;
        }
    }
    if back(1) == Some("least") && !matches!(back(2), Some("at" | "very")) {
        why.push("turned round by \"least\"".to_owned());
        return (Valence { value: value * NEGATION, whole: false }, why);
    }
    (Valence { value, whole }, why)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::sentiment::analyser;

    /// Texts made of words that rules are about, in any order.
    fn texts() -> impl Iterator<Item = String> {
        const WORDS: [&str; 36] = [
            "good",
            "bad",
            "GREAT",
            "terrible",
            "helpful",
            "not",
            "isn't",
            "never",
            "so",
            "this",
            "very",
            "VERY",
            "slightly",
            "kind",
            "of",
            "but",
            "no",
            "or",
            "nor",
            "least",
            "at",
            "without",
            "doubt",
            "the",
            "support",
            "was",
            "slow",
            "love",
            "hate",
            "!",
            "??",
            "!!",
            ":)",
            "😍",
            "to die for",
            "extremely",
        ];
        (0..5_000_u64).map(|n| {
            let mut state = n.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d;
            let length = 1 + n % 11;
            let word = |_| {
                state = crate::rng::mix(state.wrapping_add(1));
                WORDS[(state % WORDS.len() as u64) as usize]
            };
            (0..length).map(word).collect::<Vec<_>>().join(" ")
        })
    }

    #[test]
    fn the_parts_add_up_to_the_score_of_thousands_of_texts() {
        let mut reasons = 0;
        for text in texts() {
            let reasoned = analyser().reasons(&text);
            assert_eq!(reasoned.compound_e4, analyser().score(&text), "{text}");
            assert_eq!(round_e4(compound(reasoned.sum())), reasoned.compound_e4, "{text}: {reasoned:?}");
            for word in &reasoned.words {
                reasons += word.why.len();
                // Where the contribution is the valence there is nothing to tell, and the other way round.
                assert!(word.valence == word.contribution || !word.why.is_empty(), "{text}: {word:?}");
            }
        }
        assert!(reasons > 5_000, "{reasons}");
    }

    #[test]
    fn the_steps_are_those_of_the_analyser() {
        for text in texts().filter(|text| !text.split(' ').any(|word| word == "but")) {
            let spelt = Spelt::new(&analyser().0, &text);
            let words = rules::words(&analyser().0, &spelt.text);
            for (i, counted) in rules::valences(&analyser().0, &words).iter().enumerate() {
                if counted.value != 0.0 {
                    let (value, _) = steps(&analyser().0, &words, i);
                    assert_eq!(value.value.to_bits(), counted.value.to_bits(), "{text}: {}", words[i].lower);
                }
            }
        }
    }

    #[test]
    fn reasons_are_told_in_plain_words() {
        let why = |text: &str| analyser().reasons(text).words.pop().unwrap().why;
        assert_eq!(why("The support was very helpful"), ["made stronger by \"very\""]);
        assert_eq!(why("It was slightly slow and not good"), ["turned round by \"not\""]);
        assert_eq!(why("It is GREAT"), ["made stronger by capital letters"]);
        assert_eq!(why("slow but good"), ["counts more, after \"but\""]);
        let loud = analyser().reasons("Bad!!! Why??");
        assert_eq!(loud.adjustments, [("exclamation marks", -3.0 * 0.292), ("question marks", -0.36)]);
    }
}
