//! The words for findings about sales: wins, losses, how long deals take, expansions.

use super::super::find::{Direction, Finding, Metric};
use super::super::report::Worth;
use super::super::words::{capital, grouped, money, percent, points, sources, times};
use super::findings::{at, concerns, whom};
use super::told::{Said, acts, stake, verb, when};
use super::{Context, dollars};
use crate::vocabulary::{DealType, Status};

pub(super) fn selling(context: &Context<'_>, f: &Finding) -> Said {
    let up = f.direction == Direction::Up;
    let when = when(f);
    let evidence = context.evidence;
    match f.metric {
        Metric::WinRate => {
            let (subject, act) = seller(f, up);
            let (won, closed) = won_and_closed(context, f);
            let mean = if won > 0.0 { closed.1 / won } else { 0.0 };
            let years = evidence.months as f64 / 12.0;
            let usd = f.effect.abs() * closed.0 * mean / years;
            Said {
                headline: match (at(f, "owner"), f.onset) {
                    (Some(owner), _) if f.reversed => {
                        format!("{owner} is better than the total says: the mix of customers hides it")
                    }
                    (Some(owner), _) => {
                        format!("{owner} wins far {} deals than colleagues do", if up { "more" } else { "fewer" })
                    }
                    (_, Some(_)) => format!("We win {} deals {subject}{when}", if up { "more" } else { "fewer" }),
                    _ => format!("Deals {subject} are won far {}", if up { "more often" } else { "less often" }),
                },
                see: what_is_won(f, &subject),
                act,
                worth: if f.reversed {
                    Worth {
                        text: "It keeps you from taking a good colleague for a weak one.".to_owned(),
                        usd: None,
                        customers: None,
                        how: "Nothing is won or lost by it; it is about judging fairly.".to_owned(),
                    }
                } else {
                    Worth {
                        text: format!("About {} of won deals a year.", money(usd)),
                        usd: dollars(usd),
                        customers: None,
                        how: "The difference in share, times closed deals a year, times what a won one of them brings."
                            .to_owned(),
                    }
                },
                inside: "closed deals",
                outside: "others",
            }
        }
        Metric::LossReasonShare => {
            let reason = at(f, "loss_reason").unwrap_or("this reason");
            Said {
                headline: format!(
                    "In {}, {} deals are lost for the reason “{reason}”{when}",
                    at(f, "industry").unwrap_or("all industries"),
                    if up { "more" } else { "fewer" }
                ),
                see: format!(
                    "Of the deals we lose there, {} are lost for this reason now; before, it was {}.",
                    percent(f.value),
                    percent(f.comparison)
                ),
                act: acts([
                    "Ask the sales people of the last ten lost deals who else was in the race and what they offered.",
                    "Write one page on how to answer it, and use it in the next offers.",
                ]),
                worth: stake(context, f),
                inside: "lost deals",
                outside: "others",
            }
        }
        Metric::CycleLength => Said {
            headline: format!(
                "Deals from {} take {} as long to close",
                sources(at(f, "source").unwrap_or("there")),
                percent(libm::exp(f.effect))
            ),
            see: format!(
                "A won deal from there takes {:.0} days where others of the same kind take {:.0}.",
                libm::exp(f.comparison + f.effect),
                libm::exp(f.comparison)
            ),
            act: acts([
                "Give these deals to whoever can start first.",
                "Ask what makes the difference, and use it for the other sources.",
            ]),
            worth: Worth {
                text: "Time: sales people can work on more deals.".to_owned(),
                usd: None,
                customers: None,
                how: "Days saved a deal, times deals.".to_owned(),
            },
            inside: "won deals",
            outside: "others",
        },
        _ => {
            let ratio = libm::exp(f.effect);
            let (usd, n) = expansions(context, f);
            Said {
                headline: format!(
                    "{} {} back for more {} as often{when}",
                    capital(&whom(f)),
                    verb(f, ["come", "have come", "came"]),
                    times(ratio)
                ),
                see: format!(
                    "In a month, {} of them buy more of what they have; before, {} did. Like for like, that is {} as often.",
                    percent(f.value),
                    percent(f.comparison),
                    times(ratio)
                ),
                act: if up {
                    acts([
                        "Find out what they buy more for, and offer it to the others there who have not.",
                        "Ask two of them for a short story that sales can tell.",
                    ])
                } else {
                    acts(["Ask three of them what holds them back.", "Look at what changed for them in that month."])
                },
                worth: Worth {
                    text: format!("About {} a year.", money(usd * (1.0 - 1.0 / ratio).abs())),
                    usd: dollars(usd * (1.0 - 1.0 / ratio).abs()),
                    customers: None,
                    how: format!("{} won expansions since then, as a year, times the part that is new.", grouped(n)),
                },
                inside: "customer months (one customer, one month)",
                outside: "others",
            }
        }
    }
}

