//! What the dashboard shows: key figures with their change, series and counts, each with its unit.

use super::measures::response;
use crate::calendar::{Day, Month};
use crate::vocabulary::{Category, Region, RiskBand};

/// First and last month, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// First month.
    pub from: Month,
    /// Last month.
    pub to: Month,
}

impl Period {
    /// Its months, one after the other.
    pub(super) fn months(self) -> impl Iterator<Item = Month> + Clone {
        (self.from.0..=self.to.0).map(Month)
    }
}

/// The two periods that changes are measured between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// The later one.
    pub current: Period,
    /// The one of equal length right before it.
    pub previous: Period,
}

/// One key figure: over the whole period looked at, and in the two periods compared.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Change {
    /// Over the whole period; none without rows.
    pub value: Option<f64>,
    /// Rows behind `value`.
    pub n: u64,
    /// 95% interval of a rate (Wilson).
    pub interval: Option<(f64, f64)>,
    /// In the later period of the comparison.
    pub current: Option<f64>,
    /// In the period before it.
    pub previous: Option<f64>,
}

/// The mean score of some feedback, −1 to 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Mean {
    /// Whose.
    pub label: &'static str,
    /// Mean; none without rows.
    pub value: Option<f64>,
    /// Rows.
    pub n: u64,
}

/// Won out of closed, or left out of joined.
#[derive(Clone, Debug, PartialEq)]
pub struct Rate {
    /// Whose.
    pub label: String,
    /// Won.
    pub won: u64,
    /// Closed.
    pub closed: u64,
    /// Share; none without rows.
    pub value: Option<f64>,
    /// 95% interval (Wilson).
    pub interval: Option<(f64, f64)>,
}

/// How many rows have a label.
#[derive(Clone, Debug, PartialEq)]
pub struct Count {
    /// Which.
    pub label: &'static str,
    /// Rows.
    pub n: u64,
}

/// Positive, neutral and negative texts.
#[derive(Clone, Debug, PartialEq)]
pub struct Tones {
    /// Whose.
    pub label: &'static str,
    /// By [`SentimentLabel`](crate::vocabulary::SentimentLabel).
    pub counts: [u64; 3],
}

/// The tone of one month.
#[derive(Clone, Debug, PartialEq)]
pub struct MonthlyTone {
    /// Which month.
    pub month: Month,
    /// Mean score.
    pub value: Option<f64>,
    /// Positive, neutral, negative.
    pub counts: [u64; 3],
}

/// A mean of one month.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// Which month.
    pub month: Month,
    /// Mean; none without rows.
    pub value: Option<f64>,
    /// Rows.
    pub n: u64,
}

/// How much of a month's feedback is about one category.
#[derive(Clone, Debug, PartialEq)]
pub struct CategoryMonth {
    /// Which category.
    pub category: Category,
    /// Which month.
    pub month: Month,
    /// Rows about it.
    pub n: u64,
    /// All rows of the month.
    pub all: u64,
}

/// Feedback of a week, or of the part of it that lies in the period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Week {
    /// First day: a Monday, or the first of the period.
    pub from: Day,
    /// Last day: a Sunday, or the last of the period.
    pub to: Day,
    /// Rows.
    pub n: u64,
    /// Support tickets among them.
    pub tickets: u64,
}

/// Customers who left in one month.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// Which month.
    pub month: Month,
    /// How many.
    pub customers: u64,
}

/// The tone of one region in one month.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionMonth {
    /// Which region.
    pub region: Region,
    /// Which month.
    pub month: Month,
    /// Mean score.
    pub value: Option<f64>,
    /// Rows.
    pub n: u64,
}

/// Customers of a churn-risk band and what they pay a month.
#[derive(Clone, Debug, PartialEq)]
pub struct Risk {
    /// Which band.
    pub band: RiskBand,
    /// Customers.
    pub customers: u64,
    /// US cents a month.
    pub monthly_cents: i64,
}

/// Deals and what they are worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Amount<L> {
    /// Which.
    pub label: L,
    /// Deals.
    pub deals: u64,
    /// US dollars.
    pub amount: i64,
}

/// Customers who joined in one quarter, and how many of them have left.
#[derive(Clone, Debug, PartialEq)]
pub struct Cohort {
    /// `2025-Q1`, or `before 2024-Q3`.
    pub label: String,
    /// Customers (without those who never bought).
    pub customers: u64,
    /// Left since.
    pub churned: u64,
}

