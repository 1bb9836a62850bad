//! What a reveal can be expected to find, before any row is made: how many rows there will be at a place and in some months, how
//! large the effect of a lift is, and how uncertain.
//!
//! Constants marked "measured" were read off datasets of 4,000 to 60,000 customers with and without the story
//! (`cargo test -p crmgen-core the_outlook -- --nocapture` prints the first of them again, and fails where they are off).

use super::levers::{HANDED_OVER, HANDOVER_DAYS, OUTAGE_DAYS, REFERRED, RELEASE_MONTHS};
use super::{Place, Planted};
use crate::BLOCK_CUSTOMERS;
use crate::calendar::Day;
use crate::maths::{logistic, logit};
use crate::vocabulary::{Segment, Story};
use crate::world::parameters as p;
use crate::world::plan::Plan;

/// Customers with a plan on the last day as a share of all, and how fast there were fewer before, a month (measured).
const ACTIVE: [(f64, f64); 3] = [(0.65, 0.0157), (0.70, 0.0217), (0.58, 0.0268)];
/// Closed deals of new business a month, for each active customer at usual activity (measured).
const NEW_DEALS: [f64; 3] = [0.121, 0.143, 0.199];
/// Closed expansions, and those won (measured).
const EXPANSIONS: [f64; 3] = [0.074, 0.068, 0.060];
const WON_EXPANSIONS: [f64; 3] = [0.0357, 0.0308, 0.0253];
/// Feedback a month for each active customer (measured: the model's rate and what the unhappy write more).
const FEEDBACK: [f64; 3] = [0.319, 0.483, 0.864];
/// Win rate over new business and expansions (measured).
const WON: [f64; 3] = [0.384, 0.308, 0.225];
const MONTH_DAYS: f64 = 30.437;

/// What a reveal should find.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Forecast {
    pub(super) effect: f64,
    /// Without the story.
    pub(super) usual: f64,
    pub(super) error: f64,
}

impl Forecast {
    /// How many standard errors lie between.
    pub(super) fn z(self) -> f64 {
        (self.effect - self.usual).abs() / self.error
    }
}

/// What is known of a dataset of this many customers, which may be other than the plan's when a size is looked for.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outlook<'a> {
    pub(super) plan: &'a Plan,
    pub(super) customers: f64,
}

/// Rows in the four cells of a reveal.
type Cells = [f64; 4];

