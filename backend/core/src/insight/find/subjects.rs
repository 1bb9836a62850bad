//! What is measured: for each metric its rows, as values or as events, with the strata that make them comparable.

use super::super::events::Events;
use super::super::evidence::{Customer, Evidence, Sale, Voice};
use super::super::panel::{Panel, Window};
use super::{Finding, Metric};
use crate::calendar::Day;
use crate::vocabulary::{BillingPlan, Category, Channel, DealType, LossReason, Region, Segment};

/// Which rows of the evidence stand behind the entries of a subject.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rows {
    /// Places in `voices`.
    Voices,
    /// Places in `sales`.
    Sales,
    /// Places in `customers`.
    Customers,
}

/// Values or events.
#[derive(Clone, Debug)]
pub(crate) enum Series {
    Values(Panel),
    Events(Events),
}

/// What the months of a subject's entries count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    /// Months of the calendar.
    Calendar,
    /// The month in which the customer began.
    Start,
    /// 0 before an account changed hands, 1 for 90 days after, 2 later.
    Handover,
}

/// One thing that is measured.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    pub(crate) metric: Metric,
    /// What the share is of: a category, a loss reason.
    pub(crate) detail: Option<(&'static str, &'static str)>,
    pub(crate) series: Series,
    pub(crate) rows: Rows,
    /// For each entry, which row it is.
    pub(crate) row: Vec<u32>,
    /// What the months of the entries count.
    pub(crate) clock: Clock,
}

impl Subject {
    /// Whose entry it is.
    pub(crate) fn customer(&self, evidence: &Evidence, entry: usize) -> u32 {
        let row = self.row[entry];
        match self.rows {
            Rows::Voices => evidence.rows.voices[row as usize].customer,
            Rows::Sales => evidence.rows.sales[row as usize].customer,
            Rows::Customers => row,
        }
    }
}

impl Subject {
    /// The same feedback by another clock, for those that are looked at that way.
    pub(crate) fn by_clock(&self, evidence: &Evidence, clock: Clock) -> Option<Self> {
        match (&self.series, self.metric, clock) {
            (Series::Values(panel), Metric::Sentiment, Clock::Start) => Some(by_start(evidence, panel)),
            (Series::Values(panel), Metric::Sentiment, Clock::Handover) => Some(by_handover(evidence, panel)),
            _ => None,
        }
    }

    /// Whether an entry is one that a difference by another clock is about.
    pub(crate) fn concerns(&self, evidence: &Evidence, entry: usize, clock: Clock, level: u16, window: Window) -> bool {
        let voice = &evidence.rows.voices[self.row[entry] as usize];
        let who = evidence.rows.speaker(voice);
        match clock {
            Clock::Calendar => false,
            Clock::Start => evidence.month(who.created).is_some_and(|month| window.holds(month)),
            Clock::Handover => {
                let region = Region::ALL[level as usize];
                who.region == region && phase(evidence, voice, mass_handover(evidence, region)) == Some(1)
            }
        }
    }

    /// Leaves out the customers that other findings about feedback are about; whether there was any.
    pub(crate) fn leave_out(&mut self, evidence: &Evidence, findings: &[Finding]) -> bool {
        let moves = |metric| {
            matches!(metric, Metric::Sentiment | Metric::ResponseTime | Metric::UnresolvedShare | Metric::CategoryShare)
        };
        let moods: Vec<&Finding> = findings.iter().filter(|f| moves(f.metric) && !f.place.is_empty()).collect();
        let Series::Values(panel) = &mut self.series else { return false };
        if moods.is_empty() {
            return false;
        }
        let about = |f: &Finding, voice: &Voice| {
            let who = evidence.rows.speaker(voice);
            f.place.iter().all(|(column, value)| match *column {
                "region" => who.region.name() == value,
                "segment" => who.segment.name() == value,
                "industry" => who.industry.name() == value,
                "product" => voice.product.name() == value,
                "channel" => voice.channel.name() == value,
                _ => true,
            })
        };
        let mut kept = Panel { months: panel.months, binary: panel.binary, ..Panel::default() };
        let mut row = Vec::new();
        for (i, &voice) in self.row.iter().enumerate() {
            if !moods.iter().any(|f| about(f, &evidence.rows.voices[voice as usize])) {
                kept.push(panel.unit[i], panel.month[i], panel.stratum[i], panel.value[i]);
                row.push(voice);
            }
        }
        *panel = kept;
        self.row = row;
        true
    }
}

