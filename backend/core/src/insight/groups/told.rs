//! The words for each kind of finding: headline, what we see, what to do, what it is worth.

use super::super::basics::median_response;
use super::super::find::{Direction, Finding, Metric};
use super::super::report::Worth;
use super::super::words::{capital, hours, money, month, percent, points, score, times};
use super::findings::{at, paying, whom};
use super::{Context, dollars};

/// A finding in words.
pub(super) struct Said {
    pub(super) headline: String,
    pub(super) see: String,
    pub(super) act: Vec<String>,
    pub(super) worth: Worth,
    /// What is counted on either side.
    pub(super) inside: &'static str,
    pub(super) outside: &'static str,
}

pub(super) fn acts(lines: [&str; 2]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

/// `since March 2026`, `from March to May 2026`.
pub(super) fn when(f: &Finding) -> String {
    match (f.onset, f.until) {
        (Some(from), Some(until)) if from == until => format!(" in {}", month(from)),
        (Some(from), Some(until)) => format!(" from {} to {}", month(from), month(until)),
        (Some(from), None) => format!(" since {}", month(from)),
        _ => String::new(),
    }
}

/// A verb as the time of the finding asks: always, since a month, in months that have passed.
pub(super) fn verb(f: &Finding, [present, perfect, past]: [&'static str; 3]) -> &'static str {
    match (f.onset, f.until) {
        (None, _) => present,
        (Some(_), None) => perfect,
        _ => past,
    }
}

/// What the customers pay a year, as what is at stake.
pub(super) fn stake(context: &Context<'_>, f: &Finding) -> Worth {
    let (usd, customers) = paying(context.evidence, f);
    if f.place.iter().all(|&(column, _)| column == "channel" || column == "category") {
        // All that customers pay is not what one change among them is worth.
        return Worth {
            text: "It touches customers everywhere, so no sum of money is its own.".to_owned(),
            usd: None,
            customers: None,
            how: "It is not about customers of one kind, so there is no group whose payments could be added up."
                .to_owned(),
        };
    }
    Worth {
        text: format!("These customers pay us {} a year.", money(usd)),
        usd: dollars(usd),
        customers: Some(customers),
        how: format!(
            "What they pay us a month today ({}), times twelve.",
            super::super::words::count(customers, "customer")
        ),
    }
}

pub(super) fn mood(context: &Context<'_>, f: &Finding) -> Said {
    let who = whom(f);
    let down = f.direction == Direction::Down;
    let when = when(f);
    if f.metric == Metric::Nps {
        let alone = !context.findings.iter().any(|other| other.metric == Metric::Sentiment);
        let decoy = alone;
        return Said {
            headline: format!(
                "The recommendation score {} by {:.0} points{when}{}",
                if down { "fell" } else { "rose" },
                f.effect.abs(),
                if decoy { ", but customers sound the same" } else { "" }
            ),
            see: format!(
                "The net promoter score went from {:+.0} to {:+.0}.{}",
                f.comparison,
                f.value,
                if decoy {
                    " What customers write has not changed at all in the same months. When the score moves alone, look at the question first: another wording, another moment or another scale moves it too."
                } else {
                    " What customers write has changed as well."
                }
            ),
            act: if decoy {
                acts([
                    "Ask whoever runs the survey what changed in that month: wording, scale, timing, who is asked.",
                    "Do not compare scores from before and after; start a new baseline.",
                ])
            } else {
                acts([
                    "Read the answers of those who gave 0 to 6 points in these months.",
                    "Call five of them and ask what changed.",
                ])
            },
            worth: if decoy {
                Worth {
                    text: "It keeps you from repairing something that is not broken.".to_owned(),
                    usd: None,
                    customers: None,
                    how: "No money is at stake as long as only the score moves.".to_owned(),
                }
            } else {
                stake(context, f)
            },
            inside: "survey answers",
            outside: "answers from before",
        };
    }
    let product = at(f, "product").is_some();
    let headline = match (f.beginners, f.handed_over) {
        (true, _) => format!("Customers who started{when} sound {}", if down { "less happy" } else { "happier" }),
        (_, true) => format!(
            "{} sound {} for months after their account manager changed{}",
            capital(&who),
            if down { "less happy" } else { "happier" },
            f.onset.map(|m| format!(" in {}", month(m))).unwrap_or_default()
        ),
        _ => format!(
            "{} {} {}{when}",
            capital(&who),
            verb(f, ["sound", "have sounded", "sounded"]),
            if down { "clearly less happy" } else { "happier" }
        ),
    };
    Said {
        headline,
        see: format!(
            "{} {}; {} {} (the scale goes from −1 to +1). Like for like, that is {} by {:.2}.",
            match (f.beginners, f.handed_over) {
                (true, _) => "In their first year, their feedback scores",
                (_, true) => "In the three months after the change, their feedback scored",
                _ if f.until.is_some() => "In that time, their feedback scored",
                _ => "Since then, their feedback scores",
            },
            score(f.value),
            match (f.beginners, f.handed_over) {
                (true, _) => "that of customers who started earlier scored",
                (_, true) => "before and later it scores",
                _ => "otherwise it scores",
            },
            score(f.comparison),
            if down { "down" } else { "up" },
            f.effect.abs()
        ),
        act: match (down, product) {
            (true, true) => acts([
                "Read what these customers wrote about the product, and look at what was released just before.",
                "Tell them what is being repaired, and by when.",
            ]),
            (true, false) => acts([
                "Ask the account managers what changed for these customers in that month: prices, people, contracts, a release.",
                "Call the ten who pay most before the next renewal.",
            ]),
            (false, _) => acts([
                "Find out what was done differently from that month on, and write it down.",
                "Try the same with the other customers.",
            ]),
        },
        worth: stake(context, f),
        inside: "pieces of feedback",
        outside: "others",
    }
}

pub(super) fn talk(context: &Context<'_>, f: &Finding) -> Said {
    let who = whom(f);
    let up = f.direction == Direction::Up;
    let when = when(f);
    if f.metric == Metric::FeedbackVolume {
        let ratio = libm::exp(f.effect);
        if at(f, "channel").is_some() {
            return outburst(context, f, ratio);
        }
        let change = (ratio - 1.0).abs() * 100.0;
        return Said {
            headline: if up {
                format!("{} write far more than usual{when}", capital(&who))
            } else {
                format!("{} have gone quiet{when}", capital(&who))
            },
            see: format!(
                "{} write {change:.0}% {} than before. They are still customers; they just {}.",
                capital(&who),
                if up { "more" } else { "less" },
                if up { "have more to say" } else { "say little" }
            ),
            act: if up {
                acts([
                    "Read what they write about, and answer it in one place for all.",
                    "Plan more people for the same time next month.",
                ])
            } else {
                acts([
                    "Let every account manager call their quiet customers this week, without an offer.",
                    "Ask who uses the product now, and for what: silence often comes before leaving.",
                ])
            },
            worth: stake(context, f),
            inside: "customer months (one customer, one month)",
            outside: "others",
        };
    }
    let topic = at(f, "category").unwrap_or("this");
    Said {
        headline: format!(
            "{} {} {} about {topic}{when}",
            capital(&who),
            verb(f, ["talk", "have talked", "talked"]),
            if up { "much more" } else { "less" }
        ),
        see: format!(
            "{} of what they write is about {topic}{when}; otherwise {} is. Like for like, that is {} {}.",
            percent(f.value),
            percent(f.comparison),
            points(f.effect),
            if up { "more" } else { "less" }
        ),
        act: if up {
            vec![
                format!("Read the latest feedback about {topic} and list the three things named most."),
                "Give each of the three an owner and a date, and tell customers.".to_owned(),
            ]
        } else {
            acts(["Find out what was improved, and say thank you.", "Look at what they write about instead."])
        },
        worth: stake(context, f),
        inside: "pieces of feedback",
        outside: "others",
    }
}

/// A few days with far more support tickets than usual.
fn outburst(context: &Context<'_>, f: &Finding, ratio: f64) -> Said {
    let in_month = f.onset.map(|from| format!(" in {}", month(from))).unwrap_or_default();
    Said {
        headline: format!("For five days{in_month}, support got {} as many tickets as usual", times(ratio)),
        see: format!(
            "{:.0} support tickets came in within five days. In the weeks around, five such days bring about {:.0}.",
            f.value, f.comparison
        ),
        act: acts([
            "Find out what broke on the first of these days, and tell the customers who wrote what was done about it.",
            "Write down who does what the next time, and where customers can see that it is known.",
        ]),
        worth: stake(context, f),
        inside: "tickets",
        outside: "in the weeks around",
    }
}

pub(super) fn service(context: &Context<'_>, f: &Finding) -> Said {
    let up = f.direction == Direction::Up;
    let when = when(f);
    let place = match (at(f, "region"), at(f, "channel")) {
        (Some(region), _) => format!(" in {region}"),
        (_, Some(channel)) => format!(" on {}", channel.to_lowercase()),
        _ => String::new(),
    };
    if f.metric == Metric::UnresolvedShare {
        return Said {
            headline: format!("{} matters stay open{place}{when}", if up { "More" } else { "Fewer" }),
            see: format!(
                "{} of what customers ask for is still open; otherwise {} is.",
                capital(&percent(f.value)),
                percent(f.comparison)
            ),
            act: acts([
                "Go through the open matters and give each an owner.",
                "Find out what changed in that month: people, tools, who is responsible.",
            ]),
            worth: stake(context, f),
            inside: "requests",
            outside: "others",
        };
    }
    let began = f.onset.map_or(context.evidence.start(), |month| month.day(1));
    // The median of before would mislead: it jumps where few chats and many letters meet.
    let (now, _) = median_response(context.evidence, |voice, who| {
        voice.day >= began
            && at(f, "region").is_none_or(|region| region == who.region.name())
            && at(f, "channel").is_none_or(|channel| channel == voice.channel.name())
    })
    .unwrap_or_default();
    Said {
        headline: format!(
            "First answers {} {} as long{place}{when}",
            verb(f, ["take", "have taken", "took"]),
            times(libm::exp(f.effect))
        ),
        see: format!(
            "Half of the customers there wait longer than {} for a first answer. For the same kind of request, it takes {} as long as it would otherwise: half would wait longer than {}. An average is higher, because a few very long waits pull it up.",
            hours(now),
            times(libm::exp(f.effect)),
            hours(now / libm::exp(f.effect))
        ),
        act: if up {
            acts([
                "Count who answers there now and who did before, and lend people from a team with time to spare.",
                "Send an automatic first answer that says when a person will write.",
            ])
        } else {
            acts(["Find out what made answers faster, and do it elsewhere.", "Tell customers: they will have noticed."])
        },
        worth: stake(context, f),
        inside: "answers",
        outside: "others",
    }
}

pub(super) fn leaving(context: &Context<'_>, f: &Finding) -> Said {
    let up = f.direction == Direction::Up;
    let when = when(f);
    let ratio = libm::exp(f.effect);
    let banded = at(f, "discount_percent").is_some();
    let who =
        if banded { "customers who were won with a large discount late in a quarter".to_owned() } else { whom(f) };
    let (usd, customers) = paying(context.evidence, f);
    let extra = f.value * 12.0 * (1.0 - 1.0 / ratio.max(1.0));
    let lost = if banded { 0.0 } else { usd * extra.min(1.0) };
    Said {
        headline: format!(
            "{} {} {} as often{when}",
            capital(&who),
            verb(f, ["leave", "have left", "left"]),
            times(ratio)
        ),
        see: format!(
            "In a month, {} of them left; {} {}. Like for like, that is {} as often.",
            percent(f.value),
            if f.onset.is_some() { "before, it was" } else { "of the others, it was" },
            percent(f.comparison),
            times(ratio)
        ),
        act: match (banded, up) {
            (true, _) => acts([
                "Take the end of the quarter out of the sales targets, or ask for approval of discounts of 10% and more.",
                "Call customers who were won that way before their first renewal.",
            ]),
            (false, true) => acts([
                "Call those who renew in the next 90 days, the largest first.",
                "Ask the last five who left why, and write down their words.",
            ]),
            (false, false) => acts([
                "Find out what changed for these customers, and keep it.",
                "Try the same with customers who leave more often.",
            ]),
        },
        worth: if lost >= 1.0 {
            Worth {
                text: format!("About {} a year leave with them beyond what is usual.", money(lost)),
                usd: dollars(lost),
                customers: Some((customers as f64 * extra.min(1.0)).round() as u64),
                how: "What these customers pay a year, times the share that leaves a year beyond the usual.".to_owned(),
            }
        } else {
            Worth {
                text: "Each customer who stays keeps paying.".to_owned(),
                usd: None,
                customers: None,
                how: "It depends on how many can be kept.".to_owned(),
            }
        },
        inside: "customer months (one customer, one month)",
        outside: "others",
    }
}
