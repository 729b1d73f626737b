//! The likelihood of a few samples and its gradient, in closed form.

use faer::Accum;
use ndarray::{ArrayView2, Axis};

use super::Couplings;
use super::heads::Heads;
use super::layout::Layout;
use super::pairs::{add_slopes, pairs};
use super::real::{Real, product};
use super::table::{SAMPLES, Table};
use crate::shares::shares;

/// The memory of one shard of a batch: values of all layers, shape (components, samples), and its gradient.
///
/// # Formula
/// For one sample -ln p = |z|²/2 + (d/2) ln 2π - Σ_l ln |det W_l|. Here is the first term and its derivatives; with
/// g = ∂|z|²/2 they are, layer by layer from the last:
///
/// ```text
/// W_l      dW = g xᵀ, db = Σ g, g ← Wᵀ g
/// χ_l      dχ = Φ g₂ᵀ, dΦ = χ g₂, g₁ += dΦ ∂Φ/∂h₁
/// ```
///
/// with the features Φ = h_j h_k, or (in_r · h)² of low-rank couplings. dχ is the derivative with respect to
/// one entry χ_mjk; the entry χ_mkj has the same.
#[derive(Debug)]
pub(super) struct Shard<T> {
    layout: Layout,
    /// x_1 .. x_{L+1}; z is last.
    layers: Vec<Table<T>>,
    features: Table<T>,
    slopes: Table<T>,
    /// in · h of a low-rank coupling.
    projections: Table<T>,
    below: Table<T>,
    above: Table<T>,
    halves: Table<T>,
    /// u_k of each head, and its share of each sample.
    heads: Vec<Table<T>>,
    shares: Table<T>,
    /// The derivatives by all parameters, in the order of [`Layout`].
    pub(super) gradient: Vec<T>,
}

impl<T: Real> Shard<T> {
    pub(super) fn new(layout: Layout) -> Shard<T> {
        let terms = match layout.couplings {
            Couplings::Full => 0,
            Couplings::LowRank(terms) => terms,
        };
        Shard {
            layout,
            layers: (0..layout.depth + 2).map(|_| Table::new(layout.dimension)).collect(),
            features: Table::new(layout.features()),
            slopes: Table::new(layout.features()),
            projections: Table::new(terms),
            below: Table::new(layout.dimension),
            above: Table::new(layout.dimension),
            halves: Table::new(layout.first()),
            heads: (0..layout.heads()).map(|_| Table::new(layout.dimension)).collect(),
            shares: Table::new(layout.heads()),
            gradient: vec![T::zero(); layout.len()],
        }
    }

    /// The numbers that a shard holds; `None` where they cannot be counted.
    pub(super) fn size(layout: &Layout) -> Option<usize> {
        let of_layers =
            layout.depth.checked_add(5)?.checked_add(layout.heads())?.checked_mul(layout.dimension)?;
        let of_layers = of_layers.checked_add(layout.heads())?;
        let tables = layout.features().checked_mul(3)?.checked_add(of_layers)?;
        tables.checked_mul(SAMPLES)?.checked_add(layout.count()?)
    }

    /// Takes samples: rows of the data. Their number is given back.
    pub(super) fn load(
        &mut self,
        data: ArrayView2<'_, T>,
        rows: impl ExactSizeIterator<Item = usize> + Clone,
    ) -> usize {
        for (component, column) in data.axis_iter(Axis(1)).enumerate() {
            let values = self.layers[0].row_mut(component).iter_mut().zip(rows.clone());
            values.for_each(|(out, row)| *out = column[row]);
        }
        rows.len()
    }

    /// Σ |z|²/2 over the first `count` samples; of several components -Σ ln Σ_k w_k |det R_k| exp(-|u_k|²/2).
    pub(super) fn forward(&mut self, parameters: &[T], heads: &Heads<T>, count: usize) -> f64 {
        let layout = self.layout;
        for layer in 0..=layout.depth {
            let (before, after) = self.layers.split_at_mut(layer + 1);
            let h = &mut after[0];
            for (row, bias) in layout.bias(parameters, layer).iter().enumerate() {
                h.row_mut(row).fill(*bias);
            }
            let x = before[layer].part(.., count);
            product(h.part_mut(.., count), Accum::Add, layout.weight(parameters, layer), x);
            if layer < layout.depth {
                match layout.couplings {
                    Couplings::Full => pairs(h, layout.first(), T::of(2.0), &mut self.features),
                    Couplings::LowRank(_) => {
                        let (input, read) =
                            (layout.input(parameters, layer), h.part(..layout.first(), count));
                        let mut features = self.features.part_mut(.., count);
                        product(features.view_mut(), Accum::Replace, input, read);
                        features.mapv_inplace(|projection| projection * projection);
                    }
                }
                let (output, features) = (layout.output(parameters, layer), self.features.part(.., count));
                product(h.part_mut(layout.first().., count), Accum::Add, output.t(), features);
            }
        }
        if layout.heads() > 0 {
            return self.through_heads(parameters, heads, count);
        }
        let z = self.layers[layout.depth + 1].part(.., count);
        z.outer_iter().map(|row| row.iter().map(|z| z.wide() * z.wide()).sum::<f64>()).sum::<f64>() / 2.0
    }

