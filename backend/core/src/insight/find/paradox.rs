//! Sales people who look weak in the total and are strong in the deals they mostly work on (Simpson 1951).
//!
//! Who mostly sells to large companies wins less, whoever it is. Teams deal customers out by chance, so mixes are alike
//! unless somebody decided otherwise: whether a colleague has more of one segment than chance would give is tested by the
//! customers, as nothing is decided anew for a customer's second deal. Where such a mix hides more of their win rate than the
//! total shows, and they are not weak in the segment that most of their deals are from, that is told.

use super::super::evidence::Evidence;
use super::super::panel::{Difference, NO_LEVEL, Panel, Shape};
use super::super::stats::signed_root;
use super::dims::{Dim, Directory};
use super::subjects::{Series, Subject};
use crate::vocabulary::Segment;

/// The mix hides at least this much (chosen: less would not lead anybody astray), and more than what is seen of their lead.
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
            let plain = at(&plain, mix.level).filter(|plain| plain.effect < -mix.effect)?;
            let deals = |s: Segment| codes.iter().zip(&of).filter(|&(&c, &o)| c == mix.level && o == s).count();
            let segment = *Segment::ALL.iter().max_by_key(|&&segment| deals(segment))?;
            // Deals of other segments are no part of this comparison.
            let inside: Vec<u16> =
                codes.iter().zip(&of).map(|(&code, &of)| if of == segment { code } else { NO_LEVEL }).collect();
            let equal = at(&panel.scan(&inside, owners, Shape::Always), mix.level)?;
            let counted = |own: bool| {
                dealt(panel, (0..codes.len()).filter(|&i| (codes[i] == mix.level) == own), |i| of[i] == segment)
            };
            let ((own, customers), (usual, _)) = (counted(true), counted(false));
            let z = signed_root(own * customers, customers, usual);
            let hidden = Difference { z, effect: -mix.effect, ..*mix };
            let turns = equal.effect >= -BELOW && equal.effect > plain.effect;
            turns.then_some(Paradox { hidden, segment })
        })
        .collect()
}

/// Share of these deals that are of the kind, and how many customers of equal weight they come from.
fn dealt(panel: &Panel, deals: impl Iterator<Item = usize>, kind: impl Fn(usize) -> bool) -> (f64, f64) {
    let (mut all, mut hits, mut squares) = (0.0, 0.0, 0.0);
    let (mut customer, mut same) = (u32::MAX, 0.0);
    for i in deals {
        if panel.unit[i] != customer {
            (customer, same) = (panel.unit[i], 0.0);
        }
        // The square of n is the sum of the first n odd numbers.
        squares += 2.0 * same + 1.0;
        same += 1.0;
        all += 1.0;
        hits += f64::from(u8::from(kind(i)));
    }
    if all > 0.0 { (hits / all, all * all / squares) } else { (0.0, 0.0) }
}
