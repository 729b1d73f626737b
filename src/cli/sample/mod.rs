//! `sample`: draws of an action by chains, draws of a network by its inverse.

mod action;
mod args;
mod network;
mod output;
mod report;
mod run;
mod verify;

pub(super) use args::SampleArgs;
pub(super) use run::run;
