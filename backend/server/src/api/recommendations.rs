//! What the numbers mean: recommendations with their evidence, and the customers to call first.

use actix_web::get;
use actix_web::web::{Data, Json};

use super::recommendations_dto::RecommendationsDto;
use super::{Named, compute};
use crate::app::Shared;
use crate::input::NoParameters;
use crate::problem::{ApiError, Problem};

/// Get the recommendations
///
/// What the data says and what to do about it, in eight groups, each with the numbers behind it and a filter that selects
/// exactly the rows it is about; the changes that were found; and the customers to call first. Worked out from the rows
/// alone when first asked for, then kept.
#[utoipa::path(tag = "recommendations", params(("id" = uuid::Uuid, Path, description = "Id of the dataset.")), responses(
    (status = 200, description = "The recommendations.", body = RecommendationsDto),
    (status = 404, description = "There is no such dataset.", body = Problem, content_type = "application/problem+json"),
    (status = 409, description = "The dataset is not ready.", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "The address has parameters; it takes none.", body = Problem, content_type = "application/problem+json"),
))]
#[get("/datasets/{id}/recommendations")]
pub(crate) async fn get_recommendations(
    shared: Data<Shared>,
    dataset: Named,
    _: NoParameters,
) -> Result<Json<RecommendationsDto>, ApiError> {
    let dataset = dataset.0;
    dataset.built()?;
    compute(&shared, move |_| dataset.built().map(|built| built.recommendations().into())).await.map(Json)
}
