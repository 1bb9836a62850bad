//! When things happen: working hours, weekdays, ends of quarters, holidays.

use crate::calendar::Day;
use crate::maths::floor;
use crate::rng::Draws;
use crate::vocabulary::Region;
use crate::world::parameters as p;

const SATURDAY: u32 = 5;
/// People answer from 8 to 18 o'clock, Monday to Friday (A).
const OPENS: f64 = 8.0;
const HOURS_A_DAY: f64 = 10.0;

/// Hours on the wall until this many working hours have passed, from an hour of the working day on.
#[must_use]
pub(crate) fn wall_hours(weekday: u32, hour: f64, working_hours: f64) -> f64 {
    let into_day = (hour - OPENS).clamp(0.0, HOURS_A_DAY);
    let total = into_day + working_hours;
    let mut days = floor(total / HOURS_A_DAY);
    let mut rest = total - days * HOURS_A_DAY;
    if rest == 0.0 && days > 0.0 {
        days -= 1.0;
        rest = HOURS_A_DAY;
    }
    // Saturday and Sunday do not count: five working days are a week.
    let first = weekday.min(4);
    let weekends = floor((f64::from(first) + days) / 5.0);
    let weekend_start = f64::from(weekday.saturating_sub(4)) * 24.0;
    (days + 2.0 * weekends) * 24.0 + rest - into_day
        + if weekday >= SATURDAY { 48.0 - weekend_start + 24.0 } else { 0.0 }
}

/// A day on which people work: weekends move to a working day of the week before, mostly, so that every weekday has
/// its share (.19 .20 .20 .19 .21, weekends .005 each: D).
#[must_use]
pub(crate) fn working_day(day: Day, draws: &mut Draws) -> Day {
    // Measured: with these, Monday to Friday come to their shares.
    const CUMULATIVE: [f64; 5] = [0.13, 0.33, 0.575, 0.77, 1.0];
    let weekday = day.weekday();
    if weekday < SATURDAY || draws.chance(0.03) {
        return day;
    }
    day.plus(draws.pick(&CUMULATIVE) as i32 - weekday as i32)
}

/// The day a deal that would close on `day` is closed on: some are pulled into the last ten working
/// days of a quarter, from shortly before and after them, weekends and the days around New Year are avoided,
/// and part of a European August waits for September. Never before `earliest`.
#[must_use]
pub(crate) fn closing_day(day: Day, earliest: Day, region: Region, draws: &mut Draws) -> Day {
    let mut at = day;
    let month = at.month();
    let quarter_end = month.plus(2 - month.0.rem_euclid(3)).last_day();
    let last_quarter_end = month.plus(-1 - month.0.rem_euclid(3)).last_day();
    if draws.chance(p::QUARTER_END_PULL) {
        // Ten working days are the last fourteen.
        if at.since(last_quarter_end) <= p::PULLED_BACK_DAYS {
            at = last_quarter_end.plus(-(draws.below(12) as i32));
        } else if quarter_end.since(at) <= p::PULLED_ON_DAYS {
            at = quarter_end.plus(-(draws.below(12) as i32));
        }
    }
    let (_, month, day_of_month) = at.ymd();
    if ((month == 12 && day_of_month >= 24) || (month == 1 && day_of_month == 1)) && draws.chance(0.75) {
        at =
            if day_of_month >= 24 { at.plus(-(4 + draws.below(6) as i32)) } else { at.plus(2 + draws.below(5) as i32) };
    }
    if month == 8 && region == Region::Europe && draws.chance(0.20) {
        at = at.plus(31);
    }
    at = working_day(at, draws);
    if at >= earliest {
        return at;
    }
    // Too early after a shift: the next working day that is not.
    match earliest.weekday() {
        weekday if weekday < SATURDAY => earliest,
        weekday => earliest.plus(7 - weekday as i32),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Stream;

    #[test]
    fn the_clock_stops_at_night_and_at_weekends() {
        let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a} is not {b}");
        near(wall_hours(0, 9.0, 2.0), 2.0); // Monday 9 to 11
        near(wall_hours(0, 17.0, 2.0), 16.0); // Monday 17 to Tuesday 9
        near(wall_hours(4, 17.0, 2.0), 64.0); // Friday 17 to Monday 9
        near(wall_hours(2, 8.0, 50.0), 6.0 * 24.0 + 10.0); // Wednesday to Tuesday evening
    }

    #[test]
    fn wall_time_never_runs_backwards() {
        for weekday in 0..7 {
            let mut last = 0.0;
            for step in 0..400 {
                let now = wall_hours(weekday, 10.0, f64::from(step) * 0.5);
                assert!(now >= last, "weekday {weekday}, {step}: {now} after {last}");
                last = now;
            }
        }
    }

    #[test]
    fn deals_close_on_working_days_and_towards_the_end_of_the_quarter() {
        let mut thirds = [0u32; 3];
        let mut weekend = 0;
        for i in 0..20_000 {
            let mut draws = Draws::at(5, Stream::Deal, i);
            let day = Day(19_000 + (i % 1_461) as i32);
            let at = closing_day(day, day.plus(-60), Region::NorthAmerica, &mut draws);
            thirds[at.month().0.rem_euclid(3) as usize] += 1;
            weekend += u32::from(at.weekday() >= SATURDAY);
        }
        assert!(thirds[2] > thirds[0] && thirds[2] > thirds[1], "{thirds:?}");
        assert!(weekend < 400, "{weekend}");
    }
}
