//! The options of `couplings`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::shared::{Choice, Common, ReportFormat, choice, parse_count, parse_top};

/// What is computed, below the options.
const MEANING: &str = "\
A hidden unit ln 2cosh(b + w s) has couplings of all numbers of spins. One integral over a line gives each of them exactly, for any number of spins: \
restricted Boltzmann machines and logistic units are read by it, all fields and pairs, and the subsets of --subset. Any network of up to 24 spins is also read by \
all its states, which gives the couplings of every rank. Of larger masked networks spins are flipped at the states of --data: that gives couplings averaged over these \
states, and their spread shows how much of higher ranks there is.";

/// The couplings J_A of S(s) = sum_A J_A prod s_i, read out of a network of spins: a restricted Boltzmann machine, logistic autoregressive units, or a masked
/// network with hidden layers (MADE). Couplings of an autoregressive network are those of ln p.
#[derive(Debug, Args)]
#[command(after_long_help = MEANING)]
pub(crate) struct CouplingsArgs {
    /// Network of spins: .safetensors or .npz
    #[arg(value_name = "MODEL")]
    pub(super) model: PathBuf,
    /// States at which spins are flipped
    #[arg(long, value_name = "DATA")]
    pub(super) data: Option<PathBuf>,
    /// So many states of --data, the first ones
    #[arg(long, value_name = "N", default_value = "200", requires = "data", value_parser = parse_count)]
    pub(super) rows: usize,
    /// Way to the couplings [default: flips with --data, integral where there is one, else states]
    #[arg(long, value_parser = choice(&METHODS))]
    pub(super) method: Option<Method>,
    /// Highest number K of spins that couple, of all states
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u8).range(1..=24))]
    pub(super) rank: Option<u8>,
    /// Spins I,J,K,.. whose coupling is wanted as well, of the integral or by flips; may be given several times
    #[arg(long, value_name = "I,J,K,..", value_parser = subset)]
    pub(super) subset: Vec<Subset>,
    /// Number of couplings to show, the largest
    #[arg(long, value_name = "N", default_value = "20", value_parser = parse_top)]
    pub(super) top: usize,
    /// Output format [default: by the ending of FILE, else text]
    #[arg(long, value_parser = choice(&FORMATS))]
    pub(super) format: Option<ReportFormat>,
    #[command(flatten)]
    pub(super) common: Common,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Integral,
    States,
    Flips,
}

const METHODS: [Choice<Method>; 3] = [
    ("integral", "Fields, pairs and --subset, of any number of spins", Method::Integral),
    ("states", "All ranks up to --rank, of up to 24 spins", Method::States),
    ("flips", "Fields, pairs and --subset at the states of --data: mean and spread", Method::Flips),
];

pub(super) const FORMATS: [Choice<ReportFormat>; 2] = [
    ("text", "The couplings as a formula", ReportFormat::Text),
    ("json", "The action, with \"domain\": \"spin\"", ReportFormat::Json),
];

/// Spins that couple.
#[derive(Clone, Debug)]
pub(super) struct Subset(pub(super) Vec<usize>);

fn subset(text: &str) -> Result<Subset, String> {
    let spins: Option<Vec<usize>> = text.split(',').map(|word| word.trim().parse().ok()).collect();
    let mut spins = spins.ok_or_else(|| "give numbers of spins, such as 0,1,4".to_owned())?;
    spins.sort_unstable();
    match spins.len() > 2 && spins.windows(2).all(|pair| pair[0] < pair[1]) {
        true => Ok(Subset(spins)),
        false => Err("give three or more different spins; fields and pairs are there anyway".to_owned()),
    }
}
