//! The key figures of the summary as JSON. Units become what people read here, and only here: dollars, shares, hours.

use crmgen_core::cube::{Change, Comparison, Period, Summary};
use serde::Serialize;
use utoipa::ToSchema;

/// First and last month, both included.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Period)]
pub(crate) struct PeriodDto {
    /// First month.
    #[schema(example = "2026-01")]
    from: String,
    /// Last month.
    #[schema(example = "2026-06")]
    to: String,
}

impl From<Period> for PeriodDto {
    fn from(period: Period) -> Self {
        Self { from: period.from.to_string(), to: period.to.to_string() }
    }
}

/// The two periods that changes are measured between.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Comparison)]
pub(crate) struct ComparisonDto {
    /// The later one.
    current: PeriodDto,
    /// The one of equal length right before it.
    previous: PeriodDto,
}

impl From<Comparison> for ComparisonDto {
    fn from(comparison: Comparison) -> Self {
        Self { current: comparison.current.into(), previous: comparison.previous.into() }
    }
}

/// What a key figure counts in.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) enum Unit {
    /// Customers.
    #[serde(rename = "customers")]
    Customers,
    /// US dollars.
    #[serde(rename = "USD")]
    Usd,
    /// A share of a whole, 0 to 1.
    #[serde(rename = "share")]
    Share,
    /// A sentiment score, -1 to 1.
    #[serde(rename = "score")]
    Score,
    /// Points of the net promoter score, -100 to 100.
    #[serde(rename = "points")]
    Points,
    /// Hours.
    #[serde(rename = "hours")]
    Hours,
}

/// One key figure.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Kpi {
    /// Over the whole period looked at; null without rows.
    #[schema(required, example = 0.31)]
    value: Option<f64>,
    /// What it counts in.
    unit: Unit,
    /// How many rows are behind it.
    #[schema(example = 412)]
    n: u64,
    /// The range that a share lies in with 95% confidence (Wilson); null for other figures.
    #[schema(required, example = json!([0.27, 0.36]), min_items = 2, max_items = 2)]
    interval: Option<[f64; 2]>,
    /// In the later period of the comparison.
    #[schema(required, example = 0.33)]
    current: Option<f64>,
    /// In the period before it.
    #[schema(required, example = 0.28)]
    previous: Option<f64>,
    /// `current` less `previous`, in the same unit.
    #[schema(required, example = 0.05)]
    change: Option<f64>,
    /// What the value covers, or why there is no change, in plain words.
    #[schema(required, example = "As it stands on the last day of the data, so there is no change to show.")]
    note: Option<&'static str>,
}

const SNAPSHOT: &str = "As it stands on the last day of the data, so there is no change to show.";
const NOTHING_BEFORE: &str = "There is no earlier period of the same length in the data to compare with.";

impl Kpi {
    fn new(figure: &Change, unit: Unit, comparison: Option<&Comparison>) -> Self {
        let Change { value, n, interval, current, previous } = *figure;
        Self {
            value,
            unit,
            n,
            interval: interval.map(|(low, high)| [low, high]),
            current,
            previous,
            change: current.zip(previous).map(|(current, previous)| current - previous),
            note: comparison.is_none().then_some(NOTHING_BEFORE),
        }
    }

    fn snapshot(figure: &Change, unit: Unit) -> Self {
        Self { note: Some(SNAPSHOT), ..Self::new(figure, unit, None) }
    }
}

/// The key figures.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Kpis {
    /// Customers at the end of the period.
    customers: Kpi,
    /// US dollars in open deals on the last day.
    pipeline: Kpi,
    /// US dollars won.
    won_revenue: Kpi,
    /// Deals won out of deals closed.
    win_rate: Kpi,
    /// Mean sentiment score.
    avg_sentiment: Kpi,
    /// Net promoter score.
    nps: Kpi,
    /// Customers at high risk of leaving on the last day.
    high_churn_risk: Kpi,
    /// Mean hours to the first answer.
    response_time: Kpi,
}

/// The key figures of a summary.
pub(super) fn kpis(summary: &Summary) -> Kpis {
    let comparison = summary.comparison.as_ref();
    let kpi = |figure, unit| Kpi::new(figure, unit, comparison);
    Kpis {
        customers: kpi(&summary.customers, Unit::Customers),
        pipeline: Kpi::snapshot(&summary.pipeline, Unit::Usd),
        won_revenue: kpi(&summary.won_revenue, Unit::Usd),
        win_rate: kpi(&summary.win_rate, Unit::Share),
        avg_sentiment: kpi(&summary.avg_sentiment, Unit::Score),
        nps: kpi(&summary.nps, Unit::Points),
        high_churn_risk: Kpi::snapshot(&summary.high_churn_risk, Unit::Customers),
        response_time: kpi(&summary.response_time, Unit::Hours),
    }
}
