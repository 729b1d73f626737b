//! A known theory p = exp(S)/Z by draws of a trained network q: ln Z, means and cumulants by importance sampling.
//!
//! - [`reweight`] draws, weighs and sums up; [`Reweighting`] is what it finds, and [`Reweighting::doubts`] says why that may be wrong.
//! - [`Weights`] are the weights of all draws: ln Z, the effective share, the tail, KL(q|p).
//! - [`tail_index`] fits a generalised Pareto distribution.

mod blocks;
mod draw;
mod error;
mod pareto;
mod weights;

pub use draw::{Settings, reweight};
pub use error::ReweightError;
pub use pareto::tail_index;
pub use weights::Weights;

pub use crate::statistics::Measured;
use crate::statistics::{Estimate, FEW_BLOCKS};
use crate::text::counted;

/// Above this index means of weights converge too slowly to be of use (Vehtari and others, arXiv:1507.02646).
const HEAVY: f64 = 0.7;

/// Where a smaller share of the draws counts, the network is another distribution,
const LOW_SHARE: f64 = 0.01;

/// and fewer effective draws say little about their own errors.
const FEW_DRAWS: f64 = 100.0;

/// A theory as the draws of a network see it.
#[derive(Clone, Debug, PartialEq)]
pub struct Reweighting {
    /// The number of variables d.
    pub dimension: usize,
    /// The draws; fewer than asked for where the work was stopped.
    pub draws: usize,
    /// The effective share (Σ w)² / (n Σ w²) of the draws (Kish).
    pub share: f64,
    /// The Pareto index k of the tail of the weights; `None` where there are too few draws, or all weights are the same.
    pub pareto: Option<f64>,
    /// ln Z.
    pub ln_z: Measured,
    /// The divergence KL(q|p) = E_q[ln q - S] + ln Z of the network from the theory.
    pub divergence: Measured,
    /// The blocks that standard errors are from.
    pub blocks: usize,
    /// The cumulants of order 1, 2, .. with their standard errors; none where there are fewer than 16 blocks.
    pub orders: Vec<Estimate>,
}

impl Reweighting {
    /// The number of independent draws of the theory that would do as well, roughly.
    pub fn effective_draws(&self) -> f64 {
        self.share * self.draws as f64
    }

    /// Why these numbers may be wrong, in words; empty where nothing speaks against them.
    pub fn doubts(&self) -> Vec<String> {
        let found = doubts(self.pareto, self.share, self.effective_draws());
        let rough = (self.blocks < FEW_BLOCKS).then(|| {
            let blocks = counted(self.blocks, "block", "blocks");
            format!("{blocks} of draws are too few for cumulants with errors, which take {FEW_BLOCKS}")
        });
        found.into_iter().chain(rough).collect()
    }
}

/// Why what these weights give may be wrong, in words.
pub fn doubts_of(weights: &Weights) -> Vec<String> {
    doubts(weights.pareto(), weights.share(), weights.effective())
}

fn doubts(pareto: Option<f64>, share: f64, effective: f64) -> Vec<String> {
    let heavy = pareto.filter(|&k| k > HEAVY).map(|k| {
        format!(
            "the weights have a heavy tail, k = {k:.2} > {HEAVY}: the network is too narrow for the theory, few draws \
             decide, and errors are too small"
        )
    });
    let low = (share < LOW_SHARE).then(|| {
        format!("only {:.2} % of the draws count: the network is far from the theory", 100.0 * share)
    });
    let few = (effective < FEW_DRAWS)
        .then(|| format!("{effective:.1} effective draws are too few to trust their errors"));
    [heavy, low, few].into_iter().flatten().collect()
}
