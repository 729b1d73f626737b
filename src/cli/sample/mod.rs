//! `sample`: draws of an action by chains, draws of a network by its inverse.

mod action;
mod args;
mod network;
mod output;
mod report;
pub(super) mod source;
mod verify;

pub(super) use args::SampleArgs;

use super::failure::Failure;
use super::memory;
use source::Source;

pub(super) fn run(args: &SampleArgs) -> Result<(), Failure> {
    output::check(args)?;
    match source::load(&args.file, memory::limit(args.memory_limit))? {
        Source::Action(kernel, _) => action::run(args, &kernel),
        Source::Network(network) => network::run(args, &network),
    }
}

/// How the command ends once everything is written.
fn end(args: &SampleArgs, is_stopped: bool, agree: bool, identities_hold: bool) -> Result<(), Failure> {
    if is_stopped {
        return Err(Failure::Interrupted);
    }
    match (agree || !args.strict) && identities_hold {
        true => Ok(()),
        false => Err(Failure::Disagreement),
    }
}
