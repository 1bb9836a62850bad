//! Means that may have changed: who, since when, by how much, how surely.
//!
//! A [`Panel`] holds one value a row (a score, a logarithm of hours, won or not), each with its customer, its month and
//! its stratum. Rows are compared within their stratum and month, so a level (a region, a product) is always measured
//! against the others at the same time: difference in differences. Customers are the independent unit. Within one, rows
//! correlate: they are weighed by generalised least squares with a customer effect, and the variance is taken between
//! customers (Liang and Zeger 1986), so that it holds even where the weights are not the best. With few customers the
//! tails are Student's.

use super::stats::{normal_of_t, signed_root};

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
}

/// How many months a passing change lasts (the specification's bad release).
const WHILE: u8 = 3;
/// A change is looked for from this month of the history on, and up to this many before the end (chosen).
const EDGE: u8 = 2;

impl Shape {
    /// Whether there is nobody to compare with at the same time.
    pub(crate) const fn is_alone(self) -> bool {
        matches!(self, Self::AllSince | Self::BeganSince)
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
    }

    pub(crate) fn len(&self) -> usize {
        self.value.len()
    }

    /// Takes an effect that is known out of the values.
    pub(crate) fn absorb(&mut self, codes: &[u16], level: u16, window: Window, effect: f64) {
        for (i, &code) in codes.iter().enumerate() {
            if code == level && window.holds(self.month[i]) {
                self.value[i] -= effect;
            }
        }
    }

    /// Values less what their stratum, and if asked their month, have in common.
    pub(crate) fn residuals(&self, by_month: bool) -> Vec<f64> {
        let mut rest = self.value.clone();
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
        debug_assert_eq!(prepared.by_month, !shape.is_alone());
        let &Prepared { ref rest, noise, likeness, .. } = prepared;
        let variance = rest.iter().map(|v| v * v).sum::<f64>() / rest.len().max(1) as f64;
        let windows = shape.windows(self.months);
        let mut in_month = vec![0.0; self.months];
        self.month.iter().for_each(|&m| in_month[m as usize] += 1.0);
        by_level(codes, levels)
            .into_iter()
            .enumerate()
            .filter_map(|(level, rows)| {
                let table = Units::of(self, rest, &rows);
                // A level may vary more or less than the others do.
                let noise = noise * table.variance / variance.max(f64::MIN_POSITIVE);
                let common = Common { shape, windows: &windows, noise, likeness, in_month: &in_month };
                let hits = self.binary.then(|| self.hits(&rows));
                table.clearest(level as u16, &common, hits.as_deref())
            })
            .collect()
    }
}

impl Panel {
    /// Sums of the plain values of these rows by month.
    fn hits(&self, rows: &[u32]) -> Vec<f64> {
        let mut hits = vec![0.0; self.months];
        for &row in rows {
            hits[self.month[row as usize] as usize] += self.value[row as usize];
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
        self.by_month == (!shape.is_alone())
    }
}

/// What all levels of a scan share.
struct Common<'a> {
    shape: Shape,
    windows: &'a [Window],
    /// Variance within customers.
    noise: f64,
    /// Variance between customers over that within.
    likeness: f64,
    /// Rows by month.
    in_month: &'a [f64],
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

/// Customers of one level: for each the rows and the sum of values from every month on.
struct Units {
    months: usize,
    /// `2 · (months + 1)` numbers a customer: rows from month m on, then sums from month m on.
    from: Vec<f64>,
    in_month: Vec<f64>,
    /// Variance of the values.
    variance: f64,
}

impl Units {
    fn of(panel: &Panel, rest: &[f64], rows: &[u32]) -> Self {
        let months = panel.months;
        let stride = 2 * (months + 1);
        let mut from: Vec<f64> = Vec::new();
        let mut in_month = vec![0.0; months];
        for run in rows.chunk_by(|&a, &b| panel.unit[a as usize] == panel.unit[b as usize]) {
            let start = from.len();
            from.resize(start + stride, 0.0);
            let (n, sum) = from[start..].split_at_mut(months + 1);
            for &row in run {
                let month = panel.month[row as usize] as usize;
                n[month] += 1.0;
                sum[month] += rest[row as usize];
                in_month[month] += 1.0;
            }
            for month in (0..months).rev() {
                n[month] += n[month + 1];
                sum[month] += sum[month + 1];
            }
        }
        let mean = rows.iter().map(|&row| rest[row as usize]).sum::<f64>() / rows.len().max(1) as f64;
        let square: f64 = rows.iter().map(|&row| (rest[row as usize] - mean) * (rest[row as usize] - mean)).sum();
        Self { months, from, in_month, variance: square / rows.len().max(1) as f64 }
    }

