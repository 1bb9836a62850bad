//! What the finished rows show of a story: counted block by block, as sums of integers.

use super::levers::{Bought, HANDOVER_DAYS, OUTAGE_DAYS, RELEASE_MONTHS};
use super::moments::{CELLS, Compare, Estimate, Moments, Shares};
use super::{Planted, Stories};
use crate::block::Block;
use crate::calendar::Day;
use crate::vocabulary::{Category, Channel, DealType, Segment, Source, Story};

/// Customers who start at different times are compared over their first year (chosen).
pub(super) const FIRST_YEAR_DAYS: i32 = 365;

/// The reveals of all stories of a dataset, counted over some blocks.
#[derive(Clone, Debug)]
pub struct Tally {
    stories: Stories,
    moments: Vec<Moments>,
}

/// What a reveal found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// The effect, in the unit of the story.
    pub effect: f64,
    /// Its standard error.
    pub error: f64,
    /// How many standard errors it lies from what is usual without the story, positive in the story's direction.
    pub z: f64,
}

impl Tally {
    /// The reveals of these stories, over no block yet.
    #[must_use]
    pub fn new(stories: &Stories) -> Self {
        Self { stories: stories.clone(), moments: vec![Moments::NONE; stories.planted.len()] }
    }

    /// Adds a block that was simulated with scores.
    pub fn add(&mut self, block: &Block) {
        for (planted, moments) in self.stories.planted.iter().zip(&mut self.moments) {
            count(&self.stories, planted, block, moments);
        }
    }

    /// Adds what another has counted of the same stories.
    pub fn merge(&mut self, other: &Self) {
        self.moments.iter_mut().zip(&other.moments).for_each(|(moments, more)| moments.merge(more));
    }

    /// The stories counted.
    #[must_use]
    pub fn stories(&self) -> &Stories {
        &self.stories
    }

    /// What was found of story `index`; nothing where there is no row to compare.
    #[must_use]
    pub fn found(&self, index: usize) -> Option<Found> {
        let planted = &self.stories.planted[index];
        let Estimate { effect, error, .. } = self.estimate(index)?;
        let beyond = (effect - planted.usual_effect) * planted.story.sign();
        // Without any spread there is nothing to judge it by.
        (error > 0.0).then(|| Found { effect, error, z: beyond / error })
    }

    pub(super) fn estimate(&self, index: usize) -> Option<Estimate> {
        let (how, unit) = comparison(self.stories.planted[index].story);
        self.moments[index].compare(how, unit)
    }
}

/// How the cells of a story are compared, and what a value of 1 stands for.
fn comparison(story: Story) -> (Compare, f64) {
    match story {
        Story::PriceRise | Story::OnboardingFix | Story::Handover | Story::SlowSupport => (Compare::Difference, 1e-4),
        Story::BadRelease | Story::StarRep | Story::NewCompetitor | Story::ReferralEdge => (Compare::Difference, 1.0),
        Story::SurveyWording => (Compare::Difference, 1.0),
        Story::SimpsonsParadox => (Compare::Paradox, 1.0),
        Story::QuarterEndDiscounts | Story::Outage | Story::SilentDecline | Story::IntegrationLaunch => {
            (Compare::LogRatio, 1.0)
        }
    }
}

/// Adds the customers of a block to the cells of a story.
fn count(stories: &Stories, planted: &Planted, block: &Block, moments: &mut Moments) {
    let customers = block.customers.created.len();
    let mut shares = vec![[0_i64; 2 * CELLS]; customers];
    let counter = Counter { stories, planted, block };
    match planted.story {
        Story::StarRep | Story::NewCompetitor | Story::ReferralEdge | Story::SimpsonsParadox => {
            counter.deals(&mut shares);
        }
        Story::QuarterEndDiscounts | Story::Outage | Story::SilentDecline | Story::IntegrationLaunch => {
            counter.exposure(&mut shares);
        }
        _ => counter.feedback(&mut shares),
    }
    shares.iter().filter(|shares| shares.iter().any(|&share| share != 0)).for_each(|shares| moments.add(shares));
}

struct Counter<'a> {
    stories: &'a Stories,
    planted: &'a Planted,
    block: &'a Block,
}

/// The cell of a row: here or elsewhere, after or before.
fn cell(here: bool, after: bool) -> usize {
    match (here, after) {
        (true, true) => 0,
        (true, false) => 1,
        (false, true) => 2,
        (false, false) => 3,
    }
}

fn put(shares: &mut Shares, cell: usize, value: i64, weight: i64) {
    shares[2 * cell] += value;
    shares[2 * cell + 1] += weight;
}

