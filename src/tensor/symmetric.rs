//! A symmetric tensor by its independent entries.

use super::packed::{Indices, independent_entries, position};
use crate::Scalar;

/// A symmetric tensor of rank k in d dimensions, its independent entries packed.
///
/// Entries are those of non-decreasing multi-indices in lexicographic order (Python:
/// `itertools.combinations_with_replacement`), 0-based. An entry is the tensor's entry, not multiplied by
/// the number of its permutations.
#[derive(Clone, Debug, PartialEq)]
pub struct SymmetricTensor<T> {
    dimension: usize,
    rank: usize,
    entries: Vec<T>,
}

impl<T: Scalar> SymmetricTensor<T> {
    /// The zero tensor.
    ///
    /// # Panics
    /// When the number of entries is beyond `usize`; estimate it first with [`independent_entries`].
    pub fn zero(dimension: usize, rank: usize) -> SymmetricTensor<T> {
        let length = independent_entries(dimension, rank).expect("a tensor that can be addressed");
        SymmetricTensor { dimension, rank, entries: vec![T::zero(); length] }
    }

    /// A tensor from its packed entries; `None` when their number does not fit.
    pub fn from_entries(dimension: usize, rank: usize, entries: Vec<T>) -> Option<SymmetricTensor<T>> {
        let fits = independent_entries(dimension, rank) == Some(entries.len());
        fits.then_some(SymmetricTensor { dimension, rank, entries })
    }

    /// The dimension d.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// The rank k.
    pub fn rank(&self) -> usize {
        self.rank
    }

    /// The packed entries.
    pub fn entries(&self) -> &[T] {
        &self.entries
    }

    /// The packed entries.
    pub fn entries_mut(&mut self) -> &mut [T] {
        &mut self.entries
    }

    /// The entry at a multi-index in any order.
    ///
    /// # Panics
    /// When the multi-index has another length than the rank, or an entry beyond the dimension.
    pub fn get(&self, index: &[usize]) -> &T {
        &self.entries[self.position(index)]
    }

    /// Sets the entry at a multi-index in any order, and with it all its permutations.
    ///
    /// # Panics
    /// When the multi-index has another length than the rank, or an entry beyond the dimension.
    pub fn set(&mut self, index: &[usize], value: T) {
        let position = self.position(index);
        self.entries[position] = value;
    }

    /// Multi-indices with their entries, in packed order.
    pub fn iter(&self) -> impl Iterator<Item = (Vec<usize>, &T)> {
        Indices::new(self.dimension, self.rank).zip(&self.entries)
    }

    /// The contraction of one index with a vector: (T · x)_{β} = Σ_i T_{i β} x_i, of rank k - 1.
    ///
    /// # Panics
    /// When the rank is 0 or the vector has another length than the dimension.
    ///
    /// # Cost
    /// d times the entries of the result.
    pub fn contract(&self, x: &[T]) -> SymmetricTensor<T> {
        assert_eq!(x.len(), self.dimension, "length of the contracted vector");
        let mut contracted = SymmetricTensor::zero(self.dimension, self.rank - 1);
        let mut full = vec![0; self.rank];
        for (index, sum) in Indices::new(self.dimension, self.rank - 1).zip(&mut contracted.entries) {
            for (entry, factor) in x.iter().enumerate() {
                let place = index.partition_point(|&other| other < entry);
                full[..place].copy_from_slice(&index[..place]);
                full[place] = entry;
                full[place + 1..].copy_from_slice(&index[place..]);
                *sum += self.entries[position(self.dimension, &full)].clone() * factor.clone();
            }
        }
        contracted
    }

    /// Adds another tensor.
    ///
    /// # Panics
    /// When it has another dimension or rank.
    pub fn add(&mut self, other: &SymmetricTensor<T>) {
        assert_eq!((self.dimension, self.rank), (other.dimension, other.rank), "shape of a sum");
        self.entries.iter_mut().zip(&other.entries).for_each(|(sum, entry)| *sum += entry.clone());
    }

    /// The tensor times a number.
    #[must_use]
    pub fn scaled(&self, factor: &T) -> SymmetricTensor<T> {
        let entries = self.entries.iter().map(|entry| entry.clone() * factor.clone()).collect();
        SymmetricTensor { entries, ..*self }
    }

    /// The nearest tensor in floating point.
    pub fn to_f64(&self) -> SymmetricTensor<f64> {
        let entries = self.entries.iter().map(Scalar::to_f64).collect();
        SymmetricTensor { dimension: self.dimension, rank: self.rank, entries }
    }

    fn position(&self, index: &[usize]) -> usize {
        assert_eq!(index.len(), self.rank, "length of a multi-index");
        let mut sorted = index.to_vec();
        sorted.sort_unstable();
        assert!(sorted.last().is_none_or(|&last| last < self.dimension), "multi-index within the dimension");
        position(self.dimension, &sorted)
    }
}

impl SymmetricTensor<f64> {
    /// The Frobenius norm over all d^k entries, permutations counted.
    pub fn norm(&self) -> f64 {
        self.summary(0).norm()
    }

    /// The largest absolute entry.
    pub fn largest(&self) -> f64 {
        self.entries.iter().fold(0.0, |largest, value| value.abs().max(largest))
    }
}
