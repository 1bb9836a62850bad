//! How large a story has to be to be seen in a dataset of this size.
//!
//! The levers of the table in the model are pulled as far as it takes for the reveal to reach the z of the strength, and no further
//! than people would believe. Large datasets need nothing beyond the table; small ones may not carry the story at all, and
//! the recipe is refused with the size it would take.

use super::expect::Outlook;
use super::{Ask, Place, Planted, Stories, Wanted, cast};
use crate::rng::Draws;
use crate::vocabulary::{Story, Strength};
use crate::world::plan::Plan;

/// The z that a reveal of this strength reaches.
pub const LEAST_Z: [f64; Strength::COUNT] = [4.0, 5.5, 8.0];
/// A little more is aimed at, as the z that comes out varies by about 1: three of four lie above [`LEAST_Z`] (chosen).
const MARGIN_Z: f64 = 0.75;
/// How far the levers are pulled at the least, also where the size would not ask for it (chosen: a subtle story stays
/// subtle in a large dataset).
const LEAST_LIFT: [f64; Strength::COUNT] = [0.75, 1.0, 1.3];
/// How far they may be pulled before nobody would believe it, in the order of [`Story::ALL`] (chosen).
const MOST_LIFT: [f64; Story::COUNT] = [
    2.0, // price-rise: health −1.8
    1.6, // bad-release: odds × 22
    1.7, // star-rep: three of four deals won
    2.2, // slow-support: five times as long
    2.2, // onboarding-fix: health +1.3
    1.9, // new-competitor: hardly a deal won
    2.8, // quarter-end-discounts: three times the churn
    2.2, // referral-edge: 33 points
    2.2, // handover: health −1.8
    1.5, // outage: eleven times the tickets
    1.6, // silent-decline: one text in seven
    2.2, // integration-launch: six times the expansions
    5.0, // survey-wording: 35 points
    1.6, // simpsons-paradox: one in eight Enterprise deals won
];
/// Customers with a plan that a place must have: of fewer, one or two can sway everything (chosen).
const LEAST_CUSTOMERS: f64 = 50.0;
/// The largest size that a refusal names.
const LARGEST: f64 = 1e9;
/// Surprises: one of each of these, so that none hides what another shows.
const FAMILIES: [&[Story]; 3] = [
    &[
        Story::PriceRise,
        Story::BadRelease,
        Story::SlowSupport,
        Story::OnboardingFix,
        Story::Handover,
        Story::SilentDecline,
        Story::SurveyWording,
    ],
    &[Story::StarRep, Story::NewCompetitor, Story::ReferralEdge, Story::SimpsonsParadox],
    &[Story::QuarterEndDiscounts, Story::Outage, Story::IntegrationLaunch],
];

/// Why a story cannot be planted.
#[derive(Clone, Debug, PartialEq)]
pub struct Refusal {
    /// Which entry of the recipe's list.
    pub index: usize,
    /// The part of the entry, as the rest of a JSON pointer.
    pub below: &'static str,
    /// What was given.
    pub given: String,
    /// What would be right.
    pub allowed: String,
    /// Both, in a sentence.
    pub message: String,
}

/// Plants the stories of a recipe.
///
/// # Errors
/// Everything that cannot be, in the order of the list.
pub(crate) fn plant(plan: &Plan, wanted: &[Wanted]) -> Result<Stories, Vec<Refusal>> {
    let outlook = Outlook { plan, customers: plan.customers as f64 };
    let mut stories = plan.stories.clone();
    let mut refusals = Vec::new();
    for (index, wanted) in wanted.iter().enumerate() {
        let Wanted::Story(ask) = wanted else { continue };
        match story(&outlook, ask, &stories.planted) {
            Ok(planted) => stories.planted.push(planted),
            Err(why) => refusals.push(refusal(&outlook, index, ask, why)),
        }
    }
    if let Some(index) = wanted.iter().position(|wanted| *wanted == Wanted::Surprise) {
        match surprise(&outlook, &stories.planted) {
            Some(mut surprises) => stories.planted.append(&mut surprises),
            None => refusals.push(no_surprise(&outlook, index, &stories.planted)),
        }
    }
    if refusals.is_empty() { Ok(stories) } else { Err(refusals) }
}

/// The fewest customers, to about a tenth, with whom a story of this strength shows in a plan's dates and choices.
#[must_use]
pub fn smallest(plan: &Plan, story: Story, strength: Strength) -> Option<u64> {
    smallest_for(plan, &Ask::new(story, strength))
}

