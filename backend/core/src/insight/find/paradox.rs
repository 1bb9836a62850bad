//! Sales people who look weak in the total and are strong in the deals they mostly work on (Simpson 1951).
//!
//! Who mostly sells to large companies wins less, whoever it is. What a colleague's mix of deals alone does to their win
//! rate is tested against nothing: teams deal customers out by chance, so mixes are alike unless somebody decided
//! otherwise. Where the mix costs more than chance would, they look weak in the total, and they are not weak in the segment
//! that most of their deals are from, that is told.

use super::super::evidence::Evidence;
use super::super::panel::{Difference, NO_LEVEL, Panel, Shape};
use super::dims::{Dim, Directory};
use super::subjects::{Series, Subject};
use crate::vocabulary::Segment;

/// The mix hides at least this much, and they look weak if they are not this much above the others in the total (chosen:
/// less would not lead anybody astray).
const HIDDEN: f64 = 0.04;
/// In their own segment they are at most this much below the others (chosen: less is no weakness).
const BELOW: f64 = 0.03;

/// One who only looks weak.
pub(super) struct Paradox {
    /// What the mix of deals hides.
    pub(super) hidden: Difference,
    /// Where most of their deals are from.
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
            let plain = at(&plain, mix.level).filter(|plain| plain.effect < HIDDEN)?;
            let deals = |s: Segment| codes.iter().zip(&of).filter(|&(&c, &o)| c == mix.level && o == s).count();
            let segment = *Segment::ALL.iter().max_by_key(|&&segment| deals(segment))?;
            // Deals of other segments are no part of this comparison.
            let inside: Vec<u16> =
                codes.iter().zip(&of).map(|(&code, &of)| if of == segment { code } else { NO_LEVEL }).collect();
            let equal = at(&panel.scan(&inside, owners, Shape::Always), mix.level)?;
            let hidden = Difference { z: -mix.z, effect: -mix.effect, ..*mix };
            let turns = equal.effect >= -BELOW && equal.effect > plain.effect;
            turns.then_some(Paradox { hidden, segment })
        })
        .collect()
}
