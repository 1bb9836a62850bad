//! One account as it enters the CRM: who they are, where, since when.

use std::sync::LazyLock;

use crate::calendar::Day;
use crate::rng::{Draws, Stream};
use crate::vocabulary::{Industry, Region, Segment, Source};
use crate::world::geography;
use crate::world::parameters as p;
use crate::world::plan::Plan;

/// What is fixed about an account from its first day.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Profile {
    /// From 1.
    pub(crate) number: u64,
    pub(crate) segment: Segment,
    pub(crate) region: Region,
    pub(crate) industry: Industry,
    pub(crate) city: u16,
    pub(crate) created: Day,
    pub(crate) source: Source,
    /// Place of their account manager in the team of region and segment.
    pub(crate) desk: u32,
    /// Baseline health.
    pub(crate) theta: f64,
    /// How talkative they are: mean 1.
    pub(crate) talkative: f64,
}

/// One of our colleagues: an id that says the region they work in, so that the name fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct StaffId(u64);

impl StaffId {
    /// The last place in a team.
    pub(crate) const LAST_PLACE: u32 = (1 << 12) - 1;

    /// Colleague `k` in a role of a region's team that looks after one block.
    pub(crate) fn new(block: u64, region: Region, role: u64, k: u32) -> Self {
        Self(((block << 2 | region as u64) << 2 | role) << 12 | u64::from(k))
    }

    /// The number that names this colleague.
    pub(crate) fn id(self) -> u64 {
        self.0
    }

    /// Place in the team.
    pub(crate) fn place(self) -> u32 {
        (self.0 & u64::from(Self::LAST_PLACE)) as u32
    }

    /// A number that no other colleague of the block has, small for the first of each team.
    pub(crate) fn seat(self) -> usize {
        (self.place() as usize) << 4 | (self.0 >> 12 & 15) as usize
    }

    /// The block and the region whose team this colleague is in.
    pub(crate) fn team(self) -> u64 {
        self.0 >> 14
    }

    /// Where the colleague works.
    pub(crate) fn region(self) -> Region {
        Region::ALL[(self.0 >> 14 & 3) as usize]
    }
}

/// The role of sales people, after the account managers of the three segments.
pub(crate) const SELLER: u64 = 3;

impl Profile {
    pub(crate) fn draw(plan: &Plan, number: u64) -> Self {
        let mut d = Draws::at(plan.seed, Stream::Profile, number);
        let segment = Segment::ALL[d.pick(&plan.segment_cumulative)];
        let region = Region::ALL[d.pick(&plan.region_cumulative)];
        let industry = Industry::ALL[d.pick(&plan.industry_cumulative)];
        let created = plan.as_of.plus(-age_days(&mut d));
        let source = new_source(&mut d);
        let desk = d.below(plan.managers[region.index()][segment.index()]);
        let theta = p::HEALTH_MEAN
            + p::HEALTH_SPREAD * d.normal()
            + plan.health_region[region.index()]
            + plan.health_industry[industry.index()];
        let talkative = gamma(p::TALKATIVE_SHAPE, &mut d) / p::TALKATIVE_SHAPE;
        let city = geography::draw_city(region, &mut d);
        Self { number, segment, region, industry, city, created, source, desk, theta, talkative }
    }

    /// Who sells to them: someone from their region, rarely from another.
    pub(crate) fn seller(&self, plan: &Plan, draws: &mut Draws) -> StaffId {
        let home = self.region.index();
        let region = if draws.chance(p::FOREIGN_OWNER) {
            let away = (home + 1 + draws.below(3) as usize) % 4;
            if plan.sellers[away] > 0 { away } else { home }
        } else {
            home
        };
        StaffId::new(block_of(self.number), Region::ALL[region], SELLER, draws.below(plan.sellers[region]))
    }
}

/// How good a colleague is at winning, in log-odds.
pub(crate) fn skill(plan: &Plan, seller: StaffId) -> f64 {
    p::SELLER_SIGMA * Draws::at(plan.seed, Stream::Staff, seller.id()).normal()
}

/// Where a new account or deal comes from.
pub(crate) fn new_source(draws: &mut Draws) -> Source {
    const CUMULATIVE: [f64; 6] = {
        let (mut sums, mut total, mut i) = ([0.0; 6], 0.0, 0);
        while i < 6 {
            total += p::SOURCE_SHARE[i];
            sums[i] = total;
            i += 1;
        }
        sums
    };
    Source::ALL[draws.pick(&CUMULATIVE)]
}

/// The block that a customer is in.
pub(crate) fn block_of(number: u64) -> u64 {
    (number - 1) / u64::from(crate::BLOCK_CUSTOMERS)
}

/// By how much the base grows a month, as a rate, and which share of all accounts is younger than the oldest.
static GROWTH: LazyLock<(f64, f64)> = LazyLock::new(|| {
    let rate = libm::log1p(p::GROWTH_PER_MONTH);
    (rate, -libm::expm1(-rate * p::OLDEST_MONTHS))
});

/// Age of an account on the last day: the base grows at a constant rate, so ages are exponential, cut
/// off at the oldest.
fn age_days(draws: &mut Draws) -> i32 {
    let (rate, younger) = *GROWTH;
    let months = -libm::log(1.0 - younger * draws.unit()) / rate;
    (months * 30.437) as i32
}

/// Gamma with this shape (at least 1) and scale 1: Marsaglia and Tsang 2000.
fn gamma(shape: f64, draws: &mut Draws) -> f64 {
    let d = shape - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let x = draws.normal();
        let v = (1.0 + c * x) * (1.0 + c * x) * (1.0 + c * x);
        if v <= 0.0 {
            continue;
        }
        let u = 1.0 - draws.unit();
        // Most are accepted without a logarithm.
        if u < 1.0 - 0.0331 * (x * x) * (x * x) || libm::log(u) < 0.5 * x * x + d - d * v + d * libm::log(v) {
            return d * v;
        }
    }
}
