//! `fit`: an action out of samples, without a network.

mod args;
mod autoregressive;
mod found;
mod report;
mod spins;
mod support;

use std::time::Instant;

use crate::data::Samples;
use crate::fit::{FitError, Options, Unknowns, score_matching};

use self::args::{FitMethod, RANK};
use self::found::Found;
use crate::cli::shared::{ActionFormat, Bar, Failure, Output, memory, output, reading};

pub(super) use args::FitArgs;

pub(crate) fn run(args: &FitArgs) -> Result<(), Failure> {
    let format = args::format(args)?;
    args.check()?;
    let limit = memory::limit(args.common.memory_limit);
    let samples = args.reading.open(&args.data, limit)?;
    let path = args.common.output.as_deref();
    output::refuse(path, &args.data, "--output names the samples; give another file")?;
    if let Some(support) = &args.support {
        output::refuse(path, support, "--output names the support; give another file")?;
    }
    match args.method {
        FitMethod::ScoreMatching => matched(args, format, &samples, limit),
        FitMethod::Autoregressive => autoregressive::run(args, format, &samples, limit),
        FitMethod::PseudoLikelihood | FitMethod::MeanField => spins::run(args, format, &samples, limit),
    }
}

fn matched(args: &FitArgs, format: ActionFormat, samples: &Samples, limit: u64) -> Result<(), Failure> {
    let options = Options {
        unknowns: unknowns(args, samples)?,
        ridge: args.ridge,
        block: args.block.or(args.blocks.map(|blocks| (samples.rows() / blocks).max(1))),
        keep_bias: args.keep_bias,
        memory: limit.saturating_sub(samples.held() as u64),
    };
    let out = Output::open(args.common.output.as_deref())?;
    let start = Instant::now();
    let fit = {
        let _bar = Bar::new(args.common.quiet, "score matching");
        score_matching(samples, &options)?
    };
    let seconds = start.elapsed().as_secs_f64();
    let head = report::Report { args, fit: &fit, seconds, notes: reading::notes(samples) }.lines();
    Found { head, action: fit.action(), errors: Some(fit.errors()) }.finish(args, format, out)
}

fn unknowns(args: &FitArgs, samples: &Samples) -> Result<Unknowns, Failure> {
    match &args.support {
        None => Ok(Unknowns::Dense { max_rank: args.highest().unwrap_or(RANK) }),
        Some(source) => Ok(Unknowns::On(support::read(args, source, samples.dimension())?)),
    }
}

impl From<FitError> for Failure {
    fn from(error: FitError) -> Failure {
        let hint = match &error {
            FitError::Memory { .. } => {
                "a lower --rank needs less, and so does --support with the monomials that may be there; \
                 --memory-limit raises the bound"
            }
            FitError::TooFew { .. } => "a lower --rank or a --support asks for fewer",
            FitError::Constant { .. } => "leave it out of the data",
            FitError::Singular { .. } => {
                "coordinates that follow from others, or that take a few values only, have no smooth density; leave them out, \
                 or leave the monomial out by --support"
            }
            FitError::Blocks { .. } => "give a smaller --block, or more samples",
            FitError::Ridge(_) => return Failure::Usage(error.to_string()),
            _ => return Failure::new(error),
        };
        Failure::with_hint(&error, hint)
    }
}
