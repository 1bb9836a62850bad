//! The chart series of the summary as JSON. Units become what people read here, and only here: dollars, shares, hours.

use crmgen_core::cube::{Amount, Cohort, Count, Mean, Nps, PainPoint, RESPONSE_BANDS, Rate, Risk, Summary, Tones};
use crmgen_core::maths::wilson;
use serde::Serialize;
use utoipa::ToSchema;

use super::summary_months::{
    CategoryMonthDto, MonthFigure, MonthLeft, MonthNps, MonthRevenue, MonthTone, RegionMonthTone, WeekCount,
};

/// The mean score of some feedback.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MeanScore {
    /// Whose.
    #[schema(example = "Europe")]
    label: &'static str,
    /// Mean score, -1 to 1; null without feedback.
    #[schema(required, example = 0.1234)]
    value: Option<f64>,
    /// How many feedbacks.
    #[schema(example = 412)]
    n: u64,
}

impl From<Mean> for MeanScore {
    fn from(Mean { label, value, n }: Mean) -> Self {
        Self { label, value, n }
    }
}

/// How many rows have a label.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct LabelCount {
    /// Which.
    #[schema(example = "Price")]
    label: &'static str,
    /// How many.
    #[schema(example = 120)]
    n: u64,
}

impl From<Count> for LabelCount {
    fn from(Count { label, n }: Count) -> Self {
        Self { label, n }
    }
}

/// Positive, neutral and negative feedback of one channel.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChannelTones {
    /// Which channel.
    #[schema(example = "Survey")]
    channel: &'static str,
    /// How many are positive.
    #[schema(example = 500)]
    positive: u64,
    /// How many are neutral.
    #[schema(example = 120)]
    neutral: u64,
    /// How many are negative.
    #[schema(example = 210)]
    negative: u64,
}

impl From<Tones> for ChannelTones {
    fn from(Tones { label, counts: [positive, neutral, negative] }: Tones) -> Self {
        Self { channel: label, positive, neutral, negative }
    }
}

/// Customers of one band of churn risk.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RiskBandCount {
    /// Which band.
    #[schema(example = "High")]
    label: &'static str,
    /// How many customers.
    #[schema(example = 31)]
    customers: u64,
    /// What they pay a month together, in US dollars.
    #[schema(example = 12_345.67)]
    monthly_recurring_revenue: f64,
}

impl From<Risk> for RiskBandCount {
    fn from(risk: Risk) -> Self {
        Self {
            label: risk.band.name(),
            customers: risk.customers,
            monthly_recurring_revenue: risk.monthly_cents as f64 / 100.0,
        }
    }
}

/// Open deals of one stage.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StageAmount {
    /// Which stage.
    #[schema(example = "Proposal")]
    stage: &'static str,
    /// How many deals.
    #[schema(example = 40)]
    deals: u64,
    /// What they are worth together, in US dollars.
    #[schema(example = 123_000)]
    amount: i64,
}

/// How many of the closed deals were won.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WinRate {
    /// Whose.
    #[schema(example = "Referral")]
    label: String,
    /// Deals won.
    #[schema(example = 40)]
    won: u64,
    /// Deals closed, won or lost.
    #[schema(example = 100)]
    closed: u64,
    /// Won out of closed, 0 to 1; null without deals.
    #[schema(required, example = 0.4)]
    value: Option<f64>,
    /// The range it lies in with 95% confidence (Wilson).
    #[schema(required, example = json!([0.31, 0.5]), min_items = 2, max_items = 2)]
    interval: Option<[f64; 2]>,
}

impl From<Rate> for WinRate {
    fn from(Rate { label, won, closed, value, interval }: Rate) -> Self {
        Self { label, won, closed, value, interval: interval.map(|(low, high)| [low, high]) }
    }
}

/// First answers that took about as long.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ResponseBand {
    /// How long, in words.
    #[schema(example = "under 15 minutes")]
    label: &'static str,
    /// Hours below which the band ends; null for the last.
    #[schema(required, example = 0.25)]
    upper_hours: Option<f64>,
    /// How many answers.
    #[schema(example = 812)]
    n: u64,
}

