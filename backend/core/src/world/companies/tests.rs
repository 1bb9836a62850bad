use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::rng::Stream;
use crate::vocabulary::{CompanySize, Region};
use crate::world::geography::{countries, draw_city, draw_city_in};

/// A customer of the whole world, drawn as the model does.
fn customer(i: u64) -> (u8, Industry, Segment, Company) {
    let mut draws = Draws::at(77, Stream::Profile, i);
    let region = Region::ALL[draws.pick(&[0.46, 0.76, 0.92, 1.0])];
    let segment = Segment::ALL[draws.pick(&[0.6, 0.9, 1.0])];
    let industry = Industry::ALL[draws.pick(&[0.22, 0.36, 0.50, 0.63, 0.74, 0.85, 0.90, 0.94, 0.98, 1.0])];
    let city = draw_city(region, &mut draws);
    let country = cities()[usize::from(city)].country;
    (country, industry, segment, draw_company(country, industry, segment, city, &mut Draws::at(77, Stream::Company, i)))
}

fn name(company: &Company) -> String {
    let mut out = String::new();
    company.write_name(&mut out);
    out
}

fn domain(company: &Company, number: u64) -> String {
    let mut out = String::new();
    company.write_domain(number, &mut out);
    out
}

#[test]
fn every_country_industry_and_size_has_plain_names() {
    let mut i = 0;
    for c in 0..countries().len() as u8 {
        for &industry in Industry::ALL {
            for &segment in Segment::ALL {
                for _ in 0..40 {
                    i += 1;
                    let mut draws = Draws::at(5, Stream::Company, i);
                    let city = draw_city_in(c, &mut draws);
                    let name = name(&draw_company(c, industry, segment, city, &mut draws));
                    assert!((4..=70).contains(&name.chars().count()), "{name:?}");
                    assert!(name.chars().next().is_some_and(char::is_uppercase), "{name:?}");
                    assert!(
                        name.chars().all(|c| c.is_alphabetic() || " -.&'()/".contains(c)) && !name.contains("  "),
                        "{name:?}"
                    );
                    assert_eq!(name.trim(), name);
                }
            }
        }
    }
}

#[test]
fn patterns_only_use_lists_that_are_there() {
    for &culture in Culture::ALL {
        let lexicon = grammar::lexicon(culture);
        for (i, &industry) in Industry::ALL.iter().enumerate() {
            for (large, patterns) in lexicon.patterns[i].iter().enumerate() {
                let company = Company { city: 0, industry, large: large == 1, pattern: 0, form: 0, picks: [0; SLOTS] };
                assert!(patterns.list.len() <= 256);
                for part in patterns.list.iter().flat_map(|p| &p.parts) {
                    if let Some((_, count)) = company.slot(*part, lexicon, culture) {
                        assert!((1..=65_536).contains(&count), "{culture:?} {industry} {part:?}: {count}");
                    }
                }
            }
        }
    }
}

#[test]
fn exact_repeats_are_rare() {
    let mut seen = BTreeSet::new();
    let repeats = (0..10_000).filter(|&i| !seen.insert(name(&customer(i).3))).count();
    assert!(repeats < 100, "{repeats} of 10,000 names are repeats");
}

#[test]
fn every_country_and_industry_has_room_for_millions_of_small_companies() {
    // All combinations the patterns allow, over the cities of the country.
    for (c, country) in countries().iter().enumerate() {
        let cities = cities().iter().filter(|city| usize::from(city.country) == c);
        let local: Vec<&City> = cities.filter(|city| city.culture == country.culture).collect();
        let lexicon = grammar::lexicon(country.culture);
        let at = super::cities().iter().position(|x| core::ptr::eq(x, local[0])).expect("its city") as u16;
        for (i, &industry) in Industry::ALL.iter().enumerate() {
            let probe = Company { city: at, industry, large: false, pattern: 0, form: 0, picks: [0; SLOTS] };
            let ways = |part: &Part| match part {
                Part::City => local.len() as f64,
                Part::Form => grammar::forms(at, false).list.len() as f64,
                Part::Literal(_) => 1.0,
                other => probe.slot(*other, lexicon, country.culture).map_or(1.0, |(_, n)| n as f64),
            };
            let patterns = &lexicon.patterns[i][0].list;
            let total: f64 = patterns.iter().map(|p| p.parts.iter().map(ways).product::<f64>()).sum();
            let least = match industry {
                // There are only so many towns, schools and charities in a small country.
                Industry::Government => 200.0,
                Industry::Education | Industry::NonProfit => 5_000.0,
                _ => 1e7,
            };
            assert!(total > least, "{} {industry}: {total}", country.name);
        }
    }
}

