//! Who looks after an account, and since when: managers leave, and a successor takes over all their accounts.

use crate::calendar::Day;
use crate::rng::{Draws, Stream};
use crate::vocabulary::{Region, Segment};
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

/// Who sat at the desks of a block's teams, from the beginning to the last day: worked out once for all the accounts of
/// a desk. For accounts of one plan.
#[derive(Debug, Default)]
pub(crate) struct Desks {
    block: u64,
    /// By region, segment and desk; none where nobody has asked yet.
    known: [[Vec<Vec<Tenure>>; Segment::COUNT]; Region::COUNT],
}

impl Desks {
    /// Who looks after this account on a day.
    pub(crate) fn on(&mut self, plan: &Plan, who: &Profile, day: Day) -> Tenure {
        match plan.stories.handed_over(who) {
            Some(moved) if day >= moved => {
                let team = plan.managers[who.region.index()][who.segment.index()];
                let tenure = if team > 1 {
                    // To the desk beside it.
                    self.at(plan, who, (who.desk + 1) % team, day)
                } else {
                    // There is one desk only: to somebody new.
                    *covering(&successors(plan, who, who.desk, p::NEWCOMER, day), day)
                };
                Tenure { since: tenure.since.max(moved), ..tenure }
            }
            Some(moved) => {
                let tenure = self.at(plan, who, who.desk, day);
                Tenure { until: tenure.until.min(moved), ..tenure }
            }
            None => self.at(plan, who, who.desk, day),
        }
    }

    fn at(&mut self, plan: &Plan, who: &Profile, desk: u32, day: Day) -> Tenure {
        let block = block_of(who.number);
        if self.block != block {
            *self = Self { block, ..Self::default() };
        }
        let team = &mut self.known[who.region.index()][who.segment.index()];
        let desk_at = desk as usize;
        if team.len() <= desk_at {
            team.resize_with(desk_at + 1, Vec::new);
        }
        let known = &mut team[desk_at];
        if known.last().is_none_or(|last| last.until <= day) {
            *known = successors(plan, who, desk, 0, day.max(plan.as_of));
        }
        *covering(known, day)
    }
}

/// The tenure that covers this day.
fn covering(tenures: &[Tenure], day: Day) -> &Tenure {
    &tenures[tenures.partition_point(|tenure| tenure.until <= day)]
}

/// Who sits at a desk of the team of this account's region and segment, one after the other until this day. `later`
/// counts how many came before the first of them.
fn successors(plan: &Plan, who: &Profile, desk: u32, later: u32, day: Day) -> Vec<Tenure> {
    let (region, segment) = (who.region, who.segment);
    let team = plan.managers[region.index()][segment.index()];
    let person = |generation: u32| {
        // Successors take the places after those of the whole team, so that nobody shares a name.
        let place = (desk + team * (generation + later)).min(StaffId::LAST_PLACE);
        StaffId::new(block_of(who.number), region, segment as u64, place)
    };
    let mut draws = Draws::at(plan.seed, Stream::Succession, person(0).id());
    let mut since = plan.as_of.plus(-(p::OLDEST_MONTHS * 31.0) as i32);
    let mut tenures = Vec::new();
    for generation in 0.. {
        let until = since.plus(1 + draws.exponential(p::MANAGER_TENURE_DAYS) as i32);
        tenures.push(Tenure { manager: person(generation), since, until });
        if day < until {
            break;
        }
        since = until;
    }
    tenures
}
