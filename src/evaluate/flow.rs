//! The flow of couplings through a network: how large the coefficients of every stage are.

use faer::Mat;
use ndarray::{Array1, ArrayView1};

use super::factored::Factored;
use super::low_rank::Affordable;
use super::{Coefficients, EvaluateError, Quartic, Request, cheapest, from_stage};
use crate::Progress;
use crate::action::SymmetricTensor;
use crate::diagram::Stage;
use crate::network::Network;
use crate::symmetric::cholesky;

/// The lowest rank of a coupling.
const LOWEST: usize = 3;

/// Random samples for the norm of factors whose entries are too many, and their seed.
const SAMPLES: (usize, u64) = (1000, 1);

/// The sizes of the coefficients of one stage.
#[derive(Clone, Debug, PartialEq)]
pub struct StageNorms {
    /// The stage.
    pub stage: Stage,
    /// |A^(k)| from k = 1 on, over all d^k entries; zero beyond the degree of the stage.
    pub norms: Vec<f64>,
    /// g_k from k = 3 on: |A^(k)| in variables y in which A^(2) is -1/2 times the identity, x - x* = R^{-1} y with RᵀR = -2 A^(2).
    /// They have no units, and any linear map of x leaves them as they are. `None` where A^(2) is not negative definite.
    pub couplings: Option<Vec<f64>>,
}

impl StageNorms {
    /// g_k of one rank.
    pub fn coupling(&self, rank: usize) -> Option<f64> {
        self.couplings.as_ref()?.get(rank.checked_sub(LOWEST)?).copied()
    }
}

/// The sizes of the coefficients of all stages from B_{L+1} to A_1, up to a rank: around the image of a point of the data, such as
/// the mode, or around zero of every stage.
///
/// The norm of an A^(4) in factors that is out of reach is estimated from samples.
///
/// # Errors
/// As [`cheapest`] and [`Plan::run`](super::Plan::run), for any stage.
///
/// # Example
/// ```
/// use diagraction::evaluate;
/// use diagraction::network::file;
///
/// let network = file::load("examples/models/lattice16.safetensors")?.to_f64()?;
/// let mode = network.inverse(vec![0.0; 16].as_slice().into())?;
/// let flow = evaluate::flow(&network, Some(mode.view()), 3, u64::MAX, &())?;
/// let cubic: Vec<f64> = flow.iter().filter_map(|stage| stage.coupling(3)).collect();
/// assert!(cubic[0] == 0.0 && (cubic[6] / cubic[7] - 1.0).abs() < 1e-9, "from B_4, a Gaussian, to B_1 and A_1");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn flow(
    network: &Network<f64>,
    point: Option<ArrayView1<'_, f64>>,
    max_rank: usize,
    memory: u64,
    progress: &dyn Progress,
) -> Result<Vec<StageNorms>, EvaluateError> {
    // Beside the network at hand there are the whole one and that in other variables.
    let memory = memory.saturating_sub(2 * network.bytes());
    let request =
        Request { max_rank: Some(max_rank), quartic: Quartic::Streamed, memory, ..Request::default() };
    let is_mode = point.is_some_and(|point| network.is_mode(point));
    let flow = Flow { network, request, max_rank, is_mode, progress };
    let last = network.depth() + 1;
    let mut x = point.map(|point| point.to_owned());
    let mut stages = Vec::with_capacity(2 * last);
    for (layer, number) in (1..=last).zip(1..) {
        let h = x.as_ref().map(|x| network.linear(layer).forward(x.view()));
        let next = h.as_ref().filter(|_| layer < last);
        let next = next.map(|h| network.activation(layer).forward(h.view()));
        stages.push(flow.at(Stage::A(number), x)?);
        stages.push(flow.at(Stage::B(number), h)?);
        x = next;
    }
    stages.reverse();
    Ok(stages)
}

struct Flow<'a> {
    network: &'a Network<f64>,
    request: Request,
    max_rank: usize,
    is_mode: bool,
    progress: &'a dyn Progress,
}

impl Flow<'_> {
    fn at(&self, stage: Stage, point: Option<Array1<f64>>) -> Result<StageNorms, EvaluateError> {
        let mut network = from_stage(self.network.clone(), stage)?;
        if let Some(point) = point {
            network = network.shifted(point.view());
        }
        let coefficients = self.coefficients(&network)?;
        let free = without_units(&network, &coefficients);
        let norms = self.norms(coefficients)?;
        let couplings = free.map(|free| self.norms(self.coefficients(&free)?)).transpose()?;
        let couplings = couplings.map(|norms| norms.into_iter().skip(LOWEST - 1).collect());
        Ok(StageNorms { stage, norms, couplings })
    }

    fn coefficients(&self, network: &Network<f64>) -> Result<Coefficients<f64>, EvaluateError> {
        let mut coefficients = cheapest(network, &self.request)?.run(network)?;
        if self.is_mode {
            coefficients.drop_linear();
        }
        Ok(coefficients)
    }

    fn norms(&self, coefficients: Coefficients<f64>) -> Result<Vec<f64>, EvaluateError> {
        let (lower, quartic) = match coefficients {
            Coefficients::Entries(action) => (action, None),
            Coefficients::Factored(Factored { lower, quartic }) => (lower, quartic),
            Coefficients::LowRank(part) => {
                let (samples, seed) = SAMPLES;
                let memory = self.request.memory.saturating_sub(part.factors.held());
                let norm = |rank| match part.factors.affordable(rank, 0, samples, seed, memory)? {
                    Affordable::Entries(summary) => Ok(summary.norm()),
                    Affordable::Norm(norm) => Ok(norm),
                    Affordable::Estimate(estimate) => Ok(estimate.norm),
                    Affordable::Nothing(error) => Err(error),
                };
                return (1..=self.max_rank).map(norm).collect();
            }
        };
        lower.check_finite()?;
        let mut norms: Vec<f64> = lower.tensors().iter().skip(1).map(SymmetricTensor::norm).collect();
        if let Some(pairs) = quartic {
            let summary = pairs.summary(0, self.progress);
            summary.check_finite()?;
            norms.push(summary.norm());
        }
        norms.resize(self.max_rank, 0.0);
        Ok(norms)
    }
}

/// The network as a function of y = R x with RᵀR = -2 A^(2): its first weight is W R^{-1}.
fn without_units(network: &Network<f64>, coefficients: &Coefficients<f64>) -> Option<Network<f64>> {
    let d = network.dimension();
    let rows: Vec<Vec<f64>> = (0..d).map(|i| coefficients.row(&[i])).collect();
    let lower = cholesky(Mat::from_fn(d, d, |i, j| -2.0 * rows[i][j])).ok()?;
    let mut linear: Vec<_> = (1..=network.depth() + 1).map(|layer| network.linear(layer).clone()).collect();
    for mut row in linear[0].weight.rows_mut() {
        for i in 0..d {
            let known: f64 = (0..i).map(|j| lower[(i, j)] * row[j]).sum();
            row[i] = (row[i] - known) / lower[(i, i)];
        }
    }
    let activations = (1..=network.depth()).map(|layer| network.activation(layer).clone());
    Network::new(linear, activations.collect()).ok()
}
