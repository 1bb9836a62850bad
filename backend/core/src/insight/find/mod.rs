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
use super::panel::{Difference, NO_LEVEL, Prepared, Window};
use super::stats::two_sided;
use crate::both::Both;

pub(crate) use dims::{BANDS, Directory, at_quarter_end, band, quarter_end};
pub use finding::{Direction, Finding};
pub use metric::Metric;
pub use select::{Condition, Select};
pub(crate) use select::{Facts, closed_sales};
pub(crate) use subjects::{customer_months, nps_points};

use grid::{FAMILIES, Family, stands_out};
use subjects::{Clock, Series, Subject};

/// False discoveries among findings, at most: a little under the specification's .05 (chosen on the seeds named in
/// docs/PERFORMANCE.md).
const RATE: f64 = 0.04;
/// At most this many findings of one metric (chosen: beyond, a list is no help).
const MOST_PER_METRIC: usize = 6;
/// The clearest of w windows counts as one of this many times w: Bonferroni would be 1, but windows that overlap are alike
/// (chosen on the same seeds).
const WINDOWS_COUNT: f64 = 0.7;
/// The same of shares and of further purchases: few events make most windows nearly the same question (chosen on the same seeds).
const WINDOWS_COUNT_RARE: f64 = 0.15;
/// Share of the sales people's budget for those who sell much (chosen: a star on few deals may be luck, and matters less).
const BUSY_BUDGET: f64 = 0.9;
/// Budgets of the two questions of their own, as in the grid.
const PARADOX_BUDGET: f64 = 6.0;
/// See [`PARADOX_BUDGET`].
const OUTBURST_BUDGET: f64 = 2.0;

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
    /// Chance of such a difference by accident, the choice of window paid for.
    p: f64,
}

/// The budget of false discoveries, spread over all candidates.
struct Budget {
    /// What a p-value of each family is multiplied by: the number of its levels over its share of the budget.
    price: Vec<f64>,
    /// Priced p-values, scaled so that weights average 1.
    p: Vec<f64>,
    /// The least of each subject, in order. One change shows in many places of a subject; it is one discovery (Katsevich,
    /// Sabatti and Bogomolov 2021), or it would pay for accidents elsewhere.
    least: Vec<f64>,
    /// A priced p-value is accepted up to here.
    cut: f64,
}

impl Budget {
    /// From the candidates of the grid by subject, and the p-values and budgets of other questions.
    fn new(grid: &[Vec<Candidate>], others: &[(f64, f64)]) -> Self {
        let mut levels = vec![0.0; FAMILIES.len()];
        grid.iter().flatten().for_each(|c| levels[c.family] += 1.0);
        let all = levels.iter().sum::<f64>() + others.len() as f64;
        let asked = FAMILIES.iter().zip(&levels).filter(|(_, levels)| **levels > 0.0).map(|(family, _)| family.budget);
        let total = asked.sum::<f64>() + others.iter().map(|(_, budget)| budget).sum::<f64>();
        // Weights average 1 over the candidates (Genovese, Roeder and Wasserman 2006).
        let scale = total / all.max(1.0);
        let price: Vec<f64> =
            FAMILIES.iter().zip(&levels).map(|(family, levels)| levels / family.budget * scale).collect();
        let priced = |c: &Candidate| (c.p * price[c.family]).min(1.0);
        let other = others.iter().map(|(p, budget)| (p / budget * scale).min(1.0));
        let p: Vec<f64> = grid.iter().flatten().map(priced).chain(other.clone()).collect();
        let of_subject = |candidates: &Vec<Candidate>| candidates.iter().map(priced).reduce(f64::min);
        let mut least: Vec<f64> = grid.iter().filter_map(of_subject).chain(other).collect();
        least.sort_by(f64::total_cmp);
        let fair = |(before, p): (usize, &f64)| p * all <= RATE * (before + 1) as f64;
        let accepted = least.iter().enumerate().rposition(fair).map_or(1, |last| last + 1);
        let cut = RATE * accepted as f64 / all.max(1.0);
        Self { price, p, least, cut }
    }

    fn accepts(&self, c: &Candidate) -> bool {
        c.p * self.price[c.family] <= self.cut
    }

    /// The rate of false discoveries at which a priced p-value would just be accepted.
    fn q(&self, priced: f64) -> f64 {
        let rank = self.least.iter().filter(|&&other| other <= priced).count().max(1);
        (priced * self.p.len() as f64 / rank as f64).min(1.0)
    }

