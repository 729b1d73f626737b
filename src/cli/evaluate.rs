use std::io::{Cursor, Write};
use std::path::Path;

use super::action_text::{self, QuarticText, Report};
use super::args::{ActionFormat, EvaluateArgs, Part};
use super::around::{self, Around};
use super::failure::Failure;
use super::output::{self, Output};
use super::progress::Bar;
use super::{contribution, memory};
use crate::action::{Action, Constants, Pairs, file};
use crate::arrays::Container;
use crate::evaluate::factored::{self, Factored};
use crate::evaluate::{self, EvaluateError, Method, Plan, Quartic, Request};
use crate::network::Network;
use crate::network::file::{Model, load};
use crate::{Rational, Scalar, bytes};

/// Up to this many independent entries, all ranks are computed unless told otherwise.
const SMALL_ACTION: usize = 100_000;

/// The highest ranks of larger actions unless told otherwise, the first that is not too much work.
const USUAL_RANKS: [usize; 3] = [4, 3, 2];

/// Estimates above this many seconds are too long for a default.
const TOO_LONG: f64 = 40.0;

pub(super) fn run(args: &EvaluateArgs) -> Result<(), Failure> {
    let format = format(args)?;
    let model = load(&args.part.model)?;
    let out = Output::open(args.common.output.as_deref())?;
    if args.diagram.is_some() {
        return contribution::run(args, model, format, out);
    }
    let quartic = match format {
        _ if args.pairs => Quartic::Pairs,
        ActionFormat::Text if !args.exact => Quartic::Streamed,
        _ => Quartic::Packed,
    };
    let request = Request { quartic, ..request(&args.part, &model, args.limit, args.common.memory_limit) };
    let report = Report::new(args, &model);
    if args.exact {
        return run_exact(args, &model, &request, report, format, out);
    }
    let network = rounded(&args.part.model, model)?;
    let point = args.around.point(&network)?;
    let network = around::shift(network, point.as_ref());
    let plan = plan(&network, &request, args)?;
    announce(args, plan);
    let bar = Bar::new(args.common.quiet, &format!("method {}", plan.method));
    let report = Report { plan: Some(plan), ..report };
    let Factored { lower: mut action, quartic } = float(&network, &request, plan.method)?;
    action.around = point;
    match (format, quartic) {
        (ActionFormat::Text, quartic) => write_text(out, &action, quartic.as_ref(), &request, &report, &bar),
        (_, quartic @ Some(_)) if args.pairs => write_float(out, format, &action, quartic.as_ref(), &report),
        (_, quartic) => {
            let action = Factored { lower: action, quartic }.into_action(&bar);
            action.check_finite()?;
            write_float(out, format, &action, None, &report)
        }
    }
}

fn run_exact(
    args: &EvaluateArgs,
    model: &Model,
    request: &Request,
    report: Report<'_>,
    format: ActionFormat,
    out: Output,
) -> Result<(), Failure> {
    let network = model.to_exact();
    let point = args.around.exact_point(&network)?;
    let network = around::shift(network, point.as_ref());
    let plan = plan(&network, request, args)?;
    announce(args, plan);
    let _bar = Bar::new(args.common.quiet, &format!("method {} in exact numbers", plan.method));
    let mut action = exact(&network, request, plan.method)?;
    action.around = point;
    write_exact(out, format, &action, &Report { plan: Some(plan), ..report })
}

/// Norms and largest entries; those of A^(4) are found in passing where it is held as pairs.
fn write_text(
    mut out: Output,
    action: &Action<f64>,
    quartic: Option<&Pairs<f64>>,
    request: &Request,
    report: &Report<'_>,
    bar: &Bar,
) -> Result<(), Failure> {
    let quartic = match quartic {
        None => None,
        Some(pairs) if request.quartic == Quartic::Pairs => Some(QuarticText::Pairs(pairs.len())),
        Some(pairs) => {
            let summary = pairs.summary(report.top, bar);
            summary.check_finite()?;
            Some(QuarticText::Summary(summary))
        }
    };
    action_text::float(action, quartic.as_ref(), report, &mut out)?;
    out.finish()
}

/// The part of the action that is wanted. Without a rank it is all of a small action, and the ranks up to
/// four of a large one, or fewer where they take minutes.
pub(super) fn request(part: &Part, model: &Model, limit: u64, memory: Option<u64>) -> Request {
    let full = full_degree(model);
    let is_small = full.is_some_and(|degree| {
        let all = crate::action::independent_entries(model.dimension() + 1, degree);
        all.is_some_and(|entries| entries <= SMALL_ACTION)
    });
    let (max_rank, max_chi) = (part.max_rank, part.max_chi);
    let request =
        Request { max_rank, max_chi, limit, memory: memory::limit(memory), quartic: Quartic::Streamed };
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
        plan.is_ok_and(|plan| plan.seconds() <= TOO_LONG)
    };
    USUAL_RANKS.into_iter().find(is_quick).or(USUAL_RANKS.last().copied())
}

