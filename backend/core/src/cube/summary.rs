//! From sums to the numbers of the dashboard: KPIs, series, intervals, and the change against the
//! period before.

use super::figures::{
    Amount, Change, Cohort, Comparison, Count, Mean, Nps, PainPoint, Period, Rate, RegionMonth, Risk, Summary, Tones,
};
use super::measures::{customer, deal, feedback, response};
use super::monthly::{Monthly, weeks};
use super::owners::LISTED;
use super::{Filter, Index, Shape};
use crate::calendar::Month;
use crate::maths::wilson;
use crate::vocabulary::{
    Category, Channel, DealType, Industry, LossReason, Product, Region, RiskBand, Segment, SentimentLabel, Source,
    Stage,
};
use crate::world::account::StaffId;

/// Months compared when no period is asked for.
const COMPARED_MONTHS: i32 = 3;

/// Sums over some groups and slots.
pub(super) struct Totals {
    pub(super) customers: [i64; customer::COUNT],
    pub(super) deals: [i64; deal::COUNT],
    pub(super) feedback: [i64; feedback::COUNT],
}

/// The part of an index that a filter keeps.
pub(super) struct View<'a> {
    pub(super) index: &'a Index,
    filter: &'a Filter,
}

impl View<'_> {
    /// The slots of a period.
    pub(super) fn months(&self, period: Period) -> core::ops::Range<usize> {
        let shape = self.index.shape;
        shape.slot(period.from)..shape.slot(period.to) + 1
    }

    /// Sums over the groups that the filter and `also` keep.
    fn sum(&self, slots: core::ops::Range<usize>, also: impl Fn(Region, Segment, Industry) -> bool) -> Totals {
        let mut totals =
            Totals { customers: [0; customer::COUNT], deals: [0; deal::COUNT], feedback: [0; feedback::COUNT] };
        self.kept(|region, segment, industry| {
            if also(region, segment, industry) {
                let base = Shape::group(region, segment, industry) * self.index.shape.slots();
                let cells = base + slots.start..base + slots.end;
                self.index.sums.customers.add_to(cells.clone(), &mut totals.customers);
                self.index.sums.deals.add_to(cells.clone(), &mut totals.deals);
                self.index.sums.feedback.add_to(cells, &mut totals.feedback);
            }
        });
        totals
    }

    /// Goes through the groups that the filter keeps.
    fn kept(&self, mut each: impl FnMut(Region, Segment, Industry)) {
        let f = self.filter;
        for &region in keep(&f.regions, Region::ALL) {
            for &segment in keep(&f.segments, Segment::ALL) {
                for &industry in keep(&f.industries, Industry::ALL) {
                    each(region, segment, industry);
                }
            }
        }
    }

    /// Goes through the numbers of the groups that the filter keeps.
    pub(super) fn groups(&self, mut each: impl FnMut(usize)) {
        self.kept(|region, segment, industry| each(Shape::group(region, segment, industry)));
    }

    /// Sums over all groups that the filter keeps.
    pub(super) fn all(&self, slots: core::ops::Range<usize>) -> Totals {
        self.sum(slots, |_, _, _| true)
    }
}

fn keep<'a, T>(chosen: &'a [T], all: &'a [T]) -> &'a [T] {
    if chosen.is_empty() { all } else { chosen }
}

fn ratio(part: i64, whole: i64) -> Option<f64> {
    (whole != 0).then(|| part as f64 / whole as f64)
}

