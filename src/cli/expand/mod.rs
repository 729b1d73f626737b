//! The command `expand`.

mod args;
mod by_layer;
mod counts;
mod header;
mod run;

pub(super) use args::ExpandArgs;
pub(super) use run::run;
