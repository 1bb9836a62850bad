//! Whom to call first: a logistic model of leaving within 90 days, trained on the dataset itself.
//!
//! Snapshots 90 days apart, the last of them 90 days before the end: what was visible on that day, and whether the
//! customer left in the 90 days after. Three customers in ten are kept aside and never trained on; the figures shown are
//! theirs. The fit is Newton's method with a small ridge (Hoerl and Kennard 1970) over a dozen columns, sixty lines of
//! portable arithmetic, in `logistic`; the crates that offer it bring linear algebra of tens of thousands of lines, threads
//! and platform mathematics into a crate that must give the same bits everywhere.

mod features;
mod logistic;

use super::evidence::{Customer, Evidence};
use super::report::{Call, CallFirst, Quality};
use super::stats::auc;
use super::words::{grouped, one_in};
use crate::block::{Block, Depth, Plan};
use crate::calendar::Day;
use crate::columns::{ColumnSet, Table};
use crate::rng::mix;
use crate::vocabulary::Status;

use features::{FEATURES, Features, History};

/// Days ahead that the model looks.
const AHEAD: i32 = 90;
/// Snapshots at most (chosen: two years of quarters).
const SNAPSHOTS: i32 = 8;
/// Customers who left, in training and aside, that are the least to learn from and to check with (chosen: about one for
/// each column, and an error of the area of about .1).
const LEAST_TRAINED: usize = 15;
const LEAST_TESTED: usize = 8;
/// Customers listed.
const CALLS: usize = 25;
/// Bands of the calibration.
const BANDS: usize = 5;

/// Whether a customer is kept aside: three in ten, by number, whatever else there is.
fn is_aside(customer: &Customer) -> bool {
    mix(customer.number ^ 0x7e57) % 10 < 3
}

/// The list, and how good it is.
pub(crate) fn call_first(plan: &Plan, evidence: &Evidence) -> CallFirst {
    let history = History::new(evidence);
    let (mut train, mut test) = (Vec::new(), Vec::new());
    for back in 1..=SNAPSHOTS {
        let day = evidence.as_of.plus(-AHEAD * back);
        // Enough history before it to see anything.
        if day < evidence.start().plus(AHEAD) {
            break;
        }
        for (i, customer) in evidence.rows.customers.iter().enumerate() {
            let stays = customer.churned == Day::NONE || customer.churned > day;
            if customer.since == Day::NONE || customer.since > day || !stays {
                continue;
            }
            let left = customer.churned != Day::NONE && customer.churned <= day.plus(AHEAD);
            let seen = (history.on(evidence, i, day), left);
            if is_aside(customer) { test.push(seen) } else { train.push(seen) }
        }
    }
    let left = |seen: &[(Features, bool)]| seen.iter().filter(|(_, left)| *left).count();
    let (trained, tested) = (left(&train), left(&test));
    if trained < LEAST_TRAINED || tested < LEAST_TESTED {
        return CallFirst { quality: None, calls: list(plan, evidence, |i| by_score(evidence, i)) };
    }
    let model = logistic::fit(&train);
    let mut scored: Vec<(f64, bool)> = test.iter().map(|(features, left)| (model.chance(features), *left)).collect();
    let Some(area) = auc(&mut scored) else {
        return CallFirst { quality: None, calls: list(plan, evidence, |i| by_score(evidence, i)) };
    };
    let quality = Quality {
        auc: area,
        trained: train.len() as u64,
        tested: test.len() as u64,
        calibration: calibration(&scored),
        note: note(area, tested, test.len()),
    };
    let calls = list(plan, evidence, |i| {
        let features = history.on(evidence, i, evidence.as_of);
        (model.chance(&features), reasons(&model, &features, &history, evidence, i))
    });
    CallFirst { quality: Some(quality), calls }
}

/// Where nothing could be learnt: the risk score of the table.
fn by_score(evidence: &Evidence, i: usize) -> (f64, Vec<String>) {
    let risk = f64::from(evidence.rows.customers[i].risk_e4.max(0)) / 1e4;
    (risk, vec![format!("The churn risk score in the table says {}", one_in(risk))])
}