pub(super) fn summarise(index: &Index, filter: &Filter) -> Summary {
    let shape = index.shape;
    let last_month = shape.first_month.plus(shape.months as i32 - 1);
    let period = Period {
        from: filter.from.unwrap_or(shape.first_month).clamp(shape.first_month, last_month),
        to: filter.to.unwrap_or(last_month).clamp(shape.first_month, last_month),
    };
    let comparison = comparison(index, filter, period);
    let view = View { index, filter };
    let slots = view.months(period);
    let monthly = Monthly::of(&view, period);
    let whole = view.all(slots.clone());
    let ever = view.all(0..shape.slots());
    let until = |period: Period| view.all(0..view.months(period).end);
    let pair = comparison.map(|c| (view.all(view.months(c.current)), view.all(view.months(c.previous))));
    let change = |value: Option<f64>, n: i64, of: &dyn Fn(&Totals) -> Option<f64>| Change {
        value,
        n: n as u64,
        interval: None,
        current: pair.as_ref().and_then(|(current, _)| of(current)),
        previous: pair.as_ref().and_then(|(_, previous)| of(previous)),
    };
    let snapshot = |value: i64, n: i64| Change {
        value: Some(value as f64),
        n: n as u64,
        interval: None,
        current: None,
        previous: None,
    };

    let joined = |totals: &Totals| totals.customers[customer::JOINED];
    let at_end = joined(&until(period));
    let customers = Change {
        value: Some(at_end as f64),
        n: at_end as u64,
        interval: None,
        current: comparison.map(|c| joined(&until(c.current)) as f64),
        previous: comparison.map(|c| joined(&until(c.previous)) as f64),
    };
    let open = |at: usize| (at..at + deal::OPEN_STAGES).map(|i| ever.deals[i]).sum::<i64>();
    let (won, closed) = (whole.deals[deal::WON], whole.deals[deal::CLOSED]);
    let high = ever.customers[customer::RISK + RiskBand::High.index()];
    let at_risk: i64 = (0..RiskBand::COUNT).map(|b| ever.customers[customer::RISK + b]).sum();
    let answered: i64 = (0..response::BANDS.len()).map(|b| whole.feedback[feedback::RESPONSE + b]).sum();
    let nps_answers = nps(&whole);
    let said = rows(&whole);

    Summary {
        period,
        comparison,
        customers,
        pipeline: snapshot(open(deal::OPEN_AMOUNT), open(deal::OPEN)),
        won_revenue: change(Some(whole.deals[deal::WON_AMOUNT] as f64), won, &|t| {
            Some(t.deals[deal::WON_AMOUNT] as f64)
        }),
        win_rate: Change {
            interval: wilson(won as u64, closed as u64),
            ..change(ratio(won, closed), closed, &|t| ratio(t.deals[deal::WON], t.deals[deal::CLOSED]))
        },
        avg_sentiment: change(tone(&whole), said, &tone),
        nps: change(nps_answers.value(), nps_answers.n() as i64, &|t| nps(t).value()),
        high_churn_risk: snapshot(high, at_risk),
        response_time: change(mean_hours(&whole), answered, &mean_hours),
        sentiment_by_region: means(Region::ALL, |r| view.sum(slots.clone(), |region, _, _| region == r), Region::name),
        sentiment_by_segment: means(
            Segment::ALL,
            |s| view.sum(slots.clone(), |_, segment, _| segment == s),
            Segment::name,
        ),
        sentiment_by_industry: means(
            Industry::ALL,
            |i| view.sum(slots.clone(), |_, _, industry| industry == i),
            Industry::name,
        ),
        sentiment_by_channel: means_at(&whole, Channel::NAMES, feedback::CHANNEL, feedback::CHANNEL_SCORE),
        sentiment_by_category: means_at(&whole, Category::NAMES, feedback::CATEGORY, feedback::CATEGORY_SCORE),
        sentiment_by_product: means_at(&whole, Product::NAMES, feedback::PRODUCT, feedback::PRODUCT_SCORE),
        sentiment_by_month: monthly.tones(),
        nps_by_month: monthly.nps(),
        categories_by_month: monthly.categories(),
        feedback_by_week: weeks(&view, period),
        response_time_by_month: monthly.response_time(),
        sentiment_by_region_month: Region::ALL
            .iter()
            .flat_map(|&r| period.months().map(move |month| (r, month)))
            .map(|(r, month)| {
                let totals = view.sum(view.months(Period { from: month, to: month }), |region, _, _| region == r);
                RegionMonth { region: r, month, value: tone(&totals), n: rows(&totals) as u64 }
            })
            .collect(),
        sentiment_labels: counts(SentimentLabel::NAMES, labels(&whole).map(|n| n as i64)),
        labels_by_channel: Channel::ALL
            .iter()
            .map(|&c| Tones {
                label: c.name(),
                counts: core::array::from_fn(|l| {
                    whole.feedback[feedback::CHANNEL_LABEL + c.index() * SentimentLabel::COUNT + l] as u64
                }),
            })
            .collect(),
        churn_risk: RiskBand::ALL
            .iter()
            .map(|&band| Risk {
                band,
                customers: ever.customers[customer::RISK + band.index()] as u64,
                monthly_cents: ever.customers[customer::RISK_CENTS + band.index()],
            })
            .collect(),
        pipeline_stages: Stage::ALL[..deal::OPEN_STAGES]
            .iter()
            .map(|&stage| Amount {
                label: stage.name(),
                deals: ever.deals[deal::OPEN + stage.index()] as u64,
                amount: ever.deals[deal::OPEN_AMOUNT + stage.index()],
            })
            .collect(),
        won_revenue_by_month: monthly.won_revenue(),
        win_rate_by_month: monthly.win_rate(),
        win_rate_by_source: rates_at(&whole, Source::NAMES, deal::SOURCE_WON, deal::SOURCE_CLOSED),
        win_rate_by_segment: Segment::ALL
            .iter()
            .map(|&s| {
                let totals = view.sum(slots.clone(), |_, segment, _| segment == s);
                rate(s.name().to_owned(), totals.deals[deal::WON] as u64, totals.deals[deal::CLOSED] as u64)
            })
            .collect(),
        win_rate_by_type: rates_at(&whole, DealType::NAMES, deal::TYPE_WON, deal::TYPE_CLOSED),
        win_rate_by_owner: owners(index, filter, &slots),
        loss_reasons: {
            let mut reasons = counts(
                LossReason::NAMES,
                core::array::from_fn::<_, { LossReason::COUNT }, _>(|i| whole.deals[deal::LOSS + i]),
            );
            reasons.sort_by_key(|reason| core::cmp::Reverse(reason.n));
            reasons
        },
        response_bands: core::array::from_fn(|i| whole.feedback[feedback::RESPONSE + i] as u64),
        churn_by_cohort: cohorts(&view, period),
        left_by_month: monthly.left(),
        pain_points: {
            let mut points: Vec<PainPoint> = Category::ALL
                .iter()
                .map(|&category| PainPoint {
                    category,
                    negative: whole.feedback[feedback::CATEGORY_NEGATIVE + category.index()] as u64,
                    n: whole.feedback[feedback::CATEGORY + category.index()] as u64,
                })
                .collect();
            points.sort_by_key(|point| core::cmp::Reverse(point.negative));
            points
        },
        nps_answers,
    }
}

