//! The life of an account: it is sold to, becomes a customer, renews, buys more, or leaves.
//!
//! One step a month. Health carries what happened into what happens next; what customers say and how
//! they are answered (see `voice`) changes the health of the next month.

use crate::calendar::Day;
use crate::maths::exp;
use crate::rng::{Draws, Stream, entity};
use crate::vocabulary::{DealType, LossReason, Product};
use crate::world::account::Profile;
use crate::world::deal::{Deal, Opening, renew, sell};
use crate::world::parameters as p;
use crate::world::plan::Plan;
use crate::world::stories::Reach;
use crate::world::stories::levers::{Bought, Month};
use crate::world::tenure::{Desks, Tenure};
use crate::world::voice::{self, Feedback};

/// Cumulative shares of the products that are bought first, and later.
const FIRST_PRODUCT: [f64; Product::COUNT] = cumulative(&p::FIRST_PRODUCT);
const LATER_PRODUCT: [f64; Product::COUNT] = cumulative(&p::LATER_PRODUCT);

/// Everything that happened with one account. Reused from account to account: clearing keeps the room.
#[derive(Debug, Default)]
pub(crate) struct Life {
    /// By day of opening.
    pub(crate) deals: Vec<Deal>,
    /// By day.
    pub(crate) feedback: Vec<Feedback>,
    /// The day of the first win; [`Day::NONE`] for prospects.
    pub(crate) customer_since: Day,
    /// The day they left; [`Day::NONE`] for those who stayed.
    pub(crate) churned: Day,
    /// Billed by the month rather than by the year.
    pub(crate) monthly: bool,
    /// When the running year ends, for annual plans.
    pub(crate) next_renewal: Day,
    /// What they pay a year on the last day, in US dollars.
    pub(crate) yearly_value: i64,
    /// Products they own, and since when.
    pub(crate) owned: Vec<(Product, Day)>,
    /// How the first of them was bought.
    pub(crate) bought: Bought,
    /// Who looked after the accounts of the block.
    desks: Desks,
}

impl Life {
    /// Who looks after the account on the last day, or did when they left, and since when.
    pub(crate) fn manager(&mut self, plan: &Plan, who: &Profile) -> Tenure {
        self.desks.on(plan, who, if self.churned == Day::NONE { plan.as_of } else { self.churned })
    }
}

impl Default for Day {
    fn default() -> Self {
        Self::NONE
    }
}

/// Lets one account live from its first day to the last day of the data.
pub(crate) fn live(plan: &Plan, who: &Profile, life: &mut Life) {
    life.deals.clear();
    life.feedback.clear();
    life.owned.clear();
    life.churned = Day::NONE;
    life.customer_since = Day::NONE;
    life.yearly_value = 0;
    let mut draws = Draws::at(plan.seed, Stream::Life, who.number);
    life.monthly = draws.chance(p::MONTHLY_PLAN[who.segment.index()]);
    let reach = plan.stories.reaching(who);
    let mut deal_count = win_over(plan, who, reach, life, &mut draws);
    if life.customer_since != Day::NONE {
        be_customer(plan, who, reach, life, &mut draws, &mut deal_count);
        settle_after_churn(life);
        life.yearly_value = yearly_value(life, plan.as_of);
    }
    for deal in &mut life.deals {
        // Nothing lies after the last day but what is still expected: who closes a deal early moves its date there.
        if deal.closed != Day::NONE && deal.expected > plan.as_of {
            deal.expected = deal.closed;
        }
    }
    life.deals.sort_by_key(|deal| deal.created);
}

