//! `fit`: an action out of samples, without a network.

mod args;
mod failure;
mod report;
mod run;
mod support;
mod write;

pub(super) use args::FitArgs;
pub(super) use run::run;
