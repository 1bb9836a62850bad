//! What the model asks of the stories while an account lives. Numbers without a note stand in the table of the model
//! (section 5) and hold at a lift of 1.

use super::{Planted, Reach};
use crate::calendar::Day;
use crate::maths::logit;
use crate::rng::{Draws, Stream, entity};
use crate::vocabulary::{Category, Channel, Competitor, DealType, LossReason, Product, Segment, Source, Story};
use crate::world::account::{Profile, SELLER, StaffId, block_of};
use crate::world::parameters as p;
use crate::world::plan::Plan;

/// Days after a new account manager on which a hand-over is felt.
pub(crate) const HANDOVER_DAYS: i32 = 90;
/// Share of a region's accounts that a planted hand-over moves (chosen: a reorganisation leaves few where they were).
pub(crate) const HANDED_OVER: f64 = 0.85;
/// Days that an outage is felt.
pub(crate) const OUTAGE_DAYS: i32 = 5;
/// Months that a bad release lasts.
pub(crate) const RELEASE_MONTHS: i32 = 3;
/// Days until a price rise makes customers leave.
pub(crate) const CHURN_LAG_DAYS: i32 = 60;
/// Days after the creation of an account that count as early.
pub(crate) const EARLY_DAYS: i32 = 365;
/// A deal of the end of the quarter closes on one of its last days, and such a discount is a large one, in percent.
pub(crate) const QUARTER_END_DAYS: i32 = 14;
/// See [`QUARTER_END_DAYS`].
pub(crate) const LARGE_DISCOUNT: u8 = 10;
/// How many log-odds 6 points of winning are, near a win rate of a quarter.
const SIX_POINTS: f64 = 0.29;
/// How far NPS answers move on their hidden scale for 7 points of the score: its slope is 65 points (measured).
const SEVEN_NPS_POINTS: f64 = 7.0 / 65.0;

/// What stories do to one month of an account.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Month {
    /// Added to the health that others see.
    pub(crate) health: f64,
    /// The part of it that makes customers leave.
    pub(crate) felt: f64,
    /// Added to the log of the churn hazard.
    pub(crate) hazard: f64,
    /// Factor on attempts to expand.
    pub(crate) expansion: f64,
    /// Factor on the number of feedbacks.
    pub(crate) volume: f64,
}

impl Month {
    /// No story.
    pub(crate) const USUAL: Self = Self { health: 0.0, felt: 0.0, hazard: 0.0, expansion: 1.0, volume: 1.0 };

    fn feel(&mut self, shift: f64) {
        self.health += shift;
        self.felt += shift;
    }
}

/// What stories do to one feedback.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said {
    /// Added to health for this one.
    pub(crate) health: f64,
    /// A category that is spoken of more, and how many times as much.
    pub(crate) category: Option<(Category, f64)>,
    /// Factor on the time to the first answer.
    pub(crate) response: f64,
    /// Added to the share of matters that are not solved.
    pub(crate) unresolved: f64,
    /// Added to the hidden scale of NPS answers.
    pub(crate) nps: f64,
    /// The channel, where the story decides it.
    pub(crate) channel: Option<Channel>,
}

impl Said {
    /// No story.
    pub(crate) const USUAL: Self =
        Self { health: 0.0, category: None, response: 1.0, unresolved: 0.0, nps: 0.0, channel: None };
}

/// What stories do to one deal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sale {
    /// Added to the log-odds of winning.
    pub(crate) logit: f64,
    /// A rival who turns up, with this chance, where none is known.
    pub(crate) rival: Option<(Competitor, f64)>,
}

impl Sale {
    /// No story.
    pub(crate) const USUAL: Self = Self { logit: 0.0, rival: None };

    /// Who is in the race, and why the deal would be lost.
    pub(crate) fn rivalry(
        self,
        known: Option<Competitor>,
        reason: LossReason,
        mut draws: Draws,
    ) -> (Option<Competitor>, LossReason) {
        let Some((rival, turns_up)) = self.rival else { return (known, reason) };
        let known = if draws.chance(turns_up) { Some(rival) } else { known };
        let reason = match known {
            Some(_) if draws.chance(RIVAL_WINS) => LossReason::Competitor,
            None if reason == LossReason::Competitor => LossReason::NoDecision,
            _ => reason,
        };
        (known, reason)
    }
}

