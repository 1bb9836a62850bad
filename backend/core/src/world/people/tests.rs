use std::collections::{BTreeMap, BTreeSet};

use super::names::FAMOUS;
use super::*;
use crate::rng::Stream;
use crate::vocabulary::{Industry, Segment};

fn names(code: &str, count: u64) -> Vec<PersonName> {
    let country = countries().iter().position(|c| c.code == code).expect("a country") as u8;
    (0..count).map(|i| draw_name(country, &mut Draws::at(11, Stream::Person, i))).collect()
}

fn is_cell(text: &str) -> bool {
    text.trim() == text
        && text.chars().next().is_some_and(char::is_alphanumeric)
        && !text.contains([',', ';', '"', '\n', '\t', '=', '@', '+', '_', '{', '}'])
        && !text.contains("  ")
}

#[test]
fn every_country_has_people_with_plain_names() {
    for (c, country) in countries().iter().enumerate() {
        let mut seen = BTreeSet::new();
        for i in 0..5_000 {
            let name = draw_name(c as u8, &mut Draws::at(3, Stream::Person, i));
            assert!(is_cell(name.first) && is_cell(name.last), "{}: {name:?}", country.name);
            assert!(name.first != name.last && !name.last.contains('/'), "{}: {name:?}", country.name);
            seen.insert((name.first, name.last));
        }
        assert!(seen.len() > 1_000, "{}: only {} different people", country.name, seen.len());
    }
}

#[test]
fn common_names_are_common_and_rare_ones_exist() {
    let share =
        |code: &str, last: &str| names(code, 20_000).iter().filter(|n| n.last == last).count() as f64 / 20_000.0;
    assert!((0.008..0.03).contains(&share("US", "Smith")), "{}", share("US", "Smith"));
    assert!((0.01..0.05).contains(&share("DE", "Müller")), "{}", share("DE", "Müller"));
    assert!((0.15..0.30).contains(&share("KR", "Kim")), "{}", share("KR", "Kim"));
    let mut counts = BTreeMap::new();
    for name in names("US", 20_000) {
        *counts.entry(name.last).or_insert(0) += 1;
    }
    assert!(counts.len() > 350 && counts.values().filter(|&&n| n < 15).count() > 50, "{}", counts.len());
}

#[test]
fn names_fit_the_country() {
    let share =
        |code: &str, of: &[&str]| names(code, 4_000).iter().filter(|n| of.contains(&n.last)).count() as f64 / 4_000.0;
    assert!(share("JP", &["Sato", "Suzuki", "Takahashi", "Tanaka", "Watanabe"]) > 0.1);
    assert!(share("SE", &["Andersson", "Johansson", "Karlsson", "Nilsson"]) > 0.12);
    assert_eq!(share("JP", &["Smith", "Müller", "Silva"]), 0.0);
    assert_eq!(share("PL", &["Smith", "Sato", "Silva"]), 0.0);
}

#[test]
fn polish_last_names_agree_with_the_first() {
    for name in names("PL", 2_000) {
        let woman = name.first.ends_with('a');
        assert!(!name.last.ends_with(if woman { "ski" } else { "ska" }), "{name:?}");
    }
}

#[test]
fn in_multilingual_countries_names_follow_the_city() {
    let share = |city: &str, last: &[&str]| {
        let city = cities().iter().position(|c| c.name == city).expect("a city") as u16;
        let people = (0..4_000).map(|i| draw_name_in(city, &mut Draws::at(1, Stream::Person, i)));
        people.filter(|n| last.contains(&n.last)).count()
    };
    let quebec = ["Tremblay", "Gagnon", "Roy", "Côté", "Bouchard"];
    assert!(share("Montreal", &quebec) > 5 * share("Calgary", &quebec));
    assert!(share("Lugano", &["Rossi", "Bianchi"]) > share("Zurich", &["Rossi", "Bianchi"]));
}

#[test]
fn nobody_is_called_what_the_skip_list_says() {
    for name in names("US", 30_000) {
        for odd in ["Name", "Baby", "Sister", "Precious", "Wisozk", "Kshlerin", "Zboncak", "Hilll"] {
            assert!(name.first != odd && name.last != odd, "{name:?}");
        }
        assert!(!FAMOUS.contains(&(name.last, name.first)), "{name:?}");
    }
}

