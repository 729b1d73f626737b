//! `check`: every method against every other and against the network, as a table with a verdict.

use std::io::Write;

use super::args::CheckArgs;
use super::content::load_model;
use super::evaluate::{full_degree, request};
use super::failure::Failure;
use super::memory;
use super::output::Output;
use super::progress::Bar;
use diagraction::action::Action;
use diagraction::check::{self, Checked, Found, Test};
use diagraction::evaluate::{self, EvaluateError, Method, Quartic, Request};
use diagraction::network::Network;
use diagraction::network::file::Model;

/// At how many random points an action is held against the network, and their seed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Points {
    pub(super) count: usize,
    pub(super) seed: u64,
}

pub(super) fn run(args: &CheckArgs) -> Result<(), Failure> {
    let limit = memory::limit(args.common.memory_limit);
    memory::expect_file(&args.part.model, limit)?;
    let model = load_model(&args.part.model)?;
    let mut out = Output::open(args.common.output.as_deref())?;
    let request = request(&args.part, &model, args.limit, limit);
    let bar = Bar::new(args.common.quiet, "comparing the methods");
    let points = Points { count: args.points.into(), seed: args.seed };
    let (tests, numbers) = match &model {
        Model::Exact(network) => (tests(network, &request, points, None)?, "exact rational numbers"),
        Model::Float(network) => (tests(network, &request, points, None)?, "64-bit floats"),
    };
    drop(bar);
    head(args, &model, &request, numbers, &mut out)?;
    table(&tests, &mut out)?;
    let failed = tests.iter().filter(|test| test.holds == Some(false)).count();
    verdict(&tests, failed, &mut out)?;
    out.finish()?;
    if failed > 0 { Err(Failure::Disagreement) } else { Ok(()) }
}

/// Every method against every other, and the first against the network. Methods that take more than so many seconds by their
/// estimate are left out.
pub(super) fn tests<T: Checked>(
    network: &Network<T>,
    request: &Request,
    points: Points,
    seconds: Option<f64>,
) -> Result<Vec<Test>, Failure> {
    let mut tests = Vec::new();
    let mut actions: Vec<(Method, Action<T>)> = Vec::new();
    let mut refused = None;
    // The actions of all methods are held together, with all their entries.
    let request = &Request { quartic: Quartic::Packed, ..*request };
    let mut left = *request;
    for method in Method::ALL.into_iter().filter(|method| method.applies(network)) {
        let wanted = reached(network, &left, method);
        let needed = evaluate::plan(network, &wanted, method).map_or(0.0, |plan| plan.seconds());
        if seconds.is_some_and(|seconds| needed > seconds) {
            let reason = format!("takes about {needed:.0} s; `check` makes it");
            tests.push(Test::skipped(format!("method {method}"), reason));
            continue;
        }
        match evaluate::extract(network, &wanted, method) {
            Ok(action) => {
                left.memory = left.memory.saturating_sub(action.bytes());
                actions.push((method, action));
            }
            Err(error) => {
                tests.push(Test::skipped(format!("method {method}"), error.to_string()));
                refused.get_or_insert(error);
            }
        }
    }
    for (position, (method, action)) in actions.iter().enumerate() {
        for (other, other_action) in &actions[position + 1..] {
            let both = action.max_rank().min(other_action.max_rank());
            let found = check::methods(&format!("{method} = {other}"), action, other_action);
            tests.extend(found.into_iter().filter(|test| test.rank.is_none_or(|rank| rank <= both)));
        }
    }
    // The last of the methods that reach furthest. The others are dropped.
    match actions.into_iter().max_by_key(|(_, action)| action.max_rank()) {
        None => return Err(refused.map_or_else(|| Failure::new("no method could be run"), Failure::from)),
        Some((method, action)) => {
            let request = reached(network, request, method);
            tests.push(against_network(network, &request, method, action, points)?);
        }
    }
    Ok(tests)
}

/// The request without the ranks that a method does not reach: it is compared up to where it ends.
fn reached<T: Checked>(network: &Network<T>, request: &Request, method: Method) -> Request {
    match evaluate::plan(network, request, method) {
        Err(EvaluateError::RankBeyond { highest, .. }) => Request { max_rank: Some(highest), ..*request },
        _ => *request,
    }
}

