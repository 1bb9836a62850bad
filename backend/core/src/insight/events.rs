//! Events over time at risk: customers who leave, who buy more, who write.
//!
//! What a level should have had follows from its customer-months and the rate of its stratum in each month. Given how many
//! events a level had in all, those inside a window are binomial: the exact test of a ratio of rates (Przyborowski and
//! Wilenski 1940), here by the signed root of its deviance.

use super::panel::{Difference, NO_LEVEL, Shape, Window, likeliest};
use super::stats::signed_root;

/// Fewest events in all, and fewest expected inside and outside a window (chosen: below, no effect could convince).
const LEAST_EVENTS: f64 = 12.0;
const LEAST_EXPECTED: f64 = 3.0;
/// Fewest customer-months on either side (the specification's 25 an arm).
const LEAST_EXPOSURE: f64 = 25.0;

/// Events and customer-months, one entry a customer and month.
#[derive(Clone, Debug, Default)]
pub(crate) struct Events {
    pub(crate) month: Vec<u8>,
    pub(crate) stratum: Vec<u16>,
    pub(crate) count: Vec<f64>,
    /// Customer-months, already multiplied by what is known of this entry.
    pub(crate) exposure: Vec<f64>,
    /// Months of history.
    pub(crate) months: usize,
    /// How much more counts vary than independent events would; 1 for those.
    pub(crate) spread: f64,
}

impl Events {
    pub(crate) fn push(&mut self, month: u8, stratum: u16, count: f64, exposure: f64) {
        self.month.push(month);
        self.stratum.push(stratum);
        self.count.push(count);
        self.exposure.push(exposure);
    }

    /// Takes a ratio that is known (as its logarithm) into what is expected.
    pub(crate) fn absorb(&mut self, codes: &[u16], level: u16, window: Window, log_ratio: f64) {
        let ratio = libm::exp(log_ratio);
        for (i, &code) in codes.iter().enumerate() {
            if code == level && window.holds(self.month[i]) {
                self.exposure[i] *= ratio;
            }
        }
    }

    /// What each entry would have had at the rate of its stratum, and if asked of its month.
    fn expected(&self, by_month: bool) -> Vec<f64> {
        let strata = self.stratum.iter().map(|&s| s as usize + 1).max().unwrap_or(0);
        let mut expected = self.exposure.clone();
        for _ in 0..2 {
            self.fit(&mut expected, strata, |i| self.stratum[i] as usize);
            if by_month {
                self.fit(&mut expected, self.months, |i| self.month[i] as usize);
            }
        }
        expected
    }

    /// Scales what is expected so that it adds up to the events in each group.
    fn fit(&self, expected: &mut [f64], groups: usize, group: impl Fn(usize) -> usize) {
        let mut sums = vec![(0.0, 0.0); groups];
        for (i, e) in expected.iter().enumerate() {
            let (count, sum) = &mut sums[group(i)];
            *count += self.count[i];
            *sum += e;
        }
        for (i, e) in expected.iter_mut().enumerate() {
            let (count, sum) = sums[group(i)];
            *e *= if sum > 0.0 { count / sum } else { 0.0 };
        }
    }

