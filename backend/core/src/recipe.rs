//! The recipe: everything a dataset is made from.
//!
//! A [`RecipeDraft`] is what somebody wrote, in JSON, a form, a query string or flags; all of them go
//! through one parser, [`Recipe::from_draft`], which either gives a [`Recipe`] with every default
//! filled in, or says everything that is wrong with the draft at once. There is no other way to make
//! a recipe, so whoever holds one need not check it again. Nothing here knows JSON or HTTP.

mod draft;
mod parse;
mod stories;

use core::fmt::Write as _;

use crate::GENERATOR_VERSION;
use crate::calendar::Day;
use crate::vocabulary::{Industry, Region, Segment};
use crate::world::stories::Wanted;

pub use draft::{Given, RecipeDraft};
pub use parse::{grouped, nearest};

/// The largest seed: 2^53 − 1, the largest integer that JavaScript and spreadsheets hold exactly.
pub const MAX_SEED: u64 = (1 << 53) - 1;
/// The months of history a dataset can have. Chosen: two quarters is the least that shows a change, five years the
/// most people draw on one axis.
pub const MONTHS: core::ops::RangeInclusive<u32> = 6..=60;
/// Bounds of the rate multipliers (dimensionless). Chosen: a tenth and five times the usual still look like a CRM.
pub const ACTIVITY: core::ops::RangeInclusive<f64> = 0.1..=5.0;
/// How long a name may be, in characters. Chosen: fits a card and a window title.
pub const NAME_CHARACTERS: core::ops::RangeInclusive<usize> = 1..=80;
/// The first day that `as_of` may be, as year, month and day. Chosen: before 1990 nobody had a CRM.
pub const FIRST_AS_OF: (i32, u32, u32) = (1990, 1, 1);
/// The last day that `as_of` may be. Chosen.
pub const LAST_AS_OF: (i32, u32, u32) = (2100, 12, 31);
/// Customers when the draft does not say: enough for every chart, small enough for every laptop.
pub const DEFAULT_CUSTOMERS: u64 = 500;
/// Months of history when the draft does not say: two years, so that seasons can be compared.
pub const DEFAULT_MONTHS: u32 = 24;
/// The name when the draft does not say.
pub const DEFAULT_NAME: &str = "Dataset";

/// Bounds that whoever runs the program chooses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most customers one dataset may have.
    pub customers: u64,
}

impl Default for Limits {
    /// Ten million customers.
    fn default() -> Self {
        Self { customers: 10_000_000 }
    }
}

/// One thing that is wrong with a draft, in words for people and in parts for programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldProblem {
    /// Where it is, as a JSON pointer (RFC 6901): `/regions/1`.
    pub pointer: String,
    /// The bare name of the field: `regions`.
    pub field: String,
    /// What was given, shortened if long.
    pub given: String,
    /// What would have been right.
    pub allowed: String,
    /// Both, in one sentence.
    pub message: String,
}

/// A complete and valid recipe. A dataset is a pure function of it and of [`GENERATOR_VERSION`];
/// the name alone has no part in it.
#[derive(Clone, Debug, PartialEq)]
pub struct Recipe {
    pub(crate) name: String,
    pub(crate) seed: u64,
    pub(crate) customers: u64,
    pub(crate) regions: Vec<Region>,
    pub(crate) segments: Vec<Segment>,
    pub(crate) industries: Vec<Industry>,
    pub(crate) as_of: Day,
    pub(crate) months: u32,
    pub(crate) activity_feedback: f64,
    pub(crate) activity_deals: f64,
    pub(crate) stories: Vec<Wanted>,
}

impl Recipe {
    /// Makes a recipe of a draft. `today` is the default of `as_of`; `drawn_seed` is called only when the draft has no
    /// seed, and its lowest 53 bits are taken.
    ///
    /// # Errors
    /// Everything that is wrong with the draft, in the order of its fields; never an empty list.
    pub fn from_draft(
        draft: &RecipeDraft,
        limits: &Limits,
        today: Day,
        drawn_seed: impl FnOnce() -> u64,
    ) -> Result<Self, Vec<FieldProblem>> {
        parse::recipe(draft, limits, today, drawn_seed)
    }

    /// The same recipe under the name that a draft gives; the name has no part in the data.
    ///
    /// # Errors
    /// Everything that is wrong with the draft, which may have a name and nothing else.
    pub fn renamed(&self, draft: &RecipeDraft) -> Result<Self, Vec<FieldProblem>> {
        let Self { name, .. } = Self::from_draft(draft, &Limits::default(), self.as_of, || self.seed)?;
        Ok(Self { name, ..self.clone() })
    }

    /// What people call the dataset: 1 to 80 characters.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The seed of every draw: `0..=MAX_SEED`.
    #[must_use]
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// How many customers: at least 1.
    #[must_use]
    pub fn customers(&self) -> u64 {
        self.customers
    }

    /// The regions customers may be in: at least one, in vocabulary order, each once.
    #[must_use]
    pub fn regions(&self) -> &[Region] {
        &self.regions
    }

    /// The segments customers may be of: at least one, in vocabulary order, each once.
    #[must_use]
    pub fn segments(&self) -> &[Segment] {
        &self.segments
    }

    /// The industries customers may be of: at least one, in vocabulary order, each once.
    #[must_use]
    pub fn industries(&self) -> &[Industry] {
        &self.industries
    }

    /// The last day of the data.
    #[must_use]
    pub fn as_of(&self) -> Day {
        self.as_of
    }

    /// Months of history up to `as_of`: 6 to 60.
    #[must_use]
    pub fn months(&self) -> u32 {
        self.months
    }

    /// How much more, or less, customers write than usual: 0.1 to 5.
    #[must_use]
    pub fn activity_feedback(&self) -> f64 {
        self.activity_feedback
    }

    /// How much more, or fewer, deals there are than usual: 0.1 to 5.
    #[must_use]
    pub fn activity_deals(&self) -> f64 {
        self.activity_deals
    }

    /// The stories to plant, in the order given.
    #[must_use]
    pub fn stories(&self) -> &[Wanted] {
        &self.stories
    }

    /// Every field that takes part in the data, as flat names and texts: what a query string needs to make the same
    /// rows again. Lists that hold everything are written out, so that the address does not depend on what "all" means.
    #[must_use]
    pub fn to_pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = vec![("seed", self.seed.to_string()), ("customers", self.customers.to_string())];
        pairs.extend(self.regions.iter().map(|r| ("regions", r.to_string())));
        pairs.extend(self.segments.iter().map(|s| ("segments", s.to_string())));
        pairs.extend(self.industries.iter().map(|i| ("industries", i.to_string())));
        pairs.push(("as_of", self.as_of.to_string()));
        pairs.push(("months", self.months.to_string()));
        pairs.push(("feedback_activity", self.activity_feedback.to_string()));
        pairs.push(("deal_activity", self.activity_deals.to_string()));
        pairs.extend(self.stories.iter().map(|wanted| ("stories", wanted.to_string())));
        pairs
    }

    /// A line that is the same for two recipes exactly when they give the same data under this generator.
    #[must_use]
    pub fn identity(&self) -> String {
        let mut line = format!("generator={GENERATOR_VERSION}");
        for (name, value) in self.to_pairs() {
            let _ = write!(line, ";{name}={value}");
        }
        line
    }
}

#[cfg(test)]
mod tests;
