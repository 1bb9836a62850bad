//! The Python packages that tests compare with, in one environment: `.venv` at the root of the repository.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::debian;
use crate::shell::{self, Failure};

/// The oldest Python that the packages in `tests/python/requirements.txt` run on.
const OLDEST: (u32, u32) = (3, 11);

/// What Debian needs for an environment with pip.
const PACKAGES: [&str; 2] = ["python3", "python3-venv"];

/// Makes the environment, unless exactly these packages are in it already.
///
/// What is installed is noted in `.venv/.installed`, a copy of the requirements.
pub(crate) fn install_packages() -> Result<(), Failure> {
    let requirements = shell::root().join("tests/python/requirements.txt");
    let wanted = fs::read(&requirements).map_err(Failure::file(&requirements))?;
    let environment = shell::root().join(".venv");
    let note = environment.join(".installed");
    if python().is_file() && fs::read(&note).is_ok_and(|installed| installed == wanted) {
        println!("The Python packages are installed already.");
        return Ok(());
    }
    if environment.exists() {
        fs::remove_dir_all(&environment).map_err(Failure::file(&environment))?;
    }
    make_environment()?;
    let mut pip = in_root(&python());
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--only-binary", ":all:"]);
    pip.args(["-r", "tests/python/requirements.txt"]);
    shell::run(pip)?;
    fs::write(&note, wanted).map_err(Failure::file(&note))
}

/// The environment's own Python; it may not be there.
pub(crate) fn python() -> PathBuf {
    shell::root().join(if cfg!(windows) { ".venv/Scripts/python.exe" } else { ".venv/bin/python" })
}

/// An empty environment; where Python or its `venv` is missing, Debian's are installed first.
fn make_environment() -> Result<(), Failure> {
    if let Some(python) = find_python()?
        && can_make_environments(&python)
    {
        return venv(&python);
    }
    println!("The Python tests need Python with venv; installing Debian's.");
    debian::install(&PACKAGES, missing)?;
    // Debian's own, even where another Python without venv stands before it.
    let debians = PathBuf::from("/usr/bin/python3");
    let python = if debians.is_file() { debians } else { find_python()?.ok_or_else(missing)? };
    if can_make_environments(&python) { venv(&python) } else { Err(missing()) }
}

fn venv(python: &Path) -> Result<(), Failure> {
    let mut venv = in_root(python);
    venv.args(["-m", "venv", ".venv"]);
    shell::run(venv)
}

fn in_root(python: &Path) -> Command {
    let mut command = Command::new(python);
    command.current_dir(shell::root());
    command
}

/// Debian ships `venv` without what it needs to install pip; only trying tells.
fn can_make_environments(python: &Path) -> bool {
    Command::new(python).args(["-c", "import venv, ensurepip"]).output().is_ok_and(|output| output.status.success())
}

/// The machine's Python, if it has one that starts. One that is too old is refused.
fn find_python() -> Result<Option<PathBuf>, Failure> {
    let Some(python) = shell::find_program(if cfg!(windows) { &["python.exe"] } else { &["python3", "python"] }) else {
        return Ok(None);
    };
    let Ok(output) = Command::new(&python).arg("--version").output() else { return Ok(None) };
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    match parse_version(&version) {
        None => Ok(None),
        Some(found) if found < OLDEST => {
            let (major, minor) = OLDEST;
            Err(Failure::Missing(format!("The Python tests need Python {major}.{minor} or newer; this is {version}.")))
        }
        Some(_) => Ok(Some(python)),
    }
}

/// The first two numbers of `Python 3.11.7`.
fn parse_version(version: &str) -> Option<(u32, u32)> {
    let mut numbers = version.strip_prefix("Python ")?.split('.').map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

fn missing() -> Failure {
    Failure::Missing(format!(
        "The Python tests need Python with venv. Install it (Debian: sudo apt-get install {}).",
        PACKAGES.join(" ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn python_versions_are_compared_as_numbers() {
        assert_eq!(parse_version("Python 3.11.7"), Some((3, 11)));
        assert!(parse_version("Python 3.9.2").is_some_and(|found| found < OLDEST));
        assert_eq!(parse_version("nonsense"), None);
    }

    #[test]
    fn every_python_package_is_pinned() {
        let path = shell::root().join("tests/python/requirements.txt");
        let text = fs::read_to_string(&path).expect("the requirements can be read");
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let loose: Vec<&str> = lines.filter(|line| !line.contains("==")).collect();
        assert!(loose.is_empty(), "without a version: {loose:?}");
    }
}