/// New deals until one is won. Returns how many were made. Lost ones before the window are not kept.
///
/// After a lost deal the account is approached again; while one is open, another product may be offered
/// beside it, and takes its own course.
fn win_over(plan: &Plan, who: &Profile, reach: Reach<'_>, life: &mut Life, draws: &mut Draws) -> u32 {
    let s = who.segment.index();
    let mut product = Product::ALL[draws.pick(&FIRST_PRODUCT)];
    let mut day = who.created.plus(draws.below(15) as i32);
    let mut count = 0;
    // Bit per product that was offered since the last approach began.
    let mut offered = 0_u8;
    while day <= plan.as_of && count < 60 {
        let health = who.theta + plan.health_product[product.index()];
        let opening = Opening { kind: DealType::New, product, day, earliest: who.created, scale: 1.0, health };
        let deal = sell(plan, who, reach, &opening, &mut Draws::at(plan.seed, Stream::Deal, entity(who.number, count)));
        count += 1;
        offered |= 1 << product as u8;
        if deal.won() || deal.closed == Day::NONE || deal.closed >= plan.start {
            life.deals.push(deal);
        }
        if deal.won() {
            life.customer_since = deal.closed;
            life.bought = Bought::of(deal.closed, deal.discount);
            life.owned.push((product, deal.closed));
            break;
        }
        let beside = draws.chance(p::PARALLEL_ATTEMPT[s]) && offered != 0b11_1111;
        day = match deal.closed {
            Day::NONE if !beside => break,
            Day::NONE => day.plus(1 + draws.exponential(p::CYCLE[s].0 * 0.7) as i32),
            closed if beside => day.plus(1 + (f64::from(closed.since(day)) * draws.unit()) as i32),
            closed => closed.plus(2 + draws.exponential(p::RETRY_DAYS[s] / plan.activity_deals) as i32),
        };
        if beside {
            while offered >> product as u8 & 1 == 1 {
                product = Product::ALL[draws.pick(&FIRST_PRODUCT)];
            }
        } else {
            offered = 0;
            product = Product::ALL[draws.pick(&FIRST_PRODUCT)];
        }
    }
    count
}

