//! The few functions of mathematics the model needs, from basic operations and `libm` only.

/// Acklam's rational approximation of the quantile of the standard normal distribution (2003), between [`TAIL`] and
/// 1 - [`TAIL`].
mod middle {
    const A: [f64; 6] = [
        2.506_628_277_459_239,
        -3.066_479_806_614_716e1,
        1.383_577_518_672_69e2,
        -2.759_285_104_469_687e2,
        2.209_460_984_245_205e2,
        -3.969_683_028_665_376e1,
    ];
    const B: [f64; 6] = [
        1.0,
        -1.328_068_155_288_572e1,
        6.680_131_188_771_972e1,
        -1.556_989_798_598_866e2,
        1.615_858_368_580_409e2,
        -5.447_609_879_822_406e1,
    ];

    /// A polynomial and its derivative.
    const fn polynomial(coefficients: &[f64; 6], x: f64) -> (f64, f64) {
        let (mut value, mut slope) = (0.0, 0.0);
        let mut i = coefficients.len();
        while i > 0 {
            i -= 1;
            slope = slope * x + value;
            value = value * x + coefficients[i];
        }
        (value, slope)
    }

    /// The quantile.
    pub(super) const fn quantile(p: f64) -> f64 {
        let q = p - 0.5;
        polynomial(&A, q * q).0 * q / polynomial(&B, q * q).0
    }

    /// What the quantile grows by for each `p`.
    pub(super) const fn slope(p: f64) -> f64 {
        let q = p - 0.5;
        let ((a, a_slope), (b, b_slope)) = (polynomial(&A, q * q), polynomial(&B, q * q));
        a / b + q * 2.0 * q * (a_slope * b - a * b_slope) / (b * b)
    }
}

/// Beyond this, and one minus it, quantiles are worked out another way.
const TAIL: f64 = 0.024_25;

/// The quantile of the standard normal distribution.
///
/// Acklam's rational approximation (2003), relative error below 1.15e-9. `p` is in `(0, 1)`.
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    const C: [f64; 6] = [
        -7.784_894_002_430_293e-3,
        -3.223_964_580_411_365e-1,
        -2.400_758_277_161_838,
        -2.549_732_539_343_734,
        4.374_664_141_464_968,
        2.938_163_982_698_783,
    ];
    const D: [f64; 4] =
        [7.784_695_709_041_462e-3, 3.224_671_290_700_398e-1, 2.445_134_137_142_996, 3.754_408_661_907_416];

    let tail = |q: f64| {
        (((((C[0] * q + C[1]) * q + C[2]) * q + C[3]) * q + C[4]) * q + C[5])
            / ((((D[0] * q + D[1]) * q + D[2]) * q + D[3]) * q + 1.0)
    };
    if p < TAIL {
        tail((-2.0 * libm::log(p)).sqrt())
    } else if p <= 1.0 - TAIL {
        middle::quantile(p)
    } else {
        -tail((-2.0 * libm::log1p(-p)).sqrt())
    }
}

/// A standard normal number from 64 uniform bits, by inversion.
///
/// Between two of 128 equally likely places it follows the cubic that has the quantile's values and slopes there: off by
/// less than 2e-4, and in a third of the time. Towards the ends [`normal_quantile`] answers.
#[must_use]
#[inline]
pub fn normal_of(bits: u64) -> f64 {
    const STEPS: usize = 128;
    const STEP: f64 = 1.0 / STEPS as f64;
    /// Where the tails begin and end.
    const FIRST: usize = (TAIL * STEPS as f64) as usize + 1;
    const LAST: usize = STEPS - FIRST;
    const CUBICS: [[f64; 4]; STEPS] = {
        let mut cubics = [[0.0; 4]; STEPS];
        let mut i = FIRST;
        while i < LAST {
            let (p, next) = (i as f64 * STEP, (i + 1) as f64 * STEP);
            let (from, to) = (middle::quantile(p), middle::quantile(next));
            let (rise, end_rise) = (middle::slope(p) * STEP, middle::slope(next) * STEP);
            cubics[i] = [from, rise, 3.0 * (to - from) - 2.0 * rise - end_rise, 2.0 * (from - to) + rise + end_rise];
            i += 1;
        }
        cubics
    };
    const REST: u32 = u64::BITS - STEPS.trailing_zeros();

    let place = (bits >> REST) as usize;
    if !(FIRST..LAST).contains(&place) {
        return normal_quantile((bits >> 11) as f64 * EPSILON + 0.5 * EPSILON);
    }
    let [a, b, c, d] = CUBICS[place];
    // 53 bits of what is left: a signed number converts faster.
    let t = ((bits << (u64::BITS - REST) >> 11) as i64) as f64 * EPSILON;
    (a + b * t) + (t * t) * (c + d * t)
}

/// One part of 2^53.
const EPSILON: f64 = 1.0 / 9_007_199_254_740_992.0;

