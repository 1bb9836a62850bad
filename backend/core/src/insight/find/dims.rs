//! Who is compared: the levels of a dimension, and to which each entry of a subject belongs.

use std::collections::BTreeMap;

use super::super::evidence::Evidence;
use super::super::panel::NO_LEVEL;
use super::subjects::{Rows, Subject};
use crate::calendar::{Day, Month};
use crate::vocabulary::{Channel, DealType, Industry, Product, Region, Segment, Source};
use crate::world::account::StaffId;

/// A way to divide the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dim {
    /// Everything is one level.
    All,
    Region,
    Segment,
    Industry,
    /// Region and segment.
    Pair,
    Product,
    Channel,
    Source,
    Owner,
    /// Customers who first bought late in a quarter, with a large discount.
    QuarterEnd,
}

/// Discounts from which a band begins, in percent.
pub(crate) const BANDS: [u8; 4] = [0, 1, LARGE_DISCOUNT, 15];
/// A large discount, in percent (the specification's 14 points against 8, in between).
pub(crate) const LARGE_DISCOUNT: u8 = 10;
/// The last days of a quarter, in which targets are met (the specification's: business days of two weeks).
const QUARTER_END_DAYS: i32 = 14;

/// The band of a discount.
pub(crate) fn band(discount: u8) -> usize {
    // All bands are compared, so there is no branch to guess; the first holds everything.
    BANDS[1..].iter().map(|&from| usize::from(discount >= from)).sum()
}

/// Whether a day is one of the last of its quarter; what has no day is not.
pub(crate) fn at_quarter_end(day: Day) -> bool {
    day != Day::NONE && quarter_end(day.month()).is_some_and(|first| day >= first)
}

/// The first of the last days of a quarter, if one ends with this month.
pub(crate) fn quarter_end(month: Month) -> Option<Day> {
    (month.0.rem_euclid(3) == 2).then(|| month.last_day().plus(1 - QUARTER_END_DAYS))
}

/// The levels of one dimension and the entries' codes.
#[derive(Clone, Debug)]
pub(crate) struct Coded {
    pub(crate) codes: Vec<u16>,
    pub(crate) levels: usize,
}

/// Who closes so many times the deals of the mean of their team sells much (chosen: about one in seven does by chance).
const BUSY: f64 = 1.2;

/// Which sales people close many deals, renewals apart, for one of their team.
fn busy(evidence: &Evidence, owners: &[StaffId], owner_of: &[u16]) -> Vec<bool> {
    let mut deals = vec![0.0; owners.len()];
    for (sale, &owner) in evidence.rows.sales.iter().zip(owner_of) {
        if sale.is_closed() && sale.kind != DealType::Renewal && evidence.month(sale.closed).is_some() {
            deals[owner as usize] += 1.0;
        }
    }
    let mut teams: BTreeMap<u64, (f64, f64)> = BTreeMap::new();
    for (owner, n) in owners.iter().zip(&deals) {
        let (sum, people) = teams.entry(owner.team()).or_default();
        *sum += n;
        *people += 1.0;
    }
    let usual = |owner: &StaffId| teams.get(&owner.team()).map_or(0.0, |(sum, people)| sum / people);
    owners.iter().zip(&deals).map(|(owner, &n)| n >= BUSY * usual(owner)).collect()
}

/// What all subjects need to know of the whole: who the owners are, who was won late in a quarter.
#[derive(Debug)]
pub(crate) struct Directory {
    pub(crate) owners: Vec<StaffId>,
    /// Which of them sell much: more than most of their team.
    busy: Vec<bool>,
    /// Place in `owners` of each sale's owner.
    owner_of: Vec<u16>,
    /// 0 for customers who first bought late in a quarter with a large discount.
    quarter_end: Vec<u16>,
}

