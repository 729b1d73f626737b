//! The command `check`.

mod args;
mod run;

pub(super) use args::CheckArgs;
pub(super) use run::run;
