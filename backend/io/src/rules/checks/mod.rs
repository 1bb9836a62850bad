//! The rules that one customer's rows show.

mod customer;
mod deal;
mod feedback;
mod letters;
mod status;

use crmgen_core::calendar::Day;

use super::report::Report;
use super::row::{Customer, Deal, Feedback};
use super::rule::Rule;

/// A customer with all their rows.
pub(super) struct Account<'a> {
    pub(super) customer: &'a Customer,
    /// In file order.
    pub(super) deals: Vec<&'a Deal>,
    /// In file order.
    pub(super) feedback: Vec<&'a Feedback>,
    /// The last day of the data.
    pub(super) as_of: Day,
}

/// Checks everything that these rows show.
pub(super) fn account(account: &Account<'_>, report: &mut Report) {
    customer::check(account, report);
    status::check(account, report);
    for deal in &account.deals {
        deal::check(account, deal, report);
    }
    for said in &account.feedback {
        feedback::check(account, said, report);
    }
}

/// Rule 4, for one date.
fn not_after(as_of: Day, row: impl std::fmt::Display, column: &str, day: Option<Day>, report: &mut Report) {
    if let Some(day) = day {
        report.expect(
            Rule::NotAfterAsOf,
            day <= as_of,
            row,
            format_args!("{column} {day}"),
            format_args!("no day after the last of the data, {as_of}"),
        );
    }
}
