//! The command `check`.

mod args;
mod theory;

use std::io::Write;

use crate::check::{self, Found, Points, Test};
use crate::evaluate::Request;
use crate::network::file::Model;
use crate::rewrite::DEFAULT_LIMIT;
use crate::source::Kind;

use crate::cli::shared::source::{model_line, orders};
use crate::cli::shared::{Bar, Failure, Output, load_model, memory, request};

pub(super) use args::CheckArgs;

pub(crate) fn run(args: &CheckArgs) -> Result<(), Failure> {
    let limit = memory::limit(args.common.memory_limit);
    memory::expect_file(&args.part.model, limit)?;
    // What a lone index counts.
    let (tests, place, mut out) = match Kind::of(&args.part.model) {
        kind @ (Kind::Theory | Kind::Action) => theory::run(args, kind, limit)?,
        _ => network(args, limit)?,
    };
    table(&tests, place, &mut out)?;
    let failed = tests.iter().filter(|test| test.holds == Some(false)).count();
    verdict(&tests, failed, &mut out)?;
    out.finish()?;
    if failed > 0 { Err(Failure::Disagreement) } else { Ok(()) }
}

fn network(args: &CheckArgs, limit: u64) -> Result<(Vec<Test>, &'static str, Output), Failure> {
    let model = load_model(&args.part.model, limit)?;
    let mut out = Output::open(args.common.output.as_deref())?;
    let request = request(&args.part, &model, args.limit.unwrap_or(DEFAULT_LIMIT), limit);
    let bar = Bar::new(args.common.quiet, "comparing the methods");
    let points = Points { count: args.points.unwrap_or(8).into(), seed: args.seed.unwrap_or(1) };
    let (tests, numbers) = match &model {
        Model::Exact(network) => (check::all(network, &request, points, None)?, "exact rational numbers"),
        Model::Float(network) => (check::all(network, &request, points, None)?, "64-bit floats"),
    };
    drop(bar);
    head(args, &model, &request, numbers, &mut out)?;
    Ok((tests, "point", out))
}

fn head(
    args: &CheckArgs,
    model: &Model,
    request: &Request,
    numbers: &str,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    writeln!(out, "{}", model_line(&args.part.model, model.dimension(), model.depth()))?;
    let full = model.degree().map_or("a larger number".to_string(), |full| full.to_string());
    let ranks = match request.max_rank {
        None => format!("all ranks, 0 to {full}"),
        Some(rank) => format!("ranks 0 to {rank} of {full}"),
    };
    Ok(writeln!(out, "check   {ranks}, {}, in {numbers}\n", orders(request.max_chi))?)
}

pub(in crate::cli) fn table(tests: &[Test], place: &str, out: &mut dyn Write) -> Result<(), Failure> {
    let width = tests.iter().map(|test| test.name.chars().count()).max().unwrap_or(0);
    writeln!(out, "{:<width$}  rank  {:<34}  {:<12}  verdict", "test", "found", "bound")?;
    let rank = |test: &Test| test.rank.map_or("-".to_string(), |rank| rank.to_string());
    for group in tests.chunk_by(|a, b| a.name == b.name && is_equal(a) && is_equal(b)) {
        match group {
            [first, .., last] => row(first, &format!("{}-{}", rank(first), rank(last)), width, place, out)?,
            others => others.iter().try_for_each(|test| row(test, &rank(test), width, place, out))?,
        }
    }
    Ok(())
}

/// Whether two methods agree to the last digit.
fn is_equal(test: &Test) -> bool {
    matches!(test.found, Found::Deviation { relative: 0.0, .. }) && test.holds == Some(true)
}

fn row(test: &Test, ranks: &str, width: usize, place: &str, out: &mut dyn Write) -> Result<(), Failure> {
    let verdict = match test.holds {
        Some(true) => "holds",
        Some(false) => "FAILS",
        None => "skipped",
    };
    let (found, bound) = columns(test, place);
    Ok(writeln!(out, "{:<width$}  {ranks:>4}  {found:<34}  {bound:<12}  {verdict}", test.name)?)
}

fn columns(test: &Test, place: &str) -> (String, String) {
    match &test.found {
        Found::Nothing(reason) => (reason.clone(), "-".to_string()),
        Found::Order(order) if order.is_infinite() => {
            ("no remainder above rounding".to_string(), format!(">= {}", test.bound))
        }
        Found::Order(order) => (format!("order {order:.3}"), format!(">= {}", test.bound)),
        Found::Errors(largest) => {
            (format!("{largest:.1} standard errors"), format!("chance {} %", 100.0 * test.bound))
        }
        Found::Deviation { .. } if is_equal(test) => ("equal".to_string(), bound(test.bound)),
        Found::Deviation { relative, at } => {
            let place = match at[..] {
                [] => String::new(),
                [number] if test.rank.is_none() => format!(" at {place} {number}"),
                _ => format!(" at {at:?}"),
            };
            (format!("{relative:.1e}{place}"), bound(test.bound))
        }
    }
}

fn bound(bound: f64) -> String {
    if bound == 0.0 { "equality".to_string() } else { format!("<= {bound:.0e}") }
}

fn verdict(tests: &[Test], failed: usize, out: &mut dyn Write) -> Result<(), Failure> {
    let made = tests.iter().filter(|test| test.holds.is_some()).count();
    let skipped = tests.len() - made;
    let left = if skipped == 0 { String::new() } else { format!("; {skipped} skipped") };
    let sentence = match failed {
        0 if made == 0 => "no test could be made".to_owned(),
        0 if made == 1 => format!("the one test that could be made holds{left}"),
        0 => format!("all {made} tests hold{left}"),
        failed => format!("{failed} of {made} tests FAIL{left}"),
    };
    Ok(writeln!(out, "\n{sentence}")?)
}
