//! The three tables side by side: each customer with their deals and feedback, one customer at a time.

use super::RulesError;
use super::cells::{self, Key};
use super::lines::Lines;
use super::report::Report;
use super::row::{Customer, Deal, Feedback, Fields, Row};

/// A row as far as it could be read.
pub(super) struct Line<T> {
    pub(super) key: Option<Key>,
    /// Number of the customer it points to.
    pub(super) customer: Option<u64>,
    /// `None` if a cell is unreadable; that has been reported.
    pub(super) row: Option<T>,
}

/// A customer and the rows that come with them.
pub(super) struct Group {
    /// `None` for rows that come after the last customer.
    pub(super) customer: Option<Line<Customer>>,
    /// Deals of this customer, and before them those of customers that are not there.
    pub(super) deals: Vec<Line<Deal>>,
    /// Feedback, likewise.
    pub(super) feedback: Vec<Line<Feedback>>,
}

/// Rows without a customer are handed over in groups of this many, so that memory stays flat.
const REST: usize = 1_024;

/// One table under way.
struct Side<L, T> {
    lines: L,
    ahead: Option<Line<T>>,
    report: Report,
}

impl<L: Lines, T: Row> Side<L, T> {
    fn new(lines: L) -> Result<Self, RulesError> {
        let mut side = Self { lines, ahead: None, report: Report::default() };
        side.take()?;
        Ok(side)
    }

    /// The next row, if there is one.
    fn take(&mut self) -> Result<Option<Line<T>>, RulesError> {
        let report = &mut self.report;
        let next = self.lines.next(|cells| {
            let fields = Fields { table: T::TABLE, cells };
            let key = fields.own_key();
            let readable = match key {
                Some(key) => cells::check(T::TABLE, cells, key, report),
                None => cells::check(T::TABLE, cells, format_args!("a row of {}", T::TABLE.name()), report),
            };
            let row = if readable { T::read(&fields) } else { None };
            // Where it points to nothing that can be read, its own key tells whose it is.
            let points_to = fields.key("customer_id").filter(|to| to.ordinal == 0 && to.prefix == "CUST").or(key);
            Line { key, customer: points_to.map(|key| key.customer), row }
        })?;
        Ok(std::mem::replace(&mut self.ahead, next))
    }

    /// Rows of customers up to this number; without one, the next [`REST`] rows.
    fn up_to(&mut self, customer: Option<u64>) -> Result<Vec<Line<T>>, RulesError> {
        let mut rows = Vec::new();
        while let Some(line) = &self.ahead {
            let wanted = match (customer, line.customer) {
                (None, _) => rows.len() < REST,
                (Some(_), None) => true,
                (Some(customer), Some(number)) => number <= customer,
            };
            if !wanted {
                break;
            }
            rows.extend(self.take()?);
        }
        Ok(rows)
    }
}

/// The three tables under way.
pub(super) struct Join<L> {
    customers: Side<L, Customer>,
    deals: Side<L, Deal>,
    feedback: Side<L, Feedback>,
}

impl<L: Lines> Join<L> {
    /// The rows of the tables, which are all in the order of their keys.
    pub(super) fn new(customers: L, deals: L, feedback: L) -> Result<Self, RulesError> {
        Ok(Self { customers: Side::new(customers)?, deals: Side::new(deals)?, feedback: Side::new(feedback)? })
    }

    /// The next customer with their rows; `None` after the last row of all tables.
    pub(super) fn next(&mut self) -> Result<Option<Group>, RulesError> {
        let Some(customer) = self.customers.take()? else {
            let group = Group { customer: None, deals: self.deals.up_to(None)?, feedback: self.feedback.up_to(None)? };
            return Ok((!group.deals.is_empty() || !group.feedback.is_empty()).then_some(group));
        };
        let number = customer.customer;
        let (deals, feedback) = match number {
            Some(_) => (self.deals.up_to(number)?, self.feedback.up_to(number)?),
            None => (Vec::new(), Vec::new()),
        };
        Ok(Some(Group { customer: Some(customer), deals, feedback }))
    }

    /// What was wrong with single cells.
    pub(super) fn into_report(self) -> Report {
        let mut report = self.customers.report;
        report.then(self.deals.report);
        report.then(self.feedback.report);
        report
    }
}
