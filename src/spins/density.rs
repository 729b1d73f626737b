//! What gives states of spins a density: an action or a network.

use ndarray::ArrayView2;
use rayon::prelude::*;

use super::{Network, Thermodynamics, values};
use crate::action::{Kernel, SparseAction};

/// An action of spins or a network of them: S(s), and p(s) = exp(S)/Z.
#[derive(Clone, Debug)]
pub enum Density {
    /// An action.
    Action(SparseAction<f64>),
    /// A network.
    Network(Network),
}

impl Density {
    /// The number N of spins.
    pub fn spins(&self) -> usize {
        match self {
            Density::Action(action) => action.dimension(),
            Density::Network(network) => network.spins(),
        }
    }

    /// Whether it is an autoregressive network: ln Z = 0.
    pub fn is_normalised(&self) -> bool {
        matches!(self, Density::Network(network) if network.is_normalised())
    }

    /// S of every row; ln p of an autoregressive network.
    ///
    /// # Panics
    /// When the rows have another number of spins.
    pub fn actions(&self, states: ArrayView2<'_, f64>) -> Vec<f64> {
        match self {
            Density::Network(network) => network.actions(states),
            Density::Action(action) => {
                let kernel = Kernel::new(action);
                let rows: Vec<Vec<f64>> = states.outer_iter().map(|row| row.to_vec()).collect();
                let work = || (kernel.clone(), vec![0.0; states.ncols()]);
                let value = |(kernel, gradient): &mut (Kernel, Vec<f64>), row: Vec<f64>| {
                    kernel.value_and_gradient(&row, gradient)
                };
                rows.into_par_iter().map_init(work, value).collect()
            }
        }
    }

    /// S at all states.
    ///
    /// # Errors
    /// When there are more than [`MAX_SPINS`](super::MAX_SPINS) spins.
    pub fn values(&self) -> Result<Vec<f64>, super::TooManySpins> {
        match self {
            Density::Network(network) => network.values(),
            Density::Action(action) => values(action),
        }
    }

    /// ln Z: none of autoregressive networks, and else by all states of up to [`MAX_SPINS`](super::MAX_SPINS) spins.
    pub fn ln_z(&self) -> Option<f64> {
        match self.is_normalised() {
            true => Some(0.0),
            false => Some(Thermodynamics::of(&self.values().ok()?, 1.0).ln_z),
        }
    }
}