#[test]
fn names_fit_country_and_industry() {
    let mut of: BTreeMap<(&str, Industry), Vec<String>> = BTreeMap::new();
    for i in 0..40_000 {
        let (country, industry, _, company) = customer(i);
        of.entry((countries()[usize::from(country)].code, industry)).or_default().push(name(&company));
    }
    let share = |code, industry, ends: &[&str]| {
        let names = &of[&(code, industry)];
        names.iter().filter(|n| ends.iter().any(|e| n.ends_with(e))).count() as f64 / names.len() as f64
    };
    assert!(share("DE", Industry::Manufacturing, &["GmbH", "AG", "KG", "SE", "e.K.", "UG", "KGaA"]) > 0.97);
    assert!(share("MX", Industry::Retail, &["C.V.", "S.C."]) > 0.97);
    assert!(share("JP", Industry::Technology, &["K.K.", "Co. Ltd.", "G.K.", "Corporation"]) > 0.97);
    assert!(share("US", Industry::Government, &["Inc.", "LLC", "Corp."]) == 0.0);
    assert!(
        of[&("GB", Industry::Government)]
            .iter()
            .all(|n| ["Council", "Authority", "Service"].iter().any(|w| n.contains(w)))
    );
    assert!(of[&("ID", Industry::Technology)].iter().all(|n| n.starts_with("PT ") || n.starts_with("CV ")));
}

#[test]
fn no_company_is_one_everybody_knows() {
    const KNOWN: &[&str] = &[
        "accenture",
        "adidas",
        "airbus",
        "aldi",
        "allianz",
        "amazon",
        "apple",
        "bbva",
        "blackrock",
        "bmw",
        "boeing",
        "bosch",
        "carrefour",
        "cisco",
        "citroën",
        "danone",
        "dell",
        "disney",
        "ericsson",
        "facebook",
        "ferrari",
        "fiat",
        "ford",
        "google",
        "heineken",
        "honda",
        "hsbc",
        "hubspot",
        "huawei",
        "hyundai",
        "ibm",
        "ikea",
        "infosys",
        "intel",
        "kawasaki",
        "lego",
        "lidl",
        "loreal",
        "lufthansa",
        "mastercard",
        "mercedes",
        "microsoft",
        "netflix",
        "nestlé",
        "nike",
        "nintendo",
        "nokia",
        "novartis",
        "nvidia",
        "oracle",
        "orange",
        "panasonic",
        "paypal",
        "pepsi",
        "petrobras",
        "philips",
        "pfizer",
        "porsche",
        "qualcomm",
        "renault",
        "roche",
        "salesforce",
        "samsung",
        "santander",
        "sap",
        "shell",
        "siemens",
        "sony",
        "spotify",
        "starbucks",
        "suzuki",
        "tata",
        "telefonica",
        "tesla",
        "toyota",
        "uber",
        "unilever",
        "vale",
        "verizon",
        "visa",
        "vodafone",
        "volvo",
        "walmart",
        "wipro",
        "xerox",
        "yamaha",
        "zara",
        "zendesk",
        "zoho",
        "starhub",
        "starlink",
    ];
    for i in 0..60_000 {
        let name = name(&customer(i).3).to_lowercase();
        // "Vale" is also a valley, in names of places.
        let word = name.split([' ', '-']).find(|w| KNOWN.contains(w) && *w != "vale");
        assert_eq!(word, None, "{name}");
    }
}

