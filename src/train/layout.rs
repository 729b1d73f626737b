//! Where each parameter stands in the vector of all.

use std::ops::Range;

use ndarray::{ArrayView1, ArrayView2, ArrayViewMut1, ArrayViewMut2};

use super::Couplings;

/// Where the parameters of a network stand in one vector: W_1, b_1, .., W_{L+1}, b_{L+1}, then χ_1, .., χ_L; of several components R_1, c_1, .., R_K, c_K of their
/// heads and K logits.
///
/// A full χ_l is stored as its entries with j ≤ k, shape (d1 (d1 + 1) / 2, d2); one with R terms as `out`, shape (R, d2),
/// followed by `in`, shape (R, d1). The d2 outputs are the last index, so that the many features need not be packed for the
/// products that make gradients.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) dimension: usize,
    pub(super) depth: usize,
    pub(super) couplings: Couplings,
    /// The components K of the latent density.
    pub(super) components: usize,
}

impl Layout {
    /// d1 = ⌈d/2⌉, the components that activations read.
    pub(super) fn first(&self) -> usize {
        self.dimension.div_ceil(2)
    }

    /// d2 = ⌊d/2⌋, the components that they change.
    pub(super) fn second(&self) -> usize {
        self.dimension / 2
    }

    /// The features of an activation: h_j h_k with j ≤ k, or (in_r · h)².
    pub(super) fn features(&self) -> usize {
        match self.couplings {
            Couplings::Full => self.first() * (self.first() + 1) / 2,
            Couplings::LowRank(terms) => terms,
        }
    }

    fn linear(&self) -> usize {
        self.dimension * (self.dimension + 1)
    }

    fn activation(&self) -> usize {
        self.features() * self.second() + self.inputs()
    }

    fn inputs(&self) -> usize {
        match self.couplings {
            Couplings::Full => 0,
            Couplings::LowRank(terms) => terms * self.first(),
        }
    }

    /// The number of parameters, `None` where it cannot be counted.
    pub(super) fn count(&self) -> Option<usize> {
        let first = self.first();
        let (features, inputs) = match self.couplings {
            Couplings::Full => (first.checked_mul(first.checked_add(1)?)? / 2, 0),
            Couplings::LowRank(terms) => (terms, terms.checked_mul(first)?),
        };
        let activations =
            features.checked_mul(self.second())?.checked_add(inputs)?.checked_mul(self.depth)?;
        let linear = self.dimension.checked_mul(self.dimension.checked_add(1)?)?;
        let heads = linear.checked_add(1)?.checked_mul(self.heads())?;
        linear.checked_mul(self.depth.checked_add(1)?)?.checked_add(activations)?.checked_add(heads)
    }

    /// One for each component; none of a single one.
    pub(super) fn heads(&self) -> usize {
        if self.components > 1 { self.components } else { 0 }
    }

    /// The number of parameters.
    pub(super) fn len(&self) -> usize {
        self.logits_start() + self.heads()
    }

    /// Where the couplings begin.
    pub(super) fn couplings_start(&self) -> usize {
        (self.depth + 1) * self.linear()
    }

    /// All couplings.
    pub(super) fn all_couplings(&self) -> Range<usize> {
        let start = self.couplings_start();
        start..start + self.depth * self.activation()
    }

    fn logits_start(&self) -> usize {
        self.all_couplings().end + self.heads() * self.linear()
    }

