//! The description of the API, served by the API.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};

use crate::app::Described;

/// The description of this API, as YAML
///
/// OpenAPI 3.1, made from the running program.
#[utoipa::path(tag = "service", responses((status = 200, description = "The description.", body = Object, content_type = "application/yaml")))]
#[get("/openapi.yaml")]
pub(crate) async fn get_openapi_yaml(described: Data<Described>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/yaml").body(described.yaml.clone())
}

/// The description of this API, as JSON
///
/// OpenAPI 3.1, made from the running program.
#[utoipa::path(tag = "service", responses((status = 200, description = "The description.", body = Object, content_type = "application/json")))]
#[get("/openapi.json")]
pub(crate) async fn get_openapi_json(described: Data<Described>) -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(described.json.clone())
}
