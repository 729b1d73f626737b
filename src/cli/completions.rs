//! Completion scripts for shells, and the manual.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;
use clap_complete::Shell;

use super::help;
use crate::cli::shared::output::unwritable;
use crate::cli::shared::{Failure, Output};

/// The script is printed. Where it goes differs from shell to shell; the examples name the usual places, and new shells have it.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// Shell
    #[arg(value_enum)]
    pub(crate) shell: Shell,
}

#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// Write one page for each command into FOLDER
    #[arg(short, long, value_name = "FOLDER")]
    pub(crate) output: Option<PathBuf>,
}

pub(super) fn completions(args: &CompletionsArgs) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut help::command(), "diagraction", &mut script);
    let mut out = Output::open(None)?;
    // The first line of a script may mean something to its shell.
    let first = script.iter().position(|byte| *byte == b'\n').map_or(0, |end| end + 1);
    out.write_all(&script[..first])?;
    if let Some(place) = place(args.shell) {
        writeln!(out, "# Goes to {place}")?;
    }
    out.write_all(&script[first..])?;
    out.finish()
}

/// Where a shell looks for such scripts.
fn place(shell: Shell) -> Option<&'static str> {
    match shell {
        Shell::Bash => Some("~/.local/share/bash-completion/completions/diagraction"),
        Shell::Zsh => {
            Some("a folder of fpath as _diagraction, such as ~/.zfunc with fpath+=~/.zfunc in ~/.zshrc")
        }
        Shell::Fish => Some("~/.config/fish/completions/diagraction.fish"),
        Shell::Elvish => Some("~/.config/elvish/lib/diagraction.elv, with use diagraction in rc.elv"),
        Shell::PowerShell => Some("the file that $PROFILE names"),
        _ => None,
    }
}

pub(super) fn man(args: &ManArgs) -> Result<(), Failure> {
    let Some(folder) = &args.output else {
        let mut out = Output::open(None)?;
        help::manual(&mut out)?;
        return out.finish();
    };
    std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
    for (path, page) in help::pages(folder)? {
        let mut out = Output::open(Some(&path))?;
        out.write_all(&page)?;
        out.finish()?;
    }
    Ok(())
}
