//! What is known while customers pass: the report, and what can only be judged over all rows.

use std::collections::HashMap;

use crmgen_core::calendar::Day;
use crmgen_core::vocabulary::Region;

use super::cells::Key;
use super::checks::{self, Account};
use super::join::{Group, Line};
use super::report::Report;
use super::row::{Colleague, Row, hash};
use super::rule::Rule;

/// Rule 3 is judged from this many rows on: with the usual 3%, fewer would exceed 5% by chance now and then.
const LEAST_STAFF_ROWS: u64 = 1_000;
/// Rule 3: the least share of rows in the home region, in percent.
const HOME_PERCENT: u64 = 95;
/// Rule 12 is judged from this many open deals on.
const LEAST_OPEN_DEALS: u64 = 100;
/// Rule 12: the largest share of overdue deals, in percent.
const OVERDUE_PERCENT: u64 = 25;

/// First and last key of the rows of a table so far.
#[derive(Clone, Copy, Debug)]
struct Span {
    first: Key,
    last: Key,
}

/// Everything that is kept of the rows so far.
#[derive(Debug)]
pub(super) struct Whole {
    as_of: Day,
    pub(super) report: Report,
    spans: [Option<Span>; 3],
    /// Hash of each e-mail address, and whose it is. That two of ten million different addresses have the same 64 bits
    /// has a chance of three in a million.
    emails: HashMap<u64, u64>,
    /// Customers and deals of each colleague, by region.
    staff: HashMap<Colleague, [u64; Region::COUNT]>,
    open_deals: u64,
    overdue_deals: u64,
}

impl Whole {
    pub(super) fn new(as_of: Day) -> Self {
        Self {
            as_of,
            report: Report::default(),
            spans: [None; 3],
            emails: HashMap::new(),
            staff: HashMap::new(),
            open_deals: 0,
            overdue_deals: 0,
        }
    }

    /// Checks the rows of one customer.
    pub(super) fn add(&mut self, group: &Group) {
        let number = group.customer.as_ref().and_then(|line| line.customer);
        group.customer.iter().for_each(|line| self.key(line));
        let deals = self.own(&group.deals, number);
        let feedback = self.own(&group.feedback, number);
        let Some(customer) = group.customer.as_ref().and_then(|line| line.row.as_ref()) else { return };
        let (Some(deals), Some(feedback)) = (deals, feedback) else { return };

        self.email(&customer.email, customer.key);
        self.staff.entry(customer.manager).or_default()[customer.region.index()] += 1;
        for deal in &deals {
            self.staff.entry(deal.owner).or_default()[customer.region.index()] += 1;
            self.open_deals += u64::from(deal.is_open());
            self.overdue_deals += u64::from(deal.is_open() && deal.expected < self.as_of);
        }
        checks::account(&Account { customer, deals, feedback, as_of: self.as_of }, &mut self.report);
    }

    /// Checks the keys of rows and whether their customer is there. Gives the rows of this customer; `None` if one of them
    /// cannot be read.
    fn own<'a, T: Row>(&mut self, lines: &'a [Line<T>], customer: Option<u64>) -> Option<Vec<&'a T>> {
        let mut rows = Some(Vec::with_capacity(lines.len()));
        for line in lines {
            self.key(line);
            if let (Some(key), Some(points_to)) = (line.key, line.customer) {
                let there = Some(points_to) == customer;
                self.report.expect(
                    Rule::HasCustomer,
                    there,
                    key,
                    format_args!("customer_id {}", customer_key(points_to)),
                    format_args!("a customer of this key"),
                );
                if there {
                    rows = rows.zip(line.row.as_ref()).map(|(mut rows, row)| {
                        rows.push(row);
                        rows
                    });
                }
            }
        }
        rows
    }

    /// Keys ascend, so none comes twice.
    fn key<T: Row>(&mut self, line: &Line<T>) {
        let Some(key) = line.key else { return };
        let span = &mut self.spans[T::TABLE as usize];
        let last = span.map(|span| span.last);
        self.report.expect(
            Rule::UniqueKeys,
            last < Some(key),
            key,
            format_args!("{key} after {}", last.unwrap_or(key)),
            format_args!("a key that is larger than the one before"),
        );
        let Span { first, last } = span.unwrap_or(Span { first: key, last: key });
        *span = Some(Span { first, last: last.max(key) });
    }

    fn email(&mut self, email: &str, key: Key) {
        let before = self.emails.insert(hash(&email.to_lowercase()), key.customer);
        self.report.expect(
            Rule::EmailFits,
            before.is_none(),
            key,
            format_args!("the same email as {}", customer_key(before.unwrap_or(0))),
            format_args!("an address of their own"),
        );
    }

    /// Adds what is known of the rows that come next.
    pub(super) fn then(&mut self, later: Self) {
        self.report.then(later.report);
        for (span, next) in self.spans.iter_mut().zip(later.spans) {
            let Some(next) = next else { continue };
            if let Some(Span { last, .. }) = span.filter(|span| span.last >= next.first) {
                self.report.expect(
                    Rule::UniqueKeys,
                    false,
                    next.first,
                    format_args!("{} after {last}", next.first),
                    format_args!("a key that is larger than the one before"),
                );
            }
            let last = span.map_or(next.last, |span| span.last.max(next.last));
            *span = Some(Span { first: span.map_or(next.first, |span| span.first), last });
        }
        let mut again: Vec<(u64, u64)> = later
            .emails
            .into_iter()
            .filter_map(|(email, customer)| Some((customer, self.emails.insert(email, customer)?)))
            .collect();
        again.sort_unstable();
        for (customer, before) in again {
            self.report.expect(
                Rule::EmailFits,
                false,
                customer_key(customer),
                format_args!("the same email as {}", customer_key(before)),
                format_args!("an address of their own"),
            );
        }
        for (colleague, rows) in later.staff {
            let sums = self.staff.entry(colleague).or_default();
            sums.iter_mut().zip(rows).for_each(|(sum, more)| *sum += more);
        }
        self.open_deals += later.open_deals;
        self.overdue_deals += later.overdue_deals;
    }

    /// Judges the shares.
    pub(super) fn finish(mut self) -> Report {
        let all: u64 = self.staff.values().flatten().sum();
        let home: u64 = self.staff.values().filter_map(|rows| rows.iter().max()).sum();
        if all >= LEAST_STAFF_ROWS {
            self.report.expect(
                Rule::Staff,
                home * 100 >= all * HOME_PERCENT,
                "customers and deals",
                format_args!("{} of {all} rows outside the region of their owner or account manager", all - home),
                format_args!("at most {}%", 100 - HOME_PERCENT),
            );
        }
        if self.open_deals >= LEAST_OPEN_DEALS {
            self.report.expect(
                Rule::FewOverdue,
                self.overdue_deals * 100 <= self.open_deals * OVERDUE_PERCENT,
                "open deals",
                format_args!("{} of {} past their expected_close_date", self.overdue_deals, self.open_deals),
                format_args!("at most {OVERDUE_PERCENT}%"),
            );
        }
        self.report
    }
}

/// The key of a customer by number.
pub(super) fn customer_key(customer: u64) -> Key {
    Key { customer, ordinal: 0, prefix: "CUST" }
}
