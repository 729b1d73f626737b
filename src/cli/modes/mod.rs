//! `modes`: the maxima of an action.

mod args;
mod outcome;
mod run;
mod table;
mod text;

pub(super) use args::ModesArgs;
pub(super) use run::run;
