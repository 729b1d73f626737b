//! What the chains drew and how they fared.

use crate::data::Samples;

/// What one chain did, tuning left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChainDraws {
    /// S at each draw.
    pub values: Vec<f64>,
    /// The energy of the trajectory at each draw.
    pub energies: Vec<f64>,
    /// The sum of the depths of all trees.
    pub depths: u64,
    /// Draws whose tree reached the largest depth.
    pub saturated: usize,
    /// Draws whose trajectory diverged.
    pub divergences: usize,
    /// The fitted step size.
    pub step_size: f64,
    /// Evaluations of the gradient, tuning included.
    pub gradients: u64,
}

/// What all chains drew.
#[derive(Debug)]
pub struct Drawn {
    /// The draws, shape (n, d), chain after chain. They may also be in a file.
    pub draws: Samples,
    /// The chains in order.
    pub chains: Vec<ChainDraws>,
    /// Whether it was stopped before all draws were there.
    pub stopped: bool,
    /// The seconds until the last chain was tuned.
    pub tuning_seconds: f64,
    /// The seconds in all.
    pub seconds: f64,
}

impl Drawn {
    /// The draws of each chain.
    pub fn by_chain(&self) -> impl Iterator<Item = Samples> + '_ {
        let mut end = 0;
        self.draws.chains().iter().map(move |&rows| {
            end += rows;
            self.draws.part(end - rows, rows)
        })
    }
}
