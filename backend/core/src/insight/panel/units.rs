//! One level of a panel: sums by customer and month, and the judgement of every window.

use super::super::stats::{normal_of_t, signed_root};
use super::{Common, Difference, LEAST_ROWS, LEAST_UNITS, Panel, Shape, Window};

/// Customers of one level: for each the rows and the sum of values from every month on.
pub(super) struct Units {
    months: usize,
    /// `2 · (months + 1)` numbers a customer: rows from month m on, then sums from month m on.
    from: Vec<f64>,
    in_month: Vec<f64>,
    /// Variance of the values.
    pub(super) variance: f64,
}

impl Units {
    pub(super) fn of(panel: &Panel, rest: &[f64], rows: &[u32]) -> Self {
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

    /// The clearest window of the level. `hits`: sums of values that are 0 or 1, by month.
    pub(super) fn clearest(&self, level: u16, common: &Common<'_>, hits: Option<&[f64]>) -> Option<Difference> {
        let &Common { shape, windows, likeness, in_month, .. } = common;
        let view = View { units: self, noise: common.noise, likeness };
        // The level's own mean, weighed as its customers are.
        let (mut weight, mut total, mut rows) = (0.0, 0.0, 0.0);
        let mut crossed = vec![0.0; windows.len()];
        for (n, sum) in self.each() {
            let keep = 1.0 - view.shrink(n[0]);
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
        let mut best: Option<(Difference, Ask)> = None;
        for (&window, crossed) in windows.iter().zip(crossed) {
            let place = window.from as usize..window.until as usize;
            let inside: f64 = self.in_month[place.clone()].iter().sum();
            let all: f64 = in_month[place].iter().sum();
            let outside = if shape == Shape::Always { all - inside } else { rows - inside };
            if inside < LEAST_ROWS || outside < LEAST_ROWS {
                continue;
            }
            let share = if shape.is_alone() { 0.0 } else { inside / all };
            let lean = if shape == Shape::Always { 0.0 } else { crossed / weight };
            let ask = Ask { window, first: 1.0, mean, lean, share };
            let Some(mut found) = view.judge(&ask) else { continue };
            if let Some(hits) = hits.filter(|_| shape != Shape::Always) {
                let Some(z) = judge_hits(hits, window, inside / rows) else { continue };
                found.z = if z.signum() == found.z.signum() && z.abs() < found.z.abs() { z } else { found.z };
            }
            if best.as_ref().is_none_or(|(b, _)| found.fit > b.fit) {
                best = Some((Difference { level, inside, outside, ..found }, ask));
            }
        }
        let (best, ask) = best?;
        let sure = view.without_leverage(best, &ask);
        Some(Difference { window: view.date(&ask, shape, weight), ..sure })
    }
}

/// One question to a level.
#[derive(Clone, Copy, Debug)]
struct Ask {
    window: Window,
    /// What the first month counts for: changes may come in by half.
    first: f64,
    /// The level's own mean.
    mean: f64,
    /// Share of the level's weight inside the window.
    lean: f64,
    /// Share of the level among all rows inside the window.
    share: f64,
}

/// The customers of a level, and how alike the rows of one are.
struct View<'a> {
    units: &'a Units,
    noise: f64,
    likeness: f64,
}

impl View<'_> {
    /// How far the mean of so many rows of a customer is the customer's.
    fn shrink(&self, n: f64) -> f64 {
        n * self.likeness / (1.0 + n * self.likeness)
    }

    /// Of each customer: the score, the information, and whether it has rows inside the window.
    fn parts(&self, ask: &Ask) -> impl Iterator<Item = (f64, f64, bool)> {
        let &Ask { window: w, first, mean, lean, .. } = ask;
        self.units.each().map(move |(n, sum)| {
            let keep = 1.0 - self.shrink(n[0]);
            let pull = self.shrink(n[0]) / n[0];
            let (at, less) = (w.from as usize, 1.0 - first);
            let early = n[at] - n[at + 1];
            let rows = n[at] - n[w.until as usize] - less * early;
            let squares = n[at] - n[w.until as usize] - (1.0 - first * first) * early;
            let part = sum[at] - sum[w.until as usize] - less * (sum[at] - sum[at + 1]);
            let (a, b) = (n[0] * keep, rows * keep);
            let u = part - pull * rows * sum[0] - mean * b - lean * (sum[0] * keep - mean * a);
            let i = squares - pull * rows * rows - 2.0 * lean * b + lean * lean * a;
            (u, i, rows > 0.0)
        })
    }

