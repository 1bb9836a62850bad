//! What the recommendations are made from: compact rows of some blocks, and counts of all.
//!
//! Collected block by block in the pass that counts the cube. Up to [`ROW_BLOCKS`] blocks every row is kept, as its
//! columns say it and without its words; of a larger dataset the rows of that many blocks, spread evenly, are enough for
//! every test (more rows change no answer), and what must be exact, such as how many rows a filter selects, comes from
//! [`Tally`]. Nothing here knows of the recipe's stories.

use crate::block::{Block, Depth, Plan};
use crate::calendar::{Day, Month};
use crate::insight::tally::Tally;
use crate::vocabulary::{
    BillingPlan, Category, Channel, Competitor, DealType, Industry, LossReason, Product, Region, RiskBand, Segment,
    Source, Stage, Status,
};
use crate::world::account::StaffId;
use crate::world::staff::write_staff_name;

/// Blocks whose rows are kept: 32,768 customers (chosen: a difference of .02 in mean sentiment between halves shows).
pub const ROW_BLOCKS: u64 = 32;

/// A row of the customers table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Customer {
    pub(crate) number: u64,
    pub(crate) region: Region,
    pub(crate) segment: Segment,
    pub(crate) industry: Industry,
    pub(crate) plan: Option<BillingPlan>,
    pub(crate) manager: StaffId,
    /// The day the account manager took over; the day of creation for the first.
    pub(crate) manager_since: Day,
    pub(crate) created: Day,
    /// Day of the first win in the deals table; [`Day::NONE`] for prospects.
    pub(crate) since: Day,
    pub(crate) churned: Day,
    pub(crate) status: Status,
    pub(crate) monthly_cents: i64,
    pub(crate) risk: Option<RiskBand>,
    /// Churn risk score in ten-thousandths; −1 where there is none.
    pub(crate) risk_e4: i32,
}

/// A row of the deals table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sale {
    /// Place of the customer in [`Rows::customers`].
    pub(crate) customer: u32,
    pub(crate) kind: DealType,
    pub(crate) product: Product,
    pub(crate) source: Source,
    pub(crate) competitor: Option<Competitor>,
    pub(crate) owner: StaffId,
    pub(crate) created: Day,
    /// [`Day::NONE`] while open.
    pub(crate) closed: Day,
    pub(crate) stage: Stage,
    pub(crate) lost: Option<LossReason>,
    pub(crate) discount: u8,
    pub(crate) amount: i64,
    pub(crate) expected: Day,
}

impl Sale {
    pub(crate) fn won(&self) -> bool {
        self.stage == Stage::ClosedWon
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed != Day::NONE
    }
}

/// A row of the feedback table, without its text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Voice {
    /// Place of the customer in [`Rows::customers`].
    pub(crate) customer: u32,
    pub(crate) day: Day,
    pub(crate) channel: Channel,
    pub(crate) category: Category,
    pub(crate) product: Product,
    pub(crate) nps: Option<u8>,
    pub(crate) score_e4: i32,
    /// Hundredths of an hour.
    pub(crate) response: Option<i32>,
    pub(crate) resolved: bool,
    /// Hundredths of an hour.
    pub(crate) resolution: Option<i32>,
}

/// Rows of the three tables, by customer and then by day.
#[derive(Debug, Default)]
pub(crate) struct Rows {
    pub(crate) customers: Vec<Customer>,
    pub(crate) sales: Vec<Sale>,
    pub(crate) voices: Vec<Voice>,
}

impl Rows {
    fn of(block: &Block) -> Self {
        let c = &block.customers;
        let customers = (0..c.created.len())
            .map(|i| Customer {
                number: block.number(i as u32),
                region: c.region[i],
                segment: c.segment[i],
                industry: c.industry[i],
                plan: c.billing[i],
                manager: c.manager[i],
                manager_since: c.manager_since[i],
                created: c.created[i],
                since: Day::NONE,
                churned: c.churned[i],
                status: c.status[i],
                monthly_cents: c.monthly_cents[i],
                risk: block.customer_risk(i),
                risk_e4: c.risk_e4[i],
            })
            .collect();
        let sales = block.deals.deal.iter().zip(&block.deals.customer).map(|(d, &customer)| Sale {
            customer,
            kind: d.kind,
            product: d.product,
            source: d.source,
            competitor: d.competitor,
            owner: d.owner,
            created: d.created,
            closed: d.closed,
            stage: d.stage,
            lost: d.loss_reason,
            discount: d.discount,
            amount: d.amount,
            expected: d.expected,
        });
        let f = &block.feedback;
        let voices = (0..f.day.len()).map(|i| Voice {
            customer: f.customer[i],
            day: f.day[i],
            channel: f.channel[i],
            category: f.category[i],
            product: f.product[i],
            nps: f.nps[i],
            score_e4: f.score_e4[i],
            response: f.response[i],
            resolved: f.resolved[i],
            resolution: f.resolution[i],
        });
        let mut rows = Self { customers, sales: sales.collect(), voices: voices.collect() };
        for sale in rows.sales.iter().filter(|sale| sale.won()) {
            let customer = &mut rows.customers[sale.customer as usize];
            if customer.since == Day::NONE || sale.closed < customer.since {
                customer.since = sale.closed;
            }
        }
        rows
    }

    fn append(&mut self, mut more: Self) {
        let before = self.customers.len() as u32;
        self.customers.append(&mut more.customers);
        self.sales.extend(more.sales.into_iter().map(|sale| Sale { customer: sale.customer + before, ..sale }));
        self.voices.extend(more.voices.into_iter().map(|voice| Voice { customer: voice.customer + before, ..voice }));
    }

