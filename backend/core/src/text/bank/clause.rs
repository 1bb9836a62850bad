//! A compiled clause, and what the texts made of it differ in.
//!
//! A dataset takes clauses from all over the banks, so most of the time that texts take is spent waiting for memory:
//! what every text looks at is packed tight, and what few need lies elsewhere ([`Detail`]).

use super::blob::Word;
use super::parse;
use super::typos::{self, Typo};
use std::sync::OnceLock;

/// What of a clause every text looks at that has it.
#[derive(Clone, Debug)]
#[repr(align(32))]
pub(crate) struct Clause {
    /// Valence sum of the first alternatives, in units of 1e-9.
    pub(crate) base: i64,
    /// First of its parts in [`super::Bank::parts`], and how many.
    pub(super) parts: (u16, u8),
    /// First of its feelings in [`super::Bank::feelings`], and how many.
    pub(super) feelings: (u16, u8),
    /// The fixed text after the last part.
    pub(crate) tail: Word,
    /// Most bytes it can take.
    pub(crate) longest: u16,
    pub(crate) exclamations: u8,
    pub(crate) questions: u8,
    /// Last byte.
    pub(crate) ends: u8,
    /// Bit of each topic of its category that it speaks of; none for those that suit all.
    pub(crate) topics: u8,
    /// Any word carries feeling.
    pub(crate) feels: bool,
    /// A word of feeling in capitals: the clause must not be put in small letters.
    pub(crate) shouts: bool,
    pub(crate) has_product: bool,
    /// The first word is common: small letter after a comma.
    pub(crate) lowerable: bool,
    /// Begins with a capital at the start of a text.
    pub(crate) is_sentence: bool,
    pub(crate) is_tag: bool,
}

const _: () = assert!(size_of::<Clause>() == 32);

/// The rest.
pub(crate) struct Detail {
    /// Number of different texts it can make, saturating.
    pub(crate) combinations: u64,
    pub(crate) words: u8,
    /// As written; slips of the finger are looked for in it when one is wanted.
    pub(super) text: &'static str,
    pub(super) typos: OnceLock<Box<[Typo]>>,
}

impl Detail {
    /// The slips of the finger it allows.
    pub(crate) fn typos(&self) -> &[Typo] {
        self.typos.get_or_init(|| parse::cut(self.text).map_or(Box::default(), |pieces| typos::find(&pieces).into()))
    }
}

/// A stretch of a clause: fixed text, and what comes after it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Part {
    /// Always the same; may be empty.
    pub(crate) text: Word,
    /// How many alternatives or values.
    pub(crate) radix: u32,
    /// First of the alternatives that come then, counted from where the values of `slot` begin.
    pub(crate) first: u16,
    /// The slot that comes then, as [`super::values::Firsts`] are told apart.
    pub(crate) slot: u8,
    /// The number of a ticket comes then: it is made of two words.
    pub(crate) is_ticket: bool,
}

/// A part whose alternatives change how a clause feels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Feeling {
    /// How many parts without feeling come before it, since the last with feeling.
    pub(super) skipped: u8,
    /// It is the name of the product, whose digit is looked up in [`super::values::Values::heard`].
    pub(super) is_name: bool,
    pub(super) radix: u16,
    /// How many different texts the skipped parts can make, wrapping.
    pub(super) skipped_combinations: u32,
    /// First of its deltas in [`super::Bank::deltas`], by alternative.
    pub(super) deltas: u32,
}

/// The digits that choose the alternatives and values of a clause, in order.
#[derive(Clone, Copy)]
pub(crate) enum Digits {
    /// Any number of well-mixed digits.
    Mixed(u64),
    /// The mixed-radix digits of a number below [`Detail::combinations`].
    Index(u64),
}

/// Knuth's MMIX generator, whose high half is well mixed: factor and summand of one step.
const STEP: (u64, u64) = (6_364_136_223_846_793_005, 1_442_695_040_888_963_407);

/// Most parts of a clause.
pub(super) const MOST_PARTS: usize = 32;

/// Factor and summand of this many steps, and one more.
const STEPS: [(u64, u64); MOST_PARTS] = {
    let mut steps = [STEP; MOST_PARTS];
    let mut i = 1;
    while i < MOST_PARTS {
        let (factor, summand) = steps[i - 1];
        steps[i] = (factor.wrapping_mul(STEP.0), summand.wrapping_mul(STEP.0).wrapping_add(STEP.1));
        i += 1;
    }
    steps
};

impl Digits {
    /// The next digit, below `radix`.
    #[inline]
    pub(crate) fn next(&mut self, radix: u32) -> u32 {
        match self {
            Self::Mixed(state) => {
                *state = state.wrapping_mul(STEP.0).wrapping_add(STEP.1);
                mixed_digit(*state, radix)
            }
            Self::Index(rest) => indexed_digit(rest, radix),
        }
    }

    /// The digit of the next part with feeling.
    #[inline]
    pub(super) fn of_feeling(&mut self, feeling: &Feeling) -> u32 {
        let radix = u32::from(feeling.radix);
        match self {
            Self::Mixed(state) => {
                let (factor, summand) = STEPS[usize::from(feeling.skipped) % MOST_PARTS];
                *state = state.wrapping_mul(factor).wrapping_add(summand);
                mixed_digit(*state, radix)
            }
            Self::Index(rest) => {
                *rest /= u64::from(feeling.skipped_combinations);
                indexed_digit(rest, radix)
            }
        }
    }
}

#[inline]
fn mixed_digit(state: u64, radix: u32) -> u32 {
    (((state >> 32) * u64::from(radix)) >> 32) as u32
}

#[inline]
fn indexed_digit(rest: &mut u64, radix: u32) -> u32 {
    let digit = (*rest % u64::from(radix)) as u32;
    *rest /= u64::from(radix);
    digit
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn digits_skipped_are_those_that_are_passed_over(
            start in any::<u64>(),
            radices in proptest::collection::vec(1_u32..40, 1..6),
        ) {
            let (&last, before) = radices.split_last().unwrap();
            let feeling = Feeling {
                skipped: before.len() as u8,
                is_name: false,
                radix: last as u16,
                skipped_combinations: before.iter().product(),
                deltas: 0,
            };
            for mut digits in [Digits::Mixed(start), Digits::Index(start)] {
                let mut skipping = digits;
                before.iter().for_each(|&radix| { digits.next(radix); });
                prop_assert_eq!(skipping.of_feeling(&feeling), digits.next(last));
                prop_assert_eq!(skipping.next(7), digits.next(7));
            }
        }
    }
}
