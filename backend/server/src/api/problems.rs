//! The addresses that problem documents point to.

use actix_web::web::Path;
use actix_web::{HttpResponse, get};

use crate::problem::{ApiError, KINDS, Problem};

/// What a kind of problem means
///
/// Every error names its kind as an address such as `/problems/invalid-recipe`. This is what is found there: what it
/// means and what to do, in plain words.
#[utoipa::path(tag = "service",
    params(("slug" = String, Path, description = "The last part of the problem's `type`.", example = "invalid-recipe")),
    responses(
        (status = 200, description = "What it means.", body = String, content_type = "text/plain",
            example = json!("The recipe cannot be used (HTTP status 422)\n\nOne or more fields of the recipe are wrong. …\n")),
        (status = 404, description = "There is no such kind of problem.", body = Problem, content_type = "application/problem+json"),
    ))]
#[get("/problems/{slug}")]
pub(crate) async fn explain_problem(slug: Path<String>) -> Result<HttpResponse, ApiError> {
    let kind = KINDS
        .iter()
        .find(|kind| kind.slug == *slug)
        .ok_or_else(|| ApiError::NotFound { path: format!("/problems/{}", super::short(&slug)) })?;
    let text = format!("{} (HTTP status {})\n\n{}\n", kind.title, kind.status, kind.explanation);
    Ok(HttpResponse::Ok().content_type("text/plain; charset=utf-8").body(text))
}
