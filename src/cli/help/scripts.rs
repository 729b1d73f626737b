//! Completion scripts for shells, and the manual.

use std::io::Write;

use clap_complete::Shell;

use super::manual::{manual, pages};
use super::text::command;
use crate::cli::completions::{CompletionsArgs, ManArgs};
use crate::cli::shared::output::unwritable;
use crate::cli::shared::{Failure, Output};

pub(in crate::cli) fn completions(args: &CompletionsArgs) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command(), "diagraction", &mut script);
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

pub(in crate::cli) fn man(args: &ManArgs) -> Result<(), Failure> {
    let Some(folder) = &args.output else {
        let mut out = Output::open(None)?;
        manual(&mut out)?;
        return out.finish();
    };
    std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
    for (path, page) in pages(folder)? {
        let mut out = Output::open(Some(&path))?;
        out.write_all(&page)?;
        out.finish()?;
    }
    Ok(())
}
