//! From a file to an action around its mode.

use crate::action::{Action, Normalisability, SparseAction, Truncation, file};
use crate::correlators::{
    CorrelatorsError, DENSE, Expansion, Mode, expect_mode, mode, nearest_mode, self_consistent,
};
use crate::evaluate::factored::Factored;
use crate::evaluate::{self, Coefficients, Complete, EvaluateError, Method, Quartic, Request};
use crate::feynman::GenerateError;
use crate::network::Network;
use crate::network::file::Model;
use crate::source::Kind;
use crate::wick::last_loop;
use crate::{Lattice, Rational, Scalar, files, theory};

use super::args::CorrelatorsArgs;
use super::windows::{self, Windows};
use crate::cli::shared::source::LONG_SECONDS;
use crate::cli::shared::{Around, Bar, Failure, around, load_action, memory, output};

/// An action around a point, with what is to be said about it.
pub(super) struct Prepared<T> {
    pub(super) expansion: Expansion<T>,
    /// A point that was given, and not searched for.
    pub(super) around: Option<Vec<T>>,
    pub(super) lattice: Option<Lattice>,
    /// Whether it is that of a network, whose ln Z is 0.
    pub(super) is_normalised: bool,
    /// The action in words.
    pub(super) words: String,
    pub(super) notes: Vec<String>,
}

/// An action in floats, where to expand it, and what is to be said about it.
pub(super) struct Floats {
    pub(super) action: SparseAction<f64>,
    pub(super) point: Vec<f64>,
    /// Whether the point is a mode that was searched for.
    pub(super) searched: bool,
    pub(super) notes: Vec<String>,
}

/// An action from a file, before it is expanded.
pub(super) enum Source {
    Model(Model),
    Float(SparseAction<f64>),
    Exact(SparseAction<Rational>),
}

impl Source {
    /// Of anything but a model.
    pub(super) fn load(args: &CorrelatorsArgs, limit: u64) -> Result<Source, Failure> {
        let path = &args.action;
        let is_json = files::ending(path).as_deref() == Some("json");
        match Kind::of(path) {
            kind if args.component.component.is_some() => {
                Err(Failure::new(format!("{} holds {kind}, and a mixture is needed", path.display())))
            }
            Kind::Theory => Ok(Source::Exact(theory::load(path)?)),
            Kind::Action if is_json => match file::load_sparse(path).map_err(Failure::new)? {
                file::SparseFile::Float(action) => Ok(Source::Float(action)),
                file::SparseFile::Exact(action) => Ok(Source::Exact(action)),
            },
            _ => Ok(Source::Float(
                load_action(path, args.component.component, 4, limit, args.common.quiet)?
                    .into_sparse(limit)?,
            )),
        }
    }

    /// What was cut off; `None` of a model, whose ranks are extracted as they are needed.
    pub(super) fn truncation(&self) -> Option<Truncation> {
        match self {
            Source::Model(_) => None,
            Source::Float(action) => Some(action.truncation),
            Source::Exact(action) => Some(action.truncation),
        }
    }

    /// The rank to which a model is extracted unless more loops are asked for; `None` where it is small, so that all ranks are.
    pub(super) fn usual_rank(&self) -> Option<usize> {
        let Source::Model(model) = self else { return None };
        let usual = match model {
            Model::Float(network) => evaluate::usual(network, &Request::default()),
            Model::Exact(network) => evaluate::usual(network, &Request::default()),
        };
        usual.max_rank
    }

    /// The number of loops at which the series of a network ends; `None` of an action.
    pub(super) fn last_loop(&self, args: &CorrelatorsArgs) -> Option<usize> {
        let Source::Model(model) = self else { return None };
        let degree = model.degree().map_or(usize::MAX, |degree| degree / 2);
        Some(last_loop(windows::orders(args).ok()?.max, degree))
    }

    pub(super) fn dimension(&self) -> usize {
        match self {
            Source::Model(model) => model.dimension(),
            Source::Float(action) => action.dimension(),
            Source::Exact(action) => action.dimension(),
        }
    }

