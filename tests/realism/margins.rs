//! The margins of the model, measured on 100,000 customers as somebody with the tables would.
//!
//! Prints what was wanted beside what came out; fails where they are further apart than allowed.

use std::fmt::Write as _;

use crmgen_core::batch::{Batch, Cell};
use crmgen_core::block::{Block, Plan};
use crmgen_core::calendar::Day;
use crmgen_core::columns::{ColumnSet, Table};
use crmgen_core::recipe::{Limits, Recipe, RecipeDraft};
use crmgen_core::vocabulary::{Channel, DealType, Segment, SentimentLabel, Status};
use crmgen_core::world::parameters as p;
use rayon::prelude::*;

const CUSTOMERS: u64 = 100_000;
/// A year, and the month after in which those who do not renew are gone.
const COHORT_DAYS: i32 = 400;

/// One line of the table: what, wanted, got, and how far apart they may be.
struct Check {
    what: String,
    wanted: f64,
    got: f64,
    within: f64,
}

#[derive(Default)]
struct Report(Vec<Check>);

impl Report {
    fn expect(&mut self, what: impl Into<String>, wanted: f64, got: f64, within: f64) {
        self.0.push(Check { what: what.into(), wanted, got, within });
    }

    fn settle(self) {
        let mut table = String::new();
        let mut misses = 0;
        for Check { what, wanted, got, within } in &self.0 {
            let miss = (wanted - got).abs() > *within;
            misses += u32::from(miss);
            let mark = if miss { "MISS" } else { "" };
            let _ = writeln!(table, "{what:<48} wanted {wanted:>8.4}  got {got:>8.4}  within {within:.4} {mark}");
        }
        println!("{table}");
        assert_eq!(misses, 0, "margins are off:\n{table}");
    }
}

/// Typed access to a batch by column name.
struct Rows(Batch);

impl Rows {
    fn of(block: &Block, table: Table) -> Self {
        Self(block.batch(table, ColumnSet::all(table), 0..block.rows(table)))
    }

    fn cell(&self, row: usize, name: &str) -> Cell<'_> {
        self.0.values[self.0.table.column_index(name).unwrap()].cell(row)
    }

    fn text(&self, row: usize, name: &str) -> &str {
        match self.cell(row, name) {
            Cell::Text(text) => text,
            _ => "",
        }
    }

    fn day(&self, row: usize, name: &str) -> Option<Day> {
        match self.cell(row, name) {
            Cell::Date(day) => Some(day),
            _ => None,
        }
    }

    fn number(&self, row: usize, name: &str) -> Option<f64> {
        match self.cell(row, name) {
            Cell::Number { value, places } => Some(value as f64 / 10f64.powi(i32::from(places))),
            _ => None,
        }
    }

    fn customer(&self, row: usize) -> u64 {
        match self.cell(row, "customer_id") {
            Cell::Key { number, .. } => number,
            cell => panic!("{cell:?}"),
        }
    }
}

/// Tallies over the whole dataset.
#[derive(Default)]
struct Tally {
    segments: [f64; 3],
    status: [f64; 4],
    /// Customer-years in the history, and customers lost in it, by segment.
    exposure: [f64; 3],
    lost: [f64; 3],
    /// Won and closed in the history, by segment and type.
    deals: [[(f64, f64); 3]; 3],
    quarter_month: [f64; 3],
    weekend_closes: f64,
    weekdays: [f64; 7],
    /// Customers won in the first half of the history with 13 months to go, and those still there 13 months on.
    cohort: [(f64, f64); 3],
    won_amounts: [Vec<f64>; 3],
    overdue: (f64, f64),
    channel_label: [[f64; 3]; Channel::COUNT],
    nps: [f64; 11],
    tone_rating: Pairs,
    tone_churned: Pairs,
}

/// Sums for a correlation.
#[derive(Default)]
struct Pairs([f64; 6]);

impl Pairs {
    fn add(&mut self, x: f64, y: f64) {
        for (sum, more) in self.0.iter_mut().zip([1.0, x, y, x * x, y * y, x * y]) {
            *sum += more;
        }
    }

    fn correlation(&self) -> f64 {
        let [n, x, y, xx, yy, xy] = self.0;
        (n * xy - x * y) / ((n * xx - x * x) * (n * yy - y * y)).sqrt()
    }
}

