//! `crmgen`: believable CRM data from a recipe, as an API with a page, or as files.

mod api;
mod app;
mod cache;
mod cli;
mod config;
mod dataset;
mod edge;
mod generate;
mod input;
mod jobs;
mod openapi;
mod problem;
mod scan;
mod serve;
mod source;
mod stopping;
mod store;
mod stream;
mod surroundings;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match cli::run(cli::Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("crmgen: {failure}");
            failure.exit_code()
        }
    }
}
