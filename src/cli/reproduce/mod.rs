//! `reproduce`: the figures of the paper.

mod args;
mod run;
mod told;

pub(super) use args::ReproduceArgs;
pub(super) use run::run;
