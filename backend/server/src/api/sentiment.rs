//! Your own texts, analysed: the score, and what each word adds to it.

use actix_web::post;
use actix_web::web::{Data, Json};
use crmgen_core::recipe::{FieldProblem, Given, nearest};
use crmgen_core::text::sentiment::{Reasoned, analyser};
use crmgen_core::vocabulary::SentimentLabel;
use serde::Serialize;
use utoipa::ToSchema;

use super::{compute, short};
use crate::app::Shared;
use crate::input::{JsonBody, NoParameters};
use crate::problem::{ApiError, Problem};

/// The most texts at a time.
const MOST_TEXTS: usize = 100;
/// The most characters of a text.
const MOST_CHARACTERS: usize = 5_000;

/// Texts to be analysed.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SentimentInput, examples(json!({"texts": ["Support was very helpful!", "Setup is NOT easy."]})))]
pub(crate) struct SentimentInput {
    /// One to a hundred texts of up to 5,000 characters each, in English.
    #[schema(min_items = 1, max_items = 100)]
    texts: Vec<String>,
}

/// What was found, in the order of the texts.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SentimentResults {
    /// One for each text.
    results: Vec<SentimentResult>,
}

/// How one text sounds, and why.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SentimentResult {
    /// The text.
    #[schema(example = "Support was very helpful!")]
    text: String,
    /// The score, -1 to 1: S / sqrt(S * S + 15), where S is the sum of all contributions.
    #[schema(example = 0.5081, minimum = -1, maximum = 1)]
    compound: f64,
    /// Positive from 0.05 up, Negative from -0.05 down, Neutral between.
    #[schema(value_type = String, example = "Positive")]
    label: &'static str,
    /// Share of the text that is positive.
    #[schema(example = 0.515)]
    positive: f64,
    /// Share of the text without feeling.
    #[schema(example = 0.485)]
    neutral: f64,
    /// Share of the text that is negative.
    #[schema(example = 0.0)]
    negative: f64,
    /// The words that count, in order.
    words: Vec<WordDto>,
    /// What the whole text adds beside its words.
    adjustments: Vec<AdjustmentDto>,
}

/// One word that counts.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SentimentWord)]
pub(crate) struct WordDto {
    /// The word as written.
    #[schema(example = "helpful")]
    word: String,
    /// Where it begins in the text, in characters.
    #[schema(example = 17)]
    start: usize,
    /// Where it ends.
    #[schema(example = 24)]
    end: usize,
    /// What the word says by itself, -4 to 4.
    #[schema(example = 1.8)]
    valence: f64,
    /// What it adds here, after the words around it.
    #[schema(example = 2.093)]
    contribution: f64,
    /// Why that differs from its valence.
    #[schema(example = json!(["made stronger by \"very\""]))]
    why: Vec<String>,
}

/// Something that counts beside the words.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SentimentAdjustment)]
pub(crate) struct AdjustmentDto {
    /// What it is.
    #[schema(value_type = String, example = "exclamation marks")]
    what: &'static str,
    /// What it adds.
    #[schema(example = 0.292)]
    contribution: f64,
}

/// Analyse your own texts
///
/// The score of each text by the same analyser that scores the feedback (VADER, Hutto and Gilbert 2014, for English), with what
/// every word adds. The contributions of words and adjustments add up to the sum that the score is made of. Nothing is kept.
#[utoipa::path(tag = "service",
    request_body(description = "The texts.", content((SentimentInput = "application/json"))),
    responses(
        (status = 200, description = "The scores.", body = SentimentResults),
        (status = 400, description = "The body cannot be read.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large.", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is not JSON.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Texts are missing or too long, or the address has parameters, and takes none.", body = Problem, content_type = "application/problem+json"),
    ))]
