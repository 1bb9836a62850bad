//! What VADER knows: word valences, emoji descriptions, and the short lists of its rules.
//!
//! The lists are the facts of vaderSentiment 3.3.2 (`NEGATE`, `BOOSTER_DICT`, `SPECIAL_CASES`).

use std::collections::HashMap;

use foldhash::fast::FixedState;

/// Words and their valence, mean of ten raters, −4 to 4.
const LEXICON: &str = include_str!("../../../data/vader/vader_lexicon.txt");
/// Emoji and what they show, in words.
const EMOJI: &str = include_str!("../../../data/vader/emoji_utf8_lexicon.txt");

/// Words that turn the feeling of the three words after them. So does any word with `n't`.
pub(super) const NEGATIONS: &[&str] = &[
    "aint",
    "arent",
    "cannot",
    "cant",
    "couldnt",
    "darent",
    "didnt",
    "doesnt",
    "ain't",
    "aren't",
    "can't",
    "couldn't",
    "daren't",
    "didn't",
    "doesn't",
    "dont",
    "hadnt",
    "hasnt",
    "havent",
    "isnt",
    "mightnt",
    "mustnt",
    "neither",
    "don't",
    "hadn't",
    "hasn't",
    "haven't",
    "isn't",
    "mightn't",
    "mustn't",
    "neednt",
    "needn't",
    "never",
    "none",
    "nope",
    "nor",
    "not",
    "nothing",
    "nowhere",
    "oughtnt",
    "shant",
    "shouldnt",
    "uhuh",
    "wasnt",
    "werent",
    "oughtn't",
    "shan't",
    "shouldn't",
    "uh-uh",
    "wasn't",
    "weren't",
    "without",
    "wont",
    "wouldnt",
    "won't",
    "wouldn't",
    "rarely",
    "seldom",
    "despite",
];

/// Words that make the feeling after them stronger.
pub(super) const BOOSTERS: &[&str] = &[
    "absolutely",
    "amazingly",
    "awfully",
    "completely",
    "considerable",
    "considerably",
    "decidedly",
    "deeply",
    "effing",
    "enormous",
    "enormously",
    "entirely",
    "especially",
    "exceptional",
    "exceptionally",
    "extreme",
    "extremely",
    "fabulously",
    "flipping",
    "flippin",
    "frackin",
    "fracking",
    "fricking",
    "frickin",
    "frigging",
    "friggin",
    "fully",
    "fuckin",
    "fucking",
    "fuggin",
    "fugging",
    "greatly",
    "hella",
    "highly",
    "hugely",
    "incredible",
    "incredibly",
    "intensely",
    "major",
    "majorly",
    "more",
    "most",
    "particularly",
    "purely",
    "quite",
    "really",
    "remarkably",
    "so",
    "substantially",
    "thoroughly",
    "total",
    "totally",
    "tremendous",
    "tremendously",
    "uber",
    "unbelievably",
    "unusually",
    "utter",
    "utterly",
    "very",
];

/// Words that make the feeling after them weaker.
pub(super) const DAMPERS: &[&str] = &[
    "almost",
    "barely",
    "hardly",
    "just enough",
    "kind of",
    "kinda",
    "kindof",
    "kind-of",
    "less",
    "little",
    "marginal",
    "marginally",
    "occasional",
    "occasionally",
    "partly",
    "scarce",
    "scarcely",
    "slight",
    "slightly",
    "somewhat",
    "sort of",
    "sorta",
    "sortof",
    "sort-of",
];

/// Phrases whose valence is not that of their words; whole where the reference writes a Python int.
pub(super) const IDIOMS: &[(&str, Valence)] = &[
    ("the shit", Valence { value: 3.0, whole: true }),
    ("the bomb", Valence { value: 3.0, whole: true }),
    ("bad ass", Valence { value: 1.5, whole: false }),
    ("badass", Valence { value: 1.5, whole: false }),
    ("bus stop", Valence { value: 0.0, whole: false }),
    ("yeah right", Valence { value: -2.0, whole: true }),
    ("kiss of death", Valence { value: -1.5, whole: false }),
    ("to die for", Valence { value: 3.0, whole: true }),
    ("beating heart", Valence { value: 3.5, whole: false }),
];

/// The feeling of one word.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Valence {
    pub(super) value: f64,
    /// A Python int, which `sum` adds without compensation before the first float.
    pub(super) whole: bool,
}

impl Valence {
    /// The literal `0` of a word without feeling.
    pub(super) const NONE: Self = Self { value: 0.0, whole: true };
}

/// Words that the rules listen for, besides those of the lists.
const HEARD: [&str; 13] =
    ["but", "least", "so", "this", "at", "doubt", "or", "nor", "of", "kind", "sort", "enough", "just"];

/// What is known of a word, or of two; a word that can change nothing is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Known {
    /// How much feeling it has by itself.
    pub(super) valence: Option<f64>,
    /// How much it strengthens what follows.
    pub(super) boost: Option<f64>,
    /// It turns what follows.
    pub(super) negates: bool,
    /// It is the last word of an idiom.
    pub(super) ends_idiom: bool,
}

/// The tables, read once.
pub(super) struct Tables {
    words: HashMap<&'static str, Known, FixedState>,
    emoji: HashMap<char, &'static str, FixedState>,
}

impl Tables {
    pub(super) fn load() -> Self {
        let lexicon = LEXICON.lines().filter_map(|line| {
            let mut fields = line.trim().split('\t');
            Some((fields.next()?, fields.next()?.parse().ok()?))
        });
        // The reference looks up one character at a time, so longer sequences can never match.
        let emoji = EMOJI.lines().filter_map(|line| {
            let (key, description) = line.trim().split_once('\t')?;
            let mut chars = key.chars();
            let only = chars.next()?;
            chars.next().is_none().then_some((only, description))
        });
        let mut words: HashMap<_, Known, _> =
            lexicon.map(|(word, valence)| (word, Known { valence: Some(valence), ..Known::default() })).collect();
        let boost = super::rules::BOOST;
        for (list, boost) in [(BOOSTERS, boost), (DAMPERS, -boost)] {
            list.iter().for_each(|&word| words.entry(word).or_default().boost = Some(boost));
        }
        for &word in NEGATIONS {
            words.entry(word).or_default().negates = true;
        }
        for (idiom, _) in IDIOMS {
            for word in idiom.split(' ') {
                words.entry(word).or_default().ends_idiom |= idiom.ends_with(word);
            }
        }
        for word in HEARD {
            words.entry(word).or_default();
        }
        Self { words, emoji: emoji.collect() }
    }

    /// What is known of a lower-case word, or of two.
    pub(super) fn known(&self, word: &str) -> Option<&Known> {
        self.words.get(word)
    }

    /// What an emoji shows.
    pub(super) fn description(&self, emoji: char) -> Option<&'static str> {
        self.emoji.get(&emoji).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_have_the_sizes_of_the_reference() {
        let tables = Tables::load();
        let count = |is: fn(&Known) -> bool| tables.words.values().filter(|&known| is(known)).count();
        let sizes = [count(|k| k.valence.is_some()), count(|k| k.boost.is_some()), count(|k| k.negates)];
        assert_eq!((sizes, tables.emoji.len()), ([7506, 84, 59], 1212));
    }
}
