//! A Chromium for the browser tests: the one named, the one installed, or Debian's.

use std::path::PathBuf;
use std::process::Command;

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
    install()?;
    shell::find_program(&NAMES).ok_or_else(missing)
}

/// Asks Debian's package manager, as root or through a `sudo` that asks no question.
fn install() -> Result<(), Failure> {
    if shell::find_program(&["apt-get"]).is_none() {
        return Err(missing());
    }
    println!("The browser tests need Chromium; installing Debian's.");
    let sudo = !is_root();
    if sudo && !Command::new("sudo").args(["-n", "true"]).output().is_ok_and(|output| output.status.success()) {
        return Err(missing());
    }
    shell::run(apt_get(sudo, &["update", "-q"]))?;
    let mut install = apt_get(sudo, &["install", "-q", "-y", "--no-install-recommends"]);
    install.args(PACKAGES);
    shell::run(install)
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}

fn apt_get(sudo: bool, args: &[&str]) -> Command {
    let mut command = if sudo {
        let mut command = Command::new("sudo");
        command.args(["-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
        command
    } else {
        let mut command = Command::new("apt-get");
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    command.args(args);
    command
}

fn missing() -> Failure {
    Failure::Missing(format!(
        "The browser tests need Chromium. Install it (Debian: sudo apt-get install {}) or set CHROMIUM_PATH.",
        PACKAGES.join(" ")
    ))
}
