//! One level of a panel: sums by customer and month, and the judgement of every window.

use super::super::stats::{normal_of_t, signed_root};
use super::{Difference, LEAST_ROWS, LEAST_UNITS, Panel, Shape, Window};

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
}

/// A level and what it has in common, whatever the window.
pub(super) struct Level {
    units: Units,
    shape: Shape,
    /// Variance within customers.
    noise: f64,
    /// Variance between customers over that within.
    likeness: f64,
    /// The level's own mean, and the weight of its rows in it: rows of a customer count less the more there are.
    mean: f64,
    weight: f64,
    rows: f64,
    /// Sums of values that are 0 or 1, by month.
    hits: Option<Vec<f64>>,
}

/// One question to a level.
#[derive(Clone, Copy, Debug)]
struct Ask {
    window: Window,
    /// What the first month counts for: changes may come in by half.
    first: f64,
    /// Share of the level's weight inside the window.
    lean: f64,
}

/// What a level says of one window by itself: the efficient score of a change, its information, and how far it may be off.
#[derive(Clone, Copy, Debug)]
struct Says {
    score: f64,
    information: f64,
    /// Customers with rows inside the window.
    units: usize,
}

/// Sums over the customers of a level, of one window.
#[derive(Clone, Copy, Debug, Default)]
struct Sums {
    score: f64,
    information: f64,
    /// Weight of the rows inside the window.
    crossed: f64,
    units: u32,
}

/// The variance of a score and its degrees of freedom.
#[derive(Clone, Copy, Debug)]
struct Spread {
    variance: f64,
    freedom: f64,
}

impl Level {
    pub(super) fn new(units: Units, shape: Shape, noise: f64, likeness: f64, hits: Option<Vec<f64>>) -> Self {
        let mut level = Self { units, shape, noise, likeness, mean: 0.0, weight: 0.0, rows: 0.0, hits };
        let (mut weight, mut total, mut rows) = (0.0, 0.0, 0.0);
        for (n, sum) in level.units.each() {
            let keep = level.keep(n[0]);
            weight += n[0] * keep;
            total += sum[0] * keep;
            rows += n[0];
        }
        level.mean = if shape == Shape::Always || weight <= 0.0 { 0.0 } else { total / weight };
        (level.weight, level.rows) = (weight, rows);
        level
    }

    /// What a row counts for beside so many of the same customer.
    fn keep(&self, n: f64) -> f64 {
        1.0 / (1.0 + n * self.likeness)
    }

    fn ask(&self, window: Window, first: f64) -> Ask {
        if self.shape == Shape::Always || self.weight <= 0.0 {
            return Ask { window, first, lean: 0.0 };
        }
        let (at, until) = (window.from as usize, window.until as usize);
        let inside = |n: &[f64]| (n[at] - n[until] - (1.0 - first) * (n[at] - n[at + 1])) * self.keep(n[0]);
        Ask { window, first, lean: self.units.each().map(|(n, _)| inside(n)).sum::<f64>() / self.weight }
    }

