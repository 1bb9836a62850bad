//! What a recipe means before any row is made: shares, dates, staff sizes, calibrated intercepts.

use std::sync::OnceLock;

use crate::BLOCK_CUSTOMERS;
use crate::calendar::{Day, Month};
use crate::maths::{logistic, logit, normal_quantile};
use crate::recipe::Recipe;
use crate::rng::{Draws, Stream};
use crate::vocabulary::{Channel, Segment};
use crate::world::parameters as p;
use crate::world::stories::{Stories, planner};

/// Everything that is the same for all blocks of a dataset. Cheap to make; pure in the recipe.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(crate) seed: u64,
    pub(crate) customers: u64,
    pub(crate) as_of: Day,
    pub(crate) start: Day,
    pub(crate) first_month: Month,
    pub(crate) months: u32,
    pub(crate) activity_feedback: f64,
    pub(crate) activity_deals: f64,
    pub(crate) segment_cumulative: [f64; 3],
    pub(crate) region_cumulative: [f64; 4],
    pub(crate) industry_cumulative: [f64; 10],
    pub(crate) managers: [[u32; 3]; 4],
    pub(crate) sellers: [u32; 4],
    pub(crate) health_region: [f64; 4],
    pub(crate) health_industry: [f64; 10],
    pub(crate) health_product: [f64; 6],
    /// What a segment adds to the tone; not to health, or churn by segment would move with it.
    pub(crate) tone_segment: [f64; 3],
    pub(crate) win_intercept: [[f64; 2]; 3],
    pub(crate) tone_edges: [(f64, f64); Channel::COUNT],
    pub(crate) nps_edges: [f64; 10],
    pub(crate) rating_edges: [f64; 4],
    pub(crate) review_edges: [f64; 4],
    pub(crate) stories: Stories,
    /// First and last day of each month of the history.
    spans: Vec<(Day, Day)>,
    /// Cumulative churn hazard on monthly plans, by segment and months of tenure.
    churn_cumulative: [[f64; OLD + 3]; 3],
}

/// Months of tenure after which the churn hazard stays as it is (A).
const OLD: usize = 36;

impl Plan {
    /// What this recipe means.
    #[must_use]
    pub fn new(recipe: &Recipe) -> Self {
        let segments = shares(&p::SEGMENT_SHARE, recipe.segments.iter().map(|s| s.index()));
        let regions = shares(&p::REGION_SHARE, recipe.regions.iter().map(|r| r.index()));
        let industries = shares(&p::INDUSTRY_SHARE, recipe.industries.iter().map(|i| i.index()));
        let block = f64::from(BLOCK_CUSTOMERS);
        let staff = |share: f64, each: f64| ((block * share / each).ceil() as u32).max(u32::from(share > 0.0));
        let first_month = recipe.as_of.month().plus(1 - recipe.months as i32);
        let mut effects = Draws::at(recipe.seed, Stream::Planner, 1);
        let voices: [f64; 3] = core::array::from_fn(|s| segments[s] * p::FEEDBACK_PER_MONTH[s]);
        let mut plan = Self {
            seed: recipe.seed,
            customers: recipe.customers,
            as_of: recipe.as_of,
            start: first_month.day(1),
            first_month,
            months: recipe.months,
            activity_feedback: recipe.activity_feedback,
            activity_deals: recipe.activity_deals,
            segment_cumulative: cumulative(&segments),
            region_cumulative: cumulative(&regions),
            industry_cumulative: cumulative(&industries),
            managers: core::array::from_fn(|r| {
                core::array::from_fn(|s| staff(regions[r] * segments[s], p::CUSTOMERS_PER_MANAGER[s]))
            }),
            sellers: core::array::from_fn(|r| staff(regions[r], p::CUSTOMERS_PER_SELLER)),
            health_region: level_effects(&regions, &mut effects),
            health_industry: level_effects(&industries, &mut effects),
            health_product: level_effects(&p::FIRST_OWNED, &mut effects),
            tone_segment: level_effects(&voices, &mut effects),
            win_intercept: win_intercepts(),
            tone_edges: p::LABEL_ASKED
                .map(|(negative, neutral)| (normal_quantile(negative), normal_quantile(negative + neutral))),
            nps_edges: edges(&p::NPS),
            rating_edges: edges(&p::RATING),
            review_edges: edges(&p::REVIEW_RATING),
            spans: (0..recipe.months)
                .map(|m| first_month.plus(m as i32))
                .map(|month| (month.day(1), month.last_day().min(recipe.as_of)))
                .collect(),
            churn_cumulative: p::CHURN_YEARLY.map(|yearly| {
                // Weibull, scaled so that a year's survival is the margin.
                let scale = -libm::log1p(-yearly) / libm::pow(12.0, p::CHURN_SHAPE);
                core::array::from_fn(|t| scale * libm::pow(t as f64, p::CHURN_SHAPE))
            }),
            stories: Stories::none(recipe.seed, first_month.day(1), recipe.as_of),
        };
        if !recipe.stories.is_empty() {
            // A recipe is made only if its stories can be planted: see `Recipe::from_draft`.
            plan.stories = planner::plant(&plan, &recipe.stories).unwrap_or_else(|_| plan.stories.clone());
        }
        plan
    }

    /// The stories planted in it.
    #[must_use]
    pub fn stories(&self) -> &Stories {
        &self.stories
    }

    /// Share of customers in each segment.
    pub(crate) fn segment_shares(&self) -> [f64; 3] {
        differences(&self.segment_cumulative)
    }

