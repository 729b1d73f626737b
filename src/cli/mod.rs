//! The command line: its subcommands, most with a folder of their own, and one for what they share.

mod args;
mod check;
mod compare;
mod completions;
mod contributions;
mod correlators;
mod evaluate;
mod expand;
mod feynman;
mod fit;
mod flow;
mod modes;
mod report;
mod reproduce;
mod reweight;
mod sample;
mod shared;
mod stats;
mod theory;
mod train;
mod watch;

use std::process::ExitCode;

use args::{Arguments, Command};
use clap::{CommandFactory, Parser};
use shared::failure::Failure;
use shared::interrupt;

/// Runs the command line and tells how it ended: 0 done, 1 failed, 2 the arguments are wrong.
#[must_use]
pub(crate) fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return Failure::Arguments(error).report(),
    };
    interrupt::install();
    let result = match arguments.command {
        Command::Expand(args) => expand::run(&args),
        Command::Feynman(args) => feynman::run(&args),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Flow(args) => flow::run(&args),
        Command::Contributions(args) => contributions::run(&args),
        Command::Correlators(args) => correlators::run(&args),
        Command::Theory(args) => theory::run(&args),
        Command::Modes(args) => modes::run(&args),
        Command::Sample(args) => sample::run(&args),
        Command::Reweight(args) => reweight::run(&args),
        Command::Train(args) => train::run(&args),
        Command::Watch(args) => watch::run(&args),
        Command::Fit(args) => fit::run(&args),
        Command::Stats(args) => stats::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Plot(args) => compare::plot(&args),
        Command::Reproduce(args) => reproduce::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Completions(args) => completions::completions(&args, Arguments::command()),
        Command::Man(args) => completions::man(&args, Arguments::command()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
