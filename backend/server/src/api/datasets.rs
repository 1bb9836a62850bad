//! Datasets: make, list, look at, delete.

use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header;
use actix_web::web::{self, Data, Json};
use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post};
use crmgen_core::GENERATOR_VERSION;
use crmgen_core::columns::Table;
use crmgen_core::recipe::{FieldProblem, Given, Recipe, RecipeDraft};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::paging::{MOST_SKIPPED, PageLinks, Window};
use super::recipe::{RecipeDto, RecipeForm, RecipeInput};
use super::{Named, may_see, owner_of};
use crate::app::{API, Shared};
use crate::dataset::{Dataset, State};
use crate::input::{JsonBody, NoParameters, QueryPairs, QueryReader, RecipeBody};
use crate::journal::{Journal, Made};
use crate::problem::{ApiError, Problem};

/// How long a client waits for a dataset to be ready at once. Chosen: people feel it as one click.
const AT_ONCE: Duration = Duration::from_millis(500);

/// A dataset: its recipe, and where it stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Dataset)]
pub(crate) struct DatasetDto {
    /// Its id.
    #[schema(example = "6f1b4bb0-91f7-4f5a-8b3e-5f4dbf4f5a01")]
    id: Uuid,
    /// What people call it.
    #[schema(example = "Spring training")]
    name: String,
    /// Where it stands.
    status: Status,
    /// When its recipe was accepted, in UTC.
    #[schema(example = "2026-06-30T10:00:00Z", format = DateTime)]
    created_at: String,
    /// Everything it is made from, with every default filled in. Post it again for the same rows.
    recipe: RecipeDto,
    /// Version of the generator; the same recipe and version give the same rows.
    #[schema(example = 1)]
    generator_version: u32,
    /// How many rows each table has; null until it is ready.
    #[schema(required)]
    rows: Option<RowCounts>,
    /// How far it is; null unless it is being built.
    #[schema(required)]
    progress: Option<ProgressDto>,
    /// Why it could not be built; null unless that failed.
    #[schema(required)]
    problem: Option<Problem>,
    /// Where to go on.
    links: DatasetLinks,
}

/// Where a dataset stands.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Status {
    /// Rows are being counted; ask again.
    Building,
    /// Everything can be asked for.
    Ready,
    /// It could not be built.
    Failed,
}

/// How many rows each table has.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RowCounts {
    /// Rows of customers.
    #[schema(example = 500)]
    customers: u64,
    /// Rows of deals.
    #[schema(example = 1460)]
    deals: u64,
    /// Rows of feedback.
    #[schema(example = 3012)]
    feedback: u64,
}

/// How far a build is: of a dataset, and the data of a `progress` event.
#[derive(Debug, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = Progress)]
pub(crate) struct ProgressDto {
    /// `queued` while other builds come first, then `building`.
    #[schema(example = "building")]
    stage: &'static str,
    /// Steps done.
    #[schema(example = 12)]
    done: u64,
    /// Steps in all.
    #[schema(example = 98)]
    total: u64,
    /// Seconds it will take yet; null as long as nobody can tell.
    #[schema(required, example = 3)]
    seconds_left: Option<u64>,
}

impl ProgressDto {
    /// Where a dataset stands in its build; `None` once that is over.
    pub(super) fn of(state: &State) -> Option<Self> {
        let State::Building { started, done, total, seconds_left } = *state else { return None };
        let stage = if started { "building" } else { "queued" };
        Some(Self { stage, done, total, seconds_left })
    }
}

/// Addresses of what a dataset has.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DatasetLinks {
    /// The dataset itself.
    #[serde(rename = "self")]
    #[schema(example = "/api/v1/datasets/6f1b4bb0-91f7-4f5a-8b3e-5f4dbf4f5a01")]
    this: String,
    /// The progress of its build, as server-sent events.
    #[schema(example = "/api/v1/datasets/6f1b4bb0-91f7-4f5a-8b3e-5f4dbf4f5a01/events")]
    events: String,
    /// Its tables.
    #[schema(example = "/api/v1/datasets/6f1b4bb0-91f7-4f5a-8b3e-5f4dbf4f5a01/tables")]
    tables: String,
    /// The numbers of its dashboard.
    #[schema(example = "/api/v1/datasets/6f1b4bb0-91f7-4f5a-8b3e-5f4dbf4f5a01/summary")]
    summary: String,
    /// The files it can be downloaded as.
    #[schema(example = "/api/v1/datasets/6f1b4bb0-91f7-4f5a-8b3e-5f4dbf4f5a01/exports")]
    exports: String,
}

