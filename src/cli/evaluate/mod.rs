//! The command `evaluate`.

mod action_file;
mod action_format;
mod action_text;
mod args;
mod contribution;
mod cut;
mod entries;
mod index;
mod planned;
mod spectrum;
mod text_output;

use std::borrow::Cow;

use crate::action::{Action, Pairs};
use crate::diagram::Stage;
use crate::evaluate::{Coefficients, Method, Quartic, Request, factored, from_stage};
use crate::network::Network;
use crate::network::file::Model;
use crate::source::Loaded;

use self::action_file::{write_exact, write_float};
use self::action_format::format;
use self::action_text::Report;
use self::cut::{Cut, CutText};
use self::planned::{announce, plan};
use crate::cli::shared::{
    ActionFormat, Around, Bar, Failure, Output, Part, Ranks, around, load_model, memory, output, request,
    rounded,
};

pub(super) use args::EvaluateArgs;

pub(crate) fn run(args: &EvaluateArgs) -> Result<(), Failure> {
    let format = format(args)?;
    spectrum::check(args.spectrum.as_deref(), args.common.output.as_deref())?;
    let limit = memory::limit(args.common.memory_limit);
    let model = load_model(&args.part.model, args.part.component.component, limit)?;
    let itself = format!("-o names the model itself, {}; give another file", args.part.model.display());
    output::refuse(args.common.output.as_deref(), &args.part.model, &itself)?;
    let model = match model {
        Model::Float(network) => Model::Float(from_stage(network, args.at)?),
        Model::Exact(network) => Model::Exact(from_stage(network, args.at)?),
    };
    let part = with_reach(args, entries::part(args, &model)?, &model)?;
    let out = Output::open(args.common.output.as_deref())?;
    if let Some(path) = &args.spectrum {
        spectrum::write(path, &model)?;
    }
    if args.diagram.is_some() {
        return contribution::run(args, model, limit, format, out);
    }
    let quartic = match format {
        _ if args.pairs || !args.entry.is_empty() => Quartic::Pairs,
        ActionFormat::Text if !args.exact => Quartic::Streamed,
        _ => Quartic::Packed,
    };
    let request = Request { quartic, ..request(&part, &model, args.limit, limit) };
    let report = Report { max_chi: request.max_chi, ..Report::new(args, &model) };
    if args.exact {
        return run_exact(args, &model, &request, report, format, out);
    }
    run_float(args, rounded(&args.part.model, model)?, &request, report, format, out)
}

/// Without a rank, `--pairs` and the methods that end at rank four go as far as they reach.
fn with_reach(args: &EvaluateArgs, part: Part, model: &Model) -> Result<Part, Failure> {
    let highest = model.degree().unwrap_or(usize::MAX).min(factored::MAX_RANK);
    let ends_early = matches!(args.method, Some(Method::Factored | Method::LowRank));
    let max_rank = part.ranks.highest().or((args.pairs || ends_early).then_some(highest));
    if args.pairs && !matches!(args.method, None | Some(Method::Factored)) {
        return Failure::usage("--pairs are made by the method factored; leave --method out");
    }
    if args.pairs && args.entry.is_empty() && max_rank != Some(factored::MAX_RANK) {
        let rank = max_rank.unwrap_or(highest);
        let message = format!("--pairs holds A^(4), and only ranks 0 to {rank} are there");
        return Err(if part.ranks.highest().is_some() {
            Failure::Usage(message)
        } else {
            Failure::new(message)
        });
    }
    let ranks = match part.ranks.rank {
        Some(_) => part.ranks,
        None => Ranks { max_rank, rank: None },
    };
    Ok(Part { ranks, ..part })
}

fn run_exact(
    args: &EvaluateArgs,
    model: &Model,
    request: &Request,
    report: Report,
    format: ActionFormat,
    out: Output,
) -> Result<(), Failure> {
    let network = model.to_exact();
    let point = args.around.exact_point(&network)?;
    let network = around::shift(network, point.as_ref());
    let plan = plan(&network, request, args)?;
    announce(args, plan);
    let bar = Bar::new(args.common.quiet, &format!("method {} in exact numbers", plan.method));
    let report = Report { plan: Some(plan), ..report };
    let coefficients = plan.run(&network)?;
    if !args.entry.is_empty() {
        return entries::write_exact(out, args, format, &coefficients, &report);
    }
    let mut action = coefficients.into_action(request.memory, &bar)?;
    action.around = point;
    write_exact(out, format, &action, &report)
}

