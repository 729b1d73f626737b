//! The options of `score`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::shared::{Choice, Common, Component, Reading, choice, parse_count};

/// What the numbers mean, below the options.
const MEANING: &str = "\
ln p is in nats for a row; its mean over rows that a network was not trained on is the negative of the test \
loss. Standard errors are from blocks of rows. The Gaussian has the mean and the covariance of these very rows, \
so its ln p is the highest of all Gaussians. The gain over it, and over --against, is taken row by row: its error \
is that of the differences.\n\n\
An action has ln p(x) = S(x) - ln Z. Without --ln-z or --proposal ln Z is not known, and S(x) is given.";

/// A network is normalised. The ln Z of an action, known or fitted, comes from --ln-z, or from draws of a network that was trained
/// on similar samples, as in `reweight`.
#[derive(Debug, Args)]
#[command(after_long_help = MEANING)]
pub(crate) struct ScoreArgs {
    /// Trained network, or an action: .json, .npz, .safetensors, or a theory as text (.action)
    #[arg(value_name = "MODEL|ACTION")]
    pub(super) density: PathBuf,
    #[command(flatten)]
    pub(super) component: Component,
    /// Samples: .npy of shape (N, d) or (N, side, side), .npz, or .csv with one sample a line
    #[arg(value_name = "DATA")]
    pub(super) data: PathBuf,
    /// Another network, or action, whose ln p is taken off row by row
    #[arg(long, value_name = "MODEL|ACTION")]
    pub(super) against: Option<PathBuf>,
    /// ln Z of the action
    #[arg(long, value_name = "V", allow_hyphen_values = true, conflicts_with = "proposal")]
    pub(super) ln_z: Option<f64>,
    /// Trained network whose draws give ln Z of actions
    #[arg(long, value_name = "MODEL")]
    pub(super) proposal: Option<PathBuf>,
    /// Number of draws of the proposal
    #[arg(short = 'n', long, value_name = "N", value_parser = parse_count, default_value_t = 100_000, requires = "proposal")]
    pub(super) draws: usize,
    /// Seed of the draws
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(super) seed: u64,
    #[command(flatten)]
    pub(super) reading: Reading,
    /// Output format [default: by the ending of FILE, else text]
    #[arg(long, value_parser = choice(&FORMATS))]
    pub(super) format: Option<ScoreFormat>,
    #[command(flatten)]
    pub(super) common: Common,
}

/// What scores are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ScoreFormat {
    Text,
    Json,
    Csv,
    Npy,
}

pub(super) const FORMATS: [Choice<ScoreFormat>; 4] = [
    ("text", "Means, gains and the lowest row", ScoreFormat::Text),
    ("json", "All of it, and ln p of every row", ScoreFormat::Json),
    ("csv", "One row a line: row, ln_p, or row, s where ln Z is not known", ScoreFormat::Csv),
    ("npy", "ln p of every row, shape (N) (only to a file)", ScoreFormat::Npy),
];