impl Counter<'_> {
    /// Whether a customer is of the place.
    fn here(&self, customer: usize) -> bool {
        let (place, c) = (self.planted.place, &self.block.customers);
        place.region.is_none_or(|region| region == c.region[customer])
            && place.segment.is_none_or(|segment| segment == c.segment[customer])
            && place.industry.is_none_or(|industry| industry == c.industry[customer])
    }

    fn feedback(&self, shares: &mut [Shares]) {
        let (f, c, from) = (&self.block.feedback, &self.block.customers, self.planted.from);
        let place = self.planted.place;
        for (i, &day) in f.day.iter().enumerate() {
            let of = f.customer[i] as usize;
            let score = i64::from(f.score_e4[i]);
            let seen = match self.planted.story {
                Story::PriceRise => Some((cell(self.here(of), day >= from), score)),
                Story::BadRelease => (day < from.plus_months(RELEASE_MONTHS)).then(|| {
                    let here = Some(f.product[i]) == place.product;
                    (cell(here, day >= from), i64::from(f.category[i] == Category::ProductQuality))
                }),
                Story::SlowSupport => f.response[i].map(|hundredths| {
                    let log = libm::log(f64::from(hundredths) / 100.0);
                    (cell(self.here(of), day >= from), (log * 1e4).round() as i64)
                }),
                Story::OnboardingFix => (day.since(c.created[of]) < FIRST_YEAR_DAYS)
                    .then(|| (if c.created[of] >= from { 0 } else { 2 }, score)),
                Story::Handover => self.around_handover(of, day).map(|cell| (cell, score)),
                Story::SurveyWording => f.nps[i].map(|points| {
                    let value = match points {
                        9.. => 100,
                        ..=6 => -100,
                        _ => 0,
                    };
                    (cell(true, day >= from), value)
                }),
                _ => None,
            };
            if let Some((cell, value)) = seen {
                put(&mut shares[of], cell, value, 1);
            }
        }
    }

    /// The cell of a text by the day its writer got another account manager; elsewhere, by the middle of that month.
    fn around_handover(&self, customer: usize, day: Day) -> Option<usize> {
        let from = self.planted.from;
        let here = self.here(customer);
        let moved = self.block.customers.manager_since[customer];
        let moved = match here {
            true if moved.month() == from.month() && moved > self.block.customers.created[customer] => moved,
            true => return None,
            false => from.plus(15),
        };
        (day < moved.plus(HANDOVER_DAYS)).then(|| cell(here, day >= moved))
    }

    fn deals(&self, shares: &mut [Shares]) {
        let c = &self.block.customers;
        for (deal, &of) in self.block.deals.deal.iter().zip(&self.block.deals.customer) {
            let of = of as usize;
            if deal.closed == Day::NONE || deal.closed < self.stories.start || deal.kind == DealType::Renewal {
                continue;
            }
            let cell = match self.planted.story {
                Story::StarRep if Some(deal.owner) == self.planted.owner => 0,
                Story::NewCompetitor => cell(self.here(of), deal.closed >= self.planted.from),
                Story::ReferralEdge if deal.kind != DealType::New => continue,
                Story::ReferralEdge if deal.source == Source::Referral => 0,
                Story::SimpsonsParadox => {
                    cell(Some(deal.owner) == self.planted.owner, c.segment[of] == Segment::Enterprise)
                }
                _ => 2,
            };
            put(&mut shares[of], cell, i64::from(deal.won()), 1);
        }
    }

    /// What happens to customers a day: weights are days as a customer.
    fn exposure(&self, shares: &mut [Shares]) {
        let Self { stories, planted, block } = *self;
        let c = &block.customers;
        let window = match planted.story {
            Story::Outage => (planted.from, planted.from.plus(OUTAGE_DAYS - 1)),
            Story::QuarterEndDiscounts => (Day::NONE, Day::NONE),
            _ => (planted.from, stories.as_of),
        };
        let mut first_win = vec![(Day::NONE, 0); shares.len()];
        for (deal, &of) in block.deals.deal.iter().zip(&block.deals.customer) {
            let first = &mut first_win[of as usize];
            if deal.won() && (first.0 == Day::NONE || deal.closed < first.0) {
                *first = (deal.closed, deal.discount);
            }
        }
        let here = |of: usize| match planted.story {
            Story::QuarterEndDiscounts => {
                let (won, discount) = first_win[of];
                Bought::of(won, discount) == Bought::AtQuarterEnd
            }
            Story::Outage => true,
            _ => self.here(of),
        };
        for (of, &(won, _)) in first_win.iter().enumerate() {
            if won == Day::NONE {
                continue;
            }
            let until = if c.churned[of] == Day::NONE { stories.as_of } else { c.churned[of] };
            let since = won.max(stories.start);
            let days = |from: Day, to: Day| i64::from((to.min(until).since(from.max(since)) + 1).max(0));
            let all = days(since, until);
            if planted.story == Story::QuarterEndDiscounts {
                put(&mut shares[of], cell(here(of), true), i64::from(c.churned[of] != Day::NONE), all);
            } else {
                let inside = days(window.0, window.1);
                put(&mut shares[of], cell(here(of), true), 0, inside);
                put(&mut shares[of], cell(here(of), false), 0, all - inside);
            }
        }
        let mut happens = |of: usize, day: Day| {
            if day >= stories.start && first_win[of].0 != Day::NONE {
                let inside = (window.0..=window.1).contains(&day);
                put(&mut shares[of], cell(here(of), inside), 1, 0);
            }
        };
        match planted.story {
            Story::IntegrationLaunch => {
                for (deal, &of) in block.deals.deal.iter().zip(&block.deals.customer) {
                    if deal.kind == DealType::Expansion && deal.won() {
                        happens(of as usize, deal.closed);
                    }
                }
            }
            Story::Outage | Story::SilentDecline => {
                let f = &block.feedback;
                for (i, &of) in f.customer.iter().enumerate() {
                    if planted.story == Story::SilentDecline || f.channel[i] == Channel::SupportTicket {
                        happens(of as usize, f.day[i]);
                    }
                }
            }
            _ => {}
        }
    }
}
