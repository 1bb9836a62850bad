//! `cargo xtask bench`: measure what the budgets promise, and print one table.
//!
//! Micro-benchmarks first (criterion, of `crmgen-core` and `crmgen-io`), then the built program: the
//! command line beside the yardsticks `tpchgen-cli` and `pigz`, then the server over HTTP, alone and with many clients.
//! Every figure is measured in this run; a yardstick that cannot be had is said to be missing.

mod cli;
mod formats;
mod http;
mod load;
mod newcomer;
mod page;
mod parquet;
mod process;
mod recommendations;
mod running;
mod server;
mod table;
mod yardstick;

use crate::shell::{self, Failure, cargo};
use table::Table;

/// A part of the measuring.
type Part = (&'static str, fn(&mut Table) -> Result<(), Failure>);

/// What there is to measure of the built program, by name.
const PARTS: [Part; 6] = [
    ("cli", cli::measure),
    ("parquet", parquet::measure),
    ("server", server::measure),
    ("load", load::measure),
    ("page", page::measure),
    ("build", newcomer::measure),
];

const USAGE: &str = "bench measures everything; `--quick` leaves out the micro-benchmarks; `bench cli`, `parquet`, `server`, \
    `load`, `page` or `build` measures that part; `bench formats` measures every file; `bench recommendations` measures what is found.";

/// Runs the benchmarks: all, or the part that is named.
pub(crate) fn bench(args: &[String]) -> Result<(), Failure> {
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let parts = match words.as_slice() {
        ["recommendations", ..] => return recommendations::measure(&args[1..]),
        ["formats"] => {
            build()?;
            return formats::measure();
        }
        [] => {
            shell::run(cargo(["bench", "--package", "crmgen-core", "--package", "crmgen-io"]))?;
            &PARTS[..]
        }
        ["--quick"] => &PARTS[..],
        [name] => match PARTS.iter().position(|(part, _)| part == name) {
            Some(at) => &PARTS[at..=at],
            None => return Err(Failure::Usage(USAGE.into())),
        },
        _ => return Err(Failure::Usage(USAGE.into())),
    };
    build()?;
    let mut table = Table::default();
    for (_, measure) in parts {
        measure(&mut table)?;
    }
    table.print();
    table.verdict()
}

fn build() -> Result<(), Failure> {
    shell::run(cargo(["build", "--release", "--package", "crmgen-server"]))
}