/// Every subject there is.
pub(crate) fn all(evidence: &Evidence) -> Vec<Subject> {
    let mut subjects = vec![
        sentiment(evidence),
        response(evidence),
        unresolved(evidence),
        wins(evidence),
        cycles(evidence),
        churn(evidence),
        expansions(evidence),
        volume(evidence),
    ];
    subjects.extend(Category::ALL.iter().map(|&category| share_of_category(evidence, category)));
    let reasons = [LossReason::Competitor, LossReason::Price, LossReason::MissingFeatures];
    subjects.extend(reasons.map(|reason| share_of_reason(evidence, reason)));
    // Last: what is known of some customers is left out of it.
    subjects.push(nps(evidence));
    subjects
}

/// A subject of feedback rows: `value` gives the stratum and the value of those that count.
fn voices(evidence: &Evidence, metric: Metric, value: impl Fn(&Voice, Segment) -> Option<(usize, f64)>) -> Subject {
    let mut panel = Panel { months: evidence.months, ..Panel::default() };
    let mut row = Vec::new();
    for (i, voice) in evidence.rows.voices.iter().enumerate() {
        let Some(month) = evidence.month(voice.day) else { continue };
        if let Some((stratum, value)) = value(voice, evidence.rows.speaker(voice).segment) {
            panel.push(voice.customer, month, stratum as u16, value);
            row.push(i as u32);
        }
    }
    panel.binary = metric.is_share();
    Subject { metric, detail: None, series: Series::Values(panel), rows: Rows::Voices, row, clock: Clock::Calendar }
}

/// Score of every feedback, among its channel and segment: support tickets sound worse than reviews.
fn sentiment(evidence: &Evidence) -> Subject {
    voices(evidence, Metric::Sentiment, |voice, segment| {
        Some((voice.channel.index() * Segment::COUNT + segment.index(), score(voice)))
    })
}

fn score(voice: &Voice) -> f64 {
    f64::from(voice.score_e4) / 1e4
}

/// Days from the creation of an account that are its beginning (the specification's first year).
const BEGINNING: i32 = 365;

/// Scores of the first year of each customer, less what the calendar, the channel and the segment explain, by the month in
/// which the customer began. `mood` is the panel of [`sentiment`].
fn by_start(evidence: &Evidence, mood: &Panel) -> Subject {
    let rest = mood.residuals(true);
    let mut panel = Panel { months: evidence.months, ..Panel::default() };
    let mut row = Vec::new();
    let entries = evidence.rows.voices.iter().enumerate().filter(|(_, v)| evidence.month(v.day).is_some());
    for ((i, voice), rest) in entries.zip(rest) {
        let created = evidence.rows.speaker(voice).created;
        if voice.day.since(created) < BEGINNING {
            panel.push_known(voice.customer, evidence.month(created).unwrap_or(0), score(voice), score(voice) - rest);
            row.push(i as u32);
        }
    }
    Subject {
        metric: Metric::Sentiment,
        detail: None,
        series: Series::Values(panel),
        rows: Rows::Voices,
        row,
        clock: Clock::Start,
    }
}

/// Days after a change of hands on which it is felt (the specification's).
const FELT: i32 = 90;

/// The month in which most accounts of a region changed hands; none where these are no more than one now and then.
pub(crate) fn mass_handover(evidence: &Evidence, region: Region) -> Option<u8> {
    /// Fewest accounts, and how many times an ordinary month's (chosen).
    const LEAST: (u32, f64) = (12, 6.0);
    let mut months = vec![0_u32; evidence.months];
    for c in evidence.rows.customers.iter().filter(|c| c.region == region && c.manager_since > c.created) {
        if let Some(month) = evidence.month(c.manager_since) {
            months[month as usize] += 1;
        }
    }
    let (month, &most) = months.iter().enumerate().max_by_key(|&(i, n)| (*n, core::cmp::Reverse(i)))?;
    let others = f64::from(months.iter().sum::<u32>() - most) / evidence.months as f64;
    (most >= LEAST.0 && f64::from(most) >= LEAST.1 * others).then_some(month as u8)
}

