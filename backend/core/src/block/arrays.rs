//! What happened to the customers of a block: flat arrays of small codes, an entry a row.

use crate::calendar::Day;
use crate::text::Composition;
use crate::vocabulary::{
    BillingPlan as Billing, Category, Channel, Industry, Product, Region, RiskBand, Segment, Source, Status,
};
use crate::world::account::StaffId;
use crate::world::deal::Deal;

/// The customers of a block.
#[derive(Debug, Default)]
pub(crate) struct Customers {
    pub(crate) segment: Vec<Segment>,
    pub(crate) region: Vec<Region>,
    pub(crate) industry: Vec<Industry>,
    pub(crate) city: Vec<u16>,
    pub(crate) created: Vec<Day>,
    pub(crate) last_activity: Vec<Day>,
    pub(crate) status: Vec<Status>,
    pub(crate) churned: Vec<Day>,
    pub(crate) billing: Vec<Option<Billing>>,
    pub(crate) manager: Vec<StaffId>,
    pub(crate) manager_since: Vec<Day>,
    pub(crate) source: Vec<Source>,
    pub(crate) monthly_cents: Vec<i64>,
    pub(crate) lifetime_value: Vec<i64>,
    pub(crate) feedback_count: Vec<u32>,
    pub(crate) score_sum_e4: Vec<i64>,
    /// Churn risk in ten-thousandths; −1 where there is none.
    pub(crate) risk_e4: Vec<i32>,
}

/// The deals of a block, by customer and then by day of opening.
#[derive(Debug, Default)]
pub(crate) struct Deals {
    pub(crate) customer: Vec<u32>,
    pub(crate) ordinal: Vec<u32>,
    pub(crate) deal: Vec<Deal>,
}

/// The feedback of a block, by customer and then by day.
#[derive(Debug, Default)]
pub(crate) struct Feedbacks {
    pub(crate) customer: Vec<u32>,
    pub(crate) ordinal: Vec<u32>,
    pub(crate) day: Vec<Day>,
    pub(crate) channel: Vec<Channel>,
    pub(crate) category: Vec<Category>,
    pub(crate) product: Vec<Product>,
    pub(crate) rating: Vec<Option<u8>>,
    pub(crate) nps: Vec<Option<u8>>,
    pub(crate) words: Vec<Composition>,
    pub(crate) score_e4: Vec<i32>,
    pub(crate) risk: Vec<RiskBand>,
    pub(crate) response: Vec<Option<i32>>,
    pub(crate) resolved: Vec<bool>,
    pub(crate) resolution: Vec<Option<i32>>,
}

impl Customers {
    pub(super) fn with_capacity(rows: usize) -> Self {
        Self {
            segment: Vec::with_capacity(rows),
            region: Vec::with_capacity(rows),
            industry: Vec::with_capacity(rows),
            city: Vec::with_capacity(rows),
            created: Vec::with_capacity(rows),
            last_activity: Vec::with_capacity(rows),
            status: Vec::with_capacity(rows),
            churned: Vec::with_capacity(rows),
            billing: Vec::with_capacity(rows),
            manager: Vec::with_capacity(rows),
            manager_since: Vec::with_capacity(rows),
            source: Vec::with_capacity(rows),
            monthly_cents: Vec::with_capacity(rows),
            lifetime_value: Vec::with_capacity(rows),
            feedback_count: Vec::with_capacity(rows),
            score_sum_e4: Vec::with_capacity(rows),
            risk_e4: Vec::with_capacity(rows),
        }
    }

    pub(super) fn append(&mut self, mut more: Self) {
        self.segment.append(&mut more.segment);
        self.region.append(&mut more.region);
        self.industry.append(&mut more.industry);
        self.city.append(&mut more.city);
        self.created.append(&mut more.created);
        self.last_activity.append(&mut more.last_activity);
        self.status.append(&mut more.status);
        self.churned.append(&mut more.churned);
        self.billing.append(&mut more.billing);
        self.manager.append(&mut more.manager);
        self.manager_since.append(&mut more.manager_since);
        self.source.append(&mut more.source);
        self.monthly_cents.append(&mut more.monthly_cents);
        self.lifetime_value.append(&mut more.lifetime_value);
        self.feedback_count.append(&mut more.feedback_count);
        self.score_sum_e4.append(&mut more.score_sum_e4);
        self.risk_e4.append(&mut more.risk_e4);
    }
}

impl Deals {
    pub(super) fn with_capacity(rows: usize) -> Self {
        Self { customer: Vec::with_capacity(rows), ordinal: Vec::with_capacity(rows), deal: Vec::with_capacity(rows) }
    }

    /// `before` customers stand before those of `more`.
    pub(super) fn append(&mut self, mut more: Self, before: u32) {
        self.customer.extend(more.customer.iter().map(|customer| customer + before));
        self.ordinal.append(&mut more.ordinal);
        self.deal.append(&mut more.deal);
    }
}

impl Feedbacks {
    pub(super) fn with_capacity(rows: usize) -> Self {
        Self {
            customer: Vec::with_capacity(rows),
            ordinal: Vec::with_capacity(rows),
            day: Vec::with_capacity(rows),
            channel: Vec::with_capacity(rows),
            category: Vec::with_capacity(rows),
            product: Vec::with_capacity(rows),
            rating: Vec::with_capacity(rows),
            nps: Vec::with_capacity(rows),
            words: Vec::with_capacity(rows),
            score_e4: Vec::with_capacity(rows),
            risk: Vec::with_capacity(rows),
            response: Vec::with_capacity(rows),
            resolved: Vec::with_capacity(rows),
            resolution: Vec::with_capacity(rows),
        }
    }

    /// `before` customers stand before those of `more`.
    pub(super) fn append(&mut self, mut more: Self, before: u32) {
        self.customer.extend(more.customer.iter().map(|customer| customer + before));
        self.ordinal.append(&mut more.ordinal);
        self.day.append(&mut more.day);
        self.channel.append(&mut more.channel);
        self.category.append(&mut more.category);
        self.product.append(&mut more.product);
        self.rating.append(&mut more.rating);
        self.nps.append(&mut more.nps);
        self.words.append(&mut more.words);
        self.score_e4.append(&mut more.score_e4);
        self.risk.append(&mut more.risk);
        self.response.append(&mut more.response);
        self.resolved.append(&mut more.resolved);
        self.resolution.append(&mut more.resolution);
    }
}
