//! How customers of different sizes, and parts of the world, differ. Descriptions with their ranges: such differences are
//! there in every business, and are not called findings.

use super::super::basics::{Figure, churn_a_year, tone, win_rate};
use super::super::evidence::Customer;
use super::super::find::Select;
use super::super::report::{Confidence, Item, Proof, Worth};
use super::super::words::{capital, count, grouped, money, one_in, percent, score};
use super::{Context, dollars, findings, item, not_enough};
use crate::columns::Table;
use crate::vocabulary::{Region, Segment, Status};

/// Fewest pieces of feedback, and customers, to say how somebody sounds (the specification's 25).
const LEAST: u64 = 25;
/// Fewest customers who left to tell a rate by them (chosen, as for the goal); with fewer, they are counted.
const LEAST_GONE: u64 = 5;

pub(super) fn segments(context: &Context<'_>) -> Vec<Item> {
    let mut items = found(context, "segment", "region");
    items.extend(Segment::ALL.iter().filter_map(|&segment| {
        let level = Level { column: "segment", name: segment.name(), whom: format!("{} customers", segment.name()) };
        describe(context, &level, "sentiment-by-segment", move |c| c.segment == segment)
    }));
    items
}

pub(super) fn regions(context: &Context<'_>) -> Vec<Item> {
    let mut items = found(context, "region", "");
    items.extend(Region::ALL.iter().filter_map(|&region| {
        let level = Level { column: "region", name: region.name(), whom: format!("Customers in {}", region.name()) };
        describe(context, &level, "sentiment-by-region", move |c| c.region == region)
    }));
    items
}

/// Findings about this column, and not about the other.
fn found(context: &Context<'_>, column: &str, not: &str) -> Vec<Item> {
    let about = |f: &&super::super::find::Finding| {
        findings::at(f, column).is_some() && (not.is_empty() || findings::at(f, not).is_none())
    };
    context.findings.iter().filter(about).map(|f| findings::tell(context, f)).collect()
}

struct Level {
    column: &'static str,
    name: &'static str,
    whom: String,
}

/// One level against all others; nothing if it has no customer.
fn describe(
    context: &Context<'_>,
    level: &Level,
    chart: &'static str,
    is: impl Fn(&Customer) -> bool + Copy,
) -> Option<Item> {
    let evidence = context.evidence;
    let select = Select::new(Table::Customers).is(level.column, level.name);
    let id = format!("{}-{}", level.column, level.name.to_lowercase().replace(' ', "-"));
    if !evidence.rows.customers.iter().any(is) {
        return None;
    }
    let here = tone(evidence, |_, c| is(c)).filter(|f| f.rows >= LEAST);
    let others = tone(evidence, |_, c| !is(c)).filter(|f| f.rows >= LEAST);
    let Some(here) = here else {
        return Some(not_enough(
            &id,
            &format!("How do {} feel?", level.whom.replace("Customers", "customers")),
            "25 pieces of feedback from them.",
            select,
            evidence,
        ));
    };
    let churn = churn_a_year(evidence, is);
    let wins = win_rate(evidence, |_, c| is(c)).filter(|w| w.rows >= LEAST);
    let pays = |c: &&Customer| matches!(c.status, Status::Active | Status::Inactive);
    let cents = |keep: &dyn Fn(&Customer) -> bool| {
        evidence.rows.customers.iter().filter(pays).filter(|c| keep(c)).map(|c| c.monthly_cents).sum::<i64>() as f64
    };
    let (own, all) = (cents(&is), cents(&|_| true));
    let yearly = own * 0.12 * evidence.scale();
    let apart = others.map_or(0.0, |others| here.apart(&others));
    let n = select.count(evidence);
    let few = here.customers < LEAST;
    let alone = evidence.rows.customers.iter().all(is);
    let mood = match others {
        _ if few => "",
        Some(others) if apart.abs() >= 1.96 => {
            if here.value > others.value {
                "sound happier than others"
            } else {
                "sound less happy than others"
            }
        }
        // Like the others, or too few others: nothing to say of it in a headline.
        _ => "",
    };
    Some(Item {
        headline: if alone {
            let left = churn.as_ref().map(|churn| format!("; {}", leave(churn))).unwrap_or_default();
            format!("All customers are {}{}{left}", if level.column == "region" { "in " } else { "" }, level.name)
        } else {
            headline(level, mood, (all > 0.0).then(|| own / all), churn.as_ref())
        },
        what_we_see: see(level, &here, others.as_ref(), churn.as_ref(), wins.as_ref()),
        why_we_believe_it: format!(
            "{} from {}. Their average most likely lies between {} and {}.{}",
            count(here.rows, "piece of feedback"),
            count(here.customers, "customer"),
            score(here.interval.0),
            score(here.interval.1),
            others.map_or_else(String::new, |others| {
                let (low, high) = here.difference(&others);
                format!(" Against the others, that is a difference between {} and {}.", score(low), score(high))
            })
        ),
        what_to_do: match (alone, few) {
            (_, true) => vec!["Collect more before you treat them differently.".to_owned()],
            (true, _) => {
                vec!["There are no others to compare them with here: look at the other groups of this list.".to_owned()]
            }
            _ => act(apart, churn.as_ref(), level),
        },
        worth: Worth {
            text: format!("They pay us {} a year.", money(yearly)),
            usd: dollars(yearly),
            customers: Some(n),
            how: "What these customers pay a month today, times twelve.".to_owned(),
        },
        confidence: if few {
            Confidence::NotEnough
        } else if apart.abs() >= 1.96 {
            Confidence::of(apart)
        } else {
            Confidence::FairlySure
        },
        enough: few.then(|| format!("Feedback from {LEAST} of these customers.")),
        proof: Proof {
            metric: "sentiment",
            value: Some(here.value),
            comparison: others.map(|o| o.value),
            effect: others.map(|o| here.value - o.value),
            interval: Some(others.map_or(here.interval, |o| here.difference(&o))),
            n,
            q_value: None,
            unit: "points of the sentiment score, which goes from -1 to 1",
        },
        chart: Some(chart),
        ..item(id, select, evidence)
    })
}

