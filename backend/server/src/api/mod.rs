//! The HTTP API: one file a resource. Handlers parse at the edge, call something that knows no HTTP, and map the result to
//! a DTO. DTOs stay in this folder.

pub(crate) mod answer_key;
pub(crate) mod datasets;
pub(crate) mod description;
pub(crate) mod events;
pub(crate) mod exports;
pub(crate) mod files;
pub(crate) mod health;
pub(crate) mod options;
mod paging;
pub(crate) mod problems;
pub(crate) mod recipe;
pub(crate) mod rows;
mod selection;
pub(crate) mod stateless;
pub(crate) mod summary;
mod summary_dto;
pub(crate) mod tables;
mod vocabulary;

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest, web};
use crmgen_core::columns::Table;
use uuid::Uuid;

use crate::app::Shared;
use crate::dataset::Dataset;
use crate::problem::ApiError;
use crate::scan::Patience;

/// The dataset that `{id}` in the path names.
#[derive(Debug)]
pub(crate) struct Named(pub(crate) Arc<Dataset>);

impl FromRequest for Named {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let text = request.match_info().get("id").unwrap_or_default();
        let found = Uuid::try_parse(text)
            .ok()
            .and_then(|id| request.app_data::<web::Data<Shared>>().and_then(|shared| shared.store.get(id)));
        ready(found.map(Self).ok_or_else(|| ApiError::DatasetNotFound { id: short(text) }))
    }
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
