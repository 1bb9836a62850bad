use std::collections::BTreeSet;

use super::*;

fn name(seed: u64, id: u64, region: Region) -> String {
    let mut out = String::new();
    write_staff_name(seed, id, region, &mut out);
    out
}

/// The id of a place in a team, as the model lays ids out.
fn id(block: u64, region: Region, role: u64, place: u64) -> u64 {
    block << 16 | (region as u64) << 14 | role << 12 | place
}

#[test]
fn nobody_shares_a_name_within_a_hundred_blocks() {
    let mut seen = BTreeSet::new();
    for block in 0..100 {
        for &region in Region::ALL {
            for role in 0..4 {
                for place in 0..40 {
                    let name = name(7, id(block, region, role, place), region);
                    assert!(seen.insert(name.clone()), "{name} twice");
                }
            }
        }
    }
}

#[test]
fn a_small_company_needs_no_middle_initials_and_a_huge_one_still_tells_people_apart() {
    for &region in Region::ALL {
        for block in 0..40 {
            let name = name(3, id(block, region, 3, 39), region);
            assert!(!name.contains('.'), "{name}");
        }
        let huge: BTreeSet<String> = (0..20_000).map(|block| name(3, id(block, region, 1, 5), region)).collect();
        assert_eq!(huge.len(), 20_000);
        let crowd: BTreeSet<String> = (0..4_096).map(|place| name(3, id(2, region, 0, place), region)).collect();
        assert_eq!(crowd.len(), 4_096);
    }
}

#[test]
fn the_same_id_is_the_same_person_and_another_seed_another_one() {
    for &region in Region::ALL {
        let people = |seed| (0..50).map(|place| name(seed, id(0, region, 1, place), region)).collect::<Vec<_>>();
        assert_eq!(people(1), people(1));
        let same = people(1).iter().zip(people(2)).filter(|(a, b)| *a == b).count();
        assert!(same <= 1, "{same}");
    }
}

#[test]
fn colleagues_bear_names_of_their_region() {
    let share = |region, of: &[&str]| {
        let people = (0..4_000).map(|i| name(9, id(i / 60, region, 0, i % 60), region));
        people.filter(|n| of.iter().any(|last| n.ends_with(last))).count()
    };
    let japanese = ["Sato", "Suzuki", "Tanaka", "Watanabe", "Ito"];
    assert!(share(Region::Apac, &japanese) > 20);
    assert_eq!(share(Region::LatinAmerica, &japanese), 0);
    assert!(share(Region::Europe, &["Müller", "Schmidt", "Schneider"]) > 10);
    assert!(share(Region::LatinAmerica, &["Silva", "Santos", "Hernández", "García"]) > 60);
}

#[test]
fn the_same_staff_as_ever() {
    let names = Region::ALL.iter().map(|&region| name(42, id(1, region, 2, 3), region)).collect::<Vec<_>>();
    assert_eq!(names, GOLDEN);
}

const GOLDEN: [&str; 4] = ["Paul Hall", "Claire Parker", "Hiroshi Ishii", "Daniela Rodríguez"];
