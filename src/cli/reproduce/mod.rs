//! `reproduce`: the figures of the paper.

mod args;
mod observer;

use std::io::Write;

use self::observer::StepsOnStderr;
use crate::Rational;
use crate::cli::shared::output::written;
use crate::cli::shared::{Failure, memory, output};
use crate::reproduce::{Figure, Page, Settings, Varied, Workshop, reproduce, write_index};

pub(super) use args::ReproduceArgs;
use args::STARTS;

pub(crate) fn run(args: &ReproduceArgs) -> Result<(), Failure> {
    let folder = &args.output;
    std::fs::create_dir_all(folder)
        .map_err(|error| Failure::new(format!("the folder {} cannot be made: {error}", folder.display())))?;
    let is_varied = args.u.is_some() || args.field.is_some() || args.start.is_some();
    if is_varied && !args.figure.iter().any(|figure| figure.is_of_lattices()) {
        return Failure::usage("--u, --field and --start are of the lattices of figures 5, 6, 9 and 10");
    }
    let varied = Varied { u: args.u.clone(), field: args.field, start: args.start };
    let settings = if args.full { Settings::full() } else { Settings::default() }.varied(&varied);
    let told = StepsOnStderr::new(args.quiet);
    let limit = memory::limit(args.memory_limit);
    let workshop = Workshop::new(folder, args.seed, limit, &told)?;
    let mut out = output::Output::open(None)?;
    for &figure in args.figure {
        told.begin(&figure.to_string());
        let page = reproduce(figure, &settings, &workshop).map_err(Failure::new)?;
        page.write(folder, &command(args, figure)).map_err(Failure::new)?;
        written(&folder.join(format!("{figure}.md")), "page");
        write_index(folder).map_err(Failure::new)?;
        told.end();
        print(&mut out, &page)?;
    }
    out.finish()
}

/// The command that makes a page again.
fn command(args: &ReproduceArgs, figure: Figure) -> String {
    let mut words = format!("diagraction reproduce {figure}");
    if args.full {
        words += " --full";
    }
    let start = args.start.and_then(|start| STARTS.iter().find(|(.., meaning)| *meaning == start));
    let of_lattices = [
        ("u", args.u.as_ref().map(Rational::to_string)),
        ("field", args.field.map(|field| field.to_string())),
        ("start", start.map(|(word, ..)| word.to_string())),
    ];
    let given = of_lattices.into_iter().filter(|_| figure.is_of_lattices());
    for (option, value) in given.chain([("seed", Some(args.seed.to_string()))]) {
        words += &value.map(|value| format!(" --{option} {value}")).unwrap_or_default();
    }
    words
}

fn print(out: &mut output::Output, page: &Page) -> Result<(), Failure> {
    writeln!(out, "{}: {}", page.figure.name(), page.title)?;
    for claim in &page.claims {
        let verdict = if claim.holds { "holds" } else { "DOES NOT HOLD" };
        writeln!(out, "  {verdict}: {}\n    measured: {}", claim.paper, claim.measured)?;
    }
    writeln!(out)?;
    Ok(out.flush()?)
}
