//! Counts of all rows by what recommendations filter by, for datasets whose rows are not all at hand.
//!
//! One flat array a table, a few megabytes whatever the size. Days are counted by month, discounts by
//! bands: conditions on them begin and end where those do.

use super::evidence::Evidence;
use super::facts::{CustomerFacts, SaleFacts, VoiceFacts};
use super::find::{BANDS, Select, at_quarter_end, band, quarter_end};
use crate::block::Block;
use crate::calendar::{Day, History, Month};
use crate::colleagues::Colleagues;
use crate::columns::Table;
use crate::vocabulary::{
    BillingPlan, Category, Channel, DealType, Industry, LossReason, Product, Region, RiskBand, Segment, SentimentLabel,
    Source, Stage, Status,
};
use crate::world::account::StaffId;

/// Every stage, and lost for each reason.
const OUTCOMES: usize = Stage::COUNT + LossReason::COUNT;

/// Counts of some blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Tally {
    first_month: Month,
    months: usize,
    history: History,
    /// In each month of the history, the first day at the end of a quarter.
    quarter_ends: Vec<Option<Day>>,
    customers: Vec<u32>,
    sales: Vec<u32>,
    voices: Vec<u32>,
    /// Deals of each sales person as [`super::find::closed_sales`] selects them.
    owners: Vec<(StaffId, u32)>,
}

/// Packs positions into one number, each below its bound; the last varies fastest.
fn pack(positions: &[(usize, usize)]) -> usize {
    positions.iter().fold(0, |sum, &(at, bound)| {
        debug_assert!(at < bound);
        sum * bound + at
    })
}

/// Takes the number apart again.
fn unpack<const N: usize>(mut packed: usize, bounds: [usize; N]) -> [usize; N] {
    let mut at = [0; N];
    for i in (0..N).rev() {
        at[i] = packed % bounds[i];
        packed /= bounds[i];
    }
    at
}

impl Tally {
    pub(crate) fn new(first_month: Month, months: u32) -> Self {
        let history = History::new(first_month, months);
        let quarter_ends = (0..months as i32).map(|m| quarter_end(first_month.plus(m))).collect();
        let months = months as usize;
        let room = |bounds: &[usize]| vec![0; bounds.iter().product()];
        Self {
            first_month,
            months,
            history,
            quarter_ends,
            customers: room(&Self::customer_bounds(months)),
            sales: room(&Self::sale_bounds(months)),
            voices: room(&Self::voice_bounds(months)),
            owners: Vec::new(),
        }
    }

    fn customer_bounds(months: usize) -> [usize; 7] {
        [
            Region::COUNT,
            Segment::COUNT,
            Industry::COUNT,
            BillingPlan::COUNT + 1,
            Status::COUNT,
            RiskBand::COUNT + 1,
            months + 1,
        ]
    }

    fn sale_bounds(months: usize) -> [usize; 7] {
        [DealType::COUNT, Product::COUNT, Source::COUNT, OUTCOMES, BANDS.len(), 2, months + 1]
    }

    fn voice_bounds(months: usize) -> [usize; 8] {
        [
            Region::COUNT,
            Segment::COUNT,
            Channel::COUNT,
            Category::COUNT,
            Product::COUNT,
            SentimentLabel::COUNT,
            2,
            months,
        ]
    }

    /// Whether a day is at the end of a quarter; `slot` is the place of its month.
    fn late(&self, day: Day, slot: usize) -> bool {
        match slot.checked_sub(1) {
            Some(month) => self.quarter_ends[month].is_some_and(|first| day >= first),
            None => at_quarter_end(day),
        }
    }

