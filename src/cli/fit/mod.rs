//! `fit`: an action out of samples, without a network.

mod args;
mod report;
mod support;

use std::io::Write;
use std::time::Instant;

use crate::action::file;
use crate::arrays::Container;
use crate::data::Samples;
use crate::fit::{Fit, FitError, Options, Unknowns, score_matching};
use crate::text::joined;

use self::args::{FitMethod, RANK};
use crate::cli::shared::{ActionFormat, Bar, Failure, Output, memory, output, reading};

pub(super) use args::FitArgs;

pub(crate) fn run(args: &FitArgs) -> Result<(), Failure> {
    let format = args::format(args)?;
    let limit = memory::limit(args.common.memory_limit);
    let samples = args.reading.open(&args.data, limit)?;
    let FitMethod::ScoreMatching = args.method;
    let options = Options {
        unknowns: unknowns(args, &samples)?,
        ridge: args.ridge,
        block: args.block.or(args.blocks.map(|blocks| (samples.rows() / blocks).max(1))),
        keep_bias: args.keep_bias,
        memory: limit.saturating_sub(samples.held() as u64),
    };
    let path = args.common.output.as_deref();
    output::refuse(path, &args.data, "--output names the samples; give another file")?;
    if let Some(support) = &args.support {
        output::refuse(path, support, "--output names the support; give another file")?;
    }
    let out = Output::open(path)?;
    let start = Instant::now();
    let fit = {
        let _bar = Bar::new(args.common.quiet, "score matching");
        score_matching(&samples, &options)?
    };
    let seconds = start.elapsed().as_secs_f64();
    let report = report::Report { args, fit: &fit, seconds, notes: reading::notes(&samples) };
    finish(args, format, &fit, &report, out)
}

/// The action goes to its file, and the report to standard output; either one where it is alone.
fn finish(
    args: &FitArgs,
    format: ActionFormat,
    fit: &Fit,
    report: &report::Report<'_>,
    mut out: Output,
) -> Result<(), Failure> {
    if format == ActionFormat::Text {
        report.write(&mut out)?;
        return out.finish();
    }
    write(fit, format, &mut out)?;
    out.finish()?;
    if args.common.output.is_some() && !args.common.quiet {
        let mut out = Output::open(None)?;
        report.write(&mut out)?;
        out.finish()?;
    }
    Ok(())
}

/// The fitted action in a format other than text.
fn write(fit: &Fit, format: ActionFormat, out: &mut Output) -> Result<(), Failure> {
    match format {
        ActionFormat::Csv => csv(fit, out)?,
        ActionFormat::Npz => binary(fit, Container::Npz, out)?,
        ActionFormat::Safetensors => binary(fit, Container::Safetensors, out)?,
        ActionFormat::Json | ActionFormat::Text => {
            file::json::write_with_errors((&fit.action()).into(), (&fit.errors()).into(), None, out)?;
        }
    }
    Ok(())
}

fn csv(fit: &Fit, out: &mut Output) -> Result<(), Failure> {
    writeln!(out, "rank,index,value,error")?;
    for coupling in fit.couplings() {
        let index = joined(coupling.index, " ");
        writeln!(out, "{},{index},{},{}", coupling.index.len(), coupling.value, coupling.error)?;
    }
    Ok(())
}

fn binary(fit: &Fit, container: Container, out: &mut Output) -> Result<(), Failure> {
    let action = fit.action().to_dense().map_err(Failure::new)?;
    let errors = fit.errors().to_dense().map_err(Failure::new)?;
    Ok(out.write_in_any_order(|mut place| {
        file::binary::write_with_errors(&action, &errors, None, container, &mut place)
    })?)
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
