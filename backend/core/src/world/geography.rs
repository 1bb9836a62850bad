//! Where customers are: regions, countries, cities.
//!
//! A country is drawn by its weight within the region, a city by population^.8 within the country.

mod countries;

use std::sync::LazyLock;

use super::people::Culture;
use super::weighted::Weighted;
use crate::rng::Draws;
use crate::vocabulary::Region;

/// A city where customers are.
#[derive(Clone, Copy, Debug)]
pub struct City {
    /// The name an English CRM shows; unique within the country.
    pub name: &'static str,
    /// What the people there call it: for names of companies.
    pub local_name: &'static str,
    /// Index in [`countries()`].
    pub country: u8,
    /// Latitude in ten-thousandths of a degree, north positive.
    pub latitude_e4: i32,
    /// Longitude in ten-thousandths of a degree, east positive.
    pub longitude_e4: i32,
    /// People in the city or its metropolitan area, in thousands: a rounded estimate, used as a weight.
    pub population_thousands: u32,
    /// Telephone area code, as dialled from abroad.
    pub area_code: &'static str,
    /// What people and companies there are called: the country's culture, or another (French in Montreal).
    pub culture: Culture,
}

/// A country customers come from.
#[derive(Clone, Copy, Debug)]
pub struct Country {
    /// English name.
    pub name: &'static str,
    /// The region it counts to.
    pub region: Region,
    /// ISO 3166-1 alpha-2.
    pub code: &'static str,
    /// International dialling code, such as `+49`.
    pub dialing: &'static str,
    /// The end of its companies' domains, such as `.de.example`. `.example` is reserved (RFC 2606): no mail to it can arrive.
    pub domain: &'static str,
    /// What most of its people and companies are called.
    pub culture: Culture,
    /// Share of the region's customers, relative to the other countries there. Chosen.
    pub weight: f64,
    /// Its capital, as in [`cities`].
    pub capital: &'static str,
    /// A box that holds its cities.
    pub bounds: Bounds,
}

/// A box on the map, in whole degrees; both ends belong to it.
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Least latitude.
    pub south: i32,
    /// Greatest latitude.
    pub north: i32,
    /// Least longitude.
    pub west: i32,
    /// Greatest longitude.
    pub east: i32,
}

impl Bounds {
    /// Whether a point, in ten-thousandths of a degree, lies in the box.
    #[must_use]
    pub fn contain(self, latitude_e4: i32, longitude_e4: i32) -> bool {
        (self.south * 10_000..=self.north * 10_000).contains(&latitude_e4)
            && (self.west * 10_000..=self.east * 10_000).contains(&longitude_e4)
    }
}

struct World {
    cities: Vec<City>,
    city_names: Vec<&'static str>,
    country_names: Vec<&'static str>,
    /// Index of each country's first city.
    first_city: Vec<u16>,
    /// By country: which of its cities.
    city_table: Vec<Weighted>,
    /// By region: its countries, and which of them.
    region_table: Vec<(Vec<u8>, Weighted)>,
}

static WORLD: LazyLock<World> = LazyLock::new(World::load);

/// Every city, by country.
#[must_use]
pub fn cities() -> &'static [City] {
    &WORLD.cities
}

/// Every country, by region.
#[must_use]
pub fn countries() -> &'static [Country] {
    countries::COUNTRIES
}

/// The names of [`cities`], in the same order.
#[must_use]
pub fn city_names() -> &'static [&'static str] {
    &WORLD.city_names
}

/// The names of [`countries()`], in the same order.
#[must_use]
pub fn country_names() -> &'static [&'static str] {
    &WORLD.country_names
}

/// A city of the region, as an index in [`cities`]: two draws.
#[must_use]
pub fn draw_city(region: Region, draws: &mut Draws) -> u16 {
    let world = &*WORLD;
    let (members, table) = &world.region_table[region.index()];
    draw_city_in(members[table.draw(draws)], draws)
}

/// A city of the country, as an index in [`cities`]: one draw.
#[must_use]
pub fn draw_city_in(country: u8, draws: &mut Draws) -> u16 {
    let country = usize::from(country);
    WORLD.first_city[country] + WORLD.city_table[country].draw(draws) as u16
}

impl World {
    fn load() -> Self {
        let countries = countries::COUNTRIES;
        let cities = parse_cities(include_str!("../../data/world/cities.txt"));
        let by_country = |c: usize| cities.iter().filter(move |city| usize::from(city.country) == c);
        let city_table = (0..countries.len())
            .map(|c| {
                // MODEL.md, section 2: cities by population^.8.
                let weights: Vec<f64> =
                    by_country(c).map(|city| libm::pow(f64::from(city.population_thousands), 0.8)).collect();
                Weighted::new(&weights)
            })
            .collect();
        let first_city = (0..countries.len())
            .map(|c| cities.iter().position(|city| usize::from(city.country) == c).unwrap_or(0) as u16)
            .collect();
        let region_table = Region::ALL
            .iter()
            .map(|&region| {
                let members: Vec<u8> =
                    (0..countries.len()).filter(|&c| countries[c].region == region).map(|c| c as u8).collect();
                let weights: Vec<f64> = members.iter().map(|&c| countries[usize::from(c)].weight).collect();
                (members, Weighted::new(&weights))
            })
            .collect();
        Self {
            city_names: cities.iter().map(|c| c.name).collect(),
            country_names: countries.iter().map(|c| c.name).collect(),
            cities,
            first_city,
            city_table,
            region_table,
        }
    }
}

/// Reads `cities.txt`. Its form is checked by the tests; what is wrong in it stops the first use, naming the line.
fn parse_cities(text: &'static str) -> Vec<City> {
    let mut cities = Vec::new();
    let mut country = 0;
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#')) {
        let bad = || -> ! { panic!("cities.txt: cannot read {line:?}") };
        if let Some(code) = line.strip_prefix("= ") {
            country = countries::COUNTRIES.iter().position(|c| c.code == code).unwrap_or_else(|| bad());
            continue;
        }
        let fields: Vec<&str> = line.split('|').map(str::trim).collect();
        let [name, local, latitude, longitude, population, area_code, ref rest @ ..] = fields[..] else { bad() };
        let degrees = |text: &str| {
            let value: f64 = text.parse().unwrap_or_else(|_| bad());
            libm::round(value * 10_000.0) as i32
        };
        cities.push(City {
            name,
            local_name: if local.is_empty() { name } else { local },
            country: country as u8,
            latitude_e4: degrees(latitude),
            longitude_e4: degrees(longitude),
            population_thousands: population.parse().unwrap_or_else(|_| bad()),
            area_code,
            culture: match rest {
                [] => countries::COUNTRIES[country].culture,
                [code] => Culture::from_code(code).unwrap_or_else(|| bad()),
                _ => bad(),
            },
        });
    }
    cities
}

#[cfg(test)]
mod tests;
