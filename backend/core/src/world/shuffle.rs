//! Dealing things out in a mixed order, without a list of them.

use crate::rng::mix;

/// A keyed bijection of `0..size`: a Feistel network over the next even power of two, walked until it lands inside.
pub(crate) fn shuffle(value: u64, size: u64, key: u64) -> u64 {
    let half = (u64::BITS - (size - 1).leading_zeros()).div_ceil(2).max(1);
    let mask = (1u64 << half) - 1;
    let mut at = value;
    loop {
        let (mut left, mut right) = (at >> half, at & mask);
        for round in 0..4 {
            let turned = left ^ mix(right ^ key.rotate_left(13 * round)) & mask;
            (left, right) = (right, turned);
        }
        at = left << half | right;
        if at < size {
            return at;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_place_is_taken_once() {
        for size in [1, 2, 3, 90, 900, 1_000, 13_777, 16_384] {
            let cells: BTreeSet<u64> = (0..size).map(|i| shuffle(i, size, 99)).collect();
            assert_eq!((cells.len() as u64, cells.last().copied()), (size, Some(size - 1)));
        }
    }

    #[test]
    fn neighbours_end_up_anywhere() {
        let steps: BTreeSet<u64> =
            (0..100).map(|i| (900 + shuffle(i + 1, 900, 5) - shuffle(i, 900, 5)) % 900).collect();
        assert!(steps.len() > 80, "{}", steps.len());
    }
}
