//! The options of `reproduce`.

use std::path::PathBuf;

use clap::Args;
use num_traits::Signed;

use crate::Rational;
use crate::cli::shared::{Choice, choice, memory};
use crate::reproduce::Figure;
use crate::text::number;
use crate::train::Start;

/// Each figure makes its theory, samples, trains, extracts and compares, and writes figN.md with what the paper claims, what
/// was measured and whether it holds, beside its plots (svg) and their numbers (csv); README.md lists all figures. Finished
/// steps are kept in DIR/cache, so an interrupted run goes on where it was. A claim that does not hold is a result: the exit code is 0.
#[derive(Debug, Args)]
pub(crate) struct ReproduceArgs {
    /// Figure of the paper
    #[arg(value_parser = choice(&FIGURES), value_name = "FIGURE")]
    pub(super) figure: &'static [Figure],
    /// Take the sizes of the paper
    #[arg(long)]
    pub(super) full: bool,
    /// Quartic coupling of the lattices, which the paper does not state [default: 1]
    #[arg(long, value_name = "U", value_parser = coupling, allow_hyphen_values = true, help_heading = LATTICES)]
    pub(super) u: Option<Rational>,
    /// Standard deviation of their external field [default: 0.5]
    #[arg(long, value_name = "SIGMA", value_parser = field, allow_hyphen_values = true, help_heading = LATTICES)]
    pub(super) field: Option<f64>,
    /// Where their networks start [default: identity]
    #[arg(long, value_parser = choice(&STARTS), help_heading = LATTICES)]
    pub(super) start: Option<Start>,
    /// Seed of theories, samples and trainings; the same seed gives the same pages
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(super) seed: u64,
    /// Folder for pages, plots and kept steps
    #[arg(short, long, value_name = "DIR", default_value = "reproduction")]
    pub(super) output: PathBuf,
    /// Memory that a step may take, such as 800M or 4G [default: most of what is free]
    #[arg(long, value_name = "SIZE", value_parser = memory::parse_bytes, allow_hyphen_values = true)]
    pub(super) memory_limit: Option<u64>,
    /// No messages, only results and errors
    #[arg(short, long)]
    pub(super) quiet: bool,
}

fn coupling(text: &str) -> Result<Rational, String> {
    match number::parse(text)? {
        u if u.is_positive() => Ok(u),
        u => Err(format!("at u = {u} exp(S) cannot be normalised; it is above zero")),
    }
}

fn field(text: &str) -> Result<f64, String> {
    let found = text.parse().ok().filter(|field: &f64| *field > 0.0 && *field <= STRONGEST);
    found.ok_or_else(|| {
        format!("it is not a number above zero and up to {STRONGEST}; fig10 is without a field")
    })
}

/// Fields beyond this draw all samples far from where a polynomial around zero says anything.
const STRONGEST: f64 = 1000.0;

const LATTICES: &str = "Lattices of figures 5, 6, 9 and 10";

pub(super) const STARTS: [Choice<Start>; 3] = [
    ("identity", "As in the paper, and gradients", Start::Identity),
    ("whitened", "The Gaussian of the samples, and gradients", Start::Whitened),
    ("cumulants", "Layers from cumulants in closed form, without gradients", Start::Cumulants),
];

const FIGURES: [Choice<&[Figure]>; 10] = [
    ("fig3", "Teacher and student: coefficients", &[Figure::Fig3]),
    ("fig4", "Random actions with several maxima: the effective theory", &[Figure::Fig4]),
    ("fig5", "Lattice in a field, d = 100", &[Figure::Fig5]),
    ("fig6", "Eigenvalues of the couplings of trained networks", &[Figure::Fig6]),
    ("fig7", "Teacher and student: parameters", &[Figure::Fig7]),
    ("fig8", "Maxima of a random action", &[Figure::Fig8]),
    ("fig9", "Lattice in a field, d = 16", &[Figure::Fig9]),
    ("fig10", "Lattice without a field, d = 9", &[Figure::Fig10]),
    (
        "phases",
        "Mixtures, with an action for each phase, beside one Gaussian and score matching",
        &[Figure::Phases],
    ),
    ("all", "All of them", &Figure::ALL),
];
