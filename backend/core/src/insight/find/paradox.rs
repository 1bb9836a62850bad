//! Sales people who look weak in the total and are strong in the deals they mostly work on (Simpson 1951).
//!
//! Who mostly sells to large companies wins less, whoever it is. What a colleague's mix of deals alone would do to their
//! win rate is compared with nothing: teams deal customers out by chance, so mixes are alike unless somebody decided
//! otherwise. Where the mix explains more than chance, they look no better than the others in the total, and win more than
//! the others in the segment that most of their deals are from, that is told.

use super::super::evidence::Evidence;
use super::super::panel::{Difference, NO_LEVEL, Panel, Shape};
use super::dims::{Dim, Directory};
use super::subjects::{Series, Subject};
use crate::vocabulary::Segment;

/// The mix hides at least this much, and in their own segment they are at least this much above the others (chosen: less
/// is nobody's idea of good).
const HIDDEN: f64 = 0.04;
const ABOVE: f64 = 0.04;
/// Standard errors above the others in their own segment, at least (chosen: the surprise is in the mix, which has its own
/// test).
const LEAST_Z: f64 = 0.5;
/// The chance of that without any skill.
pub(super) const SKILLED: f64 = 0.31;

/// One who only looks weak.
pub(super) struct Paradox {
    /// In the segment most of their deals are from, with the deviate of the mix.
    pub(super) difference: Difference,
    pub(super) segment: Segment,
}

/// Owners whose comparison turns around.
pub(super) fn find(evidence: &Evidence, directory: &Directory, wins: &Subject) -> Vec<Paradox> {
    let Series::Values(panel) = &wins.series else { return Vec::new() };
    let coded = directory.code(evidence, wins, Dim::Owner);
    let (codes, owners) = (&coded.codes, coded.levels);
    let one_stratum = |value: Vec<f64>| Panel { stratum: vec![0; value.len()], value, binary: false, ..panel.clone() };
    // What is expected of each deal's kind and segment; the mix is the mean of that.
    let expected: Vec<f64> =
        panel.residuals(false).iter().zip(&panel.value).map(|(rest, value)| value - rest).collect();
    let mixes = one_stratum(expected).scan(codes, owners, Shape::Always);
    let plain = one_stratum(panel.value.clone()).scan(codes, owners, Shape::Always);
    let of: Vec<Segment> =
        (0..codes.len()).map(|i| evidence.rows.customers[wins.customer(evidence, i) as usize].segment).collect();
    let at = |all: &[Difference], level: u16| all.iter().find(|d| d.level == level).copied();
    mixes
        .iter()
        .filter(|mix| mix.effect <= -HIDDEN)
        .filter_map(|mix| {
            let plain = at(&plain, mix.level).filter(|plain| plain.effect < ABOVE)?;
            let deals = |s: Segment| codes.iter().zip(&of).filter(|&(&c, &o)| c == mix.level && o == s).count();
            let segment = *Segment::ALL.iter().max_by_key(|&&segment| deals(segment))?;
            // Deals of other segments are no part of this comparison.
            let inside: Vec<u16> =
                codes.iter().zip(&of).map(|(&code, &of)| if of == segment { code } else { NO_LEVEL }).collect();
            let equal = at(&panel.scan(&inside, owners, Shape::Always), mix.level)?;
            let turns = equal.effect >= ABOVE && equal.z >= LEAST_Z && equal.effect > plain.effect;
            turns.then_some(Paradox { difference: Difference { z: mix.z.abs(), ..equal }, segment })
        })
        .collect()
}
