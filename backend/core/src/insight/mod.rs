//! Recommendations that can prove themselves: from rows to findings, and from findings to plain words.
//!
//! [`Evidence`] is collected block by block in the pass that counts the cube. [`recommend`] looks through it: `find` tests
//! a fixed grid of candidates with false-discovery control, `risk` ranks the customers to call, `pain_points` reads texts, and
//! `groups` says it all in eight groups. Nothing here ever looks at the recipe's stories: only at what the rows say.

mod basics;
mod events;
mod evidence;
mod facts;
mod find;
mod groups;
#[expect(clippy::disallowed_types, reason = "words are looked up, never iterated over")]
mod pain_points;
mod panel;
mod report;
mod risk;
mod stats;
mod tally;
mod words;

use crate::block::Plan;
use crate::both::{Both, InTurn};

pub use evidence::{Evidence, Gathered, ROW_BLOCKS};
pub use find::{Condition, Direction, Finding, Metric, Select};
pub use report::{Call, CallFirst, Confidence, Group, Item, Proof, Quality, Recommendations, Worth};

/// How findings are made, for people who want to know.
const METHOD: &str = "Every figure that could have changed is compared, for each part of the customers, with the same part before and with all others over the same months; how much the others vary counts as well, and customers, not rows, count as independent. Where parts always differ a little, as sales people do, only what lies beyond that is told. Looking in many places finds accidents: the list is cut so that of all findings shown, at most 1 in 20 is expected to be one (Benjamini and Hochberg, 1995), and each has to be large enough to matter and rest on at least 25 rows on either side. The strongest is taken first, its effect is taken out, and everything else has to convince again without it.";

/// Everything that can be said about a dataset. Pure in the evidence and the plan it was collected from.
#[must_use]
pub fn recommend(plan: &Plan, evidence: &Evidence) -> Recommendations {
    recommend_with(plan, evidence, &InTurn)
}

/// The same, with parts of it worked out at the same time if `work` says so.
#[must_use]
pub fn recommend_with(plan: &Plan, evidence: &Evidence, work: &impl Both) -> Recommendations {
    let (mut found, (call_first, themes)) = work.both(
        || find::find(evidence, &find::Directory::new(evidence), work),
        || (risk::call_first(plan, evidence), pain_points::mine(plan)),
    );
    let context = groups::Context {
        evidence,
        findings: &found.findings,
        checked: found.checked,
        calls: &call_first,
        themes: &themes,
    };
    let groups = groups::all(&context);
    let headlines: Vec<String> = found.findings.iter().map(|f| groups::findings::tell(&context, f).headline).collect();
    for (finding, headline) in found.findings.iter_mut().zip(headlines) {
        finding.headline = headline;
    }
    Recommendations { groups, findings: found.findings, checked: found.checked, method: METHOD, call_first }
}

/// The findings alone.
#[must_use]
pub fn findings(evidence: &Evidence) -> (Vec<Finding>, usize) {
    let found = find::find(evidence, &find::Directory::new(evidence), &InTurn);
    (found.findings, found.checked)
}

/// The name of a finding that items and links use.
#[must_use]
pub fn finding_id(finding: &Finding) -> String {
    groups::findings::id(finding)
}
