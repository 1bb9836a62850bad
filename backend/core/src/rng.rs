//! Randomness with an address.
//!
//! Every draw of a dataset is named by (seed, stream, entity, position): the seed of the recipe, a
//! [`Stream`] that says what is being decided, the entity it is decided for (a customer, a deal, a
//! month of a customer), and how many draws came before it in that stream. Nothing else takes part,
//! so any row can be made anywhere, in any order, and is the same to the bit.
//!
//! The generator is PCG XSL 64/128 (MCG), O'Neill 2014: named, portable and fixed, unlike `StdRng`.
//! Floating point is limited to IEEE basic operations and `libm`.

use rand::{Rng, TryRng};
use rand_pcg::Pcg64Mcg;

/// What a draw decides. The numbers are part of the reproducibility contract: never change or reuse
/// one; a new column takes a new number, and leaves every other column as it was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Stream {
    /// Segment, region, industry, city, the day of joining.
    Profile = 1,
    /// The person: first and last name, job title.
    Person = 2,
    /// The company: name, employees, revenue.
    Company = 3,
    /// The contact's job title and the like.
    Contact = 4,
    /// Monthly health of an account.
    Health = 5,
    /// The life of an account: when it wins, renews, expands, churns.
    Life = 6,
    /// One deal: amount, source, competitor, outcome.
    Deal = 7,
    /// How many feedbacks in a month.
    Volume = 8,
    /// One feedback: channel, category, tone, rating, times.
    Feedback = 9,
    /// The words of one feedback.
    Text = 10,
    /// The staff of a block: account managers and sales people.
    Staff = 11,
    /// What a dataset draws once: level effects, stories picked by surprise.
    Planner = 12,
    /// Employees and revenue of a company.
    Size = 13,
    /// Digits of a phone number.
    Phone = 14,
    /// When an account manager leaves and a successor takes over.
    Succession = 15,
    /// Where and when a planted story happens, and what it decides for an account or a deal.
    Story = 16,
}

/// The draws of one (seed, stream, entity), from position 0 on.
#[derive(Clone, Debug)]
pub struct Draws(Pcg64Mcg);

/// The finaliser of SplitMix64 (Stafford's variant 13): a bijection of 64 bits that mixes well.
#[must_use]
#[inline]
pub const fn mix(value: u64) -> u64 {
    let mut z = value;
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Draws {
    /// The draws at an address. `entity` is unique within its stream: see [`entity`].
    #[must_use]
    #[inline]
    pub fn at(seed: u64, stream: Stream, entity: u64) -> Self {
        let key = mix(seed.wrapping_add((stream as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)));
        let low = mix(entity.wrapping_add(key));
        let high = mix(low ^ key.rotate_left(32) ^ 0xd1b5_4a32_d192_ed03);
        Self(Pcg64Mcg::new((u128::from(high) << 64) | u128::from(low)))
    }

    /// 64 uniform bits.
    #[inline]
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform in `[0, 1)`, 53 bits.
    #[inline]
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 * crate::maths::PART
    }

    /// Uniform integer in `0..n`, by widening multiplication (bias below `n / 2^64`). `n` is at least 1.
    #[inline]
    pub fn below(&mut self, n: u32) -> u32 {
        ((u128::from(self.bits()) * u128::from(n)) >> 64) as u32
    }

    /// True with this probability.
    #[inline]
    pub fn chance(&mut self, probability: f64) -> bool {
        self.unit() < probability
    }

    /// Standard normal, by inversion (one draw): see [`crate::maths::normal_of`].
    #[inline]
    pub fn normal(&mut self) -> f64 {
        crate::maths::normal_of(self.bits())
    }

    /// Log-normal with this median and sigma: `median · exp(sigma · z)`.
    #[inline]
    pub fn log_normal(&mut self, median: f64, sigma: f64) -> f64 {
        median * crate::maths::exp(sigma * self.normal())
    }

    /// Exponential with this mean, by inversion.
    #[inline]
    pub fn exponential(&mut self, mean: f64) -> f64 {
        -mean * libm::log(1.0 - self.unit())
    }

    /// Index into `cumulative`, ascending weights that end in their total, which need not be 1.
    #[inline]
    pub fn pick(&mut self, cumulative: &[f64]) -> usize {
        let total = cumulative.last().copied().unwrap_or(0.0);
        let at = self.unit() * total;
        // Counted to the end: where it falls is chance, which no branch foresees.
        let below = cumulative.iter().filter(|&&edge| edge <= at).count();
        below.min(cumulative.len().saturating_sub(1))
    }
}

/// Lets every distribution and shuffle of `rand` run on addressed draws.
impl TryRng for Draws {
    type Error = core::convert::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        Ok(self.0.next_u32())
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        Ok(self.0.next_u64())
    }

    fn try_fill_bytes(&mut self, dst: &mut [u8]) -> Result<(), Self::Error> {
        self.0.fill_bytes(dst);
        Ok(())
    }
}

/// The address of the `ordinal`-th thing (deal, feedback, month) of a customer.
#[must_use]
#[inline]
pub const fn entity(customer: u64, ordinal: u32) -> u64 {
    customer.wrapping_shl(20) ^ ordinal as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_is_the_one_we_named() {
        // Golden: a change here changes every dataset ever made.
        let mut draws = Draws::at(7, Stream::Profile, 42);
        let first: Vec<u64> = (0..3).map(|_| draws.bits()).collect();
        assert_eq!(first, GOLDEN);
    }
    const GOLDEN: [u64; 3] = [12_500_979_506_466_504_894, 8_413_742_471_360_005_349, 5_636_701_406_608_880_250];

    #[test]
    fn neighbouring_addresses_share_nothing() {
        let ones: u32 = (0..10_000)
            .map(|i| (Draws::at(1, Stream::Deal, i).bits() ^ Draws::at(1, Stream::Deal, i + 1).bits()).count_ones())
            .sum();
        assert!((f64::from(ones) / 10_000.0 - 32.0).abs() < 0.2, "{ones}");
    }

    #[test]
    fn normal_draws_have_mean_0_and_variance_1() {
        let (mut sum, mut squares) = (0.0, 0.0);
        for i in 0..100_000 {
            let z = Draws::at(3, Stream::Health, i).normal();
            sum += z;
            squares += z * z;
        }
        assert!((sum / 1e5).abs() < 0.015 && (squares / 1e5 - 1.0).abs() < 0.02);
    }
}