    /// The action in floats and where to expand it; that of a model is extracted around its mode.
    pub(super) fn floats(
        self,
        args: &CorrelatorsArgs,
        windows: &Windows,
        limit: u64,
    ) -> Result<Floats, Failure> {
        let action = match self {
            Source::Model(model) => {
                let network = crate::cli::shared::rounded(&args.action, model)?;
                let found = extracted(&network, Around::point, args, windows, limit)?;
                let point = found.1.clone();
                let action = SparseAction::from(&dense(found, limit)?);
                return Ok(Floats { action, point, searched: true, notes: Vec::new() });
            }
            Source::Float(action) => action,
            Source::Exact(action) => action.to_f64()?,
        };
        let (found, searched) = point_of(&action, args)?;
        let notes = notes(&action, &found);
        Ok(Floats { action, point: found.point, searched, notes })
    }
}

/// The expansion in floats.
pub(super) fn float(
    source: Source,
    args: &CorrelatorsArgs,
    windows: &Windows,
    limit: u64,
) -> Result<Prepared<f64>, Failure> {
    if let Source::Model(model) = source {
        let words = model_words(&model);
        let network = crate::cli::shared::rounded(&args.action, model)?;
        let found = extracted(&network, Around::point, args, windows, limit)?;
        let expansion = match args.dressed {
            true => {
                let point = found.1.clone();
                self_consistent(&SparseAction::from(&dense(found, limit)?), &point)?
            }
            false => expansion(found, limit)?,
        };
        return Ok(Prepared::of_network(expansion, args, words));
    }
    let words = action_words(&source);
    let Floats { action, point, searched, notes } = source.floats(args, windows, limit)?;
    memory::expect("the vertices take", Expansion::memory(&action), limit, memory::RAISE)?;
    let expansion = match args.dressed {
        true => self_consistent(&action, &point)?,
        false => Expansion::at(&action, &point)?,
    };
    let around = (!searched).then_some(point);
    Ok(Prepared::of_action(expansion, around, args.lattice.clone().or(action.lattice), words, notes))
}

/// The expansion in rational numbers.
pub(super) fn exact(
    source: Source,
    args: &CorrelatorsArgs,
    windows: &Windows,
    limit: u64,
) -> Result<Prepared<Rational>, Failure> {
    match source {
        Source::Float(_) => Err(Failure::with_hint(
            format!("{} holds 64-bit floats", args.action.display()),
            "--exact takes theories as text, and models and actions in exact json",
        )),
        Source::Model(model) => {
            let words = model_words(&model);
            let network = match model {
                Model::Exact(network) => network,
                Model::Float(network) => network.to_exact(),
            };
            let expansion = of_network(&network, Around::exact_point, args, windows, limit)?;
            Ok(Prepared::of_network(expansion, args, words))
        }
        Source::Exact(action) => {
            let words = action_words(&Source::Exact(action.clone()));
            let floats = action.to_f64()?;
            let (found, searched) = point_of(&floats, args)?;
            let notes = notes(&floats, &found);
            let point = found.exactly(&action)?.point;
            memory::expect("the vertices take", Expansion::memory(&action), limit, memory::RAISE)?;
            let expansion = Expansion::at(&action, &point)?;
            let around = (!searched).then_some(point);
            let lattice = args.lattice.clone().or(action.lattice);
            Ok(Prepared::of_action(expansion, around, lattice, words, notes))
        }
    }
}

fn model_words(model: &Model) -> String {
    format!("d = {}, L = {}", model.dimension(), model.depth())
}

fn action_words(source: &Source) -> String {
    let (d, rank) = match source {
        Source::Model(model) => return model_words(model),
        Source::Float(action) => (action.dimension(), action.max_rank()),
        Source::Exact(action) => (action.dimension(), action.max_rank()),
    };
    let cut = match source.truncation() {
        Some(Truncation { max_rank: Some(rank), .. }) => format!(", cut at rank {rank}"),
        Some(Truncation { max_chi: Some(chi), .. }) => format!(", cut at {chi} chi"),
        _ => ", complete".to_owned(),
    };
    format!("d = {d}, ranks 0 to {rank}{cut}")
}