/// The address of a dataset.
pub(super) fn address(id: Uuid) -> String {
    format!("{API}/datasets/{id}")
}

impl From<&Dataset> for DatasetDto {
    fn from(dataset: &Dataset) -> Self {
        let mut dto = Self {
            id: dataset.id,
            name: dataset.recipe.name().to_owned(),
            status: Status::Building,
            created_at: dataset.created_at.to_string(),
            recipe: RecipeDto::from(&dataset.recipe),
            generator_version: GENERATOR_VERSION,
            rows: None,
            progress: None,
            problem: None,
            links: DatasetLinks {
                this: address(dataset.id),
                events: format!("{}/events", address(dataset.id)),
                tables: format!("{}/tables", address(dataset.id)),
                summary: format!("{}/summary", address(dataset.id)),
                exports: format!("{}/exports", address(dataset.id)),
            },
        };
        let state = dataset.state();
        match state {
            State::Ready(built) => {
                let rows = |table| built.index.rows(table);
                let (customers, deals) = (rows(Table::Customers), rows(Table::Deals));
                dto.status = Status::Ready;
                dto.rows = Some(RowCounts { customers, deals, feedback: rows(Table::Feedback) });
            }
            State::Failed => {
                dto.status = Status::Failed;
                dto.problem = Some(ApiError::DatasetFailed.problem());
            }
            State::Building { .. } => dto.progress = ProgressDto::of(&state),
        }
        dto
    }
}

/// Make a dataset
///
/// Send a recipe as JSON or as an HTML form; every field may be left out, and an empty body makes a dataset of
/// defaults. What is small is ready at once (201). What is large is built in the background (202): ask `links.self` until
/// `status` is `ready`. The answer echoes the recipe whole, so that the same data can be made again anywhere.
#[utoipa::path(tag = "datasets",
    request_body(description = "The recipe.", content((RecipeInput = "application/json"), (RecipeForm = "application/x-www-form-urlencoded"))),
    responses(
        (status = 201, description = "It is ready.", body = DatasetDto,
            headers(("Location" = String, description = "The address of the dataset."))),
        (status = 202, description = "It is being built.", body = DatasetDto,
            headers(("Location" = String, description = "The address to ask for its progress."),
                ("Retry-After" = u32, description = "Seconds to wait before asking."))),
        (status = 400, description = "The body cannot be read.", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "The body is too large.", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is neither JSON nor a form.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Fields of the recipe are wrong, and all of them are named; or the address has parameters, and takes none.", body = Problem, content_type = "application/problem+json"),
        (status = 503, description = "Too many builds are waiting.", body = Problem, content_type = "application/problem+json"),
        (status = 507, description = "The store is full.", body = Problem, content_type = "application/problem+json"),
    ))]
#[post("/datasets")]
pub(crate) async fn create_dataset(
    request: HttpRequest,
    shared: Data<Shared>,
    _: NoParameters,
    body: RecipeBody,
) -> Result<HttpResponse, ApiError> {
    let around = shared.surroundings;
    let id = (around.id)();
    let draft = body.0.or_named(format!("Dataset {}", &id.simple().to_string()[..6]));
    let recipe =
        Recipe::from_draft(&draft, &shared.limits, around.today(), around.seed).map_err(ApiError::InvalidRecipe)?;
    let dataset = shared
        .store
        .admit(|order| Dataset::new(id, recipe, around.second(), order, owner_of(&request)))
        .map_err(|full| ApiError::StoreFull { capacity: full.capacity })?;
    if shared.jobs.submit(Arc::clone(&dataset)).is_err() {
        shared.store.remove(id);
        return Err(ApiError::Busy("Too many datasets are waiting to be built."));
    }
    // Written while the build is under way; the client hears of the dataset only when it is safe.
    if let Err(error) = keep(&shared, &dataset).await {
        dataset.cancel();
        shared.store.remove(id);
        return Err(error);
    }
    let at_once = tokio::time::timeout(AT_ONCE, dataset.wait()).await.is_ok();
    if dataset.is_cancelled() {
        // Somebody saw it in the list and deleted it, perhaps before it was written down.
        journaled(&shared, move |journal| journal.deleted(id)).await?;
        return Err(ApiError::DatasetNotFound { id: id.to_string() });
    }
    if matches!(dataset.state(), State::Failed) {
        shared.store.remove(id);
        journaled(&shared, move |journal| journal.deleted(id)).await?;
        return Err(ApiError::Internal);
    }
    let mut response = if at_once { HttpResponse::Created() } else { HttpResponse::Accepted() };
    if !at_once {
        response.insert_header((header::RETRY_AFTER, 1));
    }
    Ok(response.insert_header((header::LOCATION, address(id))).json(DatasetDto::from(&*dataset)))
}

