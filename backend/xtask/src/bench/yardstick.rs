//! Other people's programs to measure beside ours, installed under `target/yardstick`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell::{self, Failure};

/// The versions measured against: of `tpchgen-cli` the one the budgets were written with.
const TPCHGEN: &str = "tpchgen-cli==4.0.0";
const FAKER: [&str; 2] = ["Faker==40.63.0", "pandas==2.3.3"];

/// The path of `tpchgen-cli`, a fast generator of TPC-H tables: its wheel from PyPI in an environment of its own.
pub(crate) fn tpchgen() -> Result<PathBuf, Failure> {
    installed("bin/tpchgen-cli", &[TPCHGEN])
}

/// A Python with Faker and pandas, and what it runs to make `customers` customers with deals and feedback into `out`.
pub(crate) fn faker(customers: u32, out: &Path) -> Result<Command, Failure> {
    installed("bin/faker", &FAKER)?;
    let mut command = Command::new(environment().join("bin/python"));
    command.arg(shell::root().join("backend/xtask/src/bench/faker_rows.py")).arg(customers.to_string()).arg(out);
    Ok(command)
}

fn environment() -> PathBuf {
    shell::target_dir().join("yardstick")
}

/// A program in the environment for the yardsticks, which these packages bring.
fn installed(program: &str, packages: &[&str]) -> Result<PathBuf, Failure> {
    let folder = environment();
    let program = folder.join(program);
    if program.is_file() {
        return Ok(program);
    }
    if !folder.join("bin/pip").is_file() {
        let mut venv = Command::new("python3");
        venv.args(["-m", "venv"]).arg(&folder);
        shell::run(venv)?;
    }
    let mut install = Command::new(folder.join("bin/pip"));
    install.args(["install", "--quiet", "--only-binary", ":all:"]).args(packages);
    shell::run(install)?;
    Ok(program)
}

/// `tpchgen-cli` with one thread at scale factor 1 (about 1.1 GB of CSV) into `out`; `format` is `csv` or `parquet`.
pub(crate) fn tpchgen_table(program: &Path, format: &str, out: &Path) -> Command {
    let mut command = Command::new(program);
    command.args([format, "--overwrite", "-s", "1", "--num-threads", "1", "--output-dir"]).arg(out);
    command
}
