//! Logistic regression by Newton's method (iteratively reweighted least squares), with a ridge.

use super::features::{FEATURES, Features};
use crate::maths::logistic;

/// Weight of the ridge, on columns scaled to variance 1 (chosen: as much as four rows say).
const RIDGE: f64 = 1.0;
/// Rounds; eight are enough from a start at the mean, the rest is for separated data.
const ROUNDS: usize = 25;
/// Columns, and the constant.
const N: usize = FEATURES + 1;

/// Weights of scaled columns.
#[derive(Clone, Debug)]
pub(super) struct Model {
    mean: Features,
    spread: Features,
    constant: f64,
    weight: Features,
}

impl Model {
    /// The chance of the event.
    pub(super) fn chance(&self, features: &Features) -> f64 {
        logistic(self.constant + (0..FEATURES).map(|f| self.part(features, f)).sum::<f64>())
    }

    /// What one column adds to the log-odds, against a customer with its mean.
    pub(super) fn part(&self, features: &Features, column: usize) -> f64 {
        self.weight[column] * (features[column] - self.mean[column]) / self.spread[column]
    }
}

/// The model that fits these rows best.
pub(super) fn fit(rows: &[(Features, bool)]) -> Model {
    let n = rows.len() as f64;
    let mut mean = [0.0; FEATURES];
    let mut spread = [0.0; FEATURES];
    for f in 0..FEATURES {
        mean[f] = rows.iter().map(|(x, _)| x[f]).sum::<f64>() / n;
        let variance = rows.iter().map(|(x, _)| (x[f] - mean[f]) * (x[f] - mean[f])).sum::<f64>() / n;
        spread[f] = if variance > 1e-12 { variance.sqrt() } else { 1.0 };
    }
    let share = rows.iter().filter(|(_, y)| *y).count() as f64 / n;
    let mut beta = [0.0; N];
    beta[0] = crate::maths::logit(share.clamp(1e-6, 1.0 - 1e-6));
    for _ in 0..ROUNDS {
        let mut gradient = [0.0; N];
        let mut hessian = [[0.0; N]; N];
        for f in 1..N {
            gradient[f] = -RIDGE * beta[f];
            hessian[f][f] = RIDGE;
        }
        for (x, y) in rows {
            let mut z = [1.0; N];
            for f in 0..FEATURES {
                z[f + 1] = (x[f] - mean[f]) / spread[f];
            }
            let p = logistic((0..N).map(|f| beta[f] * z[f]).sum());
            let w = p * (1.0 - p);
            let miss = f64::from(u8::from(*y)) - p;
            for f in 0..N {
                gradient[f] += miss * z[f];
                for g in 0..=f {
                    hessian[f][g] += w * z[f] * z[g];
                }
            }
        }
        let step = solve(&mut hessian, gradient);
        let mut largest = 0.0_f64;
        for f in 0..N {
            // No step so long that the next round overflows.
            let step = step[f].clamp(-4.0, 4.0);
            beta[f] += step;
            largest = largest.max(step.abs());
        }
        if largest < 1e-9 {
            break;
        }
    }
    Model { mean, spread, constant: beta[0], weight: core::array::from_fn(|f| beta[f + 1]) }
}

/// Solves `a x = b` for a positive definite `a` given by its lower triangle, which is overwritten (Cholesky).
fn solve(a: &mut [[f64; N]; N], mut b: [f64; N]) -> [f64; N] {
    for i in 0..N {
        for j in 0..=i {
            let sum: f64 = (0..j).map(|k| a[i][k] * a[j][k]).sum();
            a[i][j] = if i == j { (a[i][i] - sum).max(1e-12).sqrt() } else { (a[i][j] - sum) / a[j][j] };
        }
    }
    for i in 0..N {
        let sum: f64 = (0..i).map(|k| a[i][k] * b[k]).sum();
        b[i] = (b[i] - sum) / a[i][i];
    }
    for i in (0..N).rev() {
        let sum: f64 = (i + 1..N).map(|k| a[k][i] * b[k]).sum();
        b[i] = (b[i] - sum) / a[i][i];
    }
    b
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Draws, Stream};

    #[test]
    fn it_finds_the_weights_that_made_the_rows() {
        let mut d = Draws::at(5, Stream::Planner, 1);
        let rows: Vec<(Features, bool)> = (0..20_000)
            .map(|_| {
                let mut x = [0.0; FEATURES];
                x[0] = d.normal();
                x[1] = 3.0 + 2.0 * d.normal();
                let odds = -2.0 + 0.8 * x[0] - 0.5 * (x[1] - 3.0);
                (x, d.chance(logistic(odds)))
            })
            .collect();
        let model = fit(&rows);
        assert!((model.weight[0] / model.spread[0] - 0.8).abs() < 0.06, "{model:?}");
        assert!((model.weight[1] / model.spread[1] + 0.5).abs() < 0.04, "{model:?}");
        assert!(model.weight[2..].iter().all(|w| w.abs() < 1e-9));
    }

    #[test]
    fn rows_that_a_column_separates_do_not_break_it() {
        let rows: Vec<(Features, bool)> = (0..40)
            .map(|i| {
                let mut x = [0.0; FEATURES];
                x[0] = f64::from(i);
                (x, i >= 20)
            })
            .collect();
        let model = fit(&rows);
        assert!(model.weight.iter().all(|w| w.is_finite()) && model.chance(&rows[39].0) > 0.9);
    }
}
