//! `watch`: a training run while it goes on.

mod args;
mod curve;
mod header;
mod line;
mod log;
mod panel;
mod raster;
mod read;
mod run;
mod screen;
mod spark;
mod table;
mod terminal;

pub(super) use args::WatchArgs;
pub(super) use run::run;