impl Outlook<'_> {
    /// Customers with a plan, summed over the months from one day to another, by segment: a share `at` of them.
    fn active(&self, at: impl Fn(Segment) -> f64, from: Day, until: Day) -> [f64; 3] {
        let back = |day: Day| f64::from(self.plan.as_of.since(day)) / MONTH_DAYS;
        let (near, far) = (back(until).max(0.0), back(from.max(self.plan.start)).max(0.0));
        let segments = self.plan.segment_shares();
        core::array::from_fn(|s| {
            let (level, fall) = ACTIVE[s];
            let months = (libm::exp(-fall * near) - libm::exp(-fall * far.max(near))) / fall;
            self.customers * segments[s] * at(Segment::ALL[s]) * level * months
        })
    }

    /// Share of a segment's customers at a place.
    fn share(&self, place: Place, segment: Segment) -> f64 {
        let plan = self.plan;
        place.region.map_or(1.0, |r| plan.region_shares()[r.index()])
            * place.industry.map_or(1.0, |i| plan.industry_shares()[i.index()])
            * place.segment.map_or(1.0, |s| f64::from(u8::from(s == segment)))
    }

    /// Rows here and elsewhere, after and before, where `rate` rows come of an active customer a month.
    fn cells(&self, place: Place, rate: [f64; 3], after: (Day, Day), before: (Day, Day)) -> Cells {
        let rows = |here: bool, (from, until): (Day, Day)| {
            let at = |s| if here { self.share(place, s) } else { 1.0 - self.share(place, s) };
            dot(self.active(at, from, until), rate)
        };
        [rows(true, after), rows(true, before), rows(false, after), rows(false, before)]
    }

    fn feedback_rate(&self, part: f64) -> [f64; 3] {
        FEEDBACK.map(|rate| rate * part * self.plan.activity_feedback)
    }

    /// Closed deals of new business and expansions of an active customer a month.
    fn deal_rate(&self) -> [f64; 3] {
        core::array::from_fn(|s| self.new_deals(s) + EXPANSIONS[s] * self.plan.activity_deals)
    }

    /// New business grows less than the activity: only the pauses between attempts get shorter.
    fn new_deals(&self, s: usize) -> f64 {
        let (cycle, pause) = (1.2 * p::CYCLE[s].0, p::RETRY_DAYS[s]);
        NEW_DEALS[s] * (cycle + pause) / (cycle + pause / self.plan.activity_deals)
    }

    /// Deals closed in the history by customers of one region in one block: of Enterprise, and of the others.
    pub(super) fn block_deals(&self, place: Place) -> [f64; 2] {
        let one = Outlook { customers: self.customers.min(f64::from(BLOCK_CUSTOMERS)), ..*self };
        let rate = self.deal_rate();
        let months = one.active(|s| self.share(Place { segment: None, ..place }, s), self.plan.start, self.plan.as_of);
        let all = dot(months, rate);
        let enterprise = months[2] * rate[2];
        [enterprise, all - enterprise]
    }

    /// Customers with a plan at a place on the last day.
    pub(super) fn customers_at(&self, place: Place) -> f64 {
        let day = self.plan.as_of;
        dot(self.active(|s| self.share(place, s), day.plus(-30), day), [1.0; 3])
    }

    /// What the reveal of a story should find.
    pub(super) fn forecast(&self, story: &Planted) -> Forecast {
        let (place, from, lift) = (story.place, story.from, story.lift);
        let (start, end) = (self.plan.start, self.plan.as_of);
        let (after, before) = ((from, end), (start, from));
        match story.story {
            Story::PriceRise => {
                let cells = self.cells(place, self.feedback_rate(1.0), after, before);
                let months = f64::from(end.since(from)) / MONTH_DAYS;
                let shift = 0.9 * lift * (1.0 - 0.5 / months.max(1.0));
                Forecast { effect: -tone(shift), usual: 0.0, error: spread(TONE_VARIANCE, cells) }
            }
            Story::BadRelease => {
                let share = |product: usize| PRODUCT_SHARE[product];
                let own = place.product.map_or(0.0, |product| share(product.index()));
                let until = from.plus_months(RELEASE_MONTHS);
                let everywhere = self.cells(Place::ANYWHERE, self.feedback_rate(1.0), (from, until), before);
                let cells = [everywhere[0] * own, everywhere[1] * own, everywhere[0] * (1.0 - own), 1e9];
                let loud = odds_share(QUALITY_SHARE, libm::pow(7.0, lift));
                let variance = [loud * (1.0 - loud), 0.16, 0.16, 0.16].map(|v: f64| 0.7 * v);
                let error = few(cells[0]) + cells.iter().zip(variance).map(|(n, v)| v / n).sum::<f64>().sqrt();
                Forecast { effect: loud - QUALITY_SHARE + 0.01, usual: 0.0, error }
            }
            Story::StarRep => {
                let deals = self.block_deals(place);
                let own = deals[0] * story.share[0] + deals[1] * story.share[1];
                let all = dot(self.active(|_| 1.0, start, end), self.deal_rate());
                let usual = self.won();
                let star = logistic(logit(usual) + 1.05 * lift);
                let error = (1.1 * star * (1.0 - star) / own + 0.3 / (all - own).max(1.0)).sqrt();
                Forecast { effect: star - usual, usual: 0.0, error }
            }
            Story::SlowSupport => {
                let cells = self.cells(place, self.feedback_rate(ANSWERED), after, before);
                Forecast { effect: 0.87 * lift, usual: 0.0, error: spread(HOURS_VARIANCE, cells) }
            }
            Story::OnboardingFix => {
                let (new, old) = self.first_years(from);
                let error = (2.6 * TONE_VARIANCE * (1.0 / new + 1.0 / old)).sqrt();
                Forecast { effect: 1.1 * tone(0.6 * lift), usual: 0.0, error }
            }
            Story::NewCompetitor => {
                let cells = self.cells(place, self.deal_rate(), after, before);
                let usual = self.won();
                let lost = logistic(logit(usual) - 1.3 * lift);
                let variance = [lost * (1.0 - lost), 0.24, 0.24, 0.24];
                let error = cells.iter().zip(variance).filter(|(n, _)| **n > 1e-6).map(|(n, v)| v / n).sum::<f64>();
                Forecast { effect: 0.9 * (lost - usual), usual: 0.0, error: error.sqrt() }
            }
            Story::QuarterEndDiscounts => {
                let left = p::CHURN_YEARLY.map(|yearly| -libm::log1p(-yearly) / 12.0);
                let losses = dot(self.active(|_| 1.0, start, end), left);
                let ratio = libm::exp(0.405 * lift);
                let cells = [losses * QUARTER_END_SHARE * ratio, 0.0, losses * (1.0 - QUARTER_END_SHARE), 0.0];
                let usual = if self.plan.segment_shares().iter().any(|&share| share > 0.999) { 0.0 } else { -0.10 };
                Forecast { effect: usual + 0.40 * lift, usual, error: spread(1.15, cells) }
            }
            Story::ReferralEdge => {
                let rate = core::array::from_fn(|s| self.new_deals(s));
                let all = dot(self.active(|_| 1.0, start, end), rate);
                let own = all * p::SOURCE_SHARE[4];
                let (usual, effect) = (0.105, 0.105 + 0.14 * lift);
                let won = p::WIN_NEW[0] + REFERRED + 0.15 * lift;
                let error = (2.0 * won * (1.0 - won).max(0.1) / own + 0.34 / (all - own)).sqrt();
                Forecast { effect, usual, error }
            }
            Story::Handover => {
                let here = self.cells(place, self.feedback_rate(HANDED_OVER), after, before);
                let window = (from.plus(15), from.plus(15 + HANDOVER_DAYS));
                let cells = self.cells(place, self.feedback_rate(1.0), window, before);
                let cells = [cells[0] * HANDED_OVER, here[1], cells[2], cells[3]];
                let error = few(cells[0]) + spread(TONE_VARIANCE, cells);
                Forecast { effect: -tone(0.8 * lift + 0.25), usual: -0.1, error }
            }
            Story::Outage => {
                let until = from.plus(OUTAGE_DAYS);
                let usual = dot(self.active(|_| 1.0, from, until), self.feedback_rate(0.26));
                let log = libm::log(5.0) * lift;
                Forecast { effect: log, usual: 0.0, error: (1.6 / (usual * libm::exp(log))).sqrt() }
            }
            Story::SilentDecline => {
                let cells = self.cells(place, self.feedback_rate(1.0), after, before);
                let cells = [cells[0] * libm::pow(0.3, lift), cells[1], cells[2], cells[3]];
                Forecast { effect: -1.14 * lift, usual: 0.0, error: spread(2.2, cells) }
            }
            Story::IntegrationLaunch => {
                let rate = WON_EXPANSIONS.map(|rate| rate * self.plan.activity_deals);
                let cells = self.cells(place, rate, after, before);
                let log = 0.95 * libm::log(2.2) * lift;
                let cells = [cells[0] * libm::exp(log), cells[1], cells[2], cells[3]];
                Forecast { effect: log, usual: 0.0, error: spread(1.15, cells) }
            }
            Story::SurveyWording => {
                let cells = self.cells(Place::ANYWHERE, self.feedback_rate(0.28), after, before);
                Forecast { effect: -7.0 * lift, usual: 0.0, error: spread(7_300.0, cells) }
            }
            Story::SimpsonsParadox => self.paradox(story),
        }
    }

    fn paradox(&self, story: &Planted) -> Forecast {
        let [large, small] = self.block_deals(story.place);
        let own = [large * story.share[0], small * story.share[1]];
        let mix = own[0] / (own[0] + own[1]).max(1e-9);
        let months = self.active(|_| 1.0, self.plan.start, self.plan.as_of);
        let rate = self.deal_rate();
        let all = dot(months, rate);
        let enterprise = (months[2] * rate[2] - own[0]).max(1.0);
        let others = (all - months[2] * rate[2] - own[1]).max(1.0);
        let won_small = (self.won() * all - WON[2] * months[2] * rate[2]) / (all - months[2] * rate[2]).max(1e-9);
        let won_large = logistic(logit(WON[2]) - story.hardness());
        let gap = won_small - won_large;
        let usual_mix = enterprise / (enterprise + others);
        let variance = won_large * (1.0 - won_large) / enterprise + 0.23 / others;
        // What the colleague sells is itself a matter of chance.
        let drawn = gap * gap * mix * (1.0 - mix) / (own[0] + own[1]).max(1.0);
        let other = mix - usual_mix;
        let error = (other * other * 1.15 * variance + drawn).sqrt();
        Forecast { effect: (mix - usual_mix) * gap, usual: 0.0, error: error.max(1e-6) }
    }

    /// Win rate over all customers.
    fn won(&self) -> f64 {
        let months = self.active(|_| 1.0, self.plan.start, self.plan.as_of);
        let rate = self.deal_rate();
        let deals: [f64; 3] = core::array::from_fn(|s| months[s] * rate[s]);
        dot(deals, WON) / deals.iter().sum::<f64>().max(1e-9)
    }

    /// Texts in the first year of customers who started after a day, and of those before.
    fn first_years(&self, from: Day) -> (f64, f64) {
        let growth = libm::log1p(p::GROWTH_PER_MONTH);
        let since = f64::from(self.plan.as_of.since(from)) / MONTH_DAYS;
        let history = f64::from(self.plan.months);
        let segments = self.plan.segment_shares();
        let a_month = dot(segments, self.feedback_rate(1.0)) * self.customers * growth;
        // Months as a customer in the first year, of those who came `age` months ago (measured: half a month in a
        // month, at first).
        let texts = |age: f64| {
            let first_year = age.min(12.0).min((history + 12.0 - age).max(0.0));
            a_month * libm::exp(-growth * age) * 0.62 * first_year
        };
        let sum = |low: f64, high: f64| {
            let step = (high - low) / 40.0;
            (0..40).map(|i| texts(low + step * (f64::from(i) + 0.5)) * step).sum::<f64>()
        };
        (sum(0.0, since), sum(since, history + 12.0))
    }
}