    /// Whose deal it is.
    pub(crate) fn buyer(&self, sale: &Sale) -> &Customer {
        &self.customers[sale.customer as usize]
    }

    /// Who said it.
    pub(crate) fn speaker(&self, voice: &Voice) -> &Customer {
        &self.customers[voice.customer as usize]
    }
}

/// What was collected from some blocks; each worker has its own, [`Evidence::new`] puts them together.
#[derive(Debug)]
pub struct Gathered {
    /// Rows of which blocks are kept.
    keeps: Keeps,
    rows: Vec<(u64, Rows)>,
    tally: Option<Tally>,
    /// Blocks added, for the check that none is missing.
    blocks: u64,
}

/// Which blocks keep their rows: at most `most` of `blocks`, spread evenly. A function of the block alone, so it plays
/// no part who counts what.
#[derive(Clone, Copy, Debug)]
struct Keeps {
    blocks: u64,
    most: u64,
}

impl Keeps {
    fn all(self) -> bool {
        self.blocks <= self.most
    }

    fn block(self, index: u64) -> bool {
        self.all() || index == 0 || index * self.most / self.blocks != (index - 1) * self.most / self.blocks
    }
}

impl Gathered {
    /// No block yet.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        Self::keeping(plan, ROW_BLOCKS)
    }

    /// No block yet; rows of at most this many blocks will be kept.
    pub(crate) fn keeping(plan: &Plan, most: u64) -> Self {
        let keeps = Keeps { blocks: plan.blocks(), most };
        let tally = (!keeps.all()).then(|| Tally::new(plan.first_month(), plan.months()));
        Self { keeps, rows: Vec::new(), tally, blocks: 0 }
    }

    /// Adds one block, simulated with scores. `index` is its number.
    pub fn add(&mut self, index: u64, block: &Block) {
        self.blocks += 1;
        if let Some(tally) = &mut self.tally {
            tally.add(block);
        }
        if self.keeps.block(index) {
            self.rows.push((index, Rows::of(block)));
        }
    }
}

/// Everything the recommendations are made from.
#[derive(Debug)]
pub struct Evidence {
    pub(crate) seed: u64,
    pub(crate) as_of: Day,
    pub(crate) first_month: Month,
    /// Months of history, the month of `as_of` included.
    pub(crate) months: usize,
    /// First and last day of each month.
    spans: Vec<(Day, Day)>,
    /// Of each day of the history, the place of its month: rows are asked for it again and again.
    month_of: Vec<u8>,
    /// How many customers the dataset has.
    pub(crate) customers: u64,
    pub(crate) rows: Rows,
    /// Counts of all rows where `rows` are only some.
    pub(crate) tally: Option<Tally>,
}

impl Evidence {
    /// Puts together what the workers collected. Every block of the plan was added to one of them.
    ///
    /// # Panics
    /// When a block is missing, or was added twice.
    #[must_use]
    pub fn new(plan: &Plan, gathered: Vec<Gathered>) -> Self {
        let mut blocks = 0;
        let mut kept = Vec::new();
        let mut tally: Option<Tally> = None;
        for mut part in gathered {
            blocks += part.blocks;
            kept.append(&mut part.rows);
            tally = match (tally, part.tally) {
                (Some(mut sum), Some(more)) => {
                    sum.merge(&more);
                    Some(sum)
                }
                (one, other) => one.or(other),
            };
        }
        assert_eq!(blocks, plan.blocks(), "every block is counted once");
        kept.sort_unstable_by_key(|(block, _)| *block);
        let mut rows = Rows::default();
        for (_, more) in kept {
            rows.append(more);
        }
        let first_month = plan.first_month();
        let days = |place: u8| (0..first_month.plus(i32::from(place)).days()).map(move |_| place);
        Self {
            seed: plan.seed,
            as_of: plan.as_of(),
            first_month,
            months: plan.months() as usize,
            spans: (0..plan.months() as i32).map(|m| first_month.plus(m)).map(|m| (m.day(1), m.last_day())).collect(),
            month_of: (0..plan.months() as u8).flat_map(days).collect(),
            customers: plan.customers(),
            rows,
            tally,
        }
    }

    /// Collects a whole plan on this thread.
    #[must_use]
    pub fn of(plan: &Plan) -> Self {
        let mut part = Gathered::new(plan);
        for index in 0..plan.blocks() {
            part.add(index, &Block::simulate_to(plan, index, Depth::Scored));
        }
        Self::new(plan, vec![part])
    }

    /// Place of a day's month in the history; none before it.
    pub(crate) fn month(&self, day: Day) -> Option<u8> {
        let at = usize::try_from(day.0.wrapping_sub(self.start().0)).ok()?;
        self.month_of.get(at).copied()
    }

    /// The month at a place of the history.
    pub(crate) fn month_at(&self, place: u8) -> Month {
        self.first_month.plus(i32::from(place))
    }

    /// First day of the history.
    pub(crate) fn start(&self) -> Day {
        self.spans[0].0
    }

    /// First and last day of each month of the history.
    pub(crate) fn spans(&self) -> &[(Day, Day)] {
        &self.spans
    }

    /// How many times larger the dataset is than the rows at hand: 1 where all are.
    pub(crate) fn scale(&self) -> f64 {
        self.customers as f64 / self.rows.customers.len().max(1) as f64
    }

    pub(crate) fn staff_name(&self, who: StaffId) -> String {
        let mut name = String::new();
        write_staff_name(self.seed, who.id(), who.region(), &mut name);
        name
    }
}
