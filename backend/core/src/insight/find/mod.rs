//! Findings: what has changed or stands out, with its size, its date, and how surely it is no accident.
//!
//! A fixed grid of candidates ([`FAMILIES`]): metric, dimension, and whether a level differs always or since some month.
//! Every candidate is tested from both sides; that the clearest month was picked is paid for; Benjamini and Hochberg over
//! the whole grid keeps false discoveries to [`RATE`]. A finding also needs a least effect and 25 rows on either side.
//! Then echoes collapse: the strongest is taken first, its effect is taken out of the rows, and everything else has to
//! convince again without it.

mod dims;
mod select;
mod subjects;

use super::evidence::Evidence;
use super::panel::{Difference, Shape, Window};
use super::stats::{Z95, q_values, two_sided};
use crate::calendar::Month;
use crate::vocabulary::Source;

pub(crate) use dims::{BANDS, Dim, Directory, band};
pub use select::{Condition, Select};
pub(crate) use select::{Facts, closed_sales};
pub(crate) use subjects::{Series, Subject, customer_months, nps_points};

/// False discoveries among findings, at most (the specification's .05).
const RATE: f64 = 0.05;
/// At most this many findings of one metric (chosen: beyond, a list is no help).
const MOST_PER_METRIC: usize = 6;
/// The clearest of w windows that overlap is as rare as one of this many times w that do not (measured on panels
/// without any change).
const WINDOWS_COUNT: f64 = 0.5;

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Metric {
    /// Mean score of feedback, −1 to 1.
    Sentiment,
    /// Net promoter score, −100 to 100.
    Nps,
    /// Share of feedback that is about a category.
    CategoryShare,
    /// Feedback a customer-month, as a share of what is usual.
    FeedbackVolume,
    /// Hours until the first answer; effects are logarithms of ratios.
    ResponseTime,
    /// Share of matters still open.
    UnresolvedShare,
    /// Customers who leave a customer-month; effects are logarithms of ratios.
    ChurnRate,
    /// Won of closed deals, renewals apart.
    WinRate,
    /// Share of lost deals that were lost for a reason.
    LossReasonShare,
    /// Days that won deals took; effects are logarithms of ratios.
    CycleLength,
    /// Discount, in percent.
    Discount,
    /// Won expansions a customer-month; effects are logarithms of ratios.
    ExpansionRate,
}

impl Metric {
    /// The name in the API.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sentiment => "sentiment",
            Self::Nps => "nps",
            Self::CategoryShare => "category_share",
            Self::FeedbackVolume => "feedback_volume",
            Self::ResponseTime => "response_time",
            Self::UnresolvedShare => "unresolved_share",
            Self::ChurnRate => "churn_rate",
            Self::WinRate => "win_rate",
            Self::LossReasonShare => "loss_reason_share",
            Self::CycleLength => "cycle_length",
            Self::Discount => "discount",
            Self::ExpansionRate => "expansion_rate",
        }
    }

    /// The unit of its values and effects, for people who read numbers.
    #[must_use]
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Sentiment => "points of the sentiment score, which goes from -1 to 1",
            Self::Nps => "points of the net promoter score, which goes from -100 to 100",
            Self::CategoryShare | Self::UnresolvedShare | Self::WinRate | Self::LossReasonShare => "share, from 0 to 1",
            Self::FeedbackVolume => "share of what is usual",
            Self::ResponseTime | Self::CycleLength => {
                "natural logarithm of hours or days; effects: 0.69 is twice as long, -0.69 half"
            }
            Self::ChurnRate | Self::ExpansionRate => {
                "events a customer and month; effects are natural logarithms of ratios: 0.69 is twice as often"
            }
            Self::Discount => "percent",
        }
    }

    /// Whether it is a share of rows: each is in it or not.
    pub(crate) const fn is_share(self) -> bool {
        matches!(self, Self::CategoryShare | Self::UnresolvedShare | Self::WinRate | Self::LossReasonShare)
    }

    /// The smallest effect worth telling: the specification's, in the metric's own unit; the last four are chosen.
    const fn least(self) -> f64 {
        match self {
            Self::Sentiment => 0.12,
            Self::CategoryShare | Self::UnresolvedShare | Self::LossReasonShare => 0.08,
            Self::ResponseTime => 0.25,
            Self::ChurnRate | Self::ExpansionRate => 0.40,
            Self::WinRate => 0.10,
            Self::Nps => 7.0,
            Self::FeedbackVolume => 0.25,
            Self::CycleLength => 0.20,
            Self::Discount => 3.0,
        }
    }
}

