//! Sales people who look weak in the total and are strong among equal deals, or the reverse (Simpson 1951).
//!
//! Who mostly sells to large companies wins less, whoever it is. What a colleague's mix of deals alone would do to their
//! win rate is compared with nothing: teams deal customers out by chance, so mixes are alike unless somebody decided
//! otherwise. Where the mix explains more than chance and the comparison turns around without it, that is told.

use super::super::evidence::Evidence;
use super::super::panel::{Difference, Panel, Shape};
use super::dims::{Dim, Directory};
use super::subjects::{Series, Subject};

/// The mix hides at least this much, and among equals they are at least this much above the others (chosen: less is
/// nobody's idea of good).
const HIDDEN: f64 = 0.04;
const ABOVE: f64 = 0.02;
/// Standard errors above the others among equals, at least (chosen: the surprise is in the mix, which has its own test).
const LEAST_Z: f64 = 0.5;
/// The chance of that without any skill.
pub(super) const SKILLED: f64 = 0.31;

/// One who only looks weak.
pub(super) struct Paradox {
    /// Among equal deals, with the deviate of the mix.
    pub(super) difference: Difference,
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
    let equal = panel.scan(codes, owners, Shape::Always);
    let at = |all: &[Difference], level: u16| all.iter().find(|d| d.level == level).copied();
    mixes
        .iter()
        .filter_map(|mix| {
            let (plain, equal) = (at(&plain, mix.level)?, at(&equal, mix.level)?);
            let hides = mix.effect <= -HIDDEN && plain.effect <= equal.effect - HIDDEN;
            let turns = hides && equal.effect >= ABOVE && equal.z >= LEAST_Z;
            turns.then_some(Paradox { difference: Difference { z: mix.z.abs(), ..equal } })
        })
        .collect()
}
