//! `theory`: known actions, from text or built in.

mod args;
mod summary;
mod teacher;

use std::path::Path;

use crate::action::{SparseAction, file};
use crate::modes::{Search, search};
use crate::theory::{Field, FieldError, LatticeTheory, RandomTheory, TheoryFileError, load, load_field};
use crate::{Cell, Lattice, Rational};

use self::args::{BuiltIn, FORMATS, LatticeArgs, OutputArgs, RandomArgs};
use crate::cli::shared::{Bar, Failure, Output, ReportFormat, format, output};

pub(super) use args::TheoryArgs;

pub(crate) fn run(args: &TheoryArgs) -> Result<(), Failure> {
    match (&args.built_in, &args.file) {
        (Some(BuiltIn::Lattice(args)), _) => lattice(args),
        (Some(BuiltIn::Random(args)), _) => random(args),
        (Some(BuiltIn::Teacher(args)), _) => teacher::run(args),
        (None, Some(file)) => from_file(file, &args.output),
        (None, None) => Failure::usage("give a FILE.action, or lattice, random or teacher"),
    }
}

fn from_file(path: &Path, args: &OutputArgs) -> Result<(), Failure> {
    let format = format(args)?;
    let itself = format!("-o names the theory itself, {}; give another file", path.display());
    output::refuse(args.common.output.as_deref(), path, &itself)?;
    let out = Output::open(args.common.output.as_deref())?;
    write(&load(path)?, &path.display().to_string(), format, args, out)
}

fn lattice(args: &LatticeArgs) -> Result<(), Failure> {
    let format = format(&args.output)?;
    if let Some(field) = &args.field_file {
        let message = "-o names the file of the field; give another file";
        output::refuse(args.output.common.output.as_deref(), field, message)?;
    }
    let field = match &args.field_file {
        Some(path) => Field::Values(load_field(path)?),
        None if args.field == 0.0 => Field::Zero,
        None => Field::Normal { mean: 0.0, deviation: args.field, seed: args.seed },
    };
    let (r0, u, beta) = (args.r0.clone(), args.u.clone(), args.beta.clone());
    let theory = LatticeTheory { lattice: sites(args)?, r0, u, beta, field };
    let action = theory.action().map_err(|error| match args.field_file {
        Some(_) => Failure::new(error),
        None => Failure::Usage(error.to_string()),
    })?;
    let out = Output::open(args.output.common.output.as_deref())?;
    write(&action, "the lattice theory of Eq. (33)", format, &args.output, out)
}

fn sites(args: &LatticeArgs) -> Result<Lattice, Failure> {
    let given = if args.side.len() > 1 { args.side.len() } else { 2 };
    let dimensions = args.lattice_dimension.map_or(given, usize::from);
    let sides = if args.side.len() == 1 { vec![args.side[0]; dimensions] } else { args.side.clone() };
    let cell = match (args.triangular, dimensions) {
        (true, 2) => Cell::Triangular,
        (true, _) => return Failure::usage("a triangular lattice has two dimensions"),
        (false, 1) => Cell::Chain,
        (false, 2) => Cell::Square,
        (false, _) => Cell::Cubic,
    };
    Lattice::new(cell, sides, !args.open).map_err(|error| Failure::Usage(format!("--side: {error}")))
}

fn random(args: &RandomArgs) -> Result<(), Failure> {
    let format = format(&args.output)?;
    let out = Output::open(args.output.common.output.as_deref())?;
    let (seed, action) =
        if args.multimodal { multimodal(args)? } else { (args.seed, drawn(args, args.seed)?) };
    write(&action, &format!("random action of Appendix E, seed {seed}"), format, &args.output, out)
}

fn drawn(args: &RandomArgs, seed: u64) -> Result<SparseAction<Rational>, Failure> {
    let (length, c) = (args.length.clone(), args.c.clone());
    let theory = RandomTheory { dimension: args.dimension, length, c, seed };
    theory.action().map_err(|error| Failure::Usage(error.to_string()))
}

/// The most seeds that are tried for an action with several maxima, and the starts for each.
const SEEDS: usize = 1000;
const STARTS: usize = 100;

/// The first seed whose action has several maxima.
fn multimodal(args: &RandomArgs) -> Result<(u64, SparseAction<Rational>), Failure> {
    let bar = Bar::new(args.output.common.quiet, "looking for several maxima");
    for seed in (args.seed..=u64::MAX).take(SEEDS) {
        let action = drawn(args, seed)?;
        let options = Search { starts: STARTS, ..Search::default() };
        let found = search(&action.to_f64()?, &options, &()).map_err(Failure::new)?;
        if found.modes.len() > 1 {
            return Ok((seed, action));
        }
    }
    drop(bar);
    let message = format!("no action of the {SEEDS} seeds from {} on has several maxima", args.seed);
    Err(Failure::with_hint(message, "in fewer dimensions they are more frequent"))
}

fn format(args: &OutputArgs) -> Result<ReportFormat, Failure> {
    let path = args.common.output.as_deref();
    format::format(args.format, path, ReportFormat::Json, &FORMATS, |ending, _| {
        format!("theory writes .json or .txt, and the file ends in .{ending}; or give --format")
    })
}

fn write(
    action: &SparseAction<Rational>,
    name: &str,
    format: ReportFormat,
    args: &OutputArgs,
    mut out: Output,
) -> Result<(), Failure> {
    match format {
        ReportFormat::Text => summary::write(action, name, &mut out)?,
        ReportFormat::Json => file::json::write_sparse_exact(action, &mut out)?,
    }
    out.finish()?;
    if format == ReportFormat::Json && output::is_heard(args.common.quiet) {
        let mut text = Vec::new();
        summary::write(action, name, &mut text)?;
        output::tell(args.common.quiet, String::from_utf8_lossy(&text).trim_end());
    }
    Ok(())
}

impl From<TheoryFileError> for Failure {
    fn from(error: TheoryFileError) -> Failure {
        match &error {
            TheoryFileError::Text { error: place, .. } => match &place.hint {
                Some(hint) => Failure::with_hint(&error, hint),
                None => Failure::new(&error),
            },
            _ => Failure::new(&error),
        }
    }
}

impl From<FieldError> for Failure {
    fn from(error: FieldError) -> Failure {
        Failure::new(error)
    }
}
