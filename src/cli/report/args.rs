//! The options of `report`.

use std::path::PathBuf;

use crate::Lattice;
use crate::report::{USUAL_SEED, USUAL_TOP};
use clap::Args;

use crate::cli::shared::{Common, Ranks, Reading};

/// The page needs no network and no other file. It shows the coefficients with their strongest couplings, the diagrams and layers that
/// made them, spectra of chi, and the outcome of `check`; with --theory learned over true entries, with --data cumulants of both.
#[derive(Debug, Args)]
#[command(mut_group("Reading", |reading| reading.requires("data")))]
pub(crate) struct ReportArgs {
    /// Trained network: .safetensors, .npz or .json
    #[arg(value_name = "MODEL")]
    pub(super) model: PathBuf,
    /// What is true: an action (.json, .npz, .safetensors, .action) or a model
    #[arg(long, value_name = "ACTION")]
    pub(super) theory: Option<PathBuf>,
    /// Samples whose cumulants are held against those of the network
    #[arg(long, value_name = "DATA")]
    pub(super) data: Option<PathBuf>,
    #[command(flatten)]
    pub(super) reading: Reading,
    /// The lattice whose sites the variables are, such as square:4x4 [default: that of the theory]
    #[arg(long, value_name = "CELL:SIDES[:open]")]
    pub(super) lattice: Option<Lattice>,
    #[command(flatten)]
    pub(super) ranks: Ranks,
    /// Number of couplings of each rank and group that are taken apart, those with the largest terms in S
    #[arg(long, value_name = "N", default_value_t = USUAL_TOP, value_parser = clap::value_parser!(u16).range(1..=200))]
    pub(super) top: u16,
    /// Seed of the draws of the network and of the points of the checks
    #[arg(long, value_name = "S", default_value_t = USUAL_SEED)]
    pub(super) seed: u64,
    #[command(flatten)]
    pub(super) common: Common,
}
