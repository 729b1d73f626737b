//! `reproduce`: the figures of the paper.

mod args;
mod observer;
mod run;

pub(super) use args::ReproduceArgs;
pub(super) use run::run;
