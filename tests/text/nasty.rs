//! Texts that try every rule of the analyser at once.

use crmgen_core::rng::{Draws, Stream};

/// Words of feeling, boosters, negations, idioms, emoticons and words that look like them.
const WORDS: &[&str] = &[
    "good",
    "great",
    "bad",
    "GREAT",
    "Awful",
    "not",
    "NOT",
    "never",
    "so",
    "this",
    "isn't",
    "cant",
    "without",
    "doubt",
    "very",
    "VERY",
    "hardly",
    "kind",
    "of",
    "sort",
    "barely",
    "least",
    "at",
    "but",
    "BUT",
    "no",
    "No",
    "nor",
    "or",
    "the",
    "shit",
    "bomb",
    "to",
    "die",
    "for",
    "yeah",
    "right",
    "kiss",
    "death",
    "upper",
    "hand",
    "bad",
    "ass",
    "cut",
    "mustard",
    "uber",
    "extremely",
    "love",
    "hate",
    "LOVE",
    "n't",
    "aint",
    "don't",
    "despite",
    "rarely",
    "just",
    "enough",
    "absolutely",
    "a",
    "tiny",
    "bit",
    ":)",
    ":(",
    ":-D",
    ";)",
    "<3",
    "D:",
    "XD",
    "lol",
    "LOL",
    "86",
    "8)",
    "product",
    "SYSTEM",
    "invoice",
    "#1",
    "$5",
    "100%",
    "ok",
    "OK",
    "O.K.",
    "wow!!",
    "what???",
    "well...",
    "(good)",
    "\"great\"",
    "good-bad",
    "l'amour",
    "naïve",
    "ÉCOLE",
    "straße",
    "ǅ",
    "ﬁne",
    "😀",
    "😡",
    "❤️",
    "👍🏽",
    "good😀bad",
    "💔",
    "ʼn't",
    "good.",
    ".bad",
    "!good",
    "-",
    "--",
    "''",
    "it's",
    "ﷺ",
    "١",
    "good,bad",
    "w/o",
    "w/",
    "@",
    "=1",
];

/// What stands between words.
const BETWEEN: &[&str] = &[" ", " ", " ", " ", " ", "  ", "\t", "\n", "\u{a0}", "\u{2003}", "\u{1c}", ", ", "! ", "? "];

/// What stands at the end.
const ENDS: &[&str] = &["", "", ".", "!", "!!", "!!!!!", "?", "??", "?????", "!?", " ", "\n", "…"];

/// Some texts known to be awkward, then random ones.
pub(crate) fn texts(count: usize) -> Vec<String> {
    let mut texts: Vec<String> =
        ["", " ", "!", "???", "no", "NO", "but", "good", "😀", "😀😀", " 😀", "good but", "\u{feff}good"]
            .map(str::to_owned)
            .into();
    texts.push("good ".repeat(500));
    texts.push("a".repeat(5_000));
    for at in texts.len()..count {
        let mut draws = Draws::at(1, Stream::Text, at as u64);
        let mut text = String::new();
        for place in 0..=draws.below(14) {
            if place > 0 {
                text.push_str(BETWEEN[draws.below(BETWEEN.len() as u32) as usize]);
            }
            text.push_str(WORDS[draws.below(WORDS.len() as u32) as usize]);
        }
        text.push_str(ENDS[draws.below(ENDS.len() as u32) as usize]);
        texts.push(text);
    }
    texts
}
