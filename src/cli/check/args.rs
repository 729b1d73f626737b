//! Arguments of `check`.

use clap::Args;

use crate::cli::shared::{Common, Part, number};

/// Compares the methods entry by entry, and the action with the network: at random points where the
/// action is complete, by the order of the remainder where it is truncated. The vacuum diagrams of the
/// action have to cancel. A json model is checked in exact rational numbers. The cheapest tests come
/// first; where a method is too dear for all of a large model, it is compared on random lines and between
/// a few variables.
///
/// A theory as text, or an action file, is expanded around its highest maximum, and its cumulants, by
/// Feynman diagrams, are held against the Schwinger-Dyson equations of each power of hbar; in exact
/// numbers where the maximum is rational. The exit code is 1 when something disagrees.
#[derive(Debug, Args)]
#[command(mut_arg("model", |file| {
    file.value_name("FILE").help("Trained network: .safetensors, .npz or .json; or a theory as text (.action), or an action file")
}))]
pub(crate) struct CheckArgs {
    #[command(flatten)]
    pub(crate) part: Part,
    /// Number of random points, and of random lines [default: 8]
    #[arg(long, visible_alias = "points", value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) draws: Option<u16>,
    /// Seed of the random points [default: 1]
    #[arg(long, value_name = "S")]
    pub(crate) seed: Option<u64>,
    /// Leave out tests that take longer together, by their estimates: seconds, or 90s, 5m, 1h [default: 1m]
    #[arg(long, value_name = "TIME", value_parser = number::parse_duration)]
    pub(crate) time_limit: Option<f64>,
    /// Refuse more than N diagrams of the network [default: 10000000]
    #[arg(long, value_name = "N")]
    pub(crate) limit: Option<u64>,
    #[command(flatten)]
    pub(crate) common: Common,
}
