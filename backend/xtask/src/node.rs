//! Node, npm and the page's packages.

use std::path::PathBuf;
use std::process::Command;
use std::{fs, io};

use crate::shell::{self, Failure};

/// The oldest Node that the page's build tool (vite 8) runs on.
const OLDEST_NODE: (u32, u32) = (20, 19);

/// The page's folder.
pub(crate) fn frontend() -> PathBuf {
    shell::root().join("frontend")
}

/// The built page.
pub(crate) fn dist() -> PathBuf {
    frontend().join("dist")
}

/// Runs one script of the page's `package.json`.
pub(crate) fn script(name: &str) -> Result<(), Failure> {
    shell::run(npm(&["run", name]))
}

/// Installs the page's packages, unless exactly these are installed already.
///
/// What is installed is noted in `node_modules/.installed`, a copy of the lock file.
pub(crate) fn install_packages() -> Result<(), Failure> {
    check_node()?;
    let lock = frontend().join("package-lock.json");
    let note = frontend().join("node_modules/.installed");
    let wanted = fs::read(&lock).map_err(Failure::file(&lock))?;
    if fs::read(&note).is_ok_and(|installed| installed == wanted) {
        println!("The page's packages are installed already.");
        return Ok(());
    }
    shell::run(npm(&["ci", "--ignore-scripts", "--no-audit", "--no-fund"]))?;
    fs::write(&note, wanted).map_err(Failure::file(&note))
}

/// An `npm` command in the page's folder.
pub(crate) fn npm(args: &[&str]) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(frontend()).args(args);
    command
}

/// Says in plain words what is wrong with this machine's Node and npm, if anything is.
fn check_node() -> Result<(), Failure> {
    let (major, minor) = OLDEST_NODE;
    let wanted = format!("Node {major}.{minor} or newer, with npm");
    let version = match Command::new("node").arg("--version").output() {
        Ok(output) => String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return Err(Failure::Missing(format!("The page needs {wanted}, and there is no Node on this machine.")));
        }
        Err(source) => return Err(Failure::NotStarted { program: "node".into(), source }),
    };
    if parse_version(&version).is_none_or(|found| found < OLDEST_NODE) {
        return Err(Failure::Missing(format!("The page needs {wanted}; this machine has Node {version}.")));
    }
    if let Err(error) = npm(&["--version"]).output()
        && error.kind() == io::ErrorKind::NotFound
        && frontend().is_dir()
    {
        return Err(Failure::Missing(format!(
            "The page needs {wanted}; npm is missing (Debian: apt-get install npm)."
        )));
    }
    Ok(())
}

/// The first two numbers of `v20.19.5`.
fn parse_version(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.strip_prefix('v')?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn node_versions_are_compared_as_numbers() {
        assert_eq!(parse_version("v20.19.5"), Some((20, 19)));
        assert!(parse_version("v9.11.2").is_some_and(|found| found < OLDEST_NODE));
        assert!(parse_version("v22.0.0").is_some_and(|found| found >= OLDEST_NODE));
        assert_eq!(parse_version("nonsense"), None);
    }
}
