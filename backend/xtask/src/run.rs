//! `cargo xtask run`: build the page and the server, start them, say where to look.

use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;

use crate::node;
use crate::shell::{self, Failure, cargo};

/// The port the server takes unless told otherwise.
const DEFAULT_PORT: u16 = 8080;

/// Builds everything and becomes the server; `args` (after an optional `--`) are the server's.
pub(crate) fn run(args: &[String]) -> Result<(), Failure> {
    let args = args.strip_prefix(&["--".to_owned()]).unwrap_or(args);
    let port = wanted_port(args, std::env::var("CRMGEN_PORT").ok().as_deref());
    check_port(port)?; // before the build: nobody likes to wait for bad news
    node::install_packages()?;
    node::script("build")?;
    shell::run(cargo(["build", "--package", "crmgen-server"]))?;

    if port != 0 {
        println!("\nOpen http://127.0.0.1:{port} in your browser. Press Ctrl+C here to stop.\n");
    }
    let mut server = Command::new(shell::crmgen("debug"));
    server.current_dir(shell::root()).args(["serve", "--page"]).arg(node::dist()).args(args);
    become_program(server)
}

/// The port that the server will take: its flag, then its environment variable, then the default.
///
/// A value that is no port is left for the server to complain about; 0 lets the system choose.
fn wanted_port(args: &[String], from_environment: Option<&str>) -> u16 {
    let flag = args.iter().enumerate().find_map(|(at, arg)| match arg.strip_prefix("--port") {
        Some("") => args.get(at + 1).map(String::as_str),
        Some(rest) => rest.strip_prefix('='),
        None => None,
    });
    flag.or(from_environment).map_or(DEFAULT_PORT, |text| text.parse().unwrap_or(0))
}

fn check_port(port: u16) -> Result<(), Failure> {
    TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map(drop).map_err(|error| {
        Failure::Missing(format!(
            "Port {port} cannot be used ({error}). Perhaps crmgen is running already.\n\
             Stop what uses the port, or take another one: cargo xtask run -- --port {}",
            if port == 9000 { 9001 } else { 9000 }
        ))
    })
}

/// Replaces this process by the program, so that Ctrl+C and the exit code are the program's own.
#[cfg(unix)]
fn become_program(mut command: Command) -> Result<(), Failure> {
    use std::os::unix::process::CommandExt;
    let source = command.exec(); // returns only if it failed
    Err(shell::not_started(&command, source))
}

/// Runs the program to its end.
#[cfg(not(unix))]
fn become_program(command: Command) -> Result<(), Failure> {
    shell::run(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn port(args: &[&str], environment: Option<&str>) -> u16 {
        wanted_port(&args.iter().map(ToString::to_string).collect::<Vec<_>>(), environment)
    }

    #[test]
    fn the_flag_wins_over_the_environment_which_wins_over_the_default() {
        assert_eq!(port(&["--port", "9000"], Some("7000")), 9000);
        assert_eq!(port(&["--log", "--port=9000"], None), 9000);
        assert_eq!(port(&[], Some("7000")), 7000);
        assert_eq!(port(&[], None), 8080);
    }

    #[test]
    fn a_taken_port_is_named_with_a_way_out() {
        let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let number = taken.local_addr().expect("bound").port();
        let message = check_port(number).expect_err("taken").to_string();
        assert!(message.contains(&number.to_string()) && message.contains("-- --port"), "{message}");
    }
}
