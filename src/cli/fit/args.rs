//! The options of `fit`.

use std::path::PathBuf;

use crate::Lattice;
use clap::builder::TypedValueParser;
use clap::{Args, ValueEnum};

use crate::cli::shared::args::positive;
use crate::cli::shared::window::ranks;
use crate::cli::shared::{ActionFormat, Choice, Common, Failure, Reading, Window, choice, format};

/// The highest rank unless told otherwise.
pub(super) const RANK: usize = 4;

/// S(x) = sum_k A^(k) x^k is fitted to samples of p(x) ~ e^S(x) without a network. Score matching solves linear
/// equations, once, and gives standard errors. It does not find A^(0). Other methods are of autoregressive Gaussians, and of spins.
///
/// With -o the action goes to the file and the report to standard output, unless --quiet.
#[derive(Debug, Args)]
pub(crate) struct FitArgs {
    /// Samples: .npy of shape (N, d) or (N, side, side), .npz, or .csv with one sample a line
    #[arg(value_name = "DATA")]
    pub(super) data: PathBuf,
    /// How the action is fitted
    #[arg(long, value_enum, default_value = "score-matching")]
    pub(super) method: FitMethod,
    /// Ranks 1..K of the fitted action, K up to 6 [default: 1..4, or those of the support]
    #[arg(long, value_name = "1..K", value_parser = fitted, conflicts_with = "max_rank")]
    pub(super) rank: Option<usize>,
    /// The same as --rank 1..K
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u8).range(1..=6).map(usize::from))]
    pub(super) max_rank: Option<usize>,
    /// Fit these monomials only: those of an action or theory file, or of a text with a multi-index such as `0 0 1` a line. The word
    /// neighbours stands for the powers of every site and the products of neighbours on the --lattice
    #[arg(long, value_name = "FILE|neighbours")]
    pub(super) support: Option<PathBuf>,
    /// Lattice of --support neighbours: chain:16, square:4x4, cubic:4x4x4, triangular:4x4; periodic, or with :open
    #[arg(long, value_name = "CELL:SIDES[:open]", requires = "support")]
    pub(super) lattice: Option<Lattice>,
    #[command(flatten)]
    pub(super) reading: Reading,
    /// Samples in a block for standard errors: several times as many as successive samples remember. Shorter
    /// than 1/1000 of all, it is made longer [default: 1/200 of all]
    #[arg(long, value_name = "L", value_parser = positive, conflicts_with = "blocks")]
    pub(super) block: Option<usize>,
    /// Number of blocks, at most 1000 [default: 200]
    #[arg(long, value_name = "B", value_parser = clap::value_parser!(u64).range(1..=1000).map(|n| n as usize))]
    pub(super) blocks: Option<usize>,
    /// Added to the normal equations, once their diagonal is scaled to one [default: 2^-52 times the number of
    /// coefficients, the size of rounding]
    #[arg(long, value_name = "R")]
    pub(super) ridge: Option<f64>,
    /// Fit N more times to samples of spins drawn anew in blocks, for standard errors
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(2..=10_000))]
    pub(super) errors: Option<u16>,
    /// Seed of the samples that are drawn anew
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(super) seed: u64,
    /// Leave the coefficients as they minimise J. Otherwise their bias of order 1/N is estimated from the blocks and taken off
    #[arg(long)]
    pub(super) keep_bias: bool,
    /// Number of entries to show for each rank, the largest first
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub(super) top: usize,
    /// Format of the results [default: by the ending of FILE, else text]
    #[arg(long, value_parser = choice(&FORMATS))]
    pub(super) format: Option<ActionFormat>,
    #[command(flatten)]
    pub(super) common: Common,
}

/// The highest of ranks from 0 or 1 on.
fn fitted(text: &str) -> Result<usize, String> {
    match ranks(text)? {
        Window { max: 7.., .. } => Err("ranks are fitted up to 6".to_owned()),
        Window { max: 0, .. } => {
            Err("an action is fitted from rank 1 on, as A^(0) only normalises".to_owned())
        }
        Window { min: 0 | 1, max } => Ok(max),
        window => Err(format!(
            "an action is fitted from rank 1 on; give 1..{}, or --support for chosen terms",
            window.max
        )),
    }
}

impl FitArgs {
    /// Refuses options of other methods.
    pub(super) fn check(&self) -> Result<(), Failure> {
        let is = |method| self.method == method;
        let has_blocks = is(FitMethod::ScoreMatching) || is(FitMethod::Autoregressive);
        let of_matching = [
            ("--block", self.block.is_some()),
            ("--ridge", self.ridge.is_some()),
            ("--keep-bias", self.keep_bias),
        ];
        let given = of_matching.into_iter().find(|(_, given)| *given && !is(FitMethod::ScoreMatching));
        if let Some((name, _)) = given {
            return Failure::usage(format!("{name} is of --method score-matching"));
        }
        if self.blocks.is_some() && !has_blocks {
            return Failure::usage(
                "--blocks is of --method score-matching and autoregressive; --errors N is of spins",
            );
        }
        if self.errors.is_some() && has_blocks {
            return Failure::usage("--errors is of spins; this method has errors from blocks");
        }
        if self.highest().is_some() && !has_blocks {
            return Failure::usage("these methods have fields and pairs; --support chooses among pairs");
        }
        if self.support.is_some() && is(FitMethod::MeanField) {
            return Failure::usage(
                "mean field couples all pairs; --support is of --method pseudo-likelihood",
            );
        }
        Ok(())
    }

    /// The highest rank, where it is given.
    pub(super) fn highest(&self) -> Option<usize> {
        self.rank.or(self.max_rank)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FitMethod {
    /// Linear equations from moments of the samples (Hyvarinen 2005)
    ScoreMatching,
    /// Each variable is a Gaussian around a polynomial of earlier ones: ln Z = 0. Ranks 2, 4, 6 have means of degree 1, 2, 3
    Autoregressive,
    /// Fields and pairs of spins: each spin given all others (Besag 1975)
    PseudoLikelihood,
    /// Fields and pairs of spins: the inverse of the covariance
    MeanField,
}

const FORMATS: [Choice<ActionFormat>; 5] = [
    ("text", "The report", ActionFormat::Text),
    ("json", "The action with its standard errors", ActionFormat::Json),
    ("csv", "rank, index, value, error", ActionFormat::Csv),
    ("npz", "NumPy arrays, packed, A1, A1.error, A2, .. (only to a file)", ActionFormat::Npz),
    ("safetensors", "The same as tensors (only to a file)", ActionFormat::Safetensors),
];

pub(super) fn format(args: &FitArgs) -> Result<ActionFormat, Failure> {
    let path = args.common.output.as_deref();
    let format = format::format(args.format, path, ActionFormat::Text, &FORMATS, |ending, all| {
        format!("'.{ending}' names no format of an action; use {all}, or --format")
    })?;
    format::expect_place(format, path)?;
    Ok(format)
}
