//! Counts for whoever watches the server.

use actix_web::web::Data;
use actix_web::{HttpResponse, get};

use crate::app::Shared;
use crate::metrics::Now;

/// What the server has done
///
/// Requests by route and status, how long they took, builds, downloads, the cache, and rows made, in the text format of
/// Prometheus. Needs no key, and names no dataset.
#[utoipa::path(tag = "service", responses((status = 200, description = "The counts.", body = String, content_type = "text/plain",
    example = json!("crmgen_requests_total{method=\"GET\",route=\"/api/v1/options\",status=\"200\"} 3\n"))))]
#[get("/metrics")]
pub(crate) async fn get_metrics(shared: Data<Shared>) -> HttpResponse {
    let (cache_hits, cache_misses, cache_bytes) = shared.cache.figures();
    let now = Now {
        datasets: shared.store.len() as u64,
        downloads: shared.downloads.running(),
        cache_hits,
        cache_misses,
        cache_bytes,
    };
    HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(shared.metrics.text(now))
}
