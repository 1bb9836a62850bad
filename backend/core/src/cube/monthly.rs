//! Series over time: month by month, and feedback week by week.

use super::figures::{Amount, CategoryMonth, Figure, Left, MonthlyTone, Nps, Period, Rate, Week};
use super::measures::{customer, deal, feedback, response};
use super::summary::{Totals, View, labels, mean_hours, nps, rate, rows, tone};
use crate::calendar::{Day, Month};
use crate::vocabulary::Category;

/// The sums of each month of a period.
pub(super) struct Monthly(Vec<(Month, Totals)>);

impl Monthly {
    pub(super) fn of(view: &View<'_>, period: Period) -> Self {
        Self(period.months().map(|month| (month, view.all(view.months(Period { from: month, to: month })))).collect())
    }

    fn each<T>(&self, of: impl Fn(Month, &Totals) -> T) -> Vec<T> {
        self.0.iter().map(|(month, totals)| of(*month, totals)).collect()
    }

    pub(super) fn tones(&self) -> Vec<MonthlyTone> {
        self.each(|month, totals| MonthlyTone { month, value: tone(totals), counts: labels(totals) })
    }

    pub(super) fn nps(&self) -> Vec<(Month, Nps)> {
        self.each(|month, totals| (month, nps(totals)))
    }

    pub(super) fn response_time(&self) -> Vec<Figure> {
        self.each(|month, totals| {
            let answered = (0..response::BANDS.len()).map(|b| totals.feedback[feedback::RESPONSE + b]).sum::<i64>();
            Figure { month, value: mean_hours(totals), n: answered as u64 }
        })
    }

    /// Month after month, each with all categories.
    pub(super) fn categories(&self) -> Vec<CategoryMonth> {
        self.0
            .iter()
            .flat_map(|(month, totals)| {
                Category::ALL.iter().map(|&category| CategoryMonth {
                    category,
                    month: *month,
                    n: totals.feedback[feedback::CATEGORY + category.index()] as u64,
                    all: rows(totals) as u64,
                })
            })
            .collect()
    }

    pub(super) fn won_revenue(&self) -> Vec<Amount<Month>> {
        self.each(|month, totals| Amount {
            label: month,
            deals: totals.deals[deal::WON] as u64,
            amount: totals.deals[deal::WON_AMOUNT],
        })
    }

    pub(super) fn win_rate(&self) -> Vec<Rate> {
        self.each(|month, totals| {
            rate(month.to_string(), totals.deals[deal::WON] as u64, totals.deals[deal::CLOSED] as u64)
        })
    }

    pub(super) fn left(&self) -> Vec<Left> {
        self.each(|month, totals| Left { month, customers: totals.customers[customer::LEFT] as u64 })
    }
}

/// Feedback by the week, Monday to Sunday. The first and the last week end where the period does.
pub(super) fn weeks(view: &View<'_>, period: Period) -> Vec<Week> {
    let days = period.from.day(1)..=period.to.last_day().min(view.index.as_of);
    let mut totals = vec![[0; 2]; (days.end().since(*days.start()) + 1).max(0) as usize];
    if totals.is_empty() {
        return Vec::new();
    }
    view.groups(|group| view.index.sums.days.add_to(group, &days, &mut totals));
    let mut weeks: Vec<Week> = Vec::new();
    for (i, [n, tickets]) in totals.into_iter().enumerate() {
        let day: Day = days.start().plus(i as i32);
        match weeks.last_mut() {
            Some(week) if day.weekday() > 0 => {
                week.to = day;
                week.n += n;
                week.tickets += tickets;
            }
            _ => weeks.push(Week { from: day, to: day, n, tickets }),
        }
    }
    weeks
}
