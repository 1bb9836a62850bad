//! What recommendations must never say, over datasets of many sizes.

use super::super::evidence::Evidence;
use super::super::recommend;
use super::super::report::{Confidence, Item};
use crate::block::Plan;
use crate::calendar::Day;
use crate::recipe::{Limits, Recipe, RecipeDraft};

fn items(fields: &[(&str, &str)]) -> Vec<Item> {
    let pairs =
        fields.iter().chain(&[("as_of", "2026-06-30")]).map(|&(name, value)| (name.to_owned(), value.to_owned()));
    let draft = RecipeDraft::from_pairs(pairs);
    let recipe = Recipe::from_draft(&draft, &Limits::default(), Day::parse("2026-06-30").unwrap(), || 0).unwrap();
    let plan = Plan::new(&recipe);
    recommend(&plan, &Evidence::of(&plan)).groups.into_iter().flatten().collect()
}

#[test]
fn advice_never_contradicts_itself() {
    let (mut kept, mut equal, mut thin) = (0, 0, 0);
    for (customers, seed) in [("20", "1"), ("60", "2"), ("300", "3"), ("600", "4"), ("600", "5"), ("6000", "6")] {
        for item in items(&[("customers", customers), ("seed", seed)]) {
            let headline = &item.headline;
            // A goal is another figure than today's, or it is to keep today's.
            if item.id.starts_with("measure-") && item.confidence != Confidence::NotEnough {
                let (_, figures) = headline.split_once(": ").unwrap();
                let (now, rest) = figures.split_once(" over the last ").unwrap();
                let goal = rest.rsplit(' ').next().unwrap();
                assert!(goal != now && !now.contains("today"), "{headline}");
                kept += u32::from(rest.ends_with("keep it there"));
            }
            // No money, and no move, where there is no clear difference.
            if headline.contains("clear difference") || headline.starts_with("No ") || headline.starts_with("Too few") {
                let moves = item.what_to_do.iter().any(|line| line.starts_with("Move "));
                let about_nothing = item.confidence == Confidence::Hint;
                assert!(!about_nothing || (item.worth.usd.is_none() && !moves), "{item:#?}");
                equal += u32::from(about_nothing);
            }
            // Nobody's rate is told by a handful.
            if item.id.starts_with("segment-") && headline.contains("have left so far") {
                thin += 1;
                assert!(!headline.contains("in a year"), "{headline}");
            }
        }
    }
    assert!(equal > 0 && thin > 0, "{kept} {equal} {thin}");
}

#[test]
fn a_part_that_is_all_is_not_set_against_others() {
    let all = items(&[("customers", "400"), ("seed", "8"), ("regions", "APAC")]);
    let one = all.iter().find(|item| item.id == "region-apac").unwrap();
    assert!(one.headline.starts_with("All customers are in APAC"), "{}", one.headline);
}
