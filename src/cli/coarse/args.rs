//! The options of `coarse`.

use std::path::PathBuf;

use clap::Args;

use crate::Lattice;
use crate::cli::shared::args::positive;
use crate::cli::shared::{Choice, Reading, choice, memory};

/// Block variables of samples on a lattice, whose action or couplings can then be learned as those of any samples.
#[derive(Debug, Args)]
pub(crate) struct CoarseArgs {
    /// Samples: .npy of shape (N, d) or (N, side, side), .npz, or .csv with one sample a line
    #[arg(value_name = "DATA")]
    pub(super) data: PathBuf,
    /// Lattice of the samples, such as square:16x16
    #[arg(long, value_name = "CELL:SIDES[:open]", required = true)]
    pub(super) lattice: Lattice,
    /// Sides of a block, such as 2x2
    #[arg(long, value_name = "BxB", value_parser = sides)]
    pub(super) block: Sides,
    /// Sites from block to block, along all sides [default: the sides of a block, so that blocks lie side by side]
    #[arg(long, value_name = "S", value_parser = positive)]
    pub(super) stride: Option<usize>,
    /// What becomes of a block [default: majority of spins, else mean]
    #[arg(long, value_parser = choice(&RULES))]
    pub(super) rule: Option<Rule>,
    /// Seed of the spins of blocks without a majority
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(super) seed: u64,
    #[command(flatten)]
    pub(super) reading: Reading,
    /// Write the block variables to FILE.npy, shape (N, blocks)
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: PathBuf,
    /// Memory that may be taken, such as 800M or 4G [default: most of what is free]
    #[arg(long, value_name = "SIZE", value_parser = memory::parse_bytes, allow_hyphen_values = true)]
    pub(super) memory_limit: Option<u64>,
    /// No messages, only results and errors
    #[arg(short, long)]
    pub(super) quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    Majority,
    Mean,
    Sum,
}

const RULES: [Choice<Rule>; 3] = [
    ("majority", "The sign of the sum; where it is zero, one at random", Rule::Majority),
    ("mean", "The mean over the block", Rule::Mean),
    ("sum", "The sum over the block", Rule::Sum),
];

#[derive(Clone, Debug)]
pub(super) struct Sides(pub(super) Vec<usize>);

fn sides(text: &str) -> Result<Sides, String> {
    let sides: Option<Vec<usize>> = text.split('x').map(|side| side.parse().ok()).collect();
    sides.map(Sides).ok_or_else(|| "give the sides of a block, such as 2x2".to_owned())
}
