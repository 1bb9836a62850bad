//! Findings: what has changed or stands out, with its size, its date, and how surely it is no accident.
//!
//! A fixed grid of candidates ([`grid`]): metric, dimension, and whether a level differs always or since some month; and two
//! questions of their own, [`outburst`] and [`paradox`]. Every candidate is tested from both sides; that the clearest
//! month was picked is paid for; Benjamini and Hochberg over all of them keeps false discoveries to [`RATE`]. A finding also
//! needs a least effect and 25 rows on either side. Then echoes collapse: the strongest is taken first, its effect is taken
//! out of the rows, and everything else has to convince again without it.

mod dims;
mod finding;
mod grid;
mod metric;
mod outburst;
mod paradox;
mod select;
mod subjects;

use super::evidence::Evidence;
use super::panel::{Difference, Prepared};
use super::stats::{q_values, two_sided};

pub(crate) use dims::{BANDS, Directory, at_quarter_end, band};
pub use finding::{Direction, Finding};
pub use metric::Metric;
pub use select::{Condition, Select};
pub(crate) use select::{Facts, closed_sales};
pub(crate) use subjects::{customer_months, nps_points};

use grid::{FAMILIES, Family, stands_out};
use subjects::{Series, Subject};

/// False discoveries among findings, at most (the specification's .05).
const RATE: f64 = 0.05;
/// At most this many findings of one metric (chosen: beyond, a list is no help).
const MOST_PER_METRIC: usize = 6;
/// The clearest of w windows that overlap is as rare as one of this many times w that do not (measured on panels
/// without any change).
const WINDOWS_COUNT: f64 = 0.5;
/// Share of the budget of one sales person whose comparison turns around, and of the days that stand out.
const PARADOX_WEIGHT: f64 = 1.0;
/// See [`PARADOX_WEIGHT`].
const OUTBURST_WEIGHT: f64 = 4.0;

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

/// The budget of false discoveries, spread over all candidates.
struct Budget {
    p: Vec<f64>,
    /// Weights average 1 over the candidates (Genovese, Roeder and Wasserman 2006).
    mean_weight: f64,
    /// A p-value over its weight is accepted up to here.
    cut: f64,
}

impl Budget {
    /// From p-values over their weights, and the weights.
    fn new(all: &[(f64, f64)]) -> Self {
        let n = all.len().max(1) as f64;
        let mean_weight = all.iter().map(|(_, weight)| weight).sum::<f64>() / n;
        let p: Vec<f64> = all.iter().map(|(p, _)| (p * mean_weight).min(1.0)).collect();
        let accepted = p.iter().zip(q_values(&p)).filter(|(_, q)| *q <= RATE).map(|(p, _)| *p).fold(0.0, f64::max);
        Self { p, mean_weight, cut: accepted.max(RATE / n) }
    }

    fn accepts(&self, p: f64) -> bool {
        p * self.mean_weight <= self.cut
    }

    /// The rate of false discoveries at which it would just be accepted.
    fn q(&self, p: f64) -> f64 {
        let at = p * self.mean_weight;
        let rank = self.p.iter().filter(|&&other| other <= at).count().max(1);
        (at * self.p.len() as f64 / rank as f64).min(1.0)
    }
}

