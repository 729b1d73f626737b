//! `stats`: cumulants of samples, and of two sets of samples side by side.

mod args;
mod files;
mod named;
mod other;
mod plot;
mod run;
mod table;
mod text;

pub(super) use args::StatsArgs;
pub(super) use run::run;
