//! The likelihood of a few samples and its gradient, in closed form.

use faer::Accum;
use ndarray::{Array2, ArrayView2, ArrayViewMut2, Axis, s};

use super::Couplings;
use super::layout::Layout;
use super::real::{Real, product};

/// Samples that are computed at once: their features fit into the cache, and matrix products pay.
pub(super) const SAMPLES: usize = 128;

/// The memory of one shard of a batch: values of all layers, shape (components, samples), and its gradient.
///
/// # Formula
/// For one sample -ln p = |z|²/2 + (d/2) ln 2π - Σ_l ln |det W_l|. Here is the first term and its derivatives; with
/// g = ∂|z|²/2 they are (theory of backpropagation, layer by layer from the last):
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
    layers: Vec<Array2<T>>,
    features: Array2<T>,
    slopes: Array2<T>,
    /// in · h of a low-rank coupling.
    projections: Array2<T>,
    below: Array2<T>,
    above: Array2<T>,
    halves: Array2<T>,
    /// The derivatives by all parameters, in the order of [`Layout`].
    pub(super) gradient: Vec<T>,
}

impl<T: Real> Shard<T> {
    pub(super) fn new(layout: Layout) -> Shard<T> {
        let table = |rows| Array2::zeros((rows, SAMPLES));
        let terms = match layout.couplings {
            Couplings::Full => 0,
            Couplings::LowRank(terms) => terms,
        };
        Shard {
            layout,
            layers: (0..layout.depth + 2).map(|_| table(layout.dimension)).collect(),
            features: table(layout.features()),
            slopes: table(layout.features()),
            projections: table(terms),
            below: table(layout.dimension),
            above: table(layout.dimension),
            halves: table(layout.first()),
            gradient: vec![T::zero(); layout.len()],
        }
    }

    /// The numbers that a shard holds; `None` where they cannot be counted.
    pub(super) fn size(layout: &Layout) -> Option<usize> {
        let of_layers = layout.depth.checked_add(5)?.checked_mul(layout.dimension)?;
        let tables = layout.features().checked_mul(3)?.checked_add(of_layers)?;
        tables.checked_mul(SAMPLES)?.checked_add(layout.count()?)
    }

    /// Takes samples: rows of the data.
    pub(super) fn load(
        &mut self,
        data: ArrayView2<'_, T>,
        rows: impl ExactSizeIterator<Item = usize> + Clone,
    ) -> usize {
        let columns = data.axis_iter(Axis(1));
        for (mut component, column) in self.layers[0].outer_iter_mut().zip(columns) {
            component.iter_mut().zip(rows.clone()).for_each(|(out, row)| *out = column[row]);
        }
        rows.len()
    }

    /// Σ |z|²/2 over the first `count` samples.
    pub(super) fn forward(&mut self, parameters: &[T], count: usize) -> f64 {
        let Layout { depth, .. } = self.layout;
        let first = self.layout.first();
        for layer in 0..=depth {
            let (before, after) = self.layers.split_at_mut(layer + 1);
            let x = before[layer].slice(s![.., ..count]);
            let mut h = after[0].slice_mut(s![.., ..count]);
            for (mut row, bias) in h.outer_iter_mut().zip(self.layout.bias(parameters, layer)) {
                row.fill(*bias);
            }
            product(h.view_mut(), Accum::Add, self.layout.weight(parameters, layer), x);
            if layer < depth {
                let (read, changed) = h.split_at(Axis(0), first);
                let mut features = self.features.slice_mut(s![.., ..count]);
                match self.layout.couplings {
                    Couplings::Full => pairs(read.view(), T::of(2.0), features.view_mut()),
                    Couplings::LowRank(_) => {
                        let input = self.layout.input(parameters, layer);
                        product(features.view_mut(), Accum::Replace, input, read.view());
                        features.mapv_inplace(|value| value * value);
                    }
                }
                product(changed, Accum::Add, self.layout.output(parameters, layer).t(), features.view());
            }
        }
        let z = self.layers[depth + 1].slice(s![.., ..count]);
        z.outer_iter().map(|row| row.iter().map(|z| z.wide() * z.wide()).sum::<f64>()).sum::<f64>() / 2.0
    }

