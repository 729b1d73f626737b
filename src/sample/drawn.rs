use ndarray::Array2;

/// What one chain drew, tuning left out.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ChainDraws {
    /// The draws, shape (n, d).
    pub draws: Array2<f64>,
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
#[derive(Clone, Debug, PartialEq)]
pub struct Drawn {
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
    /// The number of draws over all chains.
    #[must_use]
    pub fn draws(&self) -> usize {
        self.chains.iter().map(|chain| chain.draws.nrows()).sum()
    }
}
