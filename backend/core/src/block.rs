//! A block: 1,024 customers with all their deals and feedback, made from the plan and a number.
//!
//! A block knows nothing of any other. [`Block::simulate`] lets the accounts live and keeps what
//! happened as flat arrays of small codes; [`Block::batch`] turns the columns and rows somebody asked
//! for into values that encoders read. What is not asked for is not computed.

mod arrays;
mod render;
mod risk;

use core::ops::{Range, RangeInclusive};
use std::sync::OnceLock;

use crate::BLOCK_CUSTOMERS;
use crate::batch::Batch;
use crate::both::Both;
use crate::calendar::Day;
use crate::columns::{ColumnSet, Table};
use crate::rng::{Draws, Stream, entity};
use crate::text::{Brief, compose};
use crate::vocabulary::{BillingPlan as Billing, DealType, RiskBand, SentimentLabel, Stage, Status};
use crate::world::account::Profile;
use crate::world::life::{Life, live};
pub use crate::world::plan::Plan;
pub(crate) use arrays::{Customers, Deals, Feedbacks};
use render::Companies;

/// What has to be worked out for the columns that are asked for: each holds what those before it do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Depth {
    /// Accounts, deals and when which feedback came: no text is composed, so no scores and no churn risk.
    WithoutText,
    /// Texts are composed for their scores and what follows for the customers, and not kept. Enough to count by.
    Scored,
    /// Everything.
    Full,
}

impl Depth {
    /// What these columns of a table need.
    #[must_use]
    pub fn needed(table: Table, columns: ColumnSet) -> Self {
        let needed = |column: usize| match (table, table.columns()[column].name) {
            (Table::Feedback, "feedback_text" | "churn_risk") => Self::Full,
            (_, "avg_sentiment" | "churn_risk_score" | "churn_risk" | "sentiment_score" | "sentiment_label") => {
                Self::Scored
            }
            _ => Self::WithoutText,
        };
        columns.iter().map(needed).max().unwrap_or(Self::WithoutText)
    }
}

/// 1,024 customers (fewer in the last block), all their deals, all their feedback.
#[derive(Debug)]
pub struct Block {
    seed: u64,
    /// Number of the first customer, from 1.
    first: u64,
    depth: Depth,
    pub(crate) customers: Customers,
    pub(crate) deals: Deals,
    pub(crate) feedback: Feedbacks,
    /// What several columns are made of, drawn when the first of them is asked for in whole.
    companies: OnceLock<Companies>,
}

impl Block {
    /// Block `index` of a plan, whole. `index` is below [`Plan::blocks`].
    #[must_use]
    pub fn simulate(plan: &Plan, index: u64) -> Self {
        Self::simulate_to(plan, index, Depth::Full)
    }

    /// Block `index` of a plan, as deep as asked. The rows are the same at every depth.
    #[must_use]
    pub fn simulate_to(plan: &Plan, index: u64, depth: Depth) -> Self {
        Self::simulate_customers(plan, Self::numbers(plan, index), depth)
    }

    /// The same block, its two halves at the same time if `work` says so: where there are fewer blocks than threads.
    #[must_use]
    pub fn simulate_halves(plan: &Plan, index: u64, depth: Depth, work: &impl Both) -> Self {
        let all = Self::numbers(plan, index);
        let (first, last) = (*all.start(), *all.end());
        let middle = first.midpoint(last);
        let (mut block, more) = work.both(
            || Self::simulate_customers(plan, first..=middle, depth),
            || Self::simulate_customers(plan, middle + 1..=last, depth),
        );
        block.append(more);
        block
    }

    /// Numbers of the customers of a block.
    fn numbers(plan: &Plan, index: u64) -> RangeInclusive<u64> {
        let first = index * u64::from(BLOCK_CUSTOMERS) + 1;
        first..=(first + u64::from(BLOCK_CUSTOMERS) - 1).min(plan.customers)
    }

    /// These customers alone, numbered from 1, with all their deals and feedback: the same rows as in the block they
    /// belong to. What a page or a single row needs.
    #[must_use]
    pub fn simulate_customers(plan: &Plan, customers: RangeInclusive<u64>, depth: Depth) -> Self {
        // There are about so many deals and texts a customer (measured), and room for more is made where needed.
        let many = customers.size_hint().0;
        let mut block = Self {
            seed: plan.seed,
            first: *customers.start(),
            depth,
            customers: Customers::with_capacity(many),
            deals: Deals::with_capacity(4 * many),
            feedback: Feedbacks::with_capacity(6 * many),
            companies: OnceLock::new(),
        };
        let mut life = Life::default();
        for number in customers {
            let who = Profile::draw(plan, number);
            live(plan, &who, &mut life);
            block.push(plan, &who, &mut life);
        }
        block
    }

    /// How many rows of a table.
    #[must_use]
    pub fn rows(&self, table: Table) -> usize {
        match table {
            Table::Customers => self.customers.created.len(),
            Table::Deals => self.deals.deal.len(),
            Table::Feedback => self.feedback.day.len(),
        }
    }

    /// Values of these columns of these rows of a table. The block is deep enough for the columns.
    #[must_use]
    pub fn batch(&self, table: Table, columns: ColumnSet, rows: Range<usize>) -> Batch {
        debug_assert!(self.depth >= Depth::needed(table, columns));
        render::batch(self, table, columns, rows)
    }

    /// Number of a customer of this block, from 1.
    pub(crate) fn number(&self, customer: u32) -> u64 {
        self.first + u64::from(customer)
    }