/// Sentiment that a shift of health by this much moves (measured).
fn tone(shift: f64) -> f64 {
    libm::tanh(0.44 * shift)
}

/// A share when its odds are multiplied.
fn odds_share(share: f64, factor: f64) -> f64 {
    let odds = factor * share / (1.0 - share);
    odds / (1.0 + odds)
}

fn dot(a: [f64; 3], b: [f64; 3]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// The standard error of a comparison of cells, each of whose rows varies by this much. Empty cells have no part in it.
fn spread(variance: f64, cells: Cells) -> f64 {
    cells.iter().filter(|&&rows| rows > 1e-6).map(|rows| variance / rows).sum::<f64>().sqrt()
}

/// No error is large enough for rows of a few customers, of whom one may be loud: a story that is told of a short time has
/// to be told by 40 texts at least (chosen).
fn few(rows: f64) -> f64 {
    if rows < 40.0 { f64::INFINITY } else { 0.0 }
}

/// Variance of sentiment scores, with what texts of one customer share (measured).
const TONE_VARIANCE: f64 = 0.30;
/// Variance of the logs of hours until the first answer, in the same way (measured).
const HOURS_VARIANCE: f64 = 9.2;
/// Share of feedback that is answered (measured).
const ANSWERED: f64 = 0.80;
/// Share of Product Quality in feedback (measured).
const QUALITY_SHARE: f64 = 0.16;
/// Share of feedback by product (measured).
const PRODUCT_SHARE: [f64; 6] = [0.34, 0.20, 0.15, 0.10, 0.11, 0.09];
/// Share of customers whose first deal is of the end of a quarter, with a story of that (measured).
const QUARTER_END_SHARE: f64 = 0.33;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::tests::recipe;
    use crate::vocabulary::DealType;
    use crate::world::account::Profile;
    use crate::world::life::{Life, live};

    const CUSTOMERS: u64 = 60_000;

    /// What was measured, beside what is written above.
    #[derive(Default)]
    struct Measured {
        customers: [f64; 3],
        /// Customers with a plan on the last day, and a year before.
        active: [[f64; 2]; 3],
        months: [f64; 3],
        new_deals: [f64; 3],
        expansions: [f64; 3],
        won_expansions: [f64; 3],
        won: [f64; 3],
        texts: [f64; 3],
        products: [f64; 6],
    }

    fn measure(plan: &Plan) -> Measured {
        let mut m = Measured::default();
        let mut life = Life::default();
        let year_ago = plan.as_of.plus(-365);
        for number in 1..=CUSTOMERS {
            let who = Profile::draw(plan, number);
            live(plan, &who, &mut life);
            let s = who.segment.index();
            m.customers[s] += 1.0;
            for deal in life.deals.iter().filter(|deal| deal.closed != Day::NONE && deal.closed >= plan.start) {
                let won = f64::from(u8::from(deal.won()));
                match deal.kind {
                    DealType::New => m.new_deals[s] += 1.0,
                    DealType::Expansion => {
                        m.expansions[s] += 1.0;
                        m.won_expansions[s] += won;
                    }
                    DealType::Renewal => continue,
                }
                m.won[s] += won;
            }
            if life.customer_since == Day::NONE {
                continue;
            }
            let gone = if life.churned == Day::NONE { plan.as_of.plus(1) } else { life.churned };
            for (i, day) in [plan.as_of, year_ago].into_iter().enumerate() {
                m.active[s][i] += f64::from(u8::from(life.customer_since <= day && gone > day));
            }
            m.months[s] += f64::from(gone.since(life.customer_since.max(plan.start)).max(0)) / MONTH_DAYS;
            m.texts[s] += life.feedback.len() as f64;
            for said in &life.feedback {
                m.products[said.product.index()] += 1.0;
            }
        }
        m
    }

    #[test]
    fn the_outlook_knows_how_many_rows_there_will_be() {
        let plan = Plan::new(&recipe(&[("customers", "60000"), ("seed", "20260630")]));
        let m = measure(&plan);
        let texts: f64 = m.texts.iter().sum();
        let mut off = Vec::new();
        let mut check = |what: String, written: f64, measured: f64| {
            println!("{what:<32} written {written:.4}  measured {measured:.4}");
            if (measured / written - 1.0).abs() > 0.08 {
                off.push(what);
            }
        };
        for s in 0..3 {
            let segment = Segment::ALL[s];
            let closed = m.new_deals[s] + m.expansions[s];
            check(format!("active, {segment}"), ACTIVE[s].0, m.active[s][0] / m.customers[s]);
            let fall = libm::log(m.active[s][0] / m.active[s][1]) / 12.0;
            check(format!("fewer a year before, {segment}"), libm::exp(12.0 * ACTIVE[s].1), libm::exp(12.0 * fall));
            check(format!("new deals, {segment}"), NEW_DEALS[s], m.new_deals[s] / m.months[s]);
            check(format!("expansions, {segment}"), EXPANSIONS[s], m.expansions[s] / m.months[s]);
            check(format!("won expansions, {segment}"), WON_EXPANSIONS[s], m.won_expansions[s] / m.months[s]);
            check(format!("texts, {segment}"), FEEDBACK[s], m.texts[s] / m.months[s]);
            check(format!("won, {segment}"), WON[s], m.won[s] / closed);
        }
        for (i, product) in crate::vocabulary::Product::ALL.iter().enumerate() {
            check(format!("texts about {product}"), PRODUCT_SHARE[i], m.products[i] / texts);
        }
        assert!(off.is_empty(), "more than 8% off: {off:?}");
    }
}
