//! What a customer's row says about their other rows: status, last activity, sums.

use crmgen_core::calendar::Day;
use crmgen_core::vocabulary::Status;

use super::Account;
use crate::rules::cells::Decimal;
use crate::rules::report::Report;
use crate::rules::rule::Rule;

/// Days after which a customer without activity is inactive.
const ACTIVE_DAYS: i32 = 180;
/// Days after which a customer who left may be won back.
const WIN_BACK_DAYS: i32 = 90;

pub(super) fn check(account: &Account<'_>, report: &mut Report) {
    churn(account, report);
    status(account, report);
    sums(account, report);
}

/// Rule 15.
fn churn(account: &Account<'_>, report: &mut Report) {
    let c = account.customer;
    report.expect(
        Rule::ChurnIsFinal,
        (c.status == Status::Churned) == c.churned.is_some(),
        c.key,
        format_args!("status {}, churn_date {}", c.status, shown(c.churned)),
        format_args!("a churn date exactly on churned customers"),
    );
    let Some(gone) = c.churned else { return };
    let back = gone.plus(WIN_BACK_DAYS);
    for deal in &account.deals {
        let after = if deal.is_open() { Some(deal.created.max(gone)) } else { deal.won_on() };
        report.expect(
            Rule::ChurnIsFinal,
            after.is_none_or(|day| (day <= gone && !deal.is_open()) || day >= back),
            deal.key,
            format_args!("stage {}, created_date {}, closed_date {}", deal.stage, deal.created, shown(deal.closed)),
            format_args!("nothing open or won from the churn_date, {gone}, until {back}"),
        );
    }
}

/// Rules 16 and 17.
fn status(account: &Account<'_>, report: &mut Report) {
    let Account { customer: c, deals, feedback, as_of } = account;
    let wins = deals.iter().filter(|deal| deal.won_on().is_some()).count();
    report.expect(
        Rule::ActiveIsRecent,
        (c.status == Status::Prospect) == (wins == 0),
        c.key,
        format_args!("status {}, {wins} won deals", c.status),
        format_args!("no won deal exactly on prospects"),
    );
    if matches!(c.status, Status::Active | Status::Inactive) {
        let days = as_of.since(c.last_activity);
        report.expect(
            Rule::ActiveIsRecent,
            (c.status == Status::Active) == (days <= ACTIVE_DAYS),
            c.key,
            format_args!("status {}, last_activity_date {}, {days} days ago", c.status, c.last_activity),
            format_args!("Active up to {ACTIVE_DAYS} days, then Inactive"),
        );
    }
    let days = deals.iter().flat_map(|deal| [Some(deal.created), deal.closed]).flatten();
    let latest = days.chain(feedback.iter().map(|said| said.day)).fold(c.created, Day::max);
    report.expect(
        Rule::LastActivity,
        c.last_activity == latest,
        c.key,
        format_args!("last_activity_date {}", c.last_activity),
        format_args!("the latest day of their rows, {latest}"),
    );
}

/// Rule 19.
fn sums(account: &Account<'_>, report: &mut Report) {
    let Account { customer: c, deals, feedback, .. } = account;
    let won: i64 = deals.iter().filter(|deal| deal.won_on().is_some()).map(|deal| deal.amount).sum();
    report.expect(
        Rule::SumsMatch,
        c.lifetime_value == won,
        c.key,
        format_args!("lifetime_value {}", c.lifetime_value),
        format_args!("the sum of won deals, {won}"),
    );
    let count = feedback.len() as i64;
    report.expect(
        Rule::SumsMatch,
        c.feedback_count == count,
        c.key,
        format_args!("feedback_count {}", c.feedback_count),
        format_args!("the number of feedback rows, {count}"),
    );
    let sum: i64 = feedback.iter().map(|said| said.score_e4).sum();
    // Within half of the last digit.
    let close = |mean: i64| count > 0 && 2 * (mean * count - sum).abs() <= count;
    report.expect(
        Rule::SumsMatch,
        c.mean_e4.map_or(count == 0, close),
        c.key,
        format_args!("avg_sentiment {}", c.mean_e4.map_or("empty".to_owned(), |mean| Decimal(mean, 4).to_string())),
        format_args!("the mean of {count} scores that sum to {}", Decimal(sum, 4)),
    );
}

fn shown(day: Option<Day>) -> String {
    day.map_or("empty".to_owned(), |day| day.to_string())
}
