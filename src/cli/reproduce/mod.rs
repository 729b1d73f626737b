//! `reproduce`: the figures of the paper.

mod args;
mod observer;

use std::io::Write;

use self::observer::StepsOnStderr;
use crate::Rational;
use crate::cli::shared::{Failure, memory, output};
use crate::reproduce::{Page, Settings, Varied, Workshop, reproduce, write_index};

pub(super) use args::ReproduceArgs;
use args::STARTS;

pub(crate) fn run(args: &ReproduceArgs) -> Result<(), Failure> {
    let folder = &args.output;
    std::fs::create_dir_all(folder)
        .map_err(|error| Failure::new(format!("the folder {} cannot be made: {error}", folder.display())))?;
    let varied = Varied { u: args.u.clone(), field: args.field, start: args.start };
    let settings = if args.full { Settings::full() } else { Settings::default() }.varied(&varied);
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
    let mut words = format!("diagraction reproduce {figure}");
    if args.full {
        words += " --full";
    }
    let start = args.start.and_then(|start| STARTS.iter().find(|(.., meaning)| *meaning == start));
    let given = [
        ("u", args.u.as_ref().map(Rational::to_string)),
        ("field", args.field.map(|field| field.to_string())),
        ("start", start.map(|(word, ..)| word.to_string())),
        ("seed", Some(args.seed.to_string())),
    ];
    for (option, value) in given {
        words += &value.map(|value| format!(" --{option} {value}")).unwrap_or_default();
    }
    words
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