/// What sets them apart first: how they sound if it differs, else what they bring and how many leave.
fn headline(level: &Level, mood: &str, brings: Option<f64>, churn: Option<&Figure>) -> String {
    let brings = brings.map(|share| format!("bring {} of the revenue", percent(share)));
    let leave = churn.map(leave);
    let whom = &level.whom;
    match (mood, brings, leave) {
        ("", Some(brings), Some(leave)) => format!("{whom} {brings}; {leave}"),
        ("", Some(brings), None) => format!("{whom} {brings}"),
        ("", None, _) => format!("{whom} sound about as happy as others"),
        (mood, Some(brings), _) => format!("{whom} {mood} and {brings}"),
        (mood, None, _) => format!("{whom} {mood}"),
    }
}

/// Whether a yearly rate would rest on a handful.
fn is_thin(churn: &Figure) -> bool {
    churn.rows < LEAST_GONE || churn.customers < LEAST
}

/// How many leave: a yearly rate where enough did, else how many it was.
fn leave(churn: &Figure) -> String {
    if is_thin(churn) {
        return left(churn);
    }
    // Lists of levels are compared: percentages, but for what would be none.
    let part = if churn.value < 0.01 { one_in(churn.value) } else { percent(churn.value) };
    format!("{part} of them leave in a year")
}

/// `none of the 7 have left so far`.
fn left(churn: &Figure) -> String {
    match (churn.rows, churn.customers) {
        (0, 1) => "the only one has not left so far".to_owned(),
        (_, 1) => "the only one has left".to_owned(),
        (0, all) => format!("none of the {} have left so far", grouped(all)),
        (1, all) => format!("1 of the {} has left so far", grouped(all)),
        (gone, all) => format!("{} of the {} have left so far", grouped(gone), grouped(all)),
    }
}

fn see(level: &Level, here: &Figure, others: Option<&Figure>, churn: Option<&Figure>, wins: Option<&Figure>) -> String {
    let mut text = format!("Their feedback scores {} on average", score(here.value));
    if let Some(others) = others {
        text.push_str(&format!("; that of all others scores {}", score(others.value)));
    }
    text.push('.');
    if let Some(churn) = churn {
        if is_thin(churn) {
            text.push_str(&format!(" {}.", capital(&left(churn))));
        } else {
            text.push_str(&format!(" In a year, {} of them leave", one_in(churn.value)));
            text.push_str(&format!(" ({} left in the time we look at).", grouped(churn.rows)));
        }
    }
    if let Some(wins) = wins {
        let what = if level.column == "segment" { "offers to them" } else { "offers there" };
        text.push_str(&format!(" We win {} of {what}.", percent(wins.value)));
    }
    text
}

fn act(apart: f64, churn: Option<&Figure>, level: &Level) -> Vec<String> {
    let mut lines = Vec::new();
    if apart <= -1.96 {
        lines.push(format!(
            "Read the ten latest complaints of {} and look for what they share.",
            level.whom.replace("Customers", "customers")
        ));
    } else if apart >= 1.96 {
        lines.push("Ask three of them for a reference that the others can read.".to_owned());
    } else {
        lines.push("Treat them as you treat the others: nothing here asks for a plan of its own.".to_owned());
    }
    if churn.is_some_and(|churn| !is_thin(churn) && churn.value > 0.15) {
        lines.push("Agree with each account manager which customers to call before they renew.".to_owned());
    }
    lines
}
