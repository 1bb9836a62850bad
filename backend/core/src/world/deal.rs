//! One deal: what it is worth, how long it takes, whether it is won.

use crate::calendar::Day;
use crate::maths::{exp, logistic, rounded};
use crate::rng::{Draws, Stream, entity};
use crate::vocabulary::{Competitor, DealType, LossReason, Product, Source, Stage};
use crate::world::account::{Profile, StaffId, new_source, skill};
use crate::world::clock::{closing_day, working_day};
use crate::world::parameters as p;
use crate::world::plan::Plan;
use crate::world::stories::Reach;
use crate::world::stories::levers::{Asked, Sale};
use crate::world::tenure::Desks;

/// One deal of one account.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deal {
    pub(crate) kind: DealType,
    pub(crate) product: Product,
    /// Whole US dollars.
    pub(crate) amount: i64,
    pub(crate) discount: u8,
    pub(crate) stage: Stage,
    pub(crate) source: Source,
    pub(crate) competitor: Option<Competitor>,
    pub(crate) owner: StaffId,
    pub(crate) created: Day,
    pub(crate) expected: Day,
    /// [`Day::NONE`] while open.
    pub(crate) closed: Day,
    pub(crate) loss_reason: Option<LossReason>,
}

impl Deal {
    pub(crate) fn won(&self) -> bool {
        self.stage == Stage::ClosedWon
    }

    /// Closes the deal as lost on this day.
    pub(crate) fn lose(&mut self, day: Day, reason: LossReason) {
        self.stage = Stage::ClosedLost;
        self.closed = day.max(self.created);
        self.loss_reason = Some(reason);
    }
}

/// What is asked for when a deal is made.
pub(crate) struct Opening {
    pub(crate) kind: DealType,
    pub(crate) product: Product,
    pub(crate) day: Day,
    /// Not before this day, though weekends move.
    pub(crate) earliest: Day,
    /// Part of a first deal's amount.
    pub(crate) scale: f64,
    pub(crate) health: f64,
}

/// A new or expansion deal, with its whole future: if it would close after the last day, it is open.
pub(crate) fn sell(plan: &Plan, who: &Profile, reach: Reach<'_>, opening: &Opening, d: &mut Draws) -> Deal {
    let s = who.segment.index();
    let created = working_day(opening.day, d).max(opening.earliest).min(plan.as_of);
    let z_amount = d.normal().clamp(-p::AMOUNT_SIGMAS, p::AMOUNT_SIGMAS);
    let (median, sigma) = p::AMOUNT[s];
    let list = median * opening.scale * exp(sigma * z_amount);
    let source = match opening.kind {
        DealType::New if opening.scale == 1.0 => who.source,
        DealType::New => new_source(d),
        _ if d.chance(0.8) => Source::ExistingCustomer,
        _ => new_source(d),
    };
    let mut competitor = d.chance(p::COMPETITOR.0).then(|| competitor(d));
    let mut owner = who.seller(plan, d);
    if !reach.none() {
        owner = reach.owner(plan, who, owner, created);
    }

    let (cycle_median, cycle_sigma) = p::CYCLE[s];
    let cycle_median =
        if opening.kind == DealType::Expansion { cycle_median * p::EXPANSION_CYCLE } else { cycle_median };
    let cycle_median = if reach.none() { cycle_median } else { cycle_median * reach.cycle(opening.kind, source) };
    let z_cycle = d.normal();
    let stretch = exp(cycle_sigma * z_cycle);
    let stalled = stretch > 1.6;
    let would_close = created.plus((cycle_median * stretch) as i32);
    let third_month = would_close.month().0.rem_euclid(3) == 2;
    let mut discount = discount(s, third_month, d);
    let story = if reach.none() {
        Sale::USUAL
    } else {
        reach.sale(who, &Asked { kind: opening.kind, source, owner, closes: would_close, third_month })
    };

    let expansion = usize::from(opening.kind != DealType::New);
    let odds = plan.win_intercept[s][expansion]
        + p::SOURCE_LOGIT[source.index()]
        + if competitor.is_some() { p::COMPETITOR.1 } else { 0.0 }
        + p::WIN_HEALTH * opening.health
        + skill(plan, owner)
        + p::WIN_AMOUNT * z_amount
        + p::WIN_DISCOUNT * f64::from(discount.min(15))
        + if stalled { p::WIN_STALLED } else { 0.0 };
    let won = d.chance(logistic(odds + story.logit));
    let cycle = if won {
        cycle_median * stretch
    } else {
        cycle_median * p::LOST_CYCLE.0 * exp((cycle_sigma + p::LOST_CYCLE.1) * z_cycle)
    };
    let cycle = cycle.clamp(1.0, 900.0) as i32 + 1;
    let closes = closing_day(created.plus(cycle), created.plus(1), who.region, d);
    let mut reason = loss_reason(competitor.is_some(), d);
    if !reach.none() {
        let at = Draws::at(plan.seed, Stream::Story, entity(who.number, created.0 as u32));
        (competitor, reason) = story.rivalry(competitor, reason, at);
        if won {
            discount = reach.discount(closes, discount);
        }
    }
    let expected = created.plus((cycle_median * d.log_normal(1.15, 0.25)) as i32 + 3);
    let deal = Deal {
        kind: opening.kind,
        product: opening.product,
        amount: ((list * (1.0 - f64::from(discount) / 100.0)) as i64).max(1),
        discount,
        stage: Stage::ClosedWon,
        source,
        competitor,
        owner,
        created,
        expected: working_day(expected, d).max(created),
        closed: closes,
        loss_reason: None,
    };
    conclude(plan, deal, (!won).then_some(reason), d)
}

