//! The options of `report`.

use std::path::PathBuf;

use crate::Lattice;
use crate::report::{USUAL_SEED, USUAL_TOP};
use clap::Args;

use crate::cli::shared::{Common, Component, Errors, Ranks, Reading};

/// The page needs no network and no other file. It says first what fails and what holds, how likely the data are, and which couplings
/// stand out of the noise; then come pictures, the couplings with the layers and diagrams that made them, and cumulants, and folded all else.
#[derive(Debug, Args)]
#[command(mut_group("Reading", |reading| reading.requires("data")))]
pub(crate) struct ReportArgs {
    /// Trained network: .safetensors, .npz or .json
    #[arg(value_name = "MODEL")]
    pub(super) model: PathBuf,
    #[command(flatten)]
    pub(super) component: Component,
    /// What is true: an action (.json, .npz, .safetensors, .action) or a model
    #[arg(long, value_name = "ACTION")]
    pub(super) theory: Option<PathBuf>,
    #[command(flatten)]
    pub(super) errors: Errors,
    /// Samples whose likelihood and cumulants are held against those of the network
    #[arg(long, value_name = "DATA")]
    pub(super) data: Option<PathBuf>,
    #[command(flatten)]
    pub(super) reading: Reading,
    /// The lattice whose sites the variables are, such as square:4x4 [default: that of the theory]
    #[arg(long, value_name = "CELL:SIDES[:open]")]
    pub(super) lattice: Option<Lattice>,
    #[command(flatten)]
    pub(super) ranks: Ranks,
    /// Number of couplings of each rank and group that are taken apart, those that stand out of the noise first
    #[arg(long, value_name = "N", default_value_t = USUAL_TOP, value_parser = clap::value_parser!(u16).range(1..=200))]
    pub(super) top: u16,
    /// Seed of the draws of the network and of the points of the checks
    #[arg(long, value_name = "S", default_value_t = USUAL_SEED)]
    pub(super) seed: u64,
    #[command(flatten)]
    pub(super) common: Common,
}
