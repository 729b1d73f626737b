//! Symmetric tensors with all their entries, for contractions as matrix products.

use ndarray::{Array, Array2, ArrayD, ArrayView2, ArrayViewD, Dimension};

use crate::tensor::{Indices, SymmetricTensor};
use crate::{Scalar, Threads};

impl<T: Scalar> SymmetricTensor<T> {
    /// All d^k entries.
    ///
    /// ```
    /// use diagraction::tensor::SymmetricTensor;
    ///
    /// let packed = SymmetricTensor::from_entries(2, 2, vec![1.0, 2.0, 3.0]).expect("three entries");
    /// let full = packed.to_dense();
    /// assert_eq!((full[[0, 1]], full[[1, 0]]), (2.0, 2.0));
    /// assert_eq!(SymmetricTensor::symmetrised(2, full.view()), packed);
    /// ```
    pub fn to_dense(&self) -> ArrayD<T> {
        let mut full = ArrayD::zeros(vec![self.dimension(); self.rank()]);
        for (mut index, value) in self.iter().filter(|(_, value)| !value.is_zero()) {
            loop {
                full[&index[..]] = value.clone();
                if !next_permutation(&mut index) {
                    break;
                }
            }
        }
        full
    }

    /// The average over all permutations of the indices. All axes have length `dimension`.
    ///
    /// # Panics
    /// When one has not.
    ///
    /// # Cost
    /// k! additions for each entry of the result.
    pub fn symmetrised(dimension: usize, full: ArrayViewD<'_, T>) -> SymmetricTensor<T> {
        let rank = full.ndim();
        let mut entries = Vec::new();
        for mut index in Indices::new(dimension, rank) {
            let (mut sum, mut number) = (T::zero(), 0);
            loop {
                sum += full[&index[..]].clone();
                number += 1;
                if !next_permutation(&mut index) {
                    break;
                }
            }
            entries.push(sum / T::natural(number));
        }
        SymmetricTensor::from_entries(dimension, rank, entries).expect("an entry for each multi-index")
    }
}

/// The next arrangement in lexicographic order; equal entries are not told apart.
fn next_permutation(index: &mut [usize]) -> bool {
    let Some(place) = index.windows(2).rposition(|pair| pair[0] < pair[1]) else { return false };
    let other = index.iter().rposition(|&entry| entry > index[place]).unwrap_or(place);
    index.swap(place, other);
    index[place + 1..].reverse();
    true
}

/// K'_ijk = Σ M_ia M_jb M_kc K_abc, and so for any number n of indices. M has shape (m, d).
///
/// # Cost
/// 2 n m d^n operations where m ≤ d.
pub(crate) fn mapped<T: Scalar, D: Dimension>(
    mut tensor: Array<T, D>,
    map: ArrayView2<'_, T>,
) -> Array<T, D> {
    let mut shape = tensor.raw_dim();
    for _ in 0..tensor.ndim() {
        let columns = tensor.len() / map.ncols();
        let flat = tensor.into_shape_with_order((map.ncols(), columns)).expect("as many entries");
        let mut out = Array2::zeros((map.nrows(), columns));
        T::set_product(out.view_mut(), map, flat.view(), Threads::All);
        // The next index comes first.
        let turned = out.t().as_standard_layout().into_owned();
        shape.slice_mut().rotate_left(1);
        *shape.slice_mut().last_mut().expect("an index") = map.nrows();
        tensor = turned.into_shape_with_order(shape.clone()).expect("as many entries");
    }
    tensor
}

#[cfg(test)]
mod tests {
    use ndarray::array;

    use super::mapped;
    use crate::action::SymmetricTensor;

    #[test]
    fn packing_undoes_unpacking() {
        let entries: Vec<f64> = (0..20).map(|n| f64::from(n * n % 7)).collect();
        let packed = SymmetricTensor::from_entries(4, 3, entries).expect("20 entries");
        let full = packed.to_dense();
        assert_eq!((full[[3, 0, 2]], full.len()), (*packed.get(&[0, 2, 3]), 64));
        assert_eq!(SymmetricTensor::symmetrised(4, full.view()), packed);
    }

    #[test]
    fn every_index_is_mapped() {
        let packed = SymmetricTensor::from_entries(2, 3, vec![1.0, 2.0, 3.0, 5.0]).expect("4 entries");
        let map = array![[1.0, 2.0], [0.0, 3.0], [-1.0, 1.0]];
        let result = mapped(packed.to_dense(), map.view());
        let mut expected = 0.0;
        for (a, b, c) in
            [(0, 0, 0), (0, 0, 1), (0, 1, 0), (0, 1, 1), (1, 0, 0), (1, 0, 1), (1, 1, 0), (1, 1, 1)]
        {
            expected += map[[0, a]] * map[[2, b]] * map[[1, c]] * packed.get(&[a, b, c]);
        }
        assert_eq!((result.shape(), result[[0, 2, 1]]), (&[3, 3, 3][..], expected));
    }
}