/// How often a category is spoken of badly.
#[derive(Clone, Debug, PartialEq)]
pub struct PainPoint {
    /// Which category.
    pub category: Category,
    /// Negative rows.
    pub negative: u64,
    /// All rows.
    pub n: u64,
}

/// Answers to the question whether they would recommend us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Nps {
    /// 9 and 10.
    pub promoters: u64,
    /// 7 and 8.
    pub passives: u64,
    /// 0 to 6.
    pub detractors: u64,
}

impl Nps {
    /// All answers.
    #[must_use]
    pub const fn n(self) -> u64 {
        self.promoters + self.passives + self.detractors
    }

    /// Net promoter score, −100 to 100.
    #[must_use]
    pub fn value(self) -> Option<f64> {
        let balance = self.promoters as f64 - self.detractors as f64;
        (self.n() > 0).then(|| 100.0 * balance / self.n() as f64)
    }
}

/// Everything the dashboard shows.
#[derive(Clone, Debug)]
pub struct Summary {
    /// The months looked at.
    pub period: Period,
    /// What changes are measured between; none where the period before is not in the data.
    pub comparison: Option<Comparison>,
    /// Customers at the end of the period.
    pub customers: Change,
    /// US dollars in open deals on the last day.
    pub pipeline: Change,
    /// US dollars won in the period.
    pub won_revenue: Change,
    /// Won out of closed in the period.
    pub win_rate: Change,
    /// Mean score of the period.
    pub avg_sentiment: Change,
    /// Net promoter score of the period.
    pub nps: Change,
    /// Customers at high risk on the last day.
    pub high_churn_risk: Change,
    /// Mean hours to the first answer in the period.
    pub response_time: Change,
    /// Mean score by region.
    pub sentiment_by_region: Vec<Mean>,
    /// Mean score by segment.
    pub sentiment_by_segment: Vec<Mean>,
    /// Mean score by industry.
    pub sentiment_by_industry: Vec<Mean>,
    /// Mean score by channel.
    pub sentiment_by_channel: Vec<Mean>,
    /// Mean score by category.
    pub sentiment_by_category: Vec<Mean>,
    /// Mean score by product.
    pub sentiment_by_product: Vec<Mean>,
    /// Tone month by month.
    pub sentiment_by_month: Vec<MonthlyTone>,
    /// Tone by region and month.
    pub sentiment_by_region_month: Vec<RegionMonth>,
    /// Answers to the survey question by month.
    pub nps_by_month: Vec<(Month, Nps)>,
    /// What is spoken of, month by month.
    pub categories_by_month: Vec<CategoryMonth>,
    /// How much is said, week by week.
    pub feedback_by_week: Vec<Week>,
    /// Mean hours to the first answer by month.
    pub response_time_by_month: Vec<Figure>,
    /// Positive, neutral, negative.
    pub sentiment_labels: Vec<Count>,
    /// The same by channel.
    pub labels_by_channel: Vec<Tones>,
    /// Customers by churn-risk band on the last day.
    pub churn_risk: Vec<Risk>,
    /// Open deals by stage on the last day.
    pub pipeline_stages: Vec<Amount<&'static str>>,
    /// Won deals by month.
    pub won_revenue_by_month: Vec<Amount<Month>>,
    /// Win rate by the month of closing.
    pub win_rate_by_month: Vec<Rate>,
    /// Win rate by source.
    pub win_rate_by_source: Vec<Rate>,
    /// Win rate by segment.
    pub win_rate_by_segment: Vec<Rate>,
    /// Win rate by type of deal.
    pub win_rate_by_type: Vec<Rate>,
    /// Win rate in the period of the sales people with most closed deals over the whole history; renewals are not counted.
    pub win_rate_by_owner: Vec<Rate>,
    /// Why deals were lost, commonest first.
    pub loss_reasons: Vec<Count>,
    /// First response times by band.
    pub response_bands: [u64; response::BANDS.len()],
    /// Churn by the quarter of joining.
    pub churn_by_cohort: Vec<Cohort>,
    /// Customers who left, by month.
    pub left_by_month: Vec<Left>,
    /// Categories, most negative rows first.
    pub pain_points: Vec<PainPoint>,
    /// Answers to the survey question.
    pub nps_answers: Nps,
}
