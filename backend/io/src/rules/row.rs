//! Rows with typed fields, as far as the rules look at them.

use std::hash::{DefaultHasher, Hash, Hasher};

use crmgen_core::batch::Cell;
use crmgen_core::calendar::Day;
use crmgen_core::columns::Table;
use crmgen_core::vocabulary::{
    BillingPlan, Category, Channel, CompanySize, DealType, LossReason, Product, Region, RiskBand, Segment,
    SentimentLabel, Stage, Status,
};

use super::cells::Key;

/// A row of one of the tables.
pub(super) trait Row: Sized + Send {
    /// Which table.
    const TABLE: Table;

    /// The row of these cells, which are those of all columns, in order; `None` if a cell is not of its column's kind.
    fn read(fields: &Fields<'_, '_>) -> Option<Self>;
}

/// The cells of a row, by column name.
pub(super) struct Fields<'c, 'a> {
    pub(super) table: Table,
    pub(super) cells: &'c [Cell<'a>],
}

impl<'a> Fields<'_, 'a> {
    fn cell(&self, name: &str) -> Cell<'a> {
        self.table.column_index(name).and_then(|index| self.cells.get(index).copied()).unwrap_or(Cell::Null)
    }

    /// The row's own key: the first column.
    pub(super) fn own_key(&self) -> Option<Key> {
        self.key(self.table.columns()[0].name)
    }

    pub(super) fn key(&self, name: &str) -> Option<Key> {
        match self.cell(name) {
            Cell::Key { prefix, number, ordinal } => {
                Some(Key { customer: number, ordinal: ordinal.unwrap_or(0), prefix })
            }
            _ => None,
        }
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        match self.cell(name) {
            Cell::Text(text) => Some(text),
            _ => None,
        }
    }

    /// A value of a closed list.
    fn name<T>(&self, column: &str, from_name: impl Fn(&str) -> Option<T>) -> Option<T> {
        self.text(column).and_then(from_name)
    }

    /// Scaled by the places of the column.
    fn number(&self, name: &str) -> Option<i64> {
        match self.cell(name) {
            Cell::Number { value, .. } => Some(value),
            _ => None,
        }
    }

    fn day(&self, name: &str) -> Option<Day> {
        match self.cell(name) {
            Cell::Date(day) => Some(day),
            _ => None,
        }
    }

    fn flag(&self, name: &str) -> Option<bool> {
        match self.cell(name) {
            Cell::Flag(flag) => Some(flag),
            _ => None,
        }
    }

    fn colleague(&self, name: &str) -> Option<Colleague> {
        self.text(name).map(Colleague::of)
    }
}

/// One of our colleagues: a hash of the name, as all of them are kept in memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Colleague(Option<u64>);

impl Colleague {
    fn of(name: &str) -> Self {
        Self((!name.trim().is_empty()).then(|| hash(name)))
    }

    pub(super) fn has_name(self) -> bool {
        self.0.is_some()
    }
}

/// A 64-bit hash, for as long as the program runs.
pub(super) fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// A row of the customers table.
#[derive(Clone, Debug)]
pub(super) struct Customer {
    pub(super) key: Key,
    pub(super) company: String,
    pub(super) email: String,
    pub(super) phone: String,
    pub(super) segment: Segment,
    pub(super) region: Region,
    pub(super) country: String,
    pub(super) city: String,
    pub(super) latitude_e4: i64,
    pub(super) longitude_e4: i64,
    pub(super) size: CompanySize,
    pub(super) employees: i64,
    pub(super) plan: Option<BillingPlan>,
    pub(super) manager: Colleague,
    pub(super) manager_since: Day,
    pub(super) created: Day,
    pub(super) last_activity: Day,
    pub(super) status: Status,
    pub(super) churned: Option<Day>,
    pub(super) monthly_cents: i64,
    pub(super) lifetime_value: i64,
    pub(super) feedback_count: i64,
    pub(super) mean_e4: Option<i64>,
    pub(super) risk_e4: Option<i64>,
    pub(super) risk: Option<RiskBand>,
}

impl Row for Customer {
    const TABLE: Table = Table::Customers;