/// How often a deal with a known rival is lost to them in the story of a new competitor: with a rival in two of three
/// deals, half of all losses.
const RIVAL_WINS: f64 = 0.70;

/// More support tickets than usual on some days.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Outage {
    pub(crate) from: Day,
    pub(crate) until: Day,
    /// Tickets a day, as a multiple of the usual, beyond the usual.
    pub(crate) more: f64,
    seed: u64,
}

impl Outage {
    /// The draws for the tickets of an account.
    pub(crate) fn draws(&self, who: &Profile) -> Draws {
        Draws::at(self.seed, Stream::Story, entity(who.number, self.from.0 as u32) ^ Story::Outage as u64)
    }

    /// What is heard on a day of the outage: most of it is about the outage.
    pub(crate) fn heard(&self, story: Said, draws: &mut Draws) -> Said {
        let share = self.more * TICKETS / (1.0 + self.more * TICKETS);
        if !draws.chance(share) {
            return story;
        }
        // Chosen: unhappy, and about Performance in three of four.
        Said {
            health: story.health - 1.2,
            category: Some((Category::Performance, 12.0)),
            channel: Some(Channel::SupportTicket),
            ..story
        }
    }
}

/// Share of feedback that comes as support tickets.
const TICKETS: f64 = p::CHANNEL_SHARE[Channel::SupportTicket as usize];

impl Planted {
    /// Whether the account is one that the story is about.
    pub(super) fn reaches(&self, who: &Profile) -> bool {
        let place = self.place;
        place.region.is_none_or(|region| region == who.region || self.owner.is_some())
            && place.segment.is_none_or(|segment| segment == who.segment)
            && place.industry.is_none_or(|industry| industry == who.industry)
            && (self.owner.is_none() || self.block == block_of(who.number) || self.hardness() > 0.0)
            && (self.story != Story::OnboardingFix || who.created >= self.from)
    }

    /// How much of the story there is in the month that begins on this day: half in its first month, then all.
    fn ramp(&self, first: Day) -> f64 {
        match first.month().0 - self.from.month().0 {
            ..0 => 0.0,
            0 => 0.5,
            _ => 1.0,
        }
    }

    /// How many log-odds large companies are harder to win for everybody, where the size of the dataset needs that for the
    /// colleague who works on them to look weak (chosen: none at the table's lever).
    pub(super) fn hardness(&self) -> f64 {
        if self.story == Story::SimpsonsParadox { (self.lift - 1.0).max(0.0) } else { 0.0 }
    }

    fn has_begun(&self, day: Day) -> bool {
        day >= self.from
    }

    /// Whether a day lies in the months of a bad release.
    fn in_release(&self, day: Day) -> bool {
        self.has_begun(day) && day < self.from.plus_months(RELEASE_MONTHS)
    }

    /// The day a planted hand-over moves this account, if it does.
    pub(super) fn handover_day(&self, seed: u64, who: &Profile) -> Option<Day> {
        let mut draws = Draws::at(seed, Stream::Story, entity(who.number, self.story as u32));
        let moved = draws.chance(HANDED_OVER);
        let day = self.from.plus(draws.below(self.from.month().days()) as i32);
        (moved && day > who.created).then_some(day)
    }

    fn handed_over_lately(&self, seed: u64, who: &Profile, first: Day, last: Day) -> bool {
        self.handover_day(seed, who).is_some_and(|day| day <= last && first < day.plus(HANDOVER_DAYS))
    }

