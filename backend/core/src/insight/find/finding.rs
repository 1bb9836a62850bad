//! A finding and how it is described.

use super::super::basics::win_rate;
use super::super::evidence::Evidence;
use super::super::panel::{Difference, Shape, Window};
use super::super::stats::Z95;
use super::dims::{Dim, Directory};
use super::grid::Family;
use super::metric::Metric;
use super::outburst::{self, Outburst};
use super::paradox::Paradox;
use super::select::{self, Condition, Select, closed_sales};
use super::subjects::{self, Clock, Series, Subject};
use crate::calendar::Month;
use crate::columns::Table;
use crate::vocabulary::{Channel, Region, Segment};
use crate::world::account::StaffId;

/// Up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// More than before, or than elsewhere.
    Up,
    /// Less.
    Down,
}

/// Something that has changed or stands out.
#[derive(Clone, Debug)]
pub struct Finding {
    /// What is measured.
    pub metric: Metric,
    /// Columns and values of the tables: where. Empty: everywhere.
    pub place: Vec<(&'static str, String)>,
    /// Which way.
    pub direction: Direction,
    /// First month of the change; none for a difference that was always there.
    pub onset: Option<Month>,
    /// Last month of a change that has passed.
    pub until: Option<Month>,
    /// Size, in the metric's unit.
    pub effect: f64,
    /// 95% interval of the size.
    pub interval: (f64, f64),
    /// Rate of false discoveries at which it is still one.
    pub q_value: f64,
    pub(crate) z: f64,
    /// The sales person it is about.
    pub(crate) owner: Option<StaffId>,
    /// Whether the plain comparison says the opposite (Simpson 1951).
    pub reversed: bool,
    /// The segment it is about, where that is no part of the place: most of a sales person's deals are from it.
    pub(crate) within: Option<Segment>,
    /// Whether it follows a change of account managers.
    pub handed_over: bool,
    /// Whether it is about customers who began then, not about what happened then.
    pub beginners: bool,
    /// What the level has inside the window, as people count it, and what it is compared with.
    pub(crate) value: f64,
    pub(crate) comparison: f64,
    /// Rows behind `value` and `comparison`.
    pub(crate) inside: f64,
    pub(crate) outside: f64,
    /// The rows it is about.
    pub select: Select,
    /// How many rows `select` selects.
    pub n: u64,
    /// In one line.
    pub headline: String,
}

impl Finding {
    /// The finding of an accepted candidate.
    pub(super) fn of(
        evidence: &Evidence,
        directory: &Directory,
        subject: &Subject,
        family: &Family,
        d: Difference,
        q_value: f64,
    ) -> Self {
        let mut place = directory.place(evidence, family.dim, d.level);
        place.extend(subject.detail.map(|(column, value)| (column, value.to_owned())));
        if subject.metric == Metric::Nps {
            place.push(("channel", Channel::Survey.name().to_owned()));
        }
        let changed = family.shape != Shape::Always;
        let hands = (subject.clock == Clock::Handover)
            .then(|| subjects::mass_handover(evidence, Region::ALL[d.level as usize]))
            .flatten();
        let onset = changed.then(|| evidence.month_at(hands.unwrap_or(d.window.from)));
        let passed = hands.is_none() && usize::from(d.window.until) < evidence.months;
        let until = (changed && passed).then(|| evidence.month_at(d.window.until - 1));
        let coded = directory.code(evidence, subject, family.dim);
        let (value, comparison) = raw(subject, &coded.codes, d.level, d.window, family.shape);
        let select = select::rows_behind(subject, family.dim, &place, onset, until, evidence);
        let n = select.count(evidence);
        Self {
            metric: subject.metric,
            direction: if d.effect > 0.0 { Direction::Up } else { Direction::Down },
            place,
            onset,
            until,
            effect: d.effect,
            interval: (d.effect - Z95 * d.error, d.effect + Z95 * d.error),
            q_value,
            z: d.z,
            owner: (family.dim == Dim::Owner).then(|| directory.owners[d.level as usize]),
            reversed: false,
            within: None,
            handed_over: hands.is_some(),
            beginners: subject.clock == Clock::Start,
            value,
            comparison,
            inside: d.inside,
            outside: d.outside,
            select,
            n,
            headline: String::new(),
        }
    }

    /// Days with far more support tickets.
    pub(super) fn of_outburst(evidence: &Evidence, o: &Outburst, q_value: f64) -> Self {
        let select = Select::new(Table::Feedback)
            .is("channel", Channel::SupportTicket.name())
            .and(Condition::From("feedback_date", o.from))
            .and(Condition::Until("feedback_date", o.until));
        let effect = libm::log(o.tickets / o.usual);
        Self {
            metric: Metric::FeedbackVolume,
            place: vec![("channel", Channel::SupportTicket.name().to_owned())],
            direction: Direction::Up,
            onset: Some(o.from.month()),
            until: Some(o.until.month()),
            effect,
            interval: (effect - Z95 * o.error, effect + Z95 * o.error),
            q_value,
            z: o.z,
            owner: None,
            reversed: false,
            within: None,
            handed_over: false,
            beginners: false,
            value: o.tickets,
            comparison: o.usual,
            inside: o.tickets,
            outside: o.usual * f64::from(2 * outburst::WEEKS - 2),
            n: select.count(evidence),
            select,
            headline: String::new(),
        }
    }

    /// A sales person who only looks weak.
    pub(super) fn of_paradox(evidence: &Evidence, directory: &Directory, paradox: &Paradox, q_value: f64) -> Self {
        let d = &paradox.hidden;
        let owner = directory.owners[d.level as usize];
        let name = evidence.staff_name(owner);
        let select = closed_sales(evidence).is("owner", &name);
        let rate = |own: bool| {
            let counts = |of: Segment| of == paradox.segment;
            win_rate(evidence, |sale, who| (sale.owner == owner) == own && counts(who.segment)).map_or(0.0, |r| r.value)
        };
        Self {
            metric: Metric::WinRate,
            place: vec![("owner", name)],
            direction: Direction::Up,
            onset: None,
            until: None,
            effect: d.effect,
            interval: (d.effect - Z95 * d.error, d.effect + Z95 * d.error),
            q_value,
            z: d.z,
            owner: Some(owner),
            reversed: true,
            within: Some(paradox.segment),
            handed_over: false,
            beginners: false,
            value: rate(true),
            comparison: rate(false),
            inside: d.inside,
            outside: d.outside,
            n: select.count(evidence),
            select,
            headline: String::new(),
        }
    }
}

/// Plain means (or events a customer-month) inside the window and outside, as anyone would count them.
fn raw(subject: &Subject, codes: &[u16], level: u16, window: Window, shape: Shape) -> (f64, f64) {
    let mut sums = [(0.0, 0.0); 2];
    let (months, value, weight): (&[u8], &[f64], Option<&[f64]>) = match &subject.series {
        Series::Values(panel) => (&panel.month, &panel.value, None),
        Series::Events(events) => (&events.month, &events.count, Some(&events.exposure)),
    };
    for (i, &code) in codes.iter().enumerate() {
        let side = match shape {
            Shape::Always => usize::from(code != level),
            _ if code == level => usize::from(!window.holds(months[i])),
            _ => continue,
        };
        sums[side].0 += value[i];
        sums[side].1 += weight.map_or(1.0, |w| w[i]);
    }
    let mean = |(sum, n): (f64, f64)| if n > 0.0 { sum / n } else { 0.0 };
    (mean(sums[0]), mean(sums[1]))
}