/// The expansion of a network around its mode.
pub(super) fn of_network<T: Complete>(
    network: &Network<T>,
    point: impl Fn(&Around, &Network<T>) -> Result<Option<Vec<T>>, Failure>,
    args: &CorrelatorsArgs,
    windows: &Windows,
    limit: u64,
) -> Result<Expansion<T>, Failure> {
    expansion(extracted(network, point, args, windows, limit)?, limit)
}

/// The action of a network around its mode, to the rank that the diagrams need, and the mode. A^(4) of many variables stays in pairs.
fn extracted<T: Complete>(
    network: &Network<T>,
    point: impl Fn(&Around, &Network<T>) -> Result<Option<Vec<T>>, Failure>,
    args: &CorrelatorsArgs,
    windows: &Windows,
    limit: u64,
) -> Result<(Coefficients<T>, Vec<T>), Failure> {
    if args.around.as_ref().is_some_and(|around| *around != Around::Mode) {
        return Failure::usage("a model is expanded around its mode, f^-1(0); leave --around out");
    }
    let Some(mode) = point(&Around::Mode, network)? else { return Failure::usage("a model has a mode") };
    // The line is of rank 2, even where no diagram has a vertex.
    let needed = windows.rank().max(2);
    // Every dressed vertex has self-loops of all higher ranks in it.
    let is_whole = args.dressed && !args.incomplete;
    let is_lower = |rank: &usize| !is_whole && network.degree().is_none_or(|degree| *rank < degree);
    let max_rank = Some(needed).filter(is_lower);
    let shifted = around::shift(network.clone(), Some(&mode));
    let are_many = network.dimension() > DENSE && needed == 4 && Method::Factored.applies(network);
    let are_wanted = are_many && !args.dressed && args.effective.is_none();
    let quartic = if are_wanted { Quartic::Pairs } else { Quartic::Packed };
    let request = Request { max_rank, memory: limit, quartic, ..Request::default() };
    let plan = match quartic {
        Quartic::Pairs => evaluate::plan(&shifted, &request, Method::Factored),
        _ => evaluate::cheapest(&shifted, &request),
    };
    let plan = plan.map_err(|error| match error {
        EvaluateError::Memory { .. } if is_whole => Failure::with_hint(
            error,
            "every dressed vertex has self-loops of all ranks of the network in it; leave --dressed out, or take --incomplete, which dresses \
             with the ranks that the loops need",
        ),
        EvaluateError::Memory { .. } => {
            Failure::with_hint(error, "fewer --loops or a lower --order need lower ranks; --memory-limit raises the bound")
        }
        error => error.into(),
    })?;
    if plan.seconds() > LONG_SECONDS {
        let rank = max_rank.map_or("of all ranks".to_owned(), |rank| format!("to rank {rank}"));
        let message = format!("the action {rank} takes about {:.0} s", plan.seconds());
        output::tell(args.common.quiet, &message);
    }
    let mut coefficients = plan.run(&shifted)?;
    coefficients.drop_linear();
    Ok((coefficients, mode))
}

fn expansion<T: Complete>(
    (coefficients, mode): (Coefficients<T>, Vec<T>),
    limit: u64,
) -> Result<Expansion<T>, Failure> {
    match coefficients {
        Coefficients::Factored(Factored { mut lower, quartic: Some(quartic) })
            if lower.dimension() > DENSE =>
        {
            lower.around = Some(mode);
            Ok(Expansion::with_pairs(lower, quartic)?)
        }
        coefficients => Ok(Expansion::new(dense((coefficients, mode), limit)?)?),
    }
}

fn dense<T: Complete>(
    (coefficients, mode): (Coefficients<T>, Vec<T>),
    limit: u64,
) -> Result<Action<T>, Failure> {
    let mut action = coefficients.into_action(limit, &())?;
    action.around = Some(mode);
    Ok(action)
}