/// With a period asked for: that one and the one before it. Without: the last three whole months and
/// the three before them. None where the earlier one would begin before the history.
fn comparison(index: &Index, filter: &Filter, period: Period) -> Option<Comparison> {
    let current = if filter.from.is_some() || filter.to.is_some() {
        period
    } else {
        let whole = if index.as_of == index.as_of.month().last_day() { period.to } else { period.to.plus(-1) };
        Period { from: whole.plus(1 - COMPARED_MONTHS), to: whole }
    };
    let length = current.to.0 - current.from.0 + 1;
    let previous = Period { from: current.from.plus(-length), to: current.from.plus(-1) };
    (length > 0 && previous.from >= index.shape.first_month).then_some(Comparison { current, previous })
}

pub(super) fn rows(totals: &Totals) -> i64 {
    (0..Channel::COUNT).map(|c| totals.feedback[feedback::CHANNEL + c]).sum()
}

pub(super) fn tone(totals: &Totals) -> Option<f64> {
    let sum: i64 = (0..Channel::COUNT).map(|c| totals.feedback[feedback::CHANNEL_SCORE + c]).sum();
    ratio(sum, rows(totals)).map(|mean| mean / 1e4)
}

pub(super) fn labels(totals: &Totals) -> [u64; SentimentLabel::COUNT] {
    core::array::from_fn(|l| {
        (0..Channel::COUNT)
            .map(|c| totals.feedback[feedback::CHANNEL_LABEL + c * SentimentLabel::COUNT + l] as u64)
            .sum()
    })
}

pub(super) fn mean_hours(totals: &Totals) -> Option<f64> {
    let n = (0..response::BANDS.len()).map(|b| totals.feedback[feedback::RESPONSE + b]).sum();
    ratio(totals.feedback[feedback::RESPONSE_HUNDREDTHS], n).map(|mean| mean / 100.0)
}