/// Candidates of one metric along one dimension.
#[derive(Clone, Copy, Debug)]
struct Family {
    metric: Metric,
    dim: Dim,
    shape: Shape,
    /// How much levels of this kind differ anyway, as a standard deviation: standing out means more than that.
    usual: f64,
    /// Share of the false-discovery budget, relative to the other families' (Genovese, Roeder and Wasserman 2006).
    weight: f64,
}

const fn family(metric: Metric, dim: Dim, shape: Shape) -> Family {
    Family { metric, dim, shape, usual: 0.0, weight: 1.0 }
}

/// Sales people differ by .35 in log-odds in most teams (chosen), so by this times p(1 − p) in win rate.
const USUAL_SELLERS: f64 = 0.35;
/// Sources differ by about this much more than [`usual_source`] says, in log-odds (chosen).
const USUAL_SOURCES: f64 = 0.12;

/// The grid.
const FAMILIES: &[Family] = &[
    family(Metric::Sentiment, Dim::Pair, Shape::SinceOrForAWhile),
    family(Metric::Sentiment, Dim::Region, Shape::SinceOrForAWhile),
    family(Metric::Sentiment, Dim::Segment, Shape::SinceOrForAWhile),
    family(Metric::Sentiment, Dim::Industry, Shape::SinceOrForAWhile),
    family(Metric::Sentiment, Dim::Product, Shape::SinceOrForAWhile),
    family(Metric::Nps, Dim::All, Shape::AllSince),
    family(Metric::CategoryShare, Dim::Product, Shape::SinceOrForAWhile),
    family(Metric::CategoryShare, Dim::Pair, Shape::Since),
    family(Metric::ResponseTime, Dim::Region, Shape::Since),
    family(Metric::ResponseTime, Dim::Channel, Shape::Since),
    family(Metric::UnresolvedShare, Dim::Region, Shape::Since),
    family(Metric::ChurnRate, Dim::Pair, Shape::Since),
    family(Metric::ChurnRate, Dim::Region, Shape::Since),
    family(Metric::ChurnRate, Dim::Industry, Shape::Since),
    family(Metric::ChurnRate, Dim::Band, Shape::Always),
    family(Metric::WinRate, Dim::Industry, Shape::Since),
    family(Metric::WinRate, Dim::Region, Shape::Since),
    Family { usual: USUAL_SOURCES, weight: 3.0, ..family(Metric::WinRate, Dim::Source, Shape::Always) },
    Family { usual: USUAL_SELLERS, weight: 8.0, ..family(Metric::WinRate, Dim::Owner, Shape::Always) },
    family(Metric::LossReasonShare, Dim::Industry, Shape::Since),
    family(Metric::CycleLength, Dim::Source, Shape::Always),
    family(Metric::ExpansionRate, Dim::Industry, Shape::Since),
    family(Metric::ExpansionRate, Dim::Region, Shape::Since),
    family(Metric::FeedbackVolume, Dim::Segment, Shape::Since),
    family(Metric::FeedbackVolume, Dim::Largest, Shape::Since),
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

/// Up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// More than before, or than elsewhere.
    Up,
    /// Less.
    Down,
}

