//! The methods, what is asked of them, and the choice of the cheapest.

use std::fmt;

use super::{Coefficients, Complete, EvaluateError, diagrams, dressed, factored, low_rank};
use crate::action::{Action, Truncation};
use crate::diagram::Stage;
use crate::network::{Coupling, Network};
use crate::rewrite::{DEFAULT_LIMIT, by_layer};
use crate::{Scalar, polynomial};

/// How an action is extracted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Method {
    /// Bias trees resummed, rank 4 as pairs of matrices; quadratic activations, ranks 0 to 4.
    Factored,
    /// Factors of low-rank couplings, no array with more than two indices; ranks 0 to 4, all orders in χ.
    LowRank,
    /// Every diagram contracted with the weights.
    Diagrams,
    /// Every dressed diagram, in which all trees of bias circles are summed up.
    Dressed,
    /// Composition of polynomials; knows no diagram.
    Direct,
}

impl Method {
    /// All methods, in the order of tables.
    pub const ALL: [Method; 5] =
        [Method::Factored, Method::LowRank, Method::Diagrams, Method::Dressed, Method::Direct];

    /// Whether the method is made for the couplings of a network: quadratic ones for [`Method::Factored`], low-rank
    /// ones for [`Method::LowRank`]. It may still not reach the ranks that are wanted.
    pub fn applies<T: Scalar>(self, network: &Network<T>) -> bool {
        let couplings = || (1..=network.depth()).flat_map(|layer| network.activation(layer).couplings());
        match self {
            Method::Factored => couplings().all(|coupling| coupling.arity() == 2),
            Method::LowRank => {
                let mut forms = couplings().map(Coupling::chi_rank).peekable();
                forms.peek().is_some() && forms.all(|terms| terms.is_some())
            }
            Method::Diagrams | Method::Dressed | Method::Direct => true,
        }
    }
}

impl fmt::Display for Method {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Method::Factored => "factored",
            Method::LowRank => "low-rank",
            Method::Diagrams => "diagrams",
            Method::Dressed => "dressed",
            Method::Direct => "direct",
        })
    }
}

/// How A^(4) is kept when it has a shorter form than its entries: a sum of [`Pairs`](crate::action::Pairs), or the
/// factors of a [`LowRankAction`](super::low_rank::LowRankAction), which hold A^(3) too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quartic {
    /// Its independent entries, all of them.
    #[default]
    Packed,
    /// The entries are made, looked at and dropped; those of factors only where they are
    /// [affordable](super::low_rank::AFFORDABLE).
    Streamed,
    /// The pairs or factors alone.
    Pairs,
}

/// Which part of the action is wanted, and what it may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Request {
    /// The highest rank; the full degree of the action unless given. The methods `factored` and `low-rank` refuse ranks above 4.
    pub max_rank: Option<usize>,
    /// The largest number of factors of χ.
    pub max_chi: Option<usize>,
    /// How A^(4) is kept by the methods `factored` and `low-rank`.
    pub quartic: Quartic,
    /// The largest number of diagrams that the methods `diagrams` and `dressed` may generate.
    pub limit: u64,
    /// The memory that may be taken, in bytes.
    pub memory: u64,
}

impl Default for Request {
    /// Everything, with the default limit on diagrams and no limit on memory.
    fn default() -> Request {
        let quartic = Quartic::default();
        Request { max_rank: None, max_chi: None, quartic, limit: DEFAULT_LIMIT, memory: u64::MAX }
    }
}

impl Request {
    /// The cutoffs as they are recorded in the action.
    pub fn truncation(&self) -> Truncation {
        Truncation { max_rank: self.max_rank, max_chi: self.max_chi }
    }

    /// The highest rank of the result: the limit asked for, the degree of the action, or what the splits can
    /// reach, 2 + chi (p - 1) with the largest arity p.
    pub(crate) fn rank<T: Scalar>(&self, network: &Network<T>) -> usize {
        let full = by_layer::degree(&diagrams::expand(network, self), Stage::A(1));
        let gain = network.arities().last().map_or(1, |arity| arity - 1);
        let reachable = self.max_chi.map_or(full, |chi| chi.saturating_mul(gain).saturating_add(2));
        self.max_rank.unwrap_or(full).min(full).min(reachable)
    }
}

/// What a method takes, for 64-bit floats.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// Multiplications.
    pub operations: f64,
    /// Bytes of memory, the network's among them.
    pub bytes: f64,
}

/// A method that fits into the limits of a request, with its estimated cost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// The method.
    pub method: Method,
    /// What is asked of it.
    pub request: Request,
    /// Its cost.
    pub cost: Cost,
}

