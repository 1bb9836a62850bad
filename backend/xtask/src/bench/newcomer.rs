//! How long the builds take: a newcomer's first one, then one after a change of the server and one of the page.

use std::time::{Instant, SystemTime};

use super::table::{Table, Want};
use crate::node;
use crate::shell::{self, Failure, cargo};

/// Measures the builds that `cargo xtask run` does. Packages that were fetched before are not fetched again.
pub(crate) fn measure(table: &mut Table) -> Result<(), Failure> {
    node::install_packages()?;
    let page = seconds(|| node::script("build"))?;

    let folder = shell::target_dir().join("bench/newcomer");
    if folder.exists() {
        std::fs::remove_dir_all(&folder).map_err(Failure::file(&folder))?;
    }
    let build = || {
        let mut build = cargo(["build", "--package", "crmgen-server"]);
        build.env("CARGO_TARGET_DIR", &folder);
        shell::run(build)
    };
    let first = seconds(build)?;
    let changed = shell::root().join("backend/server/src/lib.rs");
    let file = std::fs::File::options().append(true).open(&changed).map_err(Failure::file(&changed))?;
    file.set_modified(SystemTime::now()).map_err(Failure::file(&changed))?;
    let again = seconds(build)?;
    std::fs::remove_dir_all(&folder).map_err(Failure::file(&folder))?;

    table.judge("first build, page and server", Want::AtMost, 480.0, page + first, "s");
    table.judge("build after a change of the server", Want::AtMost, 15.0, again, "s");
    table.judge("build of the page", Want::AtMost, 2.0, page, "s");
    Ok(())
}

fn seconds(work: impl FnOnce() -> Result<(), Failure>) -> Result<f64, Failure> {
    let start = Instant::now();
    work()?;
    Ok(start.elapsed().as_secs_f64())
}