/// The months as a customer: health, churn, renewals, expansions, further products, feedback.
fn be_customer(plan: &Plan, who: &Profile, reach: Reach<'_>, life: &mut Life, draws: &mut Draws, deal_count: &mut u32) {
    let theta = who.theta + plan.health_product[life.owned[0].0.index()];
    let s = who.segment.index();
    let mut news = Draws::at(plan.seed, Stream::Health, who.number);
    let mut volume = Draws::at(plan.seed, Stream::Volume, who.number);
    // Stationary start: sd = news / sqrt(1 − memory²).
    let mut health = theta + news.normal() * p::HEALTH_NEWS / (1.0 - p::HEALTH_MEMORY * p::HEALTH_MEMORY).sqrt();
    let mut shock = 0.0;
    let mut troubles = Troubles::new(plan, who, &mut life.desks);
    let mut before = Month::USUAL;
    let mut last_health = health;

    // The first anniversary inside the history.
    let years = (plan.first_month.0 - life.customer_since.month().0 + 11).div_euclid(12).max(1);
    life.next_renewal = life.customer_since.plus_months(12 * years);

    for m in 0..plan.months {
        let (first, last) = plan.month_span(m);
        health = theta + p::HEALTH_MEMORY * (health - theta) + shock + p::HEALTH_NEWS * news.normal();
        shock = 0.0;
        if life.customer_since > last {
            last_health = health;
            continue;
        }
        let from = first.max(life.customer_since);
        let usual = reach.none();
        let story = if usual { Month::USUAL } else { reach.month(who, &life.owned, life.bought, (first, last)) };
        let recent = 0.5 * (health + last_health + story.felt + before.felt);
        last_health = health;
        before = story;
        if troubles.manager_changes(plan, who, last, &mut life.desks) {
            shock += p::MANAGER_CHANGE_SHOCK;
        }
        // The log of what the churn hazard is multiplied by: 0 at mean health without troubles.
        let urge = -p::CHURN_HEALTH * (recent - p::HEALTH_MEAN) + story.hazard + troubles.hazard();
        let health = health + story.health;

        let mut until = last;
        let span = last.since(from) + 1;
        let gone = if life.monthly {
            let lift = p::MONTHLY_LIFT[s];
            leaves(
                plan.churn_hazard(who.segment, from.since(life.customer_since), span) / lift,
                urge,
                from,
                last,
                draws,
            )
        } else {
            let between = p::BETWEEN_RENEWALS * p::CHURN_YEARLY[s] * f64::from(span) / 365.25;
            leaves(between / p::RENEWAL_LIFT[s], urge, from, last, draws)
                .or_else(|| renewal_in(plan, who, life, last, urge, draws, deal_count))
        };
        if let Some(day) = gone {
            until = day.min(last).max(from);
            life.churned = day.max(from);
        }

        let expands = p::EXPANSIONS_PER_MONTH * plan.activity_deals * story.expansion;
        let u = draws.unit();
        let happy = 0.5 * health;
        // Never below the exponential: most months are settled by it.
        let most = if happy < 1.79 { 1.0 + happy + happy * happy } else { 8.0 };
        if u < (expands * most).min(0.9) && u < expands * exp(happy) {
            let product = life.owned[draws.below(life.owned.len() as u32) as usize].0;
            let opening = Opening {
                kind: DealType::Expansion,
                product,
                day: some_day(from, until, draws),
                earliest: life.customer_since,
                scale: p::EXPANSION_AMOUNT,
                health,
            };
            open(plan, who, reach, life, &opening, deal_count);
        }
        if draws.chance((p::CROSS_SELLS_PER_MONTH * plan.activity_deals).min(0.9)) {
            let product = Product::ALL[draws.pick(&LATER_PRODUCT)];
            let day = some_day(from, until, draws);
            if life.owned.len() < 6 && life.owned.iter().all(|&(owned, _)| owned != product) {
                let earliest = life.customer_since;
                let opening =
                    Opening { kind: DealType::New, product, day, earliest, scale: p::CROSS_SELL_AMOUNT, health };
                let deal = open(plan, who, reach, life, &opening, deal_count);
                if deal.won() {
                    life.owned.push((product, deal.closed));
                }
            }
        }
        let said = life.feedback.len();
        shock += voice::month(plan, who, reach, life, health, story.volume, (from, until), &mut volume);
        troubles.hear(&life.feedback[said..]);
        if life.churned != Day::NONE {
            if life.churned > plan.as_of {
                life.churned = Day::NONE;
            }
            return;
        }
    }
}

/// Makes a deal and keeps it.
fn open(
    plan: &Plan,
    who: &Profile,
    reach: Reach<'_>,
    life: &mut Life,
    opening: &Opening,
    deal_count: &mut u32,
) -> Deal {
    let deal =
        sell(plan, who, reach, opening, &mut Draws::at(plan.seed, Stream::Deal, entity(who.number, *deal_count)));
    *deal_count += 1;
    life.deals.push(deal);
    deal
}

/// The day a customer leaves in this span, if they do: `hazard` is what is expected of customers of
/// ordinary health over the span.
fn leaves(hazard: f64, urge: f64, from: Day, until: Day, draws: &mut Draws) -> Option<Day> {
    // Only a draw below this can mean leaving, however unhappy: most need no exponential.
    const WORST: f64 = 16.0;
    let u = draws.unit();
    let leaves = u < hazard * WORST && u < 1.0 - exp(-hazard * exp(urge).min(WORST));
    leaves.then(|| some_day(from, until, draws))
}

