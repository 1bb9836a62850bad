//! Where more money is.

use super::super::basics::win_rate;
use super::super::evidence::Evidence;
use super::super::find::{Condition, Metric, Select, closed_sales};
use super::super::report::{Confidence, Item, Proof, Worth};
use super::super::words::{are, capital, count, grouped, money, percent, sources};
use super::{Context, FEW, dollars, findings, item, no_difference, not_enough};
use crate::columns::Table;
use crate::vocabulary::{DealType, LossReason, Source, Stage};

pub(super) fn items(context: &Context<'_>) -> Vec<Item> {
    let mut items = findings::of(
        context,
        &[Metric::WinRate, Metric::ExpansionRate, Metric::LossReasonShare, Metric::CycleLength, Metric::Discount],
    );
    items.push(best_source(context));
    items.push(nearly_won(context));
    items.push(lost_to_rivals(context));
    items
}

/// New deals that were closed inside the history.
fn new_deals(evidence: &Evidence) -> Select {
    Select::new(Table::Deals)
        .is("deal_type", DealType::New.name())
        .and(Condition::OneOf("stage", vec![Stage::ClosedWon.name(), Stage::ClosedLost.name()]))
        .and(Condition::From("closed_date", evidence.start()))
}

/// The source whose deals are won most often.
fn best_source(context: &Context<'_>) -> Item {
    let evidence = context.evidence;
    let new = |source: Source| {
        win_rate(evidence, move |s, _| s.kind == DealType::New && s.source == source)
            .filter(|w| w.rows >= 25)
            .map(|w| (source, w))
    };
    let mut all: Vec<_> = Source::ALL.iter().filter_map(|&source| new(source)).collect();
    all.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
    let (Some(best), Some(worst)) = (all.first(), all.last().filter(|_| all.len() > 1)) else {
        return not_enough(
            "best-source",
            "Where do the best deals come from?",
            "25 closed deals from each of two sources.",
            new_deals(evidence),
            evidence,
        );
    };
    let select = new_deals(evidence).is("source", best.0.name());
    let apart = best.1.apart(&worst.1);
    let clear = apart >= 1.96;
    let few = best.1.rows.min(worst.1.rows) < FEW;
    let n = select.count(evidence);
    let sales = || evidence.rows.sales.iter().filter(|s| s.kind == DealType::New && s.source == best.0 && s.won());
    let mean = sales().map(|s| s.amount as f64).sum::<f64>() / sales().count().max(1) as f64;
    let tenth = best.1.rows as f64 * evidence.scale() * 0.1 / (evidence.months as f64 / 12.0);
    let usd = tenth * best.1.value * mean;
    Item {
        headline: if clear {
            format!("We win new deals from {} most often: {}", sources(best.0.name()), percent(best.1.value))
        } else if few {
            "Too few new deals to tell which source brings the best".to_owned()
        } else {
            "No source of new deals is clearly better than the others".to_owned()
        },
        what_we_see: format!(
            "Of new deals from {}, we win {}; from {}, the weakest source, {}.",
            sources(best.0.name()),
            percent(best.1.value),
            sources(worst.0.name()),
            percent(worst.1.value)
        ),
        why_we_believe_it: format!(
            "{} closed deals from the best source and {} from the weakest. The best one's share most likely lies between {} and {}.",
            grouped(best.1.rows),
            grouped(worst.1.rows),
            percent(best.1.interval.0),
            percent(best.1.interval.1)
        ),
        what_to_do: vec![
            match best.0 {
                _ if !clear => "Leave the budget between the sources as it is.".to_owned(),
                Source::Referral => "Ask every happy customer for one introduction this month.".to_owned(),
                Source::Partner => {
                    "Pick the three partners who bring most, and plan the next quarter with them.".to_owned()
                }
                other => {
                    format!("Move a little of the budget of the weakest source to {}.", sources(other.name()))
                }
            },
            if clear {
                "Check again after a quarter whether the share stays as high.".to_owned()
            } else {
                "Look again after a quarter, when more deals are closed.".to_owned()
            },
        ],
        worth: if clear {
            Worth {
                text: format!("Every tenth more of such deals brings about {} a year.", money(usd)),
                usd: dollars(usd),
                customers: None,
                how: "A tenth of its deals a year, times the share we win, times what a won one brings.".to_owned(),
            }
        } else {
            no_difference()
        },
        confidence: if clear { Confidence::of(apart) } else { Confidence::Hint },
        proof: Proof {
            metric: "win_rate",
            value: Some(best.1.value),
            comparison: Some(worst.1.value),
            effect: Some(best.1.value - worst.1.value),
            interval: Some(best.1.difference(&worst.1)),
            n,
            q_value: None,
            unit: "share of new deals won",
        },
        chart: Some("win-rate-by-source"),
        ..item("best-source", select, evidence)
    }
}

