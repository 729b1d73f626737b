//! The command `expand`.

mod args;
mod by_layer;
mod counts;
mod run;

pub(super) use args::ExpandArgs;
pub(super) use run::run;
