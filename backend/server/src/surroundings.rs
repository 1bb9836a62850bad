//! What a pure program has no business to know: the time, and chance. Handed in, so that tests can fix them.

use crmgen_core::calendar::Day;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Unit};
use uuid::Uuid;

/// The clock and the dice.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Surroundings {
    /// The present moment.
    pub(crate) now: fn() -> Timestamp,
    /// A new id, unlike all others.
    pub(crate) id: fn() -> Uuid,
    /// 64 bits nobody can foresee.
    pub(crate) seed: fn() -> u64,
}

impl Surroundings {
    /// The clock and the chance of the system.
    pub(crate) const SYSTEM: Self = Self {
        now: Timestamp::now,
        id: Uuid::new_v4,
        // The lower half of a version 4 id: 62 random bits below the two of the variant.
        seed: || Uuid::new_v4().as_u64_pair().1,
    };

    /// The present moment, to the second.
    pub(crate) fn second(&self) -> Timestamp {
        let now = (self.now)();
        now.round(Unit::Second).unwrap_or(now)
    }

    /// The present day in UTC.
    pub(crate) fn today(&self) -> Day {
        let date = (self.now)().to_zoned_datetime(TimeZone::UTC).date();
        Day::from_ymd(date.year().into(), date.month().unsigned_abs().into(), date.day().unsigned_abs().into())
            .unwrap_or(Day(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_turns_at_midnight_in_utc() {
        let at = |now: fn() -> Timestamp| Surroundings { now, ..Surroundings::SYSTEM }.today().to_string();
        assert_eq!(at(|| Timestamp::constant(1_767_225_599, 999_999_999)), "2025-12-31");
        assert_eq!(at(|| Timestamp::constant(1_767_225_600, 0)), "2026-01-01");
    }
}
