//! Which rows something is about, in the words of the tables: what a link opens.

use core::fmt;

use super::super::evidence::Evidence;
use super::super::facts::{CustomerFacts, SaleFacts, VoiceFacts};
use super::dims::{Dim, LARGE_DISCOUNT, at_quarter_end};
use super::subjects::{Clock, Rows, Subject};
use crate::calendar::{Day, Month};
use crate::columns::Table;
use crate::vocabulary::{DealType, Stage};

/// One condition on a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// The column has this value.
    Is(&'static str, String),
    /// The column has one of these values.
    OneOf(&'static str, Vec<&'static str>),
    /// The day is this or later.
    From(&'static str, Day),
    /// The day is this or earlier.
    Until(&'static str, Day),
    /// The number is at least this.
    AtLeast(&'static str, i64),
    /// The number is at most this.
    AtMost(&'static str, i64),
    /// The day is one of the last two weeks of a quarter, from this month to that one.
    LateInQuarter(&'static str, Month, Month),
}

impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Is(column, value) => write!(f, "{column}:eq:{value}"),
            Self::OneOf(column, values) => write!(f, "{column}:in:{}", values.join(",")),
            Self::From(column, day) => write!(f, "{column}:gte:{day}"),
            Self::Until(column, day) => write!(f, "{column}:lte:{day}"),
            Self::AtLeast(column, number) => write!(f, "{column}:gte:{number}"),
            Self::AtMost(column, number) => write!(f, "{column}:lte:{number}"),
            Self::LateInQuarter(column, from, until) => {
                let days = (from.day(1).0..=until.last_day().0).map(Day).filter(|&day| at_quarter_end(day));
                let days: Vec<String> = days.map(|day| day.to_string()).collect();
                write!(f, "{column}:in:{}", days.join(","))
            }
        }
    }
}

/// Rows of one table that meet all conditions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Select {
    /// The table.
    pub table: Table,
    /// What its rows must meet.
    pub conditions: Vec<Condition>,
}

/// What a row says of a column.
pub(crate) trait Facts {
    fn label(&self, column: &str) -> Option<&str>;
    fn day(&self, column: &str) -> Option<Day>;
    fn number(&self, column: &str) -> Option<i64>;
    /// Whether a day of the row is one of the last two weeks of a quarter; counts know it where they know no days.
    fn late_in_quarter(&self, day: Day) -> bool {
        at_quarter_end(day)
    }
}

impl Condition {
    /// Whether a row meets it. An empty cell meets nothing.
    fn met(&self, row: &impl Facts) -> bool {
        match self {
            Self::Is(column, value) => row.label(column).is_some_and(|label| label == value),
            Self::OneOf(column, values) => row.label(column).is_some_and(|label| values.contains(&label)),
            Self::From(column, day) => row.day(column).is_some_and(|d| d >= *day),
            Self::Until(column, day) => row.day(column).is_some_and(|d| d <= *day),
            Self::AtLeast(column, number) => row.number(column).is_some_and(|n| n >= *number),
            Self::AtMost(column, number) => row.number(column).is_some_and(|n| n <= *number),
            Self::LateInQuarter(column, from, until) => {
                row.day(column).is_some_and(|d| d >= from.day(1) && d <= until.last_day() && row.late_in_quarter(d))
            }
        }
    }
}

impl Select {
    pub(crate) fn new(table: Table) -> Self {
        Self { table, conditions: Vec::new() }
    }

    /// And this condition.
    #[must_use]
    pub(crate) fn and(mut self, condition: Condition) -> Self {
        self.conditions.push(condition);
        self
    }

    /// And this value in this column.
    #[must_use]
    pub(crate) fn is(self, column: &'static str, value: &str) -> Self {
        self.and(Condition::Is(column, value.to_owned()))
    }

    /// The conditions as the API's `filter` parameters.
    #[must_use]
    pub fn filter(&self) -> Vec<String> {
        self.conditions.iter().map(ToString::to_string).collect()
    }

    pub(crate) fn meets(&self, row: &impl Facts) -> bool {
        self.conditions.iter().all(|condition| condition.met(row))
    }

    /// How many rows of the whole dataset it selects.
    pub(crate) fn count(&self, evidence: &Evidence) -> u64 {
        if let Some(tally) = &evidence.tally {
            return tally.count(self, evidence);
        }
        let rows = &evidence.rows;
        let owner = self.named("owner");
        let manager = self.named("account_manager");
        let count = match self.table {
            Table::Customers => {
                let names = Named::new(evidence, manager);
                rows.customers.iter().filter(|c| self.meets(&CustomerFacts::of(c, names.of(c.manager)))).count()
            }
            Table::Deals => {
                let names = Named::new(evidence, owner);
                rows.sales.iter().filter(|s| self.meets(&SaleFacts::of(s, names.of(s.owner)))).count()
            }
            Table::Feedback => rows.voices.iter().filter(|v| self.meets(&VoiceFacts::of(v, rows.speaker(v)))).count(),
        };
        count as u64
    }

    /// The value a column must have.
    pub(crate) fn named(&self, column: &str) -> Option<&str> {
        self.conditions.iter().find_map(|condition| match condition {
            Condition::Is(name, value) if *name == column => Some(value.as_str()),
            _ => None,
        })
    }
}

/// Whether a colleague is the one that is looked for. Names are made once for each colleague, not for each row.
struct Named<'a> {
    evidence: &'a Evidence,
    wanted: Option<&'a str>,
    known: core::cell::RefCell<std::collections::BTreeMap<u64, bool>>,
}

