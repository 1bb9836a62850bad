//! Means that may have changed: who, since when, by how much, how surely.
//!
//! A [`Panel`] holds one value a row (a score, a logarithm of hours, won or not), each with its customer, its month and
//! its stratum. Rows are compared within their stratum and month, so a level (a region, a product) is always measured
//! against the others at the same time: difference in differences. Customers are the independent unit. Within one, rows
//! correlate: they are weighed by generalised least squares with a customer effect, and the variance is taken between
//! customers (Liang and Zeger 1986), so that it holds even where the weights are not the best: between those of the level
//! and, apart, between those it is measured against, who may be few and write much. With few customers the tails are
//! Student's.

mod units;

pub(in crate::insight) use units::likeliest;
use units::{Comparison, Level, Units};

/// Fewest rows on either side of a comparison (the specification's 25).
pub(crate) const LEAST_ROWS: f64 = 25.0;
/// Fewest customers with a say on the level looked at (chosen: fewer make one customer's bad year a pattern).
const LEAST_UNITS: usize = 12;
/// A level code that stands for none.
pub(crate) const NO_LEVEL: u16 = u16::MAX;

/// First month and the month after the last, as places in the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Window {
    pub(crate) from: u8,
    pub(crate) until: u8,
}

impl Window {
    pub(crate) fn holds(self, month: u8) -> bool {
        self.from <= month && month < self.until
    }
}

/// What is asked of a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Does it differ from the others, all the time?
    Always,
    /// Did it change against the others, from some month on?
    Since,
    /// The same, or for three months only.
    SinceOrForAWhile,
    /// Did all of it change from some month on? There is nobody to compare with.
    AllSince,
    /// Do those who began from some month on differ? Nobody to compare with, and not in the first half year, whose
    /// beginners are mostly from before.
    BeganSince,
    /// Is the time after something happened to them unlike the time before and later?
    Afterwards,
}

/// How many months a passing change lasts (the specification's bad release).
const WHILE: u8 = 3;
/// A change is looked for from this month of the history on, and up to this many before the end (chosen).
const EDGE: u8 = 2;

impl Shape {
    /// Whether there is nobody to compare with at the same time.
    pub(crate) const fn is_alone(self) -> bool {
        matches!(self, Self::AllSince | Self::BeganSince | Self::Afterwards)
    }

    /// Whether it asks for a change.
    pub(crate) const fn is_change(self) -> bool {
        !matches!(self, Self::Always)
    }

    /// The windows to try in a history of this many months.
    pub(crate) fn windows(self, months: usize) -> Vec<Window> {
        let months = months as u8;
        let steps = || (EDGE..months.saturating_sub(EDGE - 1)).map(|from| Window { from, until: months });
        match self {
            Self::Always => vec![Window { from: 0, until: months }],
            Self::Since | Self::AllSince => steps().collect(),
            Self::Afterwards => vec![Window { from: 1, until: 2 }],
            Self::BeganSince => steps().filter(|w| w.from >= 6).collect(),
            Self::SinceOrForAWhile => {
                let bumps =
                    (EDGE..(months + 1).saturating_sub(2 * WHILE)).map(|from| Window { from, until: from + WHILE });
                steps().chain(bumps).collect()
            }
        }
    }
}

/// A difference that was found at a level, the clearest of all windows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Difference {
    pub(crate) level: u16,
    pub(crate) window: Window,
    pub(crate) effect: f64,
    pub(crate) error: f64,
    /// Effect over error, as a normal deviate.
    pub(crate) z: f64,
    /// What the model gains by it, as a deviate: likelihood, not spread, says which window it is.
    pub(crate) fit: f64,
    /// Degrees of freedom of the error.
    pub(crate) freedom: f64,
    /// Rows inside the window, and of the same level outside (of other levels for [`Shape::Always`]).
    pub(crate) inside: f64,
    pub(crate) outside: f64,
}

/// One value a row; rows of a customer lie together.
#[derive(Clone, Debug, Default)]
pub(crate) struct Panel {
    pub(crate) unit: Vec<u32>,
    pub(crate) month: Vec<u8>,
    pub(crate) stratum: Vec<u16>,
    pub(crate) value: Vec<f64>,
    /// The part of each value that is explained already.
    pub(crate) known: Vec<f64>,
    /// Months of history.
    pub(crate) months: usize,
    /// Whether values are 0 or 1.
    pub(crate) binary: bool,
}

impl Panel {
    pub(crate) fn push(&mut self, unit: u32, month: u8, stratum: u16, value: f64) {
        self.unit.push(unit);
        self.month.push(month);
        self.stratum.push(stratum);
        self.value.push(value);
        self.known.push(0.0);
    }