    fn month(&self, seed: u64, who: &Profile, owned: &[(Product, Day)], bought: Bought, span: (Day, Day)) -> Month {
        let (first, last) = span;
        let mut month = Month::USUAL;
        match self.story {
            Story::PriceRise => {
                month.health -= 0.9 * self.lift * self.ramp(first);
                if self.has_begun(first.plus(-CHURN_LAG_DAYS)) {
                    month.hazard += core::f64::consts::LN_2 * self.lift;
                }
            }
            Story::BadRelease => {
                let owns = owned.iter().any(|&(product, since)| Some(product) == self.place.product && since <= last);
                if owns && self.in_release(first) {
                    month.feel(-1.3 * self.lift);
                }
            }
            Story::SlowSupport if self.has_begun(first) => month.feel(-0.35 * self.lift),
            Story::OnboardingFix => {
                month.health += 0.6 * self.lift;
                month.hazard -= if last.since(who.created) < EARLY_DAYS { 0.8 * self.lift } else { 0.48 * self.lift };
            }
            Story::QuarterEndDiscounts if bought == Bought::AtQuarterEnd => month.hazard += 0.405 * self.lift,
            Story::Handover if self.handed_over_lately(seed, who, first, last) => month.felt -= 0.8 * self.lift,
            Story::SilentDecline if self.has_begun(first) => {
                let months = f64::from(first.month().0 - self.from.month().0 + 1);
                month.feel(-0.05 * months * self.lift);
                month.volume *= libm::pow(0.3, self.lift);
                month.expansion *= 0.3; // chosen: who goes quiet buys little
            }
            Story::IntegrationLaunch if self.has_begun(first) => month.expansion *= libm::pow(2.2, self.lift),
            _ => {}
        }
        month
    }

    fn said(&self, seed: u64, who: &Profile, product: Product, day: Day, said: &mut Said) {
        match self.story {
            Story::PriceRise if self.has_begun(day) => said.category = Some((Category::Pricing, 4.0)),
            Story::BadRelease if Some(product) == self.place.product && self.in_release(day) => {
                said.category = Some((Category::ProductQuality, libm::pow(7.0, self.lift)));
            }
            Story::SlowSupport if self.has_begun(day) => said.response *= libm::pow(2.1, self.lift),
            Story::Handover => {
                let moved = self.handover_day(seed, who);
                if moved.is_some_and(|moved| day >= moved && day < moved.plus(HANDOVER_DAYS)) {
                    said.health -= 0.8 * self.lift;
                    said.unresolved += 0.16;
                }
            }
            Story::Outage if self.has_begun(day) && day < self.from.plus(OUTAGE_DAYS) => said.response *= 3.0,
            Story::SurveyWording if self.has_begun(day) => said.nps -= SEVEN_NPS_POINTS * self.lift,
            _ => {}
        }
    }

    fn sale(&self, who: &Profile, asked: &Asked, sale: &mut Sale) {
        match self.story {
            Story::StarRep if self.owner == Some(asked.owner) => sale.logit += 1.3 * self.lift,
            Story::SimpsonsParadox => {
                if self.owner == Some(asked.owner) {
                    // Better with everybody, most with the largest; a little with the others, or nobody would think
                    // them weak (chosen: half).
                    let better = logit(0.27) - logit(0.17);
                    sale.logit += if who.segment == Segment::Enterprise { better } else { 0.5 * better };
                }
                if who.segment == Segment::Enterprise {
                    sale.logit -= self.hardness();
                }
            }
            Story::NewCompetitor if self.has_begun(asked.closes) => {
                sale.logit -= 1.3 * self.lift;
                sale.rival = Some((self.competitor, 0.45)); // chosen: a rival in two of three deals
            }
            Story::QuarterEndDiscounts if asked.third_month => sale.logit += SIX_POINTS,
            Story::ReferralEdge if asked.kind == DealType::New && asked.source == Source::Referral => {
                // Of those who are referred; at most nine of ten.
                let usual = p::WIN_NEW[who.segment.index()] + REFERRED;
                sale.logit += logit((usual + 0.15 * self.lift).min(0.9)) - logit(usual);
            }
            _ => {}
        }
    }
}

/// How much more often referred deals are won without a story, as a share (measured).
pub(crate) const REFERRED: f64 = 0.08;

/// How the first deal was bought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Bought {
    /// In the last days of a quarter, with a large discount.
    AtQuarterEnd,
    #[default]
    Otherwise,
}

