//! Churn risk: what a sensible analyst would say on a day, from what was visible that day.
//!
//! It reads tone, open matters, silence, tenure, plan and the next renewal; never the hidden health.

use std::sync::LazyLock;

use crate::calendar::Day;
use crate::maths::{logistic, logit, rounded};
use crate::vocabulary::{RiskBand, Segment};
use crate::world::account::Profile;
use crate::world::life::Life;
use crate::world::parameters as p;
use crate::world::voice::Feedback;

/// Risk from this many ten-thousandths up is medium, and high (A).
const MEDIUM_E4: i32 = 500;
const HIGH_E4: i32 = 1_200;
/// How much of the remembered tone stays at each new text (A).
const TONE_MEMORY: f64 = 0.6;

/// The band of a risk in ten-thousandths.
pub(crate) const fn band(risk_e4: i32) -> RiskBand {
    if risk_e4 >= HIGH_E4 {
        RiskBand::High
    } else if risk_e4 >= MEDIUM_E4 {
        RiskBand::Medium
    } else {
        RiskBand::Low
    }
}

/// Log-odds of leaving within 90 days if nothing else is known, by segment.
static LEAVING: LazyLock<[f64; Segment::COUNT]> =
    LazyLock::new(|| p::CHURN_YEARLY.map(|yearly| logit(1.0 - libm::pow(1.0 - yearly, 0.25))));

/// What is known of one customer as time goes on.
pub(crate) struct View {
    base: f64,
    since: Day,
    next_renewal: Option<Day>,
    tone: f64,
    heard: bool,
    last_heard: Day,
    unresolved: u32,
}

impl View {
    pub(crate) fn new(who: &Profile, life: &Life) -> Self {
        Self {
            base: LEAVING[who.segment.index()],
            since: life.customer_since,
            next_renewal: (!life.monthly && life.customer_since != Day::NONE).then_some(life.customer_since),
            tone: 0.15,
            heard: false,
            last_heard: life.customer_since,
            unresolved: 0,
        }
    }

    /// One more text has come in.
    pub(crate) fn hear(&mut self, said: &Feedback, score_e4: i32) {
        let score = f64::from(score_e4) / 1e4;
        self.tone =
            if self.heard { TONE_MEMORY * self.tone + (1.0 - TONE_MEMORY) * score } else { 0.5 * (self.tone + score) };
        self.heard = true;
        self.last_heard = said.day;
        if said.resolved {
            self.unresolved = self.unresolved.saturating_sub(1);
        } else {
            self.unresolved = (self.unresolved + 1).min(3);
        }
    }

    /// Chance to leave within 90 days, in ten-thousandths, 10 to 9,500.
    pub(crate) fn risk_e4(&self, day: Day) -> i32 {
        if self.since == Day::NONE {
            return 0;
        }
        let tenure = day.since(self.since);
        let silent = day.since(self.last_heard) > 180;
        let renewal = self.next_renewal.map_or(0.0, |first| {
            // Days until the next anniversary.
            let into_year = tenure.rem_euclid(365);
            let left = if tenure < 0 { first.since(day) } else { 365 - into_year };
            if left <= 90 || into_year <= 20 { 1.1 } else { -1.6 }
        });
        let odds = self.base - 1.5 * (self.tone - 0.15)
            + 0.35 * f64::from(self.unresolved)
            + if silent { 0.25 } else { 0.0 }
            + if tenure < 180 && self.next_renewal.is_none() { 0.35 } else { 0.0 }
            + renewal;
        rounded(logistic(odds) * 1e4).clamp(10, 9_500)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::tests::recipe;
    use crate::block::{Block, Depth};
    use crate::world::life::live;
    use crate::world::plan::Plan;

    /// Chance that of one who left and one who stayed, the one who left had the higher risk; ties count half.
    fn area_under_curve(mut judged: Vec<(i32, bool)>) -> f64 {
        judged.sort_unstable();
        let (mut wins, mut below) = (0.0, 0.0);
        for together in judged.chunk_by(|a, b| a.0 == b.0) {
            let left = together.iter().filter(|one| one.1).count() as f64;
            let stayed = together.len() as f64 - left;
            wins += left * (below + 0.5 * stayed);
            below += stayed;
        }
        let left = judged.iter().filter(|one| one.1).count() as f64;
        wins / (left * below)
    }

    #[test]
    fn the_risk_foresees_who_leaves_in_90_days_and_does_not_know_it() {
        let plan = Plan::new(&recipe(&[("customers", "12000"), ("seed", "20260630")]));
        let then = plan.as_of().plus(-90);
        let mut judged = Vec::new();
        let mut life = Life::default();
        for index in 0..plan.blocks() {
            let block = Block::simulate_to(&plan, index, Depth::Full);
            let mut texts = 0;
            for number in block.number(0)..=block.number(block.customers.created.len() as u32 - 1) {
                let who = Profile::draw(&plan, number);
                live(&plan, &who, &mut life);
                let scores = &block.feedback.score_e4[texts..texts + life.feedback.len()];
                texts += life.feedback.len();
                let there = life.customer_since != Day::NONE && life.customer_since <= then;
                if !there || (life.churned != Day::NONE && life.churned <= then) {
                    continue;
                }
                let mut view = View::new(&who, &life);
                let heard = life.feedback.iter().zip(scores).filter(|(said, _)| said.day <= then);
                heard.for_each(|(said, &score)| view.hear(said, score));
                judged.push((view.risk_e4(then), life.churned != Day::NONE));
            }
        }
        let area = area_under_curve(judged);
        assert!((0.70..=0.90).contains(&area), "{area:.3}");
    }
}
