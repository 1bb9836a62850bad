//! The project's own commands: `cargo xtask run | test | check | bless | bench`.
//!
//! One file a command. What they share: `shell` (starting programs), `node` (the page's packages),
//! `python` (the packages tests compare with), `chromium` (a browser for the browser tests), `tools` (other programs that tests need), `steps` (many checks in a row, with their times).

mod bench;
mod bless;
mod check;
mod chromium;
mod debian;
mod node;
mod python;
mod run;
mod shell;
mod steps;
mod test;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask run [-- FLAGS]   build everything and start it at http://127.0.0.1:8080
                             (FLAGS go to the server, for example: -- --port 9000)
cargo xtask test [STEP…]     every check and every test, or only the steps named and what they need
cargo xtask check            format, lints and types only
cargo xtask bless            rewrite weights, golden sums, snapshots, openapi.yaml and the TypeScript schema
cargo xtask bench [--quick]  measure against the budgets (--quick leaves out the micro-benchmarks);
                             `bench cli|parquet|server|load|page|build` measures that part; `bench formats` size, time and
                             memory of every file; `bench recommendations` what is found";

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let command = args.next();
    let rest: Vec<String> = args.collect();
    let outcome = match command.as_deref() {
        Some("run") => run::run(&rest),
        Some("test") => test::test(&rest),
        Some("check") => check::check(&rest),
        Some("bless") => bless::bless(&rest),
        Some("bench") => bench::bench(&rest),
        Some("help" | "--help" | "-h") => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Some(other) => {
            eprintln!("There is no command called {other}. These are the commands:\n\n{HELP}");
            return ExitCode::from(2);
        }
        None => {
            eprintln!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::from(failure.exit_code())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_named_in_the_documents_exists() {
        for document in ["README.md", "CONTRIBUTING.md", "docs/PERFORMANCE.md", "docs/docker.md", ".ci/run"] {
            let text = std::fs::read_to_string(shell::root().join(document)).expect(document);
            for rest in text.split("cargo xtask ").skip(1) {
                let command: String = rest.chars().take_while(char::is_ascii_alphabetic).collect();
                assert!(HELP.contains(&format!("cargo xtask {command} ")), "{document} names cargo xtask {command}");
            }
        }
    }
}
