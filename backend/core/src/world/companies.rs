//! The companies that are our customers: invented names, their size, what they earn, their domains.

mod domain;
mod grammar;
mod size;

use super::geography::{City, cities, countries};
use super::people::Culture;
use crate::rng::Draws;
use crate::vocabulary::{Industry, Segment};
use grammar::{COINED, Lexicon, Part, Patterns};

pub use size::{company_size, draw_employees, draw_revenue_usd};

/// An invented company: picks from the word lists, from which its name and its domain are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Company {
    city: u16,
    industry: Industry,
    large: bool,
    pattern: u8,
    form: u8,
    /// What was picked for each of [`SLOTS`].
    picks: [u16; SLOTS],
}

/// Places for picks: last name, other last name, compound or town, coined word or place, industry word, other word or saint.
const SLOTS: usize = 6;

/// The company of a customer in this country and in a city of it (indices in [`countries`] and [`cities`]). The city
/// decides the language, where a country has several, and the legal form.
#[must_use]
pub fn draw_company(country: u8, industry: Industry, segment: Segment, city: u16, draws: &mut Draws) -> Company {
    debug_assert_eq!(country, cities()[usize::from(city)].country, "the city is in the country");
    let large = segment != Segment::Smb;
    let culture = cities()[usize::from(city)].culture;
    let lexicon = grammar::lexicon(culture);
    let patterns = &lexicon.patterns[industry.index()][usize::from(large)];
    let pattern = patterns.table.draw(draws);
    let mut company = Company { city, industry, large, pattern: pattern as u8, form: 0, picks: [0; SLOTS] };
    for &part in &patterns.list[pattern].parts {
        if part == Part::Form {
            company.form = grammar::forms(city, large).table.draw(draws) as u8;
        } else if let Some((slot, count)) = company.slot(part, lexicon, culture) {
            company.picks[slot] = draws.below(count as u32) as u16;
        }
    }
    // Two partners of the same name would be one.
    if company.picks[0] == company.picks[1] {
        company.picks[1] = if company.picks[1] == 0 { 1 } else { company.picks[1] - 1 };
    }
    company
}

impl Company {
    /// Appends the name: plain text without commas or quotes, such as `Keller & Brandt Maschinenbau GmbH`.
    pub fn write_name(&self, out: &mut String) {
        let start = out.len();
        self.for_each_piece(|piece| match piece {
            Piece::Name(text) | Piece::Form(text) => out.push_str(text),
        });
        while out.len() > start && out.ends_with(' ') {
            out.pop();
        }
        // "de Jong" is how the family writes it; a name begins with a capital.
        if let Some(first) = out.get_mut(start..start + 1) {
            first.make_ascii_uppercase();
        }
    }

    /// Appends the domain: made of the name, under `.example`, and unique among all customers by the customer's
    /// `number` (see `domain`).
    pub fn write_domain(&self, number: u64, out: &mut String) {
        domain::write(self, number, out);
        out.push_str(countries()[usize::from(self.city().country)].domain);
    }

    /// The last name the company bears, if it bears one: its owner may share it.
    #[must_use]
    pub fn surname(&self) -> Option<&'static str> {
        let (_, culture) = self.lexicon();
        self.parts().contains(&Part::Surname).then(|| grammar::surnames(culture)[usize::from(self.picks[0])])
    }

    fn city(&self) -> &'static City {
        &cities()[usize::from(self.city)]
    }

    fn lexicon(&self) -> (&'static Lexicon, Culture) {
        let culture = self.city().culture;
        (grammar::lexicon(culture), culture)
    }

    fn parts(&self) -> &'static [Part] {
        let (lexicon, _) = self.lexicon();
        let patterns: &Patterns = &lexicon.patterns[self.industry.index()][usize::from(self.large)];
        &patterns.list[usize::from(self.pattern)].parts
    }

    /// Which pick a part uses, and among how many.
    fn slot(&self, part: Part, lexicon: &Lexicon, culture: Culture) -> Option<(usize, usize)> {
        let words = &lexicon.words[self.industry.index()];
        match part {
            Part::Surname => Some((0, grammar::surnames(culture).len())),
            Part::OtherSurname => Some((1, grammar::surnames(culture).len())),
            Part::Compound => Some((2, lexicon.compounds.len())),
            Part::Town => Some((2, lexicon.towns.len())),
            Part::Coined => Some((3, COINED.len())),
            Part::Place => Some((3, lexicon.places.len())),
            Part::Word => Some((4, words[0].len())),
            Part::OtherWord => Some((5, words[1].len())),
            Part::Saint => Some((2, lexicon.saints.len())),
            Part::City | Part::Form | Part::Literal(_) => None,
        }
    }

    fn for_each_piece(&self, mut take: impl FnMut(Piece)) {
        let (lexicon, culture) = self.lexicon();
        let pick = |slot: usize| usize::from(self.picks[slot]);
        let words = &lexicon.words[self.industry.index()];
        for part in self.parts() {
            match *part {
                Part::Literal(text) => take(Piece::Name(text)),
                Part::Surname => take(Piece::Name(grammar::surnames(culture)[pick(0)])),
                Part::OtherSurname => take(Piece::Name(grammar::surnames(culture)[pick(1)])),
                Part::Compound | Part::Town => {
                    let list = if *part == Part::Town { &lexicon.towns } else { &lexicon.compounds };
                    list.get(pick(2)).iter().for_each(|text| take(Piece::Name(text)));
                }
                Part::Coined => COINED.get(pick(3)).iter().for_each(|text| take(Piece::Name(text))),
                Part::Place => take(Piece::Name(lexicon.places[pick(3)])),
                Part::City => take(Piece::Name(self.city().local_name)),
                Part::Word => take(Piece::Name(words[0][pick(4)])),
                Part::OtherWord => take(Piece::Name(words[1][pick(5)])),
                Part::Saint => take(Piece::Name(lexicon.saints[pick(2)])),
                Part::Form => {
                    let forms = grammar::forms(self.city, self.large);
                    take(Piece::Form(forms.list[usize::from(self.form)]));
                }
            }
        }
    }
}

/// A piece of a company's name.
enum Piece {
    /// Of the name proper.
    Name(&'static str),
    /// The legal form.
    Form(&'static str),
}

#[cfg(test)]
mod tests;
