//! Days, months and quarters, as integers.

use core::fmt;

/// A calendar day: days since 1970-01-01, proleptic Gregorian.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(pub i32);

/// The months of a year in words, January first.
pub const MONTH_NAMES: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A calendar month: months since January of year 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(pub i32);

impl Day {
    /// Stands for "no day" in columns.
    pub const NONE: Self = Self(i32::MIN);

    /// The day of a year, month (1–12) and day of the month (1–31), if there is such a day.
    #[must_use]
    pub fn from_ymd(year: i32, month: u32, day: u32) -> Option<Self> {
        if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || day == 0 {
            return None;
        }
        let month = Month(year * 12 + month as i32 - 1);
        (day <= month.days()).then(|| month.day(day))
    }

    /// Parses `YYYY-MM-DD`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let b = text.as_bytes();
        let shape = b.len() == 10
            && b.iter().enumerate().all(|(i, c)| if i == 4 || i == 7 { *c == b'-' } else { c.is_ascii_digit() });
        if !shape {
            return None;
        }
        Self::from_ymd(text[..4].parse().ok()?, text[5..7].parse().ok()?, text[8..].parse().ok()?)
    }

    /// Year, month (1–12), day of the month (1–31).
    ///
    /// Neri and Schneider, "Euclidean affine functions and their application to calendar algorithms" (2023): exact for
    /// every `i32`, with multiplications in place of divisions.
    #[must_use]
    #[inline]
    pub const fn ymd(self) -> (i32, u32, u32) {
        // Days from 1 March of a year before any there is; years begin in March here, so that leap days come last.
        const CYCLES: i64 = 14_705;
        let n = 4 * (self.0 as i64 + 719_468 + CYCLES * 146_097) as u64 + 3;
        let (century, day_of_century) = (n / 146_097, (n % 146_097 / 4) as u32);
        let year = 2_939_745 * (4 * day_of_century + 3) as u64;
        let day_of_year = year as u32 / 2_939_745 / 4;
        let year = (100 * century + (year >> 32)) as i64 - CYCLES * 400;
        let month = 2_141 * day_of_year + 197_913;
        let (month, day) = (month >> 16, (month & 0xffff) / 2_141 + 1);
        let is_next = day_of_year >= 306;
        (year as i32 + is_next as i32, if is_next { month - 12 } else { month }, day)
    }

    /// The month it lies in.
    #[must_use]
    #[inline]
    pub const fn month(self) -> Month {
        let (y, m, _) = self.ymd();
        Month(y * 12 + m as i32 - 1)
    }

    /// Day of the week: 0 is Monday, 6 is Sunday.
    #[must_use]
    #[inline]
    pub const fn weekday(self) -> u32 {
        (self.0 + 3).rem_euclid(7) as u32
    }

    /// This many days later (or earlier).
    #[must_use]
    #[inline]
    pub const fn plus(self, days: i32) -> Self {
        Self(self.0 + days)
    }

    /// Days from `earlier` to this day.
    #[must_use]
    #[inline]
    pub const fn since(self, earlier: Self) -> i32 {
        self.0 - earlier.0
    }

    /// The same day of the month, this many months later, or the last day of that month.
    #[must_use]
    pub const fn plus_months(self, months: i32) -> Self {
        let (_, _, day) = self.ymd();
        let month = Month(self.month().0 + months);
        let last = month.days();
        month.day(if day > last { last } else { day })
    }
}

impl Month {
    /// Year and month (1–12).
    #[must_use]
    pub const fn year_month(self) -> (i32, u32) {
        (self.0.div_euclid(12), self.0.rem_euclid(12) as u32 + 1)
    }

    /// A day of this month, counted from 1.
    #[must_use]
    pub const fn day(self, day: u32) -> Day {
        let (year, month) = self.year_month();
        let y = if month <= 2 { year - 1 } else { year };
        let era = y.div_euclid(400);
        let yoe = y.rem_euclid(400);
        let mp = (month as i32 + 9) % 12;
        let doy = (153 * mp + 2) / 5 + day as i32 - 1;
        Day(era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468)
    }

