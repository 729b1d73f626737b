//! Arguments of `check`.

use clap::Args;
use diagraction::rewrite::DEFAULT_LIMIT;

use crate::cli::shared::{Common, Part};

/// Compares the methods entry by entry, and the action with the network: at random points where the
/// action is complete, by the order of the remainder where it is truncated. A json model is checked in
/// exact rational numbers. The exit code is 1 when something disagrees.
#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) part: Part,
    /// Number of random points
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) points: u16,
    /// Seed of the random points
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Refuse more than N diagrams
    #[arg(long, value_name = "N", default_value_t = DEFAULT_LIMIT)]
    pub(crate) limit: u64,
    #[command(flatten)]
    pub(crate) common: Common,
}
