//! `cargo xtask check`: format, lints and types; no test is run.

use crate::shell::{self, Failure};
use crate::steps::{Step, run_all};
use crate::{node, shell::cargo};

/// Runs the checks.
pub(crate) fn check(wanted: &[String]) -> Result<(), Failure> {
    run_all(&[FORMAT, PACKAGES, PAGE_CHECK, CLIPPY], wanted)
}

/// Every Rust file is formatted.
pub(crate) const FORMAT: Step =
    Step { name: "format", needs: &[], action: || shell::run(cargo(["fmt", "--all", "--check"])) };

/// The page's packages are installed.
pub(crate) const PACKAGES: Step = Step { name: "packages", needs: &[], action: node::install_packages };

/// The page's format, lints and types.
pub(crate) const PAGE_CHECK: Step = Step { name: "page-check", needs: &["packages"], action: || node::script("check") };

/// Clippy on every target, each warning an error.
pub(crate) const CLIPPY: Step = Step {
    name: "clippy",
    needs: &[],
    action: || {
        shell::run(cargo(["clippy", "--workspace", "--all-targets", "--locked", "--quiet", "--", "-D", "warnings"]))
    },
};