    fn each(&self) -> impl Iterator<Item = (&[f64], &[f64])> {
        self.from.chunks_exact(2 * (self.months + 1)).map(|unit| unit.split_at(self.months + 1))
    }

    /// `hits`: sums of values that are 0 or 1, by month.
    fn clearest(&self, level: u16, common: &Common<'_>, hits: Option<&[f64]>) -> Option<Difference> {
        let &Common { shape, windows, noise, likeness, in_month } = common;
        let shrink = move |n: f64| n * likeness / (1.0 + n * likeness);
        // The level's own mean, weighed as its customers are.
        let (mut weight, mut total, mut rows) = (0.0, 0.0, 0.0);
        let mut crossed = vec![0.0; windows.len()];
        for (n, sum) in self.each() {
            let keep = 1.0 - shrink(n[0]);
            weight += n[0] * keep;
            total += sum[0] * keep;
            rows += n[0];
            for (crossed, w) in crossed.iter_mut().zip(windows) {
                *crossed += (n[w.from as usize] - n[w.until as usize]) * keep;
            }
        }
        if weight <= 0.0 {
            return None;
        }
        let mean = if shape == Shape::Always { 0.0 } else { total / weight };
        let mut best: Option<Difference> = None;
        for (w, crossed) in windows.iter().zip(crossed) {
            let place = w.from as usize..w.until as usize;
            let inside: f64 = self.in_month[place.clone()].iter().sum();
            let all: f64 = in_month[place].iter().sum();
            let outside = if shape == Shape::Always { all - inside } else { rows - inside };
            if inside < LEAST_ROWS || outside < LEAST_ROWS {
                continue;
            }
            let share = if shape.is_alone() { 0.0 } else { inside / all };
            let lean = if shape == Shape::Always { 0.0 } else { crossed / weight };
            let Some(mut found) = self.judge(*w, 1.0, shrink, noise, mean, lean, share) else { continue };
            if let Some(hits) = hits.filter(|_| shape != Shape::Always) {
                let Some(z) = judge_hits(hits, *w, inside / rows) else { continue };
                found.z = if z.signum() == found.z.signum() && z.abs() < found.z.abs() { z } else { found.z };
            }
            if best.is_none_or(|b| found.fit > b.fit) {
                best = Some(Difference { level, inside, outside, ..found });
            }
        }
        best.map(|best| self.date(best, common, shrink, mean, weight))
    }

    /// The month in which it began: changes that come in over two months are dated by that shape. Moves the window by a
    /// month at most; the size stays as the clearest window says.
    fn date(
        &self,
        best: Difference,
        common: &Common<'_>,
        shrink: impl Fn(f64) -> f64 + Copy,
        mean: f64,
        weight: f64,
    ) -> Difference {
        let Window { from, until } = best.window;
        if common.shape == Shape::Always || usize::from(until) < self.months || from == 0 {
            return best;
        }
        let dated = [from - 1, from].into_iter().filter_map(|from| {
            let w = Window { from, until };
            let crossed: f64 = self
                .each()
                .map(|(n, _)| {
                    let rows = n[from as usize] - 0.5 * (n[from as usize] - n[from as usize + 1]);
                    rows * (1.0 - shrink(n[0]))
                })
                .sum();
            let found = self.judge(w, 0.5, shrink, common.noise, mean, crossed / weight, 0.0)?;
            Some((found.fit, w))
        });
        let step = self.each().map(|(n, _)| n[from as usize] * (1.0 - shrink(n[0]))).sum::<f64>();
        let plain = self.judge(best.window, 1.0, shrink, common.noise, mean, step / weight, 0.0);
        let start = (plain.map_or(0.0, |plain| plain.fit), best.window);
        let window = dated.fold(start, |one, other| if other.0 > one.0 { other } else { one }).1;
        Difference { window, ..best }
    }

