//! Telephone numbers that ring nowhere.
//!
//! Where a regulator keeps numbers free for films and books, we use those:
//!
//! - United States and Canada: 555-0100 to 555-0199 in any area code (NANPA, ATIS-0300115).
//! - United Kingdom: Ofcom's numbers for TV and radio drama, 1,000 in each large city.
//! - Germany: Bundesnetzagentur's "Rufnummern für Film und Fernsehen" (Berlin, Hamburg, Cologne, Frankfurt, Munich and two
//!   mobile ranges, which the other cities use).
//! - France: ARCEP's numbers for audiovisual works, one range a zone.
//! - Sweden: PTS's numbers for books and films (Stockholm, Gothenburg, Malmö, and a mobile range for the others).
//! - Ireland: ComReg's 020 91x xxxx. Australia: ACMA's 5550 xxxx and 7010 xxxx in each of the four zones.
//!
//! Elsewhere the number has the right country code and a usual length, but begins with digits that the national plan leaves
//! unassigned: an area code's subscriber number with 0 or 1 where none does so, or a prefix not in use. Each was checked to be
//! "possible, not valid" by libphonenumber's metadata (the `phonenumbers` package, 9.0.43).

use crate::rng::Draws;
use crate::world::geography::{City, cities, countries, draw_city_in};

/// Appends a telephone number of somewhere in this country, in international form: `+44 161 496 0371`.
pub fn write_phone(country: u8, draws: &mut Draws, out: &mut String) {
    let city = draw_city_in(country, draws);
    write_phone_in(city, draws, out);
}

/// Appends a telephone number of this city (index in [`cities`]), in international form.
pub fn write_phone_in(city: u16, draws: &mut Draws, out: &mut String) {
    let city = &cities()[usize::from(city)];
    let country = &countries()[usize::from(city.country)];
    let mut digits = draws.bits();
    let mut draw = |n: u64| {
        let digit = digits % n;
        digits /= n;
        digit as u8
    };
    out.push_str(country.dialing);
    out.push(' ');
    for sign in form(country.code, city, &mut draw).bytes() {
        match sign {
            b'A' => out.push_str(city.area_code),
            b'#' => out.push(char::from(b'0' + draw(10))),
            b'%' => out.push(char::from(b'0' + draw(5))),
            b'*' => out.push(char::from(b'1' + draw(9))),
            other => out.push(char::from(other)),
        }
    }
}

/// What a number looks like: `A` the area code, `#` any digit, `%` one of 0–4, `*` one of 1–9.
fn form(country: &str, city: &City, draw: &mut impl FnMut(u64) -> u8) -> &'static str {
    match (country, city.area_code) {
        ("US" | "CA", _) => "A-555-01##",
        ("GB", "20") => "20 7946 0###",
        ("GB", "28") => "28 9649 6###",
        ("GB", "29") => "29 2018 0###",
        ("GB", "191") => "191 498 0###",
        ("GB", _) => "A 496 0###",
        ("DE", "30") => "30 23125###",
        ("DE", "40") => "40 66969###",
        ("DE", "69") => "69 90009###",
        ("DE", "89") => "89 99998###",
        ("DE", "221") => "221 4710###",
        ("DE", _) => ["171 39200##", "176 040690##"][usize::from(draw(2))],
        ("FR", "1") => "1 99 00 ## ##",
        ("FR", "2") => "2 61 91 ## ##",
        ("FR", "3") => "3 53 01 ## ##",
        ("FR", "4") => "4 65 71 ## ##",
        ("FR", _) => "5 36 49 ## ##",
        ("SE", "8") => "8 465 004 ##",
        ("SE", "31") => "31 390 06 %#",
        ("SE", "40") => "40 628 04 %#",
        ("SE", _) => "70 174 06 *#", // 05 to 99 are reserved; 10 to 99 used
        ("IE", _) => "20 91# ####",
        ("AU", _) => ["A 5550 ####", "A 7010 ####"][usize::from(draw(2))],
        ("BR", _) => "A 0###-####",
        ("BE", _) => "A 1## ## ##",
        ("NZ", _) => "A 1## ####",
        ("KR" | "MY", _) if city.area_code.len() > 1 => "A 0## ####",
        ("KR" | "MY", _) => "A 0### ####",
        ("IN", "79" | "80") => "10 0### ####", // these area codes and a 0 would be a mobile number
        ("IN", _) if city.area_code.len() > 2 => "A 0## ####",
        ("IN", _) => "A 0### ####",
        ("AT", _) => "1 0######",
        ("JP", _) => "3 0### ####",
        ("PH" | "CL", _) => "2 0### ####",
        ("CO", _) => "61# ### ####",
        ("DK" | "NO", _) => "0# ## ## ##",
        ("SG", _) => "0### ####",
        ("PT", _) => "5## ### ###",
        ("ES", _) => "4*# ### ###",
        ("IT", _) => "6## ### ####",
        ("NL", _) => "21 ### ####",
        ("PL" | "CH", _) => "20 ### ## ##",
        ("FI", _) => "11 ### ####",
        ("TH", _) => "13 ### ####",
        ("ID", _) => "20 #### ####",
        ("MX", _) => "60# ### ####",
        ("AR", _) => "4## ###-####",
        ("PE", _) => "20 ### ###",
        ("UY", _) => "3### ####",
        (other, _) => panic!("{other}: no telephone numbers"),
    }
}
