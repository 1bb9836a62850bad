//! The grid: which metrics are compared along which dimensions, and how.

use super::super::panel::{Difference, Shape};
use super::dims::Dim;
use super::metric::Metric;
use super::subjects::{Series, Subject};
use crate::vocabulary::Source;

/// Candidates of one metric along one dimension.
#[derive(Clone, Copy, Debug)]
pub(super) struct Family {
    pub(super) metric: Metric,
    pub(super) dim: Dim,
    pub(super) shape: Shape,
    /// How much levels of this kind differ anyway, as a standard deviation: standing out means more than that.
    pub(super) usual: f64,
    /// Share of the false-discovery budget, relative to the other families' (Genovese, Roeder and Wasserman 2006).
    pub(super) weight: f64,
    /// Whether the clock is the month in which a customer began, not that of the row.
    pub(super) by_start: bool,
}

impl Family {
    /// Whether it is about this subject.
    pub(super) fn asks(&self, subject: &Subject) -> bool {
        self.metric == subject.metric && self.by_start == subject.by_start
    }
}

const fn family(metric: Metric, dim: Dim, shape: Shape) -> Family {
    Family { metric, dim, shape, usual: 0.0, weight: 1.0, by_start: false }
}

/// Sales people differ by .35 in log-odds in most teams (chosen), so by this times p(1 − p) in win rate.
const USUAL_SELLERS: f64 = 0.35;
/// Sources differ by about this much more than [`usual_source`] says, in log-odds (chosen).
const USUAL_SOURCES: f64 = 0.12;

/// The grid.
pub(super) const FAMILIES: &[Family] = &[
    family(Metric::Sentiment, Dim::Pair, Shape::SinceOrForAWhile),
    family(Metric::Sentiment, Dim::Region, Shape::SinceOrForAWhile),
    family(Metric::Sentiment, Dim::Segment, Shape::SinceOrForAWhile),
    family(Metric::Sentiment, Dim::Industry, Shape::SinceOrForAWhile),
    family(Metric::Sentiment, Dim::Product, Shape::SinceOrForAWhile),
    Family { by_start: true, ..family(Metric::Sentiment, Dim::All, Shape::AllSince) },
    family(Metric::Nps, Dim::All, Shape::AllSince),
    family(Metric::CategoryShare, Dim::Product, Shape::SinceOrForAWhile),
    family(Metric::CategoryShare, Dim::Pair, Shape::Since),
    family(Metric::ResponseTime, Dim::Region, Shape::Since),
    family(Metric::ResponseTime, Dim::Channel, Shape::Since),
    family(Metric::UnresolvedShare, Dim::Region, Shape::Since),
    family(Metric::ChurnRate, Dim::Pair, Shape::Since),
    family(Metric::ChurnRate, Dim::Region, Shape::Since),
    family(Metric::ChurnRate, Dim::Industry, Shape::Since),
    family(Metric::ChurnRate, Dim::QuarterEnd, Shape::Always),
    family(Metric::WinRate, Dim::Industry, Shape::Since),
    family(Metric::WinRate, Dim::Region, Shape::Since),
    Family { usual: USUAL_SOURCES, weight: 3.0, ..family(Metric::WinRate, Dim::Source, Shape::Always) },
    Family { usual: USUAL_SELLERS, weight: 8.0, ..family(Metric::WinRate, Dim::Owner, Shape::Always) },
    family(Metric::LossReasonShare, Dim::Industry, Shape::Since),
    family(Metric::CycleLength, Dim::Source, Shape::Always),
    family(Metric::ExpansionRate, Dim::Industry, Shape::Since),
    family(Metric::ExpansionRate, Dim::Region, Shape::Since),
    family(Metric::FeedbackVolume, Dim::Segment, Shape::Since),
];

/// What is usual for a source, in log-odds of winning against the mean of all: referrals and partners win more, cold
/// calls less (chosen; sales teams publish figures of about this size).
const fn usual_source(source: Source) -> f64 {
    match source {
        Source::Referral => 0.45,
        Source::Partner => 0.30,
        Source::InboundLead | Source::ExistingCustomer => 0.0,
        Source::MarketingCampaign => -0.10,
        Source::Event => -0.20,
        Source::ColdOutreach => -0.45,
    }
}

/// The deviate of a difference beyond what is usual between such levels.
pub(super) fn stands_out(family: &Family, difference: &Difference, subject: &Subject) -> f64 {
    if family.usual == 0.0 {
        return difference.z;
    }
    // From log-odds to differences in share, at the mean share of the subject.
    let slope = match &subject.series {
        Series::Values(panel) => {
            let mean = panel.value.iter().sum::<f64>() / panel.len().max(1) as f64;
            mean * (1.0 - mean)
        }
        Series::Events(_) => 1.0,
    };
    let usual = if family.dim == Dim::Source { usual_source(Source::ALL[difference.level as usize]) } else { 0.0 };
    let spread = family.usual * slope;
    // `z` already has Student's tails; keep them in proportion.
    let plain = difference.effect / difference.error;
    let tails = if plain == 0.0 { 1.0 } else { difference.z / plain };
    tails * (difference.effect - usual * slope) / (difference.error * difference.error + spread * spread).sqrt()
}
