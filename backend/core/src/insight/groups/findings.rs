//! A finding in plain words: what has changed, where, since when, what to do and what it is worth.

use super::super::evidence::{Customer, Evidence};
use super::super::find::{Finding, Metric};
use super::super::report::{Confidence, Item, Proof};
use super::super::words::{grouped, month, score, times};
use super::Context;
use super::told::{self, Said};
use super::told_sales;
use crate::vocabulary::{Industry, Region, Segment, Status};

/// Findings of these metrics, the surest first.
pub(super) fn of(context: &Context<'_>, metrics: &[Metric]) -> Vec<Item> {
    context.findings.iter().filter(|f| metrics.contains(&f.metric)).map(|f| tell(context, f)).collect()
}

/// The value of a column of the place.
pub(super) fn at<'a>(finding: &'a Finding, column: &str) -> Option<&'a str> {
    finding.place.iter().find(|(name, _)| *name == column).map(|(_, value)| value.as_str())
}

/// `SMB customers in Europe`, `customers in Healthcare`, `all customers`.
pub(super) fn whom(finding: &Finding) -> String {
    let size = at(finding, "segment").map(|s| format!("{s} ")).unwrap_or_default();
    let place = at(finding, "region").map(|r| format!(" in {r}")).unwrap_or_default();
    let trade = at(finding, "industry").map(|i| format!(" in {i}")).unwrap_or_default();
    let product = at(finding, "product").map(|p| format!(" who use {p}")).unwrap_or_default();
    let text = format!("{size}customers{place}{trade}{product}");
    if text == "customers" { "all customers".to_owned() } else { text }
}

/// Whether a customer is one that the finding is about, as far as the customers table says.
pub(super) fn concerns(finding: &Finding, customer: &Customer) -> bool {
    let fits = |column, name: &str| at(finding, column).is_none_or(|value| value == name);
    fits("region", Region::name(customer.region))
        && fits("segment", Segment::name(customer.segment))
        && fits("industry", Industry::name(customer.industry))
}

/// What the customers it is about pay a year, in US dollars, and how many they are.
pub(super) fn paying(evidence: &Evidence, finding: &Finding) -> (f64, u64) {
    let pays = |c: &&Customer| matches!(c.status, Status::Active | Status::Inactive) && concerns(finding, c);
    let kept = || evidence.rows.customers.iter().filter(pays);
    let cents: i64 = kept().map(|c| c.monthly_cents).sum();
    (cents as f64 * evidence.scale() * 0.12, (kept().count() as f64 * evidence.scale()).round() as u64)
}

/// A finding as an item.
pub(crate) fn tell(context: &Context<'_>, finding: &Finding) -> Item {
    let said = words(context, finding);
    let since = finding.onset.map(|m| format!(" since {}", month(m))).unwrap_or_default();
    let (value, comparison) = (finding.value, finding.comparison);
    let likely = likely(finding);
    let against = against(finding, said.outside);
    let chance = match finding.q_value {
        q if q < 0.001 => "less than 1 in 1,000".to_owned(),
        q => format!("about 1 in {}", grouped((1.0 / q).round() as u64)),
    };
    let chart = chart(finding);
    Item {
        headline: said.headline,
        what_we_see: said.see,
        why_we_believe_it: format!(
            "We compared {} {} with {against}. The {} is most likely {likely}. We looked in {} places; the chance that a difference as clear as this one is an accident is {chance}.",
            grouped(finding.inside.round() as u64),
            said.inside,
            if finding.onset.is_some() { "change" } else { "difference" },
            grouped(context.checked as u64),
        ),
        what_to_do: said.act,
        worth: said.worth,
        confidence: Confidence::of(finding.z),
        proof: Proof {
            metric: finding.metric.name(),
            value: Some(value),
            comparison: Some(comparison),
            effect: Some(finding.effect),
            interval: Some(finding.interval),
            n: finding.n,
            q_value: Some(finding.q_value),
            unit: finding.metric.unit(),
        },
        select: finding.select.clone(),
        chart,
        enough: None,
        quotes: Vec::new(),
        id: id(finding),
    }
    .with_since(&since)
}