    fn q_of(&self, c: &Candidate) -> f64 {
        self.q(c.p * self.price[c.family])
    }
}

/// Looks everywhere.
pub(crate) fn find(evidence: &Evidence, directory: &Directory, work: &impl Both) -> Found {
    let subjects = subjects::all(evidence);
    let look = |subjects: &[Subject]| -> Vec<Vec<Candidate>> {
        subjects.iter().map(|subject| candidates(evidence, directory, subject)).collect()
    };
    // The first, moods, takes about as long as all others.
    let (some, others) = subjects.split_at(1);
    let (mut first, others) = work.both(|| look(some), || look(others));
    first.extend(others);
    let outburst = outburst::find(evidence);
    let paradoxes: Vec<paradox::Paradox> = subjects
        .iter()
        .filter(|subject| subject.metric == Metric::WinRate)
        .flat_map(|wins| paradox::find(evidence, directory, wins))
        .collect();
    let mut others: Vec<(f64, f64)> = Vec::new();
    others.extend(outburst.map(|o| (o.p, OUTBURST_BUDGET)));
    others.extend(paradoxes.iter().map(|paradox| {
        // As many could have turned around as there are sales people.
        let chance = two_sided(paradox.hidden.z) * directory.owners.len() as f64;
        (chance.min(1.0), PARADOX_BUDGET)
    }));
    let budget = Budget::new(&first, &others);

    let mut findings = Vec::new();
    for (mut subject, mut at_hand) in subjects.into_iter().zip(first) {
        if subject.metric == Metric::Nps && subject.leave_out(evidence, &findings) {
            // A score that falls because some customers are unhappy is their story, not the question's.
            at_hand = candidates(evidence, directory, &subject);
        }
        collapse(evidence, directory, &budget, &mut subject, at_hand, &mut findings);
    }
    // The p-values of the other questions come last, in the order asked.
    let mut priced = budget.p[budget.p.len() - others.len()..].iter().copied();
    if let Some(outburst) = outburst {
        let p = priced.next().unwrap_or(1.0);
        if p <= budget.cut {
            findings.push(Finding::of_outburst(evidence, &outburst, budget.q(p)));
        }
    }
    for (paradox, p) in paradoxes.iter().zip(priced).filter(|(_, p)| *p <= budget.cut) {
        let finding = Finding::of_paradox(evidence, directory, paradox, budget.q(p));
        findings.retain(|known: &Finding| known.owner != finding.owner);
        findings.push(finding);
    }
    drop_complements(&mut findings);
    findings.sort_by(|a, b| a.q_value.total_cmp(&b.q_value).then(b.z.abs().total_cmp(&a.z.abs())));
    Found { findings, checked: budget.p.len() }
}

/// Shares add up to 1: where one topic or reason grew, the others shrank. What passes, recovers. And who wins fewer deals
/// wins fewer expansions.
fn drop_complements(findings: &mut Vec<Finding>) {
    let overlap = |a: &Finding, b: &Finding| {
        let begins_before_end = |a: &Finding, b: &Finding| b.until.is_none_or(|until| a.onset <= Some(until));
        begins_before_end(a, b) && begins_before_end(b, a)
    };
    let same_customers = |a: &Finding, b: &Finding| {
        let who = |f: &Finding| -> Vec<(&'static str, String)> {
            f.place.iter().filter(|(column, _)| !matches!(*column, "category" | "loss_reason")).cloned().collect()
        };
        who(a) == who(b)
    };
    let echo = |f: &Finding, other: &Finding| {
        let complement = f.metric == other.metric
            && matches!(f.metric, Metric::CategoryShare | Metric::LossReasonShare)
            && f.direction != other.direction
            && f.z.abs() < other.z.abs();
        let won_less = f.metric == Metric::ExpansionRate
            && other.metric == Metric::WinRate
            && other.onset.is_some()
            && f.direction == other.direction;
        let recovered = f.metric == other.metric
            && f.place == other.place
            && f.direction != other.direction
            && f.z.abs() < other.z.abs();
        if recovered {
            return true;
        }
        (complement || won_less) && same_customers(f, other) && overlap(f, other)
    };
    let echoes: Vec<bool> = findings.iter().map(|f| findings.iter().any(|other| echo(f, other))).collect();
    let mut at = 0;
    findings.retain(|_| {
        at += 1;
        !echoes[at - 1]
    });
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
        at_hand.retain(|c| budget.accepts(c) && c.difference.effect.abs() >= subject.metric.least());
        let Some(best) = clearest(evidence, directory, subject, &at_hand) else { break };
        let family = &FAMILIES[best.family];
        let original: &Subject = pristine.get_or_insert_with(|| subject.clone());
        let seen = original.by_clock(evidence, family.clock);
        let seen = seen.as_ref().unwrap_or(original);
        findings.push(Finding::of(evidence, directory, seen, family, best.difference, budget.q_of(&best)));
        absorb(evidence, directory, subject, family, &best.difference);
        at_hand = candidates(evidence, directory, subject);
    }
}

