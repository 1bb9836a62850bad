//! For whoever runs the server: is it alive, and does it take work?

use actix_web::get;
use actix_web::web::{Data, Json};
use serde::Serialize;
use utoipa::ToSchema;

use crate::app::Shared;
use crate::problem::{ApiError, Problem};

/// How the server is.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always `ok`: a server that is not well does not answer.
    #[schema(example = "ok")]
    status: &'static str,
}

const OK: Json<Health> = Json(Health { status: "ok" });

/// Is the server alive?
///
/// Answers as long as the program runs. For process supervisors.
#[utoipa::path(tag = "service", responses((status = 200, description = "It is.", body = Health)))]
#[get("/health/live")]
pub(crate) async fn is_live() -> Json<Health> {
    OK
}

/// Does the server take requests?
///
/// Answers once everything is started, and no longer once the server was told to stop. For load balancers.
#[utoipa::path(tag = "service", responses(
    (status = 200, description = "It does.", body = Health),
    (status = 503, description = "It is stopping.", body = Problem, content_type = "application/problem+json"),
))]
#[get("/health/ready")]
pub(crate) async fn is_ready(shared: Data<Shared>) -> Result<Json<Health>, ApiError> {
    if shared.stopping.has_begun() { Err(ApiError::Stopping) } else { Ok(OK) }
}
