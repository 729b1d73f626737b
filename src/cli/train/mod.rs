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
mod run;
mod samples;
mod steps;

pub(super) use args::TrainArgs;
pub(super) use run::run;
