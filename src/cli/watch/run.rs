//! Runs `watch`.

use super::args::WatchArgs;
use super::{log, terminal};
use crate::cli::shared::failure::Failure;

pub(in crate::cli) fn run(args: &WatchArgs) -> Result<(), Failure> {
    if args.once {
        terminal::once(args)
    } else if terminal::can_redraw() {
        terminal::follow(args)
    } else {
        log::follow(args)
    }
}
