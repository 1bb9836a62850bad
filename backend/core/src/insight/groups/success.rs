//! What to measure from now on: where it stands, and which change would be more than chance.

use super::super::basics::{Figure, churn_a_year, mean_of_feedback, nps, tone, win_rate};
use super::super::evidence::Evidence;
use super::super::find::{Condition, Select, closed_sales};
use super::super::report::{Confidence, Item, Proof, Worth};
use super::super::words::{count, grouped, money, percent, points, score};
use super::{Context, dollars, item, not_enough};
use crate::columns::Table;
use crate::vocabulary::{Channel, Status};

pub(super) fn items(context: &Context<'_>) -> Vec<Item> {
    let evidence = context.evidence;
    vec![churn(evidence), recommend(evidence), wins(evidence), mood(evidence), settled(evidence)]
}

/// Where a figure stands and what would count as a change.
struct Goal {
    id: &'static str,
    name: &'static str,
    metric: &'static str,
    unit: &'static str,
    chart: &'static str,
    /// How a figure of this kind is written.
    write: fn(f64) -> String,
    /// The word before the goal, such as `over`, and the figure itself.
    aim: (&'static str, f64),
    how_often: &'static str,
    behind: String,
    worth: Worth,
}

fn goal(evidence: &Evidence, select: Select, figure: &Figure, goal: Goal) -> Item {
    let n = select.count(evidence);
    let (now, target) = ((goal.write)(figure.value), (goal.write)(goal.aim.1));
    let keep = now == target;
    let months = format!("over the last {} months", evidence.months);
    Item {
        headline: if keep {
            format!("{}: {now} {months}, keep it there", goal.name)
        } else {
            format!("{}: {now} {months}, aim for {}{target}", goal.name, goal.aim.0)
        },
        what_we_see: format!("It stands at {now} over the whole time we look at."),
        why_we_believe_it: format!(
            "{}. The true figure most likely lies between {} and {}. {}",
            goal.behind,
            (goal.write)(figure.interval.0),
            (goal.write)(figure.interval.1),
            if keep {
                "The range is so narrow that a goal just outside it would read the same as the figure does now."
            } else {
                "The goal is just outside that range, so reaching it would be more than luck."
            }
        ),
        what_to_do: vec![
            format!("Write the figure down {}, always counted the same way.", goal.how_often),
            "Look at it together, and change one thing at a time.".to_owned(),
        ],
        worth: if keep {
            no_money("Nothing to win by staying; a clear move up or down will show.")
        } else {
            goal.worth
        },
        confidence: Confidence::VerySure,
        proof: Proof {
            metric: goal.metric,
            value: Some(figure.value),
            comparison: None,
            effect: None,
            interval: Some(figure.interval),
            n,
            q_value: None,
            unit: goal.unit,
        },
        chart: Some(goal.chart),
        ..item(goal.id, select, evidence)
    }
}

fn no_money(text: &str) -> Worth {
    Worth {
        text: text.to_owned(),
        usd: None,
        customers: None,
        how: "Shown for the direction; it has no price of its own.".to_owned(),
    }
}

fn churn(evidence: &Evidence) -> Item {
    let select = Select::new(Table::Customers).is("status", Status::Churned.name());
    let Some(figure) = churn_a_year(evidence, |_| true).filter(|f| f.rows >= 5) else {
        return not_enough(
            "measure-churn",
            "How many customers leave in a year?",
            "5 customers who left.",
            select,
            evidence,
        );
    };
    let cents: i64 = evidence.rows.customers.iter().map(|c| c.monthly_cents).sum();
    let yearly = cents as f64 * 0.12 * evidence.scale();
    let better = figure.interval.0;
    let saved = (figure.value - better) * yearly;
    goal(
        evidence,
        select,
        &figure,
        Goal {
            id: "measure-churn",
            name: "Customers who leave in a year",
            metric: "churn_rate",
            unit: "share of customers lost a year",
            chart: "churn-by-cohort",
            write: percent,
            aim: ("under ", better),
            how_often: "every month",
            behind: format!(
                "{} left, of {} who were customers in that time",
                count(figure.rows, "customer"),
                grouped(figure.customers)
            ),
            worth: Worth {
                text: format!("Reaching the goal keeps about {} a year.", money(saved)),
                usd: dollars(saved),
                customers: None,
                how: "The difference between the figure and the goal, times what customers pay a year.".to_owned(),
            },
        },
    )
}

fn recommend(evidence: &Evidence) -> Item {
    let select = Select::new(Table::Feedback).is("channel", Channel::Survey.name());
    let Some(figure) = nps(evidence, |_| true).filter(|f| f.rows >= 25) else {
        return not_enough(
            "measure-nps",
            "Would customers recommend us?",
            "25 answers to the survey.",
            select,
            evidence,
        );
    };
    goal(
        evidence,
        select,
        &figure,
        Goal {
            id: "measure-nps",
            name: "Recommendation score (NPS)",
            metric: "nps",
            unit: "points from -100 to 100",
            chart: "nps-trend",
            write: |points| format!("{points:+.0}"),
            aim: ("", figure.interval.1.ceil()),
            how_often: "every quarter",
            behind: format!("{} to the survey", count(figure.rows, "answer")),
            worth: no_money("Happier customers stay longer and bring others."),
        },
    )
}

fn wins(evidence: &Evidence) -> Item {
    let select = closed_sales(evidence);
    let Some(figure) = win_rate(evidence, |_, _| true).filter(|f| f.rows >= 25) else {
        return not_enough("measure-wins", "How many deals do we win?", "25 closed deals.", select, evidence);
    };
    let won = || {
        evidence
            .rows
            .sales
            .iter()
            .filter(|s| s.won() && s.closed >= evidence.start() && s.kind != crate::vocabulary::DealType::Renewal)
    };
    let mean = won().map(|s| s.amount as f64).sum::<f64>() / won().count().max(1) as f64;
    let more =
        (figure.interval.1 - figure.value) * figure.rows as f64 * evidence.scale() / (evidence.months as f64 / 12.0);
    goal(
        evidence,
        select,
        &figure,
        Goal {
            id: "measure-wins",
            name: "Deals won, renewals apart",
            metric: "win_rate",
            unit: "share of closed deals won, renewals apart",
            chart: "win-rate-by-segment",
            write: percent,
            aim: ("over ", figure.interval.1),
            how_often: "every month",
            behind: format!("{}, renewals not counted", count(figure.rows, "closed deal")),
            worth: Worth {
                text: format!("Reaching the goal brings about {} a year.", money(more * mean)),
                usd: dollars(more * mean),
                customers: None,
                how: "The difference in share, times closed deals a year, times what a won one brings.".to_owned(),
            },
        },
    )
}

fn mood(evidence: &Evidence) -> Item {
    let select = Select::new(Table::Feedback).and(Condition::From("feedback_date", evidence.start()));
    let Some(figure) = tone(evidence, |_, _| true).filter(|f| f.rows >= 25) else {
        return not_enough("measure-mood", "How do customers sound?", "25 pieces of feedback.", select, evidence);
    };
    goal(
        evidence,
        select,
        &figure,
        Goal {
            id: "measure-mood",
            name: "How customers sound",
            metric: "sentiment",
            unit: "points of the sentiment score, which goes from -1 to 1",
            chart: "sentiment-trend",
            write: score,
            aim: ("over ", figure.interval.1),
            how_often: "every month",
            behind: format!("{} from {}", count(figure.rows, "piece of feedback"), count(figure.customers, "customer")),
            worth: no_money("Mood moves before money does: it is the earliest sign you have."),
        },
    )
}

fn settled(evidence: &Evidence) -> Item {
    let select = Select::new(Table::Feedback).is("resolved", "false");
    let share = mean_of_feedback(evidence, |v, _| {
        let asks = !matches!(v.channel, Channel::Survey | Channel::Review);
        asks.then(|| f64::from(u8::from(!v.resolved)))
    });
    let Some(figure) = share.filter(|f| f.rows >= 25) else {
        return not_enough("measure-open", "How many requests stay open?", "25 requests.", select, evidence);
    };
    let (low, high) = (figure.interval.0.max(0.0), figure.interval.1);
    let figure = Figure { interval: (low, high), ..figure };
    goal(
        evidence,
        select,
        &figure,
        Goal {
            id: "measure-open",
            name: "Requests that stay open",
            metric: "unresolved_share",
            unit: "share of requests still open",
            chart: "response-time",
            write: percent,
            aim: ("under ", low),
            how_often: "every week",
            behind: format!("{}; the range is {} wide", count(figure.rows, "request"), points(high - low)),
            worth: no_money("Every request that is settled is one reason less to leave."),
        },
    )
}
