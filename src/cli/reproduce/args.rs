//! The options of `reproduce`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::shared::memory;
use crate::reproduce::Figure;

/// Each figure makes its theory, samples, trains, extracts and compares, and writes figN.md with what the paper claims, what
/// was measured and whether it holds, beside its plots (svg) and their numbers (csv); README.md lists all figures. Finished
/// steps are kept in DIR/cache, so an interrupted run goes on where it was. A claim that does not hold is a result: the exit code is 0.
#[derive(Debug, Args)]
pub(crate) struct ReproduceArgs {
    /// Figure of the paper
    #[arg(value_enum, value_name = "FIGURE")]
    pub(super) figure: FigureChoice,
    /// Take the sizes of the paper; this takes hours
    #[arg(long)]
    pub(super) full: bool,
    /// Seed of theories, samples and trainings; the same seed gives the same pages
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(super) seed: u64,
    /// Folder for pages, plots and kept steps
    #[arg(short, long, value_name = "DIR", default_value = "reproduction")]
    pub(super) output: PathBuf,
    /// Memory that a step may take, such as 800M or 4G; by default most of what is free
    #[arg(long, value_name = "SIZE", value_parser = memory::parse_bytes, allow_hyphen_values = true)]
    pub(super) memory_limit: Option<u64>,
    /// No messages and no progress on standard error
    #[arg(short, long)]
    pub(super) quiet: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum FigureChoice {
    /// Teacher and student: coefficients
    Fig3,
    /// Random actions with several maxima: the effective theory
    Fig4,
    /// Lattice in a field, d = 100
    Fig5,
    /// Eigenvalues of the couplings of trained networks
    Fig6,
    /// Teacher and student: parameters
    Fig7,
    /// Maxima of a random action
    Fig8,
    /// Lattice in a field, d = 16
    Fig9,
    /// Lattice without a field, d = 9
    Fig10,
    /// All of them
    All,
}

impl FigureChoice {
    pub(super) fn figures(self) -> Vec<Figure> {
        match self {
            FigureChoice::Fig3 => vec![Figure::Fig3],
            FigureChoice::Fig4 => vec![Figure::Fig4],
            FigureChoice::Fig5 => vec![Figure::Fig5],
            FigureChoice::Fig6 => vec![Figure::Fig6],
            FigureChoice::Fig7 => vec![Figure::Fig7],
            FigureChoice::Fig8 => vec![Figure::Fig8],
            FigureChoice::Fig9 => vec![Figure::Fig9],
            FigureChoice::Fig10 => vec![Figure::Fig10],
            FigureChoice::All => Figure::ALL.to_vec(),
        }
    }
}