/// The candidate that explains most. Where a part goes down, all others go up against it, and so do larger parts that
/// hold it; among those that are about as clear, it is the one that leaves the least to explain.
fn clearest(evidence: &Evidence, directory: &Directory, subject: &Subject, at_hand: &[Candidate]) -> Option<Candidate> {
    /// As clear as this part of the clearest, and so many of them (chosen).
    const ABOUT: f64 = 0.6;
    const MOST: usize = 4;
    let mut rivals: Vec<Candidate> = at_hand.to_vec();
    rivals.sort_by(|a, b| b.difference.fit.total_cmp(&a.difference.fit).then(a.p.total_cmp(&b.p)));
    let best = *rivals.first()?;
    if !FAMILIES[best.family].shape.is_change() {
        return Some(best);
    }
    rivals.retain(|c| c.difference.fit >= ABOUT * best.difference.fit);
    rivals.truncate(MOST);
    if rivals.len() == 1 {
        return rivals.pop();
    }
    let left = |c: &Candidate| {
        let mut without = subject.clone();
        absorb(evidence, directory, &mut without, &FAMILIES[c.family], &c.difference);
        let rest = candidates(evidence, directory, &without);
        rest.iter().filter(|c| FAMILIES[c.family].shape.is_change()).map(|c| c.difference.fit).fold(0.0, f64::max)
    };
    let judged = rivals.iter().map(|c| (left(c) - c.difference.fit, c));
    judged.min_by(|a, b| a.0.total_cmp(&b.0)).map(|(_, c)| *c)
}

/// Every test of a subject, by every clock.
fn candidates(evidence: &Evidence, directory: &Directory, subject: &Subject) -> Vec<Candidate> {
    let mut all = tests(evidence, directory, subject);
    for clock in [Clock::Start, Clock::Handover] {
        all.extend(subject.by_clock(evidence, clock).iter().flat_map(|seen| tests(evidence, directory, seen)));
    }
    all
}

/// Every test of a subject by its own clock.
fn tests(evidence: &Evidence, directory: &Directory, subject: &Subject) -> Vec<Candidate> {
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
        let rare = subject.metric.is_share() || subject.metric == Metric::ExpansionRate;
        let counted = if rare { WINDOWS_COUNT_RARE } else { WINDOWS_COUNT };
        let tries = (windows * counted).max(1.0);
        for difference in differences {
            let z = stands_out(family, &difference, subject);
            let p = match family.only_up {
                true if z > 0.0 => (two_sided(z) / 2.0 * owner_price(directory, difference.level)).min(1.0),
                true => 1.0,
                false => (two_sided(z) * tries).min(1.0),
            };
            all.push(Candidate { family: index, difference: Difference { z, ..difference }, p });
        }
    }
    all
}

/// What a p-value of a sales person is multiplied by: most of the budget is for those who sell much, of whom fewer are asked.
fn owner_price(directory: &Directory, owner: u16) -> f64 {
    let busy = directory.busy_share();
    if directory.is_busy(owner) { busy / BUSY_BUDGET } else { (1.0 - busy) / (1.0 - BUSY_BUDGET) }
}

/// Takes an accepted effect out of its subject.
fn absorb(
    evidence: &Evidence,
    directory: &Directory,
    subject: &mut Subject,
    family: &Family,
    &Difference { level, window, effect, .. }: &Difference,
) {
    if family.clock != Clock::Calendar {
        let about: Vec<u16> = (0..subject.row.len())
            .map(|entry| if subject.concerns(evidence, entry, family.clock, level, window) { level } else { NO_LEVEL })
            .collect();
        if let Series::Values(panel) = &mut subject.series {
            panel.absorb(&about, level, Window { from: 0, until: panel.months as u8 }, effect);
        }
        return;
    }
    let coded = directory.code(evidence, subject, family.dim);
    match &mut subject.series {
        Series::Values(panel) => panel.absorb(&coded.codes, level, window, effect),
        Series::Events(events) => events.absorb(&coded.codes, level, window, effect),
    }
}