/// Writes a new dataset into the journal, if there is one.
async fn keep(shared: &Data<Shared>, dataset: &Dataset) -> Result<(), ApiError> {
    let recipe = RecipeDto::from(&dataset.recipe);
    let made = Made::now(dataset.id, dataset.created_at.to_string(), dataset.owner.as_deref(), &recipe);
    journaled(shared, move |journal| journal.made(made?)).await
}

/// Writes into the journal, if there is one, off the async workers.
async fn journaled(
    shared: &Data<Shared>,
    write: impl FnOnce(&Journal) -> std::io::Result<()> + Send + 'static,
) -> Result<(), ApiError> {
    if shared.journal.is_none() {
        return Ok(());
    }
    let shared = shared.clone();
    let written = web::block(move || shared.journal.as_ref().map_or(Ok(()), write)).await;
    match written {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) => {
            log::error!("the journal cannot be written: {error}");
            Err(ApiError::Internal)
        }
        Err(error) => {
            log::error!("the journal was not written: {error}");
            Err(ApiError::Internal)
        }
    }
}

/// Which part of the list.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "a description: parameters are read by `QueryReader`, which names all that is wrong")]
pub(crate) struct ListQuery {
    /// How many datasets at most.
    #[param(minimum = 1, maximum = 200, default = 50, example = 50)]
    limit: Option<u32>,
    /// How many to skip.
    #[param(minimum = 0, maximum = 9_007_199_254_740_991_u64, default = 0, example = 0)]
    offset: Option<u64>,
}

/// A part of the list of datasets.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DatasetList {
    /// Datasets, newest first.
    datasets: Vec<DatasetDto>,
    /// How many there are in all.
    #[schema(example = 3)]
    total: u64,
    /// How many were asked for at most.
    #[schema(example = 50)]
    limit: u64,
    /// How many were skipped.
    #[schema(example = 0)]
    offset: u64,
    /// The parts around this one.
    links: PageLinks,
}

/// List the datasets
///
/// All datasets of this server, newest first, page by page; where keys are needed, those made with the same key.
#[utoipa::path(tag = "datasets", params(ListQuery), responses(
    (status = 200, description = "A part of the list.", body = DatasetList),
    (status = 422, description = "Parameters are wrong.", body = Problem, content_type = "application/problem+json"),
))]
#[get("/datasets")]
pub(crate) async fn list_datasets(
    request: HttpRequest,
    shared: Data<Shared>,
    query: QueryPairs,
) -> Result<HttpResponse, ApiError> {
    let mut reader = QueryReader::new(query);
    let window =
        Window { limit: reader.integer("limit", 1..=200, 50), offset: reader.integer("offset", 0..=MOST_SKIPPED, 0) };
    reader.finish()?;
    let owner = owner_of(&request);
    let mut all = shared.store.newest_first();
    all.retain(|dataset| may_see(&owner, dataset));
    let (skip, take) = (usize::try_from(window.offset).unwrap_or(usize::MAX), window.limit as usize);
    let total = all.len() as u64;
    let links = PageLinks::new(&format!("{API}/datasets"), "", window, total);
    let datasets = all.iter().skip(skip).take(take).map(|dataset| DatasetDto::from(&**dataset)).collect();
    let Window { limit, offset } = window;
    Ok(HttpResponse::Ok().insert_header((header::LINK, links.header())).json(DatasetList {
        datasets,
        total,
        limit,
        offset,
        links,
    }))
}

/// Look at a dataset
///
/// Its recipe and where it stands: while it is being built, how far it is; once it is ready, how many rows it has.
#[utoipa::path(tag = "datasets", params(("id" = Uuid, Path, description = "Id of the dataset.")), responses(
    (status = 200, description = "The dataset.", body = DatasetDto),
    (status = 404, description = "There is no such dataset.", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "The address has parameters; it takes none.", body = Problem, content_type = "application/problem+json"),
))]
#[get("/datasets/{id}")]
pub(crate) async fn get_dataset(dataset: Named, _: NoParameters) -> Json<DatasetDto> {
    Json(DatasetDto::from(&*dataset.0))
}

