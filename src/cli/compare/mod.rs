//! Two actions side by side, and drawings of actions.

mod args;
mod lattice;
mod plot;
mod run;
mod table;

pub(super) use args::{CompareArgs, PlotArgs};
pub(super) use plot::run as plot;
pub(super) use run::run;
