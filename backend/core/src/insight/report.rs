//! What is handed over: eight groups of recommendations, the findings behind them, the customers to call first.

use super::find::{Finding, Select};

/// How sure we are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// A mistake would be a surprise.
    VerySure,
    /// More likely right than not.
    FairlySure,
    /// Worth a look.
    Hint,
    /// Nothing can be said yet.
    NotEnough,
}

impl Confidence {
    /// In words.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::VerySure => "very sure",
            Self::FairlySure => "fairly sure",
            Self::Hint => "a hint",
            Self::NotEnough => "not enough data yet",
        }
    }

    /// From how many errors an effect is away from nothing.
    pub(crate) fn of(z: f64) -> Self {
        match z.abs() {
            z if z >= 3.5 => Self::VerySure,
            z if z >= 2.5 => Self::FairlySure,
            _ => Self::Hint,
        }
    }
}

/// What something is worth, and how that was worked out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Worth {
    /// In a sentence.
    pub text: String,
    /// US dollars a year, where it is money.
    pub usd: Option<i64>,
    /// Customers, where it is about them.
    pub customers: Option<u64>,
    /// How it was worked out.
    pub how: String,
}

/// The numbers behind a recommendation.
#[derive(Clone, Debug, PartialEq)]
pub struct Proof {
    /// What is measured.
    pub metric: &'static str,
    /// Here.
    pub value: Option<f64>,
    /// There, or before.
    pub comparison: Option<f64>,
    /// The difference, like for like.
    pub effect: Option<f64>,
    /// 95% interval of the difference (of the value where nothing is compared).
    pub interval: Option<(f64, f64)>,
    /// Rows behind it: as many as the filter selects.
    pub n: u64,
    /// Rate of false discoveries at which it would still be told; none where nothing was searched for.
    pub q_value: Option<f64>,
    /// Unit of the numbers.
    pub unit: &'static str,
}

/// One recommendation.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// Names it within its dataset.
    pub id: String,
    /// In one line.
    pub headline: String,
    /// What we see.
    pub what_we_see: String,
    /// Why we believe it.
    pub why_we_believe_it: String,
    /// What to do this week.
    pub what_to_do: Vec<String>,
    /// What it is worth.
    pub worth: Worth,
    /// How sure we are.
    pub confidence: Confidence,
    /// The numbers.
    pub proof: Proof,
    /// Exactly the rows behind it.
    pub select: Select,
    /// The chart that shows it.
    pub chart: Option<&'static str>,
    /// What would be enough, where there is not enough yet.
    pub enough: Option<String>,
    /// What customers wrote.
    pub quotes: Vec<String>,
}

/// The eight groups, in the order people see them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Group {
    /// What to do first.
    PriorityActions,
    /// Who may leave, and why.
    ChurnPrevention,
    /// Where more money is.
    RevenueOpportunities,
    /// How we work.
    OperationalInsights,
    /// How customers of different sizes differ.
    SegmentInsights,
    /// How parts of the world differ.
    RegionalInsights,
    /// What customers complain about.
    PainPoints,
    /// What to measure from now on.
    SuccessMetrics,
}

impl Group {
    /// All, in order.
    pub const ALL: [Self; 8] = [
        Self::PriorityActions,
        Self::ChurnPrevention,
        Self::RevenueOpportunities,
        Self::OperationalInsights,
        Self::SegmentInsights,
        Self::RegionalInsights,
        Self::PainPoints,
        Self::SuccessMetrics,
    ];
}

/// A customer to call.
#[derive(Clone, Debug, PartialEq)]
pub struct Call {
    /// Number of the customer, from 1.
    pub number: u64,
    /// Our contact.
    pub customer_name: String,
    /// Their company.
    pub company_name: String,
    /// Chance to leave within 90 days, 0 to 1.
    pub chance: f64,
    /// US cents a month.
    pub monthly_cents: i64,
    /// US dollars a year.
    pub at_stake_usd: i64,
    /// Why, in words.
    pub reasons: Vec<String>,
}

/// How good the model behind the calls is, on customers it was not trained on.
#[derive(Clone, Debug, PartialEq)]
pub struct Quality {
    /// Chance that a customer who left had been given a higher chance than one who stayed.
    pub auc: f64,
    /// Customers trained on, and held out.
    pub trained: u64,
    /// Held out.
    pub tested: u64,
    /// Bands of the chance: mean chance, share who left, customers.
    pub calibration: Vec<(f64, f64, u64)>,
    /// In words.
    pub note: String,
}

/// Whom to call first.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CallFirst {
    /// How good the model is; none where there were too few to learn from.
    pub quality: Option<Quality>,
    /// Most at stake first; 25 at most.
    pub calls: Vec<Call>,
}

/// Everything.
#[derive(Clone, Debug)]
pub struct Recommendations {
    /// By [`Group`].
    pub groups: [Vec<Item>; 8],
    /// What has changed or stands out.
    pub findings: Vec<Finding>,
    /// In how many places it was looked for.
    pub checked: usize,
    /// How, in words.
    pub method: &'static str,
    /// Whom to call first.
    pub call_first: CallFirst,
}
