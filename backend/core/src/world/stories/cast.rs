//! Where and when a story happens: what the recipe fixed, and the rest drawn from the seed.

use core::ops::RangeInclusive;

use super::{Ask, Place};
use crate::BLOCK_CUSTOMERS;
use crate::calendar::{Day, Month};
use crate::rng::{Draws, Stream};
use crate::vocabulary::{Competitor, Industry, Product, Region, Segment, Story};
use crate::world::account::{SELLER, StaffId, skill};
use crate::world::parameters as p;
use crate::world::plan::Plan;

/// Whole months of history before and after a story begins, at the least (chosen: less shows nothing).
const AROUND: i32 = 2;

/// The months in which a story can begin.
pub(crate) fn onsets(first_month: Month, as_of: Day) -> RangeInclusive<Month> {
    // The month of `as_of` counts as whole only if it is.
    first_month.plus(AROUND)..=as_of.plus(1).month().plus(-AROUND)
}

/// The draws for the casting of a story: they do not depend on which others are planted.
pub(super) fn draws(plan: &Plan, story: Story) -> Draws {
    Draws::at(plan.seed, Stream::Story, 1 << 63 | story as u64)
}

/// The first day: in the month asked for, or in one that leaves enough before it and some months after it.
pub(super) fn first_day(plan: &Plan, ask: &Ask, draws: &mut Draws) -> Day {
    let possible = onsets(plan.first_month, plan.as_of);
    let months = plan.months as i32;
    // Chosen: a third of the history after it, not more than about a year.
    let least = (months / 4).clamp(AROUND, 8);
    let most = (months * 2 / 5).clamp(least + 1, 12);
    let after = least + draws.below((most - least + 1) as u32) as i32;
    // Those who start later need time to be heard.
    let after = if ask.story == Story::OnboardingFix { (after + 3).min(months / 2) } else { after };
    let drawn = plan.as_of.plus(1).month().plus(-after).clamp(*possible.start(), *possible.end());
    let month = ask.onset.unwrap_or(drawn);
    let day = 3 + draws.below(18);
    if !ask.story.entry().has_onset {
        return Day::NONE;
    }
    month.day(if ask.story == Story::Outage { day } else { 1 })
}

/// The places a story can happen at, each with a weight for the draw.
pub(super) fn places(plan: &Plan, ask: &Ask) -> Vec<(Place, f64)> {
    let (regions, segments, industries) = (plan.region_shares(), plan.segment_shares(), plan.industry_shares());
    let fits = |place: &Place| place.or(ask.place) == ask.place.or(*place);
    let by_region =
        Region::ALL.iter().map(|&r| (Place { region: Some(r), ..Place::ANYWHERE }, regions[r.index()])).collect();
    let all: Vec<(Place, f64)> = match ask.story {
        Story::PriceRise => Region::ALL
            .iter()
            .flat_map(|&r| Segment::ALL.iter().map(move |&s| (r, s)))
            .map(|(r, s)| {
                let place = Place { region: Some(r), segment: Some(s), ..Place::ANYWHERE };
                (place, regions[r.index()] * segments[s.index()])
            })
            .collect(),
        Story::StarRep | Story::SlowSupport | Story::Handover | Story::SimpsonsParadox => by_region,
        Story::NewCompetitor | Story::IntegrationLaunch => Industry::ALL
            .iter()
            .map(|&i| (Place { industry: Some(i), ..Place::ANYWHERE }, industries[i.index()]))
            .collect(),
        Story::BadRelease => Product::ALL
            .iter()
            .map(|&product| (Place { product: Some(product), ..Place::ANYWHERE }, p::FIRST_PRODUCT[product.index()]))
            .collect(),
        Story::SilentDecline => {
            let largest = Segment::ALL.iter().rev().find(|s| segments[s.index()] > 0.0);
            let one = |s: Segment| (Place { segment: Some(s), ..Place::ANYWHERE }, 1.0);
            ask.place.segment.or(largest.copied()).map(one).into_iter().collect()
        }
        _ => vec![(Place::ANYWHERE, 1.0)],
    };
    all.into_iter().filter(|(place, weight)| *weight > 0.0 && fits(place)).collect()
}

/// One of these, by weight.
pub(super) fn pick<T: Copy>(weighted: &[(T, f64)], draws: &mut Draws) -> Option<T> {
    let mut total = 0.0;
    let sums: Vec<f64> = weighted
        .iter()
        .map(|(_, weight)| {
            total += weight;
            total
        })
        .collect();
    weighted.get(draws.pick(&sums)).map(|(one, _)| *one)
}

/// The block a colleague's story happens in: a full one.
pub(super) fn block(plan: &Plan, draws: &mut Draws) -> u64 {
    let full = plan.customers / u64::from(BLOCK_CUSTOMERS);
    let drawn = draws.below(u32::try_from(full.max(1)).unwrap_or(u32::MAX));
    u64::from(drawn)
}

/// The colleague of a story: of a team in a block, the one of most ordinary skill, so that what shows is the story.
pub(super) fn colleague(plan: &Plan, block: u64, region: Region, taken: &[StaffId]) -> StaffId {
    let of = |k| StaffId::new(block, region, SELLER, k);
    let plain = |k: &u32| skill(plan, of(*k)).abs();
    let team = plan.sellers[region.index()];
    let most_plain = (0..team).filter(|&k| !taken.contains(&of(k))).min_by(|a, b| plain(a).total_cmp(&plain(b)));
    of(most_plain.unwrap_or(0))
}

/// The rival of a story.
pub(super) fn rival(draws: &mut Draws) -> Competitor {
    Competitor::ALL[draws.below(Competitor::COUNT as u32) as usize]
}
