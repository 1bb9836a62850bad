//! The program `crmgen`: believable CRM data from a recipe, as an API with a page, or as files.
//!
//! A library only so that its parsers can be fuzzed; `main.rs` runs [`main`].

mod api;
mod app;
mod cache;
mod cli;
mod config;
mod count;
mod dataset;
mod edge;
pub mod fuzz;
mod generate;
mod input;
mod jobs;
mod journal;
mod keys;
mod limiter;
mod metrics;
mod openapi;
mod problem;
mod restore;
mod scan;
mod serve;
mod source;
mod stopping;
mod store;
mod stream;
mod surroundings;

use std::process::ExitCode;

use clap::Parser;

/// Does what the command line asks for, and says on standard error what went wrong.
#[must_use]
pub fn main() -> ExitCode {
    match cli::run(cli::Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("crmgen: {failure}");
            failure.exit_code()
        }
    }
}
