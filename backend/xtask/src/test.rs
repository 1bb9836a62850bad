//! `cargo xtask test`: everything, cheap checks first. This is what runs for every submission.

use std::process::Command;

use crate::check::{CLIPPY, FORMAT, PACKAGES, PAGE_CHECK};
use crate::shell::{self, Failure, cargo};
use crate::steps::{Step, run_all};
use crate::{chromium, node, python, tools};

/// Runs every check and test, or those named in `wanted` and what they need.
pub(crate) fn test(wanted: &[String]) -> Result<(), Failure> {
    run_all(
        &[
            FORMAT, PACKAGES, PYTHON, OFFICE, VALGRIND, PAGE_CHECK, PAGE_TEST, PAGE_BUILD, PAGE_SIZE, CLIPPY, RUSTDOC,
            BUILD, RUST_TEST, BROWSER,
        ],
        wanted,
    )
}

/// The Python packages that Rust tests compare with are installed. Those tests do without where this cannot be done.
const PYTHON: Step = Step { name: "python", needs: &[], action: python::install_packages };

/// LibreOffice is installed. The test that needs it does without where this cannot be done.
const OFFICE: Step = Step { name: "office", needs: &[], action: tools::install_office };

/// Valgrind is installed, in the same way.
const VALGRIND: Step = Step { name: "valgrind", needs: &[], action: tools::install_valgrind };

/// The page's unit tests.
const PAGE_TEST: Step = Step { name: "page-test", needs: &["packages"], action: || node::script("test") };

/// The page, built into `frontend/dist`.
const PAGE_BUILD: Step = Step { name: "page-build", needs: &["packages"], action: || node::script("build") };

/// The built page weighs no more than its budget.
const PAGE_SIZE: Step = Step { name: "page-size", needs: &["page-build"], action: || node::script("size") };

/// The doc comments: every link leads somewhere.
const RUSTDOC: Step = Step {
    name: "rustdoc",
    needs: &[],
    action: || {
        let mut doc = cargo(["doc", "--workspace", "--no-deps", "--document-private-items", "--locked", "--quiet"]);
        doc.env("RUSTDOCFLAGS", "-D warnings");
        shell::run(doc)
    },
};

/// The program itself, which the tests below drive, and the tests.
const BUILD: Step = Step { name: "build", needs: &[], action: || build(&["--locked"]) };

/// Builds the programs together with the tests. Built by itself, the program would need many crates a second time:
/// what the tests need turns on features of crates that they share.
pub(crate) fn build(flags: &[&str]) -> Result<(), Failure> {
    shell::run(cargo(["build", "--workspace", "--bins", "--tests"].into_iter().chain(flags.iter().copied())))
}

/// Unit, property, golden, API, CLI and documentation tests.
const RUST_TEST: Step = Step {
    name: "rust-test",
    needs: &["build"],
    action: || {
        let mut test = cargo(["test", "--workspace", "--locked", "--no-fail-fast"]);
        test.env("CRMGEN_BIN", shell::crmgen("debug"));
        shell::run(test)
    },
};

/// The page in a real browser against the real server.
const BROWSER: Step = Step {
    name: "browser",
    needs: &["page-build", "build"],
    action: || {
        let browser = chromium::find_or_install()?;
        let mut e2e: Command = node::npm(&["run", "e2e"]);
        e2e.env("CHROMIUM_PATH", browser).env("CRMGEN_BIN", shell::crmgen("debug")).env("CRMGEN_PAGE", node::dist());
        shell::run(e2e)
    },
};
