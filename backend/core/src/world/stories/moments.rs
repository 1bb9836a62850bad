//! Ratios of sums, compared: what every reveal comes down to.
//!
//! A reveal puts rows into up to four cells (here after, here before, elsewhere after, elsewhere before). In each cell stand two
//! sums: a value (scores, wins, churned customers, logs of hours) and a weight (texts, deals, days). The mean of a cell is
//! value by weight, and the effect compares the means. Customers are drawn, not rows: the standard error comes from the sums
//! of squares and products of each customer's own sums (the delta method for ratio estimators: Cochran 1977, 6.3). All sums
//! are integers, so the order in which blocks are added plays no part.

/// Cells, each with a value and a weight.
pub(crate) const CELLS: usize = 4;
/// What one customer adds: value and weight of each cell.
pub(crate) type Shares = [i64; 2 * CELLS];
/// Of fewer customers the standard error would say more than there is to know (chosen).
const LEAST_CUSTOMERS: f64 = 8.0;
const PRODUCTS: usize = CELLS * (2 * CELLS + 1);

/// Sums over customers of their shares, and of the products of these.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Moments {
    sums: [i128; 2 * CELLS],
    products: [i128; PRODUCTS],
}

/// How the means of the cells are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Compare {
    /// Here after less here before, less the same elsewhere; whatever there is of it.
    Difference,
    /// The same with logarithms of the means.
    LogRatio,
    /// How much better a colleague is than others (here against elsewhere) with equal customers than in all: the second
    /// cells hold the other kind of customers.
    Paradox,
}

/// What came out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Estimate {
    pub(crate) effect: f64,
    pub(crate) error: f64,
    /// Means of the cells, in units of the reveal; none where there is no row.
    pub(crate) means: [Option<f64>; CELLS],
}

impl Moments {
    pub(crate) const NONE: Self = Self { sums: [0; 2 * CELLS], products: [0; PRODUCTS] };

    /// Adds one customer.
    pub(crate) fn add(&mut self, shares: &Shares) {
        let mut at = 0;
        for (i, &one) in shares.iter().enumerate() {
            self.sums[i] += i128::from(one);
            for &other in &shares[i..] {
                self.products[at] += i128::from(one) * i128::from(other);
                at += 1;
            }
        }
    }

    /// Adds the customers of another.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.sums.iter_mut().zip(other.sums).for_each(|(sum, more)| *sum += more);
        self.products.iter_mut().zip(other.products).for_each(|(sum, more)| *sum += more);
    }

    /// How many customers of equal weight a cell's rows are worth; nothing where it is empty.
    fn customers(&self, cell: usize) -> Option<f64> {
        let at = 2 * cell + 1;
        // The products of one sum with itself: after those of all sums before it.
        let squares = self.products[(0..at).map(|before| 2 * CELLS - before).sum::<usize>()];
        let sum = self.sums[at] as f64;
        (squares > 0).then(|| sum * sum / squares as f64)
    }

    /// The effect and its standard error; `unit` is what a value of 1 stands for. Nothing where no row, or nothing but
    /// zeros, is on a side that has to be compared, or rows of so few customers that their spread says nothing.
    pub(crate) fn compare(&self, how: Compare, unit: f64) -> Option<Estimate> {
        if how != Compare::Paradox
            && (0..CELLS).any(|cell| self.customers(cell).is_some_and(|count| count < LEAST_CUSTOMERS))
        {
            return None;
        }
        let sums = self.sums.map(|sum| sum as f64);
        let effect = effect(how, &sums, unit)?;
        // The gradient by central differences; the effect is smooth in the sums.
        let mut gradient = [0.0; 2 * CELLS];
        for (i, slope) in gradient.iter_mut().enumerate() {
            let step = sums[i].abs() * 1e-4;
            if step > 0.0 {
                let (mut low, mut high) = (sums, sums);
                low[i] -= step;
                high[i] += step;
                *slope = (self::effect(how, &high, unit)? - self::effect(how, &low, unit)?) / (2.0 * step);
            }
        }
        let (mut variance, mut at) = (0.0, 0);
        for i in 0..2 * CELLS {
            for j in i..2 * CELLS {
                let twice = if i == j { 1.0 } else { 2.0 };
                variance += twice * gradient[i] * gradient[j] * self.products[at] as f64;
                at += 1;
            }
        }
        let mean = |cell: usize| (sums[2 * cell + 1] > 0.0).then(|| unit * sums[2 * cell] / sums[2 * cell + 1]);
        Some(Estimate { effect, error: variance.max(0.0).sqrt(), means: core::array::from_fn(mean) })
    }
}

/// The effect as a function of the sums.
fn effect(how: Compare, sums: &[f64; 2 * CELLS], unit: f64) -> Option<f64> {
    let weight = |cell: usize| sums[2 * cell + 1];
    if how == Compare::Paradox {
        let rate = |cells: &[usize]| {
            let (wins, deals) = cells.iter().fold((0.0, 0.0), |(w, n), &c| (w + sums[2 * c], n + weight(c)));
            (deals > 0.0).then(|| unit * wins / deals)
        };
        // What others would win of deals mixed as the colleague's, against what they win of their own.
        let own = weight(0) + weight(1);
        let expected = (weight(0) * rate(&[2])? + weight(1) * rate(&[3])?) / own;
        return (own > 0.0).then_some(rate(&[2, 3])? - expected);
    }
    let level = |cell: usize| {
        let mean = (weight(cell) > 0.0).then(|| unit * sums[2 * cell] / weight(cell))?;
        match how {
            Compare::LogRatio => (mean > 0.0).then(|| libm::log(mean)),
            _ => Some(mean),
        }
    };
    // A cell without any row is left out on purpose; one that has rows and no value cannot be compared.
    let change = |after: usize, before: usize| match (weight(after) > 0.0, weight(before) > 0.0) {
        (true, true) => level(after).zip(level(before)).map(|(after, before)| Some(after - before)),
        (true, false) => level(after).map(Some),
        _ => Some(None),
    };
    let here = change(0, 1)?;
    let elsewhere = change(2, 3)?;
    match (here, elsewhere) {
        (Some(here), Some(elsewhere)) => Some(here - elsewhere),
        (Some(here), None) => (weight(1) > 0.0).then_some(here),
        _ => None,
    }
}