#[derive(Clone, Copy)]
enum Why {
    /// No customer of the recipe is there.
    NoSuchPlace,
    /// The months are too few for it to begin then.
    Onset,
    /// Too few rows.
    TooSmall,
}

/// Casts a story and finds its lift. Places of stories planted before are avoided where others will do.
fn story(outlook: &Outlook<'_>, ask: &Ask, before: &[Planted]) -> Result<Planted, Why> {
    let plan = outlook.plan;
    let mut draws = cast::draws(plan, ask.story);
    let from = cast::first_day(plan, ask, &mut draws);
    let block = cast::block(plan, &mut draws);
    let competitor = cast::rival(&mut draws);
    if ask.onset.is_some_and(|onset| !cast::onsets(plan.first_month, plan.as_of).contains(&onset)) {
        return Err(Why::Onset);
    }
    let places = cast::places(plan, ask);
    if places.is_empty() {
        return Err(Why::NoSuchPlace);
    }
    let blank = Planted {
        story: ask.story,
        strength: ask.strength,
        place: Place::ANYWHERE,
        from,
        lift: 1.0,
        block,
        owner: None,
        share: [0.0; 2],
        competitor,
        expected_effect: 0.0,
        usual_effect: 0.0,
        expected_z: 0.0,
    };
    let carried: Vec<(Planted, f64)> = places
        .iter()
        .filter_map(|&(place, weight)| Some((lifted(outlook, Planted { place, ..blank.clone() })?, weight)))
        .collect();
    let apart: Vec<(usize, f64)> = carried
        .iter()
        .enumerate()
        .filter(|(_, (planted, _))| before.iter().all(|other| !meet(planted.place, other.place)))
        .map(|(i, (_, weight))| (i, *weight))
        .collect();
    let all: Vec<(usize, f64)> = carried.iter().enumerate().map(|(i, (_, weight))| (i, *weight)).collect();
    let chosen = cast::pick(if apart.is_empty() { &all } else { &apart }, &mut draws).ok_or(Why::TooSmall)?;
    let mut planted = carried[chosen].0.clone();
    if let (Story::StarRep | Story::SimpsonsParadox, Some(region)) = (ask.story, planted.place.region) {
        let taken: Vec<_> = before.iter().filter_map(|other| other.owner).collect();
        planted.owner = Some(cast::colleague(plan, block, region, &taken));
    }
    Ok(planted)
}

/// Whether two stories would be told of some of the same customers.
fn meet(one: Place, other: Place) -> bool {
    one != Place::ANYWHERE && other != Place::ANYWHERE && one.or(other) == other.or(one)
}

/// The story with the smallest lift that is enough; nothing if none is.
fn lifted(outlook: &Outlook<'_>, mut planted: Planted) -> Option<Planted> {
    let strength = planted.strength as usize;
    let enough = LEAST_Z[strength] + MARGIN_Z;
    let most = MOST_LIFT[planted.story as usize];
    if outlook.customers_at(planted.place) < LEAST_CUSTOMERS {
        return None;
    }
    let mut lift = LEAST_LIFT[strength].min(most);
    loop {
        planted.lift = lift;
        planted.share = shares(outlook, &planted)?;
        let forecast = outlook.forecast(&planted);
        if forecast.z() >= enough {
            planted.expected_effect = forecast.effect;
            planted.usual_effect = forecast.usual;
            planted.expected_z = forecast.z();
            return Some(planted);
        }
        if lift >= most {
            return None;
        }
        lift = (lift + 0.02).min(most);
    }
}

/// Share of the deals of a region that the colleague of a story draws to them; nothing if there are too few.
fn shares(outlook: &Outlook<'_>, planted: &Planted) -> Option<[f64; 2]> {
    let Some(region) = planted.place.region else { return Some([0.0; 2]) };
    let deals = outlook.block_deals(planted.place);
    match planted.story {
        Story::StarRep => {
            // Half as many again as their colleagues, and more than the 70 of the table.
            let usual = 1.5 / f64::from(outlook.plan.sellers[region.index()]);
            let share = usual.max(90.0 / (deals[0] + deals[1]).max(1.0)).min(1.0);
            (share <= 0.6).then_some([share; 2])
        }
        Story::SimpsonsParadox => {
            let large = (60.0 / deals[0].max(1.0)).clamp(0.1, 0.6);
            let mix = (0.70 * planted.lift).min(0.85);
            let small = large * deals[0] * (1.0 - mix) / mix / deals[1].max(1.0);
            (deals[0] * large >= 25.0 && deals[1] > deals[0] && small <= 0.6).then_some([large, small])
        }
        _ => Some([0.0; 2]),
    }
}