    /// R_k and c_k of a head, counted from 0.
    pub(super) fn head<'a, T>(&self, vector: &'a [T], head: usize) -> (ArrayView2<'a, T>, ArrayView1<'a, T>) {
        let start = self.all_couplings().end + head * self.linear();
        let (root, shift) = vector[start..start + self.linear()].split_at(self.dimension * self.dimension);
        (matrix(root, self.dimension, self.dimension), ArrayView1::from(shift))
    }

    /// The same, to be written.
    pub(super) fn head_mut<'a, T>(
        &self,
        vector: &'a mut [T],
        head: usize,
    ) -> (ArrayViewMut2<'a, T>, ArrayViewMut1<'a, T>) {
        self.map_mut(vector, self.all_couplings().end + head * self.linear())
    }

    /// The logits of the weights of all components.
    pub(super) fn logits<'a, T>(&self, vector: &'a [T]) -> &'a [T] {
        &vector[self.logits_start()..self.len()]
    }

    /// The same, to be written.
    pub(super) fn logits_mut<'a, T>(&self, vector: &'a mut [T]) -> &'a mut [T] {
        &mut vector[self.logits_start()..self.len()]
    }

    fn weight_range(&self, layer: usize) -> Range<usize> {
        let start = layer * self.linear();
        start..start + self.dimension * self.dimension
    }

    fn output_range(&self, layer: usize) -> Range<usize> {
        let start = self.couplings_start() + layer * self.activation();
        start..start + self.features() * self.second()
    }

    /// The entries of χ_l, or `out`: shape (features, d2). Layers count from 0 here.
    pub(super) fn output<'a, T>(&self, vector: &'a [T], layer: usize) -> ArrayView2<'a, T> {
        matrix(&vector[self.output_range(layer)], self.features(), self.second())
    }

    /// `in` of a low-rank coupling, shape (R, d1); no rows for a full one.
    pub(super) fn input<'a, T>(&self, vector: &'a [T], layer: usize) -> ArrayView2<'a, T> {
        let start = self.output_range(layer).end;
        let numbers = &vector[start..start + self.inputs()];
        matrix(numbers, self.inputs() / self.first(), self.first())
    }

    /// W, shape (d, d).
    pub(super) fn weight<'a, T>(&self, vector: &'a [T], layer: usize) -> ArrayView2<'a, T> {
        matrix(&vector[self.weight_range(layer)], self.dimension, self.dimension)
    }

    /// b.
    pub(super) fn bias<'a, T>(&self, vector: &'a [T], layer: usize) -> ArrayView1<'a, T> {
        let start = self.weight_range(layer).end;
        ArrayView1::from(&vector[start..start + self.dimension])
    }

    /// W and b, to be written.
    pub(super) fn linear_mut<'a, T>(
        &self,
        vector: &'a mut [T],
        layer: usize,
    ) -> (ArrayViewMut2<'a, T>, ArrayViewMut1<'a, T>) {
        self.map_mut(vector, layer * self.linear())
    }

    /// The matrix and the vector of a linear map that stand from a place on, to be written.
    fn map_mut<'a, T>(
        &self,
        vector: &'a mut [T],
        start: usize,
    ) -> (ArrayViewMut2<'a, T>, ArrayViewMut1<'a, T>) {
        let (weight, bias) =
            vector[start..start + self.linear()].split_at_mut(self.dimension * self.dimension);
        (matrix_mut(weight, self.dimension, self.dimension), ArrayViewMut1::from(bias))
    }

    /// χ_l or `out`, and `in`, to be written.
    pub(super) fn activation_mut<'a, T>(
        &self,
        vector: &'a mut [T],
        layer: usize,
    ) -> (ArrayViewMut2<'a, T>, ArrayViewMut2<'a, T>) {
        let start = self.couplings_start() + layer * self.activation();
        let (output, input) =
            vector[start..start + self.activation()].split_at_mut(self.features() * self.second());
        let inputs = self.inputs() / self.first();
        (matrix_mut(output, self.features(), self.second()), matrix_mut(input, inputs, self.first()))
    }
}

fn matrix<T>(numbers: &[T], rows: usize, columns: usize) -> ArrayView2<'_, T> {
    ArrayView2::from_shape((rows, columns), numbers).expect("as many numbers as entries")
}

fn matrix_mut<T>(numbers: &mut [T], rows: usize, columns: usize) -> ArrayViewMut2<'_, T> {
    ArrayViewMut2::from_shape((rows, columns), numbers).expect("as many numbers as entries")
}