/// A renewal that falls due on a day, for this amount.
#[expect(clippy::too_many_arguments, reason = "what a renewal depends on, each of another kind")]
pub(crate) fn renew(
    plan: &Plan,
    who: &Profile,
    desks: &mut Desks,
    product: Product,
    due: Day,
    amount: i64,
    win: f64,
    d: &mut Draws,
) -> Deal {
    let lead = d.log_normal(p::RENEWAL_LEAD.0, p::RENEWAL_LEAD.1).clamp(10.0, 90.0) as i32;
    let created = working_day(due.plus(-lead), d).max(who.created);
    let closes = closing_renewal(due, created, d);
    let known = d.chance(p::COMPETITOR.0 * 0.4);
    let competitor = known.then(|| competitor(d));
    let won = d.chance(win);
    let reason = loss_reason(known, d);
    let owner = desks.on(plan, who, created).manager;
    let deal = Deal {
        kind: DealType::Renewal,
        product,
        amount: amount.max(1),
        discount: if d.chance(0.75) { 0 } else { 5 },
        stage: Stage::ClosedWon,
        source: Source::ExistingCustomer,
        competitor,
        owner,
        created,
        expected: working_day(due, d).max(created),
        closed: closes,
        loss_reason: None,
    };
    conclude(plan, deal, (!won).then_some(reason), d)
}

/// Renewals close within a few days of their due date.
fn closing_renewal(due: Day, created: Day, d: &mut Draws) -> Day {
    let slip = (7.0 * d.normal()).clamp(-20.0, 20.0) as i32;
    working_day(due.plus(slip), d).max(created.plus(1))
}

/// The deal as it stands on the last day, which may come before the day it would close on.
fn conclude(plan: &Plan, mut deal: Deal, lost: Option<LossReason>, d: &mut Draws) -> Deal {
    let (created, closes) = (deal.created, deal.closed);
    if closes > plan.as_of {
        leave_open(plan, &mut deal, f64::from(plan.as_of.since(created)) / f64::from(closes.since(created)), d);
    } else if let Some(reason) = lost {
        deal.lose(closes, reason);
    }
    deal
}

/// An open deal stands at the stage its progress says; owners move most expected dates that have passed.
fn leave_open(plan: &Plan, deal: &mut Deal, progress: f64, d: &mut Draws) {
    deal.closed = Day::NONE;
    deal.stage = match progress {
        f if f < 0.28 => Stage::Prospecting,
        f if f < 0.52 => Stage::Qualification,
        f if f < 0.78 => Stage::Proposal,
        _ => Stage::Negotiation,
    };
    if deal.expected < plan.as_of && d.chance(0.85) {
        // A renewal stays near its anniversary, which is at most 20 days ago.
        let days = if deal.kind == DealType::Renewal { 20 } else { 60 };
        deal.expected = working_day(plan.as_of.plus(7 + d.below(days) as i32), d);
    }
}

/// Discounts: none for a third, else around 8%, more for larger segments and a third more in the last
/// month of a quarter; whole percent, at most 40 (A).
fn discount(segment: usize, third_month: bool, d: &mut Draws) -> u8 {
    const MEDIAN: [f64; 3] = [7.0, 9.0, 12.0];
    if d.chance(0.34) {
        return 0;
    }
    let lift = if third_month { 4.0 / 3.0 } else { 1.0 };
    let percent = d.log_normal(MEDIAN[segment] * lift, 0.5);
    // People give round numbers more often than not.
    let percent = if d.chance(0.6) { 5 * rounded(percent / 5.0) } else { rounded(percent) };
    percent.clamp(0, 40) as u8
}

fn competitor(d: &mut Draws) -> Competitor {
    const CUMULATIVE: [f64; Competitor::COUNT] = [0.32, 0.57, 0.76, 0.90, 1.0]; // chosen: one leader, a long tail
    Competitor::ALL[d.pick(&CUMULATIVE)]
}

fn loss_reason(competitor_known: bool, d: &mut Draws) -> LossReason {
    let weights = &p::LOSS_REASON[usize::from(competitor_known)];
    let mut at = d.unit();
    let passed = weights.iter().filter(|&weight| {
        at -= weight;
        at >= 0.0
    });
    LossReason::ALL.get(passed.count()).copied().unwrap_or(LossReason::NoDecision)
}