    pub(crate) fn add(&mut self, block: &Block) {
        let c = &block.customers;
        let bounds = Self::customer_bounds(self.months);
        for i in 0..c.created.len() {
            let at = [
                c.region[i].index(),
                c.segment[i].index(),
                c.industry[i].index(),
                c.billing[i].map_or(0, |plan| plan.index() + 1),
                c.status[i].index(),
                block.customer_risk(i).map_or(0, |risk| risk.index() + 1),
                self.history.slot(c.created[i]),
            ];
            self.customers[pack(&zip(at, bounds))] += 1;
        }
        let bounds = Self::sale_bounds(self.months);
        let mut sellers: Colleagues<u32> = Colleagues::default();
        for d in &block.deals.deal {
            let outcome = d.loss_reason.map_or(d.stage.index(), |reason| Stage::COUNT + reason.index());
            let slot = self.history.slot(d.closed);
            let at = [
                d.kind.index(),
                d.product.index(),
                d.source.index(),
                outcome,
                band(d.discount),
                usize::from(self.late(d.closed, slot)),
                slot,
            ];
            self.sales[pack(&zip(at, bounds))] += 1;
            if d.kind != DealType::Renewal && slot > 0 {
                *sellers.at(d.owner) += 1;
            }
        }
        // Staff look after one block only: their counts are complete with it.
        self.owners.extend(sellers.all());
        let f = &block.feedback;
        let bounds = Self::voice_bounds(self.months);
        for (i, &of) in f.customer.iter().enumerate() {
            let at = [
                c.region[of as usize].index(),
                c.segment[of as usize].index(),
                f.channel[i].index(),
                f.category[i].index(),
                f.product[i].index(),
                block.label(i).index(),
                usize::from(f.resolved[i]),
                // Feedback begins with the history.
                self.history.slot(f.day[i]).max(1) - 1,
            ];
            self.voices[pack(&zip(at, bounds))] += 1;
        }
    }

    pub(crate) fn merge(&mut self, more: &Self) {
        let add = |sums: &mut [u32], more: &[u32]| sums.iter_mut().zip(more).for_each(|(sum, more)| *sum += more);
        add(&mut self.customers, &more.customers);
        add(&mut self.sales, &more.sales);
        add(&mut self.voices, &more.voices);
        self.owners.extend_from_slice(&more.owners);
        self.owners.sort_unstable_by_key(|(owner, _)| owner.id());
    }

    /// A day that stands for a slot.
    fn day(&self, slot: usize) -> Day {
        if slot == 0 { self.first_month.plus(-1).day(1) } else { self.first_month.plus(slot as i32 - 1).day(1) }
    }

    /// How many rows are selected.
    pub(crate) fn count(&self, select: &Select, evidence: &Evidence) -> u64 {
        if let Some(name) = select.named("owner") {
            let counts = self.owners.iter().filter(|(owner, _)| evidence.staff_name(*owner) == name);
            return counts.map(|&(_, count)| u64::from(count)).sum();
        }
        let sum = |counts: &[u32], meets: &dyn Fn(usize) -> bool| -> u64 {
            let filled = counts.iter().enumerate().filter(|&(_, &count)| count > 0);
            filled.filter(|&(cell, _)| meets(cell)).map(|(_, &count)| u64::from(count)).sum()
        };
        match select.table {
            Table::Customers => sum(&self.customers, &|cell| select.meets(&self.customer(cell))),
            Table::Deals => sum(&self.sales, &|cell| select.meets(&self.sale(cell))),
            Table::Feedback => sum(&self.voices, &|cell| select.meets(&self.voice(cell))),
        }
    }