fn refusal(outlook: &Outlook<'_>, index: usize, ask: &Ask, why: Why) -> Refusal {
    let plan = outlook.plan;
    let (story, strength) = (ask.story, ask.strength);
    let spot: Vec<String> = ask.place.columns().map(|(column, value)| format!("{column} {value}")).collect();
    match why {
        Why::NoSuchPlace => Refusal {
            index,
            below: if spot.is_empty() { "" } else { "/where" },
            given: spot.join(", "),
            allowed: "customers that the recipe has".to_owned(),
            message: match spot.is_empty() {
                true => format!("{story} has no place in this recipe; it needs other customers than it has."),
                false => format!("{story} is to happen at {}, but the recipe has no such customers.", spot.join(", ")),
            },
        },
        Why::Onset => {
            let possible = cast::onsets(plan.first_month, plan.as_of);
            let allowed = format!("a month from {} to {}", possible.start(), possible.end());
            let given = ask.onset.map_or(String::new(), |onset| onset.to_string());
            let message = format!("onset of {story} is {given}; with this history it must be {allowed}.");
            Refusal { index, below: "/onset", given, allowed, message }
        }
        Why::TooSmall => {
            let now = plan.customers;
            let (allowed, message) = match smallest_for(plan, ask) {
                Some(size) => (
                    format!("at least {size} customers"),
                    format!(
                        "{story} ({strength}) would not show among {} customers; it takes about {}.",
                        crate::recipe::grouped(now),
                        crate::recipe::grouped(size)
                    ),
                ),
                None => (
                    "another story or strength".to_owned(),
                    format!("{story} ({strength}) would not show with this recipe, however many customers it had."),
                ),
            };
            Refusal { index, below: "", given: Wanted::Story(*ask).to_string(), allowed, message }
        }
    }
}

fn smallest_for(plan: &Plan, ask: &Ask) -> Option<u64> {
    smallest_size(plan, |outlook| story(outlook, ask, &[]).is_ok())
}

/// The smallest size at which something is possible, found by steps of an eighth and rounded up to two digits.
fn smallest_size(plan: &Plan, possible: impl Fn(&Outlook<'_>) -> bool) -> Option<u64> {
    let mut customers = 40.0;
    while !possible(&Outlook { plan, customers }) {
        customers *= 1.125;
        if customers > LARGEST {
            return None;
        }
    }
    let mut step = 1.0;
    while customers >= 100.0 * step {
        step *= 10.0;
    }
    let size = (customers / step).ceil() * step;
    Some(size as u64)
}

/// One story of each family, by the seed.
fn surprise(outlook: &Outlook<'_>, before: &[Planted]) -> Option<Vec<Planted>> {
    let mut draws = Draws::at(outlook.plan.seed, crate::rng::Stream::Planner, 2);
    let mut chosen: Vec<Planted> = before.to_vec();
    for family in FAMILIES {
        let possible: Vec<(Planted, f64)> = family
            .iter()
            .filter(|story| before.iter().all(|other| other.story != **story))
            .filter_map(|&one| Some((story(outlook, &Ask::new(one, Strength::Clear), &chosen).ok()?, 1.0)))
            .collect();
        let places: Vec<(usize, f64)> = (0..possible.len()).map(|i| (i, 1.0)).collect();
        chosen.push(possible[cast::pick(&places, &mut draws)?].0.clone());
    }
    Some(chosen.split_off(before.len()))
}

fn no_surprise(outlook: &Outlook<'_>, index: usize, before: &[Planted]) -> Refusal {
    let size = smallest_size(outlook.plan, |outlook| surprise(outlook, before).is_some());
    let takes =
        size.map_or("another recipe".to_owned(), |size| format!("about {} customers", crate::recipe::grouped(size)));
    Refusal {
        index,
        below: "",
        given: super::ask::SURPRISE.to_owned(),
        allowed: size.map_or("another recipe".to_owned(), |size| format!("at least {size} customers")),
        message: format!(
            "Three surprises would not show among {} customers; they take {takes}.",
            crate::recipe::grouped(outlook.plan.customers)
        ),
    }
}
