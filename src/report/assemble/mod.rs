//! A report out of a network, and of what is known besides.

mod cumulants;
mod entries;
mod error;
mod figures;
mod likelihood;
mod ranks;

pub use error::ReportError;

use super::{Provenance, Report, Truth};
use crate::action::{Action, Held, Kernel, Normalisability, SparseAction, compare_groups};
use crate::check::{self, Points};
use crate::data::Samples;
use crate::evaluate::{self, Quartic, Request};
use crate::network::Network;
use crate::reweight::{Reweighting, Settings, reweight};
use crate::text::grouped;
use crate::{Lattice, Progress, plot};

/// The highest rank of a report unless told otherwise.
pub const USUAL_RANK: usize = 4;
/// The couplings of each rank and group that are taken apart unless told otherwise.
pub const USUAL_TOP: u16 = 12;
/// The seed unless told otherwise.
pub const USUAL_SEED: u64 = 1;

/// The most couplings between pairs that are drawn on a circle.
const PAIRS: usize = 60;

/// The points at which the action is held against the network.
const POINTS: usize = 8;

/// The draws of the network by which a theory is normalised.
const DRAWS: usize = 10_000;

/// A method that takes more seconds than this is left out.
const LONGEST_CHECK: f64 = 5.0;

/// What a report is made of.
#[derive(Debug)]
pub struct Subject<'a> {
    /// Facts about the file of the network.
    pub model: Provenance,
    /// The network.
    pub network: &'a Network<f64>,
    /// The part of its action that is shown, and the memory that may be taken for all.
    pub request: Request,
    /// What is known to be true, with its name.
    pub truth: Option<(String, Held<'a>)>,
    /// Samples that the network is held against.
    pub data: Option<Data<'a>>,
    /// The standard errors of the entries, held as an action is, and the number of networks whose spread they are, where it is known.
    pub errors: Option<(Held<'a>, Option<u32>)>,
    /// The standard errors of the entries that are known to be true.
    pub truth_errors: Option<Held<'a>>,
    /// The lattice whose sites the variables are.
    pub lattice: Option<&'a Lattice>,
    /// The couplings of each rank and group that are taken apart, those with the largest terms in S.
    pub top: usize,
    /// The seed of the draws of the network and of the points of the checks.
    pub seed: u64,
    /// The day that the page names; it is not asked of any clock, so that the same subject gives the same page.
    pub date: Option<String>,
    /// How the page can be made again.
    pub command: String,
}

impl<'a> Subject<'a> {
    /// A network alone, to rank four.
    #[must_use]
    pub fn new(model: Provenance, network: &'a Network<f64>) -> Subject<'a> {
        let request = Request { max_rank: Some(USUAL_RANK), ..Request::default() };
        let (top, seed, command) = (USUAL_TOP.into(), USUAL_SEED, String::new());
        let (truth, errors, truth_errors, data, lattice, date) = (None, None, None, None, None, None);
        Subject {
            model,
            network,
            request,
            truth,
            errors,
            truth_errors,
            data,
            lattice,
            top,
            seed,
            date,
            command,
        }
    }
}

/// Samples with the name of their file.
#[derive(Debug)]
pub struct Data<'a> {
    /// The name.
    pub name: String,
    /// The samples.
    pub samples: &'a Samples,
    /// What a reader should know about them.
    pub notes: Vec<String>,
}

/// Computes all that [`html`](super::html) shows.
///
/// # Errors
/// When something does not fit into the memory of the request, has no diagrams that can be told apart, or does not go together.
///
/// # Example
/// ```
/// use std::path::Path;
///
/// use diagraction::evaluate::Request;
/// use diagraction::network::file;
/// use diagraction::report::{self, Provenance, Subject};
///
/// let path = Path::new("examples/models/lattice16.safetensors");
/// let model = file::load(path)?;
/// let facts = Provenance::of(path, &model)?;
/// let network = model.into_f64()?;
/// let request = Request { max_rank: Some(2), ..Request::default() };
/// let subject = Subject { request, ..Subject::new(facts, &network) };
/// let page = report::html(&report::assemble(&subject, &())?)?;
/// assert!(page.contains("lattice16.safetensors"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn assemble(subject: &Subject<'_>, progress: &dyn Progress) -> Result<Report, ReportError> {
    let Subject { network, lattice, seed, .. } = *subject;
    let mut request = Request { quartic: Quartic::Packed, ..subject.request };
    let cumulants = subject.data.as_ref();
    let cumulants = cumulants
        .map(|data| cumulants::of(data, network, lattice, seed, request.memory, progress))
        .transpose()?;
    let plan = evaluate::cheapest(network, &request)?;
    progress.start("extracting the action", 1);
    let learned = plan.run(network)?.into_action(request.memory, &())?;
    request.memory = request.memory.saturating_sub(learned.bytes());
    let held = Held::Dense(&learned);
    if let Some(dimension) =
        subject.errors.map(|(errors, _)| errors.dimension()).filter(|d| *d != network.dimension())
    {
        return Err(ReportError::Dimension {
            name: "the errors".into(),
            dimension,
            expected: network.dimension(),
        });
    }
    let truth = subject.truth.as_ref();
    let mut compared =
        truth.map(|(name, truth)| compared_with(name, held, *truth, subject, request.memory)).transpose()?;
    if let Some((compared, (_, truth))) = compared.as_mut().zip(truth) {
        compared.drawn = by_draws(network, *truth, seed, request.memory, progress);
    }
    progress.start("comparing the methods", 1);
    let points = Points { count: POINTS, seed };
    let checks = check::all(network, &request, points, Some(LONGEST_CHECK))?;
    let truth = truth.map(|(_, truth)| *truth);
    let likelihood = subject.data.as_ref().map(|data| {
        let drawn = compared.as_ref().and_then(|compared| compared.drawn.as_ref()?.as_ref().ok());
        let theory = truth.and_then(sparse).zip(drawn);
        likelihood::of(data, network, theory, request.memory, progress)
    });
    let compare = ranks::Compared {
        learned: &learned,
        truth,
        known: compared.iter().flat_map(|compared| &compared.comparison.groups).map(|one| one.rank).collect(),
        errors: subject.errors.map(|(errors, _)| errors),
        replicas: subject.errors.and_then(|(_, replicas)| replicas),
        lattice,
        top: subject.top,
    };
    let ranks = ranks::of(network, &compare, request.memory, progress)?;
    let pairs = if lattice.is_none() { ranks::strongest_pairs(&learned, PAIRS) } else { Vec::new() };
    let mut constant = 0.0;
    held.for_each(0, |_, value| constant = value)?;
    Ok(Report {
        model: subject.model.clone(),
        command: subject.command.clone(),
        date: subject.date.clone(),
        seed,
        constant,
        normalisability: normalisability(&learned),
        ranks,
        figures: figures::figures(held, lattice)?,
        spectra: figures::spectra(network)?,
        pairs,
        likelihood,
        truth: compared,
        cumulants,
        checks,
    })
}

