//! Recommendations, from outside: asked of the built server, and held against the rows it gives.

mod api;
mod measure;
mod measured;
mod words;
