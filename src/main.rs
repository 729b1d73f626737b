//! The `diagraction` command.

use std::process::{self, ExitCode};

use diagraction::cli;

fn main() -> ExitCode {
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    return_freed_memory();
    // Without a handler an interrupt still ends the process; only a temporary file could remain.
    let _ = ctrlc::set_handler(|| {
        if let Some(code) = cli::interrupt() {
            process::exit(code.into());
        }
    });
    cli::run(std::env::args_os()).into()
}

/// Arrays of a MiB and more go back to the system when they are freed. Otherwise the allocator of glibc keeps those of up to
/// 32 MiB, and a process takes up to half as much again as it uses.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[allow(unsafe_code, reason = "a setting of the allocator, made before there is a second thread")]
fn return_freed_memory() {
    // SAFETY: every size is a valid value of these settings.
    unsafe {
        libc::mallopt(libc::M_MMAP_THRESHOLD, 1 << 20);
        libc::mallopt(libc::M_TRIM_THRESHOLD, 1 << 22);
    }
}
