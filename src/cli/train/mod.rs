//! `train`: a network out of samples, in a run that can be taken up again.

mod args;
mod begin;
mod clock;
mod config;
mod failure;
mod follow;
mod go;
mod holdout;
mod note;
mod report;
mod resume;
mod run;
mod samples;

pub(super) use args::TrainArgs;
pub(super) use run::run;
