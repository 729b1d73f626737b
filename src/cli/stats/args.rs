//! The options of `stats`.

use std::path::PathBuf;

use crate::Lattice;
use crate::statistics::{Cut, Kind};
use clap::Args;

use crate::cli::shared::args::positive;
use crate::cli::shared::drawing;
use crate::cli::shared::{Choice, Common, Reading, choice, parse_top};

/// Cumulants by unbiased estimators (k-statistics) with standard errors from blocks of consecutive samples. The data are
/// read in pieces and may be larger than memory. With --against the cumulants of two sets of samples are compared.
#[derive(Debug, Args)]
pub(crate) struct StatsArgs {
    /// Samples: .npy of shape (N, d) or (N, side, side), .npz or .csv
    #[arg(value_name = "DATA")]
    pub(super) data: PathBuf,
    /// Highest order K, 1 to 4
    #[arg(long, value_name = "K", default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=4))]
    pub(super) order: u8,
    /// Moments about the origin instead of cumulants
    #[arg(long)]
    pub(super) moments: bool,
    #[command(flatten)]
    pub(super) reading: Reading,
    /// Rows of a block; long against the autocorrelation of the samples. 1 for independent samples
    #[arg(long, value_name = "L", conflicts_with = "blocks", value_parser = positive)]
    pub(super) block: Option<usize>,
    /// Number of blocks [default: 128, or fewer where blocks must be longer to be independent]
    #[arg(long, value_name = "B", value_parser = positive)]
    pub(super) blocks: Option<usize>,
    /// Number of entries to show for each order, the largest first
    #[arg(long, value_name = "N", default_value = "5", value_parser = parse_top)]
    pub(super) top: usize,
    /// Compare with a file of data, with cumulants, with those of a model, or with an action, of which as many samples are drawn as DATA has,
    /// as they are of a model whose cumulants would take long
    #[arg(long, value_name = "DATA|CUMULANTS|MODEL|ACTION")]
    pub(super) against: Option<PathBuf>,
    /// Name of the array in the .npz file to compare with
    #[arg(long, value_name = "NAME", requires = "against")]
    pub(super) against_key: Option<String>,
    /// Seed of the samples that are drawn
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(super) seed: u64,
    /// Exit code 1 where the two do not agree, or errors come from too few blocks to tell
    #[arg(long, requires = "against")]
    pub(super) strict: bool,
    /// The lattice whose sites the variables are, such as square:4x4, by which a plot groups entries [default: that of an action to
    /// compare with]
    #[arg(long, value_name = "CELL:SIDES[:open]", requires = "plot")]
    pub(super) lattice: Option<Lattice>,
    /// Draw the statistics of DATA over those that they are compared with, or without --against their entries by group
    #[arg(long, value_name = drawing::FILE)]
    pub(super) plot: Option<PathBuf>,
    /// Output format [default: by the ending of FILE, else text]
    #[arg(long, value_parser = choice(&FORMATS))]
    pub(super) format: Option<StatsFormat>,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum StatsFormat {
    Text,
    Json,
    Csv,
    Npz,
}

pub(super) const FORMATS: [Choice<StatsFormat>; 4] = [
    ("text", "The largest entries of each order; with --against a table", StatsFormat::Text),
    ("json", "All entries with their errors", StatsFormat::Json),
    ("csv", "order, index, value, error", StatsFormat::Csv),
    ("npz", "NumPy arrays, packed (only to a file)", StatsFormat::Npz),
];

impl StatsArgs {
    pub(super) fn kind(&self) -> Kind {
        if self.moments { Kind::Moments } else { Kind::Cumulants }
    }

    pub(super) fn cut(&self) -> Cut {
        match (self.block, self.blocks) {
            (Some(rows), _) => Cut::Length(rows),
            (None, Some(count)) => Cut::Count(count),
            (None, None) => Cut::Auto,
        }
    }
}
