//! Churn risk: what a sensible analyst would say on a day, from what was visible that day.
//!
//! It reads tone, open matters, silence, tenure, plan and the next renewal; never the hidden health.

use crate::calendar::Day;
use crate::maths::logistic;
use crate::vocabulary::RiskBand;
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
        let yearly = p::CHURN_YEARLY[who.segment.index()];
        // Log-odds of leaving within 90 days if nothing else were known.
        let quarter = 1.0 - libm::pow(1.0 - yearly, 0.25);
        Self {
            base: crate::maths::logit(quarter),
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
        ((logistic(odds) * 1e4).round() as i32).clamp(10, 9_500)
    }
}
