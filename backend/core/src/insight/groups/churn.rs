//! Who may leave, and what can be done about it.

use super::super::basics::{Figure, churn_a_year};
use super::super::evidence::Customer;
use super::super::find::{Metric, Select};
use super::super::report::{Confidence, Item, Proof, Worth};
use super::super::words::{are, count, money, one_in, percent, times};
use super::{Context, FEW, dollars, findings, item, no_difference, not_enough};
use crate::calendar::Day;
use crate::columns::Table;
use crate::vocabulary::{BillingPlan, Channel, RiskBand, SentimentLabel, Status};

pub(super) fn items(context: &Context<'_>) -> Vec<Item> {
    let mut items = findings::of(context, &[Metric::ChurnRate]);
    items.push(at_risk(context));
    items.push(plans(context));
    items.push(open_complaints(context));
    items
}

fn pays(customer: &Customer) -> bool {
    matches!(customer.status, Status::Active | Status::Inactive)
}

/// Customers whose churn risk is high.
fn at_risk(context: &Context<'_>) -> Item {
    let evidence = context.evidence;
    let select = Select::new(Table::Customers).is("churn_risk", RiskBand::High.name());
    let n = select.count(evidence);
    if n == 0 {
        return not_enough(
            "customers-at-high-risk",
            "No customer is at high risk of leaving today",
            "Nothing is wrong with that: look again when new feedback has come in.",
            Select::new(Table::Customers).is("status", Status::Active.name()),
            evidence,
        );
    }
    let high = |c: &&Customer| c.risk == Some(RiskBand::High);
    let scale = evidence.scale();
    let customers = &evidence.rows.customers;
    let cents = |keep: &dyn Fn(&&Customer) -> bool| {
        customers.iter().filter(|c| pays(c) && keep(c)).map(|c| c.monthly_cents).sum::<i64>() as f64 * scale
    };
    let yearly = cents(&high) * 12.0 / 100.0;
    let share = cents(&high) / cents(&|_| true).max(1.0);
    // The scores are chances to leave within 90 days.
    let expected = customers
        .iter()
        .filter(|c| pays(c) && high(c))
        .map(|c| c.monthly_cents as f64 * f64::from(c.risk_e4.max(0)) / 1e4)
        .sum::<f64>()
        * scale
        * 0.12;
    let paying = (customers.iter().filter(|c| pays(c)).count() as f64 * scale) as u64;
    let auc = context.calls.quality.as_ref().map(|quality| quality.auc);
    Item {
        headline: format!("{} {} at high risk of leaving", count(n, "customer"), are(n)),
        what_we_see: format!(
            "{} of {} who pay us today {} at high risk of leaving in the next 90 days. Together they pay {} a year, {} of what all customers pay.",
            count(n, "customer"),
            super::super::words::grouped(paying),
            are(n),
            money(yearly),
            percent(share)
        ),
        why_we_believe_it: match auc {
            Some(auc) => format!(
                "The risk comes from how they sound, what is left open, how long they have been silent and when they renew. We checked such signs on customers who were kept aside: of one who left and one who stayed, they pick the right one {:.0} times out of 100.",
                auc * 100.0
            ),
            None => "The risk comes from how they sound, what is left open, how long they have been silent and when they renew. Too few customers have left so far to check how well that works here.".to_owned(),
        },
        what_to_do: vec![
            "Call these customers, those who pay most first.".to_owned(),
            "Close every matter of theirs that is still open before you talk about money.".to_owned(),
        ],
        worth: Worth {
            text: format!(
                "They pay {} a year. By their chances to leave, about {} of it will be gone in 90 days.",
                money(yearly),
                money(expected)
            ),
            usd: dollars(expected),
            customers: Some(n),
            how: "What each of these customers pays a month, times twelve, times the chance to leave that the column churn_risk_score gives; added up.".to_owned(),
        },
        confidence: match auc {
            // Never very sure: most customers at high risk stay.
            Some(auc) if auc >= 0.65 => Confidence::FairlySure,
            _ => Confidence::Hint,
        },
        proof: Proof { metric: "churn_risk", value: Some(share), n, unit: "share of monthly revenue", ..proof() },
        chart: Some("churn-risk"),
        ..item("customers-at-high-risk", select, evidence)
    }
}

