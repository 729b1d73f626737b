//! All tests of a network, the cheapest first.

use super::{CheckError, Checked, Found, Test, draws, forward, lines, methods, remainder, routes, vacuum};
use crate::action::Action;
use crate::evaluate::{self, EvaluateError, Method, Plan, Quartic, Request};
use crate::network::Network;
use crate::text::bytes::show;
use crate::wick::WickError;

/// At how many random points an action is held against the network, and their seed.
#[derive(Clone, Copy, Debug)]
pub struct Points {
    /// Their number.
    pub count: usize,
    /// The seed.
    pub seed: u64,
}

/// Sets of variables between which the direct expansion is made where all of it is too dear.
const SETS: usize = 4;

/// Every test of a network: [`Checks::plan`] with all of its work, in the order in which it is done.
///
/// # Errors
/// As [`Checks::run`].
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
    Checks::plan(network, request, points, seconds).run(&mut |group| tests.extend_from_slice(group))?;
    Ok(tests)
}

/// A piece of work, after which there are tests.
#[derive(Clone, Copy, Debug)]
enum Work {
    /// The action by a method, held against those of the methods before it, and the first of those that reach furthest against the network.
    Method(Plan),
    /// The first action against the direct expansion on lines and between a few variables.
    Lines,
    /// Vacuum diagrams and cumulants by two routes.
    Diagrams,
    /// Cumulants beside draws.
    Draws,
}

/// The tests of a network that fit into some time, by their estimates: every method against every other, and the action of one of those
/// that reach furthest against the network, at random points where it is complete, by the order of the remainder where it is
/// cut off; vacuum diagrams, cumulants by two routes, and beside draws. Where the direct expansion is too dear, it is made on lines and between a
/// few variables.
///
/// # Example
/// ```
/// use diagraction::check::{Checks, Points};
/// use diagraction::evaluate::Request;
/// use diagraction::network::file;
///
/// let network = file::load("examples/models/lattice100.safetensors")?.into_f64()?;
/// let request = Request { max_rank: Some(2), ..Request::default() };
/// let checks = Checks::plan(&network, &request, Points { count: 4, seed: 1 }, Some(1.0));
/// assert!(checks.seconds() <= 1.0);
/// let mut names = Vec::new();
/// checks.run(&mut |tests| names.push(tests[0].name.clone()))?;
/// assert!(names.iter().any(|name| name == "ln p - action = O(x^3)"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Checks<'n, T> {
    network: &'n Network<T>,
    /// The actions of all methods are held together, with all their entries.
    request: Request,
    points: Points,
    /// What is allowed in all.
    allowed: Option<f64>,
    /// By rising cost in seconds.
    work: Vec<(f64, Work)>,
    /// The highest rank that a method reaches.
    furthest: usize,
    left_out: Vec<Test>,
    refused: Option<EvaluateError>,
}

impl<'n, T: Checked> Checks<'n, T> {
    /// Chooses the tests, the cheapest first, as long as their estimates add up to no more than so many seconds on two cores.
    pub fn plan(
        network: &'n Network<T>,
        request: &Request,
        points: Points,
        seconds: Option<f64>,
    ) -> Checks<'n, T> {
        let request = Request { quartic: Quartic::Packed, ..*request };
        let (mut work, mut left_out, mut refused) = (Vec::new(), Vec::new(), None);
        for method in Method::ALL.into_iter().filter(|method| method.applies(network)) {
            match planned(network, &request, method) {
                Ok(plan) => work.push((plan.seconds() * T::SLOWNESS, Work::Method(plan))),
                Err(error) => {
                    left_out.push(Test::skipped(format!("method {method}"), reason(&error)));
                    refused.get_or_insert(error);
                }
            }
        }
        let reach = work.iter().map(|(_, work)| reach(network, work));
        let furthest = reach.max().unwrap_or(0);
        work.push((vacuum::seconds(network, &request), Work::Diagrams));
        work.push((draws::seconds(network), Work::Draws));
        work.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut sum = 0.0;
        let fits = |needed: f64, sum: &mut f64| {
            let fits = seconds.is_none_or(|seconds| *sum + needed <= seconds);
            *sum += if fits { needed } else { 0.0 };
            fits
        };
        work.retain(|(needed, work)| {
            fits(*needed, &mut sum) || {
                left_out.push(Test::late(work.name(), *needed));
                false
            }
        });
        // Lines stand in for the whole expansion.
        let is_whole =
            work.iter().any(|(_, work)| matches!(work, Work::Method(plan) if plan.method == Method::Direct));
        let needed = lines::seconds(network, &request.truncation(), points.count.max(SETS));
        if !is_whole && fits(needed, &mut sum) {
            let first = work.iter().position(|(_, work)| matches!(work, Work::Method(_)));
            work.insert(first.map_or(work.len(), |first| first + 1), (needed, Work::Lines));
        } else if !is_whole {
            left_out.push(Test::late(Work::Lines.name(), needed));
        }
        Checks { network, request, points, allowed: seconds, work, furthest, left_out, refused }
    }

    /// About the time of all tests that are made, in seconds on two cores.
    pub fn seconds(&self) -> f64 {
        self.work.iter().map(|(seconds, _)| seconds).sum()
    }

    /// Makes the tests and tells each group of them when it is there; those that were left out are the last.
    ///
    /// # Errors
    /// When no method fits into the limits of the request, or the network cannot be evaluated.
    pub fn run(self, tell: &mut dyn FnMut(&[Test])) -> Result<(), CheckError> {
        let Checks { network, points, .. } = self;
        // What is not planned for may still be taken by the cumulants beside draws.
        let spare = self.allowed.map(|allowed| (allowed - self.seconds()).max(0.0));
        let (mut left_out, mut refused) = (self.left_out, self.refused);
        let mut actions: Vec<(Method, Action<T>)> = Vec::new();
        let mut left = self.request;
        let mut is_held = false;
        // What was left out for its time might have been possible.
        let is_late = |test: &Test| matches!(test.found, Found::Late(_));
        let is_asked = !left_out.iter().any(is_late);
        for (seconds, work) in self.work {
            match work {
                Work::Method(Plan { method, request, .. }) => {
                    let request = Request { memory: left.memory, ..request };
                    let action = match evaluate::extract(network, &request, method) {
                        Ok(action) => action,
                        Err(error) => {
                            left_out.push(Test::skipped(format!("method {method}"), reason(&error)));
                            refused.get_or_insert(error);
                            continue;
                        }
                    };
                    left.memory = left.memory.saturating_sub(action.bytes());
                    for (other, other_action) in &actions {
                        tell(&against(&format!("{other} = {method}"), other_action, &action));
                    }
                    if !is_held && action.max_rank() >= self.furthest {
                        tell(&[against_network(network, &request, method, &action, points)?]);
                        is_held = true;
                    }
                    actions.push((method, action));
                }
                Work::Lines => {
                    let Some((method, action)) = actions.last() else { continue };
                    let name = method.to_string();
                    let lines =
                        lines::lines(&name, network, action, (points.count, points.seed), left.memory);
                    let entries = || lines::entries(&name, network, action, (SETS, points.seed), left.memory);
                    match lines.and_then(|lines| Ok((lines, entries()?))) {
                        Ok((lines, entries)) => [lines, entries].iter().for_each(|tests| tell(tests)),
                        Err(error) => left_out.push(Test::skipped(work.name(), error.to_string())),
                    }
                }
                Work::Diagrams => diagrams(network, &self.request, tell),
                Work::Draws => {
                    let seconds = spare.map(|spare| spare + seconds);
                    tell(&[draws::within(network, points.seed, left.memory, seconds)]);
                }
            }
        }
        // A method that was to reach further failed on its way.
        if let (false, Some((method, action))) =
            (is_held, actions.iter().max_by_key(|(_, action)| action.max_rank()))
        {
            let request = Request { max_rank: Some(action.max_rank()), ..self.request };
            tell(&[against_network(network, &request, *method, action, points)?]);
        }
        match refused {
            Some(error) if actions.is_empty() && is_asked => return Err(error.into()),
            _ => {}
        }
        left_out.iter().for_each(|test| tell(std::slice::from_ref(test)));
        Ok(())
    }
}

