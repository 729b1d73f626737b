//! Networks and actions from files, and what helps where there are none.

use std::path::Path;

use crate::action::Kernel;
use crate::evaluate::{self, Quartic, Request};
use crate::network::file::{Fault, Model, Note};
use crate::network::{Mixture, Network};
use crate::score;
use crate::source::{self, Kind, Loaded, Sampled, SourceError, Told, Trained};
use crate::spins;

use super::args::Part;
use super::failure::Failure;
use super::{memory, output, print};

/// The files that actions are taken from.
const ACTIONS: &str = "an action is a .json, .npz or .safetensors file of `evaluate`, `theory` or `fit`, a .action text, or a model";

/// What takes actions of spins.
const SPINS: &str = "this needs real variables; couplings reads networks of spins; sample, score, scan and symmetry take these and actions of spins";

/// What has the action of an ensemble.
const ENSEMBLE: &str =
    "`ensemble` with --action writes the action of its outputs; `sample` with --points draws them";

/// What takes one component of a mixture.
const COMPONENT: &str = "--component K takes one, in evaluate, check, compare, contributions, correlators, flow, modes, report, sample, score and show; evaluate --component K -o FILE writes its action";

/// Estimates above this many seconds are announced before the work.
pub(crate) const LONG_SECONDS: f64 = 1.0;

/// The network in a file, of a mixture one component, where it fits into so many bytes.
pub(crate) fn load_model(path: &Path, component: Option<usize>, limit: u64) -> Result<Model, Failure> {
    memory::expect_file(path, limit)?;
    source::model(path, component, &mut |note| noted(path, note)).map_err(|error| match error {
        SourceError::Holds { kind: Kind::Ensemble | Kind::Spins | Kind::SpinModel, .. } => error.into(),
        SourceError::Holds { kind, .. } => Failure::with_hint(
            error,
            match kind {
                Kind::Theory => {
                    "theory, check, compare, plot, modes, sample and stats --against take theories"
                }
                Kind::Action => "check, compare, plot, modes, sample and stats --against take actions",
                _ => "train makes a network of samples, fit an action; stats measures them",
            },
        ),
        error => error.into(),
    })
}

/// The network in a file or the mixture, where it fits into so many bytes, or one component.
pub(crate) fn load_trained(path: &Path, component: Option<usize>, limit: u64) -> Result<Trained, Failure> {
    memory::expect_file(path, limit)?;
    Ok(source::trained(path, component, &mut |note| noted(path, note))?)
}

/// The mixture in a file, where it has several components and none is asked for.
pub(crate) fn load_mixture(
    path: &Path,
    component: Option<usize>,
    limit: u64,
) -> Result<Option<Mixture>, Failure> {
    if component.is_some() || Kind::of(path) != Kind::Model {
        return Ok(None);
    }
    memory::expect_file(path, limit)?;
    // Of a single network its own reader tells.
    let mut notes = Vec::new();
    let Trained::Several(mixture) = source::trained(path, None, &mut |note| notes.push(note.clone()))? else {
        return Ok(None);
    };
    notes.iter().for_each(|note| noted(path, note));
    Ok(Some(mixture))
}

/// What there is to sample in a file.
pub(crate) fn load_sampled(path: &Path, component: Option<usize>) -> Result<Sampled, Failure> {
    Ok(Sampled::load(path, component, &mut |note| noted(path, note))?)
}

/// A density of real variables or of spins.
pub(crate) enum Source {
    Real(Sampled),
    Spins(spins::Density),
}

impl Source {
    pub(crate) fn load(path: &Path, component: Option<usize>) -> Result<Source, Failure> {
        Ok(match source::spin_density(path)?.filter(|_| component.is_none()) {
            Some(density) => Source::Spins(density),
            None => Source::Real(load_sampled(path, component)?),
        })
    }

    pub(crate) fn dimension(&self) -> usize {
        self.density(0.0).dimension()
    }

    /// With the ln Z of an action.
    pub(crate) fn density(&self, ln_z: f64) -> score::Density<'_> {
        match self {
            Source::Real(Sampled::Network(network)) => score::Density::Network(network),
            Source::Real(Sampled::Mixture(mixture)) => score::Density::Mixture(mixture),
            Source::Real(Sampled::Action(kernel, _)) => score::Density::Action(kernel, ln_z),
            Source::Spins(density) => score::Density::Spins(density, ln_z),
        }
    }
}

/// A note about a model file, which stands on standard error wherever that goes.
fn noted(path: &Path, note: &Note) {
    print::note(&format!("note: {}: {note}", path.display()));
}

/// The model in 64-bit floats.
pub(crate) fn rounded(path: &Path, model: Model) -> Result<Network<f64>, Failure> {
    Ok(source::rounded(path, model)?)
}

/// The line that says which model this is.
pub(crate) fn model_line(name: &str, dimension: usize, depth: usize) -> String {
    format!("model   {name}: d = {dimension}, L = {depth}")
}