fn proof() -> Proof {
    Proof { metric: "", value: None, comparison: None, effect: None, interval: None, n: 0, q_value: None, unit: "" }
}

/// Monthly against annual plans, within the segments that have both.
fn plans(context: &Context<'_>) -> Item {
    let evidence = context.evidence;
    let select =
        Select::new(Table::Customers).is("plan", BillingPlan::Monthly.name()).is("status", Status::Active.name());
    let on = |plan: BillingPlan| {
        churn_a_year(evidence, move |c| c.plan == Some(plan) && c.segment == crate::vocabulary::Segment::Smb)
    };
    let (Some(monthly), Some(annual)) = (on(BillingPlan::Monthly), on(BillingPlan::Annual)) else {
        return plans_unknown(context, select);
    };
    if monthly.rows + annual.rows < 20 || monthly.customers.min(annual.customers) < 25 {
        return plans_unknown(context, select);
    }
    let n = select.count(evidence);
    let apart = monthly.apart(&annual);
    let differ = apart.abs() >= 1.96;
    let few = monthly.customers.min(annual.customers) < FEW;
    let ratio = monthly.value / annual.value.max(1e-6);
    let headline = match (differ, monthly.value > annual.value) {
        (true, true) => format!("Small customers who pay by the month leave {} as often", times(ratio)),
        (true, false) => "Small customers who pay by the year leave more often".to_owned(),
        _ if few => "Too few small customers to tell whether paying by the month or by the year matters".to_owned(),
        _ => "Paying by the month or by the year makes no clear difference".to_owned(),
    };
    let mrr: f64 = evidence
        .rows
        .customers
        .iter()
        .filter(|c| c.plan == Some(BillingPlan::Monthly) && c.status == Status::Active)
        .map(|c| c.monthly_cents as f64)
        .sum();
    let saved = (monthly.value - annual.value).max(0.0) * mrr * evidence.scale() * 12.0 / 100.0 * 0.25;
    Item {
        headline,
        what_we_see: format!(
            "Of small customers (SMB) on monthly plans, {} leave in a year; on annual plans, {} do.",
            one_in(monthly.value),
            one_in(annual.value)
        ),
        why_we_believe_it: format!(
            "{} left, out of {} on monthly plans, and {} out of {} on annual plans. The yearly rates are most likely between {} and {}, and between {} and {}. Only customers of the same size are compared.",
            super::super::words::grouped(monthly.rows),
            super::super::words::grouped(monthly.customers),
            super::super::words::grouped(annual.rows),
            super::super::words::grouped(annual.customers),
            percent(monthly.interval.0),
            percent(monthly.interval.1),
            percent(annual.interval.0),
            percent(annual.interval.1)
        ),
        what_to_do: if differ && monthly.value > annual.value {
            vec![
                "Offer a month for free to monthly customers who change to a year.".to_owned(),
                "Make the annual plan the first choice on every new offer.".to_owned(),
            ]
        } else {
            vec!["Leave the plans as they are, and look for other reasons why customers leave.".to_owned()]
        },
        worth: if differ && saved >= 1.0 {
            Worth {
                text: format!("About {} a year if one in four changes.", money(saved)),
                usd: dollars(saved),
                customers: None,
                how: "A quarter of what active monthly customers pay a year, times the difference between the two rates. It assumes that the plan is the reason.".to_owned(),
            }
        } else {
            no_difference()
        },
        confidence: if differ { Confidence::of(apart) } else { Confidence::Hint },
        proof: proof_of("churn_rate", &monthly, &annual, n, "share of customers lost a year"),
        chart: Some("churn-by-cohort"),
        ..item("monthly-plans", select, evidence)
    }
}

fn proof_of(metric: &'static str, one: &Figure, other: &Figure, n: u64, unit: &'static str) -> Proof {
    Proof {
        metric,
        value: Some(one.value),
        comparison: Some(other.value),
        effect: Some(one.value - other.value),
        interval: Some(one.difference(other)),
        n,
        q_value: None,
        unit,
    }
}

