//! Arguments of `feynman`.

use std::path::PathBuf;

use crate::feynman::{Family, MAX_POINTS};
use clap::{ArgGroup, Args};

use crate::cli::shared::{Diagrams, Window};

/// Connected diagrams with external legs are printed with their symmetry factors 1/|Aut|, ordered by loops and by vertices. The
/// vertices have all ranks from 3 on unless --ranks is given. The same diagrams serve dressed lines and vertices, and the
/// way back from cumulants to an action.
#[derive(Debug, Args)]
#[command(group = ArgGroup::new("family"))]
pub(crate) struct FeynmanArgs {
    /// Number N of external legs: 0 for ln Z, n for the cumulant of order n
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = points)]
    pub(crate) points: usize,
    /// Number L of loops, or A..B (both included)
    #[arg(long, value_name = "L|A..B", allow_negative_numbers = true, value_parser = |text: &str| Window::parse(text, "loops"))]
    pub(crate) loops: Window,
    /// Ranks that vertices may have [default: all from 3 on]
    #[arg(long, value_name = "K,..", allow_negative_numbers = true, value_delimiter = ',', value_parser = rank)]
    pub(crate) ranks: Option<Vec<usize>>,
    /// Leave out diagrams with self-loops, which a self-consistent line sums up
    #[arg(long)]
    pub(crate) dressed: bool,
    /// Keep diagrams that no single line cuts in two; legs never count as lines that cut
    #[arg(long, group = "family")]
    pub(crate) one_particle_irreducible: bool,
    /// Keep diagrams that no single line cuts into two parts with a leg each; needs two points
    #[arg(long, group = "family")]
    pub(crate) self_energy: bool,
    /// Keep diagrams without a part that has no legs and hangs on a single line
    #[arg(long, group = "family")]
    pub(crate) no_tadpoles: bool,
    /// Do not tell legs apart: fewer diagrams, whose symmetries may exchange legs
    #[arg(long)]
    pub(crate) unlabelled: bool,
    /// Count the diagrams and sum up their factors instead of printing them
    #[arg(long)]
    pub(crate) count: bool,
    #[command(flatten)]
    pub(crate) diagrams: Diagrams,
    /// Write to FILE instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// No messages, only results and errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

impl FeynmanArgs {
    pub(super) fn family(&self) -> Family {
        match (self.one_particle_irreducible, self.self_energy, self.no_tadpoles) {
            (true, ..) => Family::OneParticleIrreducible,
            (_, true, _) => Family::SelfEnergy,
            (.., true) => Family::NoTadpoles,
            _ => Family::Connected,
        }
    }
}

fn points(text: &str) -> Result<usize, String> {
    text.parse().map_err(|_| format!("give a whole number from 0 to {MAX_POINTS}"))
}

fn rank(text: &str) -> Result<usize, &'static str> {
    text.parse().map_err(|_| "give whole numbers from 3 on as a list, such as 3,4")
}
