//! How we work: answers, open matters.

use super::super::basics::{mean_of_feedback, median_response};
use super::super::find::{Metric, Select};
use super::super::report::{Confidence, Item, Proof, Worth};
use super::super::words::{by_channel, capital, count, grouped, hours, percent, score};
use super::{Context, FEW, findings, item, no_difference, not_enough};
use crate::columns::Table;
use crate::vocabulary::{Channel, SentimentLabel};

pub(super) fn items(context: &Context<'_>) -> Vec<Item> {
    let mut items =
        findings::of(context, &[Metric::ResponseTime, Metric::UnresolvedShare, Metric::FeedbackVolume, Metric::Nps]);
    items.push(slowest(context));
    items.push(waiting_and_mood(context));
    items.push(least_settled(context));
    items
}

/// Channels on which people ask for something.
fn asking() -> impl Iterator<Item = Channel> {
    Channel::ALL.iter().copied().filter(|c| !matches!(c, Channel::Survey | Channel::Review))
}

/// The channel whose first answers take longest.
fn slowest(context: &Context<'_>) -> Item {
    let evidence = context.evidence;
    let of = |channel: Channel| {
        median_response(evidence, move |v, _| v.channel == channel).filter(|(_, n)| *n >= 25).map(|m| (channel, m))
    };
    let mut all: Vec<_> = asking().filter_map(of).collect();
    all.sort_by(|a, b| b.1.0.total_cmp(&a.1.0));
    let (Some(slow), Some(fast)) = (all.first(), all.last()) else {
        return not_enough(
            "slowest-channel",
            "Which channel keeps customers waiting?",
            "25 answers on one channel.",
            Select::new(Table::Feedback).is("channel", Channel::SupportTicket.name()),
            evidence,
        );
    };
    let select = Select::new(Table::Feedback).is("channel", slow.0.name());
    let n = select.count(evidence);
    let lists: Vec<String> =
        all.iter().map(|(channel, (median, _))| format!("{} {}", channel.name(), hours(*median))).collect();
    Item {
        headline: format!(
            "Half of those who write {} wait longer than {} for a first answer",
            by_channel(slow.0.name()),
            hours(slow.1.0)
        ),
        what_we_see: format!(
            "The wait that half of the customers stay under and half go over: {}. An average is higher, because a few wait very long.",
            lists.join("; ")
        ),
        why_we_believe_it: format!(
            "{} answers on this channel, and {} on the fastest one. We use the middle wait, so that a few very late answers do not count for more.",
            grouped(slow.1.1),
            grouped(fast.1.1)
        ),
        what_to_do: vec![
            "Send an automatic first answer that says who will write, and by when.".to_owned(),
            format!(
                "Offer {} for short questions: it is answered within {}.",
                fast.0.name().to_lowercase(),
                hours(fast.1.0)
            ),
        ],
        worth: Worth {
            text: format!("{} waited on this channel.", capital(&count(n, "request"))),
            usd: None,
            customers: None,
            how: "Rows of this channel in the feedback table.".to_owned(),
        },
        confidence: Confidence::VerySure,
        proof: Proof {
            metric: "response_time",
            value: Some(slow.1.0),
            comparison: Some(fast.1.0),
            effect: Some(slow.1.0 - fast.1.0),
            interval: None,
            n,
            q_value: None,
            unit: "hours, median",
        },
        chart: Some("response-time"),
        ..item("slowest-channel", select, evidence)
    }
}

