//! One page about a trained network.

mod args;
mod date;

use std::io::Write;

use crate::files::{self, name};
use crate::report::{self, Data, Provenance, Report, Subject, USUAL_RANK, USUAL_SEED, USUAL_TOP};
use crate::rewrite::DEFAULT_LIMIT;
use crate::source::Loaded;

use crate::cli::shared::args::{expect_alike, expect_sites};
use crate::cli::shared::{
    Bar, Errors, Failure, Output, Part, Ranks, load_action, load_model, memory, output, reading, request,
    rounded,
};

pub(super) use args::ReportArgs;

pub(crate) fn run(args: &ReportArgs) -> Result<(), Failure> {
    let Some(path) = args.common.output.as_deref() else {
        return Failure::usage("a report is a file; add -o FILE.html");
    };
    if !matches!(files::ending(path).as_deref(), Some("html" | "htm")) {
        return Failure::usage(format!(
            "a report is a web page, and '{}' does not end in .html",
            path.display()
        ));
    }
    let read = [
        Some(args.model.as_path()),
        args.theory.as_deref(),
        args.errors.errors.as_deref(),
        args.data.as_deref(),
    ];
    output::check_distinct(Some(path), [], read.into_iter().flatten())?;
    let mut out = Output::open(Some(path))?;
    let page = report::html(&made(args)?)?;
    out.write_all(page.as_bytes())?;
    out.finish()
}

fn made(args: &ReportArgs) -> Result<Report, Failure> {
    let common = &args.common;
    let rank = args.ranks.highest_within(USUAL_RANK, 1..=4)?;
    if args.ranks.lowest() > 1 {
        return Failure::usage(format!("a page has all ranks up to one; give --rank 0..{rank}"));
    }
    let limit = memory::limit(common.memory_limit);
    let model = load_model(&args.model, args.component.component, limit)?;
    let mut facts = Provenance::of(&args.model, &model)
        .map_err(|error| Failure::new(format!("{}: cannot be read: {error}", args.model.display())))?;
    let component =
        args.component.component.map(|component| format!("{component} of a mixture, counted from 0"));
    facts.facts.extend(component.map(|component| ("component".to_string(), component)));
    let ranks = Ranks { max_rank: Some(rank), rank: None };
    let part = Part { model: args.model.clone(), component: args.component, ranks, max_chi: None };
    let mut request = request(&part, &model, DEFAULT_LIMIT, limit);
    let network = rounded(&args.model, model)?;
    let beside = limit.saturating_sub(network.bytes());
    let truth =
        args.theory.as_deref().map(|path| load_action(path, None, rank, beside, common.quiet)).transpose()?;
    let beside = beside.saturating_sub(truth.as_ref().map_or(0, Loaded::bytes));
    let errors = load_errors(args, beside)?;
    let truth_errors = args.theory.as_deref().zip(truth.as_ref());
    let truth_errors = truth_errors
        .map(|(path, truth)| Errors::default().of(path, None, truth.held(), beside))
        .transpose()?
        .flatten();
    let held = [&truth, &errors, &truth_errors].into_iter().flatten().map(Loaded::bytes).sum();
    request.memory = limit.saturating_sub(held);
    let samples = args.data.as_deref().map(|path| args.reading.open(path, request.memory)).transpose()?;
    let data = args.data.as_deref().zip(samples.as_ref());
    let model_is = (args.model.as_path(), network.dimension());
    if let Some((path, samples)) = data {
        expect_alike((path, samples.dimension()), model_is)?;
    }
    if let Some((path, truth)) = args.theory.as_deref().zip(truth.as_ref()) {
        expect_alike((path, truth.held().dimension()), model_is)?;
    }
    expect_sites(args.lattice.as_ref(), model_is)?;
    let subject = Subject {
        request,
        truth: args.theory.as_deref().map(name).zip(truth.as_ref().map(Loaded::held)),
        errors: errors.as_ref().map(|errors| (errors.held(), errors.replicas())),
        truth_errors: truth_errors.as_ref().map(Loaded::held),
        data: data.map(|(path, samples)| Data { name: name(path), samples, notes: reading::notes(samples) }),
        lattice: args.lattice.as_ref().or_else(|| truth.as_ref()?.lattice()),
        top: args.top.into(),
        seed: args.seed,
        date: Some(date::today()?),
        command: command(args),
        ..Subject::new(facts, &network)
    };
    let bar = Bar::new(common.quiet, "making the report");
    Ok(report::assemble(&subject, &bar)?)
}

/// The errors of the entries of the network, where they are known.
fn load_errors(args: &ReportArgs, limit: u64) -> Result<Option<Loaded>, Failure> {
    let component = args.component.component;
    if args.errors.errors.is_none() && !files::errors_beside(&args.model, component).exists() {
        return Ok(None);
    }
    // The lowest ranks tell whether the errors are of this network.
    let action = Loaded::of_component(&args.model, component, 2, limit, &mut |_| {})?;
    args.errors.of(&args.model, component, action.held(), limit)
}

/// The command that makes the page again, with the names of its files alone.
fn command(args: &ReportArgs) -> String {
    let mut words = vec!["diagraction".to_string(), "report".to_string(), name(&args.model)];
    let mut push = |flag: &str, value: Option<String>| {
        if let Some(value) = value {
            words.extend([flag.to_string(), value]);
        }
    };
    push("--component", args.component.component.map(|component| component.to_string()));
    push("--theory", args.theory.as_deref().map(name));
    push("--errors", args.errors.errors.as_deref().map(name));
    push("--data", args.data.as_deref().map(name));
    push("--key", args.reading.key.clone());
    push("--lattice", args.lattice.as_ref().map(ToString::to_string));
    push("--max-rank", args.ranks.highest().filter(|rank| *rank != USUAL_RANK).map(|rank| rank.to_string()));
    push("--top", (args.top != USUAL_TOP).then(|| args.top.to_string()));
    push("--seed", (args.seed != USUAL_SEED).then(|| args.seed.to_string()));
    push("-o", args.common.output.as_deref().map(name));
    words.extend(args.reading.chains.then(|| "--chains".to_string()));
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

/// A word as a shell takes it.
fn quoted(word: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./:,+=".contains(c);
    match word.chars().all(is_plain) && !word.is_empty() {
        true => word.to_string(),
        false => format!("'{}'", word.replace('\'', "'\\''")),
    }
}
