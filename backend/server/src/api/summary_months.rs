//! The series over time of the summary as JSON: what a date line is drawn on.

use crmgen_core::calendar::Month;
use crmgen_core::cube::{Amount, CategoryMonth, Figure, Left, MonthlyTone, Nps, RegionMonth, Week};
use serde::Serialize;
use utoipa::ToSchema;

use super::vocabulary::RegionName;

/// A mean of one month.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MonthFigure {
    /// Which month.
    #[schema(example = "2026-01")]
    month: String,
    /// The mean; null without rows.
    #[schema(required, example = 6.4)]
    value: Option<f64>,
    /// Rows behind it.
    #[schema(example = 97)]
    n: u64,
}

impl From<Figure> for MonthFigure {
    fn from(Figure { month, value, n }: Figure) -> Self {
        Self { month: month.to_string(), value, n }
    }
}

/// Answers of one month to the question how likely people are to recommend us.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MonthNps {
    /// Which month.
    #[schema(example = "2026-01")]
    month: String,
    /// Net promoter score, -100 to 100; null without answers.
    #[schema(required, example = 30.0)]
    value: Option<f64>,
    /// 9 and 10.
    #[schema(example = 15)]
    promoters: u64,
    /// 0 to 6.
    #[schema(example = 6)]
    detractors: u64,
    /// All answers.
    #[schema(example = 30)]
    n: u64,
}

impl From<(Month, Nps)> for MonthNps {
    fn from((month, nps): (Month, Nps)) -> Self {
        let Nps { promoters, detractors, .. } = nps;
        Self { month: month.to_string(), value: nps.value(), promoters, detractors, n: nps.n() }
    }
}

/// How much of a month's feedback is about one category.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CategoryMonth)]
pub(crate) struct CategoryMonthDto {
    /// Which category.
    #[schema(example = "Pricing")]
    category: &'static str,
    /// Which month.
    #[schema(example = "2026-01")]
    month: String,
    /// How many feedbacks are about it.
    #[schema(example = 12)]
    n: u64,
    /// Out of all feedback of the month, 0 to 1; null without feedback.
    #[schema(required, example = 0.13)]
    share: Option<f64>,
}

impl From<CategoryMonth> for CategoryMonthDto {
    fn from(CategoryMonth { category, month, n, all }: CategoryMonth) -> Self {
        let share = (all > 0).then(|| n as f64 / all as f64);
        Self { category: category.name(), month: month.to_string(), n, share }
    }
}

/// Feedback of a week, or of the part of it that lies in the period.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WeekCount {
    /// First day: a Monday, or the first day of the period.
    #[schema(example = "2026-01-05", format = Date)]
    from: String,
    /// Last day: a Sunday, or the last day of the period.
    #[schema(example = "2026-01-11", format = Date)]
    to: String,
    /// How many feedbacks.
    #[schema(example = 25)]
    n: u64,
    /// How many of them are support tickets.
    #[schema(example = 7)]
    tickets: u64,
}

impl From<Week> for WeekCount {
    fn from(Week { from, to, n, tickets }: Week) -> Self {
        Self { from: from.to_string(), to: to.to_string(), n, tickets }
    }
}

/// Customers who left in one month.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MonthLeft {
    /// Which month.
    #[schema(example = "2026-01")]
    month: String,
    /// How many.
    #[schema(example = 4)]
    customers: u64,
}

impl From<Left> for MonthLeft {
    fn from(Left { month, customers }: Left) -> Self {
        Self { month: month.to_string(), customers }
    }
}

/// The tone of one month.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MonthTone {
    /// Which month.
    #[schema(example = "2026-01")]
    month: String,
    /// Mean score, -1 to 1; null without feedback.
    #[schema(required, example = 0.12)]
    value: Option<f64>,
    /// How many feedbacks.
    #[schema(example = 97)]
    n: u64,
    /// How many of them are positive.
    #[schema(example = 50)]
    positive: u64,
    /// How many of them are neutral.
    #[schema(example = 20)]
    neutral: u64,
    /// How many of them are negative.
    #[schema(example = 27)]
    negative: u64,
}

impl From<MonthlyTone> for MonthTone {
    fn from(tone: MonthlyTone) -> Self {
        let [positive, neutral, negative] = tone.counts;
        let n = positive + neutral + negative;
        Self { month: tone.month.to_string(), value: tone.value, n, positive, neutral, negative }
    }
}

/// The tone of one region in one month.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RegionMonthTone {
    /// Which region.
    region: RegionName,
    /// Which month.
    #[schema(example = "2026-01")]
    month: String,
    /// Mean score, -1 to 1; null without feedback.
    #[schema(required, example = 0.12)]
    value: Option<f64>,
    /// How many feedbacks.
    #[schema(example = 31)]
    n: u64,
}

impl From<RegionMonth> for RegionMonthTone {
    fn from(RegionMonth { region, month, value, n }: RegionMonth) -> Self {
        Self { region: RegionName(region), month: month.to_string(), value, n }
    }
}

/// Deals won in one month.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct MonthRevenue {
    /// Which month.
    #[schema(example = "2026-01")]
    month: String,
    /// What they are worth together, in US dollars.
    #[schema(example = 123_000)]
    amount: i64,
    /// How many deals.
    #[schema(example = 21)]
    deals: u64,
}

impl From<Amount<Month>> for MonthRevenue {
    fn from(Amount { label, deals, amount }: Amount<Month>) -> Self {
        Self { month: label.to_string(), amount, deals }
    }
}
