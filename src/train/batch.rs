//! The loss of a batch and its gradient, on all threads.

use faer::Mat;
use ndarray::ArrayView2;
use rayon::prelude::*;

use super::heads::Heads;
use super::inverse::determinant_and_inverse;
use super::layout::Layout;
use super::optimize::PARAMETERS;
use super::real::{Real, vectorised};
use super::shard::Shard;
use super::table::SAMPLES;
use crate::action::gaussian_normalisation;

#[derive(Debug)]
pub(super) struct Batch<T> {
    layout: Layout,
    shards: Vec<Shard<T>>,
    /// The mean over the batch of the gradient of -ln p.
    pub(super) gradient: Vec<T>,
}

impl<T: Real> Batch<T> {
    /// For batches of at most so many samples.
    pub(super) fn new(layout: Layout, samples: usize) -> Batch<T> {
        let shards = (0..samples.div_ceil(SAMPLES)).map(|_| Shard::new(layout)).collect();
        Batch { layout, shards, gradient: vec![T::zero(); layout.len()] }
    }

    /// The numbers that a batch holds; `None` where they cannot be counted.
    pub(super) fn size(layout: &Layout, samples: usize) -> Option<usize> {
        samples.div_ceil(SAMPLES).checked_mul(Shard::<T>::size(layout)?)?.checked_add(layout.len())
    }

    /// The mean of -ln p over these rows of the data; its gradient is in `gradient`.
    ///
    /// Shards are summed in their order, so that the result does not depend on the number of threads.
    pub(super) fn gradient(&mut self, parameters: &[T], data: ArrayView2<'_, T>, rows: &[u32]) -> f64 {
        let layout = self.layout;
        let used = rows.len().div_ceil(SAMPLES);
        let shards = &mut self.shards[..used];
        let heads = Heads::new(&layout, parameters);
        let (sums, inverses): (Vec<f64>, Vec<_>) = rayon::join(
            || {
                let tasks = shards.par_iter_mut().zip(rows.par_chunks(SAMPLES)).with_max_len(1);
                let task = |(shard, rows): (&mut Shard<T>, &[u32])| {
                    let count = shard.load(data, rows.iter().map(|&row| row as usize));
                    let sum = shard.forward(parameters, &heads, count);
                    shard.backward(parameters, &heads, count);
                    sum
                };
                tasks.map(task).collect()
            },
            || inverses(&layout, parameters),
        );
        let share = T::of(1.0 / rows.len() as f64);
        let shards = &self.shards[..used];
        let parts = self.gradient.par_chunks_mut(PARAMETERS).enumerate();
        parts.for_each(|(part, out)| {
            out.fill(T::zero());
            for shard in shards {
                let own = &shard.gradient[part * PARAMETERS..][..out.len()];
                vectorised(|| out.iter_mut().zip(own).for_each(|(out, own)| *out += *own));
            }
            out.iter_mut().for_each(|out| *out *= share);
        });
        for (layer, (_, inverse)) in inverses.iter().enumerate() {
            let (mut weight, _) = layout.linear_mut(&mut self.gradient, layer);
            for ((i, j), out) in weight.indexed_iter_mut() {
                *out -= inverse[(j, i)];
            }
        }
        heads.finish(&layout, &mut self.gradient);
        sums.iter().sum::<f64>() / rows.len() as f64 + constant(&layout, &inverses)
    }

    /// The mean of -ln p over all rows of the data.
    pub(super) fn loss(&mut self, parameters: &[T], data: ArrayView2<'_, T>) -> f64 {
        let rows = data.nrows();
        let heads = Heads::new(&self.layout, parameters);
        let mut sum = 0.0;
        for start in (0..rows).step_by(SAMPLES * self.shards.len()) {
            let shards = self.shards.par_iter_mut().enumerate();
            let sums: Vec<f64> = shards
                .map(|(place, shard)| {
                    let start = (start + place * SAMPLES).min(rows);
                    let count = shard.load(data, start..(start + SAMPLES).min(rows));
                    shard.forward(parameters, &heads, count)
                })
                .collect();
            sum += sums.iter().sum::<f64>();
        }
        sum / rows as f64 + constant(&self.layout, &inverses(&self.layout, parameters))
    }
}

fn inverses<T: Real>(layout: &Layout, parameters: &[T]) -> Vec<(f64, Mat<T>)> {
    (0..=layout.depth)
        .into_par_iter()
        .map(|layer| determinant_and_inverse(layout.weight(parameters, layer)))
        .collect()
}

/// (d/2) ln 2π - Σ_l ln |det W_l|.
fn constant<T>(layout: &Layout, inverses: &[(f64, Mat<T>)]) -> f64 {
    -gaussian_normalisation(layout.dimension) - inverses.iter().map(|(ln_abs_det, _)| ln_abs_det).sum::<f64>()
}