/// 0 before the account of a feedback changed hands in the month in which most did, 1 while that is felt, 2 later; none
/// where it did not.
fn phase(evidence: &Evidence, voice: &Voice, month: Option<u8>) -> Option<u8> {
    let who = evidence.rows.speaker(voice);
    let moved = month.is_some() && who.manager_since > who.created && evidence.month(who.manager_since) == month;
    moved.then(|| match voice.day.since(who.manager_since) {
        ..0 => 0,
        0..FELT => 1,
        _ => 2,
    })
}

/// Scores around the day an account changed hands, less what the calendar, the channel and the segment explain, in
/// regions where many did in one month.
fn by_handover(evidence: &Evidence, mood: &Panel) -> Subject {
    let months: Vec<Option<u8>> = Region::ALL.iter().map(|&region| mass_handover(evidence, region)).collect();
    let rest = mood.residuals(true);
    let mut panel = Panel { months: 3, ..Panel::default() };
    let mut row = Vec::new();
    let entries = evidence.rows.voices.iter().enumerate().filter(|(_, v)| evidence.month(v.day).is_some());
    for ((i, voice), rest) in entries.zip(rest) {
        let who = evidence.rows.speaker(voice);
        if let Some(phase) = phase(evidence, voice, months[who.region.index()]) {
            panel.push_known(voice.customer, phase, score(voice), score(voice) - rest);
            row.push(i as u32);
        }
    }
    Subject {
        metric: Metric::Sentiment,
        detail: None,
        series: Series::Values(panel),
        rows: Rows::Voices,
        row,
        clock: Clock::Handover,
    }
}

/// Points of an answer: 100 for 9 and 10, −100 for 0 to 6, so that the mean is the NPS.
pub(crate) fn nps_points(answer: u8) -> f64 {
    match answer {
        9.. => 100.0,
        7..=8 => 0.0,
        _ => -100.0,
    }
}

fn nps(evidence: &Evidence) -> Subject {
    voices(evidence, Metric::Nps, |voice, segment| voice.nps.map(|answer| (segment.index(), nps_points(answer))))
}

/// Logarithm of the hours until the first answer, among its channel and segment.
fn response(evidence: &Evidence) -> Subject {
    voices(evidence, Metric::ResponseTime, |voice, segment| {
        let hundredths = f64::from(voice.response?);
        Some((voice.channel.index() * Segment::COUNT + segment.index(), libm::log(hundredths / 100.0)))
    })
}

/// Whether a matter is still open, where somebody asked for something and there was time to settle it.
fn unresolved(evidence: &Evidence) -> Subject {
    /// Days that a matter may take (chosen).
    const TIME: i32 = 30;
    voices(evidence, Metric::UnresolvedShare, |voice, _| {
        let asks = !matches!(voice.channel, Channel::Survey | Channel::Review);
        (asks && voice.day.plus(TIME) <= evidence.as_of)
            .then(|| (voice.channel.index(), f64::from(u8::from(!voice.resolved))))
    })
}

fn share_of_category(evidence: &Evidence, category: Category) -> Subject {
    let subject = voices(evidence, Metric::CategoryShare, |voice, segment| {
        Some((segment.index(), f64::from(u8::from(voice.category == category))))
    });
    Subject { detail: Some(("category", category.name())), ..subject }
}

/// A subject of closed deals, renewals apart: `value` gives the value of those that count.
fn sales(evidence: &Evidence, metric: Metric, value: impl Fn(&Sale) -> Option<(usize, f64)>) -> Subject {
    let mut panel = Panel { months: evidence.months, ..Panel::default() };
    let mut row = Vec::new();
    for (i, sale) in evidence.rows.sales.iter().enumerate() {
        if sale.kind == DealType::Renewal || !sale.is_closed() {
            continue;
        }
        let Some(month) = evidence.month(sale.closed) else { continue };
        if let Some((stratum, value)) = value(sale) {
            let kind = usize::from(sale.kind == DealType::Expansion) * Segment::COUNT
                + evidence.rows.buyer(sale).segment.index();
            panel.push(sale.customer, month, (stratum * 2 * Segment::COUNT + kind) as u16, value);
            row.push(i as u32);
        }
    }
    panel.binary = metric.is_share();
    Subject { metric, detail: None, series: Series::Values(panel), rows: Rows::Sales, row, clock: Clock::Calendar }
}

/// Won or not, among deals of the same kind and segment: who sells to large companies wins less, whoever it is.
fn wins(evidence: &Evidence) -> Subject {
    sales(evidence, Metric::WinRate, |sale| Some((0, f64::from(u8::from(sale.won())))))
}

