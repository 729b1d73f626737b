//! Networks whose variables are spins, and their actions.

use ndarray::{Array1, ArrayView2};
use rayon::prelude::*;

use super::{MAX_SPINS, TooManySpins};
use crate::network::Linear;

/// A network of spins. Units in bits were turned into such of spins when they were read.
#[derive(Clone, Debug, PartialEq)]
pub enum Network {
    /// A restricted Boltzmann machine: S(s) = c + a · s + Σ_k ln 2cosh(b_k + w_k · s), not normalised.
    Rbm {
        /// The constant c, which machines in bits have.
        constant: f64,
        /// The fields a of the visible spins.
        visible: Array1<f64>,
        /// The hidden units b_k + w_k · s, weights of shape (units, N).
        hidden: Linear<f64>,
    },
    /// Logistic autoregressive units: S(s) = Σ_i [s_i u_i - ln 2cosh u_i] with u_i = b_i + Σ_{j<i} w_ij s_j, normalised.
    Logistic(Linear<f64>),
    /// A masked network with hidden layers whose outputs are 2 u_i, which depend on earlier spins only; normalised.
    Made {
        /// The layers, masks included.
        layers: Vec<Linear<f64>>,
        /// What is between them.
        squash: Squash,
        /// Whether it reads bits, 1 for +1 and 0 for -1.
        bits: bool,
    },
}

/// The activation between the layers of a masked network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "said by their names")]
pub enum Squash {
    Relu,
    Tanh,
    Sigmoid,
}

/// ln 2cosh u, without overflow.
pub(super) fn ln_two_cosh(u: f64) -> f64 {
    u.abs() + (-2.0 * u.abs()).exp().ln_1p()
}

impl Network {
    /// Whether S is normalised, ln Z = 0.
    pub fn is_normalised(&self) -> bool {
        !matches!(self, Network::Rbm { .. })
    }

    /// The number N of spins.
    pub fn spins(&self) -> usize {
        match self {
            Network::Rbm { visible, .. } => visible.len(),
            Network::Logistic(units) => units.bias.len(),
            Network::Made { layers, .. } => layers.first().map_or(0, |layer| layer.weight.ncols()),
        }
    }

    /// S at a state of spins; ln p of autoregressive networks.
    ///
    /// # Panics
    /// When the state has another number of spins.
    pub fn action(&self, state: &[f64]) -> f64 {
        let state = Array1::from(state.to_vec());
        match self {
            Network::Rbm { constant, visible, hidden } => {
                constant
                    + visible.dot(&state)
                    + at(hidden, &state).iter().map(|u| ln_two_cosh(*u)).sum::<f64>()
            }
            Network::Logistic(units) => normalised(&state, &at(units, &state)),
            Network::Made { layers, squash, bits } => {
                let mut values = if *bits { state.mapv(|s| (1.0 + s) / 2.0) } else { state.clone() };
                for (place, layer) in layers.iter().enumerate() {
                    if place > 0 {
                        values.mapv_inplace(|x| squash.of(x));
                    }
                    values = at(layer, &values);
                }
                normalised(&state, &(values / 2.0))
            }
        }
    }

    /// S of every row.
    ///
    /// # Panics
    /// When the rows have another number of spins.
    pub fn actions(&self, states: ArrayView2<'_, f64>) -> Vec<f64> {
        let rows: Vec<_> = states.outer_iter().collect();
        rows.into_par_iter().map(|state| self.action(&state.to_vec())).collect()
    }

    /// S at all states, in the order of [`couplings`](super::couplings).
    ///
    /// # Errors
    /// When there are more than [`MAX_SPINS`] spins.
    pub fn values(&self) -> Result<Vec<f64>, TooManySpins> {
        let n = self.spins();
        if n > MAX_SPINS {
            return Err(TooManySpins(n));
        }
        let of_state = |place: usize| {
            let state: Vec<f64> =
                (0..n).map(|spin| if place >> spin & 1 == 1 { -1.0 } else { 1.0 }).collect();
            self.action(&state)
        };
        Ok((0..1usize << n).into_par_iter().map(of_state).collect())
    }
}

/// The last spin that each unit of each layer sees, counted from 1; 0 for none.
pub(super) fn seen(layers: &[Linear<f64>]) -> Vec<Vec<usize>> {
    let mut all: Vec<Vec<usize>> = Vec::new();
    let spins: Vec<usize> = (1..=layers.first().map_or(0, |layer| layer.weight.ncols())).collect();
    for layer in layers {
        let before = all.last().unwrap_or(&spins);
        let last = |row: ndarray::ArrayView1<'_, f64>| {
            row.iter().zip(before).filter(|(w, _)| **w != 0.0).map(|(_, last)| *last).max().unwrap_or(0)
        };
        let units = layer.weight.rows().into_iter().map(last).collect();
        all.push(units);
    }
    all
}

/// Σ_i [s_i u_i - ln 2cosh u_i].
fn normalised(state: &Array1<f64>, u: &Array1<f64>) -> f64 {
    state.iter().zip(u).map(|(s, u)| s * u - ln_two_cosh(*u)).sum()
}

fn at(layer: &Linear<f64>, values: &Array1<f64>) -> Array1<f64> {
    layer.weight.dot(values) + &layer.bias
}

impl Squash {
    pub(super) fn of(self, x: f64) -> f64 {
        match self {
            Squash::Relu => x.max(0.0),
            Squash::Tanh => x.tanh(),
            Squash::Sigmoid => 1.0 / (1.0 + (-x).exp()),
        }
    }
}
