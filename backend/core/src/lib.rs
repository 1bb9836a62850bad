//! The pure heart of crmgen: what a dataset is, as a function of its recipe.
//!
//! Nothing here does I/O, reads a clock, starts a thread, or knows of HTTP. `crmgen-io` turns what
//! is made here into files, `crmgen-server` into an API.

#![cfg_attr(
    test,
    expect(
        clippy::disallowed_macros,
        clippy::disallowed_types,
        reason = "tests print for people and compare with sets; they make no data"
    )
)]

pub mod batch;
pub mod block;
pub mod both;
pub mod calendar;
mod colleagues;
pub mod columns;
pub mod cube;
pub mod insight;
pub mod maths;
pub mod query;
pub mod recipe;
pub mod rng;
pub mod text;
pub mod vocabulary;
pub mod world;

/// Changes whenever any byte of any output changes. Written into every manifest.
pub const GENERATOR_VERSION: u32 = 5;

/// Customers in a block: the unit that threads, streams, pages and caches work on.
pub const BLOCK_CUSTOMERS: u32 = 1_024;
