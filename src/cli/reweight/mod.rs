//! `reweight`: ln Z and cumulants of a known theory by draws of a trained network.

mod args;
mod output;

use crate::reweight::{ReweightError, Settings, reweight};

use self::args::FORMATS;
use crate::cli::shared::args::expect_alike;
use crate::cli::shared::{
    ActionFormat, Bar, Failure, Output, Watch, format, load_kernel, load_model, memory, output as files,
    rounded,
};

pub(super) use args::ReweightArgs;

pub(crate) fn run(args: &ReweightArgs) -> Result<(), Failure> {
    let format = format(args)?;
    if args.draws < MIN_DRAWS {
        return Failure::usage(format!("-n {} are too few for errors; take {MIN_DRAWS} or more", args.draws));
    }
    let limit = memory::limit(args.common.memory_limit);
    let kernel = load_kernel(&args.action, limit)?;
    let proposal = rounded(&args.proposal, load_model(&args.proposal, None, limit)?)?;
    expect_alike((&args.action, kernel.dimension()), (&args.proposal, proposal.dimension()))?;
    let settings = Settings { draws: args.draws, seed: args.seed, order: args.order.into() };
    let needed = settings.memory(&proposal).unwrap_or(u64::MAX);
    memory::expect(
        "the draws take",
        needed,
        limit,
        "a smaller -n or --order needs less; --memory-limit raises the bound",
    )?;
    let out = Output::open(args.common.output.as_deref())?;
    let watch = Watch::new();
    let bar = Bar::counting(args.common.quiet, "drawing");
    let found = reweight(&kernel, &proposal, &settings, &bar)?;
    drop(bar);
    drop(watch);
    let doubts = found.doubts();
    output::write(args, &found, &doubts, (format, out))?;
    match doubts.is_empty() || !args.strict {
        _ if found.draws < args.draws => Err(Failure::Interrupted),
        true => Ok(()),
        // Numbers alone do not say why the exit code is 1.
        false if format != ActionFormat::Text => Err(Failure::new(doubts.join("; "))),
        false => Err(Failure::Disagreement),
    }
}

/// Fewer draws give no errors of cumulants of order 4.
const MIN_DRAWS: usize = 1000;

/// The format of the output, which the ending of its file names unless it is given.
fn format(args: &ReweightArgs) -> Result<ActionFormat, Failure> {
    let path = args.common.output.as_deref();
    let format = format::format(args.format, path, ActionFormat::Text, &FORMATS, |ending, all| {
        format!("'.{ending}' names no format of cumulants; use {all}, or --format")
    })?;
    format::expect_place(format, path)?;
    files::check_distinct(path, [], [args.action.as_path(), args.proposal.as_path()])?;
    Ok(format)
}

impl From<ReweightError> for Failure {
    fn from(error: ReweightError) -> Failure {
        match error {
            ReweightError::Few(_) => Failure::Usage(format!("{error}; raise -n")),
            ReweightError::Stopped => Failure::Interrupted,
            ReweightError::Range { .. } => Failure::with_hint(error, "a lower --order may be in range"),
            ReweightError::NotFinite { .. } => Failure::with_hint(
                error,
                "a network that was trained on samples of this theory draws close to it",
            ),
            error => Failure::new(error),
        }
    }
}
