//! What a row of the deals table shows, by itself and beside the customer's other rows.

use crmgen_core::calendar::Day;
use crmgen_core::vocabulary::{DealType, Stage};
use crmgen_core::world::parameters as p;

use super::{Account, not_after};
use crate::rules::report::Report;
use crate::rules::row::Deal;
use crate::rules::rule::Rule;

/// The largest discount, in percent.
const MOST_DISCOUNT: i64 = 40;
/// Days that a renewal may fall before or after its anniversary.
const ANNIVERSARY_DAYS: i32 = 45;
/// What the yearly value of a renewal may be multiplied by, at least and at most: the model's uplift.
const RENEWAL_UPLIFT: (f64, f64) = (0.90, 1.20);

pub(super) fn check(account: &Account<'_>, deal: &Deal, report: &mut Report) {
    let Account { customer, as_of, .. } = account;
    let key = deal.key;
    report.expect(
        Rule::HasCustomer,
        key.customer == customer.key.customer,
        key,
        format_args!("deal_id {key}, customer_id {}", customer.key),
        format_args!("the number of the customer in both"),
    );
    report.expect(
        Rule::Staff,
        deal.owner.has_name(),
        key,
        format_args!("owner empty"),
        format_args!("the name of a colleague"),
    );
    let theirs =
        deal.kind != DealType::Renewal || (deal.owner == customer.manager) == (deal.created >= customer.manager_since);
    report.expect(
        Rule::Staff,
        theirs,
        key,
        format_args!("owner of a Renewal deal, created_date {}", deal.created),
        format_args!("the account manager exactly from {} on", customer.manager_since),
    );
    not_after(*as_of, key, "created_date", Some(deal.created), report);
    not_after(*as_of, key, "closed_date", deal.closed, report);
    if !deal.is_open() {
        not_after(*as_of, key, "expected_close_date of a closed deal", Some(deal.expected), report);
    }
    report.expect(
        Rule::DealAfterCustomer,
        deal.created >= customer.created,
        key,
        format_args!("created_date {}", deal.created),
        format_args!("no day before the customer's created_date, {}", customer.created),
    );
    dates(deal, report);
    stage(deal, report);
    amount(account, deal, report);
    earlier_win(account, deal, report);
}

/// Rules 6 and 7.
fn dates(deal: &Deal, report: &mut Report) {
    for (column, day) in [("closed_date", deal.closed), ("expected_close_date", Some(deal.expected))] {
        let Some(day) = day else { continue };
        report.expect(
            Rule::DealDatesInOrder,
            day >= deal.created,
            deal.key,
            format_args!("{column} {day}"),
            format_args!("no day before the created_date, {}", deal.created),
        );
    }
    let days = deal.closed.map(|closed| i64::from(closed.since(deal.created)));
    report.expect(
        Rule::ClosedTogether,
        deal.cycle == days && days.is_some() != deal.is_open(),
        deal.key,
        format_args!(
            "stage {}, closed_date {}, sales_cycle_days {}",
            deal.stage,
            deal.closed.map_or("empty".to_owned(), |day| day.to_string()),
            deal.cycle.map_or("empty".to_owned(), |days| days.to_string()),
        ),
        format_args!("a closed date and the days since {} on closed deals, neither on open ones", deal.created),
    );
}

/// Rules 8 and 9.
fn stage(deal: &Deal, report: &mut Report) {
    let probability = match deal.stage {
        Stage::Prospecting => 10,
        Stage::Qualification => 25,
        Stage::Proposal => 50,
        Stage::Negotiation => 75,
        Stage::ClosedWon => 100,
        Stage::ClosedLost => 0,
    };
    report.expect(
        Rule::ProbabilityOfStage,
        deal.probability == probability,
        deal.key,
        format_args!("close_probability {}, stage {}", deal.probability, deal.stage),
        format_args!("a probability of {probability}"),
    );
    report.expect(
        Rule::LossReason,
        deal.loss_reason.is_some() == (deal.stage == Stage::ClosedLost),
        deal.key,
        format_args!("loss_reason {}, stage {}", deal.loss_reason.map_or("empty", |reason| reason.name()), deal.stage),
        format_args!("a reason exactly on lost deals"),
    );
}

/// Rules 10 and 11.
fn amount(account: &Account<'_>, deal: &Deal, report: &mut Report) {
    let (least, most) = band(account, deal);
    report.expect(
        Rule::AmountInBand,
        deal.amount > 0 && (least..=most).contains(&(deal.amount as f64)),
        deal.key,
        format_args!("amount {}, discount_percent {}", deal.amount, deal.discount),
        format_args!(
            "from {least:.0} to {most:.0} for this {} deal of a customer in {}",
            deal.kind, account.customer.segment
        ),
    );
    report.expect(
        Rule::DiscountAtMost40,
        (0..=MOST_DISCOUNT).contains(&deal.discount),
        deal.key,
        format_args!("discount_percent {}", deal.discount),
        format_args!("from 0 to {MOST_DISCOUNT}"),
    );
}

