//! The value of one diagram, as entries or as pairs of matrices.

use super::Contribution;
use crate::Scalar;
use crate::action::{Pairs, SymmetricTensor};

/// The value of a diagram.
#[derive(Clone, Debug)]
pub enum Value<T> {
    /// Up to rank three its entries.
    Entries(SymmetricTensor<T>),
    /// Of rank four a sum of products of two matrices.
    Pairs(Pairs<T>),
}

impl<T: Scalar> Value<T> {
    /// An entry, by its indices in any order.
    ///
    /// # Panics
    /// When the index has another length than the rank or an entry beyond the dimension.
    pub fn entry(&self, index: &[usize]) -> T {
        match self {
            Value::Entries(tensor) => tensor.get(index).clone(),
            Value::Pairs(pairs) => pairs.entry(index.try_into().expect("four indices")),
        }
    }

    /// About the size of the largest entry; of pairs a bound on each of them.
    pub(super) fn size(&self) -> f64 {
        let largest = |numbers: &mut dyn Iterator<Item = &T>| {
            numbers.fold(0.0, |largest: f64, number| largest.max(number.to_f64().abs()))
        };
        match self {
            Value::Entries(tensor) => largest(&mut tensor.entries().iter()),
            Value::Pairs(pairs) => {
                let sides = pairs.left().into_outer_iter().zip(pairs.right().into_outer_iter());
                let size = sides.map(|(left, right)| largest(&mut left.iter()) * largest(&mut right.iter()));
                size.fold(0.0, f64::max)
            }
        }
    }
}

/// The values of diagrams, those up to rank three and those of rank four.
pub(super) fn sorted<T>(contributions: &[Contribution<T>]) -> (Vec<&SymmetricTensor<T>>, Vec<&Pairs<T>>) {
    let (mut tensors, mut pairs) = (Vec::new(), Vec::new());
    for contribution in contributions {
        match &contribution.value {
            Value::Entries(tensor) => tensors.push(tensor),
            Value::Pairs(value) => pairs.push(value),
        }
    }
    (tensors, pairs)
}
