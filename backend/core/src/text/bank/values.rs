//! What fills the slots of a clause.

use super::blob::BlobMaker;
use super::weights::Name;
use super::{Slot, parse::ValueSource};
use crate::calendar::MONTH_NAMES;
use crate::vocabulary::Product;

/// Names of a product in a text that names it, and as many words for it in one that does not.
const SURFACES: u32 = 10;
/// Features of each product.
#[cfg(test)]
const FEATURES: u32 = 20;

/// Numbers in words.
const COUNTS: [&str; 8] = ["two", "three", "four", "five", "six", "seven", "eight", "nine"];
const WEEKDAYS: [&str; 5] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"];

/// Ranges of the numbers people write, chosen: first value, step, how many.
const NUMBERS: (u32, u32, u32) = (12, 1, 465);
const PERCENTS: (u32, u32, u32) = (4, 1, 57);
const MONEY: (u32, u32, u32) = (120, 35, 120);
const TICKETS: (u32, u32, u32) = (10_000, 1, 90_000);
/// How many numbers of tickets begin alike: those with the same digits before the last three.
const TICKET_PART: u32 = 1_000;

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

/// How many slots there are.
const SLOTS: usize = Slot::ALL.len();

/// Stands where a clause has alternatives of its own, as if it were a slot whose values begin at 0.
pub(super) const NO_SLOT: u8 = 2 * SLOTS as u8;

/// The slot whose values are those of this one with a capital.
pub(super) fn capital(slot: Slot) -> u8 {
    (SLOTS + slot as usize) as u8
}

/// What a slot may be filled with: words, laid out so that finding one takes no decision.
pub(crate) struct Values {
    /// Number of the first value of each slot among the lists of the blob, by [`row`].
    first: [Firsts; 2 * Product::COUNT],
    radix: [u32; SLOTS],
    /// Most bytes of a value.
    longest: [usize; SLOTS],
    /// As which name of feeling ("Premium Support") the product is heard, by [`row`] and digit: 0 for none, or one more
    /// than [`Name::heard`].
    heard: [[u8; SURFACES as usize]; 2 * Product::COUNT],
    /// Valence of the name of each product.
    feeling_by: [f64; Product::COUNT],
    /// Lists of the files with what is in them, and how many values they must have.
    #[cfg(test)]
    lists: Vec<(String, Vec<String>, Option<u32>)>,
}

/// Where the values of every slot begin, the same with a capital, and [`NO_SLOT`].
pub(crate) type Firsts = [u16; 2 * SLOTS + 1];

/// Where the lists stand for texts that name their product, or do not.
#[inline]
fn row(product: Product, named: bool) -> usize {
    product.index() + if named { Product::COUNT } else { 0 }
}

impl Values {
    pub(super) fn new(sources: &[ValueSource], feeling: &[Name], blob: &mut BlobMaker) -> Self {
        let all = |list: &str| sources.iter().filter(|v| v.list == list).map(|v| v.text).collect::<Vec<_>>();
        let by_product = |list: &str| -> [Vec<&'static str>; Product::COUNT] {
            core::array::from_fn(|p| {
                let mine = sources.iter().filter(|v| v.list == list && v.products & (1 << p) != 0);
                mine.map(|v| v.text).collect::<Vec<_>>()
            })
        };
        let named = by_product("product");
        let felt = |text: &str| feeling.iter().find(|name| name.text == text);
        let mut heard = [[0; SURFACES as usize]; 2 * Product::COUNT];
        for (&product, names) in Product::ALL.iter().zip(&named) {
            for (heard, text) in heard[row(product, true)].iter_mut().zip(names) {
                *heard = felt(text).map_or(0, |name| name.heard + 1);
            }
        }
        let mean = |names: &Vec<&str>| {
            names.iter().map(|text| felt(text).map_or(0.0, |name| name.valence)).sum::<f64>()
                / names.len().max(1) as f64
        };
        let mut values = Self {
            first: [[0; 2 * SLOTS + 1]; 2 * Product::COUNT],
            radix: [0; SLOTS],
            longest: [0; SLOTS],
            feeling_by: core::array::from_fn(|p| mean(&named[p])),
            heard,
            #[cfg(test)]
            lists: Vec::new(),
        };
        let (general, features) = (by_product("general"), by_product("feature"));
        for &product in Product::ALL {
            let (i, both) = (product.index(), [row(product, false), row(product, true)]);
            values.take(blob, Slot::Product, &both[1..], &named[i]);
            values.take(blob, Slot::Product, &both[..1], &general[i]);
            values.take(blob, Slot::Feature, &both, &features[i]);
            #[cfg(test)]
            for (list, texts, size) in
                [("product", &named, SURFACES), ("general", &general, SURFACES), ("feature", &features, FEATURES)]
            {
                let texts = texts[i].iter().map(|&text| text.to_owned()).collect();
                values.lists.push((format!("{list}: {product}"), texts, Some(size)));
            }
        }
        let everywhere: [usize; 2 * Product::COUNT] = core::array::from_fn(|row| row);
        let mut take = |slot, texts: Vec<String>| values.take(blob, slot, &everywhere, &texts);
        let owned = |list: &str| -> Vec<String> { all(list).into_iter().map(str::to_owned).collect() };
        for (slot, list) in LISTS {
            take(slot, owned(list));
        }
        let (first, hours, step) = TIMES;
        let dates = (1..=DAYS).flat_map(|day| MONTH_NAMES.map(|month| format!("{month} {day}")));
        let times = (first..first + hours)
            .flat_map(|hour| (0..60 / step).map(move |part| format!("{hour}:{:02}", part * step)));
        take(Slot::Person, [owned("woman"), owned("man")].concat());
        take(Slot::Count, COUNTS.map(str::to_owned).into());
        take(Slot::Weekday, WEEKDAYS.map(str::to_owned).into());
        take(Slot::Month, MONTH_NAMES.map(str::to_owned).into());
        take(Slot::Date, dates.collect());
        take(Slot::Time, times.collect());
        take(Slot::Number, (0..NUMBERS.2).map(|digit| number(digit).to_string()).collect());
        take(Slot::Percent, (0..PERCENTS.2).map(|digit| format!("{}%", PERCENTS.0 + PERCENTS.1 * digit)).collect());
        take(Slot::Money, (0..MONEY.2).map(|digit| money(MONEY.0 + MONEY.1 * digit)).collect());
        // Too many for a list: the first digits, and behind these the last.
        let (first, last) = (TICKETS.0 / TICKET_PART, TICKETS.2 / TICKET_PART);
        let begins = (first..first + last).map(|digits| format!("#{digits}"));
        let ends = (0..TICKET_PART).map(|digits| format!("{digits:03}"));
        take(Slot::Ticket, begins.chain(ends).collect());
        values.radix[Slot::Ticket as usize] = TICKETS.2;
        values.longest[Slot::Ticket as usize] = "#10000".len();
        #[cfg(test)]
        values.lists.extend(LISTS.map(|(_, list)| (list.to_owned(), owned(list), None)));
        values
    }

