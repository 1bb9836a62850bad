//! Who looks after an account, and since when: managers leave, and a successor takes over all their accounts.

use crate::calendar::Day;
use crate::rng::{Draws, Stream};
use crate::world::account::{Profile, StaffId, block_of};
use crate::world::parameters as p;
use crate::world::plan::Plan;

/// The time one colleague looks after an account.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tenure {
    pub(crate) manager: StaffId,
    /// Since this day, or since before the account came.
    pub(crate) since: Day,
    /// The day the next one takes over.
    pub(crate) until: Day,
}

impl Tenure {
    /// The tenure that covers this day.
    pub(crate) fn on(plan: &Plan, who: &Profile, day: Day) -> Self {
        match plan.stories.handed_over(who) {
            Some(moved) if day >= moved => {
                let team = plan.managers[who.region.index()][who.segment.index()];
                // To the desk beside it; where there is one desk only, to somebody new.
                let (desk, later) = if team > 1 { ((who.desk + 1) % team, 0) } else { (who.desk, p::NEWCOMER) };
                let tenure = Self::at_desk(plan, who, desk, later, day);
                Self { since: tenure.since.max(moved), ..tenure }
            }
            Some(moved) => {
                let tenure = Self::at_desk(plan, who, who.desk, 0, day);
                Self { until: tenure.until.min(moved), ..tenure }
            }
            None => Self::at_desk(plan, who, who.desk, 0, day),
        }
    }

    /// Who sits at a desk of the team of this account's region and segment on a day. `later` counts how many
    /// came before the first of them.
    fn at_desk(plan: &Plan, who: &Profile, desk: u32, later: u32, day: Day) -> Self {
        let (region, segment) = (who.region, who.segment);
        let team = plan.managers[region.index()][segment.index()];
        let person = |generation: u32| {
            // Successors take the places after those of the whole team, so that nobody shares a name.
            let place = (desk + team * (generation + later)).min(StaffId::LAST_PLACE);
            StaffId::new(block_of(who.number), region, segment as u64, place)
        };
        let mut draws = Draws::at(plan.seed, Stream::Succession, person(0).id());
        let mut since = plan.as_of.plus(-(p::OLDEST_MONTHS * 31.0) as i32);
        let mut generation = 0;
        loop {
            let until = since.plus(1 + draws.exponential(p::MANAGER_TENURE_DAYS) as i32);
            if day < until {
                return Self { manager: person(generation), since, until };
            }
            since = until;
            generation += 1;
        }
    }
}