fn tally(plan: &Plan) -> Tally {
    let mut t = Tally::default();
    let start = plan.first_month().day(1);
    for index in 0..plan.blocks() {
        let block = Block::simulate(plan, index);
        let (customers, deals, feedback) =
            (Rows::of(&block, Table::Customers), Rows::of(&block, Table::Deals), Rows::of(&block, Table::Feedback));
        let first = customers.customer(0);
        let mut first_win: Vec<Option<Day>> = vec![None; customers.0.rows];
        for r in 0..deals.0.rows {
            let of = (deals.customer(r) - first) as usize;
            let seg = Segment::from_name(customers.text(of, "segment")).unwrap().index();
            let kind = DealType::from_name(deals.text(r, "deal_type")).unwrap().index();
            let won = deals.text(r, "stage") == "Closed Won";
            let Some(closed) = deals.day(r, "closed_date") else {
                t.overdue.1 += 1.0;
                t.overdue.0 += f64::from(u8::from(deals.day(r, "expected_close_date").unwrap() < plan.as_of()));
                continue;
            };
            if won {
                let win = &mut first_win[of];
                *win = Some(win.map_or(closed, |w| w.min(closed)));
            }
            if closed < start {
                continue;
            }
            t.deals[seg][kind].1 += 1.0;
            if won {
                t.deals[seg][kind].0 += 1.0;
                if kind != DealType::Renewal.index() {
                    t.quarter_month[closed.month().0.rem_euclid(3) as usize] += 1.0;
                    t.weekdays[closed.weekday() as usize] += 1.0;
                    t.weekend_closes += f64::from(u8::from(closed.weekday() > 4));
                }
                if kind == DealType::New.index() {
                    t.won_amounts[seg].push(deals.number(r, "amount").unwrap());
                }
            }
        }
        for (r, win) in first_win.iter().enumerate() {
            let seg = Segment::from_name(customers.text(r, "segment")).unwrap().index();
            t.segments[seg] += 1.0;
            t.status[Status::from_name(customers.text(r, "status")).unwrap().index()] += 1.0;
            let left = customers.day(r, "churn_date");
            if let &Some(win) = win {
                let end = left.unwrap_or(plan.as_of());
                t.exposure[seg] += f64::from(end.since(win.max(start)).max(0)) / 365.25;
                t.lost[seg] += f64::from(u8::from(left.is_some()));
                if win >= start && plan.as_of().since(win) >= COHORT_DAYS {
                    t.cohort[seg].0 += 1.0;
                    t.cohort[seg].1 += f64::from(u8::from(left.is_none_or(|left| left.since(win) >= COHORT_DAYS)));
                }
                // One or two texts say little: who has written three times is compared.
                let heard = customers.number(r, "feedback_count").unwrap() >= 3.0;
                if let (true, Some(tone)) = (heard, customers.number(r, "avg_sentiment")) {
                    t.tone_churned.add(tone, f64::from(u8::from(left.is_some())));
                }
            }
        }
        for r in 0..feedback.0.rows {
            let channel = Channel::from_name(feedback.text(r, "channel")).unwrap().index();
            let label = SentimentLabel::from_name(feedback.text(r, "sentiment_label")).unwrap().index();
            t.channel_label[channel][label] += 1.0;
            let score = feedback.number(r, "sentiment_score").unwrap();
            if let Some(nps) = feedback.number(r, "nps_score") {
                t.nps[nps as usize] += 1.0;
            }
            if let Some(rating) = feedback.number(r, "rating") {
                t.tone_rating.add(score, rating);
            }
        }
    }
    t
}

/// Mean absolute deviation of first digits from Benford's law.
fn benford(amounts: impl Iterator<Item = f64>) -> f64 {
    let mut digits = [0.0; 9];
    let mut n = 0.0;
    for amount in amounts {
        let first = format!("{amount}").bytes().next().unwrap() - b'1';
        digits[first as usize] += 1.0;
        n += 1.0;
    }
    let off: f64 = (0..9).map(|d| (digits[d] / n - (1.0 + 1.0 / (d as f64 + 1.0)).log10()).abs()).sum();
    off / 9.0
}

/// Share of the total that the largest fifth holds.
fn top_fifth(mut amounts: Vec<f64>) -> f64 {
    amounts.sort_by(f64::total_cmp);
    let total: f64 = amounts.iter().sum();
    amounts[amounts.len() * 4 / 5..].iter().sum::<f64>() / total
}

