//! The statistics that findings rest on: tails, intervals, small tables.

/// Two-sided 95% of the standard normal.
pub(crate) const Z95: f64 = 1.959_963_984_540_054;

/// Chance that a standard normal lies at least this far from 0, on either side.
pub(crate) fn two_sided(z: f64) -> f64 {
    libm::erfc(z.abs() / core::f64::consts::SQRT_2)
}

/// The normal deviate that is as rare as this Student t (Wallace 1959; within .02 of the exact one for the tails
/// used here).
pub(crate) fn normal_of_t(t: f64, freedom: f64) -> f64 {
    if freedom > 1e6 {
        return t;
    }
    let shrink = (8.0 * freedom + 1.0) / (8.0 * freedom + 3.0);
    let z = shrink * (freedom * libm::log1p(t * t / freedom)).sqrt();
    z.copysign(t)
}

/// Signed root of the deviance of `hits` of `trials` against the chance `p`: close to normal far into the tails, where
/// the plain score of a rare event is not.
pub(crate) fn signed_root(hits: f64, trials: f64, p: f64) -> f64 {
    if trials <= 0.0 || !(1e-12..=1.0 - 1e-12).contains(&p) {
        return 0.0;
    }
    let expected = trials * p;
    // Half an event nearer to what is expected: the continuity correction.
    let moved = if hits > expected { (hits - 0.5).max(expected) } else { (hits + 0.5).min(expected) };
    let part = |o: f64, e: f64| if o > 0.0 { o * libm::log(o / e) } else { 0.0 };
    let deviance = 2.0 * (part(moved, expected) + part(trials - moved, trials - expected));
    deviance.max(0.0).sqrt().copysign(hits - expected)
}

/// Area under the ROC curve, ties counting half, from `(score, event)`.
pub(crate) fn auc(scored: &mut [(f64, bool)]) -> Option<f64> {
    scored.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (mut below, mut area) = (0.0, 0.0);
    let events = scored.iter().filter(|s| s.1).count() as f64;
    let others = scored.len() as f64 - events;
    let mut at = 0;
    while at < scored.len() {
        let tie = scored[at..].iter().take_while(|s| s.0.total_cmp(&scored[at].0).is_eq()).count();
        let hits = scored[at..at + tie].iter().filter(|s| s.1).count() as f64;
        let misses = tie as f64 - hits;
        area += hits * (below + misses / 2.0);
        below += misses;
        at += tie;
    }
    (events > 0.0 && others > 0.0).then(|| area / (events * others))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tails_are_those_of_the_tables() {
        assert!((two_sided(1.959_964) - 0.05).abs() < 1e-6);
        assert!((two_sided(-4.0) - 6.334e-5).abs() < 1e-8);
        // t = 2.228 leaves 5% at 10 degrees of freedom.
        assert!((two_sided(normal_of_t(2.228, 10.0)) - 0.05).abs() < 0.001);
        assert!((two_sided(normal_of_t(4.587, 10.0)) - 0.001).abs() < 0.000_1);
    }

    #[test]
    fn rare_counts_are_judged_as_the_exact_test_would() {
        // Binomial(100, .05), 14 or more: .000 46 exactly (.001 9 two-sided by doubling is .000 9).
        let p = two_sided(signed_root(14.0, 100.0, 0.05)) / 2.0;
        assert!((0.000_3..0.000_8).contains(&p), "{p}");
        assert!(signed_root(5.0, 100.0, 0.05).abs() < 1e-9);
        assert!(signed_root(0.0, 100.0, 0.05) < -2.0);
    }

    #[test]
    fn a_perfect_ranking_has_an_area_of_one() {
        assert_eq!(auc(&mut [(0.1, false), (0.2, false), (0.9, true)]), Some(1.0));
        assert_eq!(auc(&mut [(0.5, false), (0.5, true)]), Some(0.5));
        assert_eq!(auc(&mut [(0.5, true)]), None);
    }
}
