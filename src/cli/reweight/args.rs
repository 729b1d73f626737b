//! The options of `reweight`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::shared::format::ActionFormat;
use crate::cli::shared::{Choice, Common, choice, parse_count, parse_top};

/// What the numbers mean, below the options.
const MEANING: &str = "\
Draws x of the network q have the weights w = exp(S(x)) / q(x). Their mean is Z, and with weights they are \
draws of exp(S)/Z: the better the network was trained, the more equal the weights are. The effective share, \
(sum w)^2 / (n sum w^2), is the part of the draws that counts. Above a Pareto index k of 0.7 few draws \
decide and no error can be trusted.\n\n\
An interrupt (Ctrl-C) ends the drawing and shows what there is until then.";

/// The theory is known, exp(S)/Z, and a network that was trained on its samples, or on those of a similar one, draws. Nothing depends on
/// how good the network is but the errors, as long as it is nowhere much too narrow.
#[derive(Debug, Args)]
#[command(after_long_help = MEANING)]
pub(crate) struct ReweightArgs {
    /// Action (.json, .npz, .safetensors) or theory as text (.action)
    #[arg(value_name = "ACTION")]
    pub(super) action: PathBuf,
    /// Trained network that draws
    #[arg(long, value_name = "MODEL")]
    pub(super) proposal: PathBuf,
    /// Number of draws
    #[arg(short = 'n', long, value_name = "N", value_parser = parse_count)]
    pub(super) draws: usize,
    /// Seed of the draws, which are those of `sample` with the same seed
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(super) seed: u64,
    /// Highest order K of the cumulants, 1 to 4
    #[arg(long, value_name = "K", default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=4))]
    pub(super) order: u8,
    /// Number of entries to show for each order, the largest first
    #[arg(long, value_name = "N", default_value = "5", value_parser = parse_top)]
    pub(super) top: usize,
    /// Exit code 1 where the weights say that the numbers cannot be trusted. They are written all the same
    #[arg(long)]
    pub(super) strict: bool,
    /// Output format [default: by the ending of FILE, else text]
    #[arg(long, value_parser = choice(&FORMATS))]
    pub(super) format: Option<ActionFormat>,
    #[command(flatten)]
    pub(super) common: Common,
}

pub(super) const FORMATS: [Choice<ActionFormat>; 5] = [
    ("text", "ln Z, what the weights say, and the largest entries of each order", ActionFormat::Text),
    ("json", "All of it, and all entries with their errors", ActionFormat::Json),
    ("csv", "The entries: order, index, value, error", ActionFormat::Csv),
    ("npz", "NumPy arrays k1, k1.error, k2, .. (only to a file)", ActionFormat::Npz),
    ("safetensors", "The same arrays (only to a file)", ActionFormat::Safetensors),
];
