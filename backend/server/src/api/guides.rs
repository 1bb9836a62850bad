//! Guides: step by step into other tools, with a dataset's own addresses and numbers.

use std::sync::OnceLock;

use actix_web::http::header::ContentType;
use actix_web::web::{Data, Json, Path};
use actix_web::{HttpRequest, HttpResponse, get};
use crmgen_core::block::Plan;
use crmgen_core::calendar::Day;
use crmgen_core::cube::Index;
use crmgen_core::recipe::{Limits, Recipe, RecipeDraft};
use crmgen_io::guides::{Addresses, GUIDES, Guide};
use serde::Serialize;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use super::datasets::address;
use super::{compute, short};
use crate::app::{API, Shared};
use crate::input::{NoParameters, QueryPairs, QueryReader};
use crate::problem::{ApiError, Problem};

/// The guides there are.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GuideList {
    /// One a tool.
    guides: Vec<GuideDto>,
}

/// One guide.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Guide)]
pub(crate) struct GuideDto {
    /// Its name in addresses.
    #[schema(example = "tableau")]
    tool: &'static str,
    /// What people call the tool.
    #[schema(example = "Tableau")]
    title: &'static str,
    /// What the guide leads to, in one sentence.
    #[schema(example = "Open a finished dashboard, or start your own from related tables.")]
    summary: &'static str,
    /// Where its text is. Add `?dataset=` and an id for one with that dataset's own addresses and numbers.
    #[schema(example = "/api/v1/guides/tableau")]
    href: String,
}

/// List the guides
///
/// Step by step into Tableau, Power BI, Excel, Looker Studio, Python, R and DuckDB.
#[utoipa::path(tag = "exports", responses(
    (status = 200, description = "The guides.", body = GuideList),
    (status = 422, description = "The address has parameters; it takes none.", body = Problem, content_type = "application/problem+json"),
))]
#[get("/guides")]
pub(crate) async fn list_guides(_: NoParameters) -> Json<GuideList> {
    let guides = GUIDES.iter().map(|&Guide { tool, title, summary, .. }| {
        let href = format!("{API}/guides/{tool}");
        GuideDto { tool, title, summary, href }
    });
    Json(GuideList { guides: guides.collect() })
}

/// Whose addresses and numbers.
#[derive(Debug, IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "a description: parameters are read by `QueryReader`, which names all that is wrong")]
pub(crate) struct GuideParameters {
    /// Id of a dataset. Left out: the guide is about an example that needs no dataset.
    #[param(pattern = "^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})?$")]
    dataset: Option<String>,
}

/// Read a guide
///
/// What to click, in order, and what to see then: as Markdown, with the dataset's own addresses and numbers filled in.
#[utoipa::path(tag = "exports",
    params(("tool" = String, Path, description = "Name of the tool, as in the list of guides.", example = "tableau"), GuideParameters),
    responses(
        (status = 200, description = "The guide.", body = String, content_type = "text/markdown; charset=utf-8",
            example = json!("# Tableau\n\nFrom nothing to a dashboard in a minute…\n")),
        (status = 404, description = "There is no such guide or dataset.", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The dataset is not ready.", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "Parameters are wrong.", body = Problem, content_type = "application/problem+json"),
    ))]
#[get("/guides/{tool}")]
pub(crate) async fn get_guide(
    request: HttpRequest,
    shared: Data<Shared>,
    tool: Path<String>,
    query: QueryPairs,
) -> Result<HttpResponse, ApiError> {
    let mut reader = QueryReader::new(query);
    let id = reader.single("dataset");
    reader.finish()?;
    let guide = Guide::of(&tool).ok_or_else(|| {
        let known = GUIDES.iter().map(|guide| guide.tool).collect::<Vec<_>>().join(", ");
        ApiError::GuideNotFound { tool: short(&tool), known }
    })?;
    let origin = {
        let connection = request.connection_info();
        format!("{}://{}", connection.scheme(), connection.host())
    };
    let text = match id {
        Some(id) => {
            let found = Uuid::try_parse(&id).ok().and_then(|id| shared.store.get(id));
            let dataset = found.ok_or_else(|| ApiError::DatasetNotFound { id: short(&id) })?;
            dataset.built()?;
            compute(&shared, move |_| {
                let home = format!("{origin}{}", address(dataset.id));
                let addresses =
                    Addresses::Stored { tables: format!("{home}/tables"), exports: format!("{home}/exports") };
                dataset.built().map(|built| guide.text(dataset.recipe.name(), &built.index, &addresses))
            })
            .await?
        }
        None => {
            compute(&shared, move |_| {
                let addresses =
                    Addresses::Recipe { tables: format!("{origin}{API}/tables"), query: EXAMPLE.to_owned() };
                example().map(|index| guide.text("an example", index, &addresses))
            })
            .await?
        }
    };
    Ok(HttpResponse::Ok().content_type(markdown()).body(text))
}

fn markdown() -> ContentType {
    ContentType("text/markdown; charset=utf-8".parse().expect("this is a media type"))
}

/// The recipe that guides are about when none is named.
const EXAMPLE: &str = "seed=7&as_of=2026-06-30&customers=1000";

/// What was counted of the example, once.
fn example() -> Result<&'static Index, ApiError> {
    static INDEX: OnceLock<Index> = OnceLock::new();
    if let Some(index) = INDEX.get() {
        return Ok(index);
    }
    let pairs = EXAMPLE.split('&').filter_map(|pair| pair.split_once('='));
    let draft = RecipeDraft::from_pairs(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let recipe = Recipe::from_draft(&draft, &Limits::default(), Day(0), || 0).map_err(|_| {
        log::error!("the recipe of the guides' example is wrong");
        ApiError::Internal
    })?;
    Ok(INDEX.get_or_init(|| Index::of(&Plan::new(&recipe))))
}
