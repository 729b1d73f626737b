//! Draws of a network, weighed by a theory.

use ndarray::{Array1, Array2, ArrayView2, Axis};
use rayon::prelude::*;

use super::blocks::{Blocks, NEAR};
use super::{ReweightError, Reweighting, Weights};
use crate::Progress;
use crate::action::Kernel;
use crate::network::{EvaluationError, Network};
use crate::statistics::{MAX_ORDER, Moments};

/// The most blocks. Where there are more, two become one: of many draws that are not stopped there are so many in the end.
const BLOCKS: usize = 128;

/// Draws that are made at a time by one thread, at most.
const PIECE: usize = 4096;

/// Sums of a piece are held once for each lane, and some at work.
const LANES: u64 = 8;

/// How a theory is reweighted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The number of draws, at least two.
    pub draws: usize,
    /// The seed of the draws.
    pub seed: u64,
    /// The highest order of the cumulants, at most 4; 0 for ln Z alone.
    pub order: usize,
}

impl Settings {
    /// The rows of a piece, and the pieces of a block in the end, a power of two.
    fn pieces(&self) -> (usize, usize) {
        let together = self.draws.div_ceil(BLOCKS * PIECE).next_power_of_two();
        (self.draws.div_ceil(BLOCKS.saturating_mul(together)).max(1), together)
    }

    /// The bytes that [`reweight`] takes beside the action; `None` where they cannot be counted.
    pub fn memory(&self, proposal: &Network<f64>) -> Option<u64> {
        let d = proposal.dimension();
        let (rows, _) = self.pieces();
        let threads = rayon::current_num_threads() as u64;
        let sums = Moments::sums_bytes(d, self.order)?;
        let tables = Moments::memory(d, self.order)? - sums;
        let moments = sums.checked_mul((BLOCKS + NEAR) as u64 + LANES + 3 * threads)?;
        // Logarithms of weights, with a copy that is sorted.
        let weights = (self.draws as u64).checked_mul(16)?;
        let piece = (rows as u64).checked_mul(24)?.checked_mul(d as u64)?;
        let network = proposal.pieces_bytes(rows);
        [moments, tables.checked_mul(threads)?, weights, piece]
            .into_iter()
            .try_fold(network, u64::checked_add)
    }

    fn check(&self, action: usize, network: usize) -> Result<(), ReweightError> {
        match *self {
            _ if action != network => Err(ReweightError::Dimensions { action, network }),
            Settings { order, .. } if order > MAX_ORDER => Err(ReweightError::Order(order)),
            Settings { draws: draws @ 0..2, .. } => Err(ReweightError::Few(draws)),
            _ => Ok(()),
        }
    }
}

/// ln Z and the cumulants of p = exp(S)/Z by draws x of a network q with weights w = exp(S(x) - ln q(x)):
///
/// ```text
/// ln Z = ln ⟨w⟩,    ⟨O⟩ = ⟨w O⟩ / ⟨w⟩
/// ```
///
/// Draws are those of [`Network::sample`] with this seed, made in pieces and forgotten. Standard errors of cumulants are those of the
/// jackknife over 128 blocks. What is asked for is drawn, or as much as there is when the work is stopped; blocks are then fewer, and
/// from fewer than 16 there are no cumulants.
///
/// # Errors
/// A [`ReweightError`].
///
/// # Cost
/// For each draw the inverse of the network and its density, S, and the sums of [`Moments`]; then, for every block, about
/// 20 sums of others. Memory for the logarithm of every weight and 128 times the entries of the cumulants. The number of threads does not
/// change the result.
///
/// # Source
/// Self-normalised importance sampling, as of Nicoli and others, arXiv:2007.07115.
///
/// # Example
/// ```
/// use diagraction::network::file;
/// use diagraction::reweight::{Settings, reweight};
/// use diagraction::source::Sampled;
///
/// let network = file::load("examples/models/lattice16.safetensors")?.to_f64()?;
/// let Sampled::Action(theory, _) = Sampled::load("examples/theories/lattice16.action".as_ref(), None, &mut |_| {})? else { panic!() };
/// let settings = Settings { draws: 1000, seed: 1, order: 2 };
/// let found = reweight(&theory, &network, &settings, &())?;
/// assert!((found.ln_z.value - 3.6277).abs() < 5.0 * found.ln_z.error);
/// assert!(found.share > 0.9 && found.doubts().is_empty());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn reweight(
    action: &Kernel,
    proposal: &Network<f64>,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Reweighting, ReweightError> {
    settings.check(action.dimension(), proposal.dimension())?;
    let mut kernels = vec![action.clone(); rayon::current_num_threads()];
    let ((rows, _), mut together) = (settings.pieces(), 1);
    let mut ln = Vec::with_capacity(settings.draws);
    let mut blocks: Option<Blocks> = None;
    progress.start("drawing", settings.draws as u64);
    for (place, piece) in proposal.sample_pieces(settings.draws, rows, settings.seed).enumerate() {
        let of_all = |error| in_all(error, place * rows);
        let draws = piece.map_err(of_all)?;
        let values = values(&mut kernels, &draws);
        if let Some(row) = values.iter().position(|value| !value.is_finite()) {
            return Err(ReweightError::NotFinite { draw: place * rows + row, value: values[row] });
        }
        let found = values - proposal.log_density_batch(draws.view()).map_err(of_all)?;
        let blocks = blocks.get_or_insert_with(|| Blocks::new(settings.order, centre(&draws)));
        let begins = place % together == 0;
        if begins && blocks.count() == BLOCKS {
            blocks.merge_pairs();
            together *= 2;
        }
        blocks.add(begins, draws.view(), found.view());
        ln.extend(found);
        progress.advance(draws.nrows() as u64);
        if progress.is_stopped() {
            break;
        }
    }
    let blocks = blocks.filter(|_| ln.len() > 1).ok_or(ReweightError::Stopped)?;
    let (draws, weights) = (ln.len(), Weights::new(ln));
    Ok(Reweighting {
        dimension: proposal.dimension(),
        draws,
        share: weights.share(),
        pareto: weights.pareto(),
        ln_z: weights.ln_z(),
        divergence: weights.divergence(),
        blocks: blocks.count(),
        orders: blocks.estimates()?,
    })
}

/// S of every row; all threads share the rows.
fn values(kernels: &mut [Kernel], draws: &Array2<f64>) -> Array1<f64> {
    let each = draws.nrows().div_ceil(kernels.len()).max(1);
    let parts: Vec<_> = draws.axis_chunks_iter(Axis(0), each).collect();
    let part = |(rows, kernel): (ArrayView2<'_, f64>, &mut Kernel)| -> Vec<f64> {
        let mut gradient = vec![0.0; rows.ncols()];
        let mut value = |row: &[f64]| kernel.value_and_gradient(row, &mut gradient);
        rows.outer_iter().map(|row| value(row.as_slice().unwrap_or_default())).collect()
    };
    let values: Vec<Vec<f64>> = parts.into_par_iter().zip(kernels).map(part).collect();
    values.concat().into()
}

fn centre(draws: &Array2<f64>) -> Vec<f64> {
    draws.mean_axis(Axis(0)).map_or_else(Vec::new, |mean| mean.to_vec())
}

/// The row among all draws.
fn in_all(error: EvaluationError, before: usize) -> ReweightError {
    ReweightError::Draw(match error {
        EvaluationError::NotFinite { operation, row } => {
            EvaluationError::NotFinite { operation, row: before + row }
        }
        error => error,
    })
}