fn against_network<T: Checked>(
    network: &Network<T>,
    request: &Request,
    method: Method,
    action: Action<T>,
    points: Points,
) -> Result<Test, Failure> {
    if request.max_rank.is_none() && request.max_chi.is_none() {
        return check::forward(network, &action, points.count, points.seed).map_err(Failure::new);
    }
    // Without a cut in chi it is the action of the network itself that is asked for.
    let mut known = request.max_chi.is_none().then_some(action);
    check::remainder(network, request.truncation(), points.count, points.seed, |network| {
        known.take().map_or_else(|| evaluate::extract(network, request, method), Ok)
    })
    .map_err(Failure::new)
}

fn head(
    args: &CheckArgs,
    model: &Model,
    request: &Request,
    numbers: &str,
    out: &mut dyn Write,
) -> Result<(), Failure> {
    let path = args.part.model.display();
    writeln!(out, "model   {path}: d = {}, L = {}", model.dimension(), model.depth())?;
    let full = full_degree(model).map_or("a larger number".to_string(), |full| full.to_string());
    let ranks = match request.max_rank {
        None => format!("all ranks, 0 to {full}"),
        Some(rank) => format!("ranks 0 to {rank} of {full}"),
    };
    let orders = request.max_chi.map_or("all orders in chi".to_string(), |max| format!("at most {max} chi"));
    Ok(writeln!(out, "check   {ranks}, {orders}, in {numbers}\n")?)
}

fn table(tests: &[Test], out: &mut dyn Write) -> Result<(), Failure> {
    let width = tests.iter().map(|test| test.name.chars().count()).max().unwrap_or(0);
    writeln!(out, "{:<width$}  rank  {:<34}  {:<12}  verdict", "test", "found", "bound")?;
    for group in tests.chunk_by(|a, b| a.name == b.name && is_equal(a) && is_equal(b)) {
        let [test, .., last] = group else {
            row(&group[0], group[0].rank.map_or("-".to_string(), |rank| rank.to_string()), width, out)?;
            continue;
        };
        let ranks = [test, last].map(|test| test.rank.map_or("-".to_string(), |rank| rank.to_string()));
        row(test, ranks.join("-"), width, out)?;
    }
    Ok(())
}

/// Whether two methods agree to the last digit.
fn is_equal(test: &Test) -> bool {
    matches!(test.found, Found::Deviation { relative: 0.0, .. }) && test.holds == Some(true)
}

fn row(test: &Test, ranks: String, width: usize, out: &mut dyn Write) -> Result<(), Failure> {
    let verdict = match test.holds {
        Some(true) => "holds",
        Some(false) => "FAILS",
        None => "skipped",
    };
    let (found, bound) = columns(test);
    Ok(writeln!(out, "{:<width$}  {ranks:>4}  {found:<34}  {bound:<12}  {verdict}", test.name)?)
}

fn columns(test: &Test) -> (String, String) {
    match &test.found {
        Found::Nothing(reason) => (reason.clone(), "-".to_string()),
        Found::Order(order) if order.is_infinite() => {
            ("no remainder above rounding".to_string(), format!(">= {}", test.bound))
        }
        Found::Order(order) => (format!("order {order:.3}"), format!(">= {}", test.bound)),
        Found::Deviation { .. } if is_equal(test) => ("equal".to_string(), bound(test.bound)),
        Found::Deviation { relative, at } => {
            let place =
                if test.rank.is_some() { format!("at {at:?}") } else { format!("at point {}", at[0]) };
            (format!("{relative:.1e} {place}"), bound(test.bound))
        }
    }
}

fn bound(bound: f64) -> String {
    if bound == 0.0 { "equality".to_string() } else { format!("<= {bound:.0e}") }
}

fn verdict(tests: &[Test], failed: usize, out: &mut dyn Write) -> Result<(), Failure> {
    let made = tests.iter().filter(|test| test.holds.is_some()).count();
    let skipped = tests.len() - made;
    let note = match skipped {
        0 => String::new(),
        skipped => format!("; {skipped} skipped, so not every method was compared"),
    };
    let sentence = match failed {
        0 if made == 1 => format!("the one test that could be made holds{note}"),
        0 => format!("all {made} tests hold{note}"),
        failed => format!("{failed} of {made} tests FAIL{note}"),
    };
    Ok(writeln!(out, "\n{sentence}")?)
}
