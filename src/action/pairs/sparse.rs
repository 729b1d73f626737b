//! A^(4) of few entries as pairs.

use std::collections::BTreeMap;

use ndarray::Array2;

use super::{Pairs, Triangle};
use crate::Scalar;
use crate::action::sparse::coefficient;
use crate::action::{ActionError, SparseAction};

impl<T: Scalar> Pairs<T> {
    /// The A^(4) of an action: for every two first indices that occur, the matrix of their product and that of all that they stand before.
    ///
    /// # Errors
    /// None that an action could have.
    pub(crate) fn of(action: &SparseAction<T>) -> Result<Pairs<T>, ActionError> {
        let triangle = Triangle::new(action.dimension());
        let mut rows: BTreeMap<(usize, usize), Vec<(usize, T)>> = BTreeMap::new();
        for (index, value) in action.entries(4) {
            let term = coefficient(index, value) * weight(index[2], index[3]);
            rows.entry((index[0], index[1])).or_default().push((triangle.place(index[2], index[3]), term));
        }
        let mut left = Array2::zeros((rows.len(), triangle.len()));
        let mut right = left.clone();
        for (row, ((i, j), terms)) in rows.into_iter().enumerate() {
            left[[row, triangle.place(i, j)]] = weight(i, j);
            terms.into_iter().for_each(|(place, term)| right[[row, place]] = term);
        }
        Pairs::new(action.dimension(), Vec::new(), Array2::zeros((0, triangle.len())), vec![(left, right)])
    }

    /// The number of pairs of an action.
    pub(crate) fn number_of(action: &SparseAction<T>) -> usize {
        let mut firsts = action.entries(4).map(|(index, _)| (index[0], index[1])).collect::<Vec<_>>();
        firsts.dedup();
        firsts.len()
    }
}

/// The entry of the symmetric matrix M with x_i x_j = x · M x.
fn weight<T: Scalar>(i: usize, j: usize) -> T {
    if i == j { T::one() } else { T::half() }
}

#[cfg(test)]
mod tests {
    use super::Pairs;
    use crate::Rational;
    use crate::action::SparseAction;

    #[test]
    fn entries_are_those_of_the_action() {
        let mut action = SparseAction::<Rational>::zero(3);
        for (n, index) in
            [[0, 0, 0, 0], [0, 0, 1, 2], [0, 1, 1, 2], [0, 1, 2, 2], [1, 1, 2, 2]].iter().enumerate()
        {
            action.add_monomial(index, Rational::from_integer((n + 1).into()));
        }
        let pairs = Pairs::of(&action).expect("pairs of matrices");
        assert_eq!((pairs.len(), Pairs::number_of(&action)), (3, 3));
        for index in [[0, 0, 0, 0], [2, 1, 0, 0], [1, 0, 2, 1], [0, 1, 2, 2], [1, 2, 1, 2], [1, 1, 1, 1]] {
            assert_eq!(pairs.entry(index), action.get(&index), "{index:?}");
        }
    }
}
