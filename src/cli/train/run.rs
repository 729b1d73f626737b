//! Runs `train`.

use super::args::TrainArgs;
use super::{begin, resume};
use crate::cli::shared::failure::Failure;

pub(in crate::cli) fn run(args: &TrainArgs) -> Result<(), Failure> {
    match &args.resume {
        Some(path) => resume::run(args, path),
        None => begin::run(args),
    }
}