/// Customers who joined in one quarter, and how many of them have left.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChurnCohort {
    /// Which quarter.
    #[schema(example = "2025-Q1")]
    cohort: String,
    /// How many customers, without those who never bought.
    #[schema(example = 61)]
    customers: u64,
    /// How many of them have left.
    #[schema(example = 9)]
    churned: u64,
    /// Left out of joined, 0 to 1; null without customers.
    #[schema(required, example = 0.147)]
    value: Option<f64>,
    /// The range it lies in with 95% confidence (Wilson).
    #[schema(required, example = json!([0.08, 0.26]), min_items = 2, max_items = 2)]
    interval: Option<[f64; 2]>,
}

impl From<Cohort> for ChurnCohort {
    fn from(Cohort { label, customers, churned }: Cohort) -> Self {
        let value = (customers > 0).then(|| churned as f64 / customers as f64);
        let interval = wilson(churned, customers).map(|(low, high)| [low, high]);
        Self { cohort: label, customers, churned, value, interval }
    }
}

/// How often a category is spoken of badly.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PainPoint)]
pub(crate) struct PainPointDto {
    /// Which category.
    #[schema(example = "Pricing")]
    category: &'static str,
    /// How many feedbacks are negative.
    #[schema(example = 210)]
    negative: u64,
    /// How many there are.
    #[schema(example = 540)]
    n: u64,
    /// Negative out of all, 0 to 1; null without feedback.
    #[schema(required, example = 0.39)]
    share: Option<f64>,
    /// The range it lies in with 95% confidence (Wilson).
    #[schema(required, example = json!([0.35, 0.43]), min_items = 2, max_items = 2)]
    interval: Option<[f64; 2]>,
}

impl From<PainPoint> for PainPointDto {
    fn from(PainPoint { category, negative, n }: PainPoint) -> Self {
        let share = (n > 0).then(|| negative as f64 / n as f64);
        let interval = wilson(negative, n).map(|(low, high)| [low, high]);
        Self { category: category.name(), negative, n, share, interval }
    }
}

/// Answers to the question how likely people are to recommend us.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct NpsAnswers {
    /// 9 and 10.
    #[schema(example = 150)]
    promoters: u64,
    /// 7 and 8.
    #[schema(example = 90)]
    passives: u64,
    /// 0 to 6.
    #[schema(example = 60)]
    detractors: u64,
    /// All answers.
    #[schema(example = 300)]
    n: u64,
    /// Net promoter score, -100 to 100; null without answers.
    #[schema(required, example = 30.0)]
    value: Option<f64>,
}

impl From<Nps> for NpsAnswers {
    fn from(nps: Nps) -> Self {
        let Nps { promoters, passives, detractors } = nps;
        Self { promoters, passives, detractors, n: nps.n(), value: nps.value() }
    }
}