    fn read(f: &Fields<'_, '_>) -> Option<Self> {
        Some(Self {
            key: f.own_key()?,
            company: f.text("company_name")?.to_owned(),
            email: f.text("email")?.to_owned(),
            phone: f.text("phone")?.to_owned(),
            segment: f.name("segment", Segment::from_name)?,
            region: f.name("region", Region::from_name)?,
            country: f.text("country")?.to_owned(),
            city: f.text("city")?.to_owned(),
            latitude_e4: f.number("latitude")?,
            longitude_e4: f.number("longitude")?,
            size: f.name("company_size", CompanySize::from_name)?,
            employees: f.number("employees")?,
            plan: f.name("plan", BillingPlan::from_name),
            manager: f.colleague("account_manager")?,
            manager_since: f.day("account_manager_since")?,
            created: f.day("created_date")?,
            last_activity: f.day("last_activity_date")?,
            status: f.name("status", Status::from_name)?,
            churned: f.day("churn_date"),
            monthly_cents: f.number("monthly_recurring_revenue")?,
            lifetime_value: f.number("lifetime_value")?,
            feedback_count: f.number("feedback_count")?,
            mean_e4: f.number("avg_sentiment"),
            risk_e4: f.number("churn_risk_score"),
            risk: f.name("churn_risk", RiskBand::from_name),
        })
    }
}

/// A row of the deals table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deal {
    pub(super) key: Key,
    pub(super) kind: DealType,
    pub(super) product: Product,
    /// Whole US dollars.
    pub(super) amount: i64,
    pub(super) discount: i64,
    pub(super) stage: Stage,
    pub(super) probability: i64,
    pub(super) owner: Colleague,
    pub(super) created: Day,
    pub(super) expected: Day,
    pub(super) closed: Option<Day>,
    pub(super) cycle: Option<i64>,
    pub(super) loss_reason: Option<LossReason>,
}

impl Row for Deal {
    const TABLE: Table = Table::Deals;

    fn read(f: &Fields<'_, '_>) -> Option<Self> {
        Some(Self {
            key: f.own_key()?,
            kind: f.name("deal_type", DealType::from_name)?,
            product: f.name("product", Product::from_name)?,
            amount: f.number("amount")?,
            discount: f.number("discount_percent")?,
            stage: f.name("stage", Stage::from_name)?,
            probability: f.number("close_probability")?,
            owner: f.colleague("owner")?,
            created: f.day("created_date")?,
            expected: f.day("expected_close_date")?,
            closed: f.day("closed_date"),
            cycle: f.number("sales_cycle_days"),
            loss_reason: f.name("loss_reason", LossReason::from_name),
        })
    }
}

impl Deal {
    /// The day it was won, if it was.
    pub(super) fn won_on(&self) -> Option<Day> {
        self.closed.filter(|_| self.stage == Stage::ClosedWon)
    }

    /// Neither won nor lost yet.
    pub(super) fn is_open(&self) -> bool {
        !matches!(self.stage, Stage::ClosedWon | Stage::ClosedLost)
    }
}

/// A row of the feedback table.
#[derive(Clone, Debug)]
pub(super) struct Feedback {
    pub(super) key: Key,
    pub(super) customer: Key,
    pub(super) day: Day,
    pub(super) channel: Channel,
    pub(super) category: Category,
    pub(super) product: Product,
    pub(super) text: String,
    pub(super) rating: Option<i64>,
    pub(super) nps: Option<i64>,
    pub(super) score_e4: i64,
    pub(super) label: SentimentLabel,
    /// Hundredths of an hour.
    pub(super) response: Option<i64>,
    pub(super) resolved: bool,
    /// Hundredths of an hour.
    pub(super) resolution: Option<i64>,
    pub(super) region: Region,
    pub(super) segment: Segment,
}

impl Row for Feedback {
    const TABLE: Table = Table::Feedback;

    fn read(f: &Fields<'_, '_>) -> Option<Self> {
        Some(Self {
            key: f.own_key()?,
            customer: f.key("customer_id")?,
            day: f.day("feedback_date")?,
            channel: f.name("channel", Channel::from_name)?,
            category: f.name("category", Category::from_name)?,
            product: f.name("product", Product::from_name)?,
            text: f.text("feedback_text")?.to_owned(),
            rating: f.number("rating"),
            nps: f.number("nps_score"),
            score_e4: f.number("sentiment_score")?,
            label: f.name("sentiment_label", SentimentLabel::from_name)?,
            response: f.number("response_time_hours"),
            resolved: f.flag("resolved")?,
            resolution: f.number("resolution_time_hours"),
            region: f.name("region", Region::from_name)?,
            segment: f.name("segment", Segment::from_name)?,
        })
    }
}
