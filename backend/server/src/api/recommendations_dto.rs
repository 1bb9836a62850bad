//! The recommendations as JSON.

use std::collections::BTreeMap;

use crmgen_core::insight::{
    Call, CallFirst, Confidence, Direction, Finding, Group, Item, Proof, Quality, Recommendations, Worth, finding_id,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::vocabulary::TableName;

/// What the data says and what to do about it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Recommendations)]
pub(crate) struct RecommendationsDto {
    /// Eight groups, always.
    groups: GroupsDto,
    /// What has changed or stands out, the surest first.
    findings: Vec<FindingDto>,
    /// In how many places findings were looked for.
    #[schema(example = 338)]
    checked: usize,
    /// How findings are made.
    method: &'static str,
    /// The customers to call first.
    call_first: CallFirstDto,
}

/// Recommendations by group.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RecommendationGroups)]
pub(crate) struct GroupsDto {
    /// What to do first.
    priority_actions: Vec<ItemDto>,
    /// Who may leave, and what keeps them.
    churn_prevention: Vec<ItemDto>,
    /// Where more money is.
    revenue_opportunities: Vec<ItemDto>,
    /// How we work.
    operational_insights: Vec<ItemDto>,
    /// How customers of different sizes differ.
    segment_insights: Vec<ItemDto>,
    /// How parts of the world differ.
    regional_insights: Vec<ItemDto>,
    /// What customers complain about, in their words.
    pain_points: Vec<ItemDto>,
    /// What to measure from now on, and the goal.
    success_metrics: Vec<ItemDto>,
}

/// How sure we are.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[schema(as = Confidence)]
pub(crate) enum ConfidenceDto {
    /// A mistake would be a surprise.
    #[serde(rename = "very sure")]
    VerySure,
    /// More likely right than not.
    #[serde(rename = "fairly sure")]
    FairlySure,
    /// Worth a look.
    #[serde(rename = "a hint")]
    Hint,
    /// Nothing can be said yet; `enough` says what it would take.
    #[serde(rename = "not enough data yet")]
    NotEnough,
}

/// One recommendation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Recommendation)]
pub(crate) struct ItemDto {
    /// Names it within the dataset.
    #[schema(example = "sentiment-europe-smb-2026-01")]
    id: String,
    /// In one line.
    #[schema(example = "SMB customers in Europe sound clearly less happy since January 2026")]
    headline: String,
    /// What we see.
    #[schema(example = "Their feedback scored −0.12 on average since January 2026; otherwise it scores +0.19.")]
    what_we_see: String,
    /// The numbers, the comparison and how sure that makes us, in plain words.
    #[schema(example = "We compared 412 pieces of feedback with 1,204 others.")]
    why_we_believe_it: String,
    /// What to do this week.
    #[schema(example = json!(["Call the ten who pay most before the next renewal."]))]
    what_to_do: Vec<String>,
    /// What it is worth, and how that was worked out.
    worth: WorthDto,
    /// How sure we are.
    confidence: ConfidenceDto,
    /// The numbers behind it.
    evidence: ProofDto,
    /// The table that `filter` is for.
    table: TableName,
    /// `filter` parameters for the table's rows: exactly those behind this recommendation.
    #[schema(example = json!(["region:eq:Europe", "segment:eq:SMB", "feedback_date:gte:2026-01-01"]))]
    filter: Vec<String>,
    /// The chart of the page that shows it.
    #[schema(required, example = "sentiment-by-region-and-month")]
    chart: Option<&'static str>,
    /// What would be enough, where there is not enough data yet.
    #[schema(required)]
    enough: Option<String>,
    /// What customers wrote.
    quotes: Vec<String>,
}

/// What something is worth.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Worth)]
pub(crate) struct WorthDto {
    /// In a sentence.
    #[schema(example = "These customers pay us $310K a year.")]
    text: String,
    /// US dollars a year, where it is money.
    #[schema(required, example = 310_400)]
    usd: Option<i64>,
    /// Customers, where it is about them.
    #[schema(required, example = 84)]
    customers: Option<u64>,
    /// How it was worked out.
    #[schema(example = "What they pay us a month today (84 customers), times twelve.")]
    how: String,
}

/// The numbers behind a recommendation.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Evidence)]
pub(crate) struct ProofDto {
    /// What is measured.
    #[schema(example = "sentiment")]
    metric: &'static str,
    /// Here, or now.
    #[schema(required, example = -0.12)]
    value: Option<f64>,
    /// There, or before.
    #[schema(required, example = 0.19)]
    comparison: Option<f64>,
    /// The difference, like for like.
    #[schema(required, example = -0.29)]
    effect: Option<f64>,
    /// 95% interval: of the difference, or of the value where nothing is compared.
    #[schema(required, value_type = Option<[f64; 2]>, example = json!([-0.36, -0.22]))]
    interval: Option<[f64; 2]>,
    /// Rows that `filter` selects.
    #[schema(example = 412)]
    n: u64,
    /// Rate of false discoveries at which it would still be told; null where nothing was searched for.
    #[schema(required, example = 0.0004)]
    q_value: Option<f64>,
    /// Unit of the numbers.
    #[schema(example = "points of the sentiment score, which goes from -1 to 1")]
    unit: &'static str,
}

/// Which way.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = Direction)]
pub(crate) enum DirectionDto {
    /// More.
    Up,
    /// Less.
    Down,
}

/// Something that has changed or stands out.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Finding)]
pub(crate) struct FindingDto {
    /// Names it within the dataset.
    #[schema(example = "sentiment-europe-smb-2026-01")]
    id: String,
    /// In one line.
    #[schema(example = "SMB customers in Europe sound clearly less happy since January 2026")]
    headline: String,
    /// What is measured.
    #[schema(example = "sentiment")]
    metric: &'static str,
    /// Columns and values: where. Empty: everywhere.
    #[schema(example = json!({"region": "Europe", "segment": "SMB"}))]
    r#where: BTreeMap<&'static str, String>,
    /// Which way.
    direction: DirectionDto,
    /// First month of the change; null for a difference that was always there.
    #[schema(required, example = "2026-01")]
    onset: Option<String>,
    /// Last month of a change that has passed; null where it has not.
    #[schema(required)]
    until: Option<String>,
    /// Size, in `unit`.
    #[schema(example = -0.29)]
    effect: f64,
    /// 95% interval of the size.
    #[schema(value_type = [f64; 2], example = json!([-0.36, -0.22]))]
    interval: [f64; 2],
    /// Unit of the size.
    unit: &'static str,
    /// Rows that `filter` selects.
    #[schema(example = 412)]
    n: u64,
    /// Rate of false discoveries at which it would still be told.
    #[schema(example = 0.0004)]
    q_value: f64,
    /// The table that `filter` is for.
    table: TableName,
    /// `filter` parameters for the table's rows.
    #[schema(example = json!(["region:eq:Europe", "segment:eq:SMB"]))]
    filter: Vec<String>,
}

/// The customers to call first, and how good the model behind the list is.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CallFirst)]
pub(crate) struct CallFirstDto {
    /// How good the model is; null where too few customers have left to learn from, and the list follows the churn risk
    /// score of the table.
    #[schema(required)]
    model: Option<QualityDto>,
    /// At most 25, most at stake first.
    customers: Vec<CallDto>,
}

/// How good the churn model is, on customers who were kept aside.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = ChurnModel)]
pub(crate) struct QualityDto {
    /// Of one customer who left and one who stayed: how often the model points at the right one, 0.5 being a coin.
    #[schema(example = 0.78)]
    auc: f64,
    /// Looks at customers the model learnt from.
    #[schema(example = 3201)]
    n_train: u64,
    /// Looks at customers who were kept aside.
    #[schema(example = 1377)]
    n_test: u64,
    /// Customers kept aside in five bands of the chance: what the model said, and what came of it.
    calibration: Vec<CalibrationDto>,
    /// How good that is, in plain words.
    note: String,
}

/// One band of the calibration.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CalibrationBand)]
pub(crate) struct CalibrationDto {
    /// Mean chance the model gave.
    #[schema(example = 0.04)]
    predicted: f64,
    /// Share who left.
    #[schema(example = 0.05)]
    actual: f64,
    /// Looks at customers.
    #[schema(example = 275)]
    n: u64,
}

/// A customer to call.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CustomerToCall)]
pub(crate) struct CallDto {
    /// Key of the customer.
    #[schema(example = "CUST-0000042")]
    customer_id: String,
    /// Our contact.
    #[schema(example = "Marta Keller")]
    customer_name: String,
    /// Their company.
    #[schema(example = "Keller Logistik GmbH")]
    company_name: String,
    /// Chance to leave within 90 days.
    #[schema(example = 0.31)]
    chance: f64,
    /// What they pay a month, in US dollars.
    #[schema(example = 420.0)]
    monthly_recurring_revenue: f64,
    /// What they pay a year, in US dollars.
    #[schema(example = 5040)]
    at_stake_usd: i64,
    /// Why, strongest first.
    #[schema(example = json!(["2 complaints in the last 90 days", "Pays by the month and can leave at any time"]))]
    reasons: Vec<String>,
}

impl From<&Recommendations> for RecommendationsDto {
    fn from(r: &Recommendations) -> Self {
        let group = |group: Group| r.groups[group as usize].iter().map(Into::into).collect();
        Self {
            groups: GroupsDto {
                priority_actions: group(Group::PriorityActions),
                churn_prevention: group(Group::ChurnPrevention),
                revenue_opportunities: group(Group::RevenueOpportunities),
                operational_insights: group(Group::OperationalInsights),
                segment_insights: group(Group::SegmentInsights),
                regional_insights: group(Group::RegionalInsights),
                pain_points: group(Group::PainPoints),
                success_metrics: group(Group::SuccessMetrics),
            },
            findings: r.findings.iter().map(found).collect(),
            checked: r.checked,
            method: r.method,
            call_first: (&r.call_first).into(),
        }
    }
}

fn pair((low, high): (f64, f64)) -> [f64; 2] {
    [places(low), places(high)]
}

/// Four places: more would be a pretence.
fn places(number: f64) -> f64 {
    (number * 1e4).round() / 1e4
}

fn found(f: &Finding) -> FindingDto {
    FindingDto {
        id: finding_id(f),
        headline: f.headline.clone(),
        metric: f.metric.name(),
        r#where: f.place.iter().cloned().collect(),
        direction: match f.direction {
            Direction::Up => DirectionDto::Up,
            Direction::Down => DirectionDto::Down,
        },
        onset: f.onset.map(|month| month.to_string()),
        until: f.until.map(|month| month.to_string()),
        effect: places(f.effect),
        interval: pair(f.interval),
        unit: f.metric.unit(),
        n: f.n,
        q_value: f.q_value,
        table: TableName(f.select.table),
        filter: f.select.filter(),
    }
}

impl From<&Item> for ItemDto {
    fn from(item: &Item) -> Self {
        Self {
            id: item.id.clone(),
            headline: item.headline.clone(),
            what_we_see: item.what_we_see.clone(),
            why_we_believe_it: item.why_we_believe_it.clone(),
            what_to_do: item.what_to_do.clone(),
            worth: (&item.worth).into(),
            confidence: match item.confidence {
                Confidence::VerySure => ConfidenceDto::VerySure,
                Confidence::FairlySure => ConfidenceDto::FairlySure,
                Confidence::Hint => ConfidenceDto::Hint,
                Confidence::NotEnough => ConfidenceDto::NotEnough,
            },
            evidence: (&item.proof).into(),
            table: TableName(item.select.table),
            filter: item.select.filter(),
            chart: item.chart,
            enough: item.enough.clone(),
            quotes: item.quotes.clone(),
        }
    }
}

impl From<&Worth> for WorthDto {
    fn from(w: &Worth) -> Self {
        Self { text: w.text.clone(), usd: w.usd, customers: w.customers, how: w.how.clone() }
    }
}

impl From<&Proof> for ProofDto {
    fn from(p: &Proof) -> Self {
        Self {
            metric: p.metric,
            value: p.value.map(places),
            comparison: p.comparison.map(places),
            effect: p.effect.map(places),
            interval: p.interval.map(pair),
            n: p.n,
            q_value: p.q_value,
            unit: p.unit,
        }
    }
}

impl From<&CallFirst> for CallFirstDto {
    fn from(c: &CallFirst) -> Self {
        Self { model: c.quality.as_ref().map(Into::into), customers: c.calls.iter().map(Into::into).collect() }
    }
}

impl From<&Quality> for QualityDto {
    fn from(q: &Quality) -> Self {
        let band = |&(predicted, actual, n): &(f64, f64, u64)| CalibrationDto {
            predicted: places(predicted),
            actual: places(actual),
            n,
        };
        Self {
            auc: places(q.auc),
            n_train: q.trained,
            n_test: q.tested,
            calibration: q.calibration.iter().map(band).collect(),
            note: q.note.clone(),
        }
    }
}

impl From<&Call> for CallDto {
    fn from(c: &Call) -> Self {
        Self {
            customer_id: format!("CUST-{:07}", c.number),
            customer_name: c.customer_name.clone(),
            company_name: c.company_name.clone(),
            chance: places(c.chance),
            monthly_recurring_revenue: c.monthly_cents as f64 / 100.0,
            at_stake_usd: c.at_stake_usd,
            reasons: c.reasons.clone(),
        }
    }
}
