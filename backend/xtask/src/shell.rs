//! Starting other programs, and what can go wrong with that.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

/// Why a command of ours did not do what was asked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// A program could not be started at all.
    #[error("{program} could not be started: {source}")]
    NotStarted {
        /// The program's name or path.
        program: String,
        /// What the system said.
        source: io::Error,
    },
    /// A program ran and said that it failed.
    #[error("failed ({status}): {command}")]
    Failed {
        /// The command line, for people to run again.
        command: String,
        /// How it ended.
        status: ExitStatus,
    },
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Something this machine lacks; the sentence says what to do about it.
    #[error("{0}")]
    Missing(String),
    /// The user asked for something that does not exist; the sentence says what does.
    #[error("{0}")]
    Usage(String),
    /// A check said no; the sentence says what it found.
    #[error("{0}")]
    Refused(String),
}

impl Failure {
    /// 2 for bad usage, otherwise 1.
    pub(crate) fn exit_code(&self) -> u8 {
        if matches!(self, Self::Usage(_)) { 2 } else { 1 }
    }

    /// Wraps an I/O error with the file it happened to.
    pub(crate) fn file(path: &Path) -> impl FnOnce(io::Error) -> Self + '_ {
        move |source| Self::File { path: path.to_path_buf(), source }
    }
}

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("xtask lies in backend/xtask")
}

/// Where cargo puts what it builds.
pub(crate) fn target_dir() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// The built program. `profile` is `debug` or `release`.
pub(crate) fn crmgen(profile: &str) -> PathBuf {
    target_dir().join(profile).join(format!("crmgen{}", std::env::consts::EXE_SUFFIX))
}

/// True where an automatic build runs, which must leave nothing out.
pub(crate) fn in_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true" || value == "1")
}

/// A `cargo` command in the workspace's root.
pub(crate) fn cargo<'a>(args: impl IntoIterator<Item = &'a str>) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root()).args(args);
    command
}

/// Runs a command to its end, its output on ours.
pub(crate) fn run(mut command: Command) -> Result<(), Failure> {
    println!("$ {}", describe(&command));
    let status = command.status().map_err(|source| not_started(&command, source))?;
    if status.success() { Ok(()) } else { Err(Failure::Failed { command: describe(&command), status }) }
}

/// Runs a command to its end and gives back what it printed.
pub(crate) fn output(mut command: Command) -> Result<String, Failure> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|source| not_started(&command, source))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(Failure::Failed { command: describe(&command), status: output.status })
    }
}

/// The first of `names` that is a program in `PATH`.
pub(crate) fn find_program(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|file| file.is_file()))
}

/// Wraps an I/O error with the program that could not be started.
pub(crate) fn not_started(command: &Command, source: io::Error) -> Failure {
    Failure::NotStarted { program: command.get_program().to_string_lossy().into_owned(), source }
}

/// The command line as one would type it, the program by its bare name.
fn describe(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or_else(|| command.get_program());
    let mut line = program.to_string_lossy().into_owned();
    for arg in command.get_args() {
        line.push(' ');
        line.push_str(&arg.to_string_lossy());
    }
    line
}
