//! One page about a trained network, to be mailed to a colleague.
//!
//! [`assemble`] computes a [`Report`]; [`html`] writes it as a single page that needs no network and no other file. Everything stands
//! on the page as text, tables and drawings, the answers first and the rest folded; a script only adds a filter of couplings and
//! buttons that unfold all.

mod assemble;
mod couplings;
mod diagrams;
mod folded;
mod graph;
mod groups;
mod number;
mod page;
mod provenance;
mod shares;
mod summary;
mod table;
mod tables;
mod verdicts;

pub use assemble::{Data, ReportError, Subject, USUAL_RANK, USUAL_SEED, USUAL_TOP, assemble};

use crate::action::{Comparison, Group, Normalisability};
use crate::check::Test;
use crate::contributions::{Breakdown, Decomposition};
use crate::plot::{Figure, PlotError};
use crate::reweight::Reweighting;
use crate::statistics::{Measured, OrderComparison, Verdict};
use crate::text::visible;

/// What the page shows.
#[derive(Clone, Debug)]
pub struct Report {
    /// The network and where it comes from.
    pub model: Provenance,
    /// How the page can be made again.
    pub command: String,
    /// The day on which it was made, where it is to stand on the page.
    pub date: Option<String>,
    /// The seed of all draws.
    pub seed: u64,
    /// A^(0), which normalises the density.
    pub constant: f64,
    /// Whether exp(S) can be normalised with the ranks that are shown.
    pub normalisability: Normalisability,
    /// The coefficients, by rising rank.
    pub ranks: Vec<Rank>,
    /// A^(2) in colours and couplings on the lattice, with a heading each.
    pub figures: Vec<(String, Figure)>,
    /// The eigenvalues of χ, where there are any.
    pub spectra: Option<Figure>,
    /// Couplings between pairs of variables, the strongest first, where no lattice shows them.
    pub pairs: Vec<([usize; 2], f64)>,
    /// How likely the data are, or why it is not known.
    pub likelihood: Option<Result<Likelihood, String>>,
    /// What is known to be true.
    pub truth: Option<Truth>,
    /// Samples of the network beside data.
    pub cumulants: Option<Cumulants>,
    /// Every method against every other.
    pub checks: Vec<Test>,
}

/// Facts about a model file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Provenance {
    /// The name of the file.
    pub name: String,
    /// The dimension d.
    pub dimension: usize,
    /// The depth L.
    pub depth: usize,
    /// More facts, each with its name.
    pub facts: Vec<(String, String)>,
}

/// One coefficient.
#[derive(Clone, Debug)]
pub struct Rank {
    /// Its diagrams.
    pub diagrams: Decomposition<f64>,
    /// Their shares.
    pub breakdown: Breakdown,
    /// Whether the errors of its entries are given. Otherwise they are out of differences from the truth, where that is known.
    pub is_given: bool,
    /// All its entries.
    pub all: Members,
    /// The same by groups that have none in common.
    pub groups: Vec<(Group, Members)>,
    /// Couplings of every group: first those that stand out of the noise, the largest terms in S first.
    pub couplings: Vec<Coupling>,
}

/// Entries of a coefficient.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Members {
    /// The number of independent entries.
    pub entries: usize,
    /// Their mean.
    pub mean: f64,
    /// The root of their mean square.
    pub rms: f64,
    /// The mean of the true entries, where they are known.
    pub true_mean: Option<f64>,
    /// Those that have an error.
    pub judged: usize,
    /// The root of the mean square of these errors.
    pub noise: f64,
    /// Those that stand out of the noise.
    pub outstanding: usize,
    /// As many would by chance.
    pub by_chance: f64,
    /// Those that are truly not zero.
    pub true_ones: usize,
    /// Those that stand out and are truly not zero.
    pub found: usize,
}

/// One entry of a coefficient.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its indices.
    pub index: Vec<usize>,
    /// The entry.
    pub value: f64,
    /// The number of permutations of its indices.
    pub ways: u64,
    /// Its standard error, where it is known.
    pub error: Option<f64>,
    /// The true value, where it is known.
    pub truth: Option<f64>,
}

/// So many errors make an entry stand out of the noise.
const STANDS_OUT: f64 = 3.0;

impl Entry {
    /// Whether it stands out of the noise.
    pub(crate) fn stands_out(&self) -> bool {
        self.error.is_some_and(|error| self.value.abs() > STANDS_OUT * error)
    }

    /// The coefficient of the monomial in S: the entry times the number of permutations, with its error.
    pub(crate) fn term(&self) -> Measured {
        let ways = self.ways as f64;
        Measured { value: ways * self.value, error: ways * self.error.unwrap_or(f64::NAN) }
    }
}

/// An entry with what made it.
#[derive(Clone, Debug)]
pub struct Coupling {
    /// The entry.
    pub entry: Entry,
    /// Its diagrams.
    pub breakdown: Breakdown,
}

/// How likely data are.
#[derive(Clone, Debug)]
pub struct Likelihood {
    /// The number of samples.
    pub rows: usize,
    /// The mean of ln p under the network.
    pub network: Measured,
    /// The Gaussian with the mean and covariance of the data, or why there is none.
    pub gaussian: Result<Beside, String>,
    /// The truth, where its ln Z is known, or why that is not.
    pub truth: Option<Result<Beside, String>>,
}

/// Another density beside the network.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beside {
    /// The mean of ln p under it.
    pub mean: Measured,
    /// What the network gives more, sample by sample.
    pub gain: Measured,
}

/// The true action beside the learned one.
#[derive(Clone, Debug)]
pub struct Truth {
    /// Its name.
    pub name: String,
    /// Both, group by group.
    pub comparison: Comparison,
    /// Learned over true entries.
    pub figure: Figure,
    /// The theory by draws of the network, or why it is not known; `None` where the true action cannot be normalised, or is not held by its
    /// entries that are not zero.
    pub drawn: Option<Result<Reweighting, String>>,
}

/// Cumulants of data and network.
#[derive(Clone, Debug)]
pub struct Cumulants {
    /// The name of the data.
    pub name: String,
    /// What was compared, in words.
    pub words: String,
    /// Order by order.
    pub orders: Vec<OrderComparison>,
    /// Those of the network over those of the data.
    pub figure: Figure,
    /// What the comparison says.
    pub verdict: Verdict,
    /// What a reader should know about the errors.
    pub notes: Vec<String>,
}

/// The report as a page.
///
/// # Errors
/// When a figure has a number that is not finite, or nothing to show.
pub fn html(report: &Report) -> Result<String, PlotError> {
    page::page(report).map(|page| visible(&page.into_string()).into_owned())
}
