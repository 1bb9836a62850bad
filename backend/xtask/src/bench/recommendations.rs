//! `cargo xtask bench recommendations`: what the recommendations find of the planted stories, and what they find besides.
//!
//! The measuring itself lies with the tests (`tests/insight/measure.rs`), which hold a small version of it to bounds.

use crate::shell::{self, Failure, cargo};

/// Runs every story, three at once and none over fifty seeds and three sizes; fails where a goal is not met. `args`: first
/// and last seed, and the name of one story to look at closely.
pub(crate) fn measure(args: &[String]) -> Result<(), Failure> {
    let mut command = cargo(["run", "--release", "--package", "crmgen-tests", "--example", "recommendations", "--"]);
    command.args(args);
    shell::run(command)
}