/// Where an action is expanded, and whether that was searched for.
fn point_of(action: &SparseAction<f64>, args: &CorrelatorsArgs) -> Result<(Mode<f64>, bool), Failure> {
    let bar = Bar::new(args.common.quiet, "searching the mode");
    let given = |point| (Mode { point, others: 0, unbounded: 0, flat: None }, false);
    if let Some(Around::File(path)) = &args.around {
        let point = around::read(path, action.dimension())?;
        return match expect_mode(action, &point) {
            Ok(()) => Ok(given(point)),
            Err(error) => Err(Failure::with_hint(&error, nearest(action, &point))),
        };
    }
    match &action.around {
        Some(point) if expect_mode(action, point).is_ok() => Ok(given(point.clone())),
        _ => match mode(action, &bar)? {
            Mode { flat: Some(curvature), .. } if !args.dressed => {
                let error = CorrelatorsError::Flat { curvature };
                Err(match action.max_rank() > 2 {
                    true => Failure::with_hint(error, "--dressed takes the width from the higher ranks"),
                    false => {
                        Failure::with_hint(error, "a quadratic term in every direction gives it a width")
                    }
                })
            }
            found => Ok((found, true)),
        },
    }
}

/// The mode that could be taken instead.
fn nearest(action: &SparseAction<f64>, point: &[f64]) -> String {
    match nearest_mode(action, point) {
        Some(mode) if mode.len() <= 8 => format!("the nearest mode is {mode:?}"),
        Some(_) => "a mode is near: modes --format json lists them with all digits".to_owned(),
        None => "no mode is near; modes lists those that there are".to_owned(),
    }
}

fn notes(action: &SparseAction<f64>, found: &Mode<f64>) -> Vec<String> {
    let mut notes = Vec::new();
    match found.others {
        0 => {}
        1 => notes.push(
            "S has another maximum; an expansion sees one of them, and knows nothing of the other".to_owned(),
        ),
        others => notes.push(format!(
            "S has {others} other maxima; an expansion sees one of them, and knows nothing of the others"
        )),
    }
    // What was cut off may bound S.
    if action.truncation.max_rank.is_some() {
        return notes;
    }
    if let Normalisability::Refuted { why, .. } = action.normalisability() {
        notes.push(format!("exp(S) cannot be normalised ({why}): the series is formal, and no distribution has these cumulants"));
    } else if found.unbounded > 0 {
        notes.push("some climbs ran off: S may grow without bound".to_owned());
    }
    notes
}

impl From<CorrelatorsError> for Failure {
    fn from(error: CorrelatorsError) -> Failure {
        let hint = match error {
            CorrelatorsError::Generate(GenerateError::TooMany { .. }) => {
                "fewer --loops or a lower --order have fewer; --limit raises the bound"
            }
            CorrelatorsError::Generate(GenerateError::TooLarge { .. }) => "fewer --loops, or a lower --order",
            CorrelatorsError::Overflow { .. } => {
                "the expansion says nothing here; --dressed, or another scale of the variables, may help"
            }
            CorrelatorsError::Action(error) => return error.into(),
            CorrelatorsError::Modes(error) => return Failure::new(error),
            CorrelatorsError::NotNegative { .. } => {
                "the expansion needs a maximum with curvature in all directions; --dressed may find a Gaussian where the mode is flat"
            }
            CorrelatorsError::NoRationalMode { .. } => "leave --exact out; floats take any mode",
            CorrelatorsError::NotConsistent { .. } => {
                "leave --dressed out; the expansion around the mode needs no such Gaussian"
            }
            CorrelatorsError::TooLarge { .. } => "fewer --loops, or a lower --order",
            CorrelatorsError::Memory { .. } => {
                "fewer --loops or a lower --order need less, --entry much less; --memory-limit raises the bound"
            }
            CorrelatorsError::NoMode { .. } => "a term that bounds S, such as -c x^4, gives it one",
            _ => return Failure::new(error),
        };
        Failure::with_hint(&error, hint)
    }
}

impl<T: Scalar> Prepared<T> {
    fn of_network(expansion: Expansion<T>, args: &CorrelatorsArgs, words: String) -> Prepared<T> {
        let lattice = args.lattice.clone();
        Prepared { is_normalised: true, ..Prepared::of_action(expansion, None, lattice, words, Vec::new()) }
    }

    fn of_action(
        expansion: Expansion<T>,
        around: Option<Vec<T>>,
        lattice: Option<Lattice>,
        words: String,
        notes: Vec<String>,
    ) -> Prepared<T> {
        Prepared { expansion, around, lattice, is_normalised: false, words, notes }
    }

    pub(super) fn dimension(&self) -> usize {
        self.expansion.dimension()
    }
}
