//! Feedback day by day, where months are too coarse: an outage of two days is lost in its month, and shows in its week.

use core::ops::RangeInclusive;

use super::Shape;
use crate::calendar::Day;

/// Feedback rows of each group and day: all of them, and the support tickets among them.
#[derive(Debug)]
pub(super) struct Days {
    first: Day,
    /// Days of the history, up to the end of its last month.
    days: usize,
    counts: Vec<[u32; 2]>,
}

impl Days {
    pub(super) fn new(shape: Shape) -> Self {
        let first = shape.first_month.day(1);
        let days = shape.first_month.plus(shape.months as i32).day(1).since(first) as usize;
        Self { first, days, counts: vec![[0; 2]; Shape::GROUPS * days] }
    }

    /// Counts one row; what came before the history is not counted.
    #[inline]
    pub(super) fn said(&mut self, group: usize, day: Day, ticket: bool) {
        let at = day.since(self.first);
        if (0..self.days as i32).contains(&at) {
            let count = &mut self.counts[group * self.days + at as usize];
            count[0] += 1;
            count[1] += u32::from(ticket);
        }
    }

    pub(super) fn merge(&mut self, other: &Self) {
        for (sum, more) in self.counts.iter_mut().zip(&other.counts) {
            sum[0] += more[0];
            sum[1] += more[1];
        }
    }

    /// Adds what a group said on some days of the history, all of it and the tickets, to one pair a day.
    pub(super) fn add_to(&self, group: usize, days: &RangeInclusive<Day>, totals: &mut [[u64; 2]]) {
        let base = group * self.days;
        let [from, to] = [days.start(), days.end()].map(|day| base + day.since(self.first) as usize);
        for (total, count) in totals.iter_mut().zip(&self.counts[from..=to]) {
            total[0] += u64::from(count[0]);
            total[1] += u64::from(count[1]);
        }
    }
}
