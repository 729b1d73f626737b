use std::path::Path;

use super::action_text::{self, Report};
use super::args::{ActionFormat, EvaluateArgs, Part};
use super::failure::Failure;
use super::output::{self, Output};
use super::{contribution, memory};
use crate::action::{Action, Constants, file};
use crate::arrays::Container;
use crate::evaluate::{self, Method, Plan, Request};
use crate::network::Network;
use crate::network::file::{Model, load};
use crate::{Rational, Scalar, bytes};

/// Up to this many independent entries, all ranks are computed unless told otherwise.
const SMALL_ACTION: usize = 100_000;

/// The highest ranks of larger actions unless told otherwise, the first that is not too much work.
const USUAL_RANKS: [usize; 3] = [4, 3, 2];

/// More multiplications than this take minutes.
const TOO_MUCH_WORK: f64 = 2e10;

pub(super) fn run(args: &EvaluateArgs) -> Result<(), Failure> {
    let format = format(args)?;
    let model = load(&args.part.model)?;
    let out = Output::open(args.common.output.as_deref())?;
    if args.diagram.is_some() {
        return contribution::run(args, &model, format, out);
    }
    let request = request(&args.part, &model, args.limit, args.common.memory_limit);
    if args.exact {
        let network = model.to_exact();
        let plan = plan(&network, &request, args.method.method())?;
        announce(args, plan);
        let action = exact(&network, &request, plan.method)?;
        let report = Report { plan: Some(plan), ..Report::new(&args.part.model, &model, args.top) };
        return write_exact(out, format, &action, &report);
    }
    let network = rounded(&args.part.model, &model)?;
    let plan = plan(&network, &request, args.method.method())?;
    announce(args, plan);
    let action = float(&network, &request, plan.method)?;
    let report = Report { plan: Some(plan), ..Report::new(&args.part.model, &model, args.top) };
    write_float(out, format, &action, &report)
}

/// The part of the action that is wanted. Without a rank it is all of a small action, and the ranks up to
/// four of a large one, or fewer where they take minutes.
pub(super) fn request(part: &Part, model: &Model, limit: u64, memory: Option<u64>) -> Request {
    let full = full_degree(model);
    let is_small = full.is_some_and(|degree| {
        let all = crate::action::independent_entries(model.dimension() + 1, degree);
        all.is_some_and(|entries| entries <= SMALL_ACTION)
    });
    let request =
        Request { max_rank: part.max_rank, max_chi: part.max_chi, limit, memory: memory::limit(memory) };
    let usual = if part.max_rank.is_none() && !is_small { usual_rank(model, &request) } else { None };
    let max_rank = part.max_rank.or(usual).filter(|&rank| full.is_none_or(|full| rank < full));
    let max_chi = part.max_chi.filter(|&chi| most_splits(model).is_none_or(|most| chi < most));
    Request { max_rank, max_chi, ..request }
}

/// The most factors of χ that a term of the full action has, 2 (p^L - 1)/(p - 1) for arity p.
fn most_splits(model: &Model) -> Option<usize> {
    let smallest = model.arities().first().copied().unwrap_or(2);
    Some((full_degree(model)? - 2) / (smallest - 1))
}

fn usual_rank(model: &Model, request: &Request) -> Option<usize> {
    let is_quick = |&rank: &usize| {
        let request = Request { max_rank: Some(rank), ..*request };
        let plan = match model {
            Model::Float(network) => evaluate::cheapest(network, &request),
            Model::Exact(network) => evaluate::cheapest(network, &request),
        };
        plan.is_ok_and(|plan| plan.cost.operations <= TOO_MUCH_WORK)
    };
    USUAL_RANKS.into_iter().find(is_quick).or(USUAL_RANKS.last().copied())
}

/// The model in 64-bit floats.
pub(super) fn rounded(path: &Path, model: &Model) -> Result<Network<f64>, Failure> {
    model.to_f64().map_err(|error| {
        let message = format!("{} in 64-bit floats: {error}", path.display());
        Failure::with_hint(message, "--exact computes with the numbers as they are written")
    })
}

/// The degree of the full action; `None` where it is beyond `usize`.
pub(super) fn full_degree(model: &Model) -> Option<usize> {
    let arity = model.arities().last().copied().unwrap_or(2);
    arity.checked_pow(u32::try_from(model.depth()).ok()?)?.checked_mul(2)
}

