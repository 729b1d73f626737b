//! The command line: arguments are read, the library is called, results are printed.

mod action_file;
mod action_format;
mod action_text;
mod args;
mod around;
mod by_layer;
mod check;
mod compare;
mod completions;
mod content;
mod contribution;
mod contributions;
mod counts;
mod cut;
mod drawing;
mod entries;
mod evaluate;
mod expand;
mod failure;
mod fit;
mod glance;
mod interrupt;
mod memory;
mod modes;
mod number;
mod output;
mod planned;
mod print;
mod progress;
mod reading;
mod report;
mod reproduce;
mod sample;
mod spectrum;
mod stats;
mod subject;
mod theory;
mod train;
mod watch;

use std::process::ExitCode;

use clap::Parser;

use args::{Arguments, Command};
use failure::Failure;

/// Runs the command line and tells how it ended: 0 done, 1 failed, 2 the arguments are off.
#[must_use]
pub(crate) fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => return Failure::Arguments(error).report(),
    };
    interrupt::install();
    let result = match arguments.command {
        Command::Expand(args) => expand::run(&args),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Contributions(args) => contributions::run(&args),
        Command::Theory(args) => theory::run(&args),
        Command::Modes(args) => modes::run(&args),
        Command::Sample(args) => sample::run(&args),
        Command::Train(args) => train::run(&args),
        Command::Watch(args) => watch::run(&args),
        Command::Fit(args) => fit::run(&args),
        Command::Stats(args) => stats::run(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Plot(args) => compare::plot(&args),
        Command::Reproduce(args) => reproduce::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Completions(args) => completions::completions(&args),
        Command::Man(args) => completions::man(&args),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