/// The model in 64-bit floats.
pub(super) fn rounded(path: &Path, model: Model) -> Result<Network<f64>, Failure> {
    model.into_f64().map_err(|error| {
        let message = format!("{} in 64-bit floats: {error}", path.display());
        Failure::with_hint(message, "--exact computes with the numbers as they are written")
    })
}

/// The degree of the full action; `None` where it is beyond `usize`.
pub(super) fn full_degree(model: &Model) -> Option<usize> {
    let arity = model.arities().last().copied().unwrap_or(2);
    arity.checked_pow(u32::try_from(model.depth()).ok()?)?.checked_mul(2)
}

/// The method that is asked for, or the cheapest. What does not fit is refused with what would.
fn plan<T: Scalar>(network: &Network<T>, request: &Request, args: &EvaluateArgs) -> Result<Plan, Failure> {
    let method = if args.pairs { Some(Method::Factored) } else { args.method.method() };
    let choose = |request: &Request| match method {
        Some(method) => evaluate::plan(network, request, method),
        None => evaluate::cheapest(network, request),
    };
    let error = match choose(request) {
        Ok(plan) => return Ok(plan),
        Err(error @ EvaluateError::Memory { .. }) if request.quartic == Quartic::Packed => error,
        Err(error) => return Err(error.into()),
    };
    let smaller = [(Quartic::Pairs, "--pairs"), (Quartic::Streamed, "text output, which streams A^(4),")];
    let fitting = smaller.into_iter().find_map(|(quartic, option)| {
        let plan = evaluate::plan(network, &Request { quartic, ..*request }, Method::Factored).ok()?;
        Some(format!("{option} needs about {}", bytes::show(whole(plan.cost.bytes))))
    });
    match fitting.filter(|_| !args.exact) {
        Some(hint) => Err(Failure::with_hint(&error, hint)),
        None => Err(error.into()),
    }
}

/// Estimates above this time or memory are told before they are taken.
const LONG_SECONDS: f64 = 1.0;
const LARGE_BYTES: f64 = 1e8;

fn announce(args: &EvaluateArgs, plan: Plan) {
    let slower = if args.exact { 1e3 } else { 1.0 };
    if plan.seconds() * slower > LONG_SECONDS || plan.cost.bytes > LARGE_BYTES {
        let message = format!(
            "method {}: about {:.1e} multiplications and {} of memory",
            plan.method,
            plan.cost.operations,
            bytes::show(whole(plan.cost.bytes))
        );
        output::tell(args.common.quiet, &message);
    }
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
fn whole(bytes: f64) -> u64 {
    bytes as u64
}

/// The action with its constants in A^(0); A^(4) stands apart where it is a sum of pairs.
fn float(network: &Network<f64>, request: &Request, method: Method) -> Result<Factored<f64>, Failure> {
    let mut factored = match method {
        Method::Factored => factored::extract(network, request)?,
        method => Factored { lower: evaluate::extract(network, request, method)?, quartic: None },
    };
    let constants = network.ln_abs_det() + crate::action::gaussian_normalisation(network.dimension());
    factored.lower.tensor_mut(0).entries_mut()[0] += constants;
    factored.lower.check_finite()?;
    Ok(factored)
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
    quartic: Option<&Pairs<f64>>,
    report: &Report<'_>,
) -> Result<(), Failure> {
    match format {
        ActionFormat::Text => action_text::float(action, None, report, &mut out)?,
        ActionFormat::Json => file::json::write(action, &mut out)?,
        ActionFormat::Csv => file::csv::write(action, &mut out)?,
        ActionFormat::Npz => write_binary(action, quartic, Container::Npz, &mut out)?,
        ActionFormat::Safetensors => write_binary(action, quartic, Container::Safetensors, &mut out)?,
    }
    out.finish()
}

/// Archives need a file that can be written in any order; for pipes and devices they are made in memory.
fn write_binary(
    action: &Action<f64>,
    quartic: Option<&Pairs<f64>>,
    container: Container,
    out: &mut Output,
) -> Result<(), Failure> {
    if let Output::File(file) = out {
        return Ok(file::binary::write(action, quartic, container, file)?);
    }
    let mut bytes = Cursor::new(Vec::new());
    file::binary::write(action, quartic, container, &mut bytes)?;
    Ok(out.write_all(bytes.get_ref())?)
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
    if format == ActionFormat::Csv && args.around != Around::Zero {
        let message =
            "csv has no place for the expansion point; --around writes text, json, npz or safetensors";
        return Err(Failure::Usage(message.into()));
    }
    if args.pairs && matches!(format, ActionFormat::Json | ActionFormat::Csv) {
        return Err(Failure::Usage("--pairs writes npz, safetensors or text".into()));
    }
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