fn compared_with(
    name: &str,
    learned: Held<'_>,
    truth: Held<'_>,
    subject: &Subject<'_>,
    memory: u64,
) -> Result<Truth, ReportError> {
    let mut comparison = compare_groups(learned, truth, subject.lattice)?;
    let errors = [subject.errors.map(|(errors, _)| errors), subject.truth_errors];
    if errors[0].is_some() {
        comparison = comparison.with_errors(learned, truth, errors)?;
    }
    comparison.groups.retain(|group| group.rank <= learned.max_rank());
    if comparison.groups.is_empty() {
        return Err(ReportError::NothingCommon { name: name.to_owned() });
    }
    let needed = plot::comparison_bytes(&comparison);
    if needed > memory {
        return Err(ReportError::Plot { needed, memory });
    }
    let figure = plot::comparison(learned, truth, &comparison)?;
    Ok(Truth { name: name.to_owned(), comparison, figure, drawn: None })
}

/// The most entries of an action that is looked through.
const FEW_ENTRIES: usize = 100_000;

/// Whether exp(S) can be normalised.
fn normalisability(action: &Action<f64>) -> Normalisability {
    let entries = action.tensors().iter().map(|tensor| tensor.entries().len()).sum::<usize>();
    match entries <= FEW_ENTRIES {
        true => action.normalisability(),
        false => Normalisability::Unknown {
            tried: format!("{} entries are too many to look through", grouped(entries)),
        },
    }
}

fn sparse(held: Held<'_>) -> Option<&SparseAction<f64>> {
    match held {
        Held::Sparse(action) => Some(action),
        Held::Dense(_) => None,
    }
}

/// The theory by draws of the network, where it may be normalised.
fn by_draws(
    network: &Network<f64>,
    truth: Held<'_>,
    seed: u64,
    memory: u64,
    progress: &dyn Progress,
) -> Option<Result<Reweighting, String>> {
    let theory = sparse(truth)?;
    if matches!(theory.normalisability(), Normalisability::Refuted { .. }) {
        return None;
    }
    let settings = Settings { draws: DRAWS, seed, order: 0 };
    if settings.memory(network).is_none_or(|needed| needed > memory) {
        return Some(Err(format!("{DRAWS} draws of the network do not fit into memory")));
    }
    Some(reweight(&Kernel::new(theory), network, &settings, progress).map_err(|error| error.to_string()))
}