    /// The gradient of what [`Shard::forward`] gave.
    pub(super) fn backward(&mut self, parameters: &[T], count: usize) {
        let Layout { depth, couplings, .. } = self.layout;
        let first = self.layout.first();
        self.above.slice_mut(s![.., ..count]).assign(&self.layers[depth + 1].slice(s![.., ..count]));
        for layer in (0..=depth).rev() {
            let x = self.layers[layer].slice(s![.., ..count]);
            if layer < depth {
                let read = self.layers[layer + 1].slice(s![..first, ..count]);
                let (mut own, changed) = self.above.slice_mut(s![.., ..count]).split_at(Axis(0), first);
                let mut features = self.features.slice_mut(s![.., ..count]);
                let mut slopes = self.slopes.slice_mut(s![.., ..count]);
                let output = self.layout.output(parameters, layer);
                product(slopes.view_mut(), Accum::Replace, output, changed.view());
                let (mut d_output, d_input) = self.layout.activation_mut(&mut self.gradient, layer);
                match couplings {
                    Couplings::Full => {
                        pairs(read, T::of(1.0), features.view_mut());
                        let halves = self.halves.slice_mut(s![.., ..count]);
                        add_pair_slopes(read, slopes.view(), halves, own);
                    }
                    Couplings::LowRank(_) => {
                        let input = self.layout.input(parameters, layer);
                        let mut projections = self.projections.slice_mut(s![.., ..count]);
                        product(projections.view_mut(), Accum::Replace, input, read);
                        features.assign(&projections);
                        features.mapv_inplace(|value| value * value);
                        slopes.zip_mut_with(&projections, |slope, q| *slope *= T::of(2.0) * *q);
                        product(d_input, Accum::Replace, slopes.view(), read.t());
                        product(own.view_mut(), Accum::Add, input.t(), slopes.view());
                    }
                }
                product(d_output.view_mut(), Accum::Replace, features.view(), changed.t());
            }
            let g = self.above.slice(s![.., ..count]);
            let (d_weight, mut d_bias) = self.layout.linear_mut(&mut self.gradient, layer);
            product(d_weight, Accum::Replace, g, x.t());
            d_bias.assign(&g.sum_axis(Axis(1)));
            if layer > 0 {
                let below = self.below.slice_mut(s![.., ..count]);
                product(below, Accum::Replace, self.layout.weight(parameters, layer).t(), g);
                std::mem::swap(&mut self.below, &mut self.above);
            }
        }
    }
}

/// The features c_jk h_j h_k with j ≤ k, where c_jj = 1 and others are `twice`.
fn pairs<T: Real>(h: ArrayView2<'_, T>, twice: T, mut features: ArrayViewMut2<'_, T>) {
    let mut rows = features.outer_iter_mut();
    for (j, left) in h.outer_iter().enumerate() {
        for (k, right) in h.outer_iter().enumerate().skip(j) {
            let factor = if j == k { T::one() } else { twice };
            let Some(mut row) = rows.next() else { return };
            let (Some(left), Some(right), Some(row)) =
                (left.to_slice(), right.to_slice(), row.as_slice_mut())
            else {
                return;
            };
            for ((value, left), right) in row.iter_mut().zip(left).zip(right) {
                *value = factor * *left * *right;
            }
        }
    }
}

/// g_j += Σ_k 2 dΦ_jk h_k, with dΦ_jk = dΦ_kj.
fn add_pair_slopes<T: Real>(
    h: ArrayView2<'_, T>,
    slopes: ArrayView2<'_, T>,
    mut halves: ArrayViewMut2<'_, T>,
    mut out: ArrayViewMut2<'_, T>,
) {
    halves.fill(T::zero());
    let mut rows = slopes.outer_iter();
    for j in 0..h.nrows() {
        for k in j..h.nrows() {
            let Some(slope) = rows.next() else { return };
            add_scaled(halves.row_mut(j).into_slice(), slope.to_slice(), h.row(k).to_slice());
            if k > j {
                add_scaled(halves.row_mut(k).into_slice(), slope.to_slice(), h.row(j).to_slice());
            }
        }
    }
    out.zip_mut_with(&halves, |out, half| *out += T::of(2.0) * *half);
}

fn add_scaled<T: Real>(out: Option<&mut [T]>, a: Option<&[T]>, b: Option<&[T]>) {
    if let (Some(out), Some(a), Some(b)) = (out, a, b) {
        for ((out, a), b) in out.iter_mut().zip(a).zip(b) {
            *out += *a * *b;
        }
    }
}