fn run_float(
    args: &EvaluateArgs,
    network: Network<f64>,
    request: &Request,
    mut report: Report,
    format: ActionFormat,
    mut out: Output,
) -> Result<(), Failure> {
    let whole = network.bytes();
    let (network, cut) = match args.chi_cutoff {
        None => (network, None),
        Some(lambda) => {
            Cut::new(network, lambda, request.memory).map(|(network, cut)| (network, Some(cut)))?
        }
    };
    // The network before the cut is held as well.
    let memory = request.memory.saturating_sub(if cut.is_some() { whole } else { 0 });
    let request = &Request { memory, ..*request };
    let point = args.around.point(&network)?;
    let at_mode =
        args.around == Around::Mode && point.as_ref().is_some_and(|x| network.is_mode(x.as_slice().into()));
    if args.around == Around::Mode && !at_mode {
        report.around = Some("the mode, f^-1(0), as far as it can be computed in floats".to_string());
    }
    let network = around::shift(network, point.as_ref());
    let plan = plan(&network, request, args)?;
    announce(args, plan);
    report.plan = Some(plan);
    let bar = Bar::new(args.common.quiet, &format!("method {}", plan.method));
    let mut coefficients = plan.run(&network)?;
    if at_mode {
        coefficients.drop_linear();
    }
    if let Some(cut) = cut {
        report.cut = Some(cut_text(args, format, cut, &network, point.as_ref(), request, &bar));
    }
    report.errors = errors(args, &coefficients, request.memory)?;
    if !args.entry.is_empty() {
        return entries::write_float(out, args, format, &coefficients, &report);
    }
    let complete = |mut action: Action<f64>| {
        action.around = point;
        action.check_finite().map(|()| action)
    };
    match (format, coefficients) {
        (ActionFormat::Text, coefficients) => {
            let (lower, beyond) = text_output::split(args, coefficients, request, &bar)?;
            action_text::float(&complete(lower)?, &beyond, &report, &mut out)?;
            out.finish()
        }
        (_, Coefficients::Factored(factored)) if args.pairs => {
            factored.quartic.as_ref().map_or(Ok(()), Pairs::check_finite)?;
            write_float(out, format, &complete(factored.lower)?, factored.quartic.as_ref(), &report)
        }
        (_, coefficients) => {
            let action = complete(coefficients.into_action(request.memory, &bar)?)?;
            write_float(out, format, &action, None, &report)
        }
    }
}

/// The errors of the action of the whole network around zero, where they are known.
fn errors(
    args: &EvaluateArgs,
    coefficients: &Coefficients<f64>,
    memory: u64,
) -> Result<Option<Loaded>, Failure> {
    let lower = match coefficients {
        Coefficients::Entries(action) => Cow::Borrowed(action),
        Coefficients::Factored(factored) => Cow::Borrowed(&factored.lower),
        Coefficients::LowRank(part) => Cow::Owned(part.action(part.max_rank.min(2), memory)?),
    };
    let is_whole = args.at == Stage::A(1) && args.around == Around::Zero && args.chi_cutoff.is_none();
    match (is_whole && args.part.max_chi.is_none(), &args.errors.errors) {
        (true, _) => {
            args.errors.of(&args.part.model, args.part.component.component, lower.as_ref().into(), memory)
        }
        (false, None) => Ok(None),
        (false, Some(_)) => Failure::usage("--errors are those of the whole action around zero"),
    }
}

/// What a cut left and changed. Formats without a place for it leave it to the person at the terminal.
fn cut_text(
    args: &EvaluateArgs,
    format: ActionFormat,
    cut: Cut,
    network: &Network<f64>,
    point: Option<&Vec<f64>>,
    request: &Request,
    bar: &Bar,
) -> CutText {
    let mut text = cut.text();
    let is_told = format != ActionFormat::Text && output::is_heard(args.common.quiet);
    if args.entry.is_empty() && (format == ActionFormat::Text || is_told) {
        text.lines.extend(cut.changes(network, point, request, bar));
    }
    if is_told {
        bar.tell(&text.lines.join("\n"));
    }
    text
}
