//! The options of `compare` and `plot`.

use std::path::PathBuf;

use crate::Lattice;
use clap::{Args, ValueEnum};

use crate::cli::shared::drawing;
use crate::cli::shared::drawing::PLOTS;
use crate::cli::shared::window::ranks;
use crate::cli::shared::{Choice, Common, Component, Errors, PlotFormat, Ranks, TableFormat, Window, choice};

/// What is compared, below the options.
const COMPARED: &str = "\
Groups of entries are diagonal, where all indices are equal, and off-diagonal; in A^(2) those of neighbours \
on the lattice are told apart, where one of the files knows its lattice or --lattice gives it.\n\n\
The order matters for the slope, for mean, sd and true, and for the axes of the plot: first what was \
learned, then what is true. Cosine (Eq. 30 of the paper) and deviations are the same both ways.\n\n\
A model stands for its action to rank K around zero. Ranks before which one of the files was cut are named \
and not compared. A^(0) normalises the density and is not judged; with --ln-z, as `reweight` finds it, TRUE \
is normalised and its A^(0) is set beside that of LEARNED.";

/// The entries of each rank are compared by groups: how alike they are, and how far the learned ones are from the true ones.
#[derive(Debug, Args)]
#[command(after_long_help = COMPARED)]
pub(crate) struct CompareArgs {
    /// What was learned: an action (.json, .npz, .safetensors, .action) or a model
    #[arg(value_name = "LEARNED")]
    pub(super) learned: PathBuf,
    #[command(flatten)]
    pub(super) component: Component,
    /// What is true: an action or a model
    #[arg(value_name = "TRUE")]
    pub(super) truth: PathBuf,
    #[command(flatten)]
    pub(super) ranks: Ranks,
    /// The lattice whose sites the variables are, such as chain:10, square:4x4, cubic:3x3x3:open or
    /// triangular:6x6; periodic unless open
    #[arg(long, value_name = "CELL:SIDES[:open]")]
    pub(super) lattice: Option<Lattice>,
    /// ln Z of TRUE, which is taken away from its A^(0)
    #[arg(long, value_name = "V", allow_negative_numbers = true, value_parser = parse_ln_z)]
    pub(super) ln_z: Option<f64>,
    /// Exit code 1 where an entry differs by more than --tolerance
    #[arg(long)]
    pub(super) strict: bool,
    /// Largest difference that --strict accepts, in units of the largest true entry of the rank, or of 1 where all of them are zero
    #[arg(long, value_name = "R", default_value_t = TOLERANCE, requires = "strict", value_parser = parse_tolerance)]
    pub(super) tolerance: f64,
    #[command(flatten)]
    pub(super) errors: Errors,
    /// Draw learned over true entries, and by how much they differ by group
    #[arg(long, value_name = drawing::FILE)]
    pub(super) plot: Option<PathBuf>,
    /// Write the numbers of the plot, for other programs
    #[arg(long, value_name = "FILE.csv")]
    pub(super) plot_data: Option<PathBuf>,
    /// Output format [default: by the ending of FILE, else text]
    #[arg(long, value_parser = choice(&FORMATS))]
    pub(super) format: Option<TableFormat>,
    #[command(flatten)]
    pub(super) common: Common,
}

/// What rounding leaves of entries that are the same.
const TOLERANCE: f64 = 1e-9;

fn parse_tolerance(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|bound: &f64| *bound >= 0.0)
        .ok_or_else(|| "it is not a number from 0 on".to_string())
}

pub(super) const FORMATS: [Choice<TableFormat>; 3] = [
    ("text", "A table", TableFormat::Text),
    ("csv", "One line a group, all digits", TableFormat::Csv),
    ("json", "For other programs", TableFormat::Json),
];

/// Fields and couplings on the lattice where one is known, A^(2) as a heat map, or the entries of a rank by groups.
#[derive(Debug, Args)]
pub(crate) struct PlotArgs {
    /// An action (.json, .npz, .safetensors, .action) or a model
    #[arg(value_name = "ACTION")]
    pub(super) action: PathBuf,
    /// What to draw [default: lattice where it is known, else heatmap]
    #[arg(long, value_enum)]
    pub(super) kind: Option<Kind>,
    /// Rank K, or ranks A..B, of --kind distribution [default: 1..4]
    #[arg(long, value_name = "K|A..B", value_parser = ranks)]
    pub(super) rank: Option<Window>,
    /// The lattice whose sites the variables are, such as chain:10, square:4x4, cubic:3x3x3:open or
    /// triangular:6x6; periodic unless open
    #[arg(long, value_name = "CELL:SIDES[:open]")]
    pub(super) lattice: Option<Lattice>,
    /// Output format [default: by the ending of FILE, else svg]
    #[arg(long, value_parser = choice(&PLOTS))]
    pub(super) format: Option<PlotFormat>,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Kind {
    /// A^(2) in colours
    Heatmap,
    /// A^(1) on sites, A^(2) on bonds
    Lattice,
    /// The entries by group
    Distribution,
}

fn parse_ln_z(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|number: &f64| number.is_finite())
        .ok_or_else(|| "it is not a number".to_string())
}
