//! Whether the start is a saddle of the loss.

use super::real::Real;
use super::trainer::Trainer;

/// Blocks of samples whose gradients are compared.
const BLOCKS: usize = 16;

/// Samples of a block, at most and at least.
const MOST_ROWS: usize = 4096;
const FEWEST_ROWS: usize = 4;

/// In an epoch of fewer steps the gradient of a batch is nearly that of all samples, which no noise hides.
const FEWEST_STEPS: u64 = 8;

/// Entries of a gradient that are looked at, at most.
const ENTRIES: usize = 100_000;

/// Standard deviations that the gradients of symmetric data do not exceed.
const DEVIATIONS: f64 = 4.0;

impl<T: Real> Trainer<T> {
    /// Whether the gradient of χ at the identity is noise.
    ///
    /// # Formula
    /// With the gradients g_a of disjoint blocks of samples, Σ_{a<b} g_a·g_b has the mean B (B - 1) |⟨g⟩|² / 2. Where
    /// ⟨g⟩ vanishes its variance is that of uncorrelated terms, which Σ_{a<b} (g_a·g_b)² estimates.
    pub(super) fn is_saddle(&mut self) -> bool {
        let rows = (self.data.nrows() / BLOCKS).min(MOST_ROWS);
        if self.options.noise > 0.0
            || self.is_chosen()
            || self.layout.depth == 0
            || self.layout.second() == 0
            || rows < FEWEST_ROWS
            || self.steps_of_epoch() < FEWEST_STEPS
        {
            return false;
        }
        let gradients: Vec<_> = (0..BLOCKS).map(|block| self.coupling_gradient(block * rows, rows)).collect();
        let (mut sum, mut squares) = (0.0, 0.0);
        for (place, a) in gradients.iter().enumerate() {
            for b in &gradients[..place] {
                let product: f64 = a.iter().zip(b).map(|(a, b)| a * b).sum();
                sum += product;
                squares += product * product;
            }
        }
        sum <= DEVIATIONS * squares.sqrt()
    }

    /// The mean gradient of the couplings of the first layer over some samples: at the identity all layers have the same.
    fn coupling_gradient(&mut self, first: usize, rows: usize) -> Vec<f64> {
        let layout = self.layout;
        let entries = layout.features() * layout.second();
        let stride = entries.div_ceil(ENTRIES);
        let rows: Vec<u32> = (first as u32..).take(rows).collect();
        let mut sum = vec![0.0; entries.div_ceil(stride)];
        for rows in rows.chunks(self.options.batch) {
            self.batch.gradient(&self.state.parameters, self.data.view(), rows);
            let gradient = &self.batch.gradient[layout.couplings_start()..][..entries];
            for (sum, value) in sum.iter_mut().zip(gradient.iter().step_by(stride)) {
                *sum += value.wide() * rows.len() as f64;
            }
        }
        sum
    }
}
