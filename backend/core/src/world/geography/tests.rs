use std::collections::BTreeSet;

use super::*;
use crate::rng::Stream;

#[test]
fn every_city_lies_in_its_country() {
    for city in cities() {
        let country = &countries()[usize::from(city.country)];
        assert!(country.bounds.contain(city.latitude_e4, city.longitude_e4), "{} in {}", city.name, country.name);
    }
}

#[test]
fn city_names_are_unique_within_a_country_and_capitals_are_there() {
    for (c, country) in countries().iter().enumerate() {
        let names: Vec<&str> = cities().iter().filter(|city| usize::from(city.country) == c).map(|c| c.name).collect();
        assert_eq!(names.len(), names.iter().collect::<BTreeSet<_>>().len(), "{}", country.name);
        assert!(names.contains(&country.capital), "{} in {names:?}", country.capital);
    }
}

#[test]
fn there_are_enough_places_and_each_is_drawn_in_its_region() {
    assert!(cities().len() >= 220 && countries().len() >= 30, "{} {}", cities().len(), countries().len());
    let mut seen = BTreeSet::new();
    for &region in Region::ALL {
        for i in 0..60_000 {
            let city = draw_city(region, &mut Draws::at(5, Stream::Profile, i));
            assert_eq!(countries()[usize::from(cities()[usize::from(city)].country)].region, region);
            seen.insert(city);
        }
    }
    assert_eq!(seen.len(), cities().len(), "some city is never drawn");
}

#[test]
fn most_north_american_customers_are_in_the_united_states_and_big_cities_lead() {
    let mut counts = vec![0u32; cities().len()];
    for i in 0..50_000 {
        counts[usize::from(draw_city(Region::NorthAmerica, &mut Draws::at(9, Stream::Profile, i)))] += 1;
    }
    let of = |name: &str| counts[city_names().iter().position(|&n| n == name).expect("a city")];
    let us: u32 = cities().iter().zip(&counts).filter(|(c, _)| c.country == 0).map(|(_, n)| n).sum();
    assert!((0.85..0.87).contains(&(f64::from(us) / 50_000.0)), "{us}");
    assert!(of("New York") > of("Chicago") && of("Chicago") > of("Austin") && of("Austin") > of("Boise"));
}

#[test]
fn labels_are_parallel_to_the_lists() {
    assert!(city_names().iter().zip(cities()).all(|(&n, c)| n == c.name));
    assert!(country_names().iter().zip(countries()).all(|(&n, c)| n == c.name));
    assert!(u16::try_from(cities().len()).is_ok() && u8::try_from(countries().len()).is_ok());
    let columns = || cities().iter().flat_map(|c| [c.name, c.local_name]).chain(countries().iter().map(|c| c.name));
    assert!(
        columns().all(|n| !n.contains([',', '"', '\n', '\t']) && n.chars().next().is_some_and(char::is_alphabetic))
    );
}

#[test]
fn the_same_address_is_always_the_same_city() {
    let drawn: Vec<&str> = (0..8)
        .map(|i| {
            let region = Region::ALL[i % 4];
            city_names()[usize::from(draw_city(region, &mut Draws::at(42, Stream::Profile, i as u64)))]
        })
        .collect();
    assert_eq!(drawn, GOLDEN);
}

const GOLDEN: [&str; 8] =
    ["Hartford", "Tilburg", "Osaka", "Buenos Aires", "Columbus", "Palma", "Yokohama", "Belo Horizonte"];
