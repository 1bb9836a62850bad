//! The recipe as JSON, whole: what answers echo, and what can be posted again.

use std::collections::BTreeMap;

use crmgen_core::recipe::Recipe;
use crmgen_core::world::stories::Wanted;
use crmgen_core::world::stories::ask::SURPRISE;
use serde::Serialize;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

use super::vocabulary::{IndustryName, RegionName, SegmentName, StoryName, StrengthName, wrapped};

/// Everything a dataset is made from, with every default filled in. Post it again, and the rows are the same.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Recipe)]
pub(crate) struct RecipeDto {
    /// What people call the dataset. Has no part in the data.
    #[schema(example = "Spring training", min_length = 1, max_length = 80)]
    name: String,
    /// The number that all chance comes from.
    #[schema(example = 7, minimum = 0, maximum = 9_007_199_254_740_991_u64)]
    seed: u64,
    /// How many customers.
    #[schema(example = 500, minimum = 1)]
    customers: u64,
    /// Regions that customers may be in.
    #[schema(min_items = 1)]
    regions: Vec<RegionName>,
    /// Segments that customers may be of.
    #[schema(min_items = 1)]
    segments: Vec<SegmentName>,
    /// Industries that customers may be of.
    #[schema(min_items = 1)]
    industries: Vec<IndustryName>,
    /// The last day of the data.
    #[schema(example = "2026-06-30", format = Date)]
    as_of: String,
    /// Months of history up to that day.
    #[schema(example = 24, minimum = 6, maximum = 60)]
    months: u32,
    /// How much happens, compared with the usual.
    activity: ActivityDto,
    /// Planted stories, as they were asked for.
    stories: Vec<WantedDto>,
}

/// How much happens, compared with the usual (1).
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Activity)]
pub(crate) struct ActivityDto {
    /// How much customers write.
    #[schema(example = 1, minimum = 0.1, maximum = 5)]
    pub(crate) feedback: f64,
    /// How many deals there are.
    #[schema(example = 1, minimum = 0.1, maximum = 5)]
    pub(crate) deals: f64,
}

impl From<&Recipe> for RecipeDto {
    fn from(recipe: &Recipe) -> Self {
        Self {
            name: recipe.name().to_owned(),
            seed: recipe.seed(),
            customers: recipe.customers(),
            regions: wrapped(recipe.regions(), RegionName),
            segments: wrapped(recipe.segments(), SegmentName),
            industries: wrapped(recipe.industries(), IndustryName),
            as_of: recipe.as_of().to_string(),
            months: recipe.months(),
            activity: ActivityDto { feedback: recipe.activity_feedback(), deals: recipe.activity_deals() },
            stories: recipe.stories().iter().map(WantedDto::from).collect(),
        }
    }
}

/// One entry of the stories of a recipe.
#[derive(Debug, Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = RecipeStory)]
pub(crate) enum WantedDto {
    /// `"surprise"`: three stories that the seed picks, and that the recipe keeps to itself.
    #[schema(example = "surprise")]
    Surprise(&'static str),
    /// A story, and what was fixed about it.
    Story(AskDto),
}

/// A story of a recipe, and what was fixed about it. What is not here is drawn from the seed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = StoryChoice)]
pub(crate) struct AskDto {
    /// Which story.
    id: StoryName,
    /// How clearly it shows.
    strength: StrengthName,
    /// Where it happens: columns and their value, where that was asked for.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(example = json!({"region": "Europe"}), required = false)]
    r#where: BTreeMap<&'static str, &'static str>,
    /// The month it begins, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(example = "2026-01")]
    onset: Option<String>,
}

impl From<&Wanted> for WantedDto {
    fn from(wanted: &Wanted) -> Self {
        match wanted {
            Wanted::Surprise => Self::Surprise(SURPRISE),
            Wanted::Story(ask) => Self::Story(AskDto {
                id: StoryName(ask.story),
                strength: StrengthName(ask.strength),
                r#where: ask.place.columns().collect(),
                onset: ask.onset.map(|month| month.to_string()),
            }),
        }
    }
}

/// A story to plant: an id, `"surprise"`, or an object.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = RecipeStoryInput)]
#[expect(dead_code, reason = "a description only: bodies are read by the recipe parser of the core")]
pub(crate) enum WantedInput {
    /// The id of a story.
    Id(StoryName),
    /// Three stories that the seed picks.
    Surprise(SurpriseWord),
    /// A story, and what is fixed about it.
    Story(AskInput),
}

/// The word that leaves the choice of stories to the seed.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[expect(dead_code, reason = "a description only: bodies are read by the recipe parser of the core")]
pub(crate) enum SurpriseWord {
    /// Three stories.
    Surprise,
}

/// A story to plant, and what is fixed about it; the rest is drawn from the seed.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = StoryChoiceInput)]
pub(crate) struct AskInput {
    /// Which story.
    id: StoryName,
    /// How clearly it shows. Left out: clear.
    strength: Option<StrengthName>,
    /// Where it happens, such as `{"region": "Europe"}`; `GET /api/v1/options` says what each story takes.
    r#where: Option<BTreeMap<String, String>>,
    /// The month it begins.
    #[schema(example = "2026-01", pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    onset: Option<String>,
}

/// A recipe to be made: every field may be left out. The same names work in a form, with repeated names for lists and
/// `feedback_activity` and `deal_activity` in place of `activity`.
///
/// Never built: bodies are read by the recipe parser, which names every bad field at once. This is its description.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RecipeInput, examples(json!({"name": "Spring training", "customers": 500, "seed": 7,
    "regions": ["Europe", "APAC"], "as_of": "2026-06-30", "months": 24, "activity": {"feedback": 1.5}})))]
