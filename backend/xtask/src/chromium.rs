//! A Chromium for the browser tests: the one named, the one installed, or Debian's.

use std::path::PathBuf;

use crate::debian;
use crate::shell::{self, Failure};

/// Names a Chromium goes by.
const NAMES: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// What Debian needs for a Chromium that shows letters.
const PACKAGES: [&str; 2] = ["chromium", "fonts-liberation"];

/// The path of a Chromium: `CHROMIUM_PATH` if set, else one in `PATH`, else Debian's, installed now.
pub(crate) fn find_or_install() -> Result<PathBuf, Failure> {
    if let Some(path) = std::env::var_os("CHROMIUM_PATH").map(PathBuf::from) {
        return if path.is_file() {
            Ok(path)
        } else {
            Err(Failure::Missing(format!("CHROMIUM_PATH is {}, and there is no such file.", path.display())))
        };
    }
    if let Some(path) = shell::find_program(&NAMES) {
        return Ok(path);
    }
    println!("The browser tests need Chromium; installing Debian's.");
    debian::install(&PACKAGES, missing)?;
    shell::find_program(&NAMES).ok_or_else(missing)
}

fn missing() -> Failure {
    Failure::Missing(format!(
        "The browser tests need Chromium. Install it (Debian: sudo apt-get install {}) or set CHROMIUM_PATH.",
        PACKAGES.join(" ")
    ))
}