fn plans_unknown(context: &Context<'_>, select: Select) -> Item {
    not_enough(
        "monthly-plans",
        "Do customers on monthly plans leave more often?",
        "20 small customers who left, and 25 on each plan.",
        select,
        context.evidence,
    )
}

/// Negative feedback that nobody has settled.
fn open_complaints(context: &Context<'_>) -> Item {
    let evidence = context.evidence;
    let select =
        Select::new(Table::Feedback).is("resolved", "false").is("sentiment_label", SentimentLabel::Negative.name());
    let n = select.count(evidence);
    // Who complained and was left waiting, against who complained and was helped: gone within 180 days?
    let (mut waited, mut helped) = ((0_u64, 0_u64), (0_u64, 0_u64));
    let mut open_customers: Vec<u32> = Vec::new();
    for voice in &evidence.rows.voices {
        let asks = !matches!(voice.channel, Channel::Survey | Channel::Review);
        if SentimentLabel::of(voice.score_e4) != SentimentLabel::Negative {
            continue;
        }
        let who = evidence.rows.speaker(voice);
        if !voice.resolved && pays(who) {
            open_customers.push(voice.customer);
        }
        if !asks || voice.day.plus(180) > evidence.as_of {
            continue;
        }
        let gone = who.churned != Day::NONE && who.churned >= voice.day && who.churned <= voice.day.plus(180);
        let side = if voice.resolved { &mut helped } else { &mut waited };
        side.0 += u64::from(gone);
        side.1 += 1;
    }
    open_customers.sort_unstable();
    open_customers.dedup();
    let cents: i64 = open_customers.iter().map(|&c| evidence.rows.customers[c as usize].monthly_cents).sum();
    let yearly = cents as f64 * evidence.scale() * 12.0 / 100.0;
    let waiting = (open_customers.len() as f64 * evidence.scale()).round() as u64;
    let rates = crate::maths::wilson(waited.0, waited.1).zip(crate::maths::wilson(helped.0, helped.1));
    let share = |(part, whole): (u64, u64)| part as f64 / whole.max(1) as f64;
    let enough = waited.1 >= 50 && helped.1 >= 50 && waited.0 + helped.0 >= 20;
    let Some((a, b)) = rates.filter(|_| enough) else {
        return not_enough(
            "open-complaints",
            "Does it keep customers when complaints are settled?",
            "50 complaints that were settled and 50 that were not, half a year ago or more.",
            select,
            evidence,
        );
    };
    let figure =
        |(part, whole), interval| Figure { value: share((part, whole)), interval, rows: whole, customers: whole };
    let (one, other) = (figure(waited, a), figure(helped, b));
    let apart = one.apart(&other);
    Item {
        headline: format!("{} {} still open", count(n, "complaint"), are(n)),
        what_we_see: format!(
            "{} sound unhappy and {} not settled. {} who still pay us wait for an answer that helps.",
            count(n, "piece of feedback"),
            if n == 1 { "is" } else { "are" },
            super::super::words::capital(&count(waiting, "customer")),
        ),
        why_we_believe_it: format!(
            "Of customers whose complaint was left open, {} were gone half a year later; of those whose complaint was settled, {} ({} and {} complaints).{}",
            percent(one.value),
            percent(other.value),
            super::super::words::grouped(waited.1),
            super::super::words::grouped(helped.1),
            if apart >= 1.96 { "" } else { " The difference is small enough to be chance." }
        ),
        what_to_do: vec![
            "Go through the open complaints of paying customers, oldest first, and give each an owner.".to_owned(),
            "Tell these customers what happens next, even where there is no solution yet.".to_owned(),
        ],
        worth: Worth {
            text: format!("The customers who wait pay {} a year.", money(yearly)),
            usd: dollars(yearly),
            customers: Some(waiting),
            how: "What paying customers with an open complaint pay a month, times twelve.".to_owned(),
        },
        confidence: if apart >= 1.96 { Confidence::of(apart) } else { Confidence::Hint },
        proof: proof_of("churn_rate", &one, &other, n, "share gone within 180 days"),
        chart: Some("pain-points"),
        ..item("open-complaints", select, evidence)
    }
}
