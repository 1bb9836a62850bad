//! The one description of the tables.
//!
//! CSV headers, JSON, filters, the data dictionary, the OpenAPI text and the BI files are all made
//! from [`Table::columns`]. A column is added here, and given its values in `block`.

use crate::vocabulary::{
    BillingPlan, Category, Channel, CompanySize, Competitor, DealType, Industry, LossReason, Product, Region, RiskBand,
    Segment, SentimentLabel, Source, Stage, Status,
};

/// One of the three tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Table {
    /// One row a customer.
    Customers,
    /// One row a deal; every deal has its customer.
    Deals,
    /// One row a feedback; every feedback has its customer.
    Feedback,
}

/// The shape of a column's values. Every encoder matches on it exhaustively.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Kind {
    /// A key made of a prefix and numbers, such as `CUST-0000001` or `DEAL-0000001-01`.
    Key,
    /// Free text.
    Text,
    /// One of a closed list, in display order; `&[]` where the list is long and open (cities, countries).
    Label(&'static [&'static str]),
    /// A decimal number with exactly this many places (0: an integer), held as a scaled integer.
    Number {
        /// Digits after the point.
        places: u8,
    },
    /// A calendar day, `YYYY-MM-DD`.
    Date,
    /// `true` or `false`.
    Flag,
}

/// One column: what it is called, holds and means.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// snake_case name, the same in every format.
    pub name: &'static str,
    /// The shape of its values.
    pub kind: Kind,
    /// The unit of a number (`USD`, `hours`, …), else empty.
    pub unit: &'static str,
    /// Whether it may be empty.
    pub nullable: bool,
    /// One plain sentence or two, for people.
    pub meaning: &'static str,
}

impl Table {
    /// All tables, parents first.
    pub const ALL: &'static [Self] = &[Self::Customers, Self::Deals, Self::Feedback];

    /// The name in URLs and file names.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Customers => "customers",
            Self::Deals => "deals",
            Self::Feedback => "feedback",
        }
    }

    /// The table of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|t| t.name() == name)
    }

    /// One plain sentence about the table.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Customers => "The companies and people we sell to, one row each, with how they stand today.",
            Self::Deals => "Every sale we tried to make: new business, expansions and renewals, won, lost or open.",
            Self::Feedback => "What customers wrote or said, where, about what, and how it sounds.",
        }
    }

    /// Its columns, in file order.
    #[must_use]
    pub const fn columns(self) -> &'static [Column] {
        match self {
            Self::Customers => CUSTOMERS,
            Self::Deals => DEALS,
            Self::Feedback => FEEDBACK,
        }
    }

    /// Position of a column by name.
    #[must_use]
    pub fn column_index(self, name: &str) -> Option<usize> {
        self.columns().iter().position(|c| c.name == name)
    }
}

/// A set of columns of one table: bit `i` stands for column `i`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ColumnSet(u64);

impl ColumnSet {
    /// No column.
    pub const NONE: Self = Self(0);

    /// Every column of a table.
    #[must_use]
    pub const fn all(table: Table) -> Self {
        Self((1 << table.columns().len()) - 1)
    }

    /// This set and one column more.
    #[must_use]
    pub const fn with(self, index: usize) -> Self {
        Self(self.0 | 1 << index)
    }

    /// Whether it holds the column.
    #[must_use]
    #[inline]
    pub const fn contains(self, index: usize) -> bool {
        self.0 >> index & 1 == 1
    }

    /// The columns held, ascending.
    pub fn iter(self) -> impl Iterator<Item = usize> {
        (0..64).filter(move |&i| self.contains(i))
    }
}

impl FromIterator<usize> for ColumnSet {
    fn from_iter<I: IntoIterator<Item = usize>>(indexes: I) -> Self {
        indexes.into_iter().fold(Self::NONE, Self::with)
    }
}

const INTEGER: Kind = Kind::Number { places: 0 };
const CENTS: Kind = Kind::Number { places: 2 };
const SCORE: Kind = Kind::Number { places: 4 };
const HOURS: Kind = Kind::Number { places: 2 };

const fn column(name: &'static str, kind: Kind, unit: &'static str, meaning: &'static str) -> Column {
    Column { name, kind, unit, nullable: false, meaning }
}