/// What is won, against what.
fn what_is_won(f: &Finding, subject: &str) -> String {
    let (here, there) = (percent(f.value), percent(f.comparison));
    let more = if f.direction == Direction::Up { "more" } else { "less" };
    match (at(f, "owner"), f.within) {
        (Some(owner), Some(segment)) => format!(
            "Of {segment} deals, {owner} wins {here} and colleagues win {there}. Most of {owner}’s deals are of this kind, where everybody wins less; that alone takes {} off the total.",
            points(f.effect)
        ),
        (Some(owner), None) => format!(
            "{owner} wins {here} of deals, colleagues win {there}. Among deals of the same kind and size, that is {} {more}.",
            points(f.effect)
        ),
        _ if f.onset.is_some() => {
            format!(
                "We now win {here} of deals {subject}; before, we won {there}. For deals of the same kind and size, that is {} {more}.",
                points(f.effect)
            )
        }
        _ => format!(
            "We win {here} of deals {subject}, and {there} of the others. Among deals of the same kind and size, that is {} {more}.",
            points(f.effect)
        ),
    }
}

/// How the deals are spoken of, and what to do.
fn seller(f: &Finding, up: bool) -> (String, Vec<String>) {
    match (at(f, "owner"), at(f, "source"), at(f, "industry"), at(f, "region")) {
        (Some(owner), ..) => (
            format!("of {owner}"),
            if f.reversed {
                acts([
                    "Judge sales people among deals of the same size, never by the total alone.",
                    "Ask how they win large companies, and let the others listen.",
                ])
            } else if up {
                acts([
                    "Let two colleagues sit in on their next three calls, and write down what is different.",
                    "Give them the deals that matter most this quarter.",
                ])
            } else {
                acts([
                    "Look at five lost deals together, without blame.",
                    "Pair them with a colleague who does well in the same kind of deals.",
                ])
            },
        ),
        (_, Some(source), ..) => (
            format!("from {}", sources(source)),
            if up {
                acts([
                    "Ask every happy customer for one introduction this month.",
                    "Move part of the budget of the weakest source here.",
                ])
            } else {
                acts(["Put less money into this source.", "Look at what the best source does differently."])
            },
        ),
        (_, _, Some(industry), _) => (
            format!("in {industry}"),
            acts([
                "Ask the sales people of the last ten deals there what customers compared us with.",
                "Write one page on how we are different there, and use it in the next offers.",
            ]),
        ),
        (.., region) => (
            region.map_or_else(|| "everywhere".to_owned(), |region| format!("in {region}")),
            acts(["Ask the team there what changed in that month.", "Look at the last ten lost deals together."]),
        ),
    }
}

/// Won deals of the finding, closed ones, and what the won ones brought.
fn won_and_closed(context: &Context<'_>, f: &Finding) -> (f64, (f64, f64)) {
    let evidence = context.evidence;
    let (mut won, mut closed, mut amount) = (0.0, 0.0, 0.0);
    for sale in &evidence.rows.sales {
        let counts = sale.kind != DealType::Renewal && sale.is_closed() && sale.closed >= evidence.start();
        let fits = at(f, "owner").is_none_or(|owner| f.owner == Some(sale.owner) || owner.is_empty())
            && at(f, "source").is_none_or(|source| source == sale.source.name())
            && concerns(f, evidence.rows.buyer(sale));
        if counts && fits {
            closed += 1.0;
            if sale.won() {
                won += 1.0;
                amount += sale.amount as f64;
            }
        }
    }
    let scale = if f.owner.is_some() { 1.0 } else { evidence.scale() };
    (won * scale, (closed * scale, amount * scale))
}

/// Won expansions of the finding's customers inside its window: dollars a year, and how many.
fn expansions(context: &Context<'_>, f: &Finding) -> (f64, u64) {
    let evidence = context.evidence;
    let from = f.onset.map_or(evidence.start(), |month| month.day(1));
    let kept = || {
        evidence.rows.sales.iter().filter(move |s| s.kind == DealType::Expansion && s.won() && s.closed >= from).filter(
            |s| {
                let who = evidence.rows.buyer(s);
                concerns(f, who) && who.status != Status::Prospect
            },
        )
    };
    let years = f64::from(evidence.as_of.since(from).max(30)) / 365.25;
    let usd: i64 = kept().map(|s| s.amount).sum();
    (usd as f64 * evidence.scale() / years, (kept().count() as f64 * evidence.scale()) as u64)
}