#[test]
fn domains_are_reserved_plain_and_unique() {
    let mut seen = BTreeSet::new();
    for number in 1..=30_000 {
        let (country, .., company) = customer(number);
        let domain = domain(&company, number);
        assert!(domain.ends_with(".example") && domain.ends_with(countries()[usize::from(country)].domain), "{domain}");
        let label = domain.split('.').next().expect("a label");
        assert!((5..=40).contains(&label.len()), "{domain}");
        assert!(label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'), "{domain}");
        assert!(label.as_bytes()[0].is_ascii_lowercase() && !label.contains("--"), "{domain}");
        assert!(seen.insert(domain.clone()), "{domain} twice");
    }
}

#[test]
fn domains_are_made_of_the_name_and_differ_for_the_same_company() {
    let (.., company) = customer(4);
    let first = domain(&company, 1);
    assert_ne!(first, domain(&company, 2));
    for number in 1..2_000 {
        let (.., company) = customer(number);
        let domain = domain(&company, number);
        let word = domain.split(|c: char| !c.is_ascii_lowercase()).next().expect("letters");
        let mut letters = String::new();
        let spelling = crate::world::people::Spelling::of(company.city().culture);
        crate::world::people::push_ascii(&name(&company), spelling, &mut letters);
        assert!(word.len() >= 2 && letters.contains(&word[..word.len().min(3)]), "{domain} {letters}");
    }
}

#[test]
fn two_partners_never_share_a_name() {
    for i in 0..60_000 {
        let (.., company) = customer(i);
        let parts = company.parts();
        if parts.contains(&Part::Surname) && parts.contains(&Part::OtherSurname) {
            assert_ne!(company.picks[0], company.picks[1], "{}", name(&company));
        }
    }
}

#[test]
fn employees_lie_in_the_band_of_their_segment_and_size() {
    let bands = [(5, 199, 35.0), (200, 1_999, 480.0), (2_000, 300_000, 3_850.0)];
    for (&segment, (least, most, median)) in Segment::ALL.iter().zip(bands) {
        let mut drawn: Vec<u32> =
            (0..20_000).map(|i| draw_employees(segment, &mut Draws::at(1, Stream::Company, i))).collect();
        drawn.sort_unstable();
        assert!(drawn[0] >= least && drawn[19_999] <= most, "{segment}: {} to {}", drawn[0], drawn[19_999]);
        assert!((f64::from(drawn[10_000]) / median - 1.0).abs() < 0.05, "{segment}: {}", drawn[10_000]);
        for employees in drawn {
            let band = company_size(employees).name();
            let inside = match band.split_once('-') {
                Some((low, high)) => {
                    (low.parse().expect("a number")..=high.parse().expect("a number")).contains(&employees)
                }
                None => employees >= 10_000,
            };
            assert!(inside, "{employees} in {band}");
        }
    }
    assert_eq!(company_size(5), CompanySize::To10);
    assert_eq!(company_size(199), CompanySize::To200);
}

#[test]
fn revenue_grows_with_the_company_and_is_an_estimate() {
    let mean = |employees, industry| {
        let revenues = (0..4_000).map(|i| draw_revenue_usd(employees, industry, &mut Draws::at(2, Stream::Company, i)));
        revenues.sum::<i64>() as f64 / 4_000.0
    };
    // exp(sigma²/2) = 1.133 turns the median into the mean.
    assert!((mean(100, Industry::Technology) / (100.0 * 180_000.0 * 1.2 * 1.133) - 1.0).abs() < 0.05);
    assert!(mean(100, Industry::Finance) > mean(100, Industry::Education));
    for i in 0..2_000 {
        let revenue =
            draw_revenue_usd(1 + (i as u32 * 37) % 9_000, Industry::Retail, &mut Draws::at(3, Stream::Company, i));
        let text = revenue.to_string();
        assert!(revenue > 0 && text[3..].bytes().all(|b| b == b'0'), "{revenue}");
    }
}

#[test]
fn the_same_address_is_always_the_same_company() {
    let mut out = String::new();
    for i in 0..8 {
        let (.., company) = customer(i);
        company.write_name(&mut out);
        out.push_str(" | ");
        company.write_domain(i + 1, &mut out);
        out.push('\n');
    }
    assert_eq!(out, GOLDEN);
}

const GOLDEN: &str = "\
Hwangmi Tax Co. Ltd. | hwangmi-tax65.co.kr.example
Joyería Álvarez S.A. de C.V. | joyeriaalvarez58.mx.example
Hyderabad Jyotiland Sports | hyderabadjyotiland75.in.example
Ortiz & Lima Fundos Ltda. | ortizlimafundos19.com.br.example
Matsumine University | matsumineuniversity29.co.jp.example
Brinanto Sports Inc. | brinantosports59.example
Barnes & Bradley Recruiting | barnesbradley34.example
Vikaslink Holdings Ltd. | vikaslinkholdings92.in.example
";
