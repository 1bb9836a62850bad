//! How the sales people fare: deals won and closed, by segment, industry and month.
//!
//! There are more sales people than anybody wants to see, so only those are kept who can be among the busiest for some
//! choice of regions and segments. Each looks after one block only, so their counts are complete with it, and the busiest
//! of a part are among the busiest of the whole or of no interest.

use super::Shape;
use crate::block::Block;
use crate::calendar::Day;
use crate::vocabulary::{DealType, Industry, Region, Segment, Stage};
use crate::world::account::StaffId;

/// How many sales people are listed.
pub(super) const LISTED: usize = 15;
/// Counts beyond which those who cannot be listed are dropped. Chosen: some megabytes.
const MANY: usize = 200_000;

/// Won and closed deals of one sales person in one segment, industry and month. Renewals are not counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct OwnerCount {
    pub(super) owner: StaffId,
    pub(super) region: Region,
    pub(super) segment: Segment,
    pub(super) industry: Industry,
    /// Place of the month in the history, from 1.
    pub(super) slot: u16,
    pub(super) won: u32,
    pub(super) closed: u32,
}

impl OwnerCount {
    /// What is counted apart; counts stand in this order.
    fn place(&self) -> (u64, Region, Segment, Industry, u16) {
        (self.owner.id(), self.region, self.segment, self.industry, self.slot)
    }
}

/// The counts of all who may be listed.
#[derive(Debug, Default)]
pub(super) struct Owners {
    counts: Vec<OwnerCount>,
    /// How many counts make it worth looking for some to drop.
    many: usize,
}

impl Owners {
    pub(super) fn add(&mut self, block: &Block, shape: Shape) {
        let mut deals = Vec::with_capacity(block.deals.deal.len());
        let c = &block.customers;
        for (d, &of) in block.deals.deal.iter().zip(&block.deals.customer) {
            let in_history = d.closed != Day::NONE && d.closed.month() >= shape.first_month;
            if d.kind == DealType::Renewal || !in_history {
                continue;
            }
            let of = of as usize;
            deals.push(OwnerCount {
                owner: d.owner,
                region: c.region[of],
                segment: c.segment[of],
                industry: c.industry[of],
                slot: shape.slot(d.closed.month()) as u16,
                won: u32::from(d.stage == Stage::ClosedWon),
                closed: 1,
            });
        }
        deals.sort_unstable_by_key(OwnerCount::place);
        deals.dedup_by(|next, kept| {
            let same = next.place() == kept.place();
            if same {
                kept.won += next.won;
                kept.closed += next.closed;
            }
            same
        });
        self.counts.append(&mut deals);
        if self.counts.len() > self.many.max(MANY) {
            self.drop_others();
            self.many = 2 * self.counts.len();
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.counts.extend(other.counts);
    }

    /// Nobody more is added; the counts stand by sales person.
    pub(super) fn finish(&mut self) {
        self.drop_others();
    }

    /// The counts, by sales person.
    pub(super) fn counts(&self) -> &[OwnerCount] {
        &self.counts
    }

    /// Drops those who are among the busiest for no choice of regions and segments. The busiest of several regions are
    /// among the busiest of each; so only choices of segments need be gone through, region by region.
    fn drop_others(&mut self) {
        let mut totals: Vec<(u64, Region, [u64; Segment::COUNT])> = Vec::new();
        self.counts.sort_unstable_by_key(OwnerCount::place);
        for o in &self.counts {
            match totals.last_mut() {
                Some((owner, region, closed)) if (*owner, *region) == (o.owner.id(), o.region) => {
                    closed[o.segment.index()] += u64::from(o.closed);
                }
                _ => {
                    let mut closed = [0; Segment::COUNT];
                    closed[o.segment.index()] = u64::from(o.closed);
                    totals.push((o.owner.id(), o.region, closed));
                }
            }
        }
        let mut kept: Vec<u64> = Vec::new();
        for &region in Region::ALL {
            for choice in 1..1_u32 << Segment::COUNT {
                let chosen = |closed: &[u64; Segment::COUNT]| -> u64 {
                    (0..Segment::COUNT).filter(|s| choice >> s & 1 == 1).map(|s| closed[s]).sum()
                };
                let mut busiest: Vec<(u64, u64)> = totals
                    .iter()
                    .filter(|t| t.1 == region)
                    .map(|(owner, _, closed)| (chosen(closed), *owner))
                    .collect();
                busiest.sort_unstable_by_key(|&(closed, owner)| (core::cmp::Reverse(closed), owner));
                kept.extend(busiest.iter().take(LISTED).map(|(_, owner)| owner));
            }
        }
        kept.sort_unstable();
        kept.dedup();
        self.counts.retain(|o| kept.binary_search(&o.owner.id()).is_ok());
    }
}