/// Least and most a deal may be worth, in US dollars.
///
/// The model draws the price before discount log-normally around the segment's median, cut at
/// [`p::AMOUNT_SIGMAS`], the .01–99.99% band. A further product and an expansion are a part of a first deal; which of
/// the New deals are for a further product is not marked, so their band spans both. A renewal is the yearly value with its
/// uplift: at least that of the renewal before (or of the first win), at most that of everything won so far and of what
/// was being bought when the customer left.
fn band(account: &Account<'_>, deal: &Deal) -> (f64, f64) {
    let (median, sigma) = p::AMOUNT[account.customer.segment.index()];
    let spread = libm::exp(sigma * p::AMOUNT_SIGMAS);
    let (smallest, largest) = match deal.kind {
        DealType::New => (p::CROSS_SELL_AMOUNT, 1.0),
        DealType::Expansion => (p::EXPANSION_AMOUNT, p::EXPANSION_AMOUNT),
        DealType::Renewal => return renewal_band(account, deal),
    };
    let kept = 1.0 - deal.discount as f64 / 100.0;
    // Amounts are cut to whole dollars.
    ((median * smallest / spread * kept - 1.0).max(1.0), median * largest * spread * kept)
}

fn renewal_band(account: &Account<'_>, deal: &Deal) -> (f64, f64) {
    // The days on which a deal may count for the value that is renewed.
    let until = deal.closed.unwrap_or(deal.expected).plus(ANNIVERSARY_DAYS);
    let wins = || {
        let others = account.deals.iter().filter(|other| other.key != deal.key);
        others.filter_map(|other| Some((other.won_on()?, other))).filter(|&(day, _)| day <= until)
    };
    let won: i64 = wins().map(|(_, other)| other.amount).sum();
    let dropped = |other: &&&Deal| other.stage == Stage::ClosedLost && other.closed == account.customer.churned;
    let all = won + account.deals.iter().filter(dropped).map(|other| other.amount).sum::<i64>();
    let renewed = wins()
        .filter(|&(day, other)| other.kind == DealType::Renewal && day <= deal.created)
        .max_by_key(|&(day, other)| (day, other.key));
    let before = renewed.or_else(|| wins().min_by_key(|&(day, other)| (day, other.key)));
    let (least, most) = RENEWAL_UPLIFT;
    ((before.map_or(0, |(_, other)| other.amount) as f64 * least - 1.0).max(1.0), all as f64 * most)
}

/// Rule 18.
fn earlier_win(account: &Account<'_>, deal: &Deal, report: &mut Report) {
    if deal.kind == DealType::New {
        return;
    }
    let first = account.deals.iter().filter_map(|other| other.won_on().filter(|_| other.key != deal.key)).min();
    report.expect(
        Rule::NeedsEarlierWin,
        first.is_some_and(|first| first <= deal.created),
        deal.key,
        format_args!("{} deal, created_date {}", deal.kind, deal.created),
        format_args!(
            "a deal won before; the first win was {}",
            first.map_or("never".to_owned(), |day| day.to_string())
        ),
    );
    let (Some(first), DealType::Renewal) = (first, deal.kind) else { return };
    let (column, day) = match deal.closed {
        Some(day) => ("closed_date", day),
        None => ("expected_close_date", deal.expected),
    };
    let off = off_anniversary(first, day);
    report.expect(
        Rule::NeedsEarlierWin,
        off <= ANNIVERSARY_DAYS,
        deal.key,
        format_args!("Renewal deal, {column} {day}, {off} days from an anniversary"),
        format_args!("at most {ANNIVERSARY_DAYS} days from a whole number of years after the first win, {first}"),
    );
}

/// Days between a day and the nearest anniversary, from the first one on.
fn off_anniversary(first: Day, day: Day) -> i32 {
    let years = (day.month().0 - first.month().0).div_euclid(12);
    let anniversaries = (years..=years + 1).map(|years| first.plus_months(12 * years.max(1)));
    anniversaries.map(|anniversary| day.since(anniversary).abs()).min().unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_anniversary_may_lie_before_or_after() {
        let day = |text| Day::parse(text).unwrap();
        for (first, on, off) in [
            ("2024-02-29", "2025-02-28", 0),
            ("2024-02-29", "2028-03-10", 10),
            ("2024-06-30", "2025-06-01", 29),
            ("2024-06-30", "2026-01-01", 180),
            ("2024-06-30", "2024-06-30", 365),
            ("2024-12-20", "2026-01-05", 16),
            ("2024-01-05", "2025-12-20", 16),
        ] {
            assert_eq!(off_anniversary(day(first), day(on)), off, "{first} {on}");
        }
    }
}
