//! What a form needs to offer: choices, defaults, limits.

use std::sync::LazyLock;

use actix_web::get;
use actix_web::web::{Data, Json};
use crmgen_core::GENERATOR_VERSION;
use crmgen_core::block::Plan;
use crmgen_core::calendar::Day;
use crmgen_core::recipe::{
    ACTIVITY, DEFAULT_CUSTOMERS, DEFAULT_MONTHS, Given, Limits, MAX_SEED, MONTHS, NAME_CHARACTERS, Recipe, RecipeDraft,
};
use crmgen_core::vocabulary::{Industry, Region, Segment, Story, Strength};
use crmgen_core::world::stories::planner::smallest;
use serde::Serialize;
use utoipa::ToSchema;

use super::recipe::ActivityDto;
use super::vocabulary::{IndustryName, MetricName, RegionName, SegmentName, StoryName, StrengthName, wrapped};
use crate::app::Shared;
use crate::input::NoParameters;
use crate::problem::Problem;

/// Everything a form needs to offer a recipe.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Options {
    /// Regions to choose from, in the order to show them.
    regions: Vec<RegionName>,
    /// Segments to choose from.
    segments: Vec<SegmentName>,
    /// Industries to choose from.
    industries: Vec<IndustryName>,
    /// Stories to choose from; `surprise` in a recipe picks three of them.
    stories: Vec<StoryOption>,
    /// How clearly a story can show.
    strengths: Vec<StrengthName>,
    /// What a recipe gets for the fields it leaves out.
    defaults: Defaults,
    /// What each number may be.
    limits: LimitsDto,
    /// Changes when the same recipe would give other rows.
    #[schema(example = 1)]
    generator_version: u32,
}

/// What a recipe gets for the fields it leaves out. The seed is drawn, and the name is made of the id.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Defaults {
    /// How many customers.
    #[schema(example = 500)]
    customers: u64,
    /// Months of history.
    #[schema(example = 24)]
    months: u32,
    /// How much happens.
    activity: ActivityDto,
    /// All regions.
    regions: Vec<RegionName>,
    /// All segments.
    segments: Vec<SegmentName>,
    /// All industries.
    industries: Vec<IndustryName>,
    /// No story.
    stories: Vec<String>,
    /// Today in UTC.
    #[schema(example = "2026-06-30", format = Date)]
    as_of: String,
}

/// A story that can be planted.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct StoryOption {
    /// What a recipe calls it.
    id: StoryName,
    /// A few words.
    #[schema(example = "A price rise")]
    title: &'static str,
    /// Two plain sentences.
    what_happened: &'static str,
    /// Where to look for it, in plain words.
    what_to_look_for: &'static str,
    /// What it moves most.
    metric: MetricName,
    /// Columns whose value can be chosen in `where`.
    #[schema(example = json!(["region", "segment"]))]
    r#where: &'static [&'static str],
    /// Whether a month can be chosen in `onset`.
    has_onset: bool,
    /// The fewest customers with whom it shows, by strength, in a recipe with all else left out.
    smallest: Smallest,
}

/// The fewest customers by strength, to about a tenth.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct Smallest {
    /// For the strength `subtle`.
    #[schema(example = 300)]
    subtle: Option<u64>,
    /// For the strength `clear`.
    #[schema(example = 500)]
    clear: Option<u64>,
    /// For the strength `obvious`.
    #[schema(example = 900)]
    obvious: Option<u64>,
}

/// All stories. What depends on a seed and a date is said for the usual ones, so that it is always the same.
fn story_options() -> Vec<StoryOption> {
    static OPTIONS: LazyLock<Vec<StoryOption>> = LazyLock::new(|| {
        let draft = RecipeDraft::default().with("as_of", Given::Text("2026-06-30".to_owned()));
        let Ok(recipe) = Recipe::from_draft(&draft, &Limits::default(), Day(20_000), || 0) else { return Vec::new() };
        let plan = Plan::new(&recipe);
        let option = |&story: &Story| {
            let entry = story.entry();
            let least = |strength| smallest(&plan, story, strength);
            StoryOption {
                id: StoryName(story),
                title: entry.title,
                what_happened: entry.what_happened,
                what_to_look_for: entry.what_to_look_for,
                metric: MetricName(entry.metric),
                r#where: entry.place,
                has_onset: entry.has_onset,
                smallest: Smallest {
                    subtle: least(Strength::Subtle),
                    clear: least(Strength::Clear),
                    obvious: least(Strength::Obvious),
                },
            }
        };
        Story::ALL.iter().map(option).collect()
    });
    OPTIONS.clone()
}

/// What each number of a recipe may be.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Limits)]
pub(crate) struct LimitsDto {
    /// Customers; the upper end is this server's choice.
    customers: IntegerRange,
    /// Months of history.
    months: IntegerRange,
    /// The seed.
    seed: IntegerRange,
    /// Both activity multipliers.
    activity: DecimalRange,
    /// Characters of the name.
    name_length: IntegerRange,
}

/// From the smallest to the largest whole number, both allowed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct IntegerRange {
    /// The smallest.
    #[schema(example = 1)]
    min: u64,
    /// The largest.
    #[schema(example = 10_000_000)]
    max: u64,
}

/// From the smallest to the largest number, both allowed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DecimalRange {
    /// The smallest.
    #[schema(example = 0.1)]
    min: f64,
    /// The largest.
    #[schema(example = 5)]
    max: f64,
}

/// What can be chosen
///
/// Regions, segments, industries and stories to choose from, the defaults, and the limits of this server: all that a
/// form for a recipe needs.
#[utoipa::path(tag = "service", responses(
    (status = 200, description = "The choices.", body = Options),
    (status = 422, description = "The address has parameters; it takes none.", body = Problem, content_type = "application/problem+json"),
))]
#[get("/options")]
pub(crate) async fn get_options(shared: Data<Shared>, _: NoParameters) -> Json<Options> {
    let limits = shared.limits;
    Json(Options {
        regions: wrapped(Region::ALL, RegionName),
        segments: wrapped(Segment::ALL, SegmentName),
        industries: wrapped(Industry::ALL, IndustryName),
        stories: story_options(),
        strengths: wrapped(Strength::ALL, StrengthName),
        defaults: Defaults {
            customers: DEFAULT_CUSTOMERS.min(limits.customers),
            months: DEFAULT_MONTHS,
            activity: ActivityDto { feedback: 1.0, deals: 1.0 },
            regions: wrapped(Region::ALL, RegionName),
            segments: wrapped(Segment::ALL, SegmentName),
            industries: wrapped(Industry::ALL, IndustryName),
            stories: Vec::new(),
            as_of: shared.surroundings.today().to_string(),
        },
        limits: LimitsDto {
            customers: IntegerRange { min: 1, max: limits.customers },
            months: IntegerRange { min: (*MONTHS.start()).into(), max: (*MONTHS.end()).into() },
            seed: IntegerRange { min: 0, max: MAX_SEED },
            activity: DecimalRange { min: *ACTIVITY.start(), max: *ACTIVITY.end() },
            name_length: IntegerRange { min: *NAME_CHARACTERS.start() as u64, max: *NAME_CHARACTERS.end() as u64 },
        },
        generator_version: GENERATOR_VERSION,
    })
}
