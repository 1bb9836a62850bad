//! Python packages that results are compared with.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::repository;

/// A Python with the packages of `tests/python/requirements.txt`, in the repository's root: `cargo xtask test` makes it.
///
/// `None` where there is none: the test says so and ends, for `cargo xtask test` has named the reason.
///
/// # Panics
/// When there is none and `CI=true`: an automatic build must leave nothing out.
#[must_use]
pub fn python() -> Option<Command> {
    let inside = if cfg!(windows) { ".venv/Scripts/python.exe" } else { ".venv/bin/python" };
    let python: PathBuf = repository().join(inside);
    // The note is written last, so a half-made environment does not count.
    if repository().join(".venv/.installed").is_file() {
        let mut command = Command::new(python);
        command.current_dir(repository()).env("PYTHONUTF8", "1").env("PYTHONDONTWRITEBYTECODE", "1");
        return Some(command);
    }
    let why = "There are no Python packages to compare with; `cargo xtask test python` installs them.";
    assert!(env::var("CI").map_or(true, |ci| ci != "true" && ci != "1"), "{why}");
    println!("{why}");
    None
}
