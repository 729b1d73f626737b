//! The options of `ensemble`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::shared::drawing;
use crate::cli::shared::{Choice, Common, ReportFormat, choice, parse_count, parse_top};
use crate::ensemble::MAX_WIDTH;

/// What is summed up, below the options.
const MEANING: &str = "\
The last layer is integrated out: for a given hidden layer the outputs are Gaussian with a covariance C, and connected correlators of 2n outputs are sums of \
joint cumulants of C over all pairings. They are exact where a closed form exists (cos with a uniform phase, gauss, erf, relu), and drawn otherwise. The \
action follows from them by the diagrams of `invert`, power by power of 1/N.";

/// Networks at initialisation as a field theory: the correlators of their outputs on a set of points, and the action of these. FILE has the architecture
/// and the densities of the parameters as text: inputs, width, activation, W1 ~ normal(0, 1/N), W0 ~ .., b ~ ..
#[derive(Debug, Args)]
#[command(after_long_help = MEANING)]
pub(crate) struct EnsembleArgs {
    /// Ensemble as text (.ensemble)
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// Points: .npy, .npz or .csv, a point a row
    #[arg(long, value_name = "FILE")]
    pub(super) points: PathBuf,
    /// Power of 1/N to which the action is computed; 2 needs the correlators of six outputs
    #[arg(long, value_name = "P", default_value_t = 1, value_parser = clap::value_parser!(u8).range(0..=2))]
    pub(super) order: u8,
    /// Another width than that of FILE: a number, or infinite
    #[arg(long, value_name = "N", value_parser = width)]
    pub(super) width: Option<Width>,
    /// Networks to draw, where no closed form exists and for --widths, --density and S_int
    #[arg(long, value_name = "N", default_value = "200000", value_parser = parse_count)]
    pub(super) networks: usize,
    /// Seed of the draws
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(super) seed: u64,
    /// Draw all correlators, those with a closed form as well
    #[arg(long)]
    pub(super) drawn: bool,
    /// Widths to draw at, to measure the exponents of N
    #[arg(long, value_name = "N,N,..", value_delimiter = ',', value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub(super) widths: Vec<u64>,
    /// Number of a point, for ln p of the output there: of networks, of a Gaussian and of the action
    #[arg(long, value_name = "I")]
    pub(super) density: Option<usize>,
    /// Outputs of --density [default: 25 up to three standard deviations]
    #[arg(long, value_name = "X,X,..", value_delimiter = ',', allow_hyphen_values = true, requires = "density", value_parser = number)]
    pub(super) outputs: Vec<f64>,
    /// Show what translations, rotations and reflections of all points change
    #[arg(long)]
    pub(super) symmetries: bool,
    /// Write the action: .json, .csv, .npz or .safetensors, with its errors
    #[arg(long, value_name = "FILE")]
    pub(super) action: Option<PathBuf>,
    /// Draw G2, the couplings over the points, and what --widths and --density give
    #[arg(long, value_name = drawing::FILE)]
    pub(super) plot: Option<PathBuf>,
    /// Number of terms to show, the largest
    #[arg(long, value_name = "N", default_value = "20", value_parser = parse_top)]
    pub(super) top: usize,
    /// Output format [default: by the ending of FILE, else text]
    #[arg(long, value_parser = choice(&FORMATS))]
    pub(super) format: Option<ReportFormat>,
    #[command(flatten)]
    pub(super) common: Common,
}

/// A width; `None` is infinite.
#[derive(Clone, Copy, Debug)]
pub(in crate::cli) struct Width(pub(in crate::cli) Option<u64>);

pub(super) const FORMATS: [Choice<ReportFormat>; 2] = [
    ("text", "The action as a formula, and what to think of it", ReportFormat::Text),
    ("json", "Correlators and action with errors", ReportFormat::Json),
];

pub(in crate::cli) fn width(text: &str) -> Result<Width, String> {
    match text {
        "infinite" | "inf" => Ok(Width(None)),
        _ => match text.parse() {
            Ok(number) if (1..=MAX_WIDTH).contains(&number) => Ok(Width(Some(number))),
            _ => Err(format!("give a number of hidden units up to {MAX_WIDTH}, or infinite")),
        },
    }
}

fn number(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|value: &f64| value.is_finite()).ok_or_else(|| "it is not a number".to_owned())
}
