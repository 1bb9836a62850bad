//! A few days with far more support tickets than usual: a scan over every window of five days.
//!
//! What is usual on a day follows from the tickets of the sixteen weeks around it, by weekday. Days vary more than
//! independent tickets would; by how much is measured on the dataset itself. What makes many people write at once is
//! mostly one thing, so tickets about each topic are scanned as well, for half of the chance of an accident.

use super::super::evidence::Evidence;
use super::super::stats::{signed_root, two_sided};
use crate::calendar::Day;
use crate::vocabulary::{Category, Channel};

/// Days of a window (the specification's outage), and weeks looked at on either side.
const DAYS: usize = 5;
pub(super) const WEEKS: i32 = 8;
/// Fewest tickets in a window (the specification's 25 an arm is met by the weeks around it; chosen for the window).
const LEAST: f64 = 6.0;

/// Windows of five days that overlap count as one of this many times their number (chosen: each shares most of its days
/// with its neighbours).
const WINDOWS_COUNT: f64 = 0.5;

/// A window with more than usual.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outburst {
    pub(super) from: Day,
    pub(super) until: Day,
    pub(super) tickets: f64,
    pub(super) usual: f64,
    pub(super) z: f64,
    /// Standard error of the logarithm of the ratio.
    pub(super) error: f64,
    /// Chance of one that stands out as much, anywhere, by accident.
    pub(super) p: f64,
}

/// The window that stands out most.
pub(super) fn find(evidence: &Evidence) -> Option<Outburst> {
    let all = scan(evidence, None)?;
    let topics = Category::ALL.iter().filter_map(|&category| scan(evidence, Some(category)));
    let topic = topics.min_by(|a, b| a.p.total_cmp(&b.p))?;
    let chance = |one: &Outburst, looks: usize| (one.p * 2.0 * looks as f64).min(1.0);
    let (whole, part) = (chance(&all, 1), chance(&topic, Category::COUNT));
    if whole <= part {
        return Some(Outburst { p: whole, ..all });
    }
    // Told of all tickets of these days, whatever they are about.
    let same = window(evidence, None, topic.from)?;
    Some(Outburst { p: part, z: topic.z, ..same })
}

/// Tickets by day, about one topic or all.
fn by_day(evidence: &Evidence, topic: Option<Category>) -> Vec<f64> {
    let start = evidence.start();
    let mut tickets = vec![0.0; (evidence.as_of.since(start) + 1).max(0) as usize];
    let counts = evidence.rows.voices.iter().filter(|v| v.channel == Channel::SupportTicket && v.day >= start);
    for voice in counts.filter(|v| topic.is_none_or(|topic| topic == v.category)) {
        tickets[voice.day.since(start) as usize] += 1.0;
    }
    tickets
}

/// Every window: where it begins, its tickets, how many are usual, and the deviate.
fn windows(evidence: &Evidence, topic: Option<Category>) -> Vec<(usize, f64, f64, f64)> {
    let start = evidence.start();
    let tickets = by_day(evidence, topic);
    let days = tickets.len();
    // The mean of the same weekday in the weeks around, the week itself left out, smoothed over weekdays by the share
    // that weekends have of everything.
    let weekday = |i: usize| start.plus(i as i32).weekday() as usize;
    let mut by_weekday = [0.0; 7];
    by_day(evidence, None).iter().enumerate().for_each(|(i, n)| by_weekday[weekday(i)] += n);
    let total: f64 = by_weekday.iter().sum();
    if total < 100.0 || days < 70 {
        return Vec::new();
    }
    let share = by_weekday.map(|n| n / total);
    let usual_week = |at: usize| {
        let weeks = (-WEEKS..=WEEKS).filter(|w| w.abs() >= 2);
        let (mut sum, mut n) = (0.0, 0.0);
        for week in weeks {
            let first = at as i32 + 7 * week;
            if first >= 0 && (first as usize) + 7 <= days {
                sum += tickets[first as usize..first as usize + 7].iter().sum::<f64>();
                n += 1.0;
            }
        }
        (n >= 3.0).then(|| (sum / n, n))
    };
    let mut windows = Vec::new();
    for from in 0..=days - DAYS {
        let Some((week, weeks)) = usual_week(from) else { continue };
        let inside: f64 = tickets[from..from + DAYS].iter().sum();
        let part: f64 = (from..from + DAYS).map(|i| share[weekday(i)]).sum();
        let usual = week * part;
        if usual > 0.0 {
            // Tickets here against those of the weeks around: binomial, given both.
            let around = week * weeks;
            windows.push((from, inside, usual, signed_root(inside, inside + around, part / (part + weeks))));
        }
    }
    windows
}

/// The window of one topic, or of all tickets, that stands out most.
fn scan(evidence: &Evidence, topic: Option<Category>) -> Option<Outburst> {
    let windows = windows(evidence, topic);
    let best = windows.iter().filter(|w| w.1 >= LEAST).max_by(|a, b| a.3.total_cmp(&b.3))?;
    // The middle of the absolute deviates is .674 for independent tickets; days that vary more raise it.
    let mut sizes: Vec<f64> = windows.iter().map(|w| w.3.abs()).collect();
    sizes.sort_by(f64::total_cmp);
    let spread = (sizes.get(sizes.len() / 2)? / 0.674).max(1.0);
    let z = best.3 / spread;
    let p = (two_sided(z) * windows.len() as f64 * WINDOWS_COUNT).min(1.0);
    Some(outburst(evidence, best, z, spread, p))
}

/// The window that begins on this day.
fn window(evidence: &Evidence, topic: Option<Category>, from: Day) -> Option<Outburst> {
    let at = from.since(evidence.start()) as usize;
    let windows = windows(evidence, topic);
    let found = windows.iter().find(|w| w.0 == at)?;
    Some(outburst(evidence, found, found.3, 1.0, 1.0))
}

fn outburst(evidence: &Evidence, w: &(usize, f64, f64, f64), z: f64, spread: f64, p: f64) -> Outburst {
    let &(at, tickets, usual, _) = w;
    let from = evidence.start().plus(at as i32);
    let error = spread * (1.0 / tickets.max(1.0) + 1.0 / (usual * f64::from(2 * WEEKS - 2))).sqrt();
    Outburst { from, until: from.plus(DAYS as i32 - 1), tickets, usual, z, error, p }
}