/// Something that has changed or stands out.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What is measured.
    pub metric: Metric,
    /// Columns and values of the tables: where. Empty: everywhere.
    pub place: Vec<(&'static str, String)>,
    /// Which way.
    pub direction: Direction,
    /// First month of the change; none for a difference that was always there.
    pub onset: Option<Month>,
    /// Last month of a change that has passed.
    pub until: Option<Month>,
    /// Size, in the metric's unit.
    pub effect: f64,
    /// 95% interval of the size.
    pub interval: (f64, f64),
    /// Rate of false discoveries at which it is still one.
    pub q_value: f64,
    pub(crate) z: f64,
    /// The sales person it is about.
    pub(crate) owner: Option<crate::world::account::StaffId>,
    /// Whether the plain comparison says the opposite (Simpson 1951).
    pub reversed: bool,
    /// What the level has inside the window, as people count it, and what it is compared with.
    pub(crate) value: f64,
    pub(crate) comparison: f64,
    /// Rows behind `value` and `comparison`.
    pub(crate) inside: f64,
    pub(crate) outside: f64,
    /// The rows it is about.
    pub select: Select,
    /// How many rows `select` selects.
    pub n: u64,
    /// In one line.
    pub headline: String,
}

/// What was found, and in how many places it was looked for.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) findings: Vec<Finding>,
    pub(crate) checked: usize,
}

/// One family's test at one level.
#[derive(Clone, Copy, Debug)]
struct Candidate {
    family: usize,
    difference: Difference,
    /// Chance of such a difference by accident, the choice of window paid for, over the family's weight.
    p: f64,
}

/// Looks everywhere.
pub(crate) fn find(evidence: &Evidence, directory: &Directory) -> Found {
    let subjects = subjects::all(evidence);
    let first: Vec<Vec<Candidate>> = subjects.iter().map(|s| candidates(evidence, directory, s)).collect();
    let weights: f64 = first.iter().flatten().map(|c| FAMILIES[c.family].weight).sum();
    let checked = first.iter().map(Vec::len).sum::<usize>();
    // Weights average 1 over the candidates.
    let mean_weight = weights / checked.max(1) as f64;
    let p: Vec<f64> = first.iter().flatten().map(|c| (c.p * mean_weight).min(1.0)).collect();
    let q = q_values(&p);
    let accepted = p.iter().zip(&q).filter(|(_, q)| **q <= RATE).map(|(p, _)| *p).fold(0.0, f64::max);
    let cut = accepted.max(RATE / checked.max(1) as f64);
    let q_of = |at: f64| {
        let rank = p.iter().filter(|&&other| other <= at).count().max(1);
        (at * checked as f64 / rank as f64).min(1.0)
    };

    let mut findings = Vec::new();
    for (mut subject, mut at_hand) in subjects.into_iter().zip(first) {
        let mut pristine = None;
        for _ in 0..MOST_PER_METRIC {
            let best = at_hand
                .iter()
                .filter(|c| c.p * mean_weight <= cut && c.difference.effect.abs() >= subject.metric.least())
                .min_by(|a, b| a.p.total_cmp(&b.p).then(b.difference.z.abs().total_cmp(&a.difference.z.abs())));
            let Some(&best) = best else { break };
            let original: &Subject = pristine.get_or_insert_with(|| subject.clone());
            findings.push(describe(evidence, directory, original, &best, q_of(best.p * mean_weight)));
            absorb(evidence, directory, &mut subject, &best);
            at_hand = candidates(evidence, directory, &subject);
        }
    }
    findings.sort_by(|a, b| a.q_value.total_cmp(&b.q_value).then(b.z.abs().total_cmp(&a.z.abs())));
    Found { findings, checked }
}

