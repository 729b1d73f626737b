//! Runs `train`.

use super::args::TrainArgs;
use super::{new_run, old_run};
use crate::cli::shared::failure::Failure;

pub(in crate::cli) fn run(args: &TrainArgs) -> Result<(), Failure> {
    match &args.resume {
        Some(path) => old_run::run(args, path),
        None => new_run::run(args),
    }
}