impl Plan {
    /// A rough estimate of the time on two cores.
    pub fn seconds(&self) -> f64 {
        // Multiplications a second: large and small matrix products, and the loops of the other methods.
        let rate = match self.method {
            Method::Factored => 2e10,
            Method::LowRank => 4e9,
            Method::Diagrams | Method::Dressed | Method::Direct => 5e8,
        };
        self.cost.operations / rate
    }

    /// The coefficients of the network that was planned for, in the form in which the method has them.
    ///
    /// # Errors
    /// When numbers are beyond the range of floats, in which the weights may be too small for their products, or an array cannot be
    /// allocated.
    pub fn run<T: Complete>(&self, network: &Network<T>) -> Result<Coefficients<T>, EvaluateError> {
        let Plan { method, request, cost } = self;
        T::check_range(network, request.rank(network))?;
        let coefficients = match method {
            Method::Factored => Coefficients::Factored(factored::extract(network, request)?),
            Method::LowRank => Coefficients::LowRank(Box::new(low_rank::extract(network, request)?)),
            Method::Diagrams => Coefficients::Entries(diagrams::extract(network, request)?),
            Method::Dressed => Coefficients::Entries(dressed::extract(network, request)?),
            Method::Direct => {
                let (needed, available) = (cost.bytes as u64, request.memory);
                let too_large =
                    |_| EvaluateError::Memory { what: format!("the method {method}"), needed, available };
                let action = polynomial::extract(network, &request.truncation());
                Coefficients::Entries(action.map_err(too_large)?)
            }
        };
        let (number, constants) = T::constants(network);
        Ok(coefficients.completed(number, constants))
    }
}

/// Estimates one method, and refuses it where it does not fit.
///
/// # Errors
/// When it takes more memory or diagrams than the request allows, or when the method does not reach what is asked for: `factored`
/// and `low-rank` ranks above 4, `factored` couplings that are not quadratic, `low-rank` dense ones and a limit on χ.
pub fn plan<T: Scalar>(
    network: &Network<T>,
    request: &Request,
    method: Method,
) -> Result<Plan, EvaluateError> {
    let cost = match method {
        Method::Factored => factored::cost(network, request)?,
        Method::LowRank => low_rank::cost(network, request)?,
        Method::Diagrams => diagrams::cost(network, request)?,
        Method::Dressed => dressed::cost(network, request)?,
        Method::Direct => {
            let estimate = polynomial::estimate(network, network.dimension(), &request.truncation());
            Cost { operations: estimate.operations, bytes: estimate.bytes }
        }
    };
    // An exact number has digits elsewhere, of about its own size at least.
    let words = if size_of::<T>() > 8 { size_of::<T>() / 4 } else { 1 };
    let cost = Cost { bytes: (cost.bytes + network.bytes() as f64) * words as f64, ..cost };
    EvaluateError::expect_memory(|| format!("the method {method}"), cost.bytes, request.memory)?;
    Ok(Plan { method, request: *request, cost })
}

/// The cheapest method that fits, by estimate.
///
/// # Errors
/// When none fits: the reason of the one that needs the least memory.
pub fn cheapest<T: Scalar>(network: &Network<T>, request: &Request) -> Result<Plan, EvaluateError> {
    let applying = Method::ALL.into_iter().filter(|method| method.applies(network));
    let (fitting, refused): (Vec<_>, Vec<_>) =
        applying.map(|method| plan(network, request, method)).partition(Result::is_ok);
    let fitting = fitting.into_iter().flatten().min_by(|a, b| a.seconds().total_cmp(&b.seconds()));
    let needed = |error: &EvaluateError| match error {
        EvaluateError::Memory { needed, .. } => *needed,
        _ => u64::MAX,
    };
    let refused = refused.into_iter().filter_map(Result::err).min_by_key(needed);
    fitting.ok_or_else(|| refused.expect("the direct expansion applies to every network"))
}

/// The action by one method, with all its entries. A^(0) is complete: in floats it holds ln|det W| - (d/2) ln 2π, an exact
/// action has these [`constants`](Action::constants) beside it.
///
/// # Errors
/// As [`plan`] and [`Plan::run`]; when the entries do not fit into the memory of the request.
pub fn extract<T: Complete>(
    network: &Network<T>,
    request: &Request,
    method: Method,
) -> Result<Action<T>, EvaluateError> {
    let request = Request { quartic: Quartic::Packed, ..*request };
    plan(network, &request, method)?.run(network)?.into_action(request.memory, &())
}
