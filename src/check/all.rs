//! All methods beside each other.

use super::{CheckError, Checked, Test, draws, forward, methods, remainder, routes, vacuum};
use crate::action::Action;
use crate::evaluate::{self, EvaluateError, Method, Plan, Quartic, Request};
use crate::network::Network;
use crate::wick::WickError;

/// At how many random points an action is held against the network, and their seed.
#[derive(Clone, Copy, Debug)]
pub struct Points {
    /// Their number.
    pub count: usize,
    /// The seed.
    pub seed: u64,
}

/// Every method against every other, and the action of the last of those that reach furthest against the network, at random points
/// where it is complete, by the order of the remainder where it is cut off; then its vacuum diagrams, its cumulants by two routes, and those beside
/// draws of the network. Methods that take more than so many `seconds` by their
/// estimate are left out.
///
/// # Errors
/// When no method fits into the limits of the request, or the network cannot be evaluated.
///
/// # Example
/// ```
/// use diagraction::check::{self, Points};
/// use diagraction::evaluate::Request;
/// use diagraction::network::file;
///
/// let network = file::load("examples/models/lattice16.safetensors")?.into_f64()?;
/// let request = Request { max_rank: Some(2), ..Request::default() };
/// let tests = check::all(&network, &request, Points { count: 4, seed: 1 }, None)?;
/// // Vacuum diagrams need higher ranks.
/// assert!(tests.iter().all(|test| test.holds == Some(true) || test.name.starts_with("vacuum")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn all<T: Checked>(
    network: &Network<T>,
    request: &Request,
    points: Points,
    seconds: Option<f64>,
) -> Result<Vec<Test>, CheckError> {
    let mut tests = Vec::new();
    let mut actions: Vec<(Plan, Action<T>)> = Vec::new();
    let mut refused = None;
    // The actions of all methods are held together, with all their entries.
    let mut left = Request { quartic: Quartic::Packed, ..*request };
    for method in Method::ALL.into_iter().filter(|method| method.applies(network)) {
        let plan = |max_rank| evaluate::plan(network, &Request { max_rank, ..left }, method);
        let planned = match plan(left.max_rank) {
            // It is compared up to where it ends.
            Err(EvaluateError::RankBeyond { highest, .. }) => plan(Some(highest)),
            planned => planned,
        };
        let needed = planned.as_ref().map_or(0.0, Plan::seconds);
        if seconds.is_some_and(|seconds| needed > seconds) {
            let reason = format!("takes about {needed:.0} s, and is left out");
            tests.push(Test::skipped(format!("method {method}"), reason));
            continue;
        }
        match planned.and_then(|plan| Ok((plan, plan.run(network)?.into_action(left.memory, &())?))) {
            Ok((plan, action)) => {
                left.memory = left.memory.saturating_sub(action.bytes());
                actions.push((plan, action));
            }
            Err(error) => {
                tests.push(Test::skipped(format!("method {method}"), error.to_string()));
                refused.get_or_insert(error);
            }
        }
    }
    for (position, (Plan { method, .. }, action)) in actions.iter().enumerate() {
        for (Plan { method: other, .. }, other_action) in &actions[position + 1..] {
            let both = action.max_rank().min(other_action.max_rank());
            let found = methods(&format!("{method} = {other}"), action, other_action);
            tests.extend(found.into_iter().filter(|test| test.rank.is_none_or(|rank| rank <= both)));
        }
    }
    // The last of the methods that reach furthest. The others are dropped.
    match actions.into_iter().max_by_key(|(_, action)| action.max_rank()) {
        None => return Err(refused.map_or(CheckError::Nothing, CheckError::from)),
        Some((plan, action)) => {
            let request = Request { memory: request.memory, ..plan.request };
            tests.push(against_network(network, &request, plan.method, action, points)?);
        }
    }
    let expanded = vacuum::expanded(network, request);
    tests.extend(expanded.iter().map(|expanded| expanded.vacuum(request.memory)));
    if let Some((network, expansion)) = expanded.into_iter().filter_map(|expanded| expanded.found.ok()).last()
    {
        let routes = routes::of_network(&network, &expansion, request.memory);
        let skipped = |error: WickError| vec![Test::skipped("cumulants, both routes", error.to_string())];
        tests.extend(routes.unwrap_or_else(skipped));
    }
    tests.push(draws(network, points.seed, request.memory));
    Ok(tests)
}

fn against_network<T: Checked>(
    network: &Network<T>,
    request: &Request,
    method: Method,
    action: Action<T>,
    points: Points,
) -> Result<Test, CheckError> {
    if request.max_rank.is_none() && request.max_chi.is_none() {
        return Ok(forward(network, &action, points.count, points.seed)?);
    }
    // Without a cut in chi it is the action of the network itself that is asked for.
    let mut known = request.max_chi.is_none().then_some(action);
    remainder(network, request.truncation(), points.count, points.seed, |network| {
        known.take().map_or_else(|| evaluate::extract(network, request, method), Ok)
    })
}
