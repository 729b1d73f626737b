//! Runs `sample`.

use super::args::SampleArgs;
use super::{action, network, output};
use crate::cli::shared::failure::Failure;
use crate::cli::shared::source::Source;
use crate::cli::shared::{memory, source};

pub(in crate::cli) fn run(args: &SampleArgs) -> Result<(), Failure> {
    output::check(args)?;
    match source::load(&args.file, memory::limit(args.memory_limit))? {
        Source::Action(kernel, _) => action::run(args, &kernel),
        Source::Network(network) => network::run(args, &network),
    }
}