impl Directory {
    pub(crate) fn new(evidence: &Evidence) -> Self {
        let rows = &evidence.rows;
        let mut ids: Vec<StaffId> = rows.sales.iter().map(|sale| sale.owner).collect();
        ids.sort_unstable_by_key(|owner| owner.id());
        ids.dedup();
        let owner_of: Vec<u16> = rows
            .sales
            .iter()
            .map(|sale| ids.binary_search_by_key(&sale.owner.id(), |owner| owner.id()).unwrap_or(0) as u16)
            .collect();
        let mut quarter_end = vec![NO_LEVEL; rows.customers.len()];
        for sale in rows.sales.iter().filter(|sale| sale.won()) {
            if rows.buyer(sale).since == sale.closed && sale.discount >= LARGE_DISCOUNT && at_quarter_end(sale.closed) {
                quarter_end[sale.customer as usize] = 0;
            }
        }
        let busy = busy(evidence, &ids, &owner_of);
        Self { owners: ids, owner_of, busy, quarter_end }
    }

    /// Whether a sales person closes many deals for one of their team.
    pub(crate) fn is_busy(&self, owner: u16) -> bool {
        self.busy[owner as usize]
    }

    /// Share of the sales people who do.
    pub(crate) fn busy_share(&self) -> f64 {
        self.busy.iter().filter(|&&busy| busy).count() as f64 / self.busy.len().max(1) as f64
    }

    /// To which level of a dimension each entry of a subject belongs.
    pub(crate) fn code(&self, evidence: &Evidence, subject: &Subject, dim: Dim) -> Coded {
        let rows = &evidence.rows;
        let of_customer = |pick: &dyn Fn(usize) -> usize| -> Vec<u16> {
            (0..subject.row.len()).map(|i| pick(subject.customer(evidence, i) as usize) as u16).collect()
        };
        let who = |i: usize| &rows.customers[i];
        let (codes, levels) = match dim {
            Dim::All => (vec![0; subject.row.len()], 1),
            Dim::Region => (of_customer(&|i| who(i).region.index()), Region::COUNT),
            Dim::Segment => (of_customer(&|i| who(i).segment.index()), Segment::COUNT),
            Dim::Industry => (of_customer(&|i| who(i).industry.index()), Industry::COUNT),
            Dim::Pair => (
                of_customer(&|i| who(i).region.index() * Segment::COUNT + who(i).segment.index()),
                Region::COUNT * Segment::COUNT,
            ),
            Dim::QuarterEnd => (of_customer(&|i| self.quarter_end[i] as usize), 1),
            Dim::Product => (
                subject
                    .row
                    .iter()
                    .map(|&row| match subject.rows {
                        Rows::Voices => rows.voices[row as usize].product as u16,
                        Rows::Sales => rows.sales[row as usize].product as u16,
                        Rows::Customers => NO_LEVEL,
                    })
                    .collect(),
                Product::COUNT,
            ),
            Dim::Channel => (subject.row.iter().map(|&row| rows.voices[row as usize].channel as u16).collect(), {
                debug_assert!(subject.rows == Rows::Voices);
                Channel::COUNT
            }),
            // What existing customers buy more is no rival of new business: sources of that are compared with each other.
            Dim::Source => {
                let code = |row: &u32| match rows.sales[*row as usize].source {
                    Source::ExistingCustomer => NO_LEVEL,
                    source => source as u16,
                };
                (subject.row.iter().map(code).collect(), Source::COUNT)
            }
            Dim::Owner => (subject.row.iter().map(|&row| self.owner_of[row as usize]).collect(), self.owners.len()),
        };
        Coded { codes, levels }
    }

    /// Column and value of a level, as the tables write them.
    pub(crate) fn place(&self, evidence: &Evidence, dim: Dim, level: u16) -> Vec<(&'static str, String)> {
        let l = level as usize;
        let one = |column, name: &str| vec![(column, name.to_owned())];
        match dim {
            Dim::All => Vec::new(),
            Dim::Region => one("region", Region::NAMES[l]),
            Dim::Segment => one("segment", Segment::NAMES[l]),
            Dim::Industry => one("industry", Industry::NAMES[l]),
            Dim::Pair => vec![
                ("region", Region::NAMES[l / Segment::COUNT].to_owned()),
                ("segment", Segment::NAMES[l % Segment::COUNT].to_owned()),
            ],
            Dim::Product => one("product", Product::NAMES[l]),
            Dim::Channel => one("channel", Channel::NAMES[l]),
            Dim::Source => one("source", Source::NAMES[l]),
            Dim::Owner => one("owner", &evidence.staff_name(self.owners[l])),
            Dim::QuarterEnd => vec![("discount_percent", format!("{LARGE_DISCOUNT} and more, late in a quarter"))],
        }
    }
}
