//! Drawing one of many with given weights, in constant time.

use crate::rng::Draws;

/// A table of weights to draw an index from: Walker's alias method, built as in Vose 1991.
///
/// One draw of 64 bits decides the cell (upper half) and whether its own index or its alias is taken (lower half),
/// so weights are kept to within 2^-32.
#[derive(Clone, Debug)]
pub(crate) struct Weighted(Box<[Cell]>);

#[derive(Clone, Copy, Debug)]
struct Cell {
    keep_below: u32,
    alias: u16,
}

impl Weighted {
    /// From weights that are not negative and not all zero; at most 65,536 of them.
    pub(crate) fn new(weights: &[f64]) -> Self {
        let n = weights.len();
        let total: f64 = weights.iter().sum();
        assert!(n > 0 && n <= 1 << 16 && total > 0.0, "{n} weights with sum {total}");
        let mut scaled: Vec<f64> = weights.iter().map(|w| w / total * n as f64).collect();
        let mut cells: Vec<Cell> = (0..n).map(|i| Cell { keep_below: u32::MAX, alias: i as u16 }).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..n).partition(|&i| scaled[i] < 1.0);
        while let (Some(&s), Some(&l)) = (small.last(), large.last()) {
            small.pop();
            cells[s] = Cell { keep_below: (scaled[s] * 4_294_967_296.0) as u32, alias: l as u16 };
            scaled[l] -= 1.0 - scaled[s];
            if scaled[l] < 1.0 {
                large.pop();
                small.push(l);
            }
        }
        Self(cells.into_boxed_slice())
    }

    /// One index, by weight.
    #[inline]
    pub(crate) fn draw(&self, draws: &mut Draws) -> usize {
        let bits = draws.bits();
        let at = (((bits >> 32) * self.0.len() as u64) >> 32) as usize;
        let cell = self.0[at];
        if (bits as u32) < cell.keep_below { at } else { usize::from(cell.alias) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Stream;

    #[test]
    fn draws_follow_the_weights() {
        let weights = [5.0, 0.0, 1.0, 3.0, 1.0];
        let table = Weighted::new(&weights);
        let mut counts = [0.0; 5];
        let mut draws = Draws::at(1, Stream::Planner, 1);
        for _ in 0..100_000 {
            counts[table.draw(&mut draws)] += 1.0;
        }
        for (count, weight) in counts.iter().zip(weights) {
            assert!((count / 1e4 - weight).abs() < 0.06, "{counts:?}");
        }
        assert_eq!(counts[1], 0.0);
    }

    #[test]
    fn one_weight_is_always_drawn() {
        let mut draws = Draws::at(1, Stream::Planner, 2);
        let table = Weighted::new(&[0.3]);
        assert!((0..100).all(|_| table.draw(&mut draws) == 0));
    }
}
