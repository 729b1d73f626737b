//! What is said about the draws.

use std::io::Write;

use crate::sample::identity::Identities;
use crate::sample::maxima::Maximum;
use crate::sample::{Drawn, Extreme, Report, Verdict, coordinate_name};
use serde_json::{Value, json};

use super::args::SampleArgs;
use super::verify;
use crate::cli::shared::{Failure, Output, ReportFormat, short};

/// Maxima that are shown.
const SHOWN: usize = 4;

/// The result of chains.
pub(super) struct Outcome<'a> {
    pub(super) args: &'a SampleArgs,
    pub(super) drawn: &'a Drawn,
    pub(super) report: &'a Report,
    pub(super) verdict: Verdict,
    pub(super) identities: Option<&'a Identities>,
    /// How chains of spins moved.
    pub(super) moves: Option<&'static str>,
}

/// The result of a network.
pub(super) struct Exact<'a> {
    pub(super) args: &'a SampleArgs,
    pub(super) dimension: usize,
    pub(super) drawn: usize,
    pub(super) seconds: f64,
    /// How they were drawn.
    pub(super) how: &'a str,
}

pub(super) fn write(outcome: &Outcome<'_>) -> Result<(), Failure> {
    print(outcome.args, || text(outcome), || json(outcome))
}

pub(super) fn write_exact(exact: &Exact<'_>, identities: Option<&Identities>) -> Result<(), Failure> {
    print(exact.args, || text_exact(exact, identities), || json_exact(exact, identities))
}