    /// u_k of all heads, and their shares.
    fn through_heads(&mut self, parameters: &[T], heads: &Heads<T>, count: usize) -> f64 {
        let layout = self.layout;
        let z = self.layers[layout.depth + 1].part(.., count);
        let mut parts = vec![[0.0; SAMPLES]; layout.heads()];
        for (k, (u, parts)) in self.heads.iter_mut().zip(&mut parts).enumerate() {
            let (root, shift) = layout.head(parameters, k);
            for (row, shift) in shift.iter().enumerate() {
                u.row_mut(row).fill(*shift);
            }
            product(u.part_mut(.., count), Accum::Add, root, z);
            parts.fill(heads.ln[k]);
            for row in 0..layout.dimension {
                parts.iter_mut().zip(u.row(row)).for_each(|(part, u)| *part -= u.wide() * u.wide() / 2.0);
            }
        }
        let mut sum = 0.0;
        let mut each = vec![0.0; layout.heads()];
        for sample in 0..count {
            each.iter_mut().zip(&parts).for_each(|(each, part)| *each = part[sample]);
            sum -= shares(&mut each);
            for (k, share) in each.iter().enumerate() {
                self.shares.row_mut(k)[sample] = T::of(*share);
            }
        }
        sum
    }

    /// The gradient of all heads but for ln |det R_k|, and that of z in `above`.
    fn back_through_heads(&mut self, parameters: &[T], heads: &Heads<T>, count: usize) {
        let layout = self.layout;
        let z = self.layers[layout.depth + 1].part(.., count);
        for (k, u) in self.heads.iter_mut().enumerate() {
            let share = &self.shares.row(k)[..count];
            for row in 0..layout.dimension {
                u.row_mut(row).iter_mut().zip(share).for_each(|(u, share)| *u *= *share);
            }
            let (root, _) = layout.head(parameters, k);
            let accumulate = if k == 0 { Accum::Replace } else { Accum::Add };
            product(self.above.part_mut(.., count), accumulate, root.t(), u.part(.., count));
            let (d_root, mut d_shift) = layout.head_mut(&mut self.gradient, k);
            product(d_root, Accum::Replace, u.part(.., count), z.t());
            d_shift.assign(&u.part(.., count).sum_axis(Axis(1)));
            let own: f64 = share.iter().map(|share| share.wide()).sum();
            layout.logits_mut(&mut self.gradient)[k] = T::of(heads.weights[k] * count as f64 - own);
        }
    }

    /// The gradient of what [`Shard::forward`] gave.
    pub(super) fn backward(&mut self, parameters: &[T], heads: &Heads<T>, count: usize) {
        let layout = self.layout;
        match layout.heads() {
            0 => self.above.part_mut(.., count).assign(&self.layers[layout.depth + 1].part(.., count)),
            _ => self.back_through_heads(parameters, heads, count),
        }
        for layer in (0..=layout.depth).rev() {
            if layer < layout.depth {
                self.through_activation(parameters, layer, count);
            }
            let g = self.above.part(.., count);
            let (d_weight, mut d_bias) = layout.linear_mut(&mut self.gradient, layer);
            product(d_weight, Accum::Replace, g, self.layers[layer].part(.., count).t());
            d_bias.assign(&g.sum_axis(Axis(1)));
            if layer > 0 {
                let weight = layout.weight(parameters, layer);
                product(self.below.part_mut(.., count), Accum::Replace, weight.t(), g);
                std::mem::swap(&mut self.below, &mut self.above);
            }
        }
    }

    /// From ∂/∂x_{l+1} to ∂/∂h_l in `above`, and the gradient of χ_l.
    fn through_activation(&mut self, parameters: &[T], layer: usize, count: usize) {
        let layout = self.layout;
        let first = layout.first();
        let h = &self.layers[layer + 1];
        let changed = self.above.part(first.., count);
        let output = layout.output(parameters, layer);
        product(self.slopes.part_mut(.., count), Accum::Replace, output, changed);
        let (d_output, d_input) = layout.activation_mut(&mut self.gradient, layer);
        match layout.couplings {
            Couplings::Full => {
                pairs(h, first, T::one(), &mut self.features);
                product(d_output, Accum::Replace, self.features.part(.., count), changed.t());
                add_slopes(h, first, &self.slopes, &mut self.halves, &mut self.above);
            }
            Couplings::LowRank(_) => {
                let (input, read) = (layout.input(parameters, layer), h.part(..first, count));
                let mut projections = self.projections.part_mut(.., count);
                product(projections.view_mut(), Accum::Replace, input, read);
                let mut features = self.features.part_mut(.., count);
                features.assign(&projections);
                features.mapv_inplace(|projection| projection * projection);
                product(d_output, Accum::Replace, features.view(), changed.t());
                let mut slopes = self.slopes.part_mut(.., count);
                slopes.zip_mut_with(&projections, |slope, projection| *slope *= T::of(2.0) * *projection);
                product(d_input, Accum::Replace, slopes.view(), read.t());
                product(self.above.part_mut(..first, count), Accum::Add, input.t(), slopes.view());
            }
        }
    }
}