/// Deals in negotiation.
fn nearly_won(context: &Context<'_>) -> Item {
    let evidence = context.evidence;
    let select = Select::new(Table::Deals).is("stage", Stage::Negotiation.name());
    let n = select.count(evidence);
    if n == 0 {
        return not_enough(
            "in-negotiation",
            "No deal is in negotiation today",
            "One deal in negotiation.",
            Select::new(Table::Deals)
                .and(Condition::OneOf("stage", vec![Stage::Proposal.name(), Stage::Qualification.name()])),
            evidence,
        );
    }
    let kept = || evidence.rows.sales.iter().filter(|s| s.stage == Stage::Negotiation);
    let scale = evidence.scale();
    let total = kept().map(|s| s.amount as f64).sum::<f64>() * scale;
    let late = kept().filter(|s| s.expected < evidence.as_of).count() as f64 * scale;
    Item {
        headline: format!("{} worth {} {} in negotiation", capital(&count(n, "deal")), money(total), are(n)),
        what_we_see: format!(
            "They are one step from the end. {} should have closed by now.",
            match late.round() as u64 {
                0 => "None of them".to_owned(),
                1 => "One of them".to_owned(),
                n => format!("{} of them", grouped(n)),
            }
        ),
        why_we_believe_it: format!(
            "These are the deals at this stage on the last day, {}; nothing is estimated but the chance that goes with the stage, 75%.",
            evidence.as_of
        ),
        what_to_do: vec![
            "Call the ones whose expected day has passed: set a new day, or close them.".to_owned(),
            "Ask in each what is still missing for a signature, and who can give it.".to_owned(),
        ],
        worth: Worth {
            text: format!("About {} if three in four are won.", money(total * 0.75)),
            usd: dollars(total * 0.75),
            customers: None,
            how: "The sum of their amounts, times 75%.".to_owned(),
        },
        confidence: Confidence::FairlySure,
        proof: Proof {
            metric: "pipeline",
            value: Some(total),
            comparison: None,
            effect: None,
            interval: None,
            n,
            q_value: None,
            unit: "US dollars",
        },
        chart: Some("pipeline"),
        ..item("in-negotiation", select, evidence)
    }
}

/// Deals lost to somebody else.
fn lost_to_rivals(context: &Context<'_>) -> Item {
    let evidence = context.evidence;
    let select = closed_sales(evidence).is("loss_reason", LossReason::Competitor.name());
    let n = select.count(evidence);
    let known = win_rate(evidence, |s, _| s.competitor.is_some()).filter(|w| w.rows >= 25);
    let alone = win_rate(evidence, |s, _| s.competitor.is_none()).filter(|w| w.rows >= 25);
    let (Some(known), Some(alone)) = (known, alone) else {
        return not_enough(
            "lost-to-competitors",
            "How much do competitors cost us?",
            "25 closed deals with a competitor we know of, and 25 without.",
            select,
            evidence,
        );
    };
    let lost: f64 = evidence
        .rows
        .sales
        .iter()
        .filter(|s| {
            s.lost == Some(LossReason::Competitor) && s.kind != DealType::Renewal && s.closed >= evidence.start()
        })
        .map(|s| s.amount as f64)
        .sum();
    let yearly = lost * evidence.scale() / (evidence.months as f64 / 12.0);
    let apart = alone.apart(&known);
    let (clear, few) = (apart >= 1.96, known.rows.min(alone.rows) < FEW);
    Item {
        headline: if clear {
            format!(
                "With a competitor in the race, we win {} of deals instead of {}",
                percent(known.value),
                percent(alone.value)
            )
        } else if few {
            "Too few closed deals to tell what competitors cost us".to_owned()
        } else {
            "Competitors make no clear difference to what we win".to_owned()
        },
        what_we_see: format!(
            "Where a competitor is known, we win {} of deals; where none is, {}. {} went to a competitor.",
            percent(known.value),
            percent(alone.value),
            capital(&count(n, "deal"))
        ),
        why_we_believe_it: format!(
            "{} closed deals with a known competitor and {} without. The difference most likely lies between {:.0} and {:.0} points.",
            grouped(known.rows),
            grouped(alone.rows),
            alone.difference(&known).0 * 100.0,
            alone.difference(&known).1 * 100.0
        ),
        what_to_do: vec![
            "Ask in the first call who else is being looked at, and note it in the deal.".to_owned(),
            if clear {
                "Write half a page for each of the two rivals named most: where we are better, where we are not."
                    .to_owned()
            } else {
                "Look again after a quarter, when more deals are closed.".to_owned()
            },
        ],
        worth: if clear {
            Worth {
                text: format!("Deals worth {} a year go to competitors.", money(yearly)),
                usd: dollars(yearly),
                customers: None,
                how: "The sum of deals lost for this reason, a year.".to_owned(),
            }
        } else {
            no_difference()
        },
        confidence: if clear { Confidence::of(apart) } else { Confidence::Hint },
        proof: Proof {
            metric: "win_rate",
            value: Some(known.value),
            comparison: Some(alone.value),
            effect: Some(known.value - alone.value),
            interval: Some(known.difference(&alone)),
            n,
            q_value: None,
            unit: "share of deals won",
        },
        chart: Some("loss-reasons"),
        ..item("lost-to-competitors", select, evidence)
    }
}
