//! Couplings of anything that has S, by flipping spins at given states.

use ndarray::{Array1, Array2};

use super::Density;

/// The mean and the spread over states of one effective coupling.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effective {
    /// The mean.
    pub mean: f64,
    /// The standard deviation; zero where nothing of a higher rank contains the subset.
    pub spread: f64,
}

/// S at states and at those with one spin flipped.
#[derive(Debug)]
pub struct Flips<'a> {
    density: &'a Density,
    states: &'a Array2<f64>,
    /// Without a flip, and with that of each spin.
    singles: Vec<Array1<f64>>,
}

impl<'a> Flips<'a> {
    /// # Cost
    /// N + 1 values of S for each state.
    ///
    /// # Panics
    /// When the states have another number of spins.
    pub fn new(density: &'a Density, states: &'a Array2<f64>) -> Flips<'a> {
        let mut flips = Flips { density, states, singles: Vec::new() };
        let subsets = std::iter::once(Vec::new()).chain((0..states.ncols()).map(|spin| vec![spin]));
        flips.singles = subsets.map(|subset| flips.flipped(&subset)).collect();
        flips
    }

    /// The coupling of a subset A at every state: K_A(s) Π_{i in A} s_i/(-2)^k with K_A(s) = Σ_{B in A} (-1)^{k-|B|} S(s with B flipped), k = |A|. It is the sum of J_B Π_{i in B but
    /// not in A} s_i over all B that contain A, so J_A at every state where nothing of a higher rank contains A.
    ///
    /// # Cost
    /// 2^k - k - 1 values of S for each state.
    ///
    /// # Panics
    /// When a spin of the subset is not there.
    pub fn effective(&self, subset: &[usize]) -> Effective {
        let mut sum: Array1<f64> = Array1::zeros(self.states.nrows());
        for chosen in 0u64..1 << subset.len() {
            let flipped: Vec<usize> = (0..subset.len())
                .filter(|place| chosen >> place & 1 == 1)
                .map(|place| subset[place])
                .collect();
            let sign = if flipped.len().is_multiple_of(2) { 1.0 } else { -1.0 };
            match flipped[..] {
                [] => sum.scaled_add(sign, &self.singles[0]),
                [spin] => sum.scaled_add(sign, &self.singles[spin + 1]),
                _ => sum.scaled_add(sign, &self.flipped(&flipped)),
            }
        }
        let factor = 0.5f64.powi(subset.len() as i32);
        for (coupling, state) in sum.iter_mut().zip(self.states.outer_iter()) {
            *coupling *= factor * subset.iter().map(|&spin| state[spin]).product::<f64>();
        }
        Effective { mean: sum.mean().unwrap_or(0.0), spread: sum.std(0.0) }
    }

    fn flipped(&self, subset: &[usize]) -> Array1<f64> {
        let mut moved = self.states.clone();
        subset.iter().for_each(|&spin| moved.column_mut(spin).mapv_inplace(|s| -s));
        self.density.actions(moved.view()).into()
    }
}
