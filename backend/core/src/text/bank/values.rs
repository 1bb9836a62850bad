//! What fills the slots of a clause.

use super::blob::{Blob, Word};
use super::{Slot, parse::ValueSource};
use crate::calendar::MONTH_NAMES;
use crate::text::sentiment::analyser;
use crate::vocabulary::Product;

/// Names of a product in a text that names it, and as many words for it in one that does not.
pub(crate) const SURFACES: u32 = 10;
/// Features of each product.
pub(crate) const FEATURES: u32 = 20;

/// Numbers in words.
const COUNTS: [&str; 8] = ["two", "three", "four", "five", "six", "seven", "eight", "nine"];
const WEEKDAYS: [&str; 5] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];

/// Ranges of the numbers people write, chosen: first value, step, how many.
const NUMBERS: (u32, u32, u32) = (12, 1, 465);
const PERCENTS: (u32, u32, u32) = (4, 1, 57);
const MONEY: (u32, u32, u32) = (120, 35, 120);
const TICKETS: (u32, u32, u32) = (10_000, 1, 90_000);

/// Days of a month that dates have, so that every month has them.
const DAYS: u32 = 28;
/// Times of day that people write: first hour, how many hours, minutes between.
const TIMES: (u32, u32, u32) = (7, 12, 5);

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

/// A list of values.
#[derive(Default)]
struct WordList {
    words: Vec<Word>,
    /// Most bytes of a value.
    longest: usize,
    #[cfg(test)]
    texts: Vec<String>,
}

impl WordList {
    fn new<T: AsRef<str>>(texts: &[T], blob: &mut Blob) -> Self {
        Self {
            words: texts.iter().map(|text| blob.add(text.as_ref())).collect(),
            longest: texts.iter().map(|text| text.as_ref().len()).max().unwrap_or(0),
            #[cfg(test)]
            texts: texts.iter().map(|text| text.as_ref().to_owned()).collect(),
        }
    }

    fn len(&self) -> u32 {
        self.words.len() as u32
    }
}

/// The lists of the files that are the same for every product, by their slots.
const LISTS: [(Slot, &str); 8] = [
    (Slot::Role, "role"),
    (Slot::Team, "team"),
    (Slot::Duration, "duration"),
    (Slot::Hours, "hours"),
    (Slot::Weeks, "weeks"),
    (Slot::Integration, "integration"),
    (Slot::Woman, "woman"),
    (Slot::Man, "man"),
];

/// The word lists behind the slots.
pub(crate) struct Values {
    named: [WordList; Product::COUNT],
    general: [WordList; Product::COUNT],
    features: [WordList; Product::COUNT],
    /// By slot; empty for those whose values are numbers, or depend on the product.
    lists: [WordList; Slot::ALL.len()],
    /// Names of products that carry feeling ("Premium Support"), one of those that are heard alike.
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
        let (mut feeling, mut heard) = (Vec::new(), Vec::new());
        let mut feeling_of = [[u8::MAX; SURFACES as usize]; Product::COUNT];
        for (product, names) in named.iter().enumerate() {
            for (digit, name) in names.iter().enumerate().take(SURFACES as usize) {
                if !analyser().is_inert(name) {
                    let this = analyser().heard(name);
                    let known = heard.iter().position(|other| *other == this);
                    let which = known.unwrap_or(heard.len());
                    if which == heard.len() {
                        heard.push(this);
                        feeling.push(*name);
                    }
                    feeling_of[product][digit] = which as u8;
                }
            }
        }
        let mean =
            |names: &Vec<&str>| names.iter().map(|name| analyser().sum(name)).sum::<f64>() / names.len().max(1) as f64;
        let mut lists: [WordList; Slot::ALL.len()] = Default::default();
        for (slot, name) in LISTS {
            lists[slot as usize] = WordList::new(&all(name), blob);
        }
        let (first, hours, step) = TIMES;
        let dates: Vec<String> = (1..=DAYS).flat_map(|day| MONTH_NAMES.map(|month| format!("{month} {day}"))).collect();
        let times: Vec<String> = (first..first + hours)
            .flat_map(|hour| (0..60 / step).map(move |part| format!("{hour}:{:02}", part * step)))
            .collect();
        lists[Slot::Person as usize] = WordList::new(&[all("woman"), all("man")].concat(), blob);
        lists[Slot::Count as usize] = WordList::new(&COUNTS, blob);
        lists[Slot::Weekday as usize] = WordList::new(&WEEKDAYS, blob);
        lists[Slot::Month as usize] = WordList::new(&MONTH_NAMES, blob);
        lists[Slot::Date as usize] = WordList::new(&dates, blob);
        lists[Slot::Time as usize] = WordList::new(&times, blob);
        Self {
            feeling_by: core::array::from_fn(|p| mean(&named[p])),
            named: named.map(|list| WordList::new(&list, blob)),
            general: by_product("general").map(|list| WordList::new(&list, blob)),
            features: by_product("feature").map(|list| WordList::new(&list, blob)),
            lists,
            feeling,
            feeling_of,
        }
    }

    /// How many values a slot has, the same for every product.
    pub(crate) fn radix(&self, slot: Slot) -> u32 {
        match slot {
            Slot::Product => SURFACES,
            Slot::Feature => FEATURES,
            Slot::Number => NUMBERS.2,
            Slot::Percent => PERCENTS.2,
            Slot::Ticket => TICKETS.2,
            Slot::Money => MONEY.2,
            _ => self.lists[slot as usize].len(),
        }
    }

    /// Most bytes a value of this slot can have.
    pub(crate) fn longest(&self, slot: Slot) -> usize {
        let longest = |lists: &[WordList]| lists.iter().map(|list| list.longest).max().unwrap_or(0);
        match slot {
            Slot::Product => longest(&self.named).max(longest(&self.general)),
            Slot::Feature => longest(&self.features),
            Slot::Number | Slot::Percent => 3,
            Slot::Ticket | Slot::Money => 6,
            _ => self.lists[slot as usize].longest,
        }
    }

    /// Appends the value with this digit; `blob` is the one the lists were made with.
    #[inline]
    pub(crate) fn push(&self, blob: &Blob, out: &mut Vec<u8>, slot: Slot, digit: u32, product: Product, named: bool) {
        let list = match slot {
            Slot::Product if named => &self.named[product.index()],
            Slot::Product => &self.general[product.index()],
            Slot::Feature => &self.features[product.index()],
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
            _ => &self.lists[slot as usize],
        };
        blob.push(list.words[digit as usize], out);
    }

    /// Names of products that carry feeling, one of those that are heard alike.
    pub(crate) fn feeling(&self) -> &[&'static str] {
        &self.feeling
    }

    /// Which of [`Self::feeling`] the product's name is heard as.
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
    pub(crate) fn lists(&self) -> Vec<(String, &[String], Option<u32>)> {
        let mut lists: Vec<(String, &[String], Option<u32>)> = Vec::new();
        for product in Product::ALL {
            let i = product.index();
            lists.push((format!("product: {product}"), &self.named[i].texts, Some(SURFACES)));
            lists.push((format!("general: {product}"), &self.general[i].texts, Some(SURFACES)));
            lists.push((format!("feature: {product}"), &self.features[i].texts, Some(FEATURES)));
        }
        let mine = |(slot, name): (Slot, &str)| (name.to_owned(), &*self.lists[slot as usize].texts, None);
        lists.extend(LISTS.map(mine));
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