    /// The efficient score of one window, its information, and its variance between customers.
    fn judge(&self, ask: &Ask) -> Option<Difference> {
        let (mut score, mut information) = (0.0, 0.0);
        let (mut square, mut mixed, mut weight_square, mut fourth) = (0.0, 0.0, 0.0, 0.0);
        let mut units = 0;
        for (u, i, inside) in self.parts(ask) {
            score += u;
            information += i;
            square += u * u;
            mixed += u * i;
            weight_square += i * i;
            fourth += u * u * u * u;
            units += usize::from(inside);
        }
        if units < LEAST_UNITS || information <= 0.0 || ask.share >= 0.999 {
            return None;
        }
        let slope = score / information;
        // Between customers as they are, but not less than the model says: a handful that happen to agree prove nothing.
        let between = square - 2.0 * slope * mixed + slope * slope * weight_square;
        let spread = between.max(self.noise * information);
        if spread <= 0.0 || fourth <= 0.0 {
            return None;
        }
        let t = score / (spread * (1.0 - ask.share)).sqrt();
        let freedom = (3.0 * square * square / fourth).min(units as f64 - 1.0).max(2.0);
        let effect = slope / (1.0 - ask.share);
        Some(Difference {
            level: 0,
            window: ask.window,
            effect,
            error: (effect / t).abs(),
            z: normal_of_t(t, freedom),
            fit: (effect * score).max(0.0).sqrt(),
            freedom,
            inside: 0.0,
            outside: 0.0,
        })
    }

    /// The same with what each customer pulls the line towards itself made up for (Bell and McCaffrey 2002): a few who
    /// write most are not to vouch for themselves.
    fn without_leverage(&self, found: Difference, ask: &Ask) -> Difference {
        let (mut score, mut information) = (0.0, 0.0);
        for (u, i, _) in self.parts(ask) {
            score += u;
            information += i;
        }
        let slope = score / information;
        let between: f64 =
            self.parts(ask).map(|(u, i, _)| (u - slope * i) * (u - slope * i) / (1.0 - i / information).max(0.1)).sum();
        let spread = between.max(self.noise * information);
        let t = score / (spread * (1.0 - ask.share)).sqrt();
        let z = normal_of_t(t, found.freedom);
        Difference {
            z: if z.abs() < found.z.abs() { z } else { found.z },
            error: (found.effect / t).abs().max(found.error),
            ..found
        }
    }

    /// The window by the month in which the change began: those that come in over two months are dated by that shape.
    /// Moves it by a month at most.
    fn date(&self, best: &Ask, shape: Shape, weight: f64) -> Window {
        let Window { from, until } = best.window;
        if matches!(shape, Shape::Always | Shape::Afterwards) || usize::from(until) < self.units.months || from == 0 {
            return best.window;
        }
        let fit = |from: u8, first: f64| {
            let rows = |n: &[f64]| n[from as usize] - (1.0 - first) * (n[from as usize] - n[from as usize + 1]);
            let crossed: f64 = self.units.each().map(|(n, _)| rows(n) * (1.0 - self.shrink(n[0]))).sum();
            let ask = Ask { window: Window { from, until }, first, lean: crossed / weight, share: 0.0, ..*best };
            self.judge(&ask).map_or(0.0, |found| found.fit)
        };
        let shapes = [(from, fit(from, 1.0)), (from - 1, fit(from - 1, 0.5)), (from, fit(from, 0.5))];
        let likeliest = shapes.iter().fold(shapes[0], |best, &one| if one.1 > best.1 { one } else { best });
        Window { from: likeliest.0, until }
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