const fn nullable(name: &'static str, kind: Kind, unit: &'static str, meaning: &'static str) -> Column {
    Column { name, kind, unit, nullable: true, meaning }
}

const CUSTOMERS: &[Column] = &[
    column("customer_id", Kind::Key, "", "The key of the customer. Deals and feedback point to it."),
    column("customer_name", Kind::Text, "", "First and last name of our contact. Invented."),
    column("job_title", Kind::Text, "", "What the contact does in the company."),
    column("company_name", Kind::Text, "", "Name of the customer's company. Invented."),
    column(
        "email",
        Kind::Text,
        "",
        "The contact's e-mail address, under a domain reserved for examples: nobody can receive it.",
    ),
    column(
        "phone",
        Kind::Text,
        "",
        "The contact's phone number, from a range reserved for fiction where the country has one.",
    ),
    column(
        "segment",
        Kind::Label(Segment::NAMES),
        "",
        "Size class of the company by employees: SMB 5-199, Mid-Market 200-1,999, Enterprise 2,000 and more.",
    ),
    column("region", Kind::Label(Region::NAMES), "", "Part of the world the customer is in."),
    column("country", Kind::Label(&[]), "", "Country of the customer."),
    column("city", Kind::Label(&[]), "", "City of the customer."),
    column("latitude", SCORE, "degrees", "Latitude of the city."),
    column("longitude", SCORE, "degrees", "Longitude of the city."),
    column("industry", Kind::Label(Industry::NAMES), "", "What the company does."),
    column("company_size", Kind::Label(CompanySize::NAMES), "", "Band of the number of employees."),
    column("employees", INTEGER, "people", "How many people work at the company."),
    column("annual_revenue", INTEGER, "USD", "What the company itself sells in a year."),
    nullable(
        "plan",
        Kind::Label(BillingPlan::NAMES),
        "",
        "How the customer pays us. Empty for prospects, who do not pay yet.",
    ),
    column("account_manager", Kind::Text, "", "Our colleague who looks after the customer today."),
    column(
        "account_manager_since",
        Kind::Date,
        "",
        "The day this colleague took the customer over; the day the customer was created if nobody else did before.",
    ),
    column("acquisition_source", Kind::Label(Source::NAMES), "", "How the customer first found us, or we them."),
    column("created_date", Kind::Date, "", "The day the customer entered the CRM."),
    column(
        "last_activity_date",
        Kind::Date,
        "",
        "The day of the last thing that happened with the customer: a deal opened or closed, or a feedback.",
    ),
    column(
        "status",
        Kind::Label(Status::NAMES),
        "",
        "Active: something happened in the last 180 days. Inactive: nothing did. Churned: left us. Prospect: has not bought yet.",
    ),
    nullable("churn_date", Kind::Date, "", "The day the customer left. Empty for all who stayed."),
    column(
        "monthly_recurring_revenue",
        CENTS,
        "USD per month",
        "What the customer pays us a month today. 0 for prospects and customers who left.",
    ),
    column(
        "lifetime_value",
        INTEGER,
        "USD",
        "The sum of all deals won with this customer; each of them is in the deals table.",
    ),
    column("feedback_count", INTEGER, "feedbacks", "How many rows the customer has in the feedback table."),
    nullable(
        "avg_sentiment",
        SCORE,
        "score from -1 to 1",
        "Mean sentiment score of the customer's feedback. Empty without feedback.",
    ),
    nullable(
        "churn_risk_score",
        SCORE,
        "probability from 0 to 1",
        "Estimated chance that the customer leaves in the next 90 days, from what is visible today. Empty for prospects and customers who left.",
    ),
    nullable(
        "churn_risk",
        Kind::Label(RiskBand::NAMES),
        "",
        "The churn risk score as a word. Empty for prospects and customers who left.",
    ),
];

