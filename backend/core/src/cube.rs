//! Counts without rows: one pass over the blocks gives the rows per block, and every number the
//! dashboard shows under any filter.
//!
//! A cell is a region, segment, industry and month; in each cell stand sums of integers, so the order
//! in which blocks are added plays no part. Scores are ten-thousandths, money cents or dollars, hours
//! hundredths, as in the columns.

mod cells;
mod figures;
mod measures;
mod summary;

use crate::block::{Block, Plan};
use crate::calendar::{Day, Month};
use crate::columns::Table;
use crate::vocabulary::{DealType, Industry, Region, Segment, Stage};
use crate::world::account::StaffId;
use crate::world::staff::write_staff_name;

use cells::Cells;
pub use figures::{
    Amount, Change, Cohort, Comparison, Count, Mean, MonthlyTone, Nps, PainPoint, Period, Rate, RegionMonth, Risk,
    Summary, Tones,
};
pub use measures::response::BANDS as RESPONSE_BANDS;
use measures::{customer, deal, feedback};

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

/// Won and closed deals of one sales person in one segment.
#[derive(Clone, Copy, Debug)]
struct OwnerCount {
    owner: StaffId,
    region: Region,
    segment: Segment,
    won: u32,
    closed: u32,
}

/// Rows of one block.
#[derive(Clone, Copy, Debug)]
struct BlockRows {
    block: u64,
    deals: u32,
    feedback: u32,
}

/// The sums of some blocks; each worker has its own, [`Index::new`] puts them together.
#[derive(Debug)]
pub struct Partial {
    shape: Shape,
    customers: Cells<{ customer::COUNT }>,
    deals: Cells<{ deal::COUNT }>,
    feedback: Cells<{ feedback::COUNT }>,
    rows: Vec<BlockRows>,
    owners: Vec<OwnerCount>,
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

    fn cell(self, group: usize, day: Day) -> usize {
        group * self.slots() + self.slot(day.month())
    }
}

impl Partial {
    /// No block yet.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let shape = Shape { first_month: plan.first_month(), months: plan.months() };
        Self {
            shape,
            customers: Cells::new(shape.cells()),
            deals: Cells::new(shape.cells()),
            feedback: Cells::new(shape.cells()),
            rows: Vec::new(),
            owners: Vec::new(),
        }
    }

    /// Adds one block. `index` is its number; the block was simulated in full.
    pub fn add(&mut self, index: u64, block: &Block) {
        let c = &block.customers;
        let groups: Vec<usize> =
            (0..c.region.len()).map(|i| Shape::group(c.region[i], c.segment[i], c.industry[i])).collect();
        for (i, &group) in groups.iter().enumerate() {
            let joined = self.shape.cell(group, c.created[i]);
            customer::joined(self.customers.at(joined), block, i);
            if c.churned[i] != Day::NONE {
                let left = self.shape.cell(group, c.churned[i]);
                self.customers.at(left)[customer::LEFT] += 1;
            }
        }
        for (d, &of) in block.deals.deal.iter().zip(&block.deals.customer) {
            let group = groups[of as usize];
            let opened = self.shape.cell(group, d.created);
            deal::opened(self.deals.at(opened), d);
            if d.closed != Day::NONE {
                let closed = self.shape.cell(group, d.closed);
                deal::closed(self.deals.at(closed), d);
            }
        }
        for (i, &of) in block.feedback.customer.iter().enumerate() {
            let cell = self.shape.cell(groups[of as usize], block.feedback.day[i]);
            feedback::said(self.feedback.at(cell), block, i);
        }
        self.rows.push(BlockRows {
            block: index,
            deals: block.rows(Table::Deals) as u32,
            feedback: block.rows(Table::Feedback) as u32,
        });
        self.add_owners(block);
    }

    /// Staff look after one block only, so their counts are complete with it.
    fn add_owners(&mut self, block: &Block) {
        let start = self.owners.len();
        for (d, &of) in block.deals.deal.iter().zip(&block.deals.customer) {
            let in_history = d.closed != Day::NONE && d.closed.month() >= self.shape.first_month;
            if d.kind == DealType::Renewal || !in_history {
                continue;
            }
            let region = block.customers.region[of as usize];
            let segment = block.customers.segment[of as usize];
            let won = u32::from(d.stage == Stage::ClosedWon);
            let known = self.owners[start..]
                .iter_mut()
                .find(|o| o.owner == d.owner && o.region == region && o.segment == segment);
            match known {
                Some(owner) => {
                    owner.won += won;
                    owner.closed += 1;
                }
                None => self.owners.push(OwnerCount { owner: d.owner, region, segment, won, closed: 1 }),
            }
        }
    }
}

/// Where the rows of a dataset are, and its cube. Some megabytes at most, whatever the size.
#[derive(Debug)]
pub struct Index {
    seed: u64,
    as_of: Day,
    shape: Shape,
    customers: u64,
    /// Deals and feedback before each block, and after the last.
    before: Vec<(u64, u64)>,
    sums: Partial,
}

impl Index {
    /// Puts together what the workers counted. Every block of the plan was added to one of them.
    #[must_use]
    pub fn new(plan: &Plan, partials: Vec<Partial>) -> Self {
        let mut sums = Partial::new(plan);
        for mut part in partials {
            sums.customers.merge(&part.customers);
            sums.deals.merge(&part.deals);
            sums.feedback.merge(&part.feedback);
            sums.rows.append(&mut part.rows);
            sums.owners.append(&mut part.owners);
        }
        sums.rows.sort_unstable_by_key(|r| r.block);
        sums.owners.sort_unstable_by_key(|o| (o.owner.id(), o.region, o.segment));
        assert_eq!(sums.rows.len() as u64, plan.blocks(), "every block is counted once");
        let mut before = Vec::with_capacity(sums.rows.len() + 1);
        let mut total = (0, 0);
        for rows in &sums.rows {
            before.push(total);
            total = (total.0 + u64::from(rows.deals), total.1 + u64::from(rows.feedback));
        }
        before.push(total);
        sums.rows = Vec::new();
        Self { seed: plan.seed, as_of: plan.as_of(), shape: sums.shape, customers: plan.customers(), before, sums }
    }

    /// Counts a whole plan on this thread.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        let mut part = Partial::new(plan);
        for index in 0..plan.blocks() {
            part.add(index, &Block::simulate(plan, index));
        }
        Self::new(plan, vec![part])
    }

    /// How many rows a table has.
    #[must_use]
    pub fn rows(&self, table: Table) -> u64 {
        self.rows_before(table, self.before.len() - 1)
    }

    /// How many rows of a table come before a block (or before the end, for the number of blocks).
    #[must_use]
    pub fn rows_before(&self, table: Table, block: usize) -> u64 {
        match table {
            Table::Customers => (block as u64 * u64::from(crate::BLOCK_CUSTOMERS)).min(self.customers),
            Table::Deals => self.before[block].0,
            Table::Feedback => self.before[block].1,
        }
    }

    /// The block that holds a row of a table, and the row's place in it; `None` past the end.
    #[must_use]
    pub fn locate(&self, table: Table, row: u64) -> Option<(u64, usize)> {
        if row >= self.rows(table) {
            return None;
        }
        let blocks = self.before.len() - 1;
        let (mut low, mut high) = (0, blocks);
        while high - low > 1 {
            let middle = low.midpoint(high);
            if self.rows_before(table, middle) <= row { low = middle } else { high = middle }
        }
        Some((low as u64, (row - self.rows_before(table, low)) as usize))
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