/// The series behind the charts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Charts {
    /// Mean score by region.
    sentiment_by_region: Vec<MeanScore>,
    /// Mean score by segment.
    sentiment_by_segment: Vec<MeanScore>,
    /// Mean score by channel.
    sentiment_by_channel: Vec<MeanScore>,
    /// Mean score by category.
    sentiment_by_category: Vec<MeanScore>,
    /// Mean score by product.
    sentiment_by_product: Vec<MeanScore>,
    /// Mean score by industry.
    sentiment_by_industry: Vec<MeanScore>,
    /// The tone month by month.
    sentiment_by_month: Vec<MonthTone>,
    /// The tone by region and month.
    sentiment_by_region_month: Vec<RegionMonthTone>,
    /// Answers to the survey question month by month.
    nps_by_month: Vec<MonthNps>,
    /// What feedback is about: month after month, each with all categories.
    categories_by_month: Vec<CategoryMonthDto>,
    /// How much feedback there is, week by week.
    feedback_by_week: Vec<WeekCount>,
    /// Mean hours to the first answer, by the month of the feedback.
    response_time_by_month: Vec<MonthFigure>,
    /// How many feedbacks are positive, neutral, negative.
    sentiment_labels: Vec<LabelCount>,
    /// The same by channel.
    labels_by_channel: Vec<ChannelTones>,
    /// Customers by band of churn risk on the last day.
    churn_risk: Vec<RiskBandCount>,
    /// Open deals by stage on the last day.
    pipeline: Vec<StageAmount>,
    /// Deals won month by month.
    won_revenue_by_month: Vec<MonthRevenue>,
    /// Win rate by the month of closing.
    win_rate_by_month: Vec<WinRate>,
    /// Win rate by source of the deal.
    win_rate_by_source: Vec<WinRate>,
    /// Win rate by segment.
    win_rate_by_segment: Vec<WinRate>,
    /// Win rate by type of deal.
    win_rate_by_type: Vec<WinRate>,
    /// Win rate, renewals left out, of the 15 sales people with most closed deals over the whole history among the regions
    /// and segments asked for; who closed none in the part asked for is left out.
    win_rate_by_owner: Vec<WinRate>,
    /// Why deals were lost, most frequent first.
    loss_reasons: Vec<LabelCount>,
    /// First answers by how long they took.
    response_time: Vec<ResponseBand>,
    /// Churn by the quarter of joining.
    churn_by_cohort: Vec<ChurnCohort>,
    /// Customers who left, month by month.
    left_by_month: Vec<MonthLeft>,
    /// Categories, most negative feedback first.
    pain_points: Vec<PainPointDto>,
    /// Answers to the survey question.
    nps: NpsAnswers,
}

fn all<T, D: From<T>>(list: Vec<T>) -> Vec<D> {
    list.into_iter().map(D::from).collect()
}

/// The chart series of a summary.
pub(super) fn charts(summary: Summary) -> Charts {
    let stage = |Amount { label, deals, amount }| StageAmount { stage: label, deals, amount };
    let bands = RESPONSE_BANDS.iter().zip(summary.response_bands);
    Charts {
        sentiment_by_region: all(summary.sentiment_by_region),
        sentiment_by_segment: all(summary.sentiment_by_segment),
        sentiment_by_channel: all(summary.sentiment_by_channel),
        sentiment_by_category: all(summary.sentiment_by_category),
        sentiment_by_product: all(summary.sentiment_by_product),
        sentiment_by_industry: all(summary.sentiment_by_industry),
        sentiment_by_month: all(summary.sentiment_by_month),
        sentiment_by_region_month: all(summary.sentiment_by_region_month),
        nps_by_month: all(summary.nps_by_month),
        categories_by_month: all(summary.categories_by_month),
        feedback_by_week: all(summary.feedback_by_week),
        response_time_by_month: all(summary.response_time_by_month),
        sentiment_labels: all(summary.sentiment_labels),
        labels_by_channel: all(summary.labels_by_channel),
        churn_risk: all(summary.churn_risk),
        pipeline: summary.pipeline_stages.into_iter().map(stage).collect(),
        won_revenue_by_month: all(summary.won_revenue_by_month),
        win_rate_by_month: all(summary.win_rate_by_month),
        win_rate_by_source: all(summary.win_rate_by_source),
        win_rate_by_segment: all(summary.win_rate_by_segment),
        win_rate_by_type: all(summary.win_rate_by_type),
        win_rate_by_owner: all(summary.win_rate_by_owner),
        loss_reasons: all(summary.loss_reasons),
        response_time: bands
            .map(|(&(label, hundredths), n)| ResponseBand {
                label,
                upper_hours: hundredths.map(|hundredths| f64::from(hundredths) / 100.0),
                n,
            })
            .collect(),
        churn_by_cohort: all(summary.churn_by_cohort),
        left_by_month: all(summary.left_by_month),
        pain_points: all(summary.pain_points),
        nps: summary.nps_answers.into(),
    }
}