#[test]
fn lists_are_long_enough_and_without_repeats() {
    for &culture in Culture::ALL {
        let names = culture.names();
        assert!(names.first.len() >= 40 && names.last.len() >= 60, "{culture:?}");
        assert_eq!(names.first.len(), names.first.iter().collect::<BTreeSet<_>>().len(), "{culture:?}");
        assert_eq!(names.last.len(), names.last.iter().collect::<BTreeSet<_>>().len(), "{culture:?}");
    }
}

#[test]
fn the_skip_list_holds_only_names_that_are_there() {
    use fake::locales::{DE_DE, Data, EN, FR_FR, IT_IT, NL_NL, PT_BR};
    for section in ranked::parse(include_str!("../../../data/world/names/skip.txt")) {
        let list = match section.name {
            "en first" => EN::NAME_FIRST_NAME,
            "en last" => EN::NAME_LAST_NAME,
            "de first" => DE_DE::NAME_FIRST_NAME,
            "de last" => DE_DE::NAME_LAST_NAME,
            "fr first" => FR_FR::NAME_FIRST_NAME,
            "fr last" => FR_FR::NAME_LAST_NAME,
            "it last" => IT_IT::NAME_LAST_NAME,
            "nl first" => NL_NL::NAME_FIRST_NAME,
            "br first" => PT_BR::NAME_FIRST_NAME,
            other => panic!("[{other}] is no list we use"),
        };
        for name in section.entries {
            assert!(list.contains(&name), "[{}] {name} is not in the crate's list", section.name);
        }
    }
}

#[test]
fn email_addresses_are_plain_ascii_and_fit_the_person() {
    let email = |first, last, domain: &str, number| {
        let mut out = String::new();
        write_email(PersonName { first, last }, domain, number, &mut out);
        out
    };
    let forms: BTreeSet<String> = (1..200).map(|n| email("Jürgen", "Groß-Weiß", "weiss47.de.example", n)).collect();
    let expected = ["grossweiss", "j.grossweiss", "jgrossweiss", "juergen", "juergen.grossweiss"];
    assert_eq!(forms, expected.map(|local| format!("{local}@weiss47.de.example")).into());
    let swedish: BTreeSet<String> = (1..200).map(|n| email("Björn", "Åkesson", "x10.se.example", n)).collect();
    assert!(swedish.contains("bjorn.akesson@x10.se.example"), "{swedish:?}");
    for (c, country) in countries().iter().enumerate() {
        for i in 0..2_000 {
            let name = draw_name(c as u8, &mut Draws::at(8, Stream::Person, i));
            let address = email(name.first, name.last, "firm.example", i);
            let (local, _) = address.split_once('@').expect("an at sign");
            assert!(
                local.len() >= 2 && local.bytes().all(|b| b.is_ascii_lowercase() || b == b'.'),
                "{}: {name:?} {address}",
                country.name
            );
            assert!(!local.starts_with('.') && !local.ends_with('.') && !local.contains(".."), "{address}");
        }
    }
}

#[test]
fn phone_numbers_have_the_country_code_and_a_believable_length() {
    for (c, country) in countries().iter().enumerate() {
        let mut seen = BTreeSet::new();
        for i in 0..500 {
            let mut phone = String::new();
            write_phone(c as u8, &mut Draws::at(2, Stream::Contact, i), &mut phone);
            assert!(phone.strip_prefix(country.dialing).is_some_and(|rest| rest.starts_with(' ')), "{phone}");
            assert!(phone[1..].bytes().all(|b| b.is_ascii_digit() || b == b' ' || b == b'-'), "{phone}");
            let digits = phone.bytes().filter(u8::is_ascii_digit).count();
            assert!((9..=13).contains(&digits), "{}: {phone}", country.name);
            seen.insert(phone);
        }
        assert!(seen.len() > 150, "{}: {} different numbers", country.name, seen.len());
    }
}