/// Share of new customers who stay for 13 months. They are of all kinds, the frail among them, whom the customers of many
/// years no longer are: their mean hazard is that of a log-normal with the spread of health. On monthly plans they leave by
/// the Weibull curve; on annual plans those stay who renew, less what is lost between renewals.
fn still_there(segment: usize) -> f64 {
    let years = f64::from(COHORT_DAYS) / 365.25;
    let health = p::HEALTH_SPREAD.powi(2) + p::HEALTH_NEWS.powi(2) / (1.0 - p::HEALTH_MEMORY.powi(2));
    let frail = (0.5 * p::CHURN_HEALTH.powi(2) * health).exp();
    let lost = p::CHURN_YEARLY[segment];
    let monthly = (1.0 - lost).powf(years.powf(p::CHURN_SHAPE) * frail / p::MONTHLY_LIFT[segment]);
    let at_renewal = frail / p::RENEWAL_LIFT[segment];
    let renewed = 1.0 - (1.0 - p::WIN_RENEWAL[segment]) * at_renewal;
    let annual = renewed * (1.0 - p::BETWEEN_RENEWALS * lost * years * at_renewal);
    p::MONTHLY_PLAN[segment] * monthly + (1.0 - p::MONTHLY_PLAN[segment]) * annual
}

#[test]
fn margins_hold_at_100_000_customers() {
    ["20260630", "7"].into_par_iter().for_each(margins_hold);
}

fn margins_hold(seed: &str) {
    let customers = CUSTOMERS.to_string();
    let fields = [("customers", customers.as_str()), ("seed", seed), ("as_of", "2026-06-30")];
    let draft = RecipeDraft::from_pairs(fields.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let today = Day::parse("2026-06-30").unwrap();
    let recipe = Recipe::from_draft(&draft, &Limits::default(), today, || 0).unwrap();
    let t = tally(&Plan::new(&recipe));
    let mut report = Report::default();
    println!("seed {seed}");

    let n = CUSTOMERS as f64;
    for &s in Segment::ALL {
        let i = s.index();
        report.expect(format!("share of {s}"), p::SEGMENT_SHARE[i], t.segments[i] / n, 0.01);
        let rate = |kind: DealType| t.deals[i][kind.index()].0 / t.deals[i][kind.index()].1;
        report.expect(format!("win rate of new business, {s}"), p::WIN_NEW[i], rate(DealType::New), 0.01);
        report.expect(format!("win rate of expansions, {s}"), p::WIN_EXPANSION[i], rate(DealType::Expansion), 0.01);
        report.expect(format!("win rate of renewals, {s}"), p::WIN_RENEWAL[i], rate(DealType::Renewal), 0.01);
        let yearly = 1.0 - (-t.lost[i] / t.exposure[i]).exp();
        report.expect(format!("customers lost a year, {s}"), p::CHURN_YEARLY[i], yearly, 0.01);
        let stayed = t.cohort[i].1 / t.cohort[i].0;
        report.expect(format!("still there after 13 months, {s}"), still_there(i), stayed, 0.025);
    }
    report.expect("prospects (about one in eight)", 0.125, t.status[Status::Prospect.index()] / n, 0.01);
    let closes: f64 = t.quarter_month.iter().sum();
    for (third, wanted) in p::QUARTER_MONTH.into_iter().enumerate() {
        report.expect(
            format!("won in month {} of the quarter", third + 1),
            wanted,
            t.quarter_month[third] / closes,
            0.01,
        );
    }
    for (day, wanted) in [0.19, 0.20, 0.20, 0.19, 0.21].into_iter().enumerate() {
        report.expect(format!("won on weekday {}", day + 1), wanted, t.weekdays[day] / closes, 0.01);
    }
    report.expect("won at weekends", 0.01, t.weekend_closes / closes, 0.01);
    report.expect("open deals past their date", 0.10, t.overdue.0 / t.overdue.1, 0.15);
    for &c in Channel::ALL {
        let labels = t.channel_label[c.index()];
        let total: f64 = labels.iter().sum();
        let (negative, neutral) = p::LABEL_MIX[c.index()];
        for (label, wanted) in [(0, 1.0 - negative - neutral), (1, neutral), (2, negative)] {
            let name = SentimentLabel::ALL[label];
            report.expect(format!("{c}: {name}"), wanted, labels[label] / total, 0.01);
        }
    }
    let answers: f64 = t.nps.iter().sum();
    let nps = 100.0 * (t.nps[9..].iter().sum::<f64>() - t.nps[..7].iter().sum::<f64>()) / answers;
    report.expect("net promoter score", 33.0, nps, 1.0);
    report.expect("corr(sentiment, rating)", 0.65, t.tone_rating.correlation(), 0.10);
    report.expect("corr(mean sentiment, churned)", -0.275, t.tone_churned.correlation(), 0.075);
    let won: Vec<f64> = t.won_amounts.iter().flatten().copied().collect();
    report.expect("Benford deviation of won amounts", 0.0, benford(won.iter().copied()), 0.012);
    report.expect("won amount held by the largest fifth", 0.73, top_fifth(won), 0.05);
    report.settle();
}
