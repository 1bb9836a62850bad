//! The countries customers come from.

use super::{Bounds, Country};
use crate::vocabulary::Region::{self, Apac, Europe, LatinAmerica, NorthAmerica};
use crate::world::people::Culture;

/// Every country, by region.
///
/// Weights within a region: chosen, roughly a business-software market's size (economy first, population second).
/// Boxes: generous, to a degree or so, around the places where people live.
pub(super) const COUNTRIES: &[Country] = &[
    country(
        "United States",
        NorthAmerica,
        "US",
        "+1",
        ".example",
        Culture::Us,
        86.0,
        "Washington",
        [24, 50, -125, -66],
    ),
    country("Canada", NorthAmerica, "CA", "+1", ".ca.example", Culture::Us, 14.0, "Ottawa", [41, 60, -141, -52]),
    country("United Kingdom", Europe, "GB", "+44", ".co.uk.example", Culture::Gb, 21.0, "London", [49, 61, -9, 2]),
    country("Germany", Europe, "DE", "+49", ".de.example", Culture::De, 20.0, "Berlin", [47, 56, 5, 16]),
    country("France", Europe, "FR", "+33", ".fr.example", Culture::Fr, 14.0, "Paris", [41, 52, -6, 10]),
    country("Netherlands", Europe, "NL", "+31", ".nl.example", Culture::Nl, 7.0, "Amsterdam", [50, 54, 3, 8]),
    country("Spain", Europe, "ES", "+34", ".es.example", Culture::Es, 7.0, "Madrid", [35, 44, -10, 5]),
    country("Italy", Europe, "IT", "+39", ".it.example", Culture::It, 8.0, "Rome", [35, 48, 6, 19]),
    country("Sweden", Europe, "SE", "+46", ".se.example", Culture::Sv, 4.0, "Stockholm", [55, 70, 10, 25]),
    country("Poland", Europe, "PL", "+48", ".pl.example", Culture::Pl, 4.0, "Warsaw", [48, 55, 14, 25]),
    country("Ireland", Europe, "IE", "+353", ".ie.example", Culture::Ie, 3.0, "Dublin", [51, 56, -11, -5]),
    country("Switzerland", Europe, "CH", "+41", ".ch.example", Culture::Ch, 4.0, "Bern", [45, 48, 5, 11]),
    country("Belgium", Europe, "BE", "+32", ".be.example", Culture::Be, 3.0, "Brussels", [49, 52, 2, 7]),
    country("Denmark", Europe, "DK", "+45", ".dk.example", Culture::Da, 2.5, "Copenhagen", [54, 58, 8, 16]),
    country("Norway", Europe, "NO", "+47", ".no.example", Culture::No, 2.0, "Oslo", [57, 72, 4, 32]),
    country("Austria", Europe, "AT", "+43", ".at.example", Culture::At, 2.5, "Vienna", [46, 50, 9, 18]),
    country("Portugal", Europe, "PT", "+351", ".pt.example", Culture::Pt, 2.0, "Lisbon", [36, 43, -10, -6]),
    country("Finland", Europe, "FI", "+358", ".fi.example", Culture::Fi, 2.0, "Helsinki", [59, 71, 20, 32]),
    country("Japan", Apac, "JP", "+81", ".co.jp.example", Culture::Ja, 26.0, "Tokyo", [24, 46, 122, 146]),
    country("Australia", Apac, "AU", "+61", ".com.au.example", Culture::Gb, 20.0, "Canberra", [-44, -10, 112, 154]),
    country("India", Apac, "IN", "+91", ".in.example", Culture::In, 20.0, "New Delhi", [6, 36, 68, 98]),
    country("Singapore", Apac, "SG", "+65", ".sg.example", Culture::Zh, 8.0, "Singapore", [1, 2, 103, 105]),
    country("South Korea", Apac, "KR", "+82", ".co.kr.example", Culture::Ko, 9.0, "Seoul", [33, 39, 124, 130]),
    country("New Zealand", Apac, "NZ", "+64", ".co.nz.example", Culture::Gb, 4.0, "Wellington", [-48, -34, 166, 179]),
    country("Indonesia", Apac, "ID", "+62", ".co.id.example", Culture::Id, 4.0, "Jakarta", [-11, 6, 95, 141]),
    country("Philippines", Apac, "PH", "+63", ".ph.example", Culture::Ph, 3.0, "Manila", [4, 21, 116, 127]),
    country("Malaysia", Apac, "MY", "+60", ".my.example", Culture::Ms, 3.0, "Kuala Lumpur", [0, 8, 99, 120]),
    country("Thailand", Apac, "TH", "+66", ".co.th.example", Culture::Th, 3.0, "Bangkok", [5, 21, 97, 106]),
    country("Brazil", LatinAmerica, "BR", "+55", ".com.br.example", Culture::Br, 42.0, "Brasília", [-34, 6, -74, -34]),
    country(
        "Mexico",
        LatinAmerica,
        "MX",
        "+52",
        ".mx.example",
        Culture::Latam,
        27.0,
        "Mexico City",
        [14, 33, -118, -86],
    ),
    country(
        "Argentina",
        LatinAmerica,
        "AR",
        "+54",
        ".ar.example",
        Culture::Latam,
        10.0,
        "Buenos Aires",
        [-56, -21, -74, -53],
    ),
    country("Colombia", LatinAmerica, "CO", "+57", ".co.example", Culture::Latam, 8.0, "Bogotá", [-5, 13, -80, -66]),
    country("Chile", LatinAmerica, "CL", "+56", ".cl.example", Culture::Latam, 7.0, "Santiago", [-56, -17, -76, -66]),
    country("Peru", LatinAmerica, "PE", "+51", ".pe.example", Culture::Latam, 4.0, "Lima", [-19, 0, -82, -68]),
    country(
        "Uruguay",
        LatinAmerica,
        "UY",
        "+598",
        ".uy.example",
        Culture::Latam,
        2.0,
        "Montevideo",
        [-35, -30, -59, -53],
    ),
];

#[expect(clippy::too_many_arguments, reason = "a table with one row a country reads best in one line each")]
const fn country(
    name: &'static str,
    region: Region,
    code: &'static str,
    dialing: &'static str,
    domain: &'static str,
    culture: Culture,
    weight: f64,
    capital: &'static str,
    [south, north, west, east]: [i32; 4],
) -> Country {
    let bounds = Bounds { south, north, west, east };
    Country { name, region, code, dialing, domain, culture, weight, capital, bounds }
}