/// `e` to the power of `x`.
///
/// A table of 32 powers of two and a polynomial of degree 6 (Tang 1989), relative error below 1e-15, from basic operations
/// only, so portable to the bit. The model takes some forty of these a customer: `libm::exp` was 7% of making a dataset,
/// this is a third of it (`benches/blocks.rs`). Where the result is very large or small, `libm` answers.
#[must_use]
#[inline]
pub fn exp(x: f64) -> f64 {
    /// Bits of 2^(j/32).
    const POWERS: [u64; 32] = [
        0x3ff0_0000_0000_0000,
        0x3ff0_59b0_d315_8574,
        0x3ff0_b558_6cf9_890f,
        0x3ff1_1301_d012_5b51,
        0x3ff1_72b8_3c7d_517b,
        0x3ff1_d487_3168_b9aa,
        0x3ff2_387a_6e75_6238,
        0x3ff2_9e9d_f51f_dee1,
        0x3ff3_06fe_0a31_b715,
        0x3ff3_71a7_373a_a9cb,
        0x3ff3_dea6_4c12_3422,
        0x3ff4_4e08_6061_892d,
        0x3ff4_bfda_d536_2a27,
        0x3ff5_342b_569d_4f82,
        0x3ff5_ab07_dd48_5429,
        0x3ff6_247e_b03a_5585,
        0x3ff6_a09e_667f_3bcd,
        0x3ff7_1f75_e8ec_5f74,
        0x3ff7_a114_73eb_0187,
        0x3ff8_2589_994c_ce13,
        0x3ff8_ace5_422a_a0db,
        0x3ff9_3737_b0cd_c5e5,
        0x3ff9_c491_82a3_f090,
        0x3ffa_5503_b23e_255d,
        0x3ffa_e89f_995a_d3ad,
        0x3ffb_7f76_f2fb_5e47,
        0x3ffc_199b_dd85_529c,
        0x3ffc_b720_dcef_9069,
        0x3ffd_5818_dcfb_a487,
        0x3ffd_fc97_337b_9b5f,
        0x3ffe_a4af_a2a4_90da,
        0x3fff_5076_5b6e_4540,
    ];
    /// 32 / ln 2.
    const STEPS: f64 = 46.16624130844683;
    /// ln 2 / 32 in two parts; the first has so few digits that its multiples are exact.
    const STEP: (f64, f64) = (0.02166084572672844, 3.6657698515882337e-09);
    /// Added and taken away again, it rounds to a whole number, which then stands in the lowest bits.
    const ROUND: f64 = 6_755_399_441_055_744.0;

    if !(-700.0..700.0).contains(&x) {
        return libm::exp(x);
    }
    let shifted = x * STEPS + ROUND;
    let whole = shifted - ROUND;
    let steps = shifted.to_bits() as i32;
    let r = (x - whole * STEP.0) - whole * STEP.1;
    // In the order of Estrin, so that little has to wait.
    let rr = r * r;
    let high = (1.0 / 24.0 + r * (1.0 / 120.0)) + rr * (1.0 / 720.0);
    let tail = rr * ((0.5 + r * (1.0 / 6.0)) + rr * high);
    let exponent = (i64::from(steps >> 5) as u64) << 52;
    let power = f64::from_bits(POWERS[(steps & 31) as usize].wrapping_add(exponent));
    power + power * (r + tail)
}

/// The nearest whole number, away from zero where two are as near.
///
/// `f64::round` is the call of a function where a processor has no instruction for it. (This one rounds up the number
/// just below a half.)
#[must_use]
#[inline]
pub fn rounded(x: f64) -> i32 {
    (x + f64::copysign(0.5, x)) as i32
}

/// The logistic function: log-odds to probability.
#[must_use]
#[inline]
pub fn logistic(x: f64) -> f64 {
    1.0 / (1.0 + exp(-x))
}

/// Log-odds of a probability in `(0, 1)`.
#[must_use]
#[inline]
pub fn logit(p: f64) -> f64 {
    libm::log(p / (1.0 - p))
}

/// The 95% interval of a share, `part` out of `whole`: Wilson 1927. None for `whole` 0.
#[must_use]
pub fn wilson(part: u64, whole: u64) -> Option<(f64, f64)> {
    const Z: f64 = 1.959_963_984_540_054;
    if whole == 0 {
        return None;
    }
    let (n, share) = (whole as f64, part as f64 / whole as f64);
    let middle = share + Z * Z / (2.0 * n);
    let half = Z * (share * (1.0 - share) / n + Z * Z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + Z * Z / n;
    Some((((middle - half) / scale).max(0.0), ((middle + half) / scale).min(1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_numbers_are_the_quantiles_of_their_bits() {
        let mut worst: f64 = 0.0;
        let mut last = f64::NEG_INFINITY;
        for i in 0..400_000_u64 {
            let bits = i * (u64::MAX / 400_000);
            let normal = normal_of(bits);
            worst = worst.max(libm::fabs(normal - normal_quantile((bits >> 11) as f64 * EPSILON + 0.5 * EPSILON)));
            assert!(normal >= last, "{normal} after {last}");
            last = normal;
        }
        assert!(worst < 2e-4, "{worst:e}");
    }

    #[test]
    fn exp_is_that_of_the_library_to_the_last_digits() {
        let mut worst: f64 = 0.0;
        for i in -200_000..=200_000 {
            let x = f64::from(i) * 0.003_7;
            worst = worst.max(libm::fabs(exp(x) / libm::exp(x) - 1.0));
        }
        assert!(worst < 1e-15, "{worst:e}");
        assert_eq!(exp(0.0), 1.0);
        assert_eq!(exp(-1_000.0), 0.0);
        assert_eq!(exp(1_000.0), f64::INFINITY);
        assert!(exp(f64::NAN).is_nan());
    }
}
