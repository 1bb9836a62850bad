//! What customers complain about.

use super::super::basics::mean_of_feedback;
use super::super::find::{Metric, Select};
use super::super::pain_points::Theme;
use super::super::report::{Confidence, Item, Proof, Worth};
use super::super::words::{count, grouped, list, money, one_in, percent};
use super::{Context, dollars, findings, item, not_enough};
use crate::columns::Table;
use crate::vocabulary::{Category, SentimentLabel, Status};

/// Themes told (chosen).
const TOLD: usize = 3;

pub(super) fn items(context: &Context<'_>) -> Vec<Item> {
    let mut items = findings::of(context, &[Metric::CategoryShare]);
    let mut themes: Vec<(&Theme, u64, u64)> = context
        .themes
        .iter()
        .map(|theme| {
            let all = Select::new(Table::Feedback).is("category", theme.category.name());
            let bad = complaints(theme.category);
            (theme, bad.count(context.evidence), all.count(context.evidence))
        })
        .collect();
    themes.sort_by_key(|&(theme, bad, _)| (core::cmp::Reverse(bad), theme.category));
    items.extend(
        themes
            .into_iter()
            .filter(|&(_, bad, _)| bad >= 10)
            .take(TOLD)
            .map(|(theme, bad, all)| topic(context, theme, bad, all)),
    );
    if items.is_empty() {
        items.push(not_enough(
            "complaints",
            "What do customers complain about?",
            "10 pieces of negative feedback about one topic.",
            Select::new(Table::Feedback).is("sentiment_label", SentimentLabel::Negative.name()),
            context.evidence,
        ));
    }
    items
}

fn complaints(category: Category) -> Select {
    Select::new(Table::Feedback).is("category", category.name()).is("sentiment_label", SentimentLabel::Negative.name())
}

fn topic(context: &Context<'_>, theme: &Theme, bad: u64, all: u64) -> Item {
    let evidence = context.evidence;
    let name = theme.category.name();
    let select = complaints(theme.category);
    let negative = |score: i32| f64::from(u8::from(SentimentLabel::of(score) == SentimentLabel::Negative));
    let here = mean_of_feedback(evidence, |v, _| (v.category == theme.category).then(|| negative(v.score_e4)));
    let others = mean_of_feedback(evidence, |v, _| (v.category != theme.category).then(|| negative(v.score_e4)));
    let share = bad as f64 / all.max(1) as f64;
    let mut unhappy: Vec<u32> = evidence
        .rows
        .voices
        .iter()
        .filter(|v| v.category == theme.category && SentimentLabel::of(v.score_e4) == SentimentLabel::Negative)
        .map(|v| v.customer)
        .filter(|&c| matches!(evidence.rows.customers[c as usize].status, Status::Active | Status::Inactive))
        .collect();
    unhappy.sort_unstable();
    unhappy.dedup();
    let cents: i64 = unhappy.iter().map(|&c| evidence.rows.customers[c as usize].monthly_cents).sum();
    let yearly = cents as f64 * 0.12 * evidence.scale();
    let customers = (unhappy.len() as f64 * evidence.scale()).round() as u64;
    let quoted: Vec<String> = theme.phrases.iter().map(|(phrase, _)| format!("“{phrase}”")).collect();
    let (z, interval) = match (&here, &others) {
        (Some(here), Some(others)) => (here.apart(others), Some(here.difference(others))),
        _ => (0.0, None),
    };
    Item {
        headline: format!("{name}: {}, {} of what is written about it", count(bad, "complaint"), percent(share)),
        what_we_see: format!(
            "{} of what customers write about {name} sounds unhappy: {} of {}.{}",
            super::super::words::capital(&one_in(share)),
            grouped(bad),
            grouped(all),
            if quoted.is_empty() { String::new() } else { format!(" They often say {}.", list(&quoted)) }
        ),
        why_we_believe_it: format!(
            "Of feedback about everything else, {} sounds unhappy. What they often say was picked from {} unhappy texts about {name}: it is rare in all other texts we read.",
            others.map_or_else(|| "a part".to_owned(), |o| percent(o.value)),
            grouped(u64::from(theme.negative))
        ),
        what_to_do: advice(theme.category),
        worth: Worth {
            text: format!(
                "{} of today who complained about it {} us {} a year.",
                super::super::words::capital(&count(customers, "customer")),
                if customers == 1 { "pays" } else { "pay" },
                money(yearly)
            ),
            usd: dollars(yearly),
            customers: Some(customers),
            how: "What customers who wrote at least one of these pay a month, times twelve.".to_owned(),
        },
        confidence: if z.abs() >= 2.0 { Confidence::of(z) } else { Confidence::FairlySure },
        proof: Proof {
            metric: "negative_share",
            value: Some(share),
            comparison: others.map(|o| o.value),
            effect: here.zip(others).map(|(here, others)| here.value - others.value),
            interval,
            n: bad,
            q_value: None,
            unit: "share of feedback that sounds unhappy",
        },
        chart: Some("pain-points"),
        quotes: theme.quotes.clone(),
        ..item(format!("complaints-{}", name.to_lowercase().replace(' ', "-")), select, evidence)
    }
}

/// What helps with complaints of a kind.
fn advice(category: Category) -> Vec<String> {
    let lines = match category {
        Category::ProductQuality => [
            "List the three faults named most and give each an owner and a date.",
            "Tell the customers who reported one when it is repaired.",
        ],
        Category::CustomerService => [
            "Listen to five of these conversations with the team and agree on what to say instead.",
            "Call the customers who complained twice.",
        ],
        Category::Pricing => [
            "Look at the last ten invoices that led to a complaint: what surprised the customer?",
            "Put every extra charge on the offer, in plain words.",
        ],
        Category::Features => [
            "Count which missing feature is asked for most, and answer yes, later or no.",
            "Show the customers who asked what can already be done today.",
        ],
        Category::Performance => [
            "Measure the three screens that are called slow, on a normal day.",
            "Tell customers what you found, even if the repair takes longer.",
        ],
        Category::Support => [
            "Give each open request an owner by name, and tell the customer who it is.",
            "Write down the answers to the five most common questions.",
        ],
        Category::Implementation => [
            "Walk through the first thirty days with a new customer, and note each place where they wait.",
            "Name one person who leads each start.",
        ],
        Category::Training => [
            "Record a ten-minute lesson on the question that comes up most.",
            "Offer an open hour a week where anybody can ask.",
        ],
    };
    lines.map(str::to_owned).to_vec()
}
