//! Counts without rows: one pass over the blocks gives the rows per block, and every number the
//! dashboard shows under any filter.
//!
//! A cell is a region, segment, industry and month; in each cell stand sums of integers, so the order
//! in which blocks are added plays no part. Scores are ten-thousandths, money cents or dollars, hours
//! hundredths, as in the columns. Feedback is counted by day as well.

mod cells;
mod days;
mod figures;
mod measures;
mod monthly;
mod owners;
mod summary;

use core::ops::RangeInclusive;

use crate::BLOCK_CUSTOMERS;
use crate::block::{Block, Depth, Plan};
use crate::calendar::{Day, History, Month};
use crate::columns::Table;
use crate::vocabulary::{Channel, Industry, Region, Segment};
use crate::world::account::StaffId;
use crate::world::staff::write_staff_name;

use cells::Cells;
use days::Days;
pub use figures::{
    Amount, CategoryMonth, Change, Cohort, Comparison, Count, Figure, Left, Mean, MonthlyTone, Nps, PainPoint, Period,
    Rate, RegionMonth, Risk, Summary, Tones, Week,
};
pub use measures::response::BANDS as RESPONSE_BANDS;
use measures::{customer, deal, feedback};
use owners::Owners;

/// What part of a dataset is looked at. Empty lists restrict nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Filter {
    /// Regions to keep.
    pub regions: Vec<Region>,
    /// Segments to keep.
    pub segments: Vec<Segment>,
    /// Industries to keep.
    pub industries: Vec<Industry>,
    /// First month to keep; the start of the history if `None`.
    pub from: Option<Month>,
    /// Last month to keep; the end of the history if `None`.
    pub to: Option<Month>,
}

/// Customers in a piece of a block: rows are located to the piece, so that a page makes few customers for nobody.
/// Chosen: 16 pieces a block cost 16 bytes each, and a page of 50 rows lies in one or two.
const PIECE_CUSTOMERS: u32 = 64;
/// Pieces of a block.
const PIECES: usize = (BLOCK_CUSTOMERS / PIECE_CUSTOMERS) as usize;

/// Rows of one block, by piece.
#[derive(Clone, Copy, Debug)]
struct BlockRows {
    block: u64,
    /// Deals and feedback.
    pieces: [(u32, u32); PIECES],
}

impl BlockRows {
    fn of(index: u64, block: &Block) -> Self {
        // Rows come by customer.
        let before = |of: &[u32], piece: usize| of.partition_point(|&c| (c / PIECE_CUSTOMERS) < piece as u32) as u32;
        let within = |of: &[u32], piece: usize| before(of, piece + 1) - before(of, piece);
        let (deals, feedback) = (&block.deals.customer, &block.feedback.customer);
        let pieces = core::array::from_fn(|piece| (within(deals, piece), within(feedback, piece)));
        Self { block: index, pieces }
    }
}

/// Some customers next to each other who have a row, and where it stands among theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located {
    /// Numbers of the customers, from 1; never of two blocks.
    pub customers: RangeInclusive<u64>,
    /// Place of the row among the rows of these customers, from 0.
    pub row: usize,
}

/// The sums of some blocks; each worker has its own, [`Index::new`] puts them together.
#[derive(Debug)]
pub struct Partial {
    shape: Shape,
    history: History,
    customers: Cells<{ customer::COUNT }>,
    deals: Cells<{ deal::COUNT }>,
    feedback: Cells<{ feedback::COUNT }>,
    days: Days,
    rows: Vec<BlockRows>,
    owners: Owners,
}

/// How cells are numbered: by group (region, segment, industry), then by month, the first place
/// standing for all months before the history.
#[derive(Clone, Copy, Debug)]
struct Shape {
    first_month: Month,
    months: u32,
}

impl Shape {
    const GROUPS: usize = Region::COUNT * Segment::COUNT * Industry::COUNT;

    fn slots(self) -> usize {
        self.months as usize + 1
    }

    fn cells(self) -> usize {
        Self::GROUPS * self.slots()
    }

    fn group(region: Region, segment: Segment, industry: Industry) -> usize {
        (region.index() * Segment::COUNT + segment.index()) * Industry::COUNT + industry.index()
    }

    fn slot(self, month: Month) -> usize {
        (month.0 - self.first_month.0 + 1).clamp(0, self.months as i32) as usize
    }
}