/// Logarithm of the days that won deals took.
fn cycles(evidence: &Evidence) -> Subject {
    sales(evidence, Metric::CycleLength, |sale| {
        sale.won().then(|| (0, libm::log(f64::from(sale.closed.since(sale.created)).max(1.0))))
    })
}

fn share_of_reason(evidence: &Evidence, reason: LossReason) -> Subject {
    let subject =
        sales(evidence, Metric::LossReasonShare, |sale| sale.lost.map(|lost| (0, f64::from(u8::from(lost == reason)))));
    Subject { detail: Some(("loss_reason", reason.name())), ..subject }
}

/// The customer's months as a customer inside the history: place, months since the first win, share covered.
pub(crate) fn customer_months<'a>(
    evidence: &'a Evidence,
    customer: &Customer,
) -> impl Iterator<Item = (u8, i32, f64)> + use<'a> {
    let bought = customer.since;
    let last = if customer.churned == Day::NONE { evidence.as_of } else { customer.churned };
    let (spans, age) = match bought {
        Day::NONE => (&[][..], 0),
        _ => (evidence.spans(), evidence.first_month.0 - bought.month().0),
    };
    spans.iter().zip(0_u8..).filter_map(move |(&(first, end), m)| {
        let days = end.min(last).since(first.max(bought)) + 1;
        (days > 0).then(|| (m, age + i32::from(m), f64::from(days) / f64::from(end.since(first) + 1)))
    })
}

/// A subject of customer-months: `count` gives the events of each month, `stratum` where it belongs.
fn exposed(
    evidence: &Evidence,
    metric: Metric,
    spread: f64,
    count: &[Vec<u8>],
    stratum: impl Fn(&Customer, i32) -> usize,
) -> Subject {
    let mut events = Events { months: evidence.months, spread, ..Events::default() };
    let mut row = Vec::new();
    for (i, customer) in evidence.rows.customers.iter().enumerate() {
        for (month, age, covered) in customer_months(evidence, customer) {
            let n = count[i].iter().filter(|&&m| m == month).count() as f64;
            events.push(month, stratum(customer, age) as u16, n, covered);
            row.push(i as u32);
        }
    }
    Subject { metric, detail: None, series: Series::Events(events), rows: Rows::Customers, row, clock: Clock::Calendar }
}

/// Customers who left, among those of their segment and plan who are as far from a renewal, or as new.
fn churn(evidence: &Evidence) -> Subject {
    let left: Vec<Vec<u8>> = evidence
        .rows
        .customers
        .iter()
        .map(|c| if c.churned == Day::NONE { None } else { evidence.month(c.churned) }.into_iter().collect())
        .collect();
    exposed(evidence, Metric::ChurnRate, 1.0, &left, |customer, age| {
        let phase = match customer.plan {
            Some(BillingPlan::Monthly) => match age {
                ..3 => 0,
                3..6 => 1,
                6..12 => 2,
                _ => 3,
            },
            _ => 4 + usize::from(age >= 11 && matches!(age % 12, 11 | 0 | 1)),
        };
        customer.segment.index() * 6 + phase
    })
}

/// Won expansions. The newest customers cannot have one yet.
fn expansions(evidence: &Evidence) -> Subject {
    let mut won: Vec<Vec<u8>> = vec![Vec::new(); evidence.rows.customers.len()];
    for sale in evidence.rows.sales.iter().filter(|sale| sale.kind == DealType::Expansion && sale.won()) {
        won[sale.customer as usize].extend(evidence.month(sale.closed));
    }
    // Happy customers expand again and again: counts of a level vary a fifth more than independent ones (measured).
    exposed(evidence, Metric::ExpansionRate, 1.2, &won, |customer, age| {
        customer.segment.index() * 3 + usize::from(age >= 2) + usize::from(age >= 6)
    })
}

/// Feedback. Who talks much always does, and comes or goes as one: counts of a level vary more than independent ones.
fn volume(evidence: &Evidence) -> Subject {
    /// How much more (chosen on datasets without a story).
    const SPREAD: f64 = 3.0;
    let mut said: Vec<Vec<u8>> = vec![Vec::new(); evidence.rows.customers.len()];
    for voice in &evidence.rows.voices {
        said[voice.customer as usize].extend(evidence.month(voice.day));
    }
    exposed(evidence, Metric::FeedbackVolume, SPREAD, &said, |customer, _| customer.segment.index())
}
