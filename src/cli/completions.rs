//! Completion scripts for shells, and the manual.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Command};

use crate::cli::shared::output::unwritable;
use crate::cli::shared::{Failure, Output};

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// Shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// Write one page for each command into FOLDER
    #[arg(short, long, value_name = "FOLDER")]
    pub(crate) output: Option<PathBuf>,
}

pub(super) fn completions(args: &CompletionsArgs, mut command: Command) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "diagraction", &mut script);
    print(&script)
}

pub(super) fn man(args: &ManArgs, command: Command) -> Result<(), Failure> {
    match &args.output {
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(command).render(&mut page)?;
            print(&page)
        }
        Some(folder) => {
            let written =
                std::fs::create_dir_all(folder).and_then(|()| clap_mangen::generate_to(command, folder));
            written.map_err(|error| unwritable(folder, &error))
        }
    }
}

fn print(text: &[u8]) -> Result<(), Failure> {
    let mut out = Output::open(None)?;
    out.write_all(text)?;
    out.finish()
}
