//! Other people's programs to measure beside ours, installed under `target/yardstick`.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell::{self, Failure};

/// The version measured against: the one the budgets were written with.
const TPCHGEN: &str = "tpchgen-cli==4.0.0";

/// The path of `tpchgen-cli`, a fast generator of TPC-H tables: its wheel from PyPI in an environment of its own.
pub(crate) fn tpchgen() -> Result<PathBuf, Failure> {
    let folder = shell::target_dir().join("yardstick");
    let program = folder.join("bin/tpchgen-cli");
    if program.is_file() {
        return Ok(program);
    }
    let mut venv = Command::new("python3");
    venv.args(["-m", "venv"]).arg(&folder);
    shell::run(venv)?;
    let mut install = Command::new(folder.join("bin/pip"));
    install.args(["install", "--quiet", "--only-binary", ":all:", TPCHGEN]);
    shell::run(install)?;
    Ok(program)
}

/// `tpchgen-cli` with one thread at scale factor 1 (about 1.1 GB of CSV) into `out`; `format` is `csv` or `parquet`.
pub(crate) fn tpchgen_table(program: &Path, format: &str, out: &Path) -> Command {
    let mut command = Command::new(program);
    command.args([format, "--overwrite", "-s", "1", "--num-threads", "1", "--output-dir"]).arg(out);
    command
}
