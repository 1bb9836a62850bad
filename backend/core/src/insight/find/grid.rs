//! The grid: which metrics are compared along which dimensions, and how.

use super::super::panel::{Difference, Shape};
use super::super::stats::normal_of_t;
use super::dims::Dim;
use super::metric::Metric;
use super::subjects::{Clock, Series, Subject};
use crate::vocabulary::Source;

/// Candidates of one metric along one dimension.
#[derive(Clone, Copy, Debug)]
pub(super) struct Family {
    pub(super) metric: Metric,
    pub(super) dim: Dim,
    pub(super) shape: Shape,
    /// How much levels of this kind differ anyway, as a standard deviation: standing out means more than that.
    pub(super) usual: f64,
    /// Share of the false-discovery budget, relative to the other families' (Genovese, Roeder and Wasserman 2006), for all
    /// levels of the dimension together.
    pub(super) budget: f64,
    /// What months count.
    pub(super) clock: Clock,
    /// Whether only more is news: that somebody is the worst of a team is no help to anybody.
    pub(super) only_up: bool,
}

impl Family {
    /// Whether it is about this subject.
    pub(super) fn asks(&self, subject: &Subject) -> bool {
        self.metric == subject.metric && self.clock == subject.clock
    }
}

const fn family(metric: Metric, dim: Dim, shape: Shape, budget: f64) -> Family {
    Family { metric, dim, shape, usual: 0.0, budget, clock: Clock::Calendar, only_up: false }
}

/// Sales people differ by .35 in log-odds in most teams (chosen), so by this times p(1 − p) in win rate.
const USUAL_SELLERS: f64 = 0.35;
/// Sources differ by about this much more than [`usual_source`] says, in log-odds (chosen).
const USUAL_SOURCES: f64 = 0.12;

/// Customers sound a little less happy after any change of account managers: by so much, give or take (chosen; new people
/// have to learn their customers).
const USUAL_HANDOVERS: (f64, f64) = (-0.09, 0.04);

/// The grid. Budgets (chosen on the seeds named in docs/PERFORMANCE.md): more where changes cost most, and for sales people, who differ most anyway.
pub(super) const FAMILIES: &[Family] = &[
    family(Metric::Sentiment, Dim::Pair, Shape::SinceOrForAWhile, 3.0),
    family(Metric::Sentiment, Dim::Region, Shape::SinceOrForAWhile, 0.4),
    family(Metric::Sentiment, Dim::Segment, Shape::SinceOrForAWhile, 0.3),
    family(Metric::Sentiment, Dim::Industry, Shape::SinceOrForAWhile, 0.5),
    family(Metric::Sentiment, Dim::Product, Shape::SinceOrForAWhile, 1.0),
    family(Metric::CategoryShare, Dim::Product, Shape::SinceOrForAWhile, 2.0),
    family(Metric::CategoryShare, Dim::Pair, Shape::Since, 2.0),
    family(Metric::ResponseTime, Dim::Region, Shape::Since, 2.0),
    family(Metric::ResponseTime, Dim::Channel, Shape::Since, 1.0),
    family(Metric::UnresolvedShare, Dim::Region, Shape::SinceOrForAWhile, 1.0),
    family(Metric::ChurnRate, Dim::Pair, Shape::Since, 1.0),
    family(Metric::ChurnRate, Dim::Region, Shape::Since, 1.0),
    family(Metric::ChurnRate, Dim::Industry, Shape::Since, 0.5),
    family(Metric::ChurnRate, Dim::QuarterEnd, Shape::Always, 0.5),
    family(Metric::WinRate, Dim::Industry, Shape::Since, 3.0),
    family(Metric::WinRate, Dim::Region, Shape::Since, 0.5),
    family(Metric::LossReasonShare, Dim::Industry, Shape::Since, 1.0),
    family(Metric::CycleLength, Dim::Source, Shape::Always, 0.3),
    family(Metric::ExpansionRate, Dim::Industry, Shape::Since, 2.0),
    family(Metric::ExpansionRate, Dim::Region, Shape::Since, 0.5),
    family(Metric::FeedbackVolume, Dim::Segment, Shape::Since, 1.5),
    Family { clock: Clock::Start, ..family(Metric::Sentiment, Dim::All, Shape::BeganSince, 4.0) },
    Family {
        usual: USUAL_HANDOVERS.1,
        clock: Clock::Handover,
        ..family(Metric::Sentiment, Dim::Region, Shape::Afterwards, 1.0)
    },
    family(Metric::Nps, Dim::All, Shape::AllSince, 1.5),
    Family { usual: USUAL_SOURCES, ..family(Metric::WinRate, Dim::Source, Shape::Always, 3.0) },
    Family { usual: USUAL_SELLERS, only_up: true, ..family(Metric::WinRate, Dim::Owner, Shape::Always, 11.0) },
];

/// What is usual for a source, in log-odds of winning against the mean of all: referrals and partners win more, cold
/// calls less (chosen; sales teams publish figures of about this size).
const fn usual_source(source: Source) -> f64 {
    match source {
        Source::Referral => 0.40,
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
        Series::Values(panel) if panel.binary => {
            let mean = panel.value.iter().sum::<f64>() / panel.len().max(1) as f64;
            mean * (1.0 - mean)
        }
        _ => 1.0,
    };
    let usual = match (family.dim, family.clock) {
        (Dim::Source, _) => usual_source(Source::ALL[difference.level as usize]),
        (_, Clock::Handover) => USUAL_HANDOVERS.0,
        _ => 0.0,
    };
    let spread = family.usual * slope;
    // Of the two variances only the first is estimated (Satterthwaite 1946).
    let (own, common) = (difference.error * difference.error, spread * spread);
    let freedom = difference.freedom * (own + common) * (own + common) / (own * own).max(f64::MIN_POSITIVE);
    normal_of_t((difference.effect - usual * slope) / (own + common).sqrt(), freedom)
}
