//! `cargo xtask bench`: measure what the budgets promise, and print one table.
//!
//! Micro-benchmarks first (criterion, of `crmgen-core` and `crmgen-io`), then the built program: the
//! command line beside the yardsticks `tpchgen-cli` and `pigz`, then the server over HTTP.
//! Every figure is measured in this run; a yardstick that cannot be had is said to be missing.

mod cli;
mod http;
mod process;
mod recommendations;
mod server;
mod table;
mod yardstick;

use crate::shell::{self, Failure, cargo};
use table::Table;

/// Runs the benchmarks. `--quick` leaves out the micro-benchmarks; `recommendations` measures what is found instead.
pub(crate) fn bench(args: &[String]) -> Result<(), Failure> {
    if let Some(("recommendations", rest)) = args.split_first().map(|(first, rest)| (first.as_str(), rest)) {
        return recommendations::measure(rest);
    }
    let quick = match args {
        [] => false,
        [flag] if flag == "--quick" => true,
        _ => return Err(Failure::Usage("bench knows one flag: --quick leaves out the micro-benchmarks; and `bench recommendations` measures what is found.".into())),
    };
    if !quick {
        shell::run(cargo(["bench", "--package", "crmgen-core", "--package", "crmgen-io"]))?;
    }
    shell::run(cargo(["build", "--release", "--package", "crmgen-server"]))?;
    let mut table = Table::default();
    cli::measure(&mut table)?;
    server::measure(&mut table)?;
    table.print();
    table.verdict()
}
