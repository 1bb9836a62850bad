//! The command line: what can be asked for, and what an exit code means.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use crmgen_core::vocabulary::Story;

use crate::config::Config;
use crate::generate::{self, GenerateArgs, VerifyArgs};
use crate::stopping::STOPPED;
use crate::surroundings::Surroundings;
use crate::{openapi, serve};

/// Believable CRM data (customers, deals, feedback with sentiment) from a recipe
///
/// The same recipe always gives the same bytes: through the page, the API, and the command line.
#[derive(Debug, Parser)]
#[command(name = "crmgen", version, max_term_width = 110)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Start the server: the API, its description at /docs/, and the page
    ///
    /// Every setting can be given as a flag, or in the environment variable named beside it; the flag wins. What is
    /// written to the log is chosen with RUST_LOG (default: info).
    Serve(Config),
    /// Write a dataset as files
    Generate(Box<GenerateArgs>),
    /// List the stories that can be planted in a dataset, and what to look for
    Stories,
    /// Check that the files of a folder are complete and unchanged, by their manifest; with --rules, their rows too
    Verify(VerifyArgs),
    /// Print the description of the API (OpenAPI 3.1, YAML)
    Openapi,
}

/// Why the program ends early. Printed once, by `main`.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    /// What was asked for makes no sense: exit code 2, as for wrong flags.
    #[error("{0}")]
    Usage(String),
    /// It made sense, and did not work out: exit code 1.
    #[error("{0}")]
    Failed(String),
    /// It was told to stop: exit code 130.
    #[error("stopped; no unfinished file is left behind")]
    Stopped,
}

impl Failure {
    /// For `map_err`: a failure that says what was being done.
    pub(crate) fn while_doing<E: std::fmt::Display>(what: impl std::fmt::Display) -> impl FnOnce(E) -> Self {
        move |cause| Self::Failed(format!("{what}: {cause}"))
    }

    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            Self::Failed(_) => ExitCode::FAILURE,
            Self::Stopped => ExitCode::from(STOPPED),
        }
    }
}

/// Does what was asked for.
///
/// # Errors
/// When it could not be done.
pub(crate) fn run(cli: Cli) -> Result<(), Failure> {
    match cli.command {
        Command::Serve(config) => serve::run(&config, Surroundings::SYSTEM),
        Command::Generate(args) => generate::run(&args, Surroundings::SYSTEM),
        Command::Stories => print(&stories()),
        Command::Verify(args) => generate::verify(&args),
        Command::Openapi => {
            let yaml = openapi::yaml().map_err(Failure::while_doing("cannot write the description"))?;
            print(&yaml)
        }
    }
}

/// The stories, for people.
fn stories() -> String {
    let mut out = String::from("Stories for --stories, each as ID or ID:STRENGTH (subtle, clear, obvious):\n");
    for &story in Story::ALL {
        let entry = story.entry();
        let _ = writeln!(out, "\n{story}: {}", entry.title);
        let _ = writeln!(out, "  {}", entry.what_happened);
        let _ = writeln!(out, "  Look for: {}", entry.what_to_look_for);
        let mut more: Vec<String> = entry.place.iter().map(|column| format!("{column}=…")).collect();
        more.extend(entry.has_onset.then(|| "onset=YYYY-MM".to_owned()));
        if !more.is_empty() {
            let _ = writeln!(out, "  To choose: {story}:clear:{}", more.join(":"));
        }
    }
    out.push_str("\nsurprise: three of these, picked by the seed. The answer key tells which.\n");
    out
}

/// Writes to standard output; a reader that left (as in `crmgen openapi | head`) is no failure.
pub(crate) fn print(text: &str) -> Result<(), Failure> {
    match std::io::stdout().write_all(text.as_bytes()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Failure::Failed(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}