/// Every test of a subject.
fn candidates(evidence: &Evidence, directory: &Directory, subject: &Subject) -> Vec<Candidate> {
    let mut all = Vec::new();
    for (index, family) in FAMILIES.iter().enumerate().filter(|(_, family)| family.metric == subject.metric) {
        let coded = directory.code(evidence, subject, family.dim);
        let differences = match &subject.series {
            Series::Values(panel) => panel.scan(&coded.codes, coded.levels, family.shape),
            Series::Events(events) => events.scan(&coded.codes, coded.levels, family.shape),
        };
        let windows = family.shape.windows(evidence.months).len() as f64;
        let tries = (windows * WINDOWS_COUNT).max(1.0);
        for difference in differences {
            let z = stands_out(family, &difference, subject);
            let p = (two_sided(z) * tries).min(1.0) / family.weight;
            all.push(Candidate { family: index, difference: Difference { z, ..difference }, p });
        }
    }
    all
}

/// The deviate of a difference beyond what is usual between such levels.
fn stands_out(family: &Family, difference: &Difference, subject: &Subject) -> f64 {
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

/// Takes an accepted effect out of its subject.
fn absorb(evidence: &Evidence, directory: &Directory, subject: &mut Subject, best: &Candidate) {
    let coded = directory.code(evidence, subject, FAMILIES[best.family].dim);
    let Difference { level, window, effect, .. } = best.difference;
    match &mut subject.series {
        Series::Values(panel) => panel.absorb(&coded.codes, level, window, effect),
        Series::Events(events) => events.absorb(&coded.codes, level, window, effect),
    }
}

/// The finding of an accepted candidate.
fn describe(evidence: &Evidence, directory: &Directory, subject: &Subject, best: &Candidate, q_value: f64) -> Finding {
    let family = &FAMILIES[best.family];
    let d = best.difference;
    let mut place = directory.place(evidence, family.dim, d.level);
    place.extend(subject.detail.map(|(column, value)| (column, value.to_owned())));
    let changed = family.shape != Shape::Always;
    let onset = changed.then(|| evidence.month_at(d.window.from));
    let passed = usize::from(d.window.until) < evidence.months;
    let until = (changed && passed).then(|| evidence.month_at(d.window.until - 1));
    let coded = directory.code(evidence, subject, family.dim);
    let (value, comparison) = raw(subject, &coded.codes, d.level, d.window, family.shape);
    let select = select::rows_behind(subject, family.dim, d.level, &place, onset, until, evidence);
    let n = select.count(evidence);
    Finding {
        metric: subject.metric,
        direction: if d.effect > 0.0 { Direction::Up } else { Direction::Down },
        place,
        onset,
        until,
        effect: d.effect,
        interval: (d.effect - Z95 * d.error, d.effect + Z95 * d.error),
        q_value,
        z: d.z,
        owner: (family.dim == Dim::Owner).then(|| directory.owners[d.level as usize]),
        reversed: false,
        value,
        comparison,
        inside: d.inside,
        outside: d.outside,
        select,
        n,
        headline: String::new(),
    }
}

/// Plain means (or events a customer-month) inside the window and outside, as anyone would count them.
fn raw(subject: &Subject, codes: &[u16], level: u16, window: Window, shape: Shape) -> (f64, f64) {
    let mut sums = [(0.0, 0.0); 2];
    let (months, value, weight): (&[u8], &[f64], Option<&[f64]>) = match &subject.series {
        Series::Values(panel) => (&panel.month, &panel.value, None),
        Series::Events(events) => (&events.month, &events.count, Some(&events.exposure)),
    };
    for (i, &code) in codes.iter().enumerate() {
        let side = match shape {
            Shape::Always => usize::from(code != level),
            _ if code == level => usize::from(!window.holds(months[i])),
            _ => continue,
        };
        sums[side].0 += value[i];
        sums[side].1 += weight.map_or(1.0, |w| w[i]);
    }
    let mean = |(sum, n): (f64, f64)| if n > 0.0 { sum / n } else { 0.0 };
    (mean(sums[0]), mean(sums[1]))
}
