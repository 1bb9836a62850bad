//! What the server has done so far, in the text format that Prometheus reads (version 0.0.4).

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper ends of the latency buckets, in seconds. Chosen: around the budgets, and up to the time limit.
const BUCKETS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 30.0];

/// Counts of everything.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    /// By method, route and status.
    requests: Mutex<BTreeMap<(String, String, u16), u64>>,
    /// By route.
    latency: Mutex<BTreeMap<String, Latency>>,
    /// Builds that ended: ready, failed, cancelled.
    pub(crate) builds_ready: AtomicU64,
    pub(crate) builds_failed: AtomicU64,
    pub(crate) builds_cancelled: AtomicU64,
    /// Builds waiting and running now.
    pub(crate) builds_queued: AtomicU64,
    pub(crate) builds_running: AtomicU64,
    /// Rows simulated by builds and made for files.
    pub(crate) rows: AtomicU64,
    /// Bytes of files sent.
    pub(crate) file_bytes: AtomicU64,
}

#[derive(Debug, Default)]
struct Latency {
    buckets: [u64; BUCKETS.len()],
    count: u64,
    seconds: f64,
}

/// What is true at the moment of asking.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Now {
    pub(crate) datasets: u64,
    pub(crate) downloads: u64,
    pub(crate) cache_hits: u64,
    pub(crate) cache_misses: u64,
    pub(crate) cache_bytes: u64,
}

/// Adds to a counter.
pub(crate) fn add(counter: &AtomicU64, more: u64) {
    counter.fetch_add(more, Ordering::Relaxed);
}

/// Takes from a gauge.
pub(crate) fn take(gauge: &AtomicU64, less: u64) {
    gauge.fetch_sub(less, Ordering::Relaxed);
}

impl Metrics {
    /// A request was answered. `route` is the pattern of its address, so that there are few.
    pub(crate) fn answered(&self, method: &str, route: &str, status: u16, took: Duration) {
        let key = (method.to_owned(), route.to_owned(), status);
        *self.requests.lock().unwrap_or_else(PoisonError::into_inner).entry(key).or_default() += 1;
        let mut latency = self.latency.lock().unwrap_or_else(PoisonError::into_inner);
        let latency = latency.entry(route.to_owned()).or_default();
        let seconds = took.as_secs_f64();
        for (bucket, upper) in latency.buckets.iter_mut().zip(BUCKETS) {
            *bucket += u64::from(seconds <= upper);
        }
        latency.count += 1;
        latency.seconds += seconds;
    }

    /// Everything as text.
    pub(crate) fn text(&self, now: Now) -> String {
        let mut out = String::new();
        out.push_str("# HELP crmgen_requests_total Requests answered, by method, route and status.\n");
        out.push_str("# TYPE crmgen_requests_total counter\n");
        for ((method, route, status), count) in self.requests.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            let _ = writeln!(
                out,
                "crmgen_requests_total{{method=\"{method}\",route=\"{route}\",status=\"{status}\"}} {count}"
            );
        }
        out.push_str("# HELP crmgen_request_seconds Time from the request until the answer begins, by route.\n");
        out.push_str("# TYPE crmgen_request_seconds histogram\n");
        for (route, latency) in self.latency.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            for (upper, count) in BUCKETS.iter().zip(latency.buckets) {
                let _ = writeln!(out, "crmgen_request_seconds_bucket{{route=\"{route}\",le=\"{upper}\"}} {count}");
            }
            let Latency { count, seconds, .. } = latency;
            let _ = writeln!(out, "crmgen_request_seconds_bucket{{route=\"{route}\",le=\"+Inf\"}} {count}");
            let _ = writeln!(out, "crmgen_request_seconds_sum{{route=\"{route}\"}} {seconds}");
            let _ = writeln!(out, "crmgen_request_seconds_count{{route=\"{route}\"}} {count}");
        }
        out.push_str("# HELP crmgen_builds_total Builds that ended, by how.\n# TYPE crmgen_builds_total counter\n");
        let get = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        for (outcome, counter) in
            [("ready", &self.builds_ready), ("failed", &self.builds_failed), ("cancelled", &self.builds_cancelled)]
        {
            let _ = writeln!(out, "crmgen_builds_total{{outcome=\"{outcome}\"}} {}", get(counter));
        }
        for (name, kind, help, value) in [
            ("builds_queued", "gauge", "Builds waiting for their turn.", get(&self.builds_queued)),
            ("builds_running", "gauge", "Builds at work.", get(&self.builds_running)),
            ("rows_generated_total", "counter", "Rows made by builds and for files.", get(&self.rows)),
            ("file_bytes_total", "counter", "Bytes of files sent.", get(&self.file_bytes)),
            ("datasets", "gauge", "Datasets in the store.", now.datasets),
            ("downloads", "gauge", "Files being sent.", now.downloads),
            ("cache_hits_total", "counter", "Columns that queries found in the cache.", now.cache_hits),
            ("cache_misses_total", "counter", "Columns that queries did not find there.", now.cache_misses),
            ("cache_bytes", "gauge", "Memory set aside for columns.", now.cache_bytes),
        ] {
            let _ = writeln!(out, "# HELP crmgen_{name} {help}\n# TYPE crmgen_{name} {kind}\ncrmgen_{name} {value}");
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_hold_everything_up_to_their_end() {
        let metrics = Metrics::default();
        for milliseconds in [1, 3, 700] {
            metrics.answered("GET", "/x/{id}", 200, Duration::from_millis(milliseconds));
        }
        let now = Now { datasets: 1, downloads: 0, cache_hits: 0, cache_misses: 0, cache_bytes: 0 };
        let text = metrics.text(now);
        for line in [
            "crmgen_requests_total{method=\"GET\",route=\"/x/{id}\",status=\"200\"} 3",
            "crmgen_request_seconds_bucket{route=\"/x/{id}\",le=\"0.001\"} 1",
            "crmgen_request_seconds_bucket{route=\"/x/{id}\",le=\"0.005\"} 2",
            "crmgen_request_seconds_bucket{route=\"/x/{id}\",le=\"+Inf\"} 3",
            "crmgen_request_seconds_sum{route=\"/x/{id}\"} 0.704",
            "crmgen_datasets 1",
        ] {
            assert!(text.lines().any(|l| l == line), "{line}\n{text}");
        }
    }
}