/// The renewals that fall due up to `last` (in the last month: all that are already open). Returns the
/// day the customer leaves if one is lost.
fn renewal_in(
    plan: &Plan,
    who: &Profile,
    life: &mut Life,
    last: Day,
    urge: f64,
    draws: &mut Draws,
    deal_count: &mut u32,
) -> Option<Day> {
    let horizon = if last == plan.as_of { last.plus(90) } else { last };
    if life.next_renewal > horizon {
        return None;
    }
    let due = life.next_renewal;
    let s = who.segment.index();
    let loss = ((1.0 - p::WIN_RENEWAL[s]) * exp(urge) / p::RENEWAL_LIFT[s]).clamp(0.005, 0.90);
    let uplift = 1.0 + (0.03 + 0.04 * draws.normal()).clamp(-0.10, 0.20);
    let amount = (yearly_value(life, due) as f64 * uplift) as i64;
    let mut d = Draws::at(plan.seed, Stream::Deal, entity(who.number, *deal_count));
    *deal_count += 1;
    let deal = renew(plan, who, &mut life.desks, life.owned[0].0, due, amount, 1.0 - loss, &mut d);
    if deal.created > plan.as_of {
        return None;
    }
    life.deals.push(deal);
    life.next_renewal = due.plus_months(12);
    let lost = deal.loss_reason.is_some();
    lost.then(|| deal.closed.plus(draws.below(28) as i32))
}

/// What makes a customer think of leaving, besides their health.
struct Troubles {
    tenure: Tenure,
    /// Unresolved matters of this month and the two before, newest first.
    unresolved: [u8; 3],
    /// Months for which a change of account manager is still felt.
    unsettled: u8,
}

impl Troubles {
    fn new(plan: &Plan, who: &Profile, desks: &mut Desks) -> Self {
        let tenure = desks.on(plan, who, plan.start.max(who.created));
        Self { tenure, unresolved: [0; 3], unsettled: 0 }
    }

    /// Whether somebody else looks after the account from a day of the month that ends on `last` on.
    fn manager_changes(&mut self, plan: &Plan, who: &Profile, last: Day, desks: &mut Desks) -> bool {
        self.unsettled = self.unsettled.saturating_sub(1);
        let changes = self.tenure.until <= last;
        if changes {
            self.tenure = desks.on(plan, who, last);
            self.unsettled = 2;
        }
        changes
    }

    fn hear(&mut self, said: &[Feedback]) {
        let open = said.iter().filter(|said| !said.resolved).count();
        self.unresolved = [open.min(9) as u8, self.unresolved[0], self.unresolved[1]];
    }

    fn hazard(&self) -> f64 {
        let manager = if self.unsettled > 0 { p::MANAGER_CHANGE_HAZARD } else { 0.0 };
        let open: u8 = self.unresolved.iter().sum();
        manager + if open >= 2 { p::UNRESOLVED_HAZARD } else { 0.0 }
    }
}

/// Nothing is won from, or open with, a customer who has left.
fn settle_after_churn(life: &mut Life) {
    if life.churned == Day::NONE {
        return;
    }
    let gone = life.churned;
    life.deals.retain(|deal| deal.created <= gone);
    for deal in &mut life.deals {
        if deal.closed == Day::NONE || deal.closed > gone {
            deal.lose(gone, LossReason::NoDecision);
        }
    }
}

/// What the customer pays a year on a day: the last renewal, and what was won since.
fn yearly_value(life: &Life, on: Day) -> i64 {
    let renewed = life
        .deals
        .iter()
        .filter(|deal| deal.kind == DealType::Renewal && deal.won() && deal.closed <= on)
        .max_by_key(|deal| deal.closed);
    let (base, from) = renewed.map_or((0, Day(i32::MIN)), |deal| (deal.amount, deal.closed));
    // Which deals count is chance, which no branch foresees.
    let counts =
        |deal: &Deal| (deal.kind != DealType::Renewal) & deal.won() & (deal.closed <= on) & (deal.closed > from);
    let since: i64 = life.deals.iter().map(|deal| if counts(deal) { deal.amount } else { 0 }).sum();
    base + since
}

/// A day from the first to the last, both included.
pub(crate) fn some_day(from: Day, until: Day, draws: &mut Draws) -> Day {
    from.plus(draws.below((until.since(from) + 1).max(1) as u32) as i32)
}

/// Cumulative weights of a small fixed list.
pub(crate) const fn cumulative<const N: usize>(weights: &[f64; N]) -> [f64; N] {
    let mut sums = *weights;
    let mut i = 1;
    while i < N {
        sums[i] += sums[i - 1];
        i += 1;
    }
    sums
}
