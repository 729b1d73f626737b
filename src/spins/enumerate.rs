//! Exact thermodynamics of few spins, by all their states.

use rayon::prelude::*;

/// Means over all states of p(s) = exp(β S(s))/Z.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Thermodynamics {
    /// β.
    pub beta: f64,
    /// ln Z.
    pub ln_z: f64,
    /// The mean energy E = -S.
    pub energy: f64,
    /// The heat capacity C_v = β² Var(E).
    pub heat: f64,
    /// The mean of |m|, with m = Σ_i s_i/N.
    pub magnetisation: f64,
    /// The mean of m².
    pub square: f64,
    /// Binder's cumulant 1 - ⟨m⁴⟩/(3 ⟨m²⟩²); NaN where ⟨m²⟩ vanishes.
    pub binder: f64,
}

impl Thermodynamics {
    /// The means at β of S at all states, in the order of [`couplings`](super::couplings).
    ///
    /// # Panics
    /// When the number of values is no power of two.
    pub fn of(values: &[f64], beta: f64) -> Thermodynamics {
        assert!(values.len().is_power_of_two(), "a value for each state");
        let n = f64::from(values.len().ilog2());
        // The state of the largest weight; all else is written in differences from it.
        let by_sign = if beta < 0.0 { f64::min } else { f64::max };
        let largest = values.iter().copied().reduce(by_sign).unwrap_or(0.0);
        // Weights, and with them S, the size of m, m², m⁴.
        let [weights, mean, magnetisation, square, fourth] = sums(values, |state, s| {
            let weight = (beta * (s - largest)).exp();
            let m = if n > 0.0 { 1.0 - 2.0 * f64::from(state.count_ones()) / n } else { 0.0 };
            [1.0, s - largest, m.abs(), m * m, m.powi(4)].map(|term| weight * term)
        });
        let [mean, magnetisation, square, fourth] =
            [mean, magnetisation, square, fourth].map(|sum| sum / weights);
        // The variance about the mean; that of squares would lose digits.
        let [spread] = sums(values, |_, s| {
            let apart = s - largest;
            [(beta * apart).exp() * (beta * (apart - mean)).powi(2)]
        });
        Thermodynamics {
            beta,
            ln_z: beta * largest + weights.ln(),
            energy: -(largest + mean),
            heat: spread / weights,
            magnetisation,
            square,
            binder: 1.0 - fourth / (3.0 * square * square),
        }
    }
}

/// Sums over all states, in blocks whose sums are added up: fewer roundings than one by one.
fn sums<const K: usize>(values: &[f64], terms: impl Fn(usize, f64) -> [f64; K] + Sync) -> [f64; K] {
    const BLOCK: usize = 512;
    let add = |mut sum: [f64; K], terms: [f64; K]| {
        sum.iter_mut().zip(terms).for_each(|(sum, term)| *sum += term);
        sum
    };
    let block = |(block, values): (usize, &[f64])| {
        let states = values.iter().enumerate().map(|(place, s)| terms(block * BLOCK + place, *s));
        states.fold([0.0; K], add)
    };
    let blocks: Vec<[f64; K]> = values.par_chunks(BLOCK).enumerate().map(block).collect();
    blocks.into_iter().fold([0.0; K], add)
}
