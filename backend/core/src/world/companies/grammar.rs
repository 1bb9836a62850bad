//! How companies name themselves: word lists and patterns by language (`data/world/companies`).
//!
//! A file has sections. `[front]` and `[back]` make compounds (`Blue` + `stone`, `Costa` + `+Azul` with a space); `[town front]` and `[town back]` make
//! towns nobody can look up; `[Technology I]` and `[Technology J]` are an industry's words; `[saint]` are names of
//! hospitals. `[small]` and `[large]` hold patterns with their weights, `[Media small]` an industry's own. What a dialect's
//! file says replaces the same section of its parent's. In a pattern, `{S}` and `{R}` are two last names, `{W}` a
//! compound, `{C}` a coined word, `{T}` a town, `{D}` what tells it
//! from others of its name (`[place]`: Upper, am See), `{P}` the customer's city, `{I}` and `{J}` industry words, `{V}` a saint,
//! `{F}` the country's legal form; the rest is literal.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::vocabulary::Industry;
use crate::world::geography::{City, cities, countries};
use crate::world::people::{Culture, ranked};
use crate::world::weighted::Weighted;

/// A part of a name that is drawn, or text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    Literal(&'static str),
    Surname,
    OtherSurname,
    Compound,
    Coined,
    Town,
    Place,
    City,
    Word,
    OtherWord,
    Saint,
    Form,
}

/// The order of the parts of a name.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    pub(super) parts: Vec<Part>,
}

/// Patterns to draw from.
#[derive(Debug)]
pub(super) struct Patterns {
    pub(super) list: Vec<Pattern>,
    pub(super) table: Weighted,
}

/// Words made of three pieces, one of each list, without those that do not run together or are taken.
#[derive(Debug)]
pub(super) struct Compounds {
    pieces: [Vec<&'static str>; 3],
    words: Vec<[u8; 3]>,
}

/// One language, as companies of one country use it.
#[derive(Debug)]
pub(super) struct Lexicon {
    pub(super) compounds: Compounds,
    pub(super) towns: Compounds,
    pub(super) saints: Vec<&'static str>,
    pub(super) places: Vec<&'static str>,
    /// By industry: its words, `I` and `J`.
    pub(super) words: Vec<[Vec<&'static str>; 2]>,
    /// By industry: small and large companies.
    pub(super) patterns: Vec<[Patterns; 2]>,
}

macro_rules! text {
    ($name:literal) => {
        include_str!(concat!("../../../data/world/companies/", $name, ".txt"))
    };
}

/// Who speaks what: cultures, and the files of their language, a parent's and then the dialect's.
const LEXICONS: &[(&[Culture], &[&str])] = &[
    (&[Culture::Us, Culture::UsHispanic], &[text!("en")]),
    (&[Culture::Gb, Culture::Ie], &[text!("en"), text!("en-gb")]),
    (&[Culture::In], &[text!("en"), text!("en-in")]),
    (&[Culture::Zh, Culture::Ms], &[text!("en"), text!("en-sea")]),
    (&[Culture::Ph], &[text!("en"), text!("en-sea"), text!("en-ph")]),
    (&[Culture::Th], &[text!("en"), text!("en-sea"), text!("en-th")]),
    (&[Culture::De, Culture::At, Culture::Ch], &[text!("de")]),
    (&[Culture::Fr, Culture::BeFr], &[text!("fr")]),
    (&[Culture::FrCa], &[text!("fr"), text!("fr-ca")]),
    (&[Culture::Nl, Culture::Be], &[text!("nl")]),
    (&[Culture::Es], &[text!("es")]),
    (&[Culture::Latam], &[text!("es"), text!("latam")]),
    (&[Culture::It], &[text!("it")]),
    (&[Culture::Sv], &[text!("sv")]),
    (&[Culture::Da], &[text!("da")]),
    (&[Culture::No], &[text!("no")]),
    (&[Culture::Fi], &[text!("fi")]),
    (&[Culture::Pl], &[text!("pl")]),
    (&[Culture::Pt], &[text!("pt")]),
    (&[Culture::Br], &[text!("pt"), text!("br")]),
    (&[Culture::Ja], &[text!("ja")]),
    (&[Culture::Ko], &[text!("ko")]),
    (&[Culture::Id], &[text!("id")]),
];

static LEXICA: LazyLock<Vec<Lexicon>> =
    LazyLock::new(|| LEXICONS.iter().map(|(_, files)| Lexicon::load(files)).collect());

/// By culture: which of [`LEXICA`].
static LEXICON_OF: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let of = |culture: &Culture| LEXICONS.iter().position(|(speakers, _)| speakers.contains(culture));
    Culture::ALL.iter().map(|c| of(c).unwrap_or_else(|| panic!("{c:?}: no words for companies")) as u8).collect()
});

