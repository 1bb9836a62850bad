//! The HTTP API: one file a resource. Handlers parse at the edge, call something that knows no HTTP, and map the result to
//! a DTO. DTOs stay in this folder.

pub(crate) mod answer_key;
pub(crate) mod datasets;
pub(crate) mod description;
pub(crate) mod events;
pub(crate) mod exports;
pub(crate) mod files;
pub(crate) mod guides;
pub(crate) mod health;
pub(crate) mod metrics;
pub(crate) mod options;
pub(crate) mod paging;
pub(crate) mod problems;
pub(crate) mod recipe;
pub(crate) mod recommendations;
mod recommendations_dto;
pub(crate) mod rows;
pub(crate) mod selection;
pub(crate) mod sentiment;
pub(crate) mod stateless;
pub(crate) mod summary;
mod summary_charts;
mod summary_kpis;
mod summary_months;
pub(crate) mod tables;
mod vocabulary;

use std::future::{Future, Ready, ready};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use crmgen_core::columns::Table;
use uuid::Uuid;

use crate::app::Shared;
use crate::dataset::{Dataset, Owner};
use crate::edge::Requester;
use crate::problem::ApiError;
use crate::scan::Patience;

/// The dataset that `{id}` in the path names.
#[derive(Debug)]
pub(crate) struct Named(pub(crate) Arc<Dataset>);

impl FromRequest for Named {
    type Error = ApiError;
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let text = request.match_info().get("id").unwrap_or_default();
        let unknown = ApiError::DatasetNotFound { id: short(text) };
        let Some(shared) = request.app_data::<web::Data<Shared>>() else { return Box::pin(ready(Err(unknown))) };
        let found = Uuid::try_parse(text).ok().and_then(|id| shared.store.get(id));
        let Some(dataset) = found.filter(|dataset| may_see(&owner_of(request), dataset)) else {
            return Box::pin(ready(Err(unknown)));
        };
        // One from before a restart may not be built yet; small ones are within this moment.
        shared.jobs.wake(&dataset);
        let unbuilt = dataset.is_restored() && dataset.built().is_err();
        Box::pin(async move {
            if unbuilt {
                let _ = tokio::time::timeout(MOMENT, dataset.wait()).await;
            }
            Ok(Self(dataset))
        })
    }
}

/// How long a request waits for a dataset that is being built again. Chosen: people feel it as one click.
const MOMENT: Duration = Duration::from_secs(1);

/// Whose request this is; set where keys are checked.
pub(crate) fn owner_of(request: &HttpRequest) -> Owner {
    request.extensions().get::<Requester>().and_then(|requester| requester.0.clone())
}

/// Whether a dataset is there for somebody: where keys are needed, only for who made it; what was made without a key is
/// everybody's.
pub(crate) fn may_see(owner: &Owner, dataset: &Dataset) -> bool {
    owner.is_none() || dataset.owner.is_none() || *owner == dataset.owner
}

/// The table that `{table}` in the path names.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NamedTable(pub(crate) Table);

impl FromRequest for NamedTable {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let name = request.match_info().get("table").unwrap_or_default();
        ready(Table::from_name(name).map(Self).ok_or_else(|| ApiError::TableNotFound { name: short(name) }))
    }
}

/// At most 80 characters of something a client wrote, for a message.
fn short(text: &str) -> String {
    text.chars().take(80).collect()
}

/// Runs CPU work off the async workers. The work learns how long it may take, and when nobody waits for it any more.
///
/// # Errors
/// Those of the work; and when it panicked, or the server is stopping: the log says which.
async fn compute<T: Send + 'static>(
    shared: &Shared,
    work: impl FnOnce(&Patience) -> Result<T, ApiError> + Send + 'static,
) -> Result<T, ApiError> {
    let (patience, waiting) = Patience::new(shared.request_time);
    let guarded = move || std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(&patience)));
    let done = web::block(guarded).await;
    drop(waiting);
    match done {
        Ok(Ok(value)) => value,
        Ok(Err(_)) => {
            log::error!("a computation panicked");
            Err(ApiError::Internal)
        }
        Err(error) => {
            log::error!("a computation did not end: {error}");
            Err(ApiError::Internal)
        }
    }
}
