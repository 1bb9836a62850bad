//! The description of the API: made from the routes, never written by hand.

use actix_web::App;
use actix_web::http::Method;
use utoipa::OpenApi;
use utoipa::openapi::{OpenApi as Document, RefOr, Required};
use utoipa_actix_web::AppExt;

use crate::api::rows;
use crate::app;

/// Why the description could not be written down.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Error {
    #[error("{0}")]
    Json(serde_json::Error),
    #[error("{0}")]
    Yaml(String),
}

#[derive(OpenApi)]
#[openapi(
    info(
        title = "crmgen",
        description = "Believable CRM data from a recipe: customers, their deals, and what they say about us, with sentiment.\n\n\
            A dataset is a pure function of its recipe: the same recipe gives the same bytes, here, on the command line, \
            and on any other machine. POST a recipe to `/api/v1/datasets`, look at it page by page or as numbers for charts, and \
            download it; or ask for one table straight away at `/api/v1/tables/{table}.csv`.\n\n\
            Every error is an `application/problem+json` document (RFC 9457) whose `type` is an address that explains it. \
            Wherever GET works, HEAD works too.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    tags(
        (name = "datasets", description = "Make, list and delete datasets."),
        (name = "tables", description = "Rows, page by page, and what the columns mean."),
        (name = "summary", description = "The numbers behind the dashboard."),
        (name = "recommendations", description = "What the numbers mean and what to do, with the evidence."),
        (name = "exports", description = "Whole tables and whole datasets as files."),
        (name = "service", description = "About this server: its choices, its health, its description."),
    ),
    components(schemas(rows::CustomerRow, rows::DealRow, rows::FeedbackRow))
)]
struct About;

/// The description of every route.
pub(crate) fn document() -> Document {
    let (_, mut document) =
        App::new().into_utoipa_app().openapi(About::openapi()).configure(app::routes).split_for_parts();
    // The attribute of a route calls every body required; a recipe may be left out.
    let datasets = document.paths.paths.get_mut("/api/v1/datasets");
    if let Some(RefOr::T(body)) = datasets.and_then(|item| item.post.as_mut()?.request_body.as_mut()) {
        body.required = Some(Required::False);
    }
    document
}

/// The description as YAML.
///
/// # Errors
/// When it cannot be written down.
pub(crate) fn yaml() -> Result<String, Error> {
    document().to_yaml().map_err(|error| Error::Yaml(error.to_string()))
}

/// Every address pattern of a description, with the methods it takes.
pub(crate) fn methods(document: &Document) -> Vec<(String, Vec<Method>)> {
    let taken = |item: &utoipa::openapi::PathItem| {
        [
            (Method::GET, &item.get),
            (Method::POST, &item.post),
            (Method::PUT, &item.put),
            (Method::PATCH, &item.patch),
            (Method::DELETE, &item.delete),
        ]
        .into_iter()
        .filter(|(_, operation)| operation.is_some())
        .map(|(method, _)| method)
        .collect()
    };
    document.paths.paths.iter().map(|(pattern, item)| (pattern.clone(), taken(item))).collect()
}
