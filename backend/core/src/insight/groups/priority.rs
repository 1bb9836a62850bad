//! What to do first: the surest changes, then the customers to call, then the largest sum at stake elsewhere.

use super::super::find::Direction;
use super::super::report::{Confidence, Group, Item};
use super::{Context, findings};

/// Items told (chosen: more than a handful is no priority).
const MOST: usize = 5;
/// At least this many.
const LEAST: usize = 3;

pub(super) fn items(context: &Context<'_>, groups: &[Vec<Item>; 8]) -> Vec<Item> {
    // Bad news first: it gets worse by waiting.
    let bad = |f: &&super::super::find::Finding| f.is_bad();
    let news = context.findings.iter().filter(bad).chain(context.findings.iter().filter(|f| !f.is_bad()));
    let mut items: Vec<Item> = news.take(MOST - 1).map(|f| findings::tell(context, f)).collect();
    let named = |group: Group, id: &str| groups[group as usize].iter().find(|item| item.id == id).cloned();
    items.extend(
        named(Group::ChurnPrevention, "customers-at-high-risk").filter(|item| item.confidence != Confidence::NotEnough),
    );
    // What else is at stake, most first, of what is not already there.
    let mut rest: Vec<&Item> = [Group::ChurnPrevention, Group::RevenueOpportunities, Group::OperationalInsights]
        .iter()
        .flat_map(|&group| &groups[group as usize])
        .filter(|item| item.confidence != Confidence::NotEnough && item.confidence != Confidence::Hint)
        .collect();
    rest.sort_by_key(|item| core::cmp::Reverse(item.worth.usd.unwrap_or(0)));
    for item in rest {
        if items.len() >= LEAST {
            break;
        }
        if items.iter().all(|known| known.id != item.id) {
            items.push(item.clone());
        }
    }
    if items.is_empty() {
        items.extend(groups[Group::ChurnPrevention as usize].first().cloned());
    }
    for item in &mut items {
        item.id = format!("first-{}", item.id);
    }
    items
}

impl super::super::find::Finding {
    /// Whether it is bad news.
    pub(crate) fn is_bad(&self) -> bool {
        use super::super::find::Metric;
        let up_is_bad = matches!(
            self.metric,
            Metric::CategoryShare
                | Metric::ResponseTime
                | Metric::UnresolvedShare
                | Metric::ChurnRate
                | Metric::LossReasonShare
                | Metric::CycleLength
                | Metric::Discount
        );
        let outburst = self.metric == Metric::FeedbackVolume;
        outburst || up_is_bad == (self.direction == Direction::Up)
    }
}