impl Work {
    /// What a person calls it.
    fn name(&self) -> String {
        match self {
            Work::Method(plan) => format!("method {}", plan.method),
            Work::Lines => "direct expansion on lines".to_owned(),
            Work::Diagrams => "vacuum diagrams, both routes".to_owned(),
            Work::Draws => draws::NAME.to_owned(),
        }
    }
}

/// Why a method was refused, in words that do not depend on what else the machine does.
fn reason(error: &EvaluateError) -> String {
    match error {
        EvaluateError::Memory { needed, .. } => {
            format!("needs about {} of memory, more than may be taken", show(*needed))
        }
        error => error.to_string(),
    }
}

/// A method as far as it reaches.
fn planned<T: Checked>(
    network: &Network<T>,
    request: &Request,
    method: Method,
) -> Result<Plan, EvaluateError> {
    match evaluate::plan(network, request, method) {
        // It is compared up to where it ends.
        Err(EvaluateError::RankBeyond { highest, .. }) => {
            evaluate::plan(network, &Request { max_rank: Some(highest), ..*request }, method)
        }
        planned => planned,
    }
}

fn reach<T: Checked>(network: &Network<T>, work: &Work) -> usize {
    match work {
        Work::Method(plan) => plan.request.rank(network),
        _ => 0,
    }
}

/// Two methods, up to the rank that both have.
fn against<T: Checked>(name: &str, a: &Action<T>, b: &Action<T>) -> Vec<Test> {
    let both = a.max_rank().min(b.max_rank());
    let found = methods(name, a, b);
    found.into_iter().filter(|test| test.rank.is_none_or(|rank| rank <= both)).collect()
}

/// Vacuum diagrams, and the routes of the largest expansion that there is.
fn diagrams<T: Checked>(network: &Network<T>, request: &Request, tell: &mut dyn FnMut(&[Test])) {
    let expanded = vacuum::expanded(network, request);
    expanded.iter().for_each(|expanded| tell(&[expanded.vacuum(request.memory)]));
    let found = expanded.into_iter().filter_map(|expanded| expanded.found.ok()).last();
    if let Some((network, expansion)) = found {
        let routes = routes::of_network(&network, &expansion, request.memory);
        let skipped = |error: WickError| vec![Test::skipped("cumulants, both routes", error.to_string())];
        tell(&routes.unwrap_or_else(skipped));
    }
}

fn against_network<T: Checked>(
    network: &Network<T>,
    request: &Request,
    method: Method,
    action: &Action<T>,
    points: Points,
) -> Result<Test, CheckError> {
    if request.max_rank.is_none() && request.max_chi.is_none() {
        return Ok(forward(network, action, points.count, points.seed)?);
    }
    // Without a cut in chi it is the action of the network itself that is asked for.
    let mut known = request.max_chi.is_none().then(|| action.clone());
    remainder(network, request.truncation(), points.count, points.seed, |network| {
        known.take().map_or_else(|| evaluate::extract(network, request, method), Ok)
    })
}