/// Looks everywhere.
pub(crate) fn find(evidence: &Evidence, directory: &Directory) -> Found {
    let subjects = subjects::all(evidence);
    let first: Vec<Vec<Candidate>> = subjects.iter().map(|s| candidates(evidence, directory, s)).collect();
    let mut all: Vec<(f64, f64)> = first.iter().flatten().map(|c| (c.p, FAMILIES[c.family].weight)).collect();
    let outburst = outburst::find(evidence);
    let p_outburst = outburst.map(|o| (two_sided(o.z) * o.windows * WINDOWS_COUNT).min(1.0) / OUTBURST_WEIGHT);
    all.extend(p_outburst.map(|p| (p, OUTBURST_WEIGHT)));
    let paradoxes: Vec<(paradox::Paradox, f64)> = subjects
        .iter()
        .filter(|subject| subject.metric == Metric::WinRate)
        .flat_map(|wins| paradox::find(evidence, directory, wins))
        .map(|paradox| {
            // As many could have turned around as there are sales people.
            let p = (two_sided(paradox.difference.z) * directory.owners.len() as f64).min(1.0) / PARADOX_WEIGHT;
            (paradox, p)
        })
        .collect();
    all.extend(paradoxes.iter().map(|(_, p)| (*p, PARADOX_WEIGHT)));
    let budget = Budget::new(&all);

    let mut findings = Vec::new();
    let mut settled = None;
    for (mut subject, mut at_hand) in subjects.into_iter().zip(first) {
        if let (true, Some(panel)) = (subject.by_start, &settled) {
            // What is known of the calendar is taken out before beginners are compared.
            subject = subjects::by_start(evidence, panel);
            at_hand = candidates(evidence, directory, &subject);
        }
        collapse(evidence, directory, &budget, &mut subject, at_hand, &mut findings);
        if let (Metric::Sentiment, false, Series::Values(panel)) = (subject.metric, subject.by_start, subject.series) {
            settled = Some(panel);
        }
    }
    if let (Some(outburst), Some(p)) = (outburst, p_outburst.filter(|&p| budget.accepts(p))) {
        findings.push(Finding::of_outburst(evidence, &outburst, budget.q(p)));
    }
    for (paradox, p) in paradoxes.into_iter().filter(|&(_, p)| budget.accepts(p)) {
        let finding = Finding::of_paradox(evidence, directory, &paradox.difference, budget.q(p));
        findings.retain(|known| known.owner != finding.owner);
        findings.push(finding);
    }
    findings.sort_by(|a, b| a.q_value.total_cmp(&b.q_value).then(b.z.abs().total_cmp(&a.z.abs())));
    Found { findings, checked: all.len() }
}

/// The findings of one subject: the strongest first, then what still convinces without it.
fn collapse(
    evidence: &Evidence,
    directory: &Directory,
    budget: &Budget,
    subject: &mut Subject,
    mut at_hand: Vec<Candidate>,
    findings: &mut Vec<Finding>,
) {
    let mut pristine = None;
    for _ in 0..MOST_PER_METRIC {
        let best = at_hand
            .iter()
            .filter(|c| budget.accepts(c.p) && c.difference.effect.abs() >= subject.metric.least())
            .min_by(|a, b| a.p.total_cmp(&b.p).then(b.difference.z.abs().total_cmp(&a.difference.z.abs())));
        let Some(&best) = best else { break };
        let original: &Subject = pristine.get_or_insert_with(|| subject.clone());
        let family = &FAMILIES[best.family];
        findings.push(Finding::of(evidence, directory, original, family, best.difference, budget.q(best.p)));
        absorb(evidence, directory, subject, family, &best.difference);
        at_hand = candidates(evidence, directory, subject);
    }
}

/// Every test of a subject.
fn candidates(evidence: &Evidence, directory: &Directory, subject: &Subject) -> Vec<Candidate> {
    let mut all = Vec::new();
    let mut prepared: Option<Prepared> = None;
    for (index, family) in FAMILIES.iter().enumerate().filter(|(_, family)| family.asks(subject)) {
        let coded = directory.code(evidence, subject, family.dim);
        let differences = match &subject.series {
            Series::Values(panel) => {
                let fitting = prepared.take().filter(|prepared| prepared.fits(family.shape));
                let ready = prepared.insert(fitting.unwrap_or_else(|| panel.prepare(family.shape)));
                panel.scan_with(ready, &coded.codes, coded.levels, family.shape)
            }
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

/// Takes an accepted effect out of its subject.
fn absorb(
    evidence: &Evidence,
    directory: &Directory,
    subject: &mut Subject,
    family: &Family,
    &Difference { level, window, effect, .. }: &Difference,
) {
    let coded = directory.code(evidence, subject, family.dim);
    match &mut subject.series {
        Series::Values(panel) => panel.absorb(&coded.codes, level, window, effect),
        Series::Events(events) => events.absorb(&coded.codes, level, window, effect),
    }
}
