//! First and last names by culture.
//!
//! Each culture has two short lists, most common first (`data/world/names`), that carry most of the weight: rank r
//! (from 0) weighs `1 / (r + shift)^power`, Zipf's law flattened at its head as counts of real names are (Zipf–Mandelbrot).
//! Where the `fake` crate has a list for the locale, its further names share a long tail.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use fake::locales::{DE_DE, Data, EN, FR_FR, IT_IT, NL_NL, PT_BR, PT_PT};

use super::ranked;
use crate::rng::Draws;
use crate::world::weighted::Weighted;

macro_rules! cultures {
    ($($(#[$doc:meta])* $name:ident = $code:literal),+ $(,)?) => {
        /// What people in a place are called, and in which language companies name themselves.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Culture { $($(#[$doc])* $name),+ }

        impl Culture {
            /// Every culture.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];
            const CODES: &'static [&'static str] = &[$($code),+];
            const TEXTS: &'static [&'static str] =
                &[$(include_str!(concat!("../../../data/world/names/", $code, ".txt"))),+];
        }
    };
}

cultures! {
    /// The United States and English-speaking Canada.
    Us = "us",
    /// Hispanic names as written in the United States, without accents.
    UsHispanic = "us-hispanic",
    /// Britain, and most of Australia and New Zealand.
    Gb = "gb",
    /// Ireland.
    Ie = "ie",
    /// Germany.
    De = "de",
    /// Austria.
    At = "at",
    /// German-speaking Switzerland.
    Ch = "ch",
    /// France and French-speaking Switzerland.
    Fr = "fr",
    /// Quebec.
    FrCa = "fr-ca",
    /// The Netherlands.
    Nl = "nl",
    /// Flanders.
    Be = "be",
    /// Wallonia and Brussels.
    BeFr = "be-fr",
    /// Spain.
    Es = "es",
    /// Spanish-speaking Latin America.
    Latam = "latam",
    /// Italy and Ticino.
    It = "it",
    /// Sweden.
    Sv = "sv",
    /// Denmark.
    Da = "da",
    /// Norway.
    No = "no",
    /// Finland.
    Fi = "fi",
    /// Poland.
    Pl = "pl",
    /// Portugal.
    Pt = "pt",
    /// Brazil.
    Br = "br",
    /// Japan.
    Ja = "ja",
    /// Chinese names as written in Singapore and Malaysia.
    Zh = "zh",
    /// South Korea.
    Ko = "ko",
    /// India.
    In = "in",
    /// Indonesia.
    Id = "id",
    /// The Philippines.
    Ph = "ph",
    /// Malay names.
    Ms = "ms",
    /// Thailand.
    Th = "th",
}

impl Culture {
    /// The culture of this code, as the data files write it.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::CODES.iter().position(|&c| c == code).map(|i| Self::ALL[i])
    }

    /// The code the data files use, such as `fr-ca`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        Self::CODES[self as usize]
    }

    /// Its names.
    #[inline]
    pub(crate) fn names(self) -> &'static Names {
        &NAMES[self as usize]
    }

    /// Further first and last names, from the `fake` crate; and what its lists are called in `skip.txt`.
    fn tail(self) -> Option<(&'static str, &'static [&'static str], &'static [&'static str])> {
        match self {
            Self::Us => Some(("en", EN::NAME_FIRST_NAME, EN::NAME_LAST_NAME)),
            Self::De => Some(("de", DE_DE::NAME_FIRST_NAME, DE_DE::NAME_LAST_NAME)),
            Self::Fr => Some(("fr", FR_FR::NAME_FIRST_NAME, FR_FR::NAME_LAST_NAME)),
            Self::It => Some(("it", IT_IT::NAME_FIRST_NAME, IT_IT::NAME_LAST_NAME)),
            Self::Nl => Some(("nl", NL_NL::NAME_FIRST_NAME, NL_NL::NAME_LAST_NAME)),
            Self::Br => Some(("br", PT_BR::NAME_FIRST_NAME, PT_BR::NAME_LAST_NAME)),
            Self::Pt => Some(("pt", PT_PT::NAME_FIRST_NAME, PT_PT::NAME_LAST_NAME)),
            _ => None,
        }
    }
}

/// The names of one culture, most common first.
#[derive(Debug)]
pub(crate) struct Names {
    /// First names.
    pub(crate) first: Vec<&'static str>,
    /// Last names, as men and as women bear them.
    pub(crate) last: Vec<(&'static str, &'static str)>,
    /// Which last names [`FAMOUS`] speaks of.
    famous: Vec<bool>,
    first_table: Weighted,
    last_table: Weighted,
}

impl Names {
    /// A first name.
    #[inline]
    pub(crate) fn draw_first(&self, draws: &mut Draws) -> &'static str {
        self.first[self.first_table.draw(draws)]
    }

    /// A last name that agrees with the first and does not make it somebody famous.
    #[inline]
    pub(crate) fn draw_last(&self, first: &str, draws: &mut Draws) -> &'static str {
        let mut index = self.last_table.draw(draws);
        for _ in 0..4 {
            let last = self.last[index].0;
            if first != last && !(self.famous[index] && FAMOUS.contains(&(last, first))) {
                break;
            }
            index = self.last_table.draw(draws);
        }
        self.last_for(index, first)
    }

    /// The last name at `index`, agreeing with the first: where the forms differ (Polish), women's first names end in -a.
    #[inline]
    pub(crate) fn last_for(&self, index: usize, first: &str) -> &'static str {
        let (masculine, feminine) = self.last[index];
        if first.ends_with('a') { feminine } else { masculine }
    }
}

