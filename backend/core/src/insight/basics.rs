//! Plain figures with their 95% intervals, over whatever part of the rows is asked for.

use super::evidence::{Customer, Evidence, Sale, Voice};
use super::find::{customer_months, nps_points};
use super::stats::Z95;
use crate::calendar::Day;
use crate::maths::wilson;
use crate::vocabulary::DealType;

/// A figure, its interval, and how many rows and customers are behind it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Figure {
    pub(crate) value: f64,
    pub(crate) interval: (f64, f64),
    pub(crate) rows: u64,
    pub(crate) customers: u64,
}

impl Figure {
    /// Half the width of the interval.
    pub(crate) fn half(&self) -> f64 {
        (self.interval.1 - self.interval.0) / 2.0
    }

    /// How many standard errors two figures lie apart.
    pub(crate) fn apart(&self, other: &Self) -> f64 {
        let error = (self.half() * self.half() + other.half() * other.half()).sqrt() / Z95;
        if error > 0.0 { (self.value - other.value) / error } else { 0.0 }
    }

    /// The interval of the difference to another.
    pub(crate) fn difference(&self, other: &Self) -> (f64, f64) {
        let half = (self.half() * self.half() + other.half() * other.half()).sqrt();
        (self.value - other.value - half, self.value - other.value + half)
    }
}

/// Mean of `value` over the feedback that has one; customers are the independent unit.
pub(crate) fn mean_of_feedback(
    evidence: &Evidence,
    value: impl Fn(&Voice, &Customer) -> Option<f64>,
) -> Option<Figure> {
    let start = evidence.start();
    let mut sums: Vec<(u32, f64, f64)> = Vec::new();
    for voice in evidence.rows.voices.iter().filter(|voice| voice.day >= start) {
        let Some(value) = value(voice, evidence.rows.speaker(voice)) else { continue };
        match sums.last_mut() {
            Some((customer, sum, n)) if *customer == voice.customer => {
                *sum += value;
                *n += 1.0;
            }
            _ => sums.push((voice.customer, value, 1.0)),
        }
    }
    let rows: f64 = sums.iter().map(|(_, _, n)| n).sum();
    let customers = sums.len();
    if customers < 2 {
        return None;
    }
    let mean = sums.iter().map(|(_, sum, _)| sum).sum::<f64>() / rows;
    // The ratio estimator's variance between customers (Cochran 1977, 6.3).
    let square: f64 = sums.iter().map(|(_, sum, n)| (sum - mean * n) * (sum - mean * n)).sum();
    let c = customers as f64;
    let half = Z95 * (square * c / (c - 1.0)).sqrt() / rows;
    Some(Figure { value: mean, interval: (mean - half, mean + half), rows: rows as u64, customers: customers as u64 })
}

/// Mean sentiment of some customers' feedback.
pub(crate) fn tone(evidence: &Evidence, who: impl Fn(&Voice, &Customer) -> bool) -> Option<Figure> {
    mean_of_feedback(evidence, |voice, customer| who(voice, customer).then(|| f64::from(voice.score_e4) / 1e4))
}

/// Net promoter score of some customers.
pub(crate) fn nps(evidence: &Evidence, who: impl Fn(&Customer) -> bool) -> Option<Figure> {
    mean_of_feedback(evidence, |voice, customer| voice.nps.filter(|_| who(customer)).map(nps_points))
}

/// Share of closed deals (renewals apart, inside the history) that were won.
pub(crate) fn win_rate(evidence: &Evidence, which: impl Fn(&Sale, &Customer) -> bool) -> Option<Figure> {
    let start = evidence.start();
    let (mut won, mut closed) = (0, 0);
    for sale in &evidence.rows.sales {
        let counts = sale.kind != DealType::Renewal && sale.is_closed() && sale.closed >= start;
        if counts && which(sale, evidence.rows.buyer(sale)) {
            won += u64::from(sale.won());
            closed += 1;
        }
    }
    let interval = wilson(won, closed)?;
    Some(Figure { value: won as f64 / closed as f64, interval, rows: closed, customers: closed })
}

/// Customers lost a year, as a share of those who were customers; `rows` are the customers lost.
pub(crate) fn churn_a_year(evidence: &Evidence, who: impl Fn(&Customer) -> bool) -> Option<Figure> {
    let (mut lost, mut months, mut customers) = (0.0, 0.0, 0);
    for customer in evidence.rows.customers.iter().filter(|customer| who(customer)) {
        let covered: f64 = customer_months(evidence, customer).map(|(_, _, covered)| covered).sum();
        if covered > 0.0 {
            customers += 1;
            months += covered;
            lost += f64::from(u8::from(customer.churned != Day::NONE && customer.churned >= evidence.start()));
        }
    }
    if months < 12.0 {
        return None;
    }
    let years = months / 12.0;
    // Poisson, by the square root's normal approximation (Freeman and Tukey 1950).
    let root = |sign: f64| {
        let root = (lost + 0.375_f64).sqrt() + sign * Z95 / 2.0;
        (root.max(0.0) * root.max(0.0) - 0.375).max(0.0)
    };
    let share = |events: f64| 1.0 - libm::exp(-events / years);
    Some(Figure { value: share(lost), interval: (share(root(-1.0)), share(root(1.0))), rows: lost as u64, customers })
}

/// The middle of some numbers.
pub(crate) fn median(mut numbers: Vec<f64>) -> Option<f64> {
    numbers.sort_by(f64::total_cmp);
    let n = numbers.len();
    let at = |i: usize| numbers.get(i).copied();
    if n.is_multiple_of(2) { Some((at((n / 2).checked_sub(1)?)? + at(n / 2)?) / 2.0) } else { at(n / 2) }
}

/// Median hours until the first answer to some feedback, and how many answers.
pub(crate) fn median_response(evidence: &Evidence, which: impl Fn(&Voice, &Customer) -> bool) -> Option<(f64, u64)> {
    let start = evidence.start();
    let hours: Vec<f64> = evidence
        .rows
        .voices
        .iter()
        .filter(|voice| voice.day >= start && which(voice, evidence.rows.speaker(voice)))
        .filter_map(|voice| voice.response.map(|hundredths| f64::from(hundredths) / 100.0))
        .collect();
    let n = hours.len() as u64;
    median(hours).map(|median| (median, n))
}