pub(crate) struct RecipeInput {
    /// What to call the dataset. Left out: "Dataset" and a short id.
    #[schema(
        min_length = 1,
        max_length = 80,
        pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*[^\\s\\u0000-\\u001f\\u007f-\\u009f][^\\u0000-\\u001f\\u007f-\\u009f]*$"
    )]
    name: Option<String>,
    /// The number that all chance comes from. Left out: drawn, and echoed.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_u64)]
    seed: Option<u64>,
    /// How many customers. Left out: 500. The server's own limit is in `GET /api/v1/options`.
    #[schema(minimum = 1)]
    customers: Option<u64>,
    /// Regions that customers may be in. Left out: all.
    #[schema(min_items = 1)]
    regions: Option<Vec<RegionName>>,
    /// Segments that customers may be of. Left out: all.
    #[schema(min_items = 1)]
    segments: Option<Vec<SegmentName>>,
    /// Industries that customers may be of. Left out: all.
    #[schema(min_items = 1)]
    industries: Option<Vec<IndustryName>>,
    /// The last day of the data, from 1990-01-01 to 2100-12-31. Left out: today in UTC.
    #[schema(format = Date, pattern = "^(199[0-9]|20[0-9]{2}|2100)-[0-9]{2}-[0-9]{2}$")]
    as_of: Option<String>,
    /// Months of history up to that day. Left out: 24.
    #[schema(minimum = 6, maximum = 60)]
    months: Option<u32>,
    /// How much happens, compared with the usual.
    activity: Option<ActivityInput>,
    /// Stories to plant: ids, objects, or `"surprise"` for three that the seed picks. Left out: none.
    stories: Option<Vec<WantedInput>>,
}

/// How much happens, compared with the usual; each part may be left out.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ActivityInput {
    /// How much customers write. Left out: 1.
    #[schema(minimum = 0.1, maximum = 5)]
    feedback: Option<f64>,
    /// How many deals there are. Left out: 1.
    #[schema(minimum = 0.1, maximum = 5)]
    deals: Option<f64>,
}

/// A recipe as an HTML form sends it: flat names, lists as repeated names. An empty field counts as left out.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecipeForm {
    /// What to call the dataset.
    #[schema(
        min_length = 1,
        max_length = 80,
        pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*[^\\s\\u0000-\\u001f\\u007f-\\u009f][^\\u0000-\\u001f\\u007f-\\u009f]*$"
    )]
    name: Option<String>,
    /// The number that all chance comes from.
    #[schema(minimum = 0, maximum = 9_007_199_254_740_991_u64)]
    seed: Option<u64>,
    /// How many customers. Left out: 500.
    #[schema(minimum = 1)]
    customers: Option<u64>,
    /// Regions, as repeated names.
    #[schema(schema_with = regions)]
    regions: Option<Vec<RegionName>>,
    /// Segments, as repeated names.
    #[schema(schema_with = segments)]
    segments: Option<Vec<SegmentName>>,
    /// Industries, as repeated names.
    #[schema(schema_with = industries)]
    industries: Option<Vec<IndustryName>>,
    /// The last day of the data.
    #[schema(format = Date, pattern = "^(199[0-9]|20[0-9]{2}|2100)-[0-9]{2}-[0-9]{2}$")]
    as_of: Option<String>,
    /// Months of history up to that day. Left out: 24.
    #[schema(minimum = 6, maximum = 60)]
    months: Option<u32>,
    /// How much customers write, compared with the usual. Left out: 1.
    #[schema(minimum = 0.1, maximum = 5)]
    feedback_activity: Option<f64>,
    /// How many deals there are, compared with the usual. Left out: 1.
    #[schema(minimum = 0.1, maximum = 5)]
    deal_activity: Option<f64>,
    /// Stories, as repeated names: `price-rise`, `price-rise:obvious`,
    /// `price-rise:clear:region=Europe:onset=2026-01`, or `surprise`.
    #[schema(example = json!(["price-rise:obvious", "star-rep"]))]
    stories: Option<Vec<String>>,
}

/// Names repeated in a form; empty where none was chosen, as the first entry of a menu is.
fn repeated<T: PartialSchema>(what: &str) -> Schema {
    let empty = ObjectBuilder::new().schema_type(Type::String).max_length(Some(0));
    ArrayBuilder::new()
        .schema_type(SchemaType::from_iter([Type::Array, Type::Null]))
        .items(OneOfBuilder::new().item(T::schema()).item(empty))
        .description(Some(format!("{what}, as repeated names.")))
        .into()
}

fn regions() -> Schema {
    repeated::<RegionName>("Regions")
}

fn segments() -> Schema {
    repeated::<SegmentName>("Segments")
}

fn industries() -> Schema {
    repeated::<IndustryName>("Industries")
}
