//! What is visible of a customer on a day.

use super::super::evidence::{Evidence, Sale, Voice};
use super::super::words::{count, score};
use crate::calendar::Day;
use crate::vocabulary::{BillingPlan, Channel, DealType, Segment, SentimentLabel};

/// How many columns.
pub(super) const FEATURES: usize = 11;
/// One customer's columns.
pub(super) type Features = [f64; FEATURES];

const TONE: usize = 0;
const UNHEARD: usize = 1;
const OPEN: usize = 2;
const UNHAPPY: usize = 3;
const SILENCE: usize = 4;
const YOUNG: usize = 5;
const MONTHLY: usize = 6;
const RENEWAL: usize = 7;
const SMB: usize = 8;
const ENTERPRISE: usize = 9;
const GROWS: usize = 10;

/// Days that count as lately.
const LATELY: i32 = 180;

/// Where each customer's rows lie.
pub(super) struct History {
    voices: Vec<core::ops::Range<usize>>,
    sales: Vec<core::ops::Range<usize>>,
}

/// Places of the rows of each customer; rows lie by customer.
fn ranges(customers: usize, of: impl Iterator<Item = u32>) -> Vec<core::ops::Range<usize>> {
    let mut ranges = vec![0..0; customers];
    for (i, customer) in of.enumerate() {
        let range = &mut ranges[customer as usize];
        *range = if range.end == 0 { i..i + 1 } else { range.start..i + 1 };
    }
    ranges
}

impl History {
    pub(super) fn new(evidence: &Evidence) -> Self {
        let rows = &evidence.rows;
        Self {
            voices: ranges(rows.customers.len(), rows.voices.iter().map(|v| v.customer)),
            sales: ranges(rows.customers.len(), rows.sales.iter().map(|s| s.customer)),
        }
    }

    fn voices<'a>(&self, evidence: &'a Evidence, i: usize, day: Day) -> impl Iterator<Item = &'a Voice> + use<'a> {
        evidence.rows.voices[self.voices[i].clone()].iter().filter(move |v| v.day <= day)
    }

    fn sales<'a>(&self, evidence: &'a Evidence, i: usize, day: Day) -> impl Iterator<Item = &'a Sale> + use<'a> {
        evidence.rows.sales[self.sales[i].clone()].iter().filter(move |s| s.created <= day)
    }

    /// What is visible of customer `i` on a day: nothing of what came after.
    pub(super) fn on(&self, evidence: &Evidence, i: usize, day: Day) -> Features {
        let who = &evidence.rows.customers[i];
        let mut x = [0.0; FEATURES];
        let (mut tone, mut weight, mut last) = (0.0, 0.0, Day::NONE);
        for voice in self.voices(evidence, i, day) {
            // What was said half a year ago counts half.
            let fresh = libm::exp(-core::f64::consts::LN_2 * f64::from(day.since(voice.day)) / f64::from(LATELY));
            tone += fresh * f64::from(voice.score_e4) / 1e4;
            weight += fresh;
            last = last.max(voice.day);
            if open_on(voice, day) && day.since(voice.day) <= 2 * LATELY {
                x[OPEN] += 1.0;
            }
            if unhappy(voice) && day.since(voice.day) <= 90 {
                x[UNHAPPY] += 1.0;
            }
        }
        // Towards a little above neutral where little was heard.
        x[TONE] = (tone + 0.15 * 0.5) / (weight + 0.5);
        x[UNHEARD] = f64::from(u8::from(last == Day::NONE));
        x[OPEN] = x[OPEN].min(3.0);
        x[UNHAPPY] = x[UNHAPPY].min(4.0);
        let quiet = if last == Day::NONE { day.since(who.since) } else { day.since(last) };
        x[SILENCE] = libm::log1p(f64::from(quiet.max(0)) / 30.0);
        x[YOUNG] = libm::exp(-f64::from(day.since(who.since).max(0)) / 365.0);
        let monthly = who.plan == Some(BillingPlan::Monthly);
        x[MONTHLY] = f64::from(u8::from(monthly));
        x[RENEWAL] = f64::from(u8::from(!monthly && renews_soon(who.since, day)));
        x[SMB] = f64::from(u8::from(who.segment == Segment::Smb));
        x[ENTERPRISE] = f64::from(u8::from(who.segment == Segment::Enterprise));
        let grows = |sale: &Sale| {
            sale.kind == DealType::Expansion && sale.won() && sale.closed <= day && day.since(sale.closed) <= LATELY
        };
        x[GROWS] = f64::from(u8::from(self.sales(evidence, i, day).any(grows)));
        x
    }

    /// A column of customer `i` as a reason for leaving; none where it is not one that people would name.
    pub(super) fn tell(&self, evidence: &Evidence, i: usize, x: &Features, column: usize) -> Option<String> {
        let day = evidence.as_of;
        let last = self.voices(evidence, i, day).map(|v| v.day).max();
        match column {
            TONE if last.is_some() && x[TONE] <= -0.05 => {
                Some(format!("Their latest feedback sounds unhappy ({})", score(x[TONE])))
            }
            OPEN if x[OPEN] >= 1.0 => {
                let open = self.voices(evidence, i, day).filter(|v| open_on(v, day) && day.since(v.day) <= 2 * LATELY);
                let n = open.count() as u64;
                Some(format!("{} still open", super::super::words::capital(&count(n, "request"))))
            }
            UNHAPPY if x[UNHAPPY] >= 1.0 => {
                let n = self.voices(evidence, i, day).filter(|v| unhappy(v) && day.since(v.day) <= 90).count() as u64;
                Some(format!("{} in the last 90 days", super::super::words::capital(&count(n, "complaint"))))
            }
            SILENCE => last
                .filter(|&last| day.since(last) > 120)
                .map(|last| format!("Silent for {} months", day.since(last) / 30)),
            UNHEARD if last.is_none() => Some("We have never heard from them".to_owned()),
            YOUNG if day.since(evidence.rows.customers[i].since) < 365 => Some(format!(
                "A customer for only {}",
                count((day.since(evidence.rows.customers[i].since) / 30).max(1) as u64, "month")
            )),
            MONTHLY if x[MONTHLY] > 0.0 => Some("Pays by the month and can leave at any time".to_owned()),
            RENEWAL if x[RENEWAL] > 0.0 => Some("The yearly contract comes up for renewal now".to_owned()),
            GROWS if x[GROWS] == 0.0 => Some("Has bought nothing more in the last half year".to_owned()),
            _ => None,
        }
    }
}

fn unhappy(voice: &Voice) -> bool {
    SentimentLabel::of(voice.score_e4) == SentimentLabel::Negative
}

/// Whether somebody asked for something that was not settled by that day.
fn open_on(voice: &Voice, day: Day) -> bool {
    let asks = !matches!(voice.channel, Channel::Survey | Channel::Review);
    // Hundredths of an hour.
    asks && voice.resolution.is_none_or(|hundredths| voice.day.plus(hundredths / 2_400) > day)
}

/// Whether the yearly contract ends in the next 90 days, or did in the last 20.
fn renews_soon(since: Day, day: Day) -> bool {
    let into = day.since(since).rem_euclid(365);
    day.since(since) > 200 && (into >= 275 || into <= 20)
}
