//! `completions` and `man`: what is made of the description of the options.

use std::io::Write;

use clap::CommandFactory;

use super::args::{Arguments, CompletionsArgs, ManArgs};
use super::failure::Failure;
use super::output::{Output, unwritable};

pub(super) fn completions(args: &CompletionsArgs) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Arguments::command(), "diagraction", &mut script);
    print(&script)
}

pub(super) fn man(args: &ManArgs) -> Result<(), Failure> {
    match &args.output {
        None => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Arguments::command()).render(&mut page)?;
            print(&page)
        }
        Some(folder) => {
            let written = std::fs::create_dir_all(folder)
                .and_then(|()| clap_mangen::generate_to(Arguments::command(), folder));
            written.map_err(|error| unwritable(folder, &error))
        }
    }
}

fn print(text: &[u8]) -> Result<(), Failure> {
    let mut out = Output::open(None)?;
    out.write_all(text)?;
    out.finish()
}
