//! The people at our customers: names, job titles, e-mail addresses, telephone numbers.
//!
//! Names fit the country, e-mail addresses only ever end in reserved domains, telephone numbers ring nowhere.

mod ascii;
mod job_titles;
mod names;
mod phones;
pub(crate) mod ranked;

use std::sync::LazyLock;

use super::geography::{cities, countries};
use super::weighted::Weighted;
use crate::rng::{Draws, mix};

pub(crate) use ascii::{Spelling, push_ascii, push_run};
pub use job_titles::draw_job_title;
pub use names::Culture;
pub use phones::{write_phone, write_phone_in};

/// A person's name: picks from the lists, nothing of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PersonName {
    /// First name, or names.
    pub first: &'static str,
    /// Last name.
    pub last: &'static str,
}

/// First and last names from these cultures, with this weight.
type Blend = (Culture, Culture, f64);

/// What people in each country are called: chosen, roughly the share of each origin among office workers.
fn blends(code: &str) -> &'static [Blend] {
    use Culture::{
        At, Be, BeFr, Br, Ch, Da, De, Es, Fi, Fr, FrCa, Gb, Id, Ie, In, It, Ja, Ko, Latam, Ms, Nl, No, Ph, Pl, Pt, Sv,
        Th, Us, UsHispanic, Zh,
    };
    match code {
        "US" => &[
            (Us, Us, 79.0),
            (UsHispanic, UsHispanic, 6.0),
            (Us, UsHispanic, 4.0),
            (In, In, 3.5),
            (Us, Zh, 2.5),
            (Us, It, 2.0),
            (Us, De, 1.5),
            (Us, Ko, 1.5),
        ],
        "CA" => &[
            (Us, Us, 62.0),
            (Gb, Gb, 10.0),
            (FrCa, FrCa, 8.0),
            (In, In, 7.0),
            (Us, Zh, 6.0),
            (Us, FrCa, 3.0),
            (Us, It, 3.0),
            (Ph, Ph, 1.0),
        ],
        "GB" => &[(Gb, Gb, 87.0), (In, In, 5.0), (Ie, Ie, 3.0), (Gb, Ie, 2.0), (Pl, Pl, 2.0), (Gb, Zh, 1.0)],
        "DE" => &[(De, De, 95.0), (Pl, Pl, 2.0), (It, It, 2.0), (At, At, 1.0)],
        "FR" => &[(Fr, Fr, 95.0), (Fr, Pt, 2.0), (Fr, It, 2.0), (Fr, Es, 1.0)],
        "NL" => &[(Nl, Nl, 96.0), (Be, Be, 2.0), (De, De, 2.0)],
        "ES" => &[(Es, Es, 96.0), (Latam, Latam, 3.0), (It, It, 1.0)],
        "IT" => &[(It, It, 99.0), (De, De, 1.0)],
        "SE" => &[(Sv, Sv, 94.0), (Fi, Fi, 3.0), (No, No, 2.0), (Da, Da, 1.0)],
        "PL" => &[(Pl, Pl, 1.0)],
        "IE" => &[(Ie, Ie, 88.0), (Gb, Gb, 8.0), (Pl, Pl, 3.0), (In, In, 1.0)],
        "CH" => &[(Ch, Ch, 67.0), (Fr, Fr, 18.0), (De, De, 8.0), (It, It, 7.0)],
        "BE" => &[(Be, Be, 56.0), (BeFr, BeFr, 38.0), (Nl, Nl, 4.0), (It, It, 2.0)],
        "DK" => &[(Da, Da, 96.0), (Sv, Sv, 2.0), (No, No, 2.0)],
        "NO" => &[(No, No, 95.0), (Sv, Sv, 3.0), (Da, Da, 2.0)],
        "AT" => &[(At, At, 90.0), (De, De, 10.0)],
        "PT" => &[(Pt, Pt, 97.0), (Br, Br, 3.0)],
        "FI" => &[(Fi, Fi, 93.0), (Sv, Sv, 7.0)],
        "JP" => &[(Ja, Ja, 1.0)],
        "AU" => {
            &[(Gb, Gb, 77.0), (In, In, 6.0), (Ie, Ie, 5.0), (Gb, Zh, 5.0), (Zh, Zh, 3.0), (Gb, It, 3.0), (Gb, Ie, 1.0)]
        }
        "IN" => &[(In, In, 1.0)],
        "SG" => &[(Zh, Zh, 74.0), (In, In, 12.0), (Ms, Ms, 11.0), (Gb, Gb, 3.0)],
        "KR" => &[(Ko, Ko, 1.0)],
        "NZ" => &[(Gb, Gb, 84.0), (In, In, 6.0), (Gb, Zh, 5.0), (Ie, Ie, 5.0)],
        "ID" => &[(Id, Id, 97.0), (Zh, Zh, 3.0)],
        "PH" => &[(Ph, Ph, 95.0), (Ph, Zh, 5.0)],
        "MY" => &[(Ms, Ms, 45.0), (Zh, Zh, 42.0), (In, In, 13.0)],
        "TH" => &[(Th, Th, 97.0), (Zh, Zh, 3.0)],
        "BR" => &[(Br, Br, 90.0), (Br, It, 8.0), (Br, Ja, 2.0)],
        "MX" => &[(Latam, Latam, 97.0), (Es, Es, 3.0)],
        "AR" => &[(Latam, Latam, 68.0), (Latam, It, 30.0), (Latam, De, 2.0)],
        "CO" => &[(Latam, Latam, 1.0)],
        "CL" => &[(Latam, Latam, 94.0), (Latam, De, 3.0), (Latam, It, 3.0)],
        "PE" => &[(Latam, Latam, 96.0), (Latam, Ja, 2.0), (Latam, It, 2.0)],
        "UY" => &[(Latam, Latam, 72.0), (Latam, It, 28.0)],
        _ => panic!("{code}: nobody knows what its people are called"),
    }
}

