//! What a row says of each column, for conditions: the same for rows at hand and for counts of rows.

use super::evidence::{Customer, Sale, Voice};
use super::find::{Facts, at_quarter_end};
use crate::calendar::Day;
use crate::vocabulary::{
    BillingPlan, Category, Channel, DealType, Industry, LossReason, Product, Region, RiskBand, Segment, SentimentLabel,
    Source, Stage, Status,
};

/// A customer.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CustomerFacts<'a> {
    pub(crate) region: Region,
    pub(crate) segment: Segment,
    pub(crate) industry: Industry,
    pub(crate) plan: Option<BillingPlan>,
    pub(crate) status: Status,
    pub(crate) risk: Option<RiskBand>,
    pub(crate) created: Day,
    pub(crate) manager: Option<&'a str>,
}

impl<'a> CustomerFacts<'a> {
    pub(crate) fn of(c: &Customer, manager: Option<&'a str>) -> Self {
        Self {
            region: c.region,
            segment: c.segment,
            industry: c.industry,
            plan: c.plan,
            status: c.status,
            risk: c.risk,
            created: c.created,
            manager,
        }
    }
}

impl Facts for CustomerFacts<'_> {
    fn label(&self, column: &str) -> Option<&str> {
        match column {
            "region" => Some(self.region.name()),
            "segment" => Some(self.segment.name()),
            "industry" => Some(self.industry.name()),
            "plan" => self.plan.map(BillingPlan::name),
            "status" => Some(self.status.name()),
            "churn_risk" => self.risk.map(RiskBand::name),
            "account_manager" => self.manager,
            _ => unknown(column),
        }
    }

    fn day(&self, column: &str) -> Option<Day> {
        match column {
            "created_date" => Some(self.created),
            _ => unknown(column),
        }
    }

    fn number(&self, column: &str) -> Option<i64> {
        unknown(column)
    }
}

/// A deal.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SaleFacts<'a> {
    pub(crate) kind: DealType,
    pub(crate) product: Product,
    pub(crate) source: Source,
    pub(crate) stage: Stage,
    pub(crate) lost: Option<LossReason>,
    pub(crate) discount: u8,
    pub(crate) closed: Day,
    pub(crate) owner: Option<&'a str>,
    /// Whether it was closed late in a quarter, where `closed` is known by month only.
    pub(crate) late: Option<bool>,
}

impl<'a> SaleFacts<'a> {
    pub(crate) fn of(s: &Sale, owner: Option<&'a str>) -> Self {
        Self {
            kind: s.kind,
            product: s.product,
            source: s.source,
            stage: s.stage,
            lost: s.lost,
            discount: s.discount,
            closed: s.closed,
            owner,
            late: None,
        }
    }
}

impl Facts for SaleFacts<'_> {
    fn late_in_quarter(&self, day: Day) -> bool {
        self.late.unwrap_or_else(|| at_quarter_end(day))
    }

    fn label(&self, column: &str) -> Option<&str> {
        match column {
            "deal_type" => Some(self.kind.name()),
            "product" => Some(self.product.name()),
            "source" => Some(self.source.name()),
            "stage" => Some(self.stage.name()),
            "loss_reason" => self.lost.map(LossReason::name),
            "owner" => self.owner,
            _ => unknown(column),
        }
    }

    fn day(&self, column: &str) -> Option<Day> {
        match column {
            "closed_date" => (self.closed != Day::NONE).then_some(self.closed),
            _ => unknown(column),
        }
    }

    fn number(&self, column: &str) -> Option<i64> {
        match column {
            "discount_percent" => Some(i64::from(self.discount)),
            _ => unknown(column),
        }
    }
}

/// A feedback.
#[derive(Clone, Copy, Debug)]
pub(crate) struct VoiceFacts {
    pub(crate) region: Region,
    pub(crate) segment: Segment,
    pub(crate) channel: Channel,
    pub(crate) category: Category,
    pub(crate) product: Product,
    pub(crate) label: SentimentLabel,
    pub(crate) resolved: bool,
    pub(crate) day: Day,
}

impl VoiceFacts {
    pub(crate) fn of(v: &Voice, who: &Customer) -> Self {
        Self {
            region: who.region,
            segment: who.segment,
            channel: v.channel,
            category: v.category,
            product: v.product,
            label: SentimentLabel::of(v.score_e4),
            resolved: v.resolved,
            day: v.day,
        }
    }
}

impl Facts for VoiceFacts {
    fn label(&self, column: &str) -> Option<&str> {
        match column {
            "region" => Some(self.region.name()),
            "segment" => Some(self.segment.name()),
            "channel" => Some(self.channel.name()),
            "category" => Some(self.category.name()),
            "product" => Some(self.product.name()),
            "sentiment_label" => Some(self.label.name()),
            "resolved" => Some(if self.resolved { "true" } else { "false" }),
            _ => unknown(column),
        }
    }

    fn day(&self, column: &str) -> Option<Day> {
        match column {
            "feedback_date" => Some(self.day),
            _ => unknown(column),
        }
    }

    fn number(&self, column: &str) -> Option<i64> {
        unknown(column)
    }
}

/// A recommendation that filters by a column which nobody taught to be counted is a mistake in this crate.
fn unknown<T>(column: &str) -> Option<T> {
    debug_assert!(false, "nothing is known of {column}");
    None
}