impl Partial {
    /// No block yet.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let shape = Shape { first_month: plan.first_month(), months: plan.months() };
        Self {
            shape,
            history: History::new(shape.first_month, shape.months),
            customers: Cells::new(shape.cells()),
            deals: Cells::new(shape.cells()),
            feedback: Cells::new(shape.cells()),
            days: Days::new(shape),
            rows: Vec::new(),
            owners: Owners::default(),
        }
    }

    /// Adds one block. `index` is its number; the block was simulated with scores.
    pub fn add(&mut self, index: u64, block: &Block) {
        let c = &block.customers;
        let groups: Vec<usize> =
            (0..c.region.len()).map(|i| Shape::group(c.region[i], c.segment[i], c.industry[i])).collect();
        let cell = |group: usize, day: Day| group * self.shape.slots() + self.history.slot(day);
        for (i, &group) in groups.iter().enumerate() {
            customer::joined(self.customers.at(cell(group, c.created[i])), block, i);
            if c.churned[i] != Day::NONE {
                self.customers.at(cell(group, c.churned[i]))[customer::LEFT] += 1;
            }
        }
        for (d, &of) in block.deals.deal.iter().zip(&block.deals.customer) {
            let group = groups[of as usize];
            deal::opened(self.deals.at(cell(group, d.created)), d);
            if d.closed != Day::NONE {
                deal::closed(self.deals.at(cell(group, d.closed)), d);
            }
        }
        for (i, &of) in block.feedback.customer.iter().enumerate() {
            let (group, day) = (groups[of as usize], block.feedback.day[i]);
            feedback::said(self.feedback.at(cell(group, day)), block, i);
            self.days.said(group, day, block.feedback.channel[i] == Channel::SupportTicket);
        }
        self.rows.push(BlockRows::of(index, block));
        self.owners.add(block, &self.history);
    }
}

/// Where the rows of a dataset are, and its cube. Some megabytes at most, whatever the size.
#[derive(Debug)]
pub struct Index {
    seed: u64,
    as_of: Day,
    shape: Shape,
    customers: u64,
    /// Deals and feedback before each piece of a block, and after the last.
    before: Vec<(u64, u64)>,
    sums: Partial,
}

impl Index {
    /// Puts together what the workers counted. Every block of the plan was added to one of them.
    #[must_use]
    pub fn new(plan: &Plan, partials: Vec<Partial>) -> Self {
        let mut partials = partials.into_iter();
        let mut sums = partials.next().unwrap_or_else(|| Partial::new(plan));
        for mut part in partials {
            sums.customers.merge(&part.customers);
            sums.deals.merge(&part.deals);
            sums.feedback.merge(&part.feedback);
            sums.days.merge(&part.days);
            sums.rows.append(&mut part.rows);
            sums.owners.merge(part.owners);
        }
        sums.rows.sort_unstable_by_key(|r| r.block);
        sums.owners.finish();
        assert_eq!(sums.rows.len() as u64, plan.blocks(), "every block is counted once");
        let pieces = plan.customers().div_ceil(u64::from(PIECE_CUSTOMERS)) as usize;
        let mut before = Vec::with_capacity(pieces + 1);
        let mut total = (0, 0);
        before.push(total);
        for &(deals, feedback) in sums.rows.iter().flat_map(|rows| &rows.pieces).take(pieces) {
            total = (total.0 + u64::from(deals), total.1 + u64::from(feedback));
            before.push(total);
        }
        sums.rows = Vec::new();
        Self { seed: plan.seed, as_of: plan.as_of(), shape: sums.shape, customers: plan.customers(), before, sums }
    }

    /// Counts a whole plan on this thread.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        let mut part = Partial::new(plan);
        for index in 0..plan.blocks() {
            part.add(index, &Block::simulate_to(plan, index, Depth::Scored));
        }
        Self::new(plan, vec![part])
    }

    /// How many rows a table has.
    #[must_use]
    pub fn rows(&self, table: Table) -> u64 {
        self.rows_before(table, self.before.len() - 1)
    }

    /// How many rows of a table come before a piece (or before the end, for the number of pieces).
    fn rows_before(&self, table: Table, piece: usize) -> u64 {
        match table {
            Table::Customers => (piece as u64 * u64::from(PIECE_CUSTOMERS)).min(self.customers),
            Table::Deals => self.before[piece].0,
            Table::Feedback => self.before[piece].1,
        }
    }

    /// How many rows of a table a block has.
    #[must_use]
    pub fn rows_of(&self, table: Table, block: u64) -> u64 {
        let last = self.before.len() - 1;
        let piece = |block: u64| (block as usize).saturating_mul(PIECES).min(last);
        self.rows_before(table, piece(block + 1)) - self.rows_before(table, piece(block))
    }

    /// The customers among whose rows a row of a table is; `None` past the end.
    #[must_use]
    pub fn locate(&self, table: Table, row: u64) -> Option<Located> {
        if row >= self.rows(table) {
            return None;
        }
        let (mut low, mut high) = (0, self.before.len() - 1);
        while high - low > 1 {
            let middle = low.midpoint(high);
            if self.rows_before(table, middle) <= row { low = middle } else { high = middle }
        }
        let first = low as u64 * u64::from(PIECE_CUSTOMERS) + 1;
        let last = (first + u64::from(PIECE_CUSTOMERS) - 1).min(self.customers);
        Some(Located { customers: first..=last, row: (row - self.rows_before(table, low)) as usize })
    }

    /// Everything the dashboard shows, for the part that the filter keeps.
    #[must_use]
    pub fn summary(&self, filter: &Filter) -> Summary {
        summary::summarise(self, filter)
    }

    fn staff_name(&self, owner: StaffId) -> String {
        let mut name = String::new();
        write_staff_name(self.seed, owner.id(), owner.region(), &mut name);
        name
    }
}

#[cfg(test)]
mod tests;
