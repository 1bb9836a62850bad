//! The eight groups: from figures and findings to what an owner of a shop understands.

mod churn;
pub(crate) mod findings;
mod levels;
mod operations;
mod pain;
mod priority;
mod revenue;
mod success;
#[cfg(test)]
mod tests;
mod told;
mod told_sales;

use super::evidence::Evidence;
use super::find::{Finding, Select};
use super::pain_points::Theme;
use super::report::{CallFirst, Confidence, Group, Item, Proof, Worth};

/// Rows in the smaller part below which no difference means that there are too few to tell, not that there is none
/// (chosen: shares of a third and a half are then hardly told apart).
const FEW: u64 = 100;

/// The worth of what makes no clear difference: no money, and no customers.
fn no_difference() -> Worth {
    Worth {
        text: "Nothing to win here at the moment.".to_owned(),
        usd: None,
        customers: None,
        how: "No clear difference, so no sum of money goes with it.".to_owned(),
    }
}

/// What every group may look at.
pub(crate) struct Context<'a> {
    pub(crate) evidence: &'a Evidence,
    pub(crate) findings: &'a [Finding],
    /// In how many places findings were looked for.
    pub(crate) checked: usize,
    pub(crate) calls: &'a CallFirst,
    pub(crate) themes: &'a [Theme],
}

/// All groups, by [`Group`].
pub(crate) fn all(context: &Context<'_>) -> [Vec<Item>; 8] {
    let mut groups = Group::ALL.map(|group| match group {
        Group::PriorityActions => Vec::new(),
        Group::ChurnPrevention => churn::items(context),
        Group::RevenueOpportunities => revenue::items(context),
        Group::OperationalInsights => operations::items(context),
        Group::SegmentInsights => levels::segments(context),
        Group::RegionalInsights => levels::regions(context),
        Group::PainPoints => pain::items(context),
        Group::SuccessMetrics => success::items(context),
    });
    groups[Group::PriorityActions as usize] = priority::items(context, &groups);
    groups
}

/// An item that is filled in step by step.
fn item(id: impl Into<String>, select: Select, evidence: &Evidence) -> Item {
    let n = select.count(evidence);
    Item {
        id: id.into(),
        headline: String::new(),
        what_we_see: String::new(),
        why_we_believe_it: String::new(),
        what_to_do: Vec::new(),
        worth: Worth::default(),
        confidence: Confidence::Hint,
        proof: Proof {
            metric: "",
            value: None,
            comparison: None,
            effect: None,
            interval: None,
            n,
            q_value: None,
            unit: "",
        },
        select,
        chart: None,
        enough: None,
        quotes: Vec::new(),
    }
}

/// An item that says that nothing can be said, and what it would take.
fn not_enough(id: &str, headline: &str, enough: &str, select: Select, evidence: &Evidence) -> Item {
    Item {
        headline: headline.to_owned(),
        what_we_see: "There are too few rows to say anything that would hold next month.".to_owned(),
        why_we_believe_it: "With so few rows, chance alone moves the numbers more than any cause could.".to_owned(),
        what_to_do: vec!["Collect more before you act on this.".to_owned()],
        worth: Worth {
            text: "Nothing can be said yet.".to_owned(),
            how: "It will be worked out when there is enough.".to_owned(),
            ..Worth::default()
        },
        confidence: Confidence::NotEnough,
        enough: Some(enough.to_owned()),
        ..item(id, select, evidence)
    }
}

/// Dollars as whole numbers.
fn dollars(usd: f64) -> Option<i64> {
    Some(usd.round() as i64)
}