/// What was compared with: how many rows, and of whom.
fn against(finding: &Finding, others: &str) -> String {
    let rows = grouped(finding.outside.round() as u64);
    match finding.metric {
        Metric::FeedbackVolume if at(finding, "channel").is_some() => {
            format!("{rows} {others}: the same days of the week, in ordinary weeks")
        }
        Metric::Nps => format!("{rows} {others}"),
        _ if finding.beginners => {
            format!("{rows} of customers who started before: what they said in their first year")
        }
        _ if finding.handed_over => format!("{rows} that the same customers wrote before and later"),
        _ if finding.until.is_some() => {
            format!("{rows} of the same kind from other months, and with how all others changed over the same months")
        }
        _ if finding.onset.is_some() => {
            format!("{rows} earlier ones of the same kind, and with how all others changed over the same months")
        }
        _ => format!("{rows} {others} of the same kind"),
    }
}

impl Item {
    fn with_since(mut self, since: &str) -> Self {
        // A headline that names the month already need not say it twice.
        if !since.is_empty() && !self.headline.contains(since.trim_start_matches(" since ")) {
            self.headline.push_str(since);
        }
        self
    }
}

/// A name that stays the same while the finding does.
pub(crate) fn id(finding: &Finding) -> String {
    let mut id = finding.metric.name().replace('_', "-");
    for (_, value) in &finding.place {
        id.push('-');
        id.extend(value.chars().filter_map(|c| match c {
            c if c.is_alphanumeric() => Some(c.to_ascii_lowercase()),
            ' ' | '-' => Some('-'),
            _ => None,
        }));
    }
    if let Some(onset) = finding.onset {
        id.push_str(&format!("-{onset}"));
    }
    id
}

fn chart(finding: &Finding) -> Option<&'static str> {
    Some(match finding.metric {
        Metric::Sentiment if at(finding, "region").is_some() => "sentiment-by-region-and-month",
        Metric::Sentiment => "sentiment-trend",
        Metric::Nps => "nps-trend",
        Metric::FeedbackVolume => "feedback-volume",
        Metric::CategoryShare => "pain-points",
        Metric::ResponseTime | Metric::UnresolvedShare => "response-time",
        Metric::ChurnRate => "churn-by-cohort",
        Metric::WinRate if at(finding, "owner").is_some() => "win-rate-by-owner",
        Metric::WinRate | Metric::CycleLength => "win-rate-by-source",
        Metric::LossReasonShare => "loss-reasons",
        Metric::Discount | Metric::ExpansionRate => "won-revenue",
    })
}

/// The size of the change and how far off it may be.
fn likely(finding: &Finding) -> String {
    let (low, high) = finding.interval;
    let ratio = |x: f64| libm::exp(x);
    match finding.metric {
        Metric::ResponseTime | Metric::ChurnRate | Metric::ExpansionRate | Metric::CycleLength => {
            format!("between {} and {} what it would be otherwise", times(ratio(low)), times(ratio(high)))
        }
        Metric::Sentiment => format!("between {} and {}", score(low), score(high)),
        Metric::Nps => format!("between {low:+.0} and {high:+.0} points"),
        Metric::FeedbackVolume => {
            format!("between {:+.0}% and {:+.0}%", (ratio(low) - 1.0) * 100.0, (ratio(high) - 1.0) * 100.0)
        }
        Metric::Discount => format!("between {low:+.1} and {high:+.1} percentage points"),
        _ => format!("between {:+.0} and {:+.0} points", low * 100.0, high * 100.0),
    }
    .replace('-', "−")
}

/// A finding in words, metric by metric.
fn words(context: &Context<'_>, f: &Finding) -> Said {
    match f.metric {
        Metric::Sentiment | Metric::Nps => told::mood(context, f),
        Metric::CategoryShare | Metric::FeedbackVolume => told::talk(context, f),
        Metric::ResponseTime | Metric::UnresolvedShare => told::service(context, f),
        Metric::ChurnRate => told::leaving(context, f),
        _ => told_sales::selling(context, f),
    }
}