const DEALS: &[Column] = &[
    column("deal_id", Kind::Key, "", "The key of the deal: the customer's number, then the deal's."),
    column("customer_id", Kind::Key, "", "The customer the deal is with."),
    column("deal_name", Kind::Text, "", "A short name for the deal, as sales people write it."),
    column(
        "deal_type",
        Kind::Label(DealType::NAMES),
        "",
        "New business, more of what the customer has (Expansion), or another year of it (Renewal).",
    ),
    column("product", Kind::Label(Product::NAMES), "", "What the deal is about."),
    column("amount", INTEGER, "USD", "Value of the deal for the first year, after discount."),
    column("discount_percent", INTEGER, "percent", "Discount given on the list price."),
    column("stage", Kind::Label(Stage::NAMES), "", "How far the deal has come. For win rates, see closed_date."),
    column(
        "close_probability",
        INTEGER,
        "percent",
        "Chance to win that goes with the stage: 10, 25, 50, 75, 100 or 0.",
    ),
    column("source", Kind::Label(Source::NAMES), "", "Where the deal came from."),
    nullable(
        "competitor",
        Kind::Label(Competitor::NAMES),
        "",
        "The rival in the race, where we know of one. Invented companies.",
    ),
    column("owner", Kind::Text, "", "Our colleague who works on the deal."),
    column("created_date", Kind::Date, "", "The day the deal was opened."),
    column("expected_close_date", Kind::Date, "", "The day the owner expects, or expected, the deal to close."),
    nullable(
        "closed_date",
        Kind::Date,
        "",
        "The day the deal was won or lost. Empty while it is open. Deals closed before the first month of the history are in the table only if they were won, the first deals of customers who joined before: take win rates, and revenue by year, from that month on.",
    ),
    nullable("sales_cycle_days", INTEGER, "days", "Days from opening to closing. Empty while the deal is open."),
    nullable("loss_reason", Kind::Label(LossReason::NAMES), "", "Why the deal was lost. Empty unless it was."),
];

const FEEDBACK: &[Column] = &[
    column("feedback_id", Kind::Key, "", "The key of the feedback: the customer's number, then the feedback's."),
    column("customer_id", Kind::Key, "", "The customer who wrote or said it."),
    column("feedback_date", Kind::Date, "", "The day it reached us."),
    column("channel", Kind::Label(Channel::NAMES), "", "How it reached us. Phone is the agent's note of the call."),
    column("category", Kind::Label(Category::NAMES), "", "What it is about."),
    column("product", Kind::Label(Product::NAMES), "", "The product it is about; the customer owns it."),
    column("feedback_text", Kind::Text, "", "What the customer wrote, or the agent noted."),
    nullable(
        "rating",
        INTEGER,
        "stars from 1 to 5",
        "Stars the customer gave: in reviews and social media for the product, elsewhere for how we handled the matter. Empty on surveys, which ask for the NPS instead.",
    ),
    nullable(
        "nps_score",
        INTEGER,
        "points from 0 to 10",
        "Answer to 'How likely are you to recommend us?'. Only on surveys.",
    ),
    column(
        "sentiment_score",
        SCORE,
        "score from -1 to 1",
        "How the text sounds: the compound score of the VADER analyser, computed from the text itself.",
    ),
    column(
        "sentiment_label",
        Kind::Label(SentimentLabel::NAMES),
        "",
        "Positive from .05 up, Negative from -.05 down, Neutral between.",
    ),
    column(
        "churn_risk",
        Kind::Label(RiskBand::NAMES),
        "",
        "How likely this customer was to leave when this was written, judged from what was visible that day.",
    ),
    nullable("response_time_hours", HOURS, "hours", "Hours until our first answer. Empty where there was none yet."),
    column("resolved", Kind::Flag, "", "Whether the matter was settled by the last day of the data."),
    nullable("resolution_time_hours", HOURS, "hours", "Hours until it was settled. Empty where it is not."),
    column(
        "region",
        Kind::Label(Region::NAMES),
        "",
        "The customer's region, repeated here so that one file is enough for a first chart.",
    ),
    column("segment", Kind::Label(Segment::NAMES), "", "The customer's segment, repeated here for the same reason."),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_column_is_named_once_and_explained() {
        for &table in Table::ALL {
            let columns = table.columns();
            assert!(columns.len() < 64);
            for (i, c) in columns.iter().enumerate() {
                assert!(c.meaning.ends_with('.'), "{}.{}", table.name(), c.name);
                assert_eq!(table.column_index(c.name), Some(i));
                assert!(c.name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'));
            }
        }
    }
}
