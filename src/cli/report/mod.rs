//! One page about a trained network.

mod args;
mod run;

pub(super) use args::ReportArgs;
pub(super) use run::run;
