//! Packages of Debian and Ubuntu, installed where that is allowed without a question.

use std::path::PathBuf;
use std::process::Command;

use crate::shell::{self, Failure};

/// A program, installed from its package if it is not there.
pub(crate) fn program(name: &str, package: &str) -> Result<PathBuf, Failure> {
    let missing = || Failure::Missing(format!("{name} is not installed (Debian: apt-get install {package})"));
    if let Some(found) = shell::find_program(&[name]) {
        return Ok(found);
    }
    install(&[package], missing)?;
    shell::find_program(&[name]).ok_or_else(missing)
}

/// Installs packages as root or through a `sudo` that asks no question; `missing` where neither is possible.
pub(crate) fn install(packages: &[&str], missing: impl Fn() -> Failure) -> Result<(), Failure> {
    if shell::find_program(&["apt-get"]).is_none() {
        return Err(missing());
    }
    let sudo = !is_root();
    if sudo && !Command::new("sudo").args(["-n", "true"]).output().is_ok_and(|output| output.status.success()) {
        return Err(missing());
    }
    shell::run(apt_get(sudo, &["update", "-q"]))?;
    let mut install = apt_get(sudo, &["install", "-q", "-y", "--no-install-recommends"]);
    install.args(packages);
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