impl<'a> Named<'a> {
    fn new(evidence: &'a Evidence, wanted: Option<&'a str>) -> Self {
        Self { evidence, wanted, known: core::cell::RefCell::default() }
    }

    /// The wanted name, if it is this colleague's.
    fn of(&self, who: crate::world::account::StaffId) -> Option<&'a str> {
        let wanted = self.wanted?;
        let mut known = self.known.borrow_mut();
        let same = known.entry(who.id()).or_insert_with(|| self.evidence.staff_name(who) == wanted);
        same.then_some(wanted)
    }
}

/// New and expansion deals that were closed inside the history.
pub(crate) fn closed_sales(evidence: &Evidence) -> Select {
    Select::new(Table::Deals)
        .and(Condition::OneOf("deal_type", vec![DealType::New.name(), DealType::Expansion.name()]))
        .and(Condition::OneOf("stage", vec![Stage::ClosedWon.name(), Stage::ClosedLost.name()]))
        .and(Condition::From("closed_date", evidence.start()))
}

/// The rows behind a finding: rows of its own table where that has the columns, else its customers.
pub(super) fn rows_behind(
    subject: &Subject,
    dim: Dim,
    place: &[(&'static str, String)],
    onset: Option<Month>,
    until: Option<Month>,
    evidence: &Evidence,
) -> Select {
    let has = |table: Table| place.iter().all(|(column, _)| table.column_index(column).is_some());
    if subject.clock == Clock::Start {
        let select = Select::new(Table::Customers);
        return onset.map_or(select.clone(), |onset| select.and(Condition::From("created_date", onset.day(1))));
    }
    let (mut select, date) = match subject.rows {
        Rows::Voices if has(Table::Feedback) => (Select::new(Table::Feedback), Some("feedback_date")),
        Rows::Sales if has(Table::Deals) => (closed_sales(evidence), Some("closed_date")),
        _ if dim == Dim::QuarterEnd => {
            return Select::new(Table::Deals)
                .is("deal_type", DealType::New.name())
                .is("stage", Stage::ClosedWon.name())
                .and(Condition::AtLeast("discount_percent", i64::from(LARGE_DISCOUNT)))
                .and(Condition::LateInQuarter("closed_date", evidence.first_month, evidence.as_of.month()));
        }
        _ => (Select::new(Table::Customers), None),
    };
    for (column, value) in place {
        if select.table.column_index(column).is_some() {
            select = select.is(column, value);
        }
    }
    if let Some(date) = date {
        if let Some(onset) = onset {
            select.conditions.retain(|c| !matches!(c, Condition::From(column, _) if *column == date));
            select = select.and(Condition::From(date, onset.day(1)));
        }
        if let Some(until) = until {
            select = select.and(Condition::Until(date, until.last_day()));
        }
    }
    select
}
