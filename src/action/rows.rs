//! A tensor row by row: the entries that share all indices but the last.

use super::{Indices, SymmetricTensor, permutations};
use crate::Scalar;

/// The entries of a tensor that share all indices but the last, which runs from the last but one to d - 1.
#[derive(Clone, Debug)]
pub struct Row<'a, T> {
    /// The common indices, non-decreasing.
    pub prefix: Vec<usize>,
    /// The entries, in the order of the last index.
    pub entries: &'a [T],
}

impl<T> Row<'_, T> {
    /// The lowest last index.
    pub(crate) fn start(&self) -> usize {
        self.prefix.last().copied().unwrap_or(0)
    }

    /// The numbers of permutations of the multi-indices: of the first entry, where the last two indices are
    /// equal, and of all others. At high ranks 64 bits do not hold them.
    pub(crate) fn multiplicities<U: Scalar>(&self) -> (U, U) {
        let whole = |number: usize| (0..number).fold(U::zero(), |sum, _| sum + U::one());
        // A new index can take any of k places; one that is there m times already divides by m + 1.
        let others = permutations::<U>(&self.prefix) * whole(self.prefix.len() + 1);
        let equal = self.prefix.iter().rev().take_while(|&&index| index == self.start()).count();
        (others.clone() / whole(equal + 1), others)
    }
}

impl<T: Scalar> SymmetricTensor<T> {
    /// The rows in packed order. The single entry of rank 0 is a row too.
    ///
    /// ```
    /// use diagraction::action::SymmetricTensor;
    ///
    /// let tensor = SymmetricTensor::from_entries(2, 2, vec![1.0, 2.0, 3.0]).unwrap();
    /// let rows: Vec<&[f64]> = tensor.rows().map(|row| row.entries).collect();
    /// assert_eq!(rows, [&[1.0, 2.0][..], &[3.0]]);
    /// ```
    pub fn rows(&self) -> impl Iterator<Item = Row<'_, T>> {
        let d = self.dimension();
        let scalar = self.rank() == 0;
        let mut rest = self.entries();
        Indices::new(d, self.rank().saturating_sub(1)).map(move |prefix| {
            let length = if scalar { 1 } else { d - prefix.last().copied().unwrap_or(0) };
            let (entries, behind) = rest.split_at(length);
            rest = behind;
            Row { prefix, entries }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn multiplicities_are_those_of_the_indices() {
        for rank in 1..5 {
            let tensor = SymmetricTensor::<f64>::zero(4, rank);
            for row in tensor.rows() {
                let (first, others): (f64, f64) = row.multiplicities();
                for last in row.start()..4 {
                    let index = [row.prefix.as_slice(), &[last]].concat();
                    let expected = if last == row.start() { first } else { others };
                    assert_eq!(permutations::<f64>(&index), expected, "{index:?}");
                }
            }
        }
    }
}