impl Bought {
    /// By the day it was won and its discount.
    pub(crate) fn of(won: Day, discount: u8) -> Self {
        if discount >= LARGE_DISCOUNT && at_quarter_end(won) { Self::AtQuarterEnd } else { Self::Otherwise }
    }
}

/// Whether a day is one of the last of its quarter.
pub(crate) fn at_quarter_end(day: Day) -> bool {
    let month = day.month();
    month.0.rem_euclid(3) == 2 && month.last_day().since(day) < QUARTER_END_DAYS
}

/// What a deal is, as far as stories ask.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Asked {
    pub(crate) kind: DealType,
    pub(crate) source: Source,
    pub(crate) owner: StaffId,
    /// About when it would close.
    pub(crate) closes: Day,
    /// Whether that is the last month of a quarter.
    pub(crate) third_month: bool,
}

impl Reach<'_> {
    /// What happens to a month of the account.
    pub(crate) fn month(self, who: &Profile, owned: &[(Product, Day)], bought: Bought, span: (Day, Day)) -> Month {
        let mut all = Month::USUAL;
        for planted in self.iter() {
            let one = planted.month(self.stories.seed, who, owned, bought, span);
            all.health += one.health;
            all.felt += one.felt;
            all.hazard += one.hazard;
            all.expansion *= one.expansion;
            all.volume *= one.volume;
        }
        all
    }

    /// What happens to a feedback of the account.
    pub(crate) fn said(self, who: &Profile, product: Product, day: Day) -> Said {
        let mut said = Said::USUAL;
        for planted in self.iter() {
            planted.said(self.stories.seed, who, product, day, &mut said);
        }
        said
    }

    /// What happens to a sale.
    pub(crate) fn sale(self, who: &Profile, asked: &Asked) -> Sale {
        let mut sale = Sale::USUAL;
        for planted in self.iter() {
            planted.sale(who, asked, &mut sale);
        }
        sale
    }

    /// Factor on the time that deals of this source take.
    pub(crate) fn cycle(self, kind: DealType, source: Source) -> f64 {
        let referred = kind == DealType::New && source == Source::Referral;
        let quick = |planted: &&Planted| referred && planted.story == Story::ReferralEdge;
        if self.iter().any(|planted| quick(&planted)) { 0.75 } else { 1.0 }
    }

    /// The discount that is given on a deal won on this day.
    pub(crate) fn discount(self, won: Day, discount: u8) -> u8 {
        if !self.iter().any(|planted| planted.story == Story::QuarterEndDiscounts) || !at_quarter_end(won) {
            return discount;
        }
        // 6 points more than the usual 8, and something for everybody.
        (discount + 6).clamp(LARGE_DISCOUNT, 40)
    }

    /// Extra tickets in a stretch of days.
    pub(crate) fn outage(self, from: Day, until: Day) -> Option<Outage> {
        self.iter().filter(|planted| planted.story == Story::Outage).find_map(|planted| {
            let first = planted.from.max(from);
            let last = planted.from.plus(OUTAGE_DAYS - 1).min(until);
            let more = libm::pow(5.0, planted.lift) - 1.0;
            (first <= last).then_some(Outage { from: first, until: last, more, seed: self.stories.seed })
        })
    }

    /// Who works on a deal that would go to `owner`: the colleague of a story draws some to them.
    pub(crate) fn owner(self, plan: &Plan, who: &Profile, owner: StaffId, created: Day) -> StaffId {
        let mut owner = owner;
        for planted in self.iter() {
            let (Some(star), Some(region)) = (planted.owner, planted.place.region) else { continue };
            if who.region != region || planted.block != block_of(who.number) {
                continue;
            }
            let share = planted.share[usize::from(who.segment != Segment::Enterprise)];
            let address = entity(who.number, created.0 as u32) ^ planted.story as u64;
            if Draws::at(plan.seed, Stream::Story, address).chance(share) {
                return star;
            }
            if owner == star {
                // What would have been theirs by chance goes to the colleague beside them.
                let team = plan.sellers[region.index()];
                owner = StaffId::new(planted.block, region, SELLER, (star.place() + 1) % team);
            }
        }
        owner
    }
}