    /// Takes in the values of a slot, for some rows.
    fn take(&mut self, blob: &mut BlobMaker, slot: Slot, rows: &[usize], texts: &[impl AsRef<str>]) {
        let first = blob.list(texts);
        let capitals: Vec<String> = texts.iter().map(|text| with_capital(text.as_ref())).collect();
        let first_capital = blob.list(&capitals);
        for &row in rows {
            self.first[row][slot as usize] = first;
            self.first[row][usize::from(capital(slot))] = first_capital;
        }
        self.radix[slot as usize] = texts.len() as u32;
        let longest = texts.iter().map(|text| text.as_ref().len()).max().unwrap_or(0);
        self.longest[slot as usize] = self.longest[slot as usize].max(longest);
    }

    /// How many values a slot has, the same for every product.
    #[inline]
    pub(crate) fn radix(&self, slot: Slot) -> u32 {
        self.radix[slot as usize]
    }

    /// Most bytes a value of this slot can have.
    pub(crate) fn longest(&self, slot: Slot) -> usize {
        self.longest[slot as usize]
    }

    /// Where the values begin for a clause that names this product, or does not.
    #[inline]
    pub(crate) fn firsts(&self, product: Product, named: bool) -> &Firsts {
        &self.first[row(product, named)]
    }

    /// As which name of feeling the product is heard, by digit, in a clause that names it or does not: 0 for none, or one
    /// more than [`Name::heard`].
    #[inline]
    pub(super) fn heard(&self, product: Product, named: bool) -> &[u8; SURFACES as usize] {
        &self.heard[row(product, named)]
    }

    /// Valence of the name of this product, 0 for most.
    #[inline]
    pub(crate) fn feeling_in(&self, product: Product) -> f64 {
        self.feeling_by[product.index()]
    }

    /// Every list with its name and how many values it must have, for the lint.
    #[cfg(test)]
    pub(crate) fn lists(&self) -> &[(String, Vec<String>, Option<u32>)] {
        &self.lists
    }
}

/// US dollars with a comma before the thousands: `$120`, `$4,285`.
fn money(amount: u32) -> String {
    match (amount / 1_000, amount % 1_000) {
        (0, rest) => format!("${rest}"),
        (thousands, rest) => format!("${thousands},{rest:03}"),
    }
}

/// The same, and a capital if it begins with a small letter.
fn with_capital(text: &str) -> String {
    let mut text = text.to_owned();
    if text.is_char_boundary(1) {
        text[..1].make_ascii_uppercase();
    }
    text
}

/// Words that the number of a ticket is made of: `#10` and `482`.
#[inline]
pub(super) fn ticket(digit: u32) -> [usize; 2] {
    [(digit / TICKET_PART) as usize, (TICKETS.2 / TICKET_PART + digit % TICKET_PART) as usize]
}