fn print(
    args: &SampleArgs,
    text: impl FnOnce() -> Vec<(&'static str, String)>,
    json: impl FnOnce() -> Value,
) -> Result<(), Failure> {
    let mut out = Output::open(None)?;
    match args.format {
        ReportFormat::Text => out.named(&text())?,
        ReportFormat::Json => writeln!(out, "{:#}", json())?,
    }
    out.finish()
}

fn text(outcome: &Outcome<'_>) -> Vec<(&'static str, String)> {
    let Outcome { args, drawn, report, verdict, .. } = outcome;
    let dimension = report.coordinates.len();
    let drawing = (drawn.seconds - drawn.tuning_seconds).max(1e-9);
    let rate = short(report.draws as f64 / drawing);
    let least = |found: Extreme| format!("{} ({})", fixed(found.value, 0), coordinate_name(found.coordinate));
    let mut lines = vec![
        ("draws", format!("{} in {dimension} dimensions, from {} chains", report.draws, report.chains)),
        ("tuning", format!("{} steps a chain, {:.2} s", args.settings().tune, drawn.tuning_seconds)),
        ("drawing", format!("{drawing:.2} s, {rate} draws a second")),
        outcome.moves.map_or_else(
            || ("step size", format!("{:.3}, trees of mean depth {:.1}", report.step_size, report.depth)),
            |moves| ("moves", moves.to_owned()),
        ),
        (
            "R-hat",
            format!(
                "at most {} ({})",
                fixed(report.rhat().value, 4),
                coordinate_name(report.rhat().coordinate)
            ),
        ),
        (
            "effective draws",
            format!("bulk at least {}, tails at least {}", least(report.bulk()), least(report.tail())),
        ),
    ];
    if outcome.moves.is_none() {
        lines.extend([
            ("divergences", report.divergences.to_string()),
            ("deepest trees", format!("{} of depth {}", report.saturated, args.settings().max_depth)),
            ("E-BFMI", format!("at least {}", fixed(report.lowest_ebfmi(), 2))),
        ]);
    }
    lines.extend(maxima(report));
    if args.verify {
        lines.push(("identities", verify::text(outcome.identities)));
    }
    lines.extend(
        drawn.stopped.then(|| ("interrupted", format!("{} of {} draws are kept", report.draws, args.draws))),
    );
    lines.extend(verdict.notes.iter().map(|note| ("note", note.clone())));
    lines.push(("verdict", verdict.text.clone()));
    if args.strict && !verdict.agree {
        lines.push(("--strict", format!("the draws are in {} all the same", args.output.display())));
    }
    lines
}

fn maxima(report: &Report) -> Option<(&'static str, String)> {
    let maxima = report.maxima.as_ref()?;
    let shown = |maximum: &Maximum| {
        let draws: usize = maximum.draws.iter().sum();
        let chains = maximum.draws.iter().filter(|&&draws| draws > 0).count();
        format!(
            "S = {} with about {:.1} % of the weight, {draws} draws of {chains} chains near",
            short(maximum.value),
            100.0 * maximum.share
        )
    };
    let found = &maxima.found;
    let text = match &found[..] {
        [] => format!("none found by {} ascents", maxima.ascents),
        [only] => format!("one found by {} ascents, S = {}", maxima.ascents, short(only.value)),
        several => {
            let lines: Vec<String> =
                several.iter().take(SHOWN).map(|one| format!("\n{:18}{}", "", shown(one))).collect();
            let rest = several.len().saturating_sub(SHOWN);
            let more = if rest > 0 { format!("\n{:18}and {rest} lower", "") } else { String::new() };
            format!("{} found by {} ascents{}{more}", several.len(), maxima.ascents, lines.concat())
        }
    };
    Some(("maxima of S", text))
}

fn text_exact(exact: &Exact<'_>, identities: Option<&Identities>) -> Vec<(&'static str, String)> {
    let Exact { args, dimension, drawn, seconds, how } = exact;
    let mut lines = vec![
        ("draws", format!("{drawn} in {dimension} dimensions, independent, {how}")),
        ("drawing", format!("{seconds:.2} s")),
    ];
    if args.verify {
        lines.push(("identities", verify::text(identities)));
    }
    if *drawn < args.draws {
        lines.push(("interrupted", format!("{drawn} of {} draws are kept", args.draws)));
    }
    lines
}

fn json(outcome: &Outcome<'_>) -> Value {
    let Outcome { args, drawn, report, verdict, identities, .. } = outcome;
    let extreme = |found: Extreme| json!({"value": found.value, "coordinate": found.coordinate});
    let coordinates = report.coordinates.iter().map(|found| [found.rhat, found.bulk, found.tail]);
    let maximum = |one: &Maximum| json!({"x": one.x, "S": one.value, "share": one.share, "draws": one.draws});
    json!({
        "format": "diagraction-sample",
        "version": 1,
        "draws": drawn.draws.chains(),
        "dimension": report.coordinates.len(),
        "seed": args.seed,
        "tune": args.settings().tune,
        "tuning_seconds": drawn.tuning_seconds,
        "seconds": drawn.seconds,
        "gradients": drawn.chains.iter().map(|chain| chain.gradients).sum::<u64>(),
        "step_size": drawn.chains.iter().map(|chain| chain.step_size).collect::<Vec<_>>(),
        "depth": report.depth,
        "divergences": report.divergences,
        "saturated": report.saturated,
        "ebfmi": report.ebfmi,
        "rhat": extreme(report.rhat()),
        "ess_bulk": extreme(report.bulk()),
        "ess_tail": extreme(report.tail()),
        "action": [report.action.rhat, report.action.bulk, report.action.tail],
        "coordinates": coordinates.collect::<Vec<_>>(),
        "maxima": report.maxima.as_ref().map(|maxima| maxima.found.iter().map(maximum).collect::<Vec<_>>()),
        "identities": identities.map(verify::json),
        "interrupted": drawn.stopped,
        "agree": verdict.agree,
        "verdict": verdict.text,
        "notes": verdict.notes,
    })
}

fn json_exact(exact: &Exact<'_>, identities: Option<&Identities>) -> Value {
    json!({
        "format": "diagraction-sample",
        "version": 1,
        "draws": [exact.drawn],
        "dimension": exact.dimension,
        "seed": exact.args.seed,
        "seconds": exact.seconds,
        "identities": identities.map(verify::json),
        "interrupted": exact.drawn < exact.args.draws,
        "agree": true,
        "verdict": format!("independent draws, {}", exact.how),
    })
}

/// A number with so many decimals; a dash where too few draws give none.
fn fixed(value: f64, decimals: usize) -> String {
    if value.is_finite() { format!("{value:.decimals$}") } else { "-".to_string() }
}

/// How the command ends once everything is written.
pub(super) fn end(
    args: &SampleArgs,
    is_stopped: bool,
    agree: bool,
    identities_hold: bool,
) -> Result<(), Failure> {
    if is_stopped {
        return Err(Failure::Interrupted);
    }
    match (agree || !args.strict) && identities_hold {
        true => Ok(()),
        false => Err(Failure::Disagreement),
    }
}
