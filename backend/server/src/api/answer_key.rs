//! The answer key: what is planted in a dataset, and what its rows show of it.

use std::collections::BTreeMap;

use actix_web::get;
use actix_web::web::Json;
use crmgen_core::vocabulary::Metric;
use crmgen_core::world::stories::key::{Answer, answers};
use crmgen_core::world::stories::reveal::Tally;
use serde::Serialize;
use utoipa::ToSchema;

use super::Named;
use super::vocabulary::{MetricName, StoryName, StrengthName};
use crate::input::NoParameters;
use crate::problem::{ApiError, Problem};

/// What is planted in a dataset.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AnswerKey {
    /// The stories, in the order of the recipe; surprises last. Empty when none was planted.
    stories: Vec<AnswerDto>,
}

/// One planted story: what, where, when, how large, how clear, and how to see it.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Answer)]
pub(crate) struct AnswerDto {
    /// Which story.
    id: StoryName,
    /// A few words.
    #[schema(example = "A price rise")]
    title: &'static str,
    /// Two plain sentences.
    what_happened: &'static str,
    /// What it moves most.
    metric: MetricName,
    /// Where: columns of the tables, and their value.
    #[schema(example = json!({"region": "Europe", "segment": "SMB"}))]
    r#where: BTreeMap<&'static str, String>,
    /// Whether the metric goes up or down.
    direction: Direction,
    /// The month it begins; null where it was always so.
    #[schema(example = "2026-01")]
    onset: Option<String>,
    /// The first day of it; null where it was always so.
    #[schema(example = "2026-01-01", format = Date)]
    begins: Option<String>,
    /// How clearly it was to show.
    strength: StrengthName,
    /// The effect it was to have.
    #[schema(example = -0.31)]
    planted_effect: f64,
    /// What the same comparison gives without the story, on average.
    #[schema(example = 0)]
    usual_effect: f64,
    /// The effect in the rows; null where too few are there to say.
    #[schema(example = -0.29)]
    achieved_effect: Option<f64>,
    /// The unit of these effects.
    effect_unit: &'static str,
    /// How many standard errors the effect in the rows lies from the usual one, positive in the story's direction.
    #[schema(example = 6.1)]
    z: Option<f64>,
    /// What else it moves.
    also_moves: Vec<AlsoMoves>,
    /// How to see it.
    reveal: RevealDto,
}

/// Which way a metric goes.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Direction {
    /// More of it.
    Up,
    /// Less of it.
    Down,
}

impl Direction {
    fn of(up: bool) -> Self {
        if up { Self::Up } else { Self::Down }
    }
}

/// Another metric that a story moves.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AlsoMoves {
    /// Which.
    metric: MetricName,
    /// Which way.
    direction: Direction,
}

/// How to see a story.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Reveal)]
pub(crate) struct RevealDto {
    /// A query in DuckDB's dialect over the exported CSV files; its column `effect` is `achieved_effect`.
    sql: String,
    /// The chart of the page that shows it best.
    #[schema(example = "sentiment-by-region-and-month")]
    chart: &'static str,
    /// Where to look, in plain words.
    what_to_look_for: &'static str,
}

impl From<&Tally> for AnswerKey {
    fn from(tally: &Tally) -> Self {
        Self { stories: answers(tally).into_iter().map(AnswerDto::from).collect() }
    }
}

impl From<Answer> for AnswerDto {
    fn from(answer: Answer) -> Self {
        let entry = answer.story.entry();
        let also =
            |&(metric, up): &(Metric, bool)| AlsoMoves { metric: MetricName(metric), direction: Direction::of(up) };
        Self {
            id: StoryName(answer.story),
            title: entry.title,
            what_happened: entry.what_happened,
            metric: MetricName(entry.metric),
            r#where: answer.place.into_iter().collect(),
            direction: Direction::of(entry.up),
            onset: answer.onset.map(|month| month.to_string()),
            begins: answer.begins.map(|day| day.to_string()),
            strength: StrengthName(answer.strength),
            planted_effect: rounded(answer.planted_effect),
            usual_effect: rounded(answer.usual_effect),
            achieved_effect: answer.achieved_effect.map(rounded),
            effect_unit: entry.unit,
            z: answer.z.map(|z| (z * 10.0).round() / 10.0),
            also_moves: entry.also_moves.iter().map(also).collect(),
            reveal: RevealDto { sql: answer.sql, chart: entry.chart, what_to_look_for: entry.what_to_look_for },
        }
    }
}

/// Four places are more than any effect is known to.
fn rounded(effect: f64) -> f64 {
    (effect * 1e4).round() / 1e4
}

/// The answer key
///
/// What is planted in the dataset: what happened, where and when, how large it was meant to be and came out, how clear it is,
/// and a query and a chart that show it. Empty when no story was planted. Nothing in the tables gives it away.
#[utoipa::path(tag = "datasets", params(("id" = Uuid, Path, description = "Id of the dataset.")), responses(
    (status = 200, description = "The planted stories.", body = AnswerKey),
    (status = 404, description = "There is no such dataset.", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "The dataset is not ready yet, or could not be made.", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "The address has parameters; it takes none.", body = Problem, content_type = "application/problem+json"),
))]
#[get("/datasets/{id}/answer-key")]
pub(crate) async fn get_answer_key(dataset: Named, _: NoParameters) -> Result<Json<AnswerKey>, ApiError> {
    Ok(Json(AnswerKey::from(&dataset.0.built()?.tally)))
}
