//! `sample`: draws of an action by chains, draws of a network by its inverse.

mod action;
mod args;
mod network;
mod output;
mod report;
mod verify;

use crate::source::Sampled;

use crate::cli::shared::source::load_sampled;
use crate::cli::shared::{Failure, memory};

pub(super) use args::SampleArgs;

pub(crate) fn run(args: &SampleArgs) -> Result<(), Failure> {
    output::check(args)?;
    memory::expect_file(&args.file, memory::limit(args.memory_limit))?;
    match load_sampled(&args.file)? {
        Sampled::Action(kernel, _) => action::run(args, &kernel),
        Sampled::Network(network) => network::run(args, &network),
    }
}
