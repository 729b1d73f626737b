//! Draws of an action: chains, diagnostics, file and report.

use crate::action::Kernel;
use crate::data::Samples;
use crate::sample::{Report, identity, nuts};

use super::args::SampleArgs;
use super::report::{Outcome, end};
use super::{output, report};
use crate::cli::shared::{Bar, Failure, Output, Watch};

/// Chains on an action, their diagnostics, the file, the report.
pub(super) fn run(args: &SampleArgs, kernel: &Kernel) -> Result<(), Failure> {
    let settings = args.settings();
    let d = kernel.dimension();
    // The draws of an array are read from it again, and slopes are made of as many numbers.
    let kept = if args.keep_chains { d } else { 0 } + if args.verify { d } else { 0 };
    output::check_memory(args, settings.memory(d, kept))?;
    let file = Output::whole(&args.output)?;
    let watch = Watch::new();
    let bar = Bar::counting(args.quiet, "sampling");
    let mut drawn = nuts(kernel, &settings, &bar)?;
    drop(bar);
    // What is drawn is safe from here on, whatever becomes of the diagnostics.
    output::write(args, file, &drawn)?;
    if !args.keep_chains {
        drawn.draws = Samples::open(&args.output, None)?.in_chains(drawn.draws.chains().to_vec())?;
    }
    drop(watch);
    let bar = Bar::new(args.quiet, "looking at the draws");
    let report = Report::with_search(kernel, &drawn, settings.seed)?;
    let identities = args.verify.then(|| identity::of_chains(kernel, &drawn.draws)).transpose()?.flatten();
    drop(bar);
    let verdict = report.verdict();
    let agree = verdict.agree;
    let outcome = Outcome {
        args,
        drawn: &drawn,
        report: &report,
        verdict,
        identities: identities.as_ref(),
        moves: None,
    };
    report::write(&outcome)?;
    end(args, drawn.stopped, agree, !args.verify || identities.is_some_and(|found| found.hold()))
}