    /// How many days it has.
    #[must_use]
    pub const fn days(self) -> u32 {
        (Self(self.0 + 1).day(1).0 - self.day(1).0) as u32
    }

    /// Its last day.
    #[must_use]
    pub const fn last_day(self) -> Day {
        Day(Self(self.0 + 1).day(1).0 - 1)
    }

    /// Parses `YYYY-MM`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 7 || !text.is_ascii() {
            return None;
        }
        let mut whole = [0u8; 10];
        whole[..7].copy_from_slice(text.as_bytes());
        whole[7..].copy_from_slice(b"-01");
        Day::parse(core::str::from_utf8(&whole).ok()?).map(Day::month)
    }

    /// This many months later (or earlier).
    #[must_use]
    pub const fn plus(self, months: i32) -> Self {
        Self(self.0 + months)
    }
}

/// The months of a history, by day: rows ask for theirs again and again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct History {
    /// The day before the first.
    eve: Day,
    /// The place of the month of each day from the eve on.
    slots: Vec<u8>,
}

impl History {
    /// So many months from `first` on; 255 at most.
    pub(crate) fn new(first: Month, months: u32) -> Self {
        let days = |slot: u8| (0..first.plus(i32::from(slot) - 1).days()).map(move |_| slot);
        let slots = core::iter::once(0).chain((1..=months as u8).flat_map(days));
        Self { eve: first.day(1).plus(-1), slots: slots.collect() }
    }

    /// Place of a day's month, from 1; 0 for all that is before the history or has no day, the last for all after it.
    #[inline]
    pub(crate) fn slot(&self, day: Day) -> usize {
        let at = day.0.saturating_sub(self.eve.0).max(0) as usize;
        usize::from(self.slots[at.min(self.slots.len() - 1)])
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (y, m, d) = self.ymd();
        write!(f, "{y:04}-{m:02}-{d:02}")
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (y, m) = self.year_month();
        write!(f, "{y:04}-{m:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil;

    #[test]
    fn days_agree_with_jiff_over_two_centuries() {
        let mut date = civil::date(1900, 1, 1);
        let mut day = Day::from_ymd(1900, 1, 1).unwrap();
        while date.year() < 2100 {
            assert_eq!(day.to_string(), date.to_string());
            assert_eq!(day.weekday(), date.weekday().to_monday_zero_offset() as u32);
            assert_eq!(Day::parse(&date.to_string()), Some(day));
            date = date.tomorrow().unwrap();
            day = day.plus(1);
        }
    }

    #[test]
    fn years_come_round_after_four_centuries() {
        for day in [i32::MIN, -1_000_000_007, -719_469, 0, 59, 2_932_896, i32::MAX - 146_097] {
            let (now, later) = (Day(day).ymd(), Day(day + 146_097).ymd());
            assert_eq!((now.0 + 400, now.1, now.2), later, "{day}");
        }
    }

    #[test]
    fn days_of_a_history_find_their_month() {
        let first = Month::parse("2023-11").unwrap();
        let history = History::new(first, 5);
        for day in (0..400).map(|n| Day::parse("2023-09-15").unwrap().plus(n)) {
            assert_eq!(history.slot(day), (day.month().0 - first.0 + 1).clamp(0, 5) as usize, "{day}");
        }
        assert_eq!(history.slot(Day::NONE), 0);
    }

    #[test]
    fn what_is_no_day_is_refused() {
        for bad in [
            "2025-02-29",
            "2025-13-01",
            "2025-1-01",
            "25-01-01",
            "2025-01-01T",
            "",
            "2025-00-10",
            "2025-04-31",
            "٢٠٢٥-٠١",
        ] {
            assert_eq!(Day::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn months_keep_the_end_of_the_month() {
        let leap = Day::parse("2024-02-29").unwrap();
        assert_eq!(leap.plus_months(12).to_string(), "2025-02-28");
        assert_eq!(leap.plus_months(-48).to_string(), "2020-02-29");
        assert_eq!(Day::parse("2025-01-31").unwrap().plus_months(1).to_string(), "2025-02-28");
    }
}