static BLENDS: LazyLock<Vec<(&'static [Blend], Weighted)>> = LazyLock::new(|| {
    let of = |code| {
        let blends = blends(code);
        (blends, Weighted::new(&blends.iter().map(|b| b.2).collect::<Vec<_>>()))
    };
    countries().iter().map(|c| of(c.code)).collect()
});

/// A person in this country (index in [`countries`]): first and last name are independent but for their origin.
#[must_use]
pub fn draw_name(country: u8, draws: &mut Draws) -> PersonName {
    let (blends, table) = &BLENDS[usize::from(country)];
    let (first, last, _) = blends[table.draw(draws)];
    draw_from(first, last, draws)
}

/// A person in this city (index in [`cities`]): as [`draw_name`], but where a country speaks several languages, three
/// in four bear names of the one spoken there (chosen).
#[must_use]
pub fn draw_name_in(city: u16, draws: &mut Draws) -> PersonName {
    let city = &cities()[usize::from(city)];
    let country = &countries()[usize::from(city.country)];
    let multilingual = city.culture != country.culture || matches!(country.code, "BE" | "CH");
    if multilingual && draws.chance(0.75) {
        draw_from(city.culture, city.culture, draws)
    } else {
        draw_name(city.country, draws)
    }
}

fn draw_from(first: Culture, last: Culture, draws: &mut Draws) -> PersonName {
    let first = first.names().draw_first(draws);
    PersonName { first, last: last.names().draw_last(first, draws) }
}

/// Appends an e-mail address of this person at a domain: small ASCII letters, digits, full stops.
///
/// `number` (the customer's) settles how the company writes its addresses: mostly `first.last`, else `flast`, `f.last`,
/// `first` or `last`. It is not needed to tell people apart: domains are unique.
pub fn write_email(name: PersonName, domain: &str, number: u64, out: &mut String) {
    let spelling = Spelling::of_domain(domain);
    let letters = |text: &str, out: &mut String| push_ascii(text, spelling, out);
    let initial = |text: &str, out: &mut String| {
        let start = out.len();
        letters(text, out);
        out.truncate(start + 1);
    };
    // Shares chosen; first.last is what most companies use.
    match mix(number ^ 0x656d_6169_6c00_0000) % 100 {
        0..=57 => {
            letters(name.first, out);
            out.push('.');
            letters(name.last, out);
        }
        58..=75 => {
            initial(name.first, out);
            letters(name.last, out);
        }
        76..=86 => {
            initial(name.first, out);
            out.push('.');
            letters(name.last, out);
        }
        87..=96 => letters(name.first, out),
        _ => letters(name.last, out),
    }
    out.push('@');
    out.push_str(domain);
}

#[cfg(test)]
mod tests;
