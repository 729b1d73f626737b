//! `stats`: cumulants of samples, and of two sets of samples side by side.

mod args;
mod files;
mod other;
mod plot;
mod table;
mod text;

use std::iter;
use std::path::Path;

use crate::data::Samples;
use crate::statistics::{self, Answer, Request, StatisticsError, Verdict};

use self::args::{FORMATS, StatsFormat};
use self::text::{Named, notes};
use crate::cli::shared::args::expect_sites;
use crate::cli::shared::{Bar, Failure, Output, format, memory, output, reading};

pub(super) use args::StatsArgs;

/// What helps against too few blocks.
const MORE_BLOCKS: &str = "--block or --blocks makes more of them";

pub(crate) fn run(args: &StatsArgs) -> Result<(), Failure> {
    let format = format(args)?;
    let limit = memory::limit(args.common.memory_limit);
    let samples = args.reading.open(&args.data, limit)?;
    let request = Request {
        kind: args.kind(),
        order: args.order.into(),
        cut: args.cut(),
        memory: limit.saturating_sub(samples.held() as u64),
    };
    let out = Output::open(args.common.output.as_deref())?;
    expect_sites(args.lattice.as_ref(), (&args.data, samples.dimension()))?;
    let figure = plot::target(args)?;
    let wanted = other::Wanted {
        rows: samples.rows(),
        data: &args.data,
        dimension: samples.dimension(),
        key: args.against_key.as_deref(),
        seed: args.seed,
        request,
    };
    let against = args
        .against
        .as_deref()
        .map(|path| Ok::<_, Failure>((path, other::open(path, &wanted)?)))
        .transpose()?;
    let bar = Bar::new(args.common.quiet, "reading the samples");
    let a = measured(&args.data, &samples, &request, &bar)?;
    let Some((path, against)) = against else {
        drop(bar);
        warn(args, format, &a);
        if let Some(figure) = figure {
            figure.one(args, &a)?;
        }
        return files::write(out, format, &a, args);
    };
    let (b, lattice, is_usable) = against.measured(path, &wanted, &a.statistics, &bar)?;
    drop(bar);
    let found = statistics::compare(&a.statistics, &b.statistics)?;
    [&a, &b].into_iter().for_each(|side| warn(args, format, side));
    let verdict = Verdict::new(&found, [&a.statistics, &b.statistics], is_usable);
    if let Some(figure) = figure {
        figure.two(args, (&a, &b), (&found, verdict.agrees()), args.lattice.as_ref().or(lattice.as_ref()))?;
    }
    table::write(out, format, (&a, &b), (&found, &verdict))?;
    match args.strict && verdict.agrees() != Some(true) {
        // Numbers alone do not say why the exit code is 1.
        true if format != StatsFormat::Text => Err(match verdict.answer {
            Answer::FewBlocks(_) => Failure::with_hint(verdict.words, MORE_BLOCKS),
            _ => Failure::new(verdict.words),
        }),
        true => Err(Failure::Disagreement),
        false => Ok(()),
    }
}

fn measured(path: &Path, samples: &Samples, request: &Request, bar: &Bar) -> Result<Named, Failure> {
    let statistics = statistics::measure(samples, request, bar)?;
    let notes = reading::notes(samples);
    Ok(Named { name: path.display().to_string(), statistics, notes, is_file: true })
}

/// What a reader of numbers should know about their errors; text says it itself.
fn warn(args: &StatsArgs, format: StatsFormat, named: &Named) {
    if format != StatsFormat::Text {
        for note in notes(named) {
            output::tell(args.common.quiet, &format!("note: {}: {note}", named.name));
        }
    }
}

/// The format of the output, which the ending of its file names unless it is given.
fn format(args: &StatsArgs) -> Result<StatsFormat, Failure> {
    let path = args.common.output.as_deref();
    let format = format::format(args.format, path, StatsFormat::Text, &FORMATS, |ending, all| {
        format!("'.{ending}' names no format of statistics; use {all}, or --format")
    })?;
    if format == StatsFormat::Npz && path.is_none() {
        return Failure::usage("npz is written to a file; add -o FILE");
    }
    if format == StatsFormat::Npz && args.against.is_some() {
        return Failure::usage("--against writes text, json or csv");
    }
    let read = iter::once(args.data.as_path()).chain(args.against.as_deref());
    output::check_distinct(path, [args.plot.as_deref()], read)?;
    Ok(format)
}

impl From<StatisticsError> for Failure {
    fn from(error: StatisticsError) -> Failure {
        match error {
            StatisticsError::Memory { .. } => {
                Failure::with_hint(&error, "a lower --order needs less; --memory-limit raises the bound")
            }
            StatisticsError::OneBlock { .. } => Failure::with_hint(&error, MORE_BLOCKS),
            error => Failure::new(error),
        }
    }
}
