//! A few days with far more support tickets than usual: a scan over every window of five days.
//!
//! What is usual on a day follows from the tickets of the eight weeks around it, by weekday. Days vary more than
//! independent tickets would; by how much is measured on the dataset itself.

use super::super::evidence::Evidence;
use super::super::stats::signed_root;
use crate::calendar::Day;
use crate::vocabulary::Channel;

/// Days of a window (the specification's outage), and weeks looked at on either side.
const DAYS: usize = 5;
const WEEKS: i32 = 4;
/// Fewest tickets in a window (the specification's 25 an arm is met by the weeks around it; chosen for the window).
const LEAST: f64 = 8.0;

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
    /// Windows looked at.
    pub(super) windows: f64,
}

/// The window that stands out most.
pub(super) fn find(evidence: &Evidence) -> Option<Outburst> {
    let start = evidence.start();
    let days = (evidence.as_of.since(start) + 1).max(0) as usize;
    let mut tickets = vec![0.0; days];
    for voice in evidence.rows.voices.iter().filter(|v| v.channel == Channel::SupportTicket && v.day >= start) {
        tickets[voice.day.since(start) as usize] += 1.0;
    }
    // The mean of the same weekday in the weeks around, the week itself left out, smoothed over weekdays by the share
    // that weekends have of everything.
    let weekday = |i: usize| start.plus(i as i32).weekday() as usize;
    let mut by_weekday = [0.0; 7];
    tickets.iter().enumerate().for_each(|(i, n)| by_weekday[weekday(i)] += n);
    let total: f64 = by_weekday.iter().sum();
    if total < 100.0 || days < 70 {
        return None;
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
    // The middle of the absolute deviates is .674 for independent tickets; days that vary more raise it.
    let mut sizes: Vec<f64> = windows.iter().map(|w| w.3.abs()).collect();
    sizes.sort_by(f64::total_cmp);
    let spread = (sizes.get(sizes.len() / 2)? / 0.674).max(1.0);
    let best = windows.iter().filter(|w| w.1 >= LEAST).max_by(|a, b| a.3.total_cmp(&b.3))?;
    let from = start.plus(best.0 as i32);
    Some(Outburst {
        from,
        until: from.plus(DAYS as i32 - 1),
        tickets: best.1,
        usual: best.2,
        z: best.3 / spread,
        error: spread * (1.0 / best.1 + 1.0 / (best.2 * 6.0)).sqrt(),
        windows: windows.len() as f64,
    })
}