pub(super) fn nps(totals: &Totals) -> Nps {
    let answers =
        |scores: core::ops::Range<usize>| scores.map(|score| totals.feedback[feedback::NPS + score] as u64).sum();
    Nps { promoters: answers(9..11), passives: answers(7..9), detractors: answers(0..7) }
}

fn means<T: Copy>(all: &[T], totals: impl Fn(T) -> Totals, name: impl Fn(T) -> &'static str) -> Vec<Mean> {
    all.iter()
        .map(|&level| {
            let totals = totals(level);
            Mean { label: name(level), value: tone(&totals), n: rows(&totals) as u64 }
        })
        .collect()
}

fn means_at(totals: &Totals, names: &'static [&'static str], n: usize, score: usize) -> Vec<Mean> {
    let at = |i: usize| (totals.feedback[n + i], totals.feedback[score + i]);
    names
        .iter()
        .enumerate()
        .map(|(i, &label)| Mean { label, value: ratio(at(i).1, at(i).0).map(|m| m / 1e4), n: at(i).0 as u64 })
        .collect()
}

fn counts<const N: usize>(names: &'static [&'static str], n: [i64; N]) -> Vec<Count> {
    names.iter().zip(n).map(|(&label, n)| Count { label, n: n as u64 }).collect()
}

pub(super) fn rate(label: String, won: u64, closed: u64) -> Rate {
    Rate { label, won, closed, value: ratio(won as i64, closed as i64), interval: wilson(won, closed) }
}

fn rates_at(totals: &Totals, names: &[&str], won: usize, closed: usize) -> Vec<Rate> {
    names
        .iter()
        .enumerate()
        .map(|(i, &name)| rate(name.to_owned(), totals.deals[won + i] as u64, totals.deals[closed + i] as u64))
        .collect()
}

/// The sales people with most closed deals over the whole history among the regions and segments kept, and how they fared
/// in the part looked at. Who closed nothing in it is left out.
fn owners(index: &Index, filter: &Filter, slots: &core::ops::Range<usize>) -> Vec<Rate> {
    // Who, closed over the whole history; won and closed in the part.
    let mut sums: Vec<(StaffId, u64, u64, u64)> = Vec::new();
    let deals = index.sums.owners.deals().iter().filter(|o| {
        keep(&filter.regions, Region::ALL).contains(&o.region)
            && keep(&filter.segments, Segment::ALL).contains(&o.segment)
    });
    for o in deals {
        if sums.last().is_none_or(|sum| sum.0 != o.owner) {
            sums.push((o.owner, 0, 0, 0));
        }
        let Some((_, ever, won, closed)) = sums.last_mut() else { continue };
        *ever += 1;
        if slots.contains(&usize::from(o.slot)) && keep(&filter.industries, Industry::ALL).contains(&o.industry) {
            *won += u64::from(o.won);
            *closed += 1;
        }
    }
    sums.sort_by_key(|&(owner, ever, ..)| (core::cmp::Reverse(ever), owner.id()));
    sums.truncate(LISTED);
    sums.retain(|&(_, _, _, closed)| closed > 0);
    sums.into_iter().map(|(owner, _, won, closed)| rate(index.staff_name(owner), won, closed)).collect()
}

/// Churn by the quarter of joining; all quarters before the history are one.
fn cohorts(view: &View<'_>, period: Period) -> Vec<Cohort> {
    use crate::vocabulary::Status;
    let quarter = |month: Month| {
        let (year, m) = month.year_month();
        format!("{year}-Q{}", (m - 1) / 3 + 1)
    };
    let first = view.index.shape.first_month;
    let mut cohorts: Vec<Cohort> = Vec::new();
    let mut add = |label: String, totals: &Totals| {
        let status = |s: Status| totals.customers[customer::STATUS + s.index()] as u64;
        let churned = status(Status::Churned);
        let customers = status(Status::Active) + status(Status::Inactive) + churned;
        match cohorts.last_mut() {
            Some(last) if last.label == label => {
                last.customers += customers;
                last.churned += churned;
            }
            _ => cohorts.push(Cohort { label, customers, churned }),
        }
    };
    if period.from == first {
        add(format!("before {first}"), &view.all(0..1));
    }
    for month in period.months() {
        add(quarter(month), &view.all(view.months(Period { from: month, to: month })));
    }
    cohorts
}
