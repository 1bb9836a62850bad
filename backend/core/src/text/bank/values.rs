//! What fills the slots of a clause.

use super::blob::{Blob, Word};
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

/// What a slot may be filled with: words, laid out so that finding one takes no decision.
pub(crate) struct Values {
    /// The values of all lists, one after the other.
    words: Vec<Word>,
    /// First value of each slot, by [`row`].
    first: [[u32; SLOTS]; 2 * Product::COUNT],
    radix: [u32; SLOTS],
    /// Most bytes of a value.
    longest: [usize; SLOTS],
    /// As which name of feeling ("Premium Support") a product's is heard, by product and digit; `u8::MAX` for none.
    feeling_of: [[u8; SURFACES as usize]; Product::COUNT],
    /// Valence of the name of each product.
    feeling_by: [f64; Product::COUNT],
    /// Lists of the files with what is in them, and how many values they must have.
    #[cfg(test)]
    lists: Vec<(String, Vec<String>, Option<u32>)>,
}

/// Where the lists stand for texts that name their product, or do not.
#[inline]
fn row(product: Product, named: bool) -> usize {
    product.index() + if named { Product::COUNT } else { 0 }
}

impl Values {
    pub(super) fn new(sources: &[ValueSource], feeling: &[Name], blob: &mut Blob) -> Self {
        let all = |list: &str| sources.iter().filter(|v| v.list == list).map(|v| v.text).collect::<Vec<_>>();
        let by_product = |list: &str| -> [Vec<&'static str>; Product::COUNT] {
            core::array::from_fn(|p| {
                let mine = sources.iter().filter(|v| v.list == list && v.products & (1 << p) != 0);
                mine.map(|v| v.text).collect::<Vec<_>>()
            })
        };
        let named = by_product("product");
        let felt = |text: &str| feeling.iter().find(|name| name.text == text);
        let mut feeling_of = [[u8::MAX; SURFACES as usize]; Product::COUNT];
        for (of, names) in feeling_of.iter_mut().zip(&named) {
            for (of, text) in of.iter_mut().zip(names) {
                *of = felt(text).map_or(u8::MAX, |name| name.heard);
            }
        }
        let mean = |names: &Vec<&str>| {
            names.iter().map(|text| felt(text).map_or(0.0, |name| name.valence)).sum::<f64>()
                / names.len().max(1) as f64
        };
        let mut values = Self {
            words: Vec::new(),
            first: [[0; SLOTS]; 2 * Product::COUNT],
            radix: [0; SLOTS],
            longest: [0; SLOTS],
            feeling_by: core::array::from_fn(|p| mean(&named[p])),
            feeling_of,
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
        // Too many for a list.
        values.radix[Slot::Ticket as usize] = TICKETS.2;
        values.longest[Slot::Ticket as usize] = "#".len() + TICKET_DIGITS;
        #[cfg(test)]
        values.lists.extend(LISTS.map(|(_, list)| (list.to_owned(), owned(list), None)));
        values
    }

    /// Takes in the values of a slot, for some rows.
    fn take(&mut self, blob: &mut Blob, slot: Slot, rows: &[usize], texts: &[impl AsRef<str>]) {
        let first = self.words.len() as u32;
        self.words.extend(texts.iter().map(|text| blob.add(text.as_ref())));
        rows.iter().for_each(|&row| self.first[row][slot as usize] = first);
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

    /// Appends the value with this digit; `blob` is the one the lists were made with.
    #[inline]
    pub(crate) fn push(&self, blob: &Blob, out: &mut Vec<u8>, slot: Slot, digit: u32, product: Product, named: bool) {
        if slot == Slot::Ticket {
            return push_ticket(out, TICKETS.0 + TICKETS.1 * digit);
        }
        blob.push(self.words[(self.first[row(product, named)][slot as usize] + digit) as usize], out);
    }

    /// Which [`Name::heard`] the product's name is; nothing if it carries no feeling.
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

/// Digits of the number of a ticket.
const TICKET_DIGITS: usize = 5;

/// Appends the number of a ticket: `#10482`.
#[inline]
fn push_ticket(out: &mut Vec<u8>, number: u32) {
    out.push(b'#');
    out.extend([10_000, 1_000, 100, 10, 1].map(|place| b'0' + (number / place % 10) as u8));
}
