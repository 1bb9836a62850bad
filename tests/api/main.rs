//! The API of the built server, as clients see it.

mod described;
mod downloads;
mod durability;
mod events;
mod filters;
mod jobs;
mod load;
mod numbers;
mod operations;
mod page;
mod recipes;
mod refusals;
mod safety;
mod sentiment;
mod service;
mod stories;
mod summary;
mod tables;

/// A small recipe whose every field that matters is fixed.
fn fixed() -> serde_json::Value {
    serde_json::json!({"name": "Fixed", "seed": 7, "customers": 1500, "as_of": "2026-06-30"})
}
