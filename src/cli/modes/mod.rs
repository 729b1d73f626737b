//! `modes`: the maxima of an action.

mod args;
mod outcome;
mod table;
mod text;

use std::io::Write;

use crate::action::Kernel;
use crate::files;
use crate::modes::{self, Found, Landscape, Line, ModesError, Search, search};
use crate::network::Mixture;
use crate::source::{Kind, Trained};

use self::args::FORMATS;
use self::outcome::{Outcome, barriers};
use crate::cli::shared::rounded;
use crate::cli::shared::source::load_trained;
use crate::cli::shared::{Bar, Failure, Output, TableFormat, format, load_action, memory, output};

pub(super) use args::ModesArgs;

/// Starting points of actions unless told otherwise, and of models, whose own draws these are.
const STARTS: usize = 1000;
const STARTS_OF_MODELS: usize = 100;

pub(crate) fn run(args: &ModesArgs) -> Result<(), Failure> {
    let format = format(args)?;
    check_profile(args)?;
    for output in [args.common.output.as_deref(), args.profile.as_deref()] {
        output::refuse(output, &args.action, "the output names the action itself; give another file")?;
    }
    let limit = memory::limit(args.common.memory_limit);
    if Kind::of(&args.action) == Kind::Model {
        let mixture = match load_trained(&args.action, args.component.component, limit)? {
            Trained::Several(mixture) => mixture,
            Trained::One(model) => {
                Mixture::new(rounded(&args.action, model)?, Vec::new()).map_err(Failure::new)?
            }
        };
        return of_network(args, &mixture, format, limit);
    }
    let subject = load_action(&args.action, args.component.component, usize::MAX, limit, args.common.quiet)?;
    let action = subject.into_sparse(limit)?;
    let (of, d, rank) = (args.component.of(&args.action), action.dimension(), action.max_rank());
    let what = format!("action  {of}: d = {d}, rank {rank}");
    let starts = args.starts.unwrap_or(STARTS);
    found(args, &Kernel::new(&action), (what, starts, format, limit), |options, bar| {
        search(&action, options, bar)
    })
}

/// The maxima of ln p of a network, which has one, or of a mixture.
fn of_network(args: &ModesArgs, mixture: &Mixture, format: TableFormat, limit: u64) -> Result<(), Failure> {
    if args.spread.is_some() {
        return Failure::usage("a network is climbed from its own draws; leave --spread out");
    }
    let (of, d) = (args.component.of(&args.action), mixture.dimension());
    let what = match mixture.len() {
        1 => format!("network {of}: d = {d}, L = {}; S is ln p", mixture.network().depth()),
        count => format!("mixture {of}: d = {d}, {count} components; S is ln p"),
    };
    let starts = args.starts.unwrap_or(STARTS_OF_MODELS).max(mixture.len());
    found(args, &mixture, (what, starts, format, limit), |options, bar| {
        modes::of_mixture(mixture, options, bar)
    })
}

fn found<L: Landscape>(
    args: &ModesArgs,
    landscape: &L,
    (what, starts, format, limit): (String, usize, TableFormat, u64),
    search: impl FnOnce(&Search, &Bar) -> Result<Found, ModesError>,
) -> Result<(), Failure> {
    let dimension = landscape.dimension();
    let needed = format!("the Hessians at maxima in {dimension} dimensions take");
    let hint = "fewer threads (RAYON_NUM_THREADS) or --starts need less; --memory-limit raises the bound";
    memory::expect(&needed, modes::memory(dimension, starts), limit, hint)?;
    let mut out = Output::open(args.common.output.as_deref())?;
    let course = args
        .profile
        .as_deref()
        .map(|path| Ok::<_, Failure>(Output::open(Some(path))?.holding("S along a line")))
        .transpose()?;
    let bar = Bar::new(args.common.quiet, "climbing");
    let options = Search { starts, seed: args.seed, spread: args.spread };
    let found = search(&options, &bar).map_err(|error| match error {
        // Too many in so many dimensions, which the file has.
        ModesError::Starts { starts: 1.., .. } | ModesError::Network(_) => Failure::new(error),
        ModesError::Spread(_) if args.spread.is_none() => {
            let message =
                "the coefficients are too large or too small to tell a length for the starting points";
            Failure::with_hint(message, "--spread LENGTH gives one")
        }
        error => Failure::Usage(error.to_string()),
    })?;
    drop(bar);
    let barriers = barriers(landscape, &found);
    let outcome = Outcome { args, starts, dimension, what, found: &found, barriers };
    match format {
        TableFormat::Text => text::write(&outcome, &mut out)?,
        TableFormat::Json => table::json(&outcome, &mut out)?,
        TableFormat::Csv => table::csv(dimension, &found, &mut out)?,
    }
    if let Some(course) = course {
        profile(args, course, landscape, &found)?;
    }
    out.finish()
}

fn profile<L: Landscape>(
    args: &ModesArgs,
    mut out: Output,
    landscape: &L,
    found: &Found,
) -> Result<(), Failure> {
    let position = |number: usize| {
        found.modes.get(number).map(|mode| &mode.position).ok_or_else(|| {
            let number_of_modes = found.modes.len();
            Failure::with_hint(
                format!("there is no maximum {number} for the profile; {number_of_modes} were found"),
                "--between names two maxima by their numbers, from 0; --starts finds more",
            )
        })
    };
    let mut line = Line::on(landscape.clone(), position(args.between.0)?, position(args.between.1)?);
    writeln!(out, "t,S")?;
    for (t, value) in line.profile(args.profile_points as usize) {
        writeln!(out, "{t},{value}")?;
    }
    out.finish()
}

fn check_profile(args: &ModesArgs) -> Result<(), Failure> {
    let Some(path) = args.profile.as_deref() else { return Ok(()) };
    if files::ending(path).as_deref() != Some("csv") {
        let message = format!("--profile writes csv; '{}' has another ending", path.display());
        return Failure::usage(message);
    }
    if args.common.output.as_deref().is_some_and(|output| output::is_same(output, path)) {
        let path = path.display();
        return Failure::usage(format!("--profile and -o both name {path}; give them different files"));
    }
    Ok(())
}

fn format(args: &ModesArgs) -> Result<TableFormat, Failure> {
    let path = args.common.output.as_deref();
    format::format(args.format, path, TableFormat::Text, &FORMATS, |ending, all| {
        format!("modes writes {all}, and the file ends in .{ending}; or give --format")
    })
}