fn plan<T: Scalar>(network: &Network<T>, request: &Request, method: Option<Method>) -> Result<Plan, Failure> {
    Ok(match method {
        Some(method) => evaluate::plan(network, request, method)?,
        None => evaluate::cheapest(network, request)?,
    })
}

/// Evaluations estimated to take longer than this, in multiplications, are announced.
const LONG: f64 = 1e9;

fn announce(args: &EvaluateArgs, plan: Plan) {
    let slower = if args.exact { 1e3 } else { 1.0 };
    if plan.cost.operations * slower > LONG {
        #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
        let needed = plan.cost.bytes as u64;
        let message = format!(
            "method {}: about {:.1e} multiplications and {}",
            plan.method,
            plan.cost.operations,
            bytes::show(needed)
        );
        output::tell(args.common.quiet, &message);
    }
}

/// The action with its constants in A^(0).
pub(super) fn float(
    network: &Network<f64>,
    request: &Request,
    method: Method,
) -> Result<Action<f64>, Failure> {
    let mut action = evaluate::extract(network, request, method)?;
    let constants = network.ln_abs_det() + crate::action::gaussian_normalisation(network.dimension());
    action.tensor_mut(0).entries_mut()[0] += constants;
    action.check_finite()?;
    Ok(action)
}

/// The action with its constants beside it.
pub(super) fn exact(
    network: &Network<Rational>,
    request: &Request,
    method: Method,
) -> Result<Action<Rational>, Failure> {
    let mut action = evaluate::extract(network, request, method)?;
    action.constants =
        Some(Constants { abs_det: network.abs_det(), gaussian_dimension: network.dimension() });
    Ok(action)
}

pub(super) fn write_exact(
    mut out: Output,
    format: ActionFormat,
    action: &Action<Rational>,
    report: &Report<'_>,
) -> Result<(), Failure> {
    match format {
        ActionFormat::Text => action_text::exact(action, report, &mut out)?,
        ActionFormat::Json => file::json::write_exact(action, &mut out)?,
        ActionFormat::Csv => file::csv::write(action, &mut out)?,
        ActionFormat::Npz | ActionFormat::Safetensors => unreachable!("refused before the work"),
    }
    out.finish()
}

pub(super) fn write_float(
    mut out: Output,
    format: ActionFormat,
    action: &Action<f64>,
    report: &Report<'_>,
) -> Result<(), Failure> {
    match format {
        ActionFormat::Text => action_text::float(action, report, &mut out)?,
        ActionFormat::Json => file::json::write(action, &mut out)?,
        ActionFormat::Csv => file::csv::write(action, &mut out)?,
        ActionFormat::Npz => file::binary::write(action, Container::Npz, &mut out)?,
        ActionFormat::Safetensors => file::binary::write(action, Container::Safetensors, &mut out)?,
    }
    out.finish()
}

fn format(args: &EvaluateArgs) -> Result<ActionFormat, Failure> {
    let path = args.common.output.as_deref();
    let format = match (args.format, output::ending(path).as_deref()) {
        (Some(format), _) => format,
        (None, None | Some("txt")) => ActionFormat::Text,
        (None, Some("json")) => ActionFormat::Json,
        (None, Some("csv")) => ActionFormat::Csv,
        (None, Some("npz")) => ActionFormat::Npz,
        (None, Some("safetensors")) => ActionFormat::Safetensors,
        (None, Some(other)) => {
            return Err(Failure::Usage(format!(
                "'.{other}' names no format of an action; use .txt, .json, .csv, .npz or .safetensors, or --format"
            )));
        }
    };
    check_binary(format, path, args.exact)?;
    Ok(format)
}

fn check_binary(format: ActionFormat, path: Option<&Path>, exact: bool) -> Result<(), Failure> {
    let is_binary = matches!(format, ActionFormat::Npz | ActionFormat::Safetensors);
    if is_binary && exact {
        let message = "binary action files hold 64-bit floats; --exact writes text, json or csv";
        return Err(Failure::Usage(message.into()));
    }
    if is_binary && path.is_none() {
        return Err(Failure::Usage("binary formats are written to a file; add -o FILE".into()));
    }
    Ok(())
}