    fn push(&mut self, plan: &Plan, who: &Profile, life: &mut Life) {
        let customer = self.customers.created.len() as u32;
        let mut last_activity = who.created;
        let mut lifetime_value = 0;
        for (i, &deal) in life.deals.iter().enumerate() {
            self.deals.customer.push(customer);
            self.deals.ordinal.push(i as u32 + 1);
            self.deals.deal.push(deal);
            last_activity = last_activity.max(deal.created).max(deal.closed);
            lifetime_value += if deal.won() { deal.amount } else { 0 };
        }
        let (score_sum_e4, risk_e4) = self.push_feedback(plan, who, life, customer);
        if let Some(latest) = life.feedback.last() {
            last_activity = last_activity.max(latest.day);
        }

        let prospect = life.customer_since == Day::NONE;
        let churned = life.churned != Day::NONE;
        let status = match () {
            () if prospect => Status::Prospect,
            () if churned => Status::Churned,
            () if plan.as_of.since(last_activity) <= 180 => Status::Active,
            () => Status::Inactive,
        };
        let c = &mut self.customers;
        c.segment.push(who.segment);
        c.region.push(who.region);
        c.industry.push(who.industry);
        c.city.push(who.city);
        c.created.push(who.created);
        c.last_activity.push(last_activity);
        c.status.push(status);
        c.churned.push(life.churned);
        c.billing.push((!prospect).then_some(if life.monthly { Billing::Monthly } else { Billing::Annual }));
        let tenure = life.manager(plan, who);
        c.manager.push(tenure.manager);
        c.manager_since.push(tenure.since.max(who.created));
        c.source.push(who.source);
        c.monthly_cents.push(if prospect || churned { 0 } else { (life.yearly_value * 100 + 6) / 12 });
        c.lifetime_value.push(lifetime_value);
        c.feedback_count.push(life.feedback.len() as u32);
        c.score_sum_e4.push(score_sum_e4);
        c.risk_e4.push(if prospect || churned { -1 } else { risk_e4 });
    }

    /// Returns the sum of the scores and the churn risk on the last day.
    fn push_feedback(&mut self, plan: &Plan, who: &Profile, life: &Life, customer: u32) -> (i64, i32) {
        let (is_scored, is_full) = (self.depth >= Depth::Scored, self.depth == Depth::Full);
        let mut sum = 0;
        let mut view = risk::View::new(who, life);
        let f = &mut self.feedback;
        for (i, said) in life.feedback.iter().enumerate() {
            f.customer.push(customer);
            f.ordinal.push(i as u32 + 1);
            f.day.push(said.day);
            f.channel.push(said.channel);
            f.category.push(said.category);
            f.product.push(said.product);
            f.rating.push(said.rating);
            f.nps.push(said.nps);
            f.response.push(said.response);
            f.resolved.push(said.resolved);
            f.resolution.push(said.resolution);
            if is_scored {
                let brief = Brief {
                    channel: said.channel,
                    category: said.category,
                    product: said.product,
                    tone: said.tone,
                    mixed: said.mixed,
                    urgent: said.urgent,
                    sarcastic: said.sarcastic,
                };
                let address = entity(who.number, i as u32);
                let words = compose(&brief, Draws::at(plan.seed, Stream::Text, address), who.number * 4_096 + i as u64);
                let score_e4 = words.score_e4();
                sum += i64::from(score_e4);
                f.score_e4.push(score_e4);
                view.hear(said, score_e4);
                if is_full {
                    f.words.push(words);
                    f.risk.push(risk::band(view.risk_e4(said.day)));
                }
            }
        }
        (sum, if is_scored { view.risk_e4(plan.as_of) } else { -1 })
    }
}

impl Block {
    /// Adds the customers that come next, simulated as deep.
    fn append(&mut self, mut more: Self) {
        let before = self.customers.created.len() as u32;
        debug_assert!(more.first == self.number(before) && more.depth == self.depth);
        debug_assert!(self.companies.get().is_none(), "no column was asked for yet");
        more.deals.customer.iter_mut().chain(&mut more.feedback.customer).for_each(|customer| *customer += before);
        self.customers.append(more.customers);
        self.deals.append(more.deals);
        self.feedback.append(more.feedback);
    }
}

impl Block {
    /// The band of a customer's churn risk, if they have one.
    pub(crate) fn customer_risk(&self, customer: usize) -> Option<RiskBand> {
        let risk = self.customers.risk_e4[customer];
        (risk >= 0).then(|| risk::band(risk))
    }

    /// The label of a feedback.
    pub(crate) fn label(&self, feedback: usize) -> SentimentLabel {
        SentimentLabel::of(self.feedback.score_e4[feedback])
    }
}

/// Chance to win that goes with a stage, in percent (A).
pub(crate) const fn close_probability(stage: Stage) -> i64 {
    match stage {
        Stage::Prospecting => 10,
        Stage::Qualification => 25,
        Stage::Proposal => 50,
        Stage::Negotiation => 75,
        Stage::ClosedWon => 100,
        Stage::ClosedLost => 0,
    }
}

/// The short word sales people use for a kind of deal.
pub(crate) const fn deal_word(kind: DealType) -> &'static str {
    match kind {
        DealType::New => "New Business",
        DealType::Expansion => "Expansion",
        DealType::Renewal => "Renewal",
    }
}

#[cfg(test)]
pub(crate) mod tests;
