//! The few functions of mathematics the model needs, from basic operations and `libm` only.

/// Acklam's rational approximations of the quantile of the standard normal distribution (2003), relative error below
/// 1.15e-9: one between [`acklam::TAIL`] and 1 − [`acklam::TAIL`], and one for what lies beyond.
mod acklam {
    pub(super) const TAIL: f64 = 0.024_25;

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
    const C: [f64; 6] = [
        2.938_163_982_698_783,
        4.374_664_141_464_968,
        -2.549_732_539_343_734,
        -2.400_758_277_161_838,
        -3.223_964_580_411_365e-1,
        -7.784_894_002_430_293e-3,
    ];
    const D: [f64; 5] =
        [1.0, 3.754_408_661_907_416, 2.445_134_137_142_996, 3.224_671_290_700_398e-1, 7.784_695_709_041_462e-3];

    const fn polynomial(coefficients: &[f64], x: f64) -> f64 {
        let (mut value, mut i) = (0.0, coefficients.len());
        while i > 0 {
            i -= 1;
            value = value * x + coefficients[i];
        }
        value
    }

    pub(super) const fn middle(p: f64) -> f64 {
        let q = p - 0.5;
        polynomial(&A, q * q) * q / polynomial(&B, q * q)
    }

    /// The quantile of a `p` with this `q` = √(−2 ln p).
    pub(super) const fn tail(q: f64) -> f64 {
        polynomial(&C, q) / polynomial(&D, q)
    }
}

/// The quantile of the standard normal distribution. `p` is in `(0, 1)`.
#[must_use]
pub fn normal_quantile(p: f64) -> f64 {
    if p < acklam::TAIL {
        acklam::tail((-2.0 * libm::log(p)).sqrt())
    } else if p <= 1.0 - acklam::TAIL {
        acklam::middle(p)
    } else {
        -acklam::tail((-2.0 * libm::log1p(-p)).sqrt())
    }
}

/// A standard normal number from 64 uniform bits, by inversion.
///
/// Between two of 256 equally likely places it follows the cubic that has the quantile's values and slopes there: off by
/// less than 3e-4, with less to wait for. At the ends [`normal_quantile`] answers.
#[must_use]
#[inline]
pub fn normal_of(bits: u64) -> f64 {
    const REST: u32 = u64::BITS - cubics::STEPS.trailing_zeros();

    let place = (bits >> REST) as usize;
    if !(cubics::FIRST..cubics::END).contains(&place) {
        return normal_quantile((bits >> 11) as f64 * PART + 0.5 * PART);
    }
    let [a, b, c, d] = cubics::CUBICS[place];
    // 53 bits of what is left: a signed number converts faster.
    let t = ((bits << (u64::BITS - REST) >> 11) as i64) as f64 * PART;
    (a + b * t) + (t * t) * (c + d * t)
}

/// The quantile of the standard normal distribution, piece by piece.
mod cubics {
    use super::acklam;

    pub(super) const STEPS: usize = 256;
    /// Pieces from here to there follow a cubic.
    pub(super) const FIRST: usize = 2;
    pub(super) const END: usize = STEPS - FIRST;

    /// By piece: what is multiplied with the powers of the way through it, from 0 on.
    pub(super) static CUBICS: [[f64; 4]; STEPS] = {
        let mut cubics = [[0.0; 4]; STEPS];
        let mut i = FIRST;
        while i < END {
            let (from, to) = (quantile(i), quantile(i + 1));
            let (rise, end_rise) = (slope(from), slope(to));
            cubics[i] = [from, rise, 3.0 * (to - from) - 2.0 * rise - end_rise, 2.0 * (from - to) + rise + end_rise];
            i += 1;
        }
        cubics
    };

    /// The quantile where a piece begins.
    const fn quantile(i: usize) -> f64 {
        let p = i as f64 / STEPS as f64;
        if p < acklam::TAIL {
            acklam::tail(root(-2.0 * ln(p)))
        } else if p <= 1.0 - acklam::TAIL {
            acklam::middle(p)
        } else {
            -acklam::tail(root(-2.0 * ln(1.0 - p)))
        }
    }

    /// What the quantile rises by over a piece, at the pace it has at a quantile: √(2π) exp(z²/2) for each `p`.
    const fn slope(z: f64) -> f64 {
        2.506_628_274_631_000_7 * exp(0.5 * z * z) / STEPS as f64
    }

    // The library's functions cannot be asked while this is compiled.

    const fn exp(x: f64) -> f64 {
        let (mut sum, mut term, mut n) = (1.0, 1.0, 1.0);
        while n < 60.0 {
            term *= x / n;
            sum += term;
            n += 1.0;
        }
        sum
    }

    /// By the series of the area tangent, after doubling `x` until it is 1 at least.
    const fn ln(mut x: f64) -> f64 {
        let mut halvings = 0.0;
        while x < 1.0 {
            x *= 2.0;
            halvings += 1.0;
        }
        let y = (x - 1.0) / (x + 1.0);
        let (mut sum, mut power, mut n) = (0.0, y, 1.0);
        while n < 60.0 {
            sum += power / n;
            power *= y * y;
            n += 2.0;
        }
        2.0 * sum - halvings * core::f64::consts::LN_2
    }

    /// By Newton's method.
    const fn root(x: f64) -> f64 {
        let (mut root, mut n) = (x, 0);
        while n < 60 {
            root = 0.5 * (root + x / root);
            n += 1;
        }
        root
    }
}

/// One part of 2^53: how far apart uniform numbers are.
pub(crate) const PART: f64 = 1.0 / 9_007_199_254_740_992.0;

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

/// The greatest whole number that is not above `x`, which is closer to zero than 2^53.
///
/// `f64::floor` is the call of a function where a processor has no instruction for it.
#[must_use]
#[inline]
pub fn floor(x: f64) -> f64 {
    let whole = x as i64 as f64;
    whole - f64::from(u8::from(whole > x))
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
            worst = worst.max(libm::fabs(normal - normal_quantile((bits >> 11) as f64 * PART + 0.5 * PART)));
            assert!(normal >= last, "{normal} after {last}");
            last = normal;
        }
        assert!(worst < 3e-4, "{worst:e}");
    }

    #[test]
    fn floor_is_that_of_the_library() {
        for x in (-40_000..40_000).map(|i| f64::from(i) * 0.062_5).chain([-0.0, -1e-300, 1e15 + 0.5, -1e15 - 0.5]) {
            assert_eq!(floor(x), x.floor(), "{x}");
        }
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