    /// Of each customer: the score, the information, and whether it has rows inside the window.
    fn parts(&self, ask: Ask) -> impl Iterator<Item = (f64, f64, bool)> {
        let Ask { window: w, first, lean } = ask;
        let mean = self.mean;
        self.units.each().map(move |(n, sum)| {
            let keep = self.keep(n[0]);
            let pull = self.likeness * keep;
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

    fn says(&self, ask: Ask) -> Says {
        let mut says = Says { score: 0.0, information: 0.0, units: 0 };
        for (u, i, inside) in self.parts(ask) {
            says.score += u;
            says.information += i;
            says.units += usize::from(inside);
        }
        says
    }

    /// [`Self::says`] of many windows, in one pass over the customers: sums of what [`Self::parts`] gives one by one.
    fn says_all(&self, windows: &[Window]) -> Vec<(Ask, Says)> {
        let mut sums = vec![Sums::default(); windows.len()];
        let mean = self.mean;
        for (n, sum) in self.units.each() {
            let keep = self.keep(n[0]);
            let pull = self.likeness * keep;
            let expected = pull * sum[0] + mean * keep;
            for (sums, w) in sums.iter_mut().zip(windows) {
                let (from, until) = (w.from as usize, w.until as usize);
                let rows = n[from] - n[until];
                sums.score += sum[from] - sum[until] - rows * expected;
                sums.information += rows - pull * rows * rows;
                sums.crossed += keep * rows;
                sums.units += u32::from(rows > 0.0);
            }
        }
        let alone = self.shape == Shape::Always || self.weight <= 0.0;
        let says = |(sums, &window): (&Sums, &Window)| {
            let lean = if alone { 0.0 } else { sums.crossed / self.weight };
            let information = sums.information - lean * sums.crossed;
            (Ask { window, first: 1.0, lean }, Says { score: sums.score, information, units: sums.units as usize })
        };
        sums.iter().zip(windows).map(says).collect()
    }

    /// The variance of the score between customers, with what each pulls the line towards itself made up for (Bell and
    /// McCaffrey 2002): a few who write most are not to vouch for themselves. Not less than the model says: a handful
    /// that happen to agree prove nothing.
    fn spread(&self, ask: Ask, says: &Says) -> Spread {
        let Says { score, information, units } = *says;
        if information <= 0.0 {
            return Spread { variance: 0.0, freedom: f64::INFINITY };
        }
        let slope = score / information;
        let (mut square, mut fourth, mut between) = (0.0, 0.0, 0.0);
        for (u, i, _) in self.parts(ask) {
            // Of what is left beside the effect: a large effect is no reason to trust the spread less.
            let left = (u - slope * i) * (u - slope * i);
            square += left;
            fourth += left * left;
            between += left / (1.0 - i / information).max(0.1);
        }
        let freedom = if fourth > 0.0 { (3.0 * square * square / fourth).min(units as f64 - 1.0) } else { 2.0 };
        Spread { variance: between.max(self.noise * information), freedom: freedom.max(2.0) }
    }
}

/// The levels of a dimension, each against all others.
pub(super) struct Comparison<'a> {
    shape: Shape,
    windows: &'a [Window],
    /// Rows by month.
    in_month: &'a [f64],
    levels: &'a [Level],
    /// Of each level, and of all together, what they say of each window.
    says: Vec<Vec<(Ask, Says)>>,
    together: Vec<Says>,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(shape: Shape, windows: &'a [Window], in_month: &'a [f64], levels: &'a [Level]) -> Self {
        let says: Vec<Vec<(Ask, Says)>> = levels.iter().map(|level| level.says_all(windows)).collect();
        let sum = |w: usize| {
            says.iter().map(|says| says[w].1).fold(Says { score: 0.0, information: 0.0, units: 0 }, |a, b| Says {
                score: a.score + b.score,
                information: a.information + b.information,
                units: a.units + b.units,
            })
        };
        let together = (0..windows.len()).map(sum).collect();
        Self { shape, windows, in_month, levels, says, together }
    }

    /// The clearest window of every level that has one at all.
    pub(super) fn clearest(&self) -> Vec<Difference> {
        let mut spreads: Vec<Option<Vec<Spread>>> = vec![None; self.windows.len()];
        let mut found = Vec::new();
        for l in 0..self.levels.len() {
            let fits = (0..self.windows.len()).filter_map(|w| self.fit(l, w).map(|fit| (w, fit)));
            let Some((w, fit)) = fits.reduce(|best, one| if one.1 > best.1 { one } else { best }) else { continue };
            // Of all levels at once: what this one is measured against varies as well.
            let spread = spreads[w].get_or_insert_with(|| {
                self.levels.iter().zip(&self.says).map(|(level, says)| level.spread(says[w].0, &says[w].1)).collect()
            });
            found.extend(self.difference(l, w, fit, spread));
        }
        found
    }

    /// Rows of a level inside the window, and those it is measured against.
    fn rows(&self, level: usize, window: Window) -> (f64, f64) {
        let place = window.from as usize..window.until as usize;
        let inside: f64 = self.levels[level].units.in_month[place.clone()].iter().sum();
        let outside = match self.shape {
            Shape::Always => self.in_month[place].iter().sum::<f64>() - inside,
            _ => self.levels[level].rows - inside,
        };
        (inside, outside)
    }

    /// What the model gains by a change in this window, as a deviate; none where there is too little to compare.
    fn fit(&self, l: usize, w: usize) -> Option<f64> {
        let (ask, says) = &self.says[l][w];
        let (inside, outside) = self.rows(l, ask.window);
        let enough = inside >= LEAST_ROWS && outside >= LEAST_ROWS && says.units >= LEAST_UNITS;
        if !enough || says.information <= 0.0 || self.hits(l, ask.window).is_some_and(f64::is_nan) {
            return None;
        }
        let doubt = if self.shape.is_alone() { 0.0 } else { 1.0 / self.others(l, w)?.information };
        Some(self.effect(l, w).abs() / (1.0 / says.information + doubt).sqrt())
    }

    /// What all other levels say together; none where there are none.
    fn others(&self, l: usize, w: usize) -> Option<Says> {
        let (all, own) = (&self.together[w], &self.says[l][w].1);
        let others = Says {
            score: all.score - own.score,
            information: all.information - own.information,
            units: all.units - own.units,
        };
        (others.information > 1e-3 * own.information).then_some(others)
    }

    /// The change of a level less that of the others: what moves all of them alike, as a mean over customers rather than
    /// rows would show it, is in both.
    fn effect(&self, l: usize, w: usize) -> f64 {
        let slope = |says: &Says| says.score / says.information;
        let common = if self.shape.is_alone() { 0.0 } else { self.others(l, w).as_ref().map_or(0.0, slope) };
        slope(&self.says[l][w].1) - common
    }

    /// For shares that change: the deviate of the hits inside a window; not a number where they are too few.
    fn hits(&self, l: usize, window: Window) -> Option<f64> {
        let hits = self.levels[l].hits.as_ref().filter(|_| self.shape != Shape::Always)?;
        Some(judge_hits(hits, window, self.rows(l, window).0 / self.levels[l].rows).unwrap_or(f64::NAN))
    }

    fn difference(&self, l: usize, w: usize, fit: f64, spreads: &[Spread]) -> Option<Difference> {
        let (ask, says) = self.says[l][w];
        let effect = self.effect(l, w);
        // The variance of the level's own change, and of the change of all others together.
        let own = spreads[l].variance / (says.information * says.information);
        let (mut others, mut doubt) = (0.0, own * own / spreads[l].freedom);
        if !self.shape.is_alone() {
            let all = self.others(l, w)?.information;
            for spread in spreads.iter().enumerate().filter(|&(i, _)| i != l).map(|(_, spread)| spread) {
                let part = spread.variance / (all * all);
                others += part;
                doubt += part * part / spread.freedom;
            }
        }
        let variance = own + others;
        if variance <= 0.0 {
            return None;
        }
        let error = variance.sqrt();
        // Two variances, each estimated (Satterthwaite 1946).
        let freedom = variance * variance / doubt.max(f64::MIN_POSITIVE);
        let mut z = normal_of_t(effect / error, freedom);
        if let Some(hits) = self.hits(l, ask.window)
            && hits.signum() == z.signum()
            && hits.abs() < z.abs()
        {
            z = hits;
        }
        let (inside, outside) = self.rows(l, ask.window);
        let window = self.date(l, ask);
        Some(Difference { level: l as u16, window, effect, error, z, fit, freedom, inside, outside })
    }

    /// The window by the month in which the change began. Changes come in at once or by half, and neighbouring months are
    /// hard to tell apart: it is the middle one of the probable, which is less far off than the one that fits best.
    fn date(&self, l: usize, best: Ask) -> Window {
        let level = &self.levels[l];
        let Window { from, until } = best.window;
        if matches!(self.shape, Shape::Always | Shape::Afterwards)
            || usize::from(until) < level.units.months
            || from == 0
            || level.noise <= 0.0
        {
            return best.window;
        }
        let fit = |from: u8, first: f64| {
            let says = level.says(level.ask(Window { from, until }, first));
            if says.information > 0.0 { says.score * says.score / says.information / level.noise } else { 0.0 }
        };
        let months: Vec<(u8, f64)> = (from.saturating_sub(MOVES).max(1)..=(from + MOVES).min(until - 1))
            .flat_map(|month| [(month, fit(month, 1.0)), (month, fit(month, 0.5))])
            .collect();
        Window { from: likeliest(from, &months), until }
    }
}

/// A date is moved by this many months at most (chosen: beyond, it would be another change).
const MOVES: u8 = 2;

/// The month in the middle of all that is probable, near the one that fits best, given deviances of months; a month may be
/// there more than once.
pub(in crate::insight) fn likeliest(best: u8, months: &[(u8, f64)]) -> u8 {
    let most = months.iter().map(|(_, deviance)| *deviance).fold(0.0, f64::max);
    let near = months.iter().filter(|(month, _)| month.abs_diff(best) <= MOVES);
    let chance = |&(_, deviance): &(u8, f64)| libm::exp((deviance - most) / 2.0);
    let all: f64 = near.clone().map(chance).sum();
    let mut before = 0.0;
    let middle = near.clone().find(|one| {
        before += chance(one);
        2.0 * before >= all
    });
    middle.map_or(best, |(month, _)| *month)
}

/// The deviate of the hits inside a window, given all of the level's and the share of its rows there; none where fewer
/// than two are to be expected on a side.
fn judge_hits(hits: &[f64], w: Window, share: f64) -> Option<f64> {
    const LEAST_HITS: f64 = 2.0;
    let all: f64 = hits.iter().sum();
    let inside: f64 = hits[w.from as usize..w.until as usize].iter().sum();
    (all * share.min(1.0 - share) >= LEAST_HITS).then(|| signed_root(inside, all, share))
}

#[cfg(test)]
impl Level {
    /// Score and information of each window, asked one by one and all at once.
    pub(super) fn both(&self, windows: &[Window]) -> Vec<((f64, f64), (f64, f64))> {
        let pair = |says: Says| (says.score, says.information);
        let apart = windows.iter().map(|&window| pair(self.says(self.ask(window, 1.0))));
        apart.zip(self.says_all(windows).into_iter().map(|(_, says)| pair(says))).collect()
    }
}
