//! The options of `contributions`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::shared::window::ranks;
use crate::cli::shared::{Around, Choice, Common, Component, TableFormat, Window, around, choice};

/// The shares of all diagrams of a coefficient add up to one: they are scalar products with the sum, over its square. A negative share
/// belongs to a diagram that the others cancel. Layers are those of the splits that are drawn; a split shares equally with the others
/// of its diagram. Quadratic activations, ranks 0 to 4.
#[derive(Debug, Args)]
pub(crate) struct ContributionsArgs {
    /// Trained network: .safetensors, .npz or .json
    #[arg(value_name = "MODEL")]
    pub(crate) model: PathBuf,
    #[command(flatten)]
    pub(crate) component: Component,
    /// Rank K of the coefficient, or ranks A..B, up to 4 [default: 1..4]
    #[arg(long, value_name = "K|A..B", value_parser = rank)]
    pub(crate) rank: Option<Window>,
    /// Take the cumulant of order 3 apart instead, without loops: by layers and by entries of chi
    #[arg(long, value_name = "3", value_parser = clap::value_parser!(u8).range(3..=3), conflicts_with_all = ["rank", "entry", "entries", "around", "bare", "max_chi"])]
    pub(crate) cumulant: Option<u8>,
    /// Take this entry of A^(k) apart instead, where k is the number of indices, counted from 0. Can be given more than once
    #[arg(long, value_name = "I,J,..", value_parser = index, allow_hyphen_values = true, conflicts_with = "rank")]
    pub(crate) entry: Vec<Index>,
    /// Take this many of the largest entries of each rank apart, too
    #[arg(long, value_name = "N", default_value_t = 0, conflicts_with = "entry")]
    pub(crate) entries: usize,
    /// Point of the expansion: zero, mode (the most likely sample), or a file with an array of shape (d)
    #[arg(long, value_name = "zero|mode|FILE.npy", value_parser = around::parse, default_value = "zero")]
    pub(crate) around: Around,
    /// Take bare diagrams, with the biases drawn, instead of dressed ones
    #[arg(long, requires = "max_chi")]
    pub(crate) bare: bool,
    /// Keep bare diagrams with at most C factors of chi
    #[arg(long, value_name = "C", requires = "bare")]
    pub(crate) max_chi: Option<usize>,
    /// Number of diagrams to show, the largest first; csv and json have all of them
    #[arg(long, value_name = "N", default_value_t = 12)]
    pub(crate) top: usize,
    /// Output format [default: by the ending of FILE, else text]
    #[arg(long, value_parser = choice(&FORMATS))]
    pub(crate) format: Option<TableFormat>,
    #[command(flatten)]
    pub(crate) common: Common,
}

fn rank(text: &str) -> Result<Window, String> {
    ranks(text).and_then(|window| match window.max {
        0..=4 => Ok(window),
        beyond => Err(format!("diagrams are taken apart up to rank 4, not {beyond}")),
    })
}

pub(super) const FORMATS: [Choice<TableFormat>; 3] = [
    ("text", "Tables to read", TableFormat::Text),
    ("json", "Everything, for other programs", TableFormat::Json),
    ("csv", "One diagram a line", TableFormat::Csv),
];

/// A multi-index.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Index(pub(crate) Vec<usize>);

fn index(text: &str) -> Result<Index, String> {
    let part = |part: &str| {
        part.trim().parse().map_err(|_| format!("'{}' is not an index counted from 0", part.trim()))
    };
    let mut index = text.split(',').map(part).collect::<Result<Vec<usize>, _>>()?;
    index.sort_unstable();
    match index.len() {
        1..=4 => Ok(Index(index)),
        rank => Err(format!("it has {rank} indices; diagrams are compared up to rank 4")),
    }
}
