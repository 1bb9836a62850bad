//! What fills the slots of a clause.

use super::blob::{Blob, Word};
use super::{Slot, parse::ValueSource};
use crate::text::sentiment::analyser;
use crate::vocabulary::Product;

/// Names of a product in a text that names it, and as many words for it in one that does not.
pub(crate) const SURFACES: u32 = 6;
/// Features of each product.
pub(crate) const FEATURES: u32 = 20;

/// Numbers in words.
const COUNTS: [&str; 8] = ["two", "three", "four", "five", "six", "seven", "eight", "nine"];
const WEEKDAYS: [&str; 5] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Ranges of the numbers people write, chosen: first value, step, how many.
const NUMBERS: (u32, u32, u32) = (12, 1, 465);
const PERCENTS: (u32, u32, u32) = (4, 1, 57);
const MONEY: (u32, u32, u32) = (120, 35, 120);
const TICKETS: (u32, u32, u32) = (10_000, 1, 90_000);

/// Numbers that the lexicon takes for slang.
const SLANG: [u32; 4] = [86, 143, 182, 187];

/// The `digit`-th number that means nothing else.
const fn number(digit: u32) -> u32 {
    let mut number = NUMBERS.0 + NUMBERS.1 * digit;
    let mut i = 0;
    while i < SLANG.len() {
        if number >= SLANG[i] {
            number += 1;
        }
        i += 1;
    }
    number
}

/// A list of values: as they are written, and as people look at them.
#[derive(Default)]
struct WordList {
    words: Vec<Word>,
    texts: Vec<&'static str>,
}

impl WordList {
    fn new(texts: Vec<&'static str>, blob: &mut Blob) -> Self {
        Self { words: texts.iter().map(|text| blob.add(text)).collect(), texts }
    }

    fn len(&self) -> u32 {
        self.words.len() as u32
    }

    /// Most bytes of a value.
    fn longest(&self) -> usize {
        self.texts.iter().map(|text| text.len()).max().unwrap_or(0)
    }
}

/// The word lists behind the slots.
pub(crate) struct Values {
    named: [WordList; Product::COUNT],
    general: [WordList; Product::COUNT],
    features: [WordList; Product::COUNT],
    roles: WordList,
    teams: WordList,
    durations: WordList,
    integrations: WordList,
    counts: WordList,
    weekdays: WordList,
    months: WordList,
    /// Names of products that carry feeling ("Premium Support"), each once.
    feeling: Vec<&'static str>,
    /// Which of `feeling` a name is, by product and digit; `u8::MAX` for none.
    feeling_of: [[u8; SURFACES as usize]; Product::COUNT],
    /// Valence of the name of each product.
    feeling_by: [f64; Product::COUNT],
}

impl Values {
    pub(crate) fn new(sources: &[ValueSource], blob: &mut Blob) -> Self {
        let all = |list: &str| sources.iter().filter(|v| v.list == list).map(|v| v.text).collect::<Vec<_>>();
        let by_product = |list: &str| -> [Vec<&'static str>; Product::COUNT] {
            core::array::from_fn(|p| {
                let mine = sources.iter().filter(|v| v.list == list && v.products & (1 << p) != 0);
                mine.map(|v| v.text).collect::<Vec<_>>()
            })
        };
        let named = by_product("product");
        let mut feeling = Vec::new();
        let mut feeling_of = [[u8::MAX; SURFACES as usize]; Product::COUNT];
        for (product, names) in named.iter().enumerate() {
            for (digit, name) in names.iter().enumerate().take(SURFACES as usize) {
                if name.split(' ').any(|word| !analyser().is_inert(word)) {
                    feeling_of[product][digit] = feeling.len() as u8;
                    feeling.push(*name);
                }
            }
        }
        let mean =
            |names: &Vec<&str>| names.iter().map(|name| analyser().sum(name)).sum::<f64>() / names.len().max(1) as f64;
        Self {
            feeling_by: core::array::from_fn(|p| mean(&named[p])),
            named: named.map(|list| WordList::new(list, blob)),
            general: by_product("general").map(|list| WordList::new(list, blob)),
            features: by_product("feature").map(|list| WordList::new(list, blob)),
            roles: WordList::new(all("role"), blob),
            teams: WordList::new(all("team"), blob),
            durations: WordList::new(all("duration"), blob),
            integrations: WordList::new(all("integration"), blob),
            counts: WordList::new(COUNTS.to_vec(), blob),
            weekdays: WordList::new(WEEKDAYS.to_vec(), blob),
            months: WordList::new(MONTHS.to_vec(), blob),
            feeling,
            feeling_of,
        }
    }

