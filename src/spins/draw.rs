//! Draws of networks of spins: of autoregressive ones spin after spin, exactly.

use ndarray::{Array1, Array2, ArrayView1};
use rand::rngs::Xoshiro256PlusPlus;
use rayon::prelude::*;

use super::chains::spin_in;
use super::network::{Network, seen};
use crate::network::Linear;
use crate::random::generator;

/// Rows with a stream of random numbers of their own.
const ROWS: usize = 256;

impl Network {
    /// So many independent states, a state a row; `None` for a restricted Boltzmann machine, which has no order of its spins. The same seed gives the same
    /// states, whatever the number of threads.
    ///
    /// # Formula
    /// s_i = +1 with the probability σ(2 u_i), one spin after the other. Of a masked network each unit is evaluated once, when the spins that it sees are
    /// there.
    ///
    /// # Cost
    /// Of each state that of one evaluation.
    pub fn draw(&self, rows: usize, seed: u64) -> Option<Array2<f64>> {
        let plan = match self {
            Network::Rbm { .. } => return None,
            Network::Logistic(_) => Vec::new(),
            Network::Made { layers, .. } => plan(layers, self.spins()),
        };
        let n = self.spins();
        let mut states = vec![0.0; rows * n];
        let pieces = states.par_chunks_mut(ROWS * n.max(1)).enumerate();
        pieces.for_each(|(piece, states)| {
            let mut generator = generator(seed, piece as u64);
            states.chunks_exact_mut(n).for_each(|state| self.draw_one(&plan, state, &mut generator));
        });
        Some(Array2::from_shape_vec((rows, n), states).expect("a number for each spin"))
    }

    fn draw_one(&self, plan: &[Vec<Vec<usize>>], state: &mut [f64], generator: &mut Xoshiro256PlusPlus) {
        let mut next = |u: f64| spin_in(u, generator);
        match self {
            Network::Logistic(units) => {
                for i in 0..state.len() {
                    let before = ArrayView1::from(&state[..i]);
                    let u = units.bias[i] + units.weight.row(i).slice(ndarray::s![..i]).dot(&before);
                    state[i] = next(u);
                }
            }
            Network::Made { layers, squash, bits } => {
                let widths = layers.iter().map(|layer| Array1::zeros(layer.bias.len()));
                let mut values: Vec<Array1<f64>> =
                    [Array1::zeros(state.len())].into_iter().chain(widths).collect();
                for i in 0..state.len() {
                    for (place, layer) in layers.iter().enumerate() {
                        let is_last = place + 1 == layers.len();
                        for &unit in &plan[place][i] {
                            let sum = layer.bias[unit] + layer.weight.row(unit).dot(&values[place]);
                            values[place + 1][unit] = if is_last { sum } else { squash.of(sum) };
                        }
                    }
                    state[i] = next(values[layers.len()][i] / 2.0);
                    values[0][i] = if *bits { (1.0 + state[i]) / 2.0 } else { state[i] };
                }
            }
            Network::Rbm { .. } => {}
        }
    }
}

/// The units of each layer by the number of spins that they see.
fn plan(layers: &[Linear<f64>], n: usize) -> Vec<Vec<Vec<usize>>> {
    let of_layer = |(place, seen): (usize, Vec<usize>)| {
        let mut units = vec![Vec::new(); n];
        for (unit, &spins) in seen.iter().enumerate() {
            // Outputs are wanted one by one, whatever they see; a unit that sees all spins feeds none of them.
            if let Some(list) = units.get_mut(if place + 1 == layers.len() { unit } else { spins }) {
                list.push(unit);
            }
        }
        units
    };
    seen(layers).into_iter().enumerate().map(of_layer).collect()
}