/// What companies speak there.
#[inline]
pub(super) fn lexicon(culture: Culture) -> &'static Lexicon {
    &LEXICA[usize::from(LEXICON_OF[culture as usize])]
}

/// Words (by fingerprint) and last names no company bears.
struct Avoid {
    words: BTreeSet<u64>,
    surnames: Vec<&'static str>,
}

static AVOID: LazyLock<Avoid> = LazyLock::new(|| {
    let sections = ranked::parse(text!("avoid"));
    let list = |name| section(&sections, name).unwrap_or_else(|| panic!("avoid.txt: no [{name}]"));
    let words = list("words").iter().map(|&w| ranked::fingerprint(&[w])).collect();
    Avoid { words, surnames: list("surnames").clone() }
});

/// A larger neighbour of the same language, whose last names companies bear as well.
fn cousin(culture: Culture) -> Option<Culture> {
    match culture {
        Culture::At | Culture::Ch => Some(Culture::De),
        Culture::Be => Some(Culture::Nl),
        Culture::BeFr | Culture::FrCa => Some(Culture::Fr),
        Culture::Ie => Some(Culture::Gb),
        Culture::Ph => Some(Culture::UsHispanic),
        Culture::Es => Some(Culture::Latam),
        _ => None,
    }
}

/// By culture: last names companies bear, in men's form.
static SURNAMES: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| {
    let of = |culture: &Culture| {
        let mut last: Vec<&str> = culture.names().last.iter().map(|&(name, _)| name).collect();
        for &(name, _) in cousin(*culture).map_or(&[][..], |c| &c.names().last) {
            if !last.contains(&name) {
                last.push(name);
            }
        }
        let last = last.into_iter();
        last.filter(|name| !name.split(' ').chain([*name]).any(|word| AVOID.surnames.contains(&word))).collect()
    };
    Culture::ALL.iter().map(of).collect()
});

/// Last names companies bear there.
#[inline]
pub(super) fn surnames(culture: Culture) -> &'static [&'static str] {
    &SURNAMES[culture as usize]
}

/// Coined words.
pub(super) static COINED: LazyLock<Compounds> = LazyLock::new(|| {
    let sections = ranked::parse(text!("coined"));
    let list = |name| section(&sections, name).unwrap_or_else(|| panic!("coined.txt: no [{name}]")).clone();
    let vowel = |c: Option<char>| c.is_some_and(|c| "aeiouAEIOU".contains(c));
    // A vowel meets a consonant at every seam, so that the word can be said.
    let smooth = |a: &str, b: &str| vowel(a.chars().last()) != vowel(b.chars().next());
    Compounds::new([list("onset"), list("middle"), list("ending")], |[a, b, c]| smooth(a, b) && smooth(b, c))
});

/// The legal forms of small and large companies, by country and culture of the city.
pub(super) struct Forms {
    pub(super) list: Vec<&'static str>,
    pub(super) table: Weighted,
}

struct FormsOf {
    country: u8,
    culture: Option<Culture>,
    sizes: [Forms; 2],
}

static FORMS: LazyLock<Vec<FormsOf>> = LazyLock::new(|| {
    let lines = text!("forms").lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    lines.map(read_forms).collect()
});

/// By city: which of [`FORMS`], that of its culture where the country tells them apart.
static FORMS_OF_CITY: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let find = |city: &City, culture| FORMS.iter().position(|f| f.country == city.country && f.culture == culture);
    let of = |city: &City| {
        let found = find(city, Some(city.culture)).or_else(|| find(city, None));
        found.unwrap_or_else(|| panic!("forms.txt: nothing for {}", city.name)) as u8
    };
    cities().iter().map(of).collect()
});

fn read_forms(line: &'static str) -> FormsOf {
    let bad = || -> ! { panic!("forms.txt: cannot read {line:?}") };
    let (place, forms) = line.split_once(':').unwrap_or_else(|| bad());
    let (code, culture) = place.split_once(' ').map_or((place, None), |(c, k)| (c, Culture::from_code(k)));
    let country = countries().iter().position(|c| c.code == code).unwrap_or_else(|| bad()) as u8;
    let (small, large) = forms.split_once('|').unwrap_or_else(|| bad());
    let read = |text: &'static str| {
        let entries = text.split(';').map(|entry| entry.trim().rsplit_once(' ').unwrap_or_else(|| bad()));
        let (list, weights): (Vec<&str>, Vec<f64>) = entries
            .map(|(form, weight)| {
                (if form == "-" { "" } else { form }, weight.parse::<f64>().unwrap_or_else(|_| bad()))
            })
            .unzip();
        Forms { list, table: Weighted::new(&weights) }
    };
    FormsOf { country, culture, sizes: [read(small), read(large)] }
}

/// The legal forms of companies in this city (index in [`cities`]).
#[inline]
pub(super) fn forms(city: u16, large: bool) -> &'static Forms {
    &FORMS[usize::from(FORMS_OF_CITY[usize::from(city)])].sizes[usize::from(large)]
}