fn note(area: f64, left: usize, all: usize) -> String {
    let quality = match area {
        a if a >= 0.8 => "That is good for this kind of question; still, most names on the list will stay.",
        a if a >= 0.7 => {
            "That is decent: those who leave are mostly near the top of the list, but most names on it will stay."
        }
        a if a >= 0.6 => "That is better than guessing, but not by much: use it to order your calls, not to decide.",
        _ => "That is hardly better than guessing: trust the people who know the customers more.",
    };
    format!(
        "Checked on {} looks at customers who were kept aside, {} of which ended with the customer leaving: of one who left and one who stayed, the model points at the right one {:.0} times out of 100. {quality}",
        grouped(all as u64),
        grouped(left as u64),
        area * 100.0
    )
}

/// Customers in bands of equal size by chance: what was said, and what came of it.
fn calibration(sorted: &[(f64, bool)]) -> Vec<(f64, f64, u64)> {
    let size = sorted.len().div_ceil(BANDS).max(1);
    sorted
        .chunks(size)
        .map(|band| {
            let n = band.len() as f64;
            let said = band.iter().map(|(chance, _)| chance).sum::<f64>() / n;
            let came = band.iter().filter(|(_, left)| *left).count() as f64 / n;
            (said, came, band.len() as u64)
        })
        .collect()
}

/// Those who pay and may leave, most at stake first.
fn list(plan: &Plan, evidence: &Evidence, judge: impl Fn(usize) -> (f64, Vec<String>)) -> Vec<Call> {
    let pays = |c: &Customer| matches!(c.status, Status::Active | Status::Inactive) && c.monthly_cents > 0;
    let mut judged: Vec<(usize, f64, Vec<String>)> = (0..evidence.rows.customers.len())
        .filter(|&i| pays(&evidence.rows.customers[i]))
        .map(|i| {
            let (chance, reasons) = judge(i);
            (i, chance, reasons)
        })
        .collect();
    let expected =
        |&(i, chance, _): &(usize, f64, Vec<String>)| chance * evidence.rows.customers[i].monthly_cents as f64;
    // Only who is likelier to leave than the average: calling the largest is no discovery.
    let mean = judged.iter().map(|j| j.1).sum::<f64>() / judged.len().max(1) as f64;
    judged.retain(|j| j.1 > mean);
    judged.sort_by(|a, b| expected(b).total_cmp(&expected(a)).then(a.0.cmp(&b.0)));
    judged.truncate(CALLS);
    judged
        .into_iter()
        .map(|(i, chance, reasons)| {
            let customer = &evidence.rows.customers[i];
            let (customer_name, company_name) = names(plan, customer.number);
            Call {
                number: customer.number,
                customer_name,
                company_name,
                chance,
                monthly_cents: customer.monthly_cents,
                at_stake_usd: (customer.monthly_cents * 12 + 50) / 100,
                reasons,
            }
        })
        .collect()
}

/// Contact and company of a customer, as the table writes them.
fn names(plan: &Plan, number: u64) -> (String, String) {
    let customer = Block::simulate_customers(plan, number..=number, Depth::WithoutText);
    let of = |name: &str| {
        let column = Table::Customers.column_index(name).unwrap_or(0);
        let batch = customer.batch(Table::Customers, ColumnSet::NONE.with(column), 0..1);
        match batch.values.first().map(|values| values.cell(0)) {
            Some(crate::batch::Cell::Text(text)) => text.to_owned(),
            _ => String::new(),
        }
    };
    (of("customer_name"), of("company_name"))
}

/// What speaks for leaving, strongest first, in words; at most three.
fn reasons(
    model: &logistic::Model,
    features: &Features,
    history: &History,
    evidence: &Evidence,
    customer: usize,
) -> Vec<String> {
    let mut parts: Vec<(usize, f64)> = (0..FEATURES).map(|f| (f, model.part(features, f))).collect();
    parts.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let mut told: Vec<String> = parts
        .iter()
        .filter(|(_, part)| *part > 0.1)
        .filter_map(|&(f, _)| history.tell(evidence, customer, features, f))
        .take(3)
        .collect();
    if told.is_empty() {
        let who = &evidence.rows.customers[customer];
        told.push(format!("Customers like this one ({}) leave more often than others", who.segment));
    }
    told.dedup();
    told
}
