use super::*;
use crate::rng::{Draws, Stream};

/// Compares score, shares and explanation with the reference; says what differs.
fn same(reference: &vader_parity::SentimentIntensityAnalyzer, text: &str) -> Result<(), String> {
    let wanted = reference.polarity_scores(text);
    let got = analyser().explain(text);
    let alike = [(got.positive, wanted.pos), (got.neutral, wanted.neu), (got.negative, wanted.neg)];
    let wanted_e4 = (wanted.compound * 1e4).round() as i32;
    let right = got.compound_e4 == wanted_e4
        && analyser().score(text) == wanted_e4
        && alike.iter().all(|(a, b)| a.to_bits() == b.to_bits() || a == b);
    if right { Ok(()) } else { Err(format!("{text:?}: {got:?}, wanted {wanted:?}")) }
}

const NASTY: &[&str] = &[
    "",
    " ",
    "!!!",
    "?!?!",
    "no",
    "no.",
    "No good",
    "no or good",
    "No help nor care",
    "not",
    "isn't good",
    "never so good",
    "never this good",
    "x y so good",
    "x y this good",
    "without doubt good",
    "without a doubt good",
    "GREAT",
    "GREAT day",
    "a GREAT day",
    "VERY GREAT DAY",
    "a VERY good day",
    "the REALLY bad",
    "good!",
    "good!!",
    "good!!!!!",
    "bad?",
    "bad??",
    "bad????",
    "good but bad",
    "bad bad but good good bad",
    "but good",
    "good but",
    "good but but bad",
    "good BUT bad",
    "least good",
    "at least good",
    "very least good",
    "a the least good",
    "the least",
    "kind of good",
    "it is kind of good",
    "it is sort of bad",
    "just enough good",
    "we have just enough good",
    "the bomb",
    "it is the bomb",
    "yeah right",
    "oh yeah right",
    "we hit the bus stop bad",
    "a kiss of death for us",
    "to die for",
    "cake to die for good",
    "bad ass",
    "such a bad ass day",
    "the shit",
    "not the shit",
    "this is the shit now",
    ":)",
    ":( bad",
    ":-) :D",
    "good:)",
    "(good)",
    "\"good\"",
    "good,bad",
    "😀",
    "😀😀",
    "x😀y",
    "good😀",
    "💘 and 💋 and 😁",
    "bad 😡!",
    "☹",
    "café bad",
    "straße GOOD",
    "ΣΟΦΟΣ good",
    "Ǆ ǅ good",
    "İstanbul is good",
    "\u{1c}good\u{1d}bad",
    "good\u{a0}bad",
    "n't good",
    "don't like",
    "dont like",
    "DON'T like",
    "won't fail",
    "not not good",
    "hardly any help",
    "barely good",
    "almost no problem",
    "no problem",
    "no problems at all",
    "never a problem",
    "The product is not bad, not good.",
    "ok",
    "OK",
    "ok.",
    "OK!",
    "Very VERY good",
    "so so so good",
    "very not good",
    "rarely helpful, seldom wrong, despite errors",
    "uber good",
    "It was not least good",
    "love hate love hate but love",
    "the least bad of all the BAD ones",
    "not very good",
    "NOT VERY good at all",
    "really REALLY bad!!! ???",
    "a\tb\nc good",
];

#[test]
fn nasty_texts_score_as_the_reference_does() {
    let reference = vader_parity::SentimentIntensityAnalyzer::new();
    let wrong: Vec<_> = NASTY.iter().filter_map(|text| same(&reference, text).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn random_word_salad_scores_as_the_reference_does() {
    let lexicon: Vec<&str> =
        include_str!("../../../data/vader/vader_lexicon.txt").lines().filter_map(|l| l.split('\t').next()).collect();
    let rules: Vec<&str> = tables::NEGATIONS.iter().chain(tables::BOOSTERS).chain(tables::DAMPERS).copied().collect();
    let extra = [
        "but", "least", "at", "no", "or", "nor", "so", "this", "never", "without", "doubt", "kind", "of", "sort",
        "the", "team", "report", "CRM", "I", "shit", "bomb", "bad", "ass", "bus", "stop", "yeah", "right", "😀", "🎉",
        "💔", "é",
    ];
    let marks = ["", "", "", "", ",", ".", "!", "?", "!!", "...", "?!"];
    let reference = vader_parity::SentimentIntensityAnalyzer::new();
    let mut draws = Draws::at(11, Stream::Text, 0);
    let mut wrong = Vec::new();
    for _ in 0..30_000 {
        let mut text = String::new();
        for _ in 0..=draws.below(14) {
            let list: &[&str] = match draws.below(5) {
                0 | 1 => &lexicon,
                2 => &rules,
                _ => &extra,
            };
            let word = list[draws.below(list.len() as u32) as usize];
            let word = match draws.below(6) {
                0 => word.to_uppercase(),
                _ => word.to_owned(),
            };
            text.push_str(&word);
            text.push_str(marks[draws.below(marks.len() as u32) as usize]);
            if draws.chance(0.97) {
                text.push(' ');
            }
        }
        wrong.extend(same(&reference, &text).err());
    }
    assert!(wrong.is_empty(), "{} differ, such as {}", wrong.len(), wrong[..wrong.len().min(5)].join("\n"));
}

#[test]
fn an_explanation_points_at_the_words_and_adds_up() {
    let text = "Hi 😀, the sync is NOT good and on Monday it failed again!";
    let explained = analyser().explain(text);
    for word in &explained.words {
        assert_eq!(&text[word.start..word.end], word.word);
    }
    let words: Vec<&str> = explained.words.iter().map(|w| w.word.as_str()).collect();
    assert_eq!(words, ["😀", "good", "failed"]);
    let sum: f64 = explained.words.iter().map(|w| w.valence).sum::<f64>() + explained.punctuation;
    assert_eq!(round_e4(compound(sum)), explained.compound_e4);
    assert!(explained.punctuation < 0.0, "{explained:?}");
    assert_eq!(analyser().explain("so 😍").words[0].word, "😍");
}

#[test]
fn rounding_is_pythons() {
    assert_eq!(round_e4(0.000_05), 1); // the binary value lies above the tie
    assert_eq!(round_e4(0.125), 1250);
    assert_eq!(round_e4(1.0 / 32768.0), 0);
    assert_eq!(round_e4(0.468_75), 4688); // a true tie: to even
    assert_eq!(round_e4(-0.468_75), -4688);
}