    /// Share of customers in each region.
    pub(crate) fn region_shares(&self) -> [f64; 4] {
        differences(&self.region_cumulative)
    }

    /// Share of customers in each industry.
    pub(crate) fn industry_shares(&self) -> [f64; 10] {
        differences(&self.industry_cumulative)
    }

    /// How many blocks the dataset has.
    #[must_use]
    pub fn blocks(&self) -> u64 {
        self.customers.div_ceil(u64::from(BLOCK_CUSTOMERS))
    }

    /// How many customers it has.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.customers
    }

    /// First and last day of month `m` of the history, up to `as_of`.
    #[inline]
    pub(crate) fn month_span(&self, m: u32) -> (Day, Day) {
        self.spans[m as usize]
    }

    /// Expected churn of a customer on a monthly plan over some days (at most two months) after some
    /// days of tenure, before their health is looked at.
    pub(crate) fn churn_hazard(&self, segment: Segment, tenure: i32, days: i32) -> f64 {
        const MONTH: f64 = 30.437;
        let at = |months: f64| {
            let whole = months as usize;
            let sums = &self.churn_cumulative[segment.index()];
            sums[whole] + (months - whole as f64) * (sums[whole + 1] - sums[whole])
        };
        let start = (f64::from(tenure) / MONTH).min(OLD as f64 - 1.0);
        at(start + f64::from(days) / MONTH) - at(start)
    }

    /// The last day of the data.
    #[must_use]
    pub fn as_of(&self) -> Day {
        self.as_of
    }

    /// First month of the history.
    #[must_use]
    pub fn first_month(&self) -> Month {
        self.first_month
    }

    /// How many months of history, the month of `as_of` included.
    #[must_use]
    pub fn months(&self) -> u32 {
        self.months
    }
}

/// Weights of the chosen levels, 0 for the others, summing to 1.
fn shares<const N: usize>(all: &[f64; N], chosen: impl Iterator<Item = usize>) -> [f64; N] {
    let mut kept = [0.0; N];
    for i in chosen {
        kept[i] = all[i];
    }
    let total: f64 = kept.iter().sum();
    kept.map(|share| share / total)
}

/// What each level adds to health in this dataset: normal, with mean 0 over the customers, so that the
/// margins of the whole hold in every dataset.
fn level_effects<const N: usize>(shares: &[f64; N], draws: &mut Draws) -> [f64; N] {
    let effects: [f64; N] = core::array::from_fn(|_| p::HEALTH_LEVEL_EFFECT * draws.normal());
    let total: f64 = shares.iter().sum();
    let mean = shares.iter().zip(&effects).map(|(share, effect)| share * effect).sum::<f64>() / total;
    effects.map(|effect| effect - mean)
}

fn differences<const N: usize>(sums: &[f64; N]) -> [f64; N] {
    core::array::from_fn(|i| sums[i] - if i == 0 { 0.0 } else { sums[i - 1] })
}

fn cumulative<const N: usize>(weights: &[f64; N]) -> [f64; N] {
    let mut total = 0.0;
    weights.map(|w| {
        total += w;
        total
    })
}

/// Where a standard normal has to be cut so that the parts have these shares.
fn edges<const N: usize, const CUTS: usize>(shares: &[f64; N]) -> [f64; CUTS] {
    let sums = cumulative(shares);
    core::array::from_fn(|i| normal_quantile(sums[i]))
}

#[derive(Clone, Copy)]
enum Channelled {
    New,
    Owned,
}

/// The intercepts of the win model by segment, of new business and of expansions. They are the same for every recipe.
fn win_intercepts() -> [[f64; 2]; 3] {
    static FOUND: OnceLock<[[f64; 2]; 3]> = OnceLock::new();
    *FOUND.get_or_init(|| {
        core::array::from_fn(|s| {
            [
                win_intercept(p::WIN_NEW[s], p::WIN_NEW_MEAN[s], Channelled::New),
                win_intercept(p::WIN_EXPANSION[s], p::WIN_EXPANSION_MEAN[s], Channelled::Owned),
            ]
        })
    })
}

/// The intercept of the win model at which the mean over all deals is `target`, by bisection over a
/// grid of what deals differ in: source, competitor, and the rest as one normal with mean `effects`.
fn win_intercept(target: f64, effects: f64, kind: Channelled) -> f64 {
    // Standard deviation of seller, health, amount and discount together.
    const SPREAD: f64 = 0.50;
    let sources: &[(f64, f64)] = match kind {
        Channelled::New => &core::array::from_fn::<_, 6, _>(|i| (p::SOURCE_SHARE[i], p::SOURCE_LOGIT[i])),
        Channelled::Owned => &[(1.0, 0.0)],
    };
    let mean_at = |intercept: f64| {
        let mut mean = 0.0;
        for &(share, source) in sources {
            for (known, effect) in [(p::COMPETITOR.0, p::COMPETITOR.1), (1.0 - p::COMPETITOR.0, 0.0)] {
                for node in 0..16 {
                    let z = normal_quantile((f64::from(node) + 0.5) / 16.0);
                    mean += share * known / 16.0 * logistic(intercept + effects + source + effect + SPREAD * z);
                }
            }
        }
        mean
    };
    let (mut low, mut high) = (logit(target) - 3.0, logit(target) + 3.0);
    for _ in 0..40 {
        let middle = 0.5 * (low + high);
        if mean_at(middle) < target { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}