/// Delete a dataset
///
/// Forgets the dataset, and stops building it. Its recipe still makes the same rows.
#[utoipa::path(tag = "datasets", params(("id" = Uuid, Path, description = "Id of the dataset.")), responses(
    (status = 204, description = "It is gone."),
    (status = 404, description = "There is no such dataset.", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "The address has parameters; it takes none.", body = Problem, content_type = "application/problem+json"),
))]
#[delete("/datasets/{id}")]
pub(crate) async fn delete_dataset(
    shared: Data<Shared>,
    dataset: Named,
    _: NoParameters,
) -> Result<HttpResponse, ApiError> {
    let id = dataset.0.id;
    journaled(&shared, move |journal| journal.deleted(id)).await?;
    shared.store.remove(id);
    dataset.0.cancel();
    shared.cache.forget(id);
    Ok(HttpResponse::NoContent().finish())
}

/// What a dataset is to be called.
#[derive(Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DatasetName, examples(json!({"name": "Autumn training"})))]
pub(crate) struct NameInput {
    /// The new name.
    #[schema(
        min_length = 1,
        max_length = 80,
        pattern = "^[^\\u0000-\\u001f\\u007f-\\u009f]*[^\\s\\u0000-\\u001f\\u007f-\\u009f][^\\u0000-\\u001f\\u007f-\\u009f]*$"
    )]
    name: String,
}

/// Rename a dataset
///
/// Gives it another name. The name has no part in the rows, so tables keep their bytes; archives hold the name.
#[utoipa::path(tag = "datasets", params(("id" = Uuid, Path, description = "Id of the dataset.")),
    request_body(description = "The new name.", content((NameInput = "application/json"))),
    responses(
        (status = 200, description = "The dataset under its new name.", body = DatasetDto),
        (status = 400, description = "The body cannot be read.", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "There is no such dataset.", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "The body is not JSON.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "The name is wrong, something else was to be changed, or the address has parameters, and takes none.", body = Problem, content_type = "application/problem+json"),
    ))]
#[patch("/datasets/{id}")]
pub(crate) async fn rename_dataset(
    shared: Data<Shared>,
    dataset: Named,
    _: NoParameters,
    body: JsonBody,
) -> Result<Json<DatasetDto>, ApiError> {
    let recipe = renamed(&dataset.0.recipe, body.0).map_err(ApiError::InvalidBody)?;
    let (id, name) = (dataset.0.id, recipe.name().to_owned());
    journaled(&shared, move |journal| journal.named(id, &name)).await?;
    let renamed = shared.store.replace(dataset.0.renamed(recipe));
    let renamed = renamed.ok_or_else(|| ApiError::DatasetNotFound { id: id.to_string() })?;
    Ok(Json(DatasetDto::from(&*renamed)))
}

/// The recipe under another name; a body that would change anything else is refused.
fn renamed(recipe: &Recipe, fields: Vec<(String, Given)>) -> Result<Recipe, Vec<FieldProblem>> {
    let mut problems = Vec::new();
    for (name, value) in &fields {
        if name != "name" {
            let short: String = name.chars().take(80).collect();
            problems.push(FieldProblem {
                pointer: format!("/{}", short.replace('~', "~0").replace('/', "~1")),
                field: short.clone(),
                given: match value {
                    Given::Text(text) => text.chars().take(80).collect(),
                    _ => "a value".to_owned(),
                },
                allowed: "name".to_owned(),
                message: format!("\"{short}\" cannot be changed; only the name of a dataset can."),
            });
        }
    }
    if !fields.iter().any(|(name, value)| name == "name" && *value != Given::Null) {
        problems.push(FieldProblem {
            pointer: "/name".to_owned(),
            field: "name".to_owned(),
            given: "nothing".to_owned(),
            allowed: "a text of 1 to 80 characters".to_owned(),
            message: "name is missing; it must be a text of 1 to 80 characters.".to_owned(),
        });
    }
    let names = fields.into_iter().filter(|(name, _)| name == "name").collect();
    match recipe.renamed(&RecipeDraft::from_fields(names)) {
        Ok(recipe) if problems.is_empty() => Ok(recipe),
        Ok(_) => Err(problems),
        Err(mut more) => {
            problems.append(&mut more);
            Err(problems)
        }
    }
}