    fn customer(&self, cell: usize) -> CustomerFacts<'static> {
        let at = unpack(cell, Self::customer_bounds(self.months));
        CustomerFacts {
            region: Region::ALL[at[0]],
            segment: Segment::ALL[at[1]],
            industry: Industry::ALL[at[2]],
            plan: at[3].checked_sub(1).map(|plan| BillingPlan::ALL[plan]),
            status: Status::ALL[at[4]],
            risk: at[5].checked_sub(1).map(|risk| RiskBand::ALL[risk]),
            created: self.day(at[6]),
            manager: None,
        }
    }

    fn sale(&self, cell: usize) -> SaleFacts<'static> {
        let at = unpack(cell, Self::sale_bounds(self.months));
        SaleFacts {
            kind: DealType::ALL[at[0]],
            product: Product::ALL[at[1]],
            source: Source::ALL[at[2]],
            stage: Stage::ALL.get(at[3]).copied().unwrap_or(Stage::ClosedLost),
            lost: at[3].checked_sub(Stage::COUNT).map(|reason| LossReason::ALL[reason]),
            discount: BANDS[at[4]],
            late: Some(at[5] == 1),
            closed: self.day(at[6]),
            owner: None,
        }
    }

    fn voice(&self, cell: usize) -> VoiceFacts {
        let at = unpack(cell, Self::voice_bounds(self.months));
        VoiceFacts {
            region: Region::ALL[at[0]],
            segment: Segment::ALL[at[1]],
            channel: Channel::ALL[at[2]],
            category: Category::ALL[at[3]],
            product: Product::ALL[at[4]],
            label: SentimentLabel::ALL[at[5]],
            resolved: at[6] == 1,
            day: self.day(at[7] + 1),
        }
    }
}

fn zip<const N: usize>(at: [usize; N], bounds: [usize; N]) -> [(usize, usize); N] {
    core::array::from_fn(|i| (at[i], bounds[i]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::Plan;
    use crate::insight::{Gathered, recommend};
    use crate::recipe::{Limits, Recipe, RecipeDraft};

    /// 3,500 customers in four blocks, with a story that findings tell of.
    fn plan() -> Plan {
        let fields = [("customers", "3500"), ("seed", "7"), ("as_of", "2026-06-30"), ("stories", "slow-support")];
        let pairs = fields.map(|(name, value)| (name.to_owned(), value.to_owned()));
        let draft = RecipeDraft::from_pairs(pairs.to_vec());
        let today = Day::parse("2026-06-30").unwrap();
        Plan::new(&Recipe::from_draft(&draft, &Limits::default(), today, || 0).unwrap())
    }

    /// Two workers, each with every other block; rows of at most so many blocks are kept.
    fn evidence(plan: &Plan, most: u64) -> Evidence {
        let mut workers = [Gathered::keeping(plan, most), Gathered::keeping(plan, most)];
        for index in 0..plan.blocks() {
            workers[index as usize % 2].add(index, &Block::simulate(plan, index));
        }
        Evidence::new(plan, workers.into())
    }

    #[test]
    fn rows_that_are_not_at_hand_are_counted_all_the_same() {
        let plan = plan();
        let (all, some) = (evidence(&plan, 32), evidence(&plan, 2));
        assert!(all.tally.is_none() && some.tally.is_some());
        assert!(some.rows.customers.len() < all.rows.customers.len());
        let mut selects: Vec<Select> = Vec::new();
        for evidence in [&all, &some] {
            let told = recommend(&plan, evidence);
            selects.extend(told.groups.iter().flatten().map(|item| item.select.clone()));
            selects.extend(told.findings.iter().map(|finding| finding.select.clone()));
        }
        // Somebody whose deals are in a block whose rows are gone.
        let stranger = all.rows.sales.iter().map(|sale| sale.owner).find(|&owner| {
            some.rows.sales.iter().all(|sale| sale.owner != owner) && all.staff_name(owner).contains(' ')
        });
        let name = all.staff_name(stranger.expect("two of four blocks are gone"));
        selects.push(crate::insight::find::closed_sales(&all).is("owner", &name));
        assert!(selects.len() > 30);
        for select in &selects {
            assert_eq!(select.count(&some), select.count(&all), "{}: {:?}", select.table.name(), select.filter());
        }
    }

    #[test]
    fn who_counts_which_block_makes_no_difference() {
        let plan = plan();
        let two = evidence(&plan, 2).tally.unwrap();
        let mut one = Tally::new(plan.first_month(), plan.months());
        (0..plan.blocks()).for_each(|index| one.add(&Block::simulate(&plan, index)));
        one.owners.sort_unstable_by_key(|(owner, _)| owner.id());
        assert!(one == two);
    }
}
