//! Recommendations against the answer keys: what of the planted stories is found, and what is found that was never planted.
//!
//! The engine sees rows only; the keys are read here, after it has spoken.

use crmgen_core::block::{Block, Plan};
use crmgen_core::calendar::Day;
use crmgen_core::insight::{Direction, Evidence, Finding, Gathered, findings};
use crmgen_core::recipe::{Limits, Recipe, RecipeDraft};
use crmgen_core::vocabulary::Story;
use crmgen_core::world::stories::key::{Answer, answers};
use crmgen_core::world::stories::reveal::Tally;
use rayon::prelude::*;

/// What is planted in a dataset.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Planted {
    /// Nothing.
    None,
    /// One story.
    One(Story),
    /// Three that the seed picks.
    Three,
}

impl Planted {
    /// Every story alone, three at once, none.
    pub(crate) fn all() -> Vec<Self> {
        let each = Story::ALL.iter().map(|&story| Self::One(story));
        [Self::None].into_iter().chain(each).chain([Self::Three]).collect()
    }

    /// As people read it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::None => "(none)",
            Self::One(story) => story.name(),
            Self::Three => "(three at once)",
        }
    }
}

/// What came of one story of one dataset.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    pub(crate) story: Story,
    /// How clear the story is in the finished rows.
    pub(crate) z: f64,
    /// Whether it was found: metric, place, sign, and month within one.
    pub(crate) hit: bool,
    /// Found but for the month.
    pub(crate) hit_but_month: bool,
    /// Months between the found onset and the planted one.
    pub(crate) months_off: Option<i32>,
    /// Found effect less the one in the rows, over it.
    pub(crate) effect_off: Option<f64>,
}

/// One dataset.
#[derive(Clone, Debug)]
pub(crate) struct Measured {
    pub(crate) seed: u64,
    pub(crate) outcomes: Vec<Outcome>,
    pub(crate) shown: usize,
    /// Findings that no story explains, as text.
    pub(crate) wrong: Vec<String>,
    pub(crate) checked: usize,
    /// All findings as text.
    pub(crate) found: Vec<String>,
    pub(crate) keys: Vec<String>,
    pub(crate) seconds: f64,
}

/// The plan of a dataset; none where the size cannot carry the story.
pub(crate) fn plan(seed: u64, customers: u64, planted: Planted) -> Option<Plan> {
    let mut fields = vec![
        ("customers".to_owned(), customers.to_string()),
        ("seed".to_owned(), seed.to_string()),
        ("as_of".to_owned(), "2026-06-30".to_owned()),
    ];
    match planted {
        Planted::None => {}
        Planted::One(story) => fields.push(("stories".to_owned(), story.name().to_owned())),
        Planted::Three => fields.push(("stories".to_owned(), "surprise".to_owned())),
    }
    let today = Day::parse("2026-06-30").expect("a day");
    let recipe = Recipe::from_draft(&RecipeDraft::from_pairs(fields), &Limits::default(), today, || 0).ok()?;
    Some(Plan::new(&recipe))
}

/// Makes a dataset, lets the engine look at its rows, and only then opens the key.
pub(crate) fn measure(seed: u64, customers: u64, planted: Planted) -> Option<Measured> {
    let plan = plan(seed, customers, planted)?;
    let (mut gathered, mut tally) = (Gathered::new(&plan), Tally::new(plan.stories()));
    for index in 0..plan.blocks() {
        let block = Block::simulate(&plan, index);
        gathered.add(index, &block);
        tally.add(&block);
    }
    let evidence = Evidence::new(&plan, vec![gathered]);
    let begun = std::time::Instant::now();
    let (found, checked) = findings(&evidence);
    let seconds = begun.elapsed().as_secs_f64();
    let keys = answers(&tally);
    Some(Measured {
        seed,
        outcomes: keys.iter().map(|key| outcome(key, &found)).collect(),
        shown: found.len(),
        wrong: found.iter().filter(|f| !keys.iter().any(|key| explains(key, f))).map(text).collect(),
        checked,
        found: found.iter().map(text).collect(),
        keys: keys.iter().map(key_text).collect(),
        seconds,
    })
}

fn text(f: &Finding) -> String {
    let place: Vec<String> = f.place.iter().map(|(column, value)| format!("{column}={value}")).collect();
    let onset = f.onset.map(|m| m.to_string()).unwrap_or_default();
    format!(
        "{} {:?} [{}] {onset} {:+.3} q {:.1e} n {}",
        f.metric,
        f.direction,
        place.join(", "),
        f.effect,
        f.q_value,
        f.n
    )
}

fn key_text(key: &Answer) -> String {
    let place: Vec<String> = key.place.iter().map(|(column, value)| format!("{column}={value}")).collect();
    let onset = key.onset.map(|m| m.to_string()).unwrap_or_default();
    let (achieved, z) = (key.achieved_effect.unwrap_or(0.0), key.z.unwrap_or(0.0));
    format!("{} {} [{}] {onset} {achieved:+.3} z {z:.1}", key.story, key.metric(), place.join(", "))
}