#[test]
fn phone_numbers_come_from_the_ranges_kept_for_fiction() {
    let phones = |city: &str| -> Vec<String> {
        let at = cities().iter().position(|c| c.name == city).expect("a city") as u16;
        let write = |i| {
            let mut phone = String::new();
            write_phone_in(at, &mut Draws::at(4, Stream::Contact, i), &mut phone);
            phone
        };
        (0..200).map(write).collect()
    };
    let check = |city: &str, starts: &[&str]| {
        for phone in phones(city) {
            assert!(starts.iter().any(|s| phone.starts_with(s)), "{city}: {phone}");
        }
    };
    check("New York", &["+1 212-555-01"]);
    check("Toronto", &["+1 416-555-01"]);
    check("London", &["+44 20 7946 0"]);
    check("Leeds", &["+44 113 496 0"]);
    check("Belfast", &["+44 28 9649 6"]);
    check("Berlin", &["+49 30 23125"]);
    check("Leipzig", &["+49 171 39200", "+49 176 040690"]);
    check("Paris", &["+33 1 99 00 "]);
    check("Lille", &["+33 3 53 01 "]);
    check("Stockholm", &["+46 8 465 004 "]);
    check("Malmö", &["+46 40 628 04 0", "+46 40 628 04 1", "+46 40 628 04 2", "+46 40 628 04 3", "+46 40 628 04 4"]);
    check("Dublin", &["+353 20 91"]);
    check("Perth", &["+61 8 5550 ", "+61 8 7010 "]);
    check("Osaka", &["+81 3 0"]);
}

#[test]
fn job_titles_fit_the_size_and_the_industry() {
    let titles = |segment, industry| -> BTreeSet<&str> {
        (0..3_000).map(|i| draw_job_title(segment, industry, &mut Draws::at(6, Stream::Person, i))).collect()
    };
    for &industry in Industry::ALL {
        for &segment in Segment::ALL {
            let drawn = titles(segment, industry);
            assert!(drawn.len() >= 10 && drawn.iter().all(|t| is_cell(t)), "{segment} {industry}: {drawn:?}");
        }
        assert!(titles(Segment::Enterprise, industry).iter().all(|t| !t.contains("Owner") || t.contains("Product")));
        assert!(titles(Segment::Smb, industry).iter().all(|t| !t.starts_with("VP")));
    }
    assert!(titles(Segment::Smb, Industry::Retail).contains("Owner"));
    assert!(titles(Segment::Smb, Industry::Healthcare).contains("Practice Manager"));
    assert!(!titles(Segment::Smb, Industry::Government).contains("Owner"));
    assert!(!titles(Segment::Enterprise, Industry::NonProfit).contains("VP of Sales"));
}

#[test]
fn the_same_address_is_always_the_same_person() {
    let mut out = String::new();
    for (i, code) in ["US", "DE", "FR", "JP", "BR", "IN"].iter().enumerate() {
        let country = countries().iter().position(|c| c.code == *code).expect("a country") as u8;
        let mut draws = Draws::at(42, Stream::Person, i as u64);
        let name = draw_name(country, &mut draws);
        let title = draw_job_title(Segment::ALL[i % 3], Industry::ALL[i], &mut draws);
        out.push_str(&format!("{} {} | {title} | ", name.first, name.last));
        write_phone(country, &mut draws, &mut out);
        out.push_str(" | ");
        write_email(name, "firm.example", i as u64, &mut out);
        out.push('\n');
    }
    assert_eq!(out, GOLDEN);
}

const GOLDEN: &str = "\
Scott Cunningham | Technical Lead | +1 503-555-0119 | scott.cunningham@firm.example
Anja Lerch | Operations Manager | +49 30 23125623 | a.lerch@firm.example
David Dubreuil | VP of Supply Chain | +33 1 99 00 50 65 | david@firm.example
Masahiro Aoki | Office Manager | +81 3 0867 0147 | masahiro.aoki@firm.example
Renata de Souza | Sales Operations Manager | +55 61 0777-0720 | renata.desouza@firm.example
Amit Shetty | VP of Sales | +91 11 0473 7705 | shetty@firm.example
";
