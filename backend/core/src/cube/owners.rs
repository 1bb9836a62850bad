//! How the sales people fare: deals won and closed, by segment, industry and month.
//!
//! There are more sales people than anybody wants to see, so only those are kept who can be among the busiest for some
//! choice of regions and segments. Each looks after one block only, so their deals are complete with it, and the busiest
//! of a part are among the busiest of the whole or of no interest.

use crate::block::Block;
use crate::calendar::History;
use crate::colleagues::Colleagues;
use crate::vocabulary::{DealType, Industry, Region, Segment, Stage};
use crate::world::account::StaffId;

/// How many sales people are listed.
pub(super) const LISTED: usize = 15;
/// Deals beyond which those of people who cannot be listed are dropped. Chosen: some blocks, a megabyte.
const MANY: usize = 50_000;

/// A deal that was closed within the history. Renewals are not counted.
#[derive(Clone, Copy, Debug)]
pub(super) struct ClosedDeal {
    pub(super) owner: StaffId,
    pub(super) region: Region,
    pub(super) segment: Segment,
    pub(super) industry: Industry,
    /// Place of the month in the history, from 1.
    pub(super) slot: u8,
    pub(super) won: bool,
}

/// Closed deals by segment.
type BySegment = [u32; Segment::COUNT];

/// The choices of segments, each as a set of bits.
const CHOICES: usize = 1 << Segment::COUNT;

/// The deals of all who may be listed.
#[derive(Debug, Default)]
pub(super) struct Owners {
    deals: Vec<ClosedDeal>,
    /// How many deals make it worth looking for some to drop.
    many: usize,
    /// With fewer closed deals than this in a region and choice of segments, nobody is among its busiest.
    bars: [[u32; CHOICES]; Region::COUNT],
}

impl Owners {
    pub(super) fn add(&mut self, block: &Block, history: &History) {
        let mut sellers: Colleagues<[BySegment; Region::COUNT]> = Colleagues::default();
        for deal in closed_deals(block, history) {
            sellers.at(deal.owner)[deal.region.index()][deal.segment.index()] += 1;
        }
        let may_be_listed = |closed: &[BySegment; Region::COUNT], region: usize| {
            (1..CHOICES).any(|choice| chosen(&closed[region], choice) >= self.bars[region][choice])
        };
        // After some blocks that is a rare thing.
        if sellers.all().any(|(_, closed)| (0..Region::COUNT).any(|region| may_be_listed(closed, region))) {
            let deals = closed_deals(block, history);
            self.deals.extend(deals.filter(|deal| may_be_listed(sellers.at(deal.owner), deal.region.index())));
        }
        if self.deals.len() > self.many.max(MANY) {
            self.drop_others();
            self.many = 2 * self.deals.len();
        }
    }

    pub(super) fn merge(&mut self, other: Self) {
        self.deals.extend(other.deals);
    }

    /// Nobody more is added; the deals stand by sales person.
    pub(super) fn finish(&mut self) {
        self.drop_others();
    }

    /// The deals, by sales person.
    pub(super) fn deals(&self) -> &[ClosedDeal] {
        &self.deals
    }

    /// Drops those who are among the busiest for no choice of regions and segments. The busiest of several regions are
    /// among the busiest of each; so only choices of segments need be gone through, region by region.
    fn drop_others(&mut self) {
        let mut totals: Vec<(u64, Region, BySegment)> = Vec::new();
        self.deals.sort_unstable_by_key(|deal| (deal.owner.id(), deal.region));
        for together in self.deals.chunk_by(|a, b| (a.owner, a.region) == (b.owner, b.region)) {
            let mut closed = [0; Segment::COUNT];
            for deal in together {
                closed[deal.segment.index()] += 1;
            }
            totals.push((together[0].owner.id(), together[0].region, closed));
        }
        let mut kept: Vec<u64> = Vec::new();
        for &region in Region::ALL {
            for choice in 1..CHOICES {
                let mut busiest: Vec<(u32, u64)> = totals
                    .iter()
                    .filter(|t| t.1 == region)
                    .map(|(owner, _, closed)| (chosen(closed, choice), *owner))
                    .collect();
                busiest.sort_unstable_by_key(|&(closed, owner)| (core::cmp::Reverse(closed), owner));
                self.bars[region.index()][choice] = busiest.get(LISTED - 1).map_or(0, |&(closed, _)| closed);
                kept.extend(busiest.iter().take(LISTED).map(|(_, owner)| owner));
            }
        }
        kept.sort_unstable();
        kept.dedup();
        self.deals.retain(|deal| kept.binary_search(&deal.owner.id()).is_ok());
    }
}

/// The deals of a block that count.
fn closed_deals(block: &Block, history: &History) -> impl Iterator<Item = ClosedDeal> {
    let c = &block.customers;
    block.deals.deal.iter().zip(&block.deals.customer).filter_map(|(d, &of)| {
        let (slot, of) = (history.slot(d.closed), of as usize);
        (d.kind != DealType::Renewal && slot > 0).then(|| ClosedDeal {
            owner: d.owner,
            region: c.region[of],
            segment: c.segment[of],
            industry: c.industry[of],
            slot: slot as u8,
            won: d.stage == Stage::ClosedWon,
        })
    })
}

/// Closed deals in the segments of a choice.
fn chosen(closed: &BySegment, choice: usize) -> u32 {
    (0..Segment::COUNT).filter(|s| choice >> s & 1 == 1).map(|s| closed[s]).sum()
}