fn section<'a>(sections: &'a [ranked::Section], name: &str) -> Option<&'a Vec<&'static str>> {
    sections.iter().rev().find(|s| s.name == name).map(|s| &s.entries)
}

impl Lexicon {
    fn load(files: &[&'static str]) -> Self {
        let sections: Vec<ranked::Section> = files.iter().flat_map(|text| ranked::parse(text)).collect();
        let list = |name: &str| section(&sections, name).cloned().unwrap_or_default();
        let words = |industry: &Industry| ["I", "J"].map(|kind| list(&format!("{industry} {kind}")));
        let patterns = |industry: &Industry| {
            ["small", "large"].map(|size| {
                let own = section(&sections, &format!("{industry} {size}"));
                let lines = own.or_else(|| section(&sections, size)).unwrap_or_else(|| panic!("no [{size}] patterns"));
                Patterns::read(lines)
            })
        };
        Self {
            compounds: Compounds::of(list("front"), &list("back")),
            towns: Compounds::of(list("town front"), &list("town back")),
            saints: list("saint"),
            places: list("place"),
            words: Industry::ALL.iter().map(words).collect(),
            patterns: Industry::ALL.iter().map(patterns).collect(),
        }
    }
}

impl Compounds {
    fn new(pieces: [Vec<&'static str>; 3], fits: impl Fn([&'static str; 3]) -> bool) -> Self {
        let mut words = Vec::new();
        for (i, &a) in pieces[0].iter().enumerate() {
            for (j, &b) in pieces[1].iter().enumerate() {
                for (k, &c) in pieces[2].iter().enumerate() {
                    if fits([a, b, c]) && !AVOID.words.contains(&ranked::fingerprint(&[a, b, c])) {
                        words.push([i as u8, j as u8, k as u8]);
                    }
                }
            }
        }
        Self { pieces, words }
    }

    /// Every front with every back, run together or, where the back begins with `+`, after a space; but not where the
    /// seam doubles a letter or a word (`Moon` + `north`, `Stone` + `stone`).
    fn of(fronts: Vec<&'static str>, backs: &[&'static str]) -> Self {
        let small = |c: char| c.to_lowercase().next();
        let (apart, joined): (Vec<&str>, Vec<&str>) = backs.iter().partition(|b| b.starts_with('+'));
        let apart: Vec<&str> = apart.iter().map(|b| &b[1..]).collect();
        let ends_with = |text: &str, end: &str| {
            let at = text.len().checked_sub(end.len());
            at.is_some_and(|at| text.as_bytes()[at..].eq_ignore_ascii_case(end.as_bytes()))
        };
        let gap_of = |back: &str| if apart.contains(&back) { " " } else { "" };
        let all: Vec<&str> = joined.iter().chain(&apart).copied().collect();
        Self::new([fronts, vec!["", " "], all], |[front, gap, back]| {
            let seam = gap.is_empty() && front.chars().last().and_then(small) == back.chars().next();
            gap == gap_of(back) && !seam && !ends_with(back, front)
        })
    }

    /// How many words.
    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    /// The pieces of a word.
    #[inline]
    pub(super) fn get(&self, at: usize) -> [&'static str; 3] {
        let [i, j, k] = self.words[at].map(usize::from);
        [self.pieces[0][i], self.pieces[1][j], self.pieces[2][k]]
    }
}

impl Patterns {
    fn read(lines: &[&'static str]) -> Self {
        let read = |line: &&'static str| {
            let (weight, pattern) = line.split_once(' ').unwrap_or_else(|| panic!("{line:?} has no weight"));
            let weight: f64 = weight.parse().unwrap_or_else(|_| panic!("{line:?} has no weight"));
            (Pattern::read(pattern), weight)
        };
        let (list, weights): (Vec<Pattern>, Vec<f64>) = lines.iter().map(read).unzip();
        Self { list, table: Weighted::new(&weights) }
    }
}

impl Pattern {
    fn read(text: &'static str) -> Self {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            if open > 0 {
                parts.push(Part::Literal(&rest[..open]));
            }
            let close = open + rest[open..].find('}').unwrap_or_else(|| panic!("{text:?}: no closing brace"));
            parts.push(match &rest[open + 1..close] {
                "S" => Part::Surname,
                "R" => Part::OtherSurname,
                "W" => Part::Compound,
                "C" => Part::Coined,
                "T" => Part::Town,
                "D" => Part::Place,
                "P" => Part::City,
                "I" => Part::Word,
                "J" => Part::OtherWord,
                "V" => Part::Saint,
                "F" => Part::Form,
                other => panic!("{text:?}: what is {{{other}}}?"),
            });
            rest = &rest[close + 1..];
        }
        if !rest.is_empty() {
            parts.push(Part::Literal(rest));
        }
        Self { parts }
    }
}
