//! `reproduce`: the figures of the paper.

mod args;
mod observer;

use std::io::Write;

use self::observer::StepsOnStderr;
use crate::cli::shared::{Failure, memory, output};
use crate::reproduce::{Page, Settings, Workshop, reproduce, write_index};

pub(super) use args::ReproduceArgs;

pub(crate) fn run(args: &ReproduceArgs) -> Result<(), Failure> {
    let folder = &args.output;
    std::fs::create_dir_all(folder)
        .map_err(|error| Failure::new(format!("the folder {} cannot be made: {error}", folder.display())))?;
    let settings = if args.full { Settings::full() } else { Settings::default() };
    let told = StepsOnStderr::new(args.quiet);
    let limit = memory::limit(args.memory_limit);
    let workshop = Workshop::new(folder, args.seed, limit, &told)?;
    let mut out = output::Output::open(None)?;
    for &figure in args.figure {
        told.begin(&figure.to_string());
        let page = reproduce(figure, &settings, &workshop).map_err(Failure::new)?;
        page.write(folder, &command(args, &figure.to_string())).map_err(Failure::new)?;
        write_index(folder).map_err(Failure::new)?;
        told.end();
        print(&mut out, &page)?;
    }
    out.finish()
}

/// The command that makes a page again.
fn command(args: &ReproduceArgs, figure: &str) -> String {
    let full = if args.full { " --full" } else { "" };
    format!("diagraction reproduce {figure}{full} --seed {}", args.seed)
}

fn print(out: &mut output::Output, page: &Page) -> Result<(), Failure> {
    writeln!(out, "Figure {}: {}", page.figure.number(), page.title)?;
    for claim in &page.claims {
        let verdict = if claim.holds { "holds" } else { "DOES NOT HOLD" };
        writeln!(out, "  {verdict}: {}\n    measured: {}", claim.paper, claim.measured)?;
    }
    writeln!(out)?;
    Ok(out.flush()?)
}
