//! `train`: a network out of samples, in a run that can be taken up again.

mod args;
mod begin;
mod clock;
mod config;
mod failure;
mod folder;
mod follow;
mod go;
mod holdout;
mod look;
mod note;
mod own;
mod report;
mod resume;
mod samples;
mod table;

pub(super) use args::TrainArgs;
pub(super) use clock::human;
pub(super) use folder::{METRICS, RECORDS};
pub(super) use look::{Pace, Plan, State, pace, state, text};

use super::failure::Failure;

pub(super) fn run(args: &TrainArgs) -> Result<(), Failure> {
    match &args.resume {
        Some(path) => resume::run(args, path),
        None => begin::run(args),
    }
}
