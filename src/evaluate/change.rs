//! How far the actions of two networks are apart, as of a network and of its cut.

use super::{Method, Plan, Quartic, Request, cheapest, factored, plan};
use crate::Progress;
use crate::action::{Action, Pairs, SymmetricTensor, estimated_entries, tile_memory};
use crate::network::Network;

/// Work that takes longer than this by estimate, in seconds, is not done for a comparison.
const LONG: f64 = 60.0;

/// What differs in one coefficient.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The rank k.
    pub rank: usize,
    /// |A^(k) - A'^(k)|, in the Frobenius norm.
    pub size: Size,
    /// |A^(k)|, where it was computed.
    pub norm: Option<f64>,
}

/// The size of a difference.
#[derive(Clone, Debug, PartialEq)]
pub enum Size {
    /// Its norm.
    Measured(f64),
    /// An upper bound on its norm.
    AtMost(f64),
    /// It was not measured, and why.
    Unknown(String),
}

/// What differs between the actions of two networks of the same shape, from rank 2 to rank 4, as far as the request
/// goes.
///
/// Rank 4 of quadratic networks is the difference of their [`Pairs`], made entry by entry within a minute, or else
/// [bounded](Pairs::norm_squared_bound). Other networks are compared entry by entry. What does not fit into the memory
/// of the request, or takes more than a minute, is [`Size::Unknown`].
///
/// # Example
/// ```
/// use diagraction::evaluate::{Request, Size, changes};
/// use diagraction::network::{cut, file};
///
/// let network = file::load("examples/models/lattice16.safetensors")?.to_f64()?;
/// let (small, _) = cut(&network, 0.01, 1 << 30)?;
/// let request = Request { max_rank: Some(3), ..Request::default() };
/// for change in changes(&network, &small, &request, &()) {
///     let Size::Measured(size) = change.size else { panic!("it is small enough") };
///     assert!(size > 0.0 && size < change.norm.unwrap_or(0.0));
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn changes(
    network: &Network<f64>,
    other: &Network<f64>,
    request: &Request,
    progress: &dyn Progress,
) -> Vec<Change> {
    let mut unknown = Vec::new();
    for rank in (2..=request.rank(network).min(4)).rev() {
        let request = Request { max_rank: Some(rank), ..*request };
        let comparison = Comparison { networks: [network, other], request, progress };
        let is_paired = rank == 4 && [network, other].iter().all(|network| Method::Factored.applies(network));
        match if is_paired { comparison.pairs() } else { comparison.entries() } {
            Ok(changes) => return changes.into_iter().chain(unknown.into_iter().rev()).collect(),
            Err(reason) => unknown.push(Change { rank, size: Size::Unknown(reason.to_string()), norm: None }),
        }
    }
    unknown.reverse();
    unknown
}

/// Why something is not compared.
type Reason = Box<dyn std::error::Error>;

struct Comparison<'a> {
    networks: [&'a Network<f64>; 2],
    request: Request,
    progress: &'a dyn Progress,
}

impl Comparison<'_> {
    /// Both actions by their cheapest methods, entry by entry.
    fn entries(&self) -> Result<Vec<Change>, Reason> {
        let request = Request { quartic: Quartic::Packed, memory: self.request.memory / 3, ..self.request };
        let plans = [cheapest(self.networks[0], &request)?, cheapest(self.networks[1], &request)?];
        expect_short(&plans)?;
        let action = |place: usize| plans[place].run(self.networks[place])?.into_action(request.memory, &());
        lower(&action(0)?, &action(1)?)
    }

    /// Both actions with A^(4) as pairs, of which four sets are held: two, and the sums and differences.
    fn pairs(&self) -> Result<Vec<Change>, Reason> {
        let request = Request { quartic: Quartic::Pairs, memory: self.request.memory / 4, ..self.request };
        let [network, other] = self.networks.map(|network| plan(network, &request, Method::Factored));
        expect_short(&[network?, other?])?;
        let [network, other] = self.networks.map(|network| factored::extract(network, &request));
        let (network, other) = (network?, other?);
        let mut changes = lower(&network.lower, &other.lower)?;
        if let (Some(quartic), Some(others)) = (&network.quartic, &other.quartic) {
            let difference = quartic.difference(others)?;
            let size = match self.norm(&difference)? {
                Some(norm) => Size::Measured(norm),
                None => Size::AtMost(difference.norm_squared_bound().max(0.0).sqrt()),
            };
            changes.push(Change { rank: 4, size, norm: self.norm(quartic)? });
        }
        Ok(changes)
    }

    /// The norm from all entries, where these can be made in time.
    fn norm(&self, pairs: &Pairs<f64>) -> Result<Option<f64>, Reason> {
        let plan = self.stream(pairs);
        let is_possible = plan.seconds() <= LONG && plan.cost.bytes <= self.request.memory as f64 / 4.0;
        if !is_possible {
            return Ok(None);
        }
        let summary = pairs.summary(0, self.progress);
        summary.check_finite()?;
        Ok(Some(summary.norm()))
    }

    /// What making all entries takes: a multiplication for every square and two for every other pair.
    fn stream(&self, pairs: &Pairs<f64>) -> Plan {
        let entries = estimated_entries(pairs.dimension(), 4);
        let terms = 2 * pairs.len() - pairs.squares().nrows();
        let bytes = tile_memory(pairs.dimension(), terms) as f64;
        let cost = super::Cost { operations: 3.0 * entries * terms as f64, bytes };
        Plan { method: Method::Factored, request: self.request, cost }
    }
}

fn expect_short(plans: &[Plan; 2]) -> Result<(), Reason> {
    let seconds: f64 = plans.iter().map(Plan::seconds).sum();
    match seconds <= LONG {
        true => Ok(()),
        false => Err(format!("it would take about {seconds:.0} s").into()),
    }
}

/// The changes from rank 2 on in what both actions hold as entries.
fn lower(a: &Action<f64>, b: &Action<f64>) -> Result<Vec<Change>, Reason> {
    a.check_finite()?;
    b.check_finite()?;
    let tensors = a.tensors().iter().zip(b.tensors()).skip(2);
    let changes = tensors.map(|(a, b)| {
        let entries = a.entries().iter().zip(b.entries()).map(|(a, b)| a - b).collect();
        let difference = SymmetricTensor::from_entries(a.dimension(), a.rank(), entries);
        let size = Size::Measured(difference.expect("as many entries").norm());
        Change { rank: a.rank(), size, norm: Some(a.norm()) }
    });
    Ok(changes.collect())
}
