//! The options of `flow`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::shared::drawing;
use crate::cli::shared::{Around, Choice, Common, Component, Ranks, TableFormat, around, choice};

/// Stages go from the latent end B_{L+1}, a Gaussian, to the data, A_1: B_l belongs to h_l = W_l x_l + b_l, A_l to x_l. For every
/// stage the norm of each A^(k), in units of that stage, and the coupling g_k, which has no units: the norm of A^(k) in variables
/// in which A^(2) is -1/2 times the identity. `evaluate --at STAGE` has the coefficients themselves.
#[derive(Debug, Args)]
pub(crate) struct FlowArgs {
    /// Trained network: .safetensors, .npz or .json
    #[arg(value_name = "MODEL")]
    pub(super) model: PathBuf,
    #[command(flatten)]
    pub(super) component: Component,
    #[command(flatten)]
    pub(super) ranks: Ranks,
    /// Point of the expansion: the mode of every stage, the images of a point of the data in a file with an array of shape
    /// (d), or zero of every stage, which are not images of each other
    #[arg(long, value_name = "zero|mode|FILE.npy", value_parser = around::parse, default_value = "mode")]
    pub(super) around: Around,
    /// Draw norms and couplings over the layers
    #[arg(long, value_name = drawing::FILE)]
    pub(super) plot: Option<PathBuf>,
    /// Output format [default: by the ending of FILE, else text]
    #[arg(long, value_parser = choice(&FORMATS))]
    pub(super) format: Option<TableFormat>,
    #[command(flatten)]
    pub(super) common: Common,
}

pub(super) const FORMATS: [Choice<TableFormat>; 3] = [
    ("text", "A table", TableFormat::Text),
    ("json", "For other programs", TableFormat::Json),
    ("csv", "One stage and rank a line, all digits", TableFormat::Csv),
];
