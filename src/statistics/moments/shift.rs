//! Moments moved to another point.

use super::Moments;
use crate::Scalar;
use crate::action::{Indices, SymmetricTensor};

impl<T: Scalar> Moments<T> {
    /// The mean ⟨x⟩ of the samples.
    ///
    /// # Panics
    /// When there are no samples, or the order is 0.
    pub fn mean(&self) -> Vec<T> {
        let moved = self.tensor(1);
        let pairs = moved.entries().iter().zip(&self.point);
        pairs.map(|(entry, origin)| entry.clone() + origin.clone()).collect()
    }

    /// The moments about another point q, from order 0 to an order:
    /// ⟨Π_{i∈α} (x - q)_i⟩ = Σ_{A⊆α} ⟨Π_{i∈A} (x - p)_i⟩ Π_{i∈α∖A} (p - q)_i.
    ///
    /// Digits are lost where p is further from q than samples are. 2^k products for an entry of order k.
    ///
    /// # Panics
    /// When there are no samples, or the order is beyond [`Moments::order`].
    pub fn about(&self, point: &[T], order: usize) -> Vec<SymmetricTensor<T>> {
        let step: Vec<T> = self.point.iter().zip(point).map(|(p, q)| p.clone() - q.clone()).collect();
        let here: Vec<SymmetricTensor<T>> = (0..=order).map(|order| self.tensor(order)).collect();
        (0..=order).map(|order| shifted(&here, &step, order)).collect()
    }

    /// The central moments, about the mean of the samples.
    ///
    /// # Panics
    /// As [`Moments::about`].
    pub(crate) fn central(&self, order: usize) -> Vec<SymmetricTensor<T>> {
        self.about(&self.mean(), order)
    }
}

fn shifted<T: Scalar>(here: &[SymmetricTensor<T>], step: &[T], order: usize) -> SymmetricTensor<T> {
    let mut moved = SymmetricTensor::zero(step.len(), order);
    let mut kept = Vec::with_capacity(order);
    for (index, entry) in Indices::new(step.len(), order).zip(moved.entries_mut()) {
        for subset in 0..1usize << order {
            let mut factor = T::one();
            kept.clear();
            for (place, &i) in index.iter().enumerate() {
                if subset >> place & 1 == 1 {
                    kept.push(i);
                } else {
                    factor *= step[i].clone();
                }
            }
            *entry += factor * here[kept.len()].get(&kept).clone();
        }
    }
    moved
}
