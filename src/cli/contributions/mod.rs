//! Which diagrams and layers make the coefficients.

mod args;
mod run;
mod table;
mod text;

pub(super) use args::ContributionsArgs;
pub(super) use run::run;
