//! `crmgen`: see the library of the same package.

use std::process::ExitCode;

fn main() -> ExitCode {
    crmgen_server::main()
}
