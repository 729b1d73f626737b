//! `watch`: a training run while it goes on.

mod args;
mod curve;
mod header;
mod line;
mod log;
mod panel;
mod raster;
mod read;
mod screen;
mod spark;
mod table;
mod terminal;

use crate::cli::shared::Failure;

pub(super) use args::WatchArgs;

pub(crate) fn run(args: &WatchArgs) -> Result<(), Failure> {
    if args.once {
        terminal::once(args)
    } else if terminal::can_redraw() {
        terminal::follow(args)
    } else {
        log::follow(args)
    }
}