/// Last and first names that only make people think of somebody famous; such a pair is drawn anew.
pub(super) const FAMOUS: &[(&str, &str)] = &[
    ("Jackson", "Michael"),
    ("Jackson", "Samuel"),
    ("Jordan", "Michael"),
    ("Tyson", "Mike"),
    ("Bush", "George"),
    ("Washington", "George"),
    ("Washington", "Denzel"),
    ("Kennedy", "John"),
    ("Kennedy", "Robert"),
    ("Ford", "Harrison"),
    ("Brown", "James"),
    ("Brown", "Gordon"),
    ("Taylor", "Elizabeth"),
    ("Watson", "Emma"),
    ("Stone", "Emma"),
    ("Williams", "Robin"),
    ("Lawrence", "Jennifer"),
    ("Wagner", "Richard"),
    ("Bullock", "Sandra"),
    ("Schneider", "Romy"),
    ("Marx", "Karl"),
    ("Otto", "Nikolaus"),
    ("Lee", "Stan"),
    ("Chan", "Jackie"),
    ("Gates", "Bill"),
    ("Cruz", "Penélope"),
    ("Hugo", "Victor"),
    ("Gandhi", "Mohan"),
    ("Scholz", "Olaf"),
    ("Schröder", "Gerhard"),
];

static NAMES: LazyLock<Vec<Names>> = LazyLock::new(|| {
    let skip = ranked::parse(include_str!("../../../data/world/names/skip.txt"));
    Culture::ALL.iter().map(|&culture| load(culture, &skip)).collect()
});

fn load(culture: Culture, skip: &[ranked::Section]) -> Names {
    let sections = ranked::parse(Culture::TEXTS[culture as usize]);
    let list = |kind: &str| {
        let section = sections.iter().find(|s| s.name == kind);
        let section = section.unwrap_or_else(|| panic!("names/{}.txt: no [{kind}]", culture.code()));
        let head = &section.entries;
        let mut names = head.clone();
        if let Some((code, firsts, lasts)) = culture.tail() {
            let title = [code, kind];
            let skipped = skip.iter().filter(|s| s.name.split(' ').eq(title)).flat_map(|s| &s.entries);
            let mut left_out: BTreeSet<&str> = skipped.copied().chain(names.iter().copied()).collect();
            let tail = if kind == "first" { firsts } else { lasts };
            names.extend(tail.iter().filter(|name| is_plain(name) && left_out.insert(name)));
        }
        let weights = weights(head.len(), names.len() - head.len(), section);
        (names, Weighted::new(&weights))
    };
    let (first, first_table) = list("first");
    let (last, last_table) = list("last");
    let last: Vec<_> = last.into_iter().map(|n| n.split_once('/').unwrap_or((n, n))).collect();
    let famous = last.iter().map(|&(last, _)| FAMOUS.iter().any(|&(l, _)| l == last)).collect();
    Names { first, last, famous, first_table, last_table }
}

/// Zipf–Mandelbrot weights for the ranked names, then equal ones for the tail, none above the least ranked name's.
fn weights(ranked: usize, tail: usize, section: &ranked::Section) -> Vec<f64> {
    /// Chosen: with these the first of 250 American last names gets 1.3%, the tenth .9%.
    const SHIFT: f64 = 8.0;
    const POWER: f64 = 0.7;
    /// Chosen: how much of a name list's weight the tail may carry.
    const TAIL_SHARE: f64 = 0.08;
    let (shift, power) = (section.number("shift").unwrap_or(SHIFT), section.number("power").unwrap_or(POWER));
    let mut weights: Vec<f64> = (0..ranked).map(|r| libm::pow(r as f64 + shift, -power)).collect();
    let head: f64 = weights.iter().sum();
    let least = weights.last().copied().unwrap_or(1.0);
    let each = (head * TAIL_SHARE / (1.0 - TAIL_SHARE) / tail.max(1) as f64).min(least);
    weights.extend(core::iter::repeat_n(each, tail));
    weights
}

/// Whether an entry of a word list is written as a name: a capital, then small letters, of a usual length.
fn is_plain(name: &str) -> bool {
    let capital =
        name.chars().next().is_some_and(char::is_uppercase) || name.starts_with("de ") || name.starts_with("van ");
    let length = name.chars().count();
    capital
        && (3..=18).contains(&length)
        && name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '\''))
        && !name
            .chars()
            .skip(1)
            .any(|c| c.is_uppercase() && !name.contains([' ', '-', '\'']) && !name.starts_with("Mc"))
        && !name.ends_with(' ')
}
