//! Progress of a build as server-sent events (WHATWG HTML, 9.2).

use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use actix_web::http::header;
use actix_web::web::{Bytes, Data};
use actix_web::{HttpResponse, get};
use futures_util::stream::unfold;
use serde::Serialize;
use tokio::time::{Instant, timeout};
use utoipa::ToSchema;

use super::Named;
use super::datasets::{DatasetDto, ProgressDto};
use crate::app::Shared;
use crate::dataset::{Dataset, State};
use crate::input::NoParameters;
use crate::problem::{ApiError, Problem};
use crate::stopping::Stopping;

/// How often progress is looked at. Chosen: a bar that moves four times a second looks smooth.
const LOOK: Duration = Duration::from_millis(250);
/// How long nothing may be sent: proxies close connections that are silent for longer. Chosen.
const HEARTBEAT: Duration = Duration::from_secs(10);

/// One event, as it stands in the stream.
#[derive(Serialize, ToSchema)]
pub(crate) struct SentEvent {
    /// `progress`, `ready`, `failed` or `deleted`; a comment between events has none.
    #[schema(example = "progress", pattern = "^(progress|ready|failed|deleted)$")]
    event: Option<String>,
    /// JSON: progress, or the dataset.
    #[schema(example = json!("{\"stage\":\"building\",\"done\":12,\"total\":98,\"seconds_left\":3}"))]
    data: Option<String>,
}

/// What is sent next.
enum Next {
    /// What was sent last, if anything was.
    Progress(Option<ProgressDto>),
    /// Nothing more.
    End,
}

/// Follow the build of a dataset
///
/// Server-sent events for `EventSource` and `curl -N`. `progress` tells how far the build is, whenever that changes. The last
/// event is `ready` or `failed` with the dataset as its data, or `deleted` with an empty object; then the stream ends. A comment
/// every ten seconds keeps proxies from closing the connection. Where events cannot be used, `GET /api/v1/datasets/{id}` once a
/// second tells the same.
#[utoipa::path(tag = "datasets", params(("id" = Uuid, Path, description = "Id of the dataset.")), responses(
    (status = 200, description = "The events, until the build is over.", body = SentEvent, content_type = "text/event-stream",
        example = json!("event: progress\ndata: {\"stage\":\"building\",\"done\":12,\"total\":98,\"seconds_left\":3}\n\n")),
    (status = 404, description = "There is no such dataset.", body = Problem, content_type = "application/problem+json"),
    (status = 422, description = "The address has parameters; it takes none.", body = Problem, content_type = "application/problem+json"),
))]
#[get("/datasets/{id}/events")]
pub(crate) async fn follow_dataset(
    shared: Data<Shared>,
    dataset: Named,
    _: NoParameters,
) -> Result<HttpResponse, ApiError> {
    let first = (dataset.0, shared.stopping.clone(), Next::Progress(None));
    let events = unfold(first, |(dataset, stopping, next)| async {
        let Next::Progress(sent) = next else { return None };
        let (text, next) = event(&dataset, &stopping, sent).await?;
        Some((Ok::<_, ApiError>(Bytes::from(text)), (dataset, stopping, next)))
    });
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/event-stream"))
        .insert_header((header::CONTENT_ENCODING, "identity"))
        // nginx would otherwise hold events back.
        .insert_header(("x-accel-buffering", "no"))
        .streaming(events))
}

/// Waits for the next event, or for as long as a connection may be silent.
async fn event(dataset: &Arc<Dataset>, stopping: &Stopping, sent: Option<ProgressDto>) -> Option<(String, Next)> {
    let begun = Instant::now();
    loop {
        if dataset.is_cancelled() {
            return Some((written("deleted", "{}"), Next::End));
        }
        let state = dataset.state();
        match state {
            State::Building { .. } => {
                let now = ProgressDto::of(&state);
                if sent != now {
                    let text = written("progress", &serde_json::to_string(&now).unwrap_or_default());
                    return Some((text, Next::Progress(now)));
                }
            }
            State::Ready(_) => return Some((written("ready", &whole(dataset)), Next::End)),
            State::Failed => return Some((written("failed", &whole(dataset)), Next::End)),
        }
        if stopping.has_begun() {
            return None;
        }
        if begun.elapsed() >= HEARTBEAT {
            return Some((": still here\n\n".to_owned(), Next::Progress(sent)));
        }
        // Progress is looked at now and then; the end of a build is told at once.
        let _ = timeout(LOOK, dataset.wait()).await;
    }
}

fn whole(dataset: &Dataset) -> String {
    serde_json::to_string(&DatasetDto::from(dataset)).unwrap_or_default()
}

/// An event as it stands in the stream. The data is JSON, so it has no line breaks.
fn written(event: &str, data: &str) -> String {
    let mut text = String::with_capacity(data.len() + 32);
    let _ = write!(text, "event: {event}\ndata: {data}\n\n");
    text
}
