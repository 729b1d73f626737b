//! What gives states of spins a density: an action or a network.

use ndarray::{Array1, Array2, ArrayView2};
use rayon::prelude::*;

use super::{MAX_SPINS, Network, Thermodynamics, values};
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
    /// When there are more than [`MAX_SPINS`] spins.
    pub fn values(&self) -> Result<Vec<f64>, super::TooManySpins> {
        match self {
            Density::Network(network) => network.values(),
            Density::Action(action) => values(action),
        }
    }

    /// ln Z: none of autoregressive networks, and else by all states of up to [`MAX_SPINS`] spins.
    pub fn ln_z(&self) -> Option<f64> {
        match self {
            Density::Network(network) if network.is_normalised() => Some(0.0),
            _ if self.spins() <= MAX_SPINS => Some(Thermodynamics::of(&self.values().ok()?, 1.0).ln_z),
            _ => None,
        }
    }

    /// The differences K_A(s) = Σ_{B in A} (-1)^{|A|-|B|} S(s with B flipped) of subsets A, for every row: of a subset of k spins (-2)^k Π_{i in A} s_i times
    /// the sum of J_B Π s over all B that contain A. So K_A Π s_i/(-2)^k is J_A, the same at all states, where nothing of a higher rank contains A.
    ///
    /// # Cost
    /// 2^k values of S for each subset and row.
    pub fn differences(&self, states: ArrayView2<'_, f64>, subset: &[usize]) -> Array1<f64> {
        let mut sum = Array1::zeros(states.nrows());
        for flipped in 0u32..1 << subset.len() {
            let mut moved: Array2<f64> = states.to_owned();
            for (_, &spin) in subset.iter().enumerate().filter(|(place, _)| flipped >> place & 1 == 1) {
                moved.column_mut(spin).mapv_inplace(|s| -s);
            }
            let sign = if (subset.len() as u32 - flipped.count_ones()) % 2 == 0 { 1.0 } else { -1.0 };
            sum.scaled_add(sign, &Array1::from(self.actions(moved.view())));
        }
        sum
    }
}