    /// The clearest difference of every level that has one at all; effects are logarithms of ratios.
    pub(crate) fn scan(&self, codes: &[u16], levels: usize, shape: Shape) -> Vec<Difference> {
        let expected = self.expected(!shape.is_alone());
        let cells = |value: &dyn Fn(usize) -> f64| {
            let mut sums = vec![vec![0.0; self.months]; levels];
            let mut all = vec![0.0; self.months];
            for (i, &code) in codes.iter().enumerate() {
                all[self.month[i] as usize] += value(i);
                if code != NO_LEVEL {
                    sums[code as usize][self.month[i] as usize] += value(i);
                }
            }
            (sums, all)
        };
        let (count, all_count) = cells(&|i| self.count[i]);
        let (due, all_due) = cells(&|i| expected[i]);
        let (exposure, all_exposure) = cells(&|i| self.exposure[i]);
        let windows = shape.windows(self.months);
        let sum = |cells: &[f64], w: Window| cells[w.from as usize..w.until as usize].iter().sum::<f64>();
        (0..levels)
            .filter_map(|l| {
                let mut best: Option<Difference> = None;
                let mut months: Vec<(u8, f64)> = Vec::new();
                for &w in &windows {
                    let inside = (sum(&count[l], w), sum(&due[l], w), sum(&exposure[l], w));
                    let whole = Window { from: 0, until: self.months as u8 };
                    let base = match shape {
                        Shape::Always => (sum(&all_count, w), sum(&all_due, w), sum(&all_exposure, w)),
                        _ => (sum(&count[l], whole), sum(&due[l], whole), sum(&exposure[l], whole)),
                    };
                    let outside = (base.0 - inside.0, base.1 - inside.1, base.2 - inside.2);
                    // What all have in common in these months holds a share of the level's own change.
                    let own = if shape.is_change() && !shape.is_alone() {
                        sum(&due[l], w) / sum(&all_due, w).max(f64::MIN_POSITIVE)
                    } else {
                        0.0
                    };
                    let Some(found) = self.judge(l as u16, w, inside, outside, own) else { continue };
                    if usize::from(w.until) == self.months {
                        months.push((w.from, found.z * found.z));
                    }
                    if best.is_none_or(|b| found.z.abs() > b.z.abs()) {
                        best = Some(found);
                    }
                }
                if let Some(Difference { window, .. }) = &mut best
                    && shape.is_change()
                    && usize::from(window.until) == self.months
                {
                    window.from = likeliest(window.from, &months);
                }
                best
            })
            .collect()
    }

    /// `inside` and `outside`: events, what was due, customer-months.
    fn judge(
        &self,
        level: u16,
        window: Window,
        inside: (f64, f64, f64),
        outside: (f64, f64, f64),
        own: f64,
    ) -> Option<Difference> {
        let events = inside.0 + outside.0;
        if own > 0.95
            || events < LEAST_EVENTS
            || inside.1.min(outside.1) < LEAST_EXPECTED
            || inside.2.min(outside.2) < LEAST_EXPOSURE
        {
            return None;
        }
        let spread = self.spread.max(1.0).sqrt();
        let z = signed_root(inside.0, events, inside.1 / (inside.1 + outside.1)) / spread / (1.0 - own).sqrt();
        // Half an event each keeps the ratio finite (Haldane 1956).
        let effect = libm::log((inside.0 + 0.5) / inside.1 * outside.1 / (outside.0 + 0.5)) / (1.0 - own);
        let error = spread * (1.0 / (inside.0 + 0.5) + 1.0 / (outside.0 + 0.5)).sqrt() / (1.0 - own).sqrt();
        Some(Difference {
            level,
            window,
            effect,
            error,
            z,
            fit: z.abs(),
            freedom: f64::INFINITY,
            inside: inside.2,
            outside: outside.2,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1,600 customers over 20 months; one in eight leaves four times as often from month 12 on.
    #[test]
    fn a_rise_in_a_rate_is_found_and_dated() {
        let mut events = Events { months: 20, spread: 1.0, ..Events::default() };
        let mut codes = Vec::new();
        for month in 0..20_u8 {
            for unit in 0..1_600_u32 {
                let level = u16::from(unit % 8 == 1);
                let often = if level == 1 && month >= 12 { 25 } else { 100 };
                let leaves = crate::rng::mix(u64::from(unit) << 8 | u64::from(month)) % often == 3;
                events.push(month, 0, f64::from(u8::from(leaves)), 1.0);
                codes.push(level);
            }
        }
        let found = events.scan(&codes, 2, Shape::Since);
        let rise = found.iter().find(|d| d.level == 1).unwrap();
        assert_eq!(rise.window.from, 12, "{found:?}");
        assert!(rise.z > 4.0 && rise.effect > 0.6, "{rise:?}");
        events.absorb(&codes, 1, rise.window, libm::log(4.0));
        assert!(events.scan(&codes, 2, Shape::Since).iter().all(|d| d.z.abs() < 2.5));
    }
}
