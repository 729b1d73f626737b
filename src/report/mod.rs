//! One page about a trained network, to be mailed to a colleague.
//!
//! [`assemble`] computes a [`Report`]; [`html`] writes it as a single page that needs no network and no other file. Everything stands
//! on the page as text, tables and drawings; a script only adds a choice of ranks, filters, and the diagrams of the coupling
//! under the pointer.

mod assemble;
mod couplings;
mod diagrams;
mod graph;
mod number;
mod page;
mod provenance;
mod rank;
mod shares;
mod summary;
mod table;
mod tables;

pub use assemble::{Data, ReportError, Subject, USUAL_RANK, USUAL_SEED, USUAL_TOP, assemble};

use crate::action::{Comparison, Group};
use crate::check::Test;
use crate::contributions::{Breakdown, Decomposition};
use crate::plot::{Figure, PlotError};
use crate::reweight::Reweighting;
use crate::statistics::{OrderComparison, Verdict};
use crate::text::visible;

/// What the page shows.
#[derive(Clone, Debug)]
pub struct Report {
    /// The network and where it comes from.
    pub model: Provenance,
    /// How the page can be made again.
    pub command: String,
    /// A^(0), which normalises the density.
    pub constant: f64,
    /// The coefficients, by rising rank.
    pub ranks: Vec<Rank>,
    /// A^(2) in colours, couplings on the lattice, spectra of χ: with a heading each.
    pub figures: Vec<(String, Figure)>,
    /// Couplings between pairs of variables, the strongest first, where no lattice shows them.
    pub pairs: Vec<([usize; 2], f64)>,
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
    /// The number of independent entries.
    pub entries: String,
    /// The strongest couplings of every group, the largest terms in S first.
    pub couplings: Vec<Coupling>,
}

/// One entry of a coefficient.
#[derive(Clone, Debug)]
pub struct Coupling {
    /// The group it belongs to.
    pub group: Group,
    /// The number of permutations of its indices.
    pub ways: f64,
    /// Its diagrams; the index is there.
    pub breakdown: Breakdown,
    /// The true value, where it is known.
    pub truth: Option<f64>,
}

impl Coupling {
    /// The coefficient of the monomial in S: the entry times the number of permutations.
    pub(crate) fn term(&self) -> f64 {
        self.ways * self.breakdown.total
    }
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