/// How customers sound after a matter that was settled, and after one that was not.
fn waiting_and_mood(context: &Context<'_>) -> Item {
    let evidence = context.evidence;
    let select = Select::new(Table::Feedback).is("resolved", "false");
    let n = select.count(evidence);
    // The next thing the same customer says, within 90 days.
    let next = |resolved: bool| {
        let voices = &evidence.rows.voices;
        let mut sums: Vec<(u32, f64, f64)> = Vec::new();
        for pair in voices.windows(2) {
            let [first, then] = pair else { continue };
            let asks = !matches!(first.channel, Channel::Survey | Channel::Review);
            let follows = first.customer == then.customer && then.day.since(first.day) <= 90;
            if asks && follows && first.resolved == resolved {
                let score = f64::from(then.score_e4) / 1e4;
                match sums.last_mut() {
                    Some((c, sum, n)) if *c == first.customer => {
                        *sum += score;
                        *n += 1.0;
                    }
                    _ => sums.push((first.customer, score, 1.0)),
                }
            }
        }
        sums
    };
    let figure = |sums: &[(u32, f64, f64)]| {
        let rows: f64 = sums.iter().map(|s| s.2).sum();
        let c = sums.len() as f64;
        (sums.len() >= 25).then(|| {
            let mean = sums.iter().map(|s| s.1).sum::<f64>() / rows;
            let square: f64 = sums.iter().map(|s| (s.1 - mean * s.2) * (s.1 - mean * s.2)).sum();
            let half = 1.96 * (square * c / (c - 1.0)).sqrt() / rows;
            super::super::basics::Figure {
                value: mean,
                interval: (mean - half, mean + half),
                rows: rows as u64,
                customers: sums.len() as u64,
            }
        })
    };
    let (Some(open), Some(settled)) = (figure(&next(false)), figure(&next(true))) else {
        return not_enough(
            "settled-or-not",
            "Do customers sound better when their matter was settled?",
            "25 customers who wrote again after a matter was settled, and 25 after one was not.",
            select,
            evidence,
        );
    };
    let apart = settled.apart(&open);
    let clear = apart >= 1.96;
    Item {
        headline: if clear {
            "Customers sound happier the next time when we settle what they asked".to_owned()
        } else {
            "Whether a matter was settled does not show in what customers say next".to_owned()
        },
        what_we_see: format!(
            "After a matter that was settled, what they say next scores {} on average; after one that stayed open, {}.",
            score(settled.value),
            score(open.value)
        ),
        why_we_believe_it: format!(
            "{} customers wrote again within 90 days after a settled matter, {} after an open one. The difference most likely lies between {} and {}.",
            grouped(settled.customers),
            grouped(open.customers),
            score(settled.difference(&open).0),
            score(settled.difference(&open).1)
        ),
        what_to_do: vec![
            "Give every open matter an owner and a day.".to_owned(),
            "Ask the customer whether it is solved before you close it.".to_owned(),
        ],
        worth: Worth {
            text: format!("{} open.", capital(&format!("{} {}", count(n, "matter"), super::super::words::are(n)))),
            usd: None,
            customers: None,
            how: "Rows in the feedback table that are not resolved.".to_owned(),
        },
        confidence: if clear { Confidence::of(apart) } else { Confidence::Hint },
        proof: Proof {
            metric: "sentiment",
            value: Some(settled.value),
            comparison: Some(open.value),
            effect: Some(settled.value - open.value),
            interval: Some(settled.difference(&open)),
            n,
            q_value: None,
            unit: "points of the sentiment score, which goes from -1 to 1",
        },
        chart: Some("sentiment-by-channel"),
        ..item("settled-or-not", select, evidence)
    }
}

/// The channel with the largest share of complaints left open.
fn least_settled(context: &Context<'_>) -> Item {
    let evidence = context.evidence;
    let open = |v: &super::super::evidence::Voice| {
        (SentimentLabel::of(v.score_e4) == SentimentLabel::Negative).then(|| f64::from(u8::from(!v.resolved)))
    };
    let mut all: Vec<_> = asking()
        .filter_map(|channel| {
            let one = mean_of_feedback(evidence, |v, _| (v.channel == channel).then(|| open(v)).flatten())?;
            let rest = mean_of_feedback(evidence, |v, _| {
                let asks = !matches!(v.channel, Channel::Survey | Channel::Review);
                (asks && v.channel != channel).then(|| open(v)).flatten()
            })?;
            (one.rows >= 25 && rest.rows >= 25).then_some((channel, one, rest))
        })
        .collect();
    all.sort_by(|a, b| b.1.value.total_cmp(&a.1.value));
    let Some((channel, one, rest)) = all.first() else {
        return not_enough(
            "open-by-channel",
            "Where do complaints stay open?",
            "25 complaints on each of two channels.",
            Select::new(Table::Feedback).is("resolved", "false").is("sentiment_label", SentimentLabel::Negative.name()),
            evidence,
        );
    };
    let select = Select::new(Table::Feedback)
        .is("channel", channel.name())
        .is("resolved", "false")
        .is("sentiment_label", SentimentLabel::Negative.name());
    let n = select.count(evidence);
    let apart = one.apart(rest);
    let clear = apart >= 1.96;
    Item {
        headline: if clear {
            format!("We settle complaints that come {} least often", by_channel(channel.name()))
        } else if one.rows.min(rest.rows) < FEW {
            "Too few complaints to tell which channel leaves most of them open".to_owned()
        } else {
            "No channel clearly leaves more complaints open than the others".to_owned()
        },
        what_we_see: format!(
            "Of complaints that come {}, {} are still open; of the others, {} are.",
            by_channel(channel.name()),
            percent(one.value),
            percent(rest.value)
        ),
        why_we_believe_it: format!(
            "{} complaints there and {} elsewhere. The share there most likely lies between {} and {}.",
            grouped(one.rows),
            grouped(rest.rows),
            percent(one.interval.0.max(0.0)),
            percent(one.interval.1)
        ),
        what_to_do: vec![
            if clear {
                format!(
                    "Look at the open complaints that came {} and find the step where they get stuck.",
                    by_channel(channel.name())
                )
            } else {
                "Go through the open complaints of all channels, the oldest first.".to_owned()
            },
            "Agree on one day a week to close old ones.".to_owned(),
        ],
        worth: if clear {
            Worth {
                text: format!("{} {} open there.", capital(&count(n, "complaint")), super::super::words::are(n)),
                usd: None,
                customers: None,
                how: "Rows of this channel that sound unhappy and are not resolved.".to_owned(),
            }
        } else {
            no_difference()
        },
        confidence: if clear { Confidence::of(apart) } else { Confidence::Hint },
        proof: Proof {
            metric: "unresolved_share",
            value: Some(one.value),
            comparison: Some(rest.value),
            effect: Some(one.value - rest.value),
            interval: Some(one.difference(rest)),
            n,
            q_value: None,
            unit: "share of complaints still open",
        },
        chart: Some("response-time"),
        ..item("open-by-channel", select, evidence)
    }
}