/// Whether the finding speaks of the place of the key: all its columns, none that the key does not have. Sales people are
/// named without the segment they shine in; late discounts are the only place of theirs.
fn same_place(key: &Answer, finding: &Finding) -> bool {
    let named = |(column, value): &(&'static str, String)| key.place.iter().any(|(c, v)| c == column && v == value);
    let exact = finding.place.iter().all(named) && finding.place.len() == key.place.len();
    match key.story {
        Story::SimpsonsParadox => finding.place.len() == 1 && finding.place.iter().all(named),
        Story::QuarterEndDiscounts => finding.place.iter().any(|(column, _)| *column == "discount_percent"),
        _ => exact,
    }
}

/// Whether the finding speaks of some of the same rows: a column in common with the same value, none that contradicts.
fn touches(key: &Answer, finding: &Finding) -> bool {
    let of = |column: &str| key.place.iter().find(|(c, _)| *c == column).map(|(_, value)| value);
    let contradicts = finding.place.iter().any(|(column, value)| {
        // A category is what is said, not who says it.
        *column != "category" && of(column).is_some_and(|known| known != value)
    });
    let shares = finding.place.iter().any(|(column, value)| of(column) == Some(value));
    !contradicts && (shares || key.place.iter().all(|(column, _)| *column == "channel") || finding.place.is_empty())
}

fn up(finding: &Finding) -> bool {
    finding.direction == Direction::Up
}

/// Whether a story explains a finding: it is the story, or an echo that its key names.
fn explains(key: &Answer, finding: &Finding) -> bool {
    let entry = key.story.entry();
    let own = finding.metric == entry.metric && up(finding) == entry.up;
    let echo = entry.also_moves.iter().any(|&(metric, rises)| metric == finding.metric && rises == up(finding));
    (own || echo) && (same_place(key, finding) || touches(key, finding))
}

fn outcome(key: &Answer, found: &[Finding]) -> Outcome {
    let entry = key.story.entry();
    let fits = |f: &&Finding| f.metric == entry.metric && up(f) == entry.up && same_place(key, f);
    let off = |f: &Finding| f.onset.zip(key.onset).map(|(found, planted)| found.0 - planted.0);
    let best = found.iter().filter(fits).min_by_key(|f| off(f).map_or(0, i32::abs));
    let in_time = |f: &&Finding| off(f).is_none_or(|months| months.abs() <= 1);
    Outcome {
        story: key.story,
        z: key.z.unwrap_or(0.0),
        hit: best.filter(in_time).is_some(),
        hit_but_month: best.is_some(),
        months_off: best.and_then(off),
        effect_off: best.zip(key.achieved_effect).map(|(f, achieved)| (f.effect - achieved) / achieved),
    }
}

/// All seeds of one kind and size, in parallel.
pub(crate) fn run(seeds: std::ops::RangeInclusive<u64>, customers: u64, planted: Planted) -> Vec<Measured> {
    seeds.into_par_iter().filter_map(|seed| measure(seed, customers, planted)).collect()
}

/// Sums over many datasets.
#[derive(Clone, Debug, Default)]
pub(crate) struct Score {
    pub(crate) datasets: usize,
    pub(crate) with_findings: usize,
    pub(crate) shown: usize,
    pub(crate) wrong: usize,
    /// Stories with z of 5.5 and more, and how many of them were found.
    pub(crate) clear: usize,
    pub(crate) clear_hit: usize,
    /// The same but for the month.
    pub(crate) clear_hit_but_month: usize,
    pub(crate) months_off: Vec<i32>,
    pub(crate) effect_off: Vec<f64>,
    pub(crate) z: Vec<f64>,
}

impl Score {
    /// Adds some datasets.
    pub(crate) fn add(&mut self, measured: &[Measured]) {
        for m in measured {
            self.datasets += 1;
            self.with_findings += usize::from(m.shown > 0);
            self.shown += m.shown;
            self.wrong += m.wrong.len();
            for o in &m.outcomes {
                self.z.push(o.z);
                if o.z >= 5.5 {
                    self.clear += 1;
                    self.clear_hit += usize::from(o.hit);
                    self.clear_hit_but_month += usize::from(o.hit_but_month);
                    self.months_off.extend(o.months_off.map(i32::abs));
                    self.effect_off.extend(o.effect_off);
                }
            }
        }
    }

    /// Found of those that are clear.
    pub(crate) fn recall(&self) -> f64 {
        if self.clear == 0 { 1.0 } else { self.clear_hit as f64 / self.clear as f64 }
    }

    /// Wrong of all shown.
    pub(crate) fn false_share(&self) -> f64 {
        if self.shown == 0 { 0.0 } else { self.wrong as f64 / self.shown as f64 }
    }
}

/// The middle of some numbers.
fn middle(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(0.0)
}

impl Score {
    /// The names of what [`Self::line`] tells.
    pub(crate) const HEAD: &str =
        "story                     size  made      z  clear  recall (any t)   months  effect  shown  false";

    /// One line of the table.
    pub(crate) fn line(&self, name: &str, size: u64) -> String {
        let months = f64::from(self.months_off.iter().sum::<i32>()) / self.months_off.len().max(1) as f64;
        let any_month = if self.clear == 0 { 1.0 } else { self.clear_hit_but_month as f64 / self.clear as f64 };
        format!(
            "{name:<24}{size:>6}{:>6}{:>7.1}{:>7}{:>8.2}{any_month:>8.2}{months:>9.2}{:>+8.2}{:>7}{:>7}",
            self.datasets,
            middle(self.z.clone()),
            self.clear,
            self.recall(),
            middle(self.effect_off.clone()),
            self.shown,
            self.wrong,
        )
    }
}

impl Measured {
    /// What was planted and what was found, in full.
    pub(crate) fn details(&self) -> String {
        let mut text = format!("  seed {} ({:.0} ms, {} checked)\n", self.seed, self.seconds * 1e3, self.checked);
        for (key, outcome) in self.keys.iter().zip(&self.outcomes) {
            text.push_str(&format!("    {} {key} of {}\n", if outcome.hit { "hit " } else { "MISS" }, outcome.story));
        }
        for found in &self.found {
            text.push_str(&format!("      {} {found}\n", if self.wrong.contains(found) { "!" } else { " " }));
        }
        text
    }
}
