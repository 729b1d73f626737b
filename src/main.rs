//! The `diagraction` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    diagraction::cli::run()
}