#[post("/sentiment")]
pub(crate) async fn analyse_texts(
    shared: Data<Shared>,
    _: NoParameters,
    body: JsonBody,
) -> Result<Json<SentimentResults>, ApiError> {
    let texts = read_texts(body.0).map_err(ApiError::InvalidBody)?;
    let results = compute(&shared, move |patience| {
        texts.into_iter().map(|text| patience.check().map(|()| SentimentResult::of(text))).collect()
    })
    .await?;
    Ok(Json(SentimentResults { results }))
}

fn problem(pointer: &str, given: String, allowed: &str, message: String) -> FieldProblem {
    let field = pointer.split('/').nth(1).unwrap_or_default().to_owned();
    FieldProblem { pointer: pointer.to_owned(), field, given, allowed: allowed.to_owned(), message }
}

fn read_texts(fields: Vec<(String, Given)>) -> Result<Vec<String>, Vec<FieldProblem>> {
    const LIST: &str = "a list of 1 to 100 texts";
    let mut problems = Vec::new();
    let mut texts: Option<Vec<String>> = None;
    for (name, value) in fields {
        match (name.as_str(), value) {
            ("texts", _) if texts.is_some() => {
                problems.push(problem(
                    "/texts",
                    "texts twice".into(),
                    LIST,
                    "texts is given twice; give it once.".into(),
                ));
            }
            ("texts", Given::List(items)) => {
                let count = items.len();
                if !(1..=MOST_TEXTS).contains(&count) {
                    let message = format!("texts has {count} entries; it must be {LIST}.");
                    problems.push(problem("/texts", count.to_string(), LIST, message));
                }
                let mut list = Vec::new();
                for (i, item) in items.into_iter().take(MOST_TEXTS).enumerate() {
                    match read_text(i, item) {
                        Ok(text) => list.push(text),
                        Err(wrong) => problems.push(wrong),
                    }
                }
                texts = Some(list);
            }
            ("texts", _) => {
                problems.push(problem("/texts", "no list".into(), LIST, format!("texts must be {LIST}.")));
                texts = Some(Vec::new());
            }
            (name, _) => {
                let name = short(name);
                let hint = nearest(&name, &["texts"]).map_or(String::new(), |near| format!(" Did you mean {near}?"));
                let message = format!("There is no field called \"{name}\".{hint}");
                let pointer = format!("/{}", name.replace('~', "~0").replace('/', "~1"));
                problems.push(problem(&pointer, name, "texts", message));
            }
        }
    }
    if texts.is_none() {
        problems.push(problem("/texts", "nothing".into(), LIST, format!("texts is missing; it must be {LIST}.")));
    }
    match texts {
        Some(texts) if problems.is_empty() => Ok(texts),
        _ => Err(problems),
    }
}

fn read_text(number: usize, item: Given) -> Result<String, FieldProblem> {
    let allowed = "a text of at most 5,000 characters";
    let pointer = format!("/texts/{number}");
    match item {
        Given::Text(text) => match text.chars().count() {
            0..=MOST_CHARACTERS => Ok(text),
            count => {
                let message = format!("Text {} has {count} characters; it must be {allowed}.", number + 1);
                Err(problem(&pointer, short(&text), allowed, message))
            }
        },
        _ => {
            let message = format!("Text {} is no text; it must be {allowed}.", number + 1);
            Err(problem(&pointer, "no text".into(), allowed, message))
        }
    }
}

impl SentimentResult {
    fn of(text: String) -> Self {
        let Reasoned { compound_e4, positive, neutral, negative, words, adjustments } = analyser().reasons(&text);
        let words = words
            .into_iter()
            .map(|word| WordDto {
                start: text[..word.start].chars().count(),
                end: text[..word.end].chars().count(),
                word: text[word.start..word.end].to_owned(),
                valence: word.valence,
                contribution: word.contribution,
                why: word.why,
            })
            .collect();
        let adjustments = adjustments.into_iter().map(|(what, contribution)| AdjustmentDto { what, contribution });
        Self {
            compound: f64::from(compound_e4) / 1e4,
            label: SentimentLabel::of(compound_e4).name(),
            positive,
            neutral,
            negative,
            words,
            adjustments: adjustments.collect(),
            text,
        }
    }
}
