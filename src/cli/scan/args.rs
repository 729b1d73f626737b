//! The options of `scan`.

use std::path::PathBuf;

use clap::Args;

use crate::spins::Moves;

use crate::cli::sample::MOVES;
use crate::cli::shared::drawing;
use crate::cli::shared::{Choice, Common, Reading, TableFormat, choice, parse_count};

/// Thermodynamics of spins at several inverse temperatures beta: p(s) = exp(beta S(s))/Z, with the energy E = -S. m is the mean of the spins. Without --draws and
/// --data all states are summed up, of 24 spins at most. With an autoregressive network S is its ln p, and other temperatures than one are reached by weights.
#[derive(Debug, Args)]
pub(crate) struct ScanArgs {
    /// Action of spins, a theory as text (.action) or coefficients (.json), or a network of spins (.safetensors, .npz)
    #[arg(value_name = "ACTION|MODEL")]
    pub(super) action: PathBuf,
    /// Draw N states: of an action in chains at each temperature, of an autoregressive network once, with weights
    #[arg(short = 'n', long, value_name = "N", value_parser = parse_count, conflicts_with = "data")]
    pub(super) draws: Option<usize>,
    /// States that were drawn at beta = 1, which weights exp((beta - 1) S) take to other temperatures
    #[arg(long, value_name = "DATA")]
    pub(super) data: Option<PathBuf>,
    /// How chains move [default: clusters where beta S has fields and pairs alone without frustration; else heat-bath]
    #[arg(long, value_parser = choice(&MOVES), requires = "draws")]
    pub(super) moves: Option<Moves>,
    /// Sweeps of each chain that are thrown away
    #[arg(long, value_name = "STEPS", default_value_t = 1000, requires = "draws")]
    pub(super) tune: u32,
    /// Seed of the draws
    #[arg(long, value_name = "S", default_value_t = 1, requires = "draws")]
    pub(super) seed: u64,
    #[command(flatten)]
    pub(super) reading: Reading,
    /// Inverse temperatures as a list, or N of them from A to B
    #[arg(long, value_name = "B,B,..|A..B:N", default_value = "1", allow_hyphen_values = true, value_parser = betas)]
    pub(super) beta: Betas,
    /// Draw energy, heat capacity, |m| and Binder's cumulant
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
    ("csv", "One temperature a line, all digits", TableFormat::Csv),
];

#[derive(Clone, Debug)]
pub(super) struct Betas(pub(super) Vec<f64>);

/// Larger ones are a mistake.
const LARGEST: f64 = 1e6;

/// More temperatures than this are a mistake.
const MOST: usize = 10_000;

fn betas(text: &str) -> Result<Betas, String> {
    let number = |word: &str| word.trim().parse().ok().filter(|beta: &f64| beta.abs() <= LARGEST);
    let found: Option<Vec<f64>> =
        match text.split_once("..").and_then(|(from, rest)| Some((from, rest.split_once(':')?))) {
            None => text.split(',').map(number).collect(),
            Some((from, (to, steps))) => {
                let steps = steps.parse().ok().filter(|steps| (2..=MOST).contains(steps));
                let (from, to, steps): (Option<f64>, Option<f64>, Option<usize>) =
                    (number(from), number(to), steps);
                from.zip(to).zip(steps).map(|((from, to), steps)| {
                    (0..steps).map(|k| from + (to - from) * k as f64 / (steps - 1) as f64).collect()
                })
            }
        };
    found.map(Betas).ok_or_else(|| {
        "give numbers such as 0.2,0.44, or 0.1..0.8:15 for 15 of them, between -1e6 and 1e6".to_owned()
    })
}