/// Which orders in χ are kept.
pub(crate) fn orders(max_chi: Option<usize>) -> String {
    max_chi.map_or("all orders in chi".to_string(), |max| format!("at most {max} chi"))
}

/// What is asked for of a model.
pub(crate) fn request(part: &Part, model: &Model, limit: u64, memory: u64) -> Request {
    let (max_rank, max_chi) = (part.ranks.highest(), part.max_chi);
    let asked = Request { max_rank, max_chi, limit, memory, quartic: Quartic::Streamed };
    match model {
        Model::Float(network) => evaluate::usual(network, &asked),
        Model::Exact(network) => evaluate::usual(network, &asked),
    }
}

/// The action in a file, or that of the network in it up to a rank, which is announced where it takes long.
pub(crate) fn load_action(
    path: &Path,
    component: Option<usize>,
    max_rank: usize,
    limit: u64,
    quiet: bool,
) -> Result<Loaded, Failure> {
    load_told(path, quiet, limit, |tell| Loaded::of_component(path, component, max_rank, limit, tell))
}

/// The same, also of spins.
pub(crate) fn load_any_action(
    path: &Path,
    component: Option<usize>,
    max_rank: usize,
    limit: u64,
    quiet: bool,
) -> Result<Loaded, Failure> {
    load_told(path, quiet, limit, |tell| source::of_any_domain(path, component, max_rank, limit, tell))
}

fn load_told(
    path: &Path,
    quiet: bool,
    limit: u64,
    load: impl FnOnce(&mut dyn FnMut(Told<'_>)) -> Result<Loaded, SourceError>,
) -> Result<Loaded, Failure> {
    memory::expect_file(path, limit)?;
    let loaded = load(&mut |told| match told {
        Told::Note(note) => noted(path, note),
        Told::Plan(plan) if plan.seconds() > LONG_SECONDS => {
            let (path, seconds) = (path.display(), plan.seconds());
            let rank = plan.request.max_rank.map_or(String::new(), |rank| format!(" to rank {rank}"));
            output::tell(quiet, &format!("{path}: its action{rank} takes about {seconds:.0} s"));
        }
        Told::Plan(_) => {}
    });
    loaded.map_err(|error| match error {
        SourceError::Holds { kind: Kind::Ensemble | Kind::Spins | Kind::SpinModel, .. } => error.into(),
        SourceError::Action(_) | SourceError::Holds { .. } => Failure::with_hint(error, ACTIONS),
        error => error.into(),
    })
}

/// An action that may be normalised, ready to be evaluated, where it fits into so many bytes.
pub(crate) fn load_kernel(path: &Path, limit: u64) -> Result<Kernel, Failure> {
    memory::expect_file(path, limit)?;
    let holds = |kind, hint| {
        let error = SourceError::Holds { path: path.to_owned(), kind, wanted: "an action" };
        Err(Failure::with_hint(error, hint))
    };
    match Kind::of(path) {
        Kind::Model => holds(Kind::Model, "a network is normalised, ln Z = 0; `sample` draws of it"),
        kind @ Kind::Data => holds(kind, "`fit` makes an action of samples; `stats` measures them"),
        kind @ Kind::Cumulants => {
            holds(kind, "an action is what `theory`, `fit` and `evaluate` write, or a .action text")
        }
        _ => match load_sampled(path, None)? {
            Sampled::Action(kernel, _) => Ok(kernel),
            Sampled::Network(_) | Sampled::Mixture(_) => {
                holds(Kind::Model, "a network is normalised, ln Z = 0")
            }
        },
    }
}

impl From<SourceError> for Failure {
    fn from(error: SourceError) -> Failure {
        match error {
            SourceError::Theory(error) => error.into(),
            SourceError::Range(error) => error.into(),
            SourceError::Evaluate(error) => error.into(),
            SourceError::Memory { .. } => Failure::with_hint(error, memory::RAISE),
            SourceError::Holds { kind: Kind::Spins | Kind::SpinModel, .. } => {
                Failure::with_hint(error, SPINS)
            }
            SourceError::Holds { kind: Kind::Ensemble, .. } => Failure::with_hint(error, ENSEMBLE),
            SourceError::Model(ref refused) if matches!(*refused.fault, Fault::Components { .. }) => {
                Failure::with_hint(error, COMPONENT)
            }
            SourceError::Rounded { .. } => {
                Failure::with_hint(error, "--exact computes with the numbers as they are written")
            }
            SourceError::NoSamples { max_rank: Some(rank), .. } => Failure::with_hint(
                error,
                format!(
                    "it is an action cut off at rank {rank}, as of a network; sample the network itself, or add a term that \
                     bounds it"
                ),
            ),
            SourceError::NoSamples { .. } => {
                Failure::with_hint(error, "add a term that bounds it, such as -c x^4")
            }
            error => Failure::new(error),
        }
    }
}