    /// How many values a slot has, the same for every product.
    pub(crate) fn radix(&self, slot: Slot) -> u32 {
        match slot {
            Slot::Product => SURFACES,
            Slot::Feature => FEATURES,
            Slot::Role => self.roles.len(),
            Slot::Team => self.teams.len(),
            Slot::Duration => self.durations.len(),
            Slot::Integration => self.integrations.len(),
            Slot::Number => NUMBERS.2,
            Slot::Percent => PERCENTS.2,
            Slot::Count => self.counts.len(),
            Slot::Ticket => TICKETS.2,
            Slot::Weekday => self.weekdays.len(),
            Slot::Month => self.months.len(),
            Slot::Money => MONEY.2,
        }
    }

    /// Most bytes a value of this slot can have.
    pub(crate) fn longest(&self, slot: Slot) -> usize {
        let lists = |lists: &[WordList]| lists.iter().map(WordList::longest).max().unwrap_or(0);
        match slot {
            Slot::Product => lists(&self.named).max(lists(&self.general)),
            Slot::Feature => lists(&self.features),
            Slot::Role => self.roles.longest(),
            Slot::Team => self.teams.longest(),
            Slot::Duration => self.durations.longest(),
            Slot::Integration => self.integrations.longest(),
            Slot::Weekday | Slot::Month => 9,
            Slot::Number | Slot::Percent => 3,
            Slot::Count => 5,
            Slot::Ticket | Slot::Money => 6,
        }
    }

    /// Appends the value with this digit; `blob` is the one the lists were made with.
    #[inline]
    pub(crate) fn push(&self, blob: &Blob, out: &mut Vec<u8>, slot: Slot, digit: u32, product: Product, named: bool) {
        let list = match slot {
            Slot::Product if named => &self.named[product.index()],
            Slot::Product => &self.general[product.index()],
            Slot::Feature => &self.features[product.index()],
            Slot::Role => &self.roles,
            Slot::Team => &self.teams,
            Slot::Duration => &self.durations,
            Slot::Integration => &self.integrations,
            Slot::Count => &self.counts,
            Slot::Weekday => &self.weekdays,
            Slot::Month => &self.months,
            Slot::Number => return push_number(out, number(digit)),
            Slot::Percent => {
                push_number(out, PERCENTS.0 + PERCENTS.1 * digit);
                return out.push(b'%');
            }
            Slot::Ticket => {
                out.push(b'#');
                return push_number(out, TICKETS.0 + TICKETS.1 * digit);
            }
            Slot::Money => return push_money(out, MONEY.0 + MONEY.1 * digit),
        };
        blob.push(list.words[digit as usize], out);
    }

    /// Names of products that carry feeling.
    pub(crate) fn feeling(&self) -> &[&'static str] {
        &self.feeling
    }

    /// Which of [`Self::feeling`] the product's name is.
    #[inline]
    pub(crate) fn feeling_of(&self, product: Product, digit: u32) -> Option<usize> {
        let which = self.feeling_of[product.index()][digit as usize];
        (which != u8::MAX).then_some(which as usize)
    }

    /// Valence of the name of this product, 0 for most.
    #[inline]
    pub(crate) fn feeling_in(&self, product: Product) -> f64 {
        self.feeling_by[product.index()]
    }

    /// Every list with its name and how many values it must have, for the lint.
    #[cfg(test)]
    pub(crate) fn lists(&self) -> Vec<(String, &[&'static str], Option<u32>)> {
        let mut lists: Vec<(String, &[&'static str], Option<u32>)> = Vec::new();
        for product in Product::ALL {
            let i = product.index();
            lists.push((format!("product: {product}"), &self.named[i].texts, Some(SURFACES)));
            lists.push((format!("general: {product}"), &self.general[i].texts, Some(SURFACES)));
            lists.push((format!("feature: {product}"), &self.features[i].texts, Some(FEATURES)));
        }
        for (name, list) in [
            ("role", &self.roles),
            ("team", &self.teams),
            ("duration", &self.durations),
            ("integration", &self.integrations),
        ] {
            lists.push((name.to_owned(), &list.texts, None));
        }
        lists
    }
}

/// Appends US dollars with a comma before the thousands: `$120`, `$4,285`.
fn push_money(out: &mut Vec<u8>, amount: u32) {
    out.push(b'$');
    if amount < 1_000 {
        return push_number(out, amount);
    }
    push_number(out, amount / 1_000);
    out.push(b',');
    out.extend([100, 10, 1].map(|place| b'0' + (amount / place % 10) as u8));
}

/// Appends a whole number without allocating.
#[inline]
fn push_number(out: &mut Vec<u8>, number: u32) {
    let mut digits = [b'0'; 10];
    let (mut at, mut rest) = (digits.len(), number);
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    out.extend_from_slice(&digits[at..]);
}
