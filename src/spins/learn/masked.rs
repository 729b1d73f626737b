//! Masked networks with hidden layers (MADE).

use faer::Accum;
use ndarray::{Array1, Array2, ArrayView2, Axis, Zip};
use rand_distr::{Distribution, StandardNormal};

use super::training::Model;
use super::{loss_and_slopes, prior};
use crate::Threads;
use crate::descent::{Objective, Until};
use crate::network::Linear;
use crate::product::product;
use crate::random::generator;
use crate::spins::{Network, Squash};

/// The loss on test states is the judge, not the gradient.
pub(super) const UNTIL: Until = Until { gradient: 1e-7, change: 1e-12, steps: 3000 };

/// Which unit sees which, a matrix for each layer, shape (outputs, inputs).
fn masks(n: usize, widths: &[usize]) -> Vec<Array2<f64>> {
    let mut before: Vec<usize> = (1..=n).collect();
    let mut masks = Vec::new();
    let mask = |seen: &[usize], before: &[usize], is_seen: fn(usize, usize) -> bool| {
        Array2::from_shape_fn((seen.len(), before.len()), |(k, j)| f64::from(is_seen(before[j], seen[k])))
    };
    for &width in widths {
        let seen: Vec<usize> = (0..width).map(|k| if n > 1 { 1 + k % (n - 1) } else { 0 }).collect();
        masks.push(mask(&seen, &before, |before, seen| before <= seen));
        before = seen;
    }
    let outputs: Vec<usize> = (1..=n).collect();
    masks.push(mask(&outputs, &before, |before, output| before < output));
    masks
}

/// The loss over the weights and biases of masked layers with ReLU between them.
pub(super) struct Masked<'a> {
    states: ArrayView2<'a, f64>,
    masks: Vec<Array2<f64>>,
}

impl<'a> Masked<'a> {
    /// Hidden unit k sees the first m = 1 + (k mod N - 1) spins, output i the units with m ≤ i.
    pub(super) fn new(states: ArrayView2<'a, f64>, widths: &[usize]) -> Masked<'a> {
        Masked { states, masks: masks(states.ncols(), widths) }
    }

    /// Weights of unit size for each unit that is seen, in the order of [`Masked::layers`]; outputs begin at zero.
    pub(super) fn start(&self, seed: u64) -> Vec<f64> {
        let mut generator = generator(seed, 0);
        let mut numbers = Vec::new();
        for (place, mask) in self.masks.iter().enumerate() {
            for row in mask.outer_iter() {
                let size = if place + 1 < self.masks.len() { (2.0 / row.sum().max(1.0)).sqrt() } else { 0.0 };
                numbers.extend(row.iter().map(|mask| {
                    let normal: f64 = StandardNormal.sample(&mut generator);
                    mask * size * normal
                }));
            }
            numbers.resize(numbers.len() + mask.nrows(), 0.0);
        }
        numbers
    }

    fn layers(&self, numbers: &[f64]) -> Vec<Linear<f64>> {
        let mut left = numbers;
        let mut take = |count: usize| {
            let (taken, rest) = left.split_at(count);
            left = rest;
            taken.to_vec()
        };
        let layer = |mask: &Array2<f64>| {
            let weight = Array2::from_shape_vec(mask.dim(), take(mask.len())).expect("a weight for each");
            Linear { weight: weight * mask, bias: Array1::from(take(mask.nrows())) }
        };
        self.masks.iter().map(layer).collect()
    }

    /// What each layer gives, from the states on; the last one are u.
    fn forward(layers: &[Linear<f64>], states: ArrayView2<'_, f64>) -> Vec<Array2<f64>> {
        let mut values = vec![states.to_owned()];
        for (place, layer) in layers.iter().enumerate() {
            let mut next = Array2::zeros((states.nrows(), layer.bias.len()));
            next += &layer.bias;
            let is_last = place + 1 == layers.len();
            product(next.view_mut(), Accum::Add, 1.0, values[place].view(), layer.weight.t(), Threads::All);
            // Outputs are 2 u.
            next.mapv_inplace(|x| if is_last { x / 2.0 } else { x.max(0.0) });
            values.push(next);
        }
        values
    }
}

impl Model for Masked<'_> {
    fn until(&self) -> Until {
        UNTIL
    }

    fn is_convex(&self) -> bool {
        false
    }

    fn outputs(&self, numbers: &[f64], states: ArrayView2<'_, f64>) -> Array2<f64> {
        Self::forward(&self.layers(numbers), states).pop().unwrap_or_default()
    }

    fn prior(&self, numbers: &[f64]) -> f64 {
        prior(numbers, self.states.nrows())
    }

    fn network(&self, numbers: &[f64]) -> Network {
        Network::Made { layers: self.layers(numbers), squash: Squash::Relu, bits: false }
    }
}

impl Objective for Masked<'_> {
    fn evaluate(&mut self, numbers: &[f64], gradient: &mut [f64]) -> Result<f64, &'static str> {
        let layers = self.layers(numbers);
        let mut values = Self::forward(&layers, self.states);
        let mut slopes = values.pop().unwrap_or_default();
        let loss = loss_and_slopes(&mut slopes, self.states);
        slopes.mapv_inplace(|slope| slope / 2.0);
        let mut end = gradient.len();
        for (place, (layer, mask)) in layers.iter().zip(&self.masks).enumerate().rev() {
            let mut weight = Array2::zeros(layer.weight.dim());
            product(weight.view_mut(), Accum::Replace, 1.0, slopes.t(), values[place].view(), Threads::All);
            weight *= mask;
            let bias = slopes.sum_axis(Axis(0));
            let begin = end - weight.len() - bias.len();
            let both = weight.iter().chain(&bias);
            gradient[begin..end].iter_mut().zip(both).for_each(|(slope, found)| *slope = *found);
            end = begin;
            if place > 0 {
                let mut below = Array2::zeros(values[place].dim());
                product(
                    below.view_mut(),
                    Accum::Replace,
                    1.0,
                    slopes.view(),
                    layer.weight.view(),
                    Threads::All,
                );
                Zip::from(&mut below).and(&values[place]).for_each(|slope, value| {
                    if *value <= 0.0 {
                        *slope = 0.0;
                    }
                });
                slopes = below;
            }
        }
        let rows = self.states.nrows();
        gradient.iter_mut().zip(numbers).for_each(|(slope, number)| *slope += number / rows as f64);
        Ok(loss + prior(numbers, rows))
    }
}
