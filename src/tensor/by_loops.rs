//! A cumulant as a sum over loops.

use super::SymmetricTensor;
use crate::Scalar;

/// κ_n by loops.
#[derive(Clone, Debug, PartialEq)]
pub struct ByLoops<T> {
    /// The order n.
    pub order: usize,
    /// The numbers of loops in rising order, each with its term.
    pub terms: Vec<(usize, SymmetricTensor<T>)>,
}

impl<T: Scalar> ByLoops<T> {
    /// The sum of the terms.
    ///
    /// # Panics
    /// When there is none.
    pub fn sum(&self) -> SymmetricTensor<T> {
        let (_, mut sum) = self.terms.first().cloned().expect("a term");
        for (_, term) in &self.terms[1..] {
            sum.add(term);
        }
        sum
    }
}
