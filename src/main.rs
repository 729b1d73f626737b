//! The `diagraction` command.

use std::process::{self, ExitCode};

use diagraction::cli;

fn main() -> ExitCode {
    cli::return_freed_memory();
    // Without a handler an interrupt still ends the process; only a temporary file could remain.
    let _ = ctrlc::set_handler(|| {
        if let Some(code) = cli::interrupt() {
            process::exit(code.into());
        }
    });
    cli::run(std::env::args_os()).into()
}
