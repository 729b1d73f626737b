//! `train`: a network out of samples, in a run that can be taken up again.

mod args;
mod clock;
mod config;
mod failure;
mod follower;
mod holdout;
mod new_run;
mod note;
mod old_run;
mod report;
mod samples;
mod steps;

use crate::cli::shared::Failure;

pub(super) use args::TrainArgs;

pub(crate) fn run(args: &TrainArgs) -> Result<(), Failure> {
    match &args.resume {
        Some(path) => old_run::run(args, path),
        None => new_run::run(args),
    }
}