    /// The efficient score of one window, its information, and its variance between customers. Its first month counts
    /// by `first`.
    fn judge(
        &self,
        w: Window,
        first: f64,
        shrink: impl Fn(f64) -> f64,
        noise: f64,
        mean: f64,
        lean: f64,
        share: f64,
    ) -> Option<Difference> {
        let (mut score, mut information) = (0.0, 0.0);
        let (mut square, mut mixed, mut weight_square, mut fourth) = (0.0, 0.0, 0.0, 0.0);
        let mut units = 0;
        for (n, sum) in self.each() {
            let keep = 1.0 - shrink(n[0]);
            let pull = shrink(n[0]) / n[0];
            let (at, less) = (w.from as usize, 1.0 - first);
            let early = n[at] - n[at + 1];
            let rows = n[at] - n[w.until as usize] - less * early;
            let squares = n[at] - n[w.until as usize] - (1.0 - first * first) * early;
            let part = sum[at] - sum[w.until as usize] - less * (sum[at] - sum[at + 1]);
            let (a, b) = (n[0] * keep, rows * keep);
            let x_r = part - pull * rows * sum[0];
            let u = x_r - mean * b - lean * (sum[0] * keep - mean * a);
            let i = squares - pull * rows * rows - 2.0 * lean * b + lean * lean * a;
            score += u;
            information += i;
            square += u * u;
            mixed += u * i;
            weight_square += i * i;
            fourth += u * u * u * u;
            units += usize::from(rows > 0.0);
        }
        if units < LEAST_UNITS || information <= 0.0 || share >= 0.999 {
            return None;
        }
        let slope = score / information;
        // Between customers as they are, but not less than the model says: a handful that happen to agree prove nothing.
        let between = square - 2.0 * slope * mixed + slope * slope * weight_square;
        let spread = between.max(noise * information);
        if spread <= 0.0 || fourth <= 0.0 {
            return None;
        }
        let t = score / (spread * (1.0 - share)).sqrt();
        let freedom = (3.0 * square * square / fourth).min(units as f64 - 1.0).max(2.0);
        let effect = slope / (1.0 - share);
        Some(Difference {
            level: 0,
            window: w,
            effect,
            error: (effect / t).abs(),
            z: normal_of_t(t, freedom),
            fit: (effect * score).max(0.0).sqrt(),
            freedom,
            inside: 0.0,
            outside: 0.0,
        })
    }
}

/// The deviate of the hits inside a window, given all of the level's and the share of its rows there; none where fewer
/// than five are to be expected on a side.
fn judge_hits(hits: &[f64], w: Window, share: f64) -> Option<f64> {
    const LEAST_HITS: f64 = 5.0;
    let all: f64 = hits.iter().sum();
    let inside: f64 = hits[w.from as usize..w.until as usize].iter().sum();
    (all * share.min(1.0 - share) >= LEAST_HITS).then(|| signed_root(inside, all, share))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Draws, Stream};

    /// Forty customers a level, three rows a month, alike within a customer; level 2 falls by `drop` from month 9 on.
    fn panel(seed: u64, drop: f64) -> (Panel, Vec<u16>) {
        let mut panel = Panel { months: 18, ..Panel::default() };
        let mut codes = Vec::new();
        for unit in 0..160_u32 {
            let mut d = Draws::at(seed, Stream::Planner, u64::from(unit));
            let own = 0.5 * d.normal();
            let level = (unit % 4) as u16;
            for month in 0..18_u8 {
                for _ in 0..3 {
                    let fallen = if level == 2 && month >= 9 { drop } else { 0.0 };
                    // A trend that all share, and two strata that differ.
                    let shared = 0.05 * f64::from(month) + f64::from(unit % 2);
                    panel.push(unit, month, (unit % 2) as u16, own + shared - fallen + d.normal());
                    codes.push(level);
                }
            }
        }
        (panel, codes)
    }

    #[test]
    fn a_drop_is_found_dated_and_measured() {
        let (panel, codes) = panel(1, 0.6);
        let found = panel.scan(&codes, 4, Shape::Since);
        let clearest = found.iter().max_by(|a, b| a.z.abs().total_cmp(&b.z.abs())).unwrap();
        assert_eq!((clearest.level, clearest.window.from), (2, 9), "{found:?}");
        assert!((clearest.effect + 0.6).abs() < 2.0 * clearest.error, "{clearest:?}");
        assert!(clearest.z < -5.0, "{clearest:?}");
    }

    #[test]
    fn what_is_absorbed_is_not_found_again() {
        let (mut panel, codes) = panel(1, 0.6);
        panel.absorb(&codes, 2, Window { from: 9, until: 18 }, -0.6);
        let found = panel.scan(&codes, 4, Shape::Since);
        assert!(found.iter().all(|d| d.z.abs() < 3.5), "{found:?}");
    }

    #[test]
    fn without_a_change_deviates_are_standard_normal() {
        let (mut squares, mut n) = (0.0, 0.0);
        for seed in 0..60 {
            let (panel, codes) = panel(seed, 0.0);
            let rest = panel.residuals(true);
            let (noise, likeness) = likeness(&panel.unit, &rest);
            let mut in_month = vec![0.0; 18];
            panel.month.iter().for_each(|&m| in_month[m as usize] += 1.0);
            for rows in by_level(&codes, 4) {
                let windows = &[Window { from: 9, until: 18 }];
                let common = Common { shape: Shape::Since, windows, noise, likeness, in_month: &in_month };
                let found = Units::of(&panel, &rest, &rows).clearest(0, &common, None);
                squares += found.unwrap().z * found.unwrap().z;
                n += 1.0;
            }
        }
        let variance: f64 = squares / n;
        assert!((0.75..1.3).contains(&variance), "{variance}");
    }
}