    /// A row of the only stratum, part of whose value is explained already.
    pub(crate) fn push_known(&mut self, unit: u32, month: u8, value: f64, known: f64) {
        self.push(unit, month, 0, value);
        if let Some(last) = self.known.last_mut() {
            *last = known;
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.value.len()
    }

    /// Counts an effect as known.
    pub(crate) fn absorb(&mut self, codes: &[u16], level: u16, window: Window, effect: f64) {
        for (i, &code) in codes.iter().enumerate() {
            if code == level && window.holds(self.month[i]) {
                self.known[i] += effect;
            }
        }
    }

    /// Values less what is known, and what their stratum, and if asked their month, have in common.
    pub(crate) fn residuals(&self, by_month: bool) -> Vec<f64> {
        let mut rest: Vec<f64> = self.value.iter().zip(&self.known).map(|(value, known)| value - known).collect();
        let strata = self.stratum.iter().map(|&s| s as usize + 1).max().unwrap_or(0);
        // Two rounds: strata are spread over the months nearly evenly, so the second changes little.
        for _ in 0..2 {
            centre(&mut rest, strata, |i| self.stratum[i] as usize);
            if by_month {
                centre(&mut rest, self.months, |i| self.month[i] as usize);
            }
        }
        rest
    }

    /// The clearest difference of every level that has one at all.
    pub(crate) fn scan(&self, codes: &[u16], levels: usize, shape: Shape) -> Vec<Difference> {
        self.scan_with(&self.prepare(shape), codes, levels, shape)
    }

    /// What scans of a shape share, whatever the dimension.
    pub(crate) fn prepare(&self, shape: Shape) -> Prepared {
        let by_month = !shape.is_alone();
        let rest = self.residuals(by_month);
        let (noise, likeness) = likeness(&self.unit, &rest);
        Prepared { by_month, rest, noise, likeness }
    }

    /// [`Self::scan`], prepared.
    pub(crate) fn scan_with(&self, prepared: &Prepared, codes: &[u16], levels: usize, shape: Shape) -> Vec<Difference> {
        debug_assert!(prepared.fits(shape), "prepared for another shape");
        let &Prepared { ref rest, noise, likeness, .. } = prepared;
        let variance = rest.iter().map(|v| v * v).sum::<f64>() / rest.len().max(1) as f64;
        let windows = shape.windows(self.months);
        let mut in_month = vec![0.0; self.months];
        self.month.iter().for_each(|&m| in_month[m as usize] += 1.0);
        let levels: Vec<Level> = by_level(codes, levels)
            .iter()
            .map(|rows| {
                let table = Units::of(self, rest, rows);
                // A level may vary more or less than the others do.
                let noise = noise * table.variance / variance.max(f64::MIN_POSITIVE);
                Level::new(table, shape, noise, likeness, self.binary.then(|| self.hits(rows)))
            })
            .collect();
        Comparison::new(shape, &windows, &in_month, &levels).clearest()
    }
}

impl Panel {
    /// Sums of the values of these rows by month, without what is known.
    fn hits(&self, rows: &[u32]) -> Vec<f64> {
        let mut hits = vec![0.0; self.months];
        for &row in rows {
            hits[self.month[row as usize] as usize] += self.value[row as usize] - self.known[row as usize];
        }
        hits
    }
}

/// What all dimensions of a panel share: values less what is common, and how alike those of a customer are.
#[derive(Debug)]
pub(crate) struct Prepared {
    by_month: bool,
    rest: Vec<f64>,
    noise: f64,
    likeness: f64,
}

impl Prepared {
    /// Whether it fits a shape.
    pub(crate) fn fits(&self, shape: Shape) -> bool {
        self.by_month != shape.is_alone()
    }
}

/// Subtracts from each value the mean of its group.
fn centre(values: &mut [f64], groups: usize, group: impl Fn(usize) -> usize) {
    let mut sums = vec![(0.0, 0.0); groups];
    for (i, value) in values.iter().enumerate() {
        let (sum, n) = &mut sums[group(i)];
        *sum += value;
        *n += 1.0;
    }
    for (i, value) in values.iter_mut().enumerate() {
        let (sum, n) = sums[group(i)];
        *value -= sum / n;
    }
}

/// Rows of each level, in order.
fn by_level(codes: &[u16], levels: usize) -> Vec<Vec<u32>> {
    let mut rows = vec![Vec::new(); levels];
    for (i, &code) in codes.iter().enumerate() {
        if code != NO_LEVEL {
            rows[code as usize].push(i as u32);
        }
    }
    rows
}

/// Variance within customers, and variance between them over that, by the method of moments; 0 where they are no more
/// alike than strangers.
fn likeness(unit: &[u32], rest: &[f64]) -> (f64, f64) {
    let (mut within, mut freedom, mut between, mut units) = (0.0, 0.0, 0.0, 0.0);
    for run in unit.chunk_by(|a, b| a == b).scan(0, |at, run| {
        let values = &rest[*at..*at + run.len()];
        *at += run.len();
        Some(values)
    }) {
        let n = run.len() as f64;
        let sum: f64 = run.iter().sum();
        let squares: f64 = run.iter().map(|v| v * v).sum();
        within += squares - sum * sum / n;
        freedom += n - 1.0;
        between += sum * sum / n;
        units += 1.0;
    }
    if freedom <= 0.0 || within <= 0.0 {
        let all: f64 = rest.iter().map(|v| v * v).sum();
        return (all / rest.len().max(1) as f64, 0.0);
    }
    let noise = within / freedom;
    (noise, ((between - units * noise) / rest.len() as f64 / noise).max(0.0))
}

#[cfg(test)]
mod tests;
