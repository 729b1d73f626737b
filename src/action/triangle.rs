//! Where the entries of a symmetric matrix stand when its upper triangle is packed.

use std::ops::Range;

use ndarray::{Array2, ArrayView1, ArrayView2};

use crate::Scalar;

/// The packed layout of symmetric d × d matrices: the upper triangle row by row.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Triangle {
    dimension: usize,
}

impl Triangle {
    pub(crate) fn new(dimension: usize) -> Triangle {
        Triangle { dimension }
    }

    pub(crate) fn dimension(self) -> usize {
        self.dimension
    }

    /// The number of entries, d (d + 1) / 2.
    pub(crate) fn len(self) -> usize {
        self.start(self.dimension)
    }

    /// The place of (i, i), from which row i runs to (i, d - 1). For i = d it is the end.
    pub(crate) fn start(self, i: usize) -> usize {
        i * (2 * self.dimension + 1 - i) / 2
    }

    /// The places of rows `i`, from (i.start, i.start) to (i.end - 1, d - 1).
    pub(crate) fn rows(self, i: Range<usize>) -> Range<usize> {
        self.start(i.start)..self.start(i.end)
    }

    /// The place of (i, j) with i ≤ j.
    pub(crate) fn place(self, i: usize, j: usize) -> usize {
        self.start(i) + (j - i)
    }

    /// Rows of packed matrices with their off-diagonal entries doubled: each stands for two of the whole matrix.
    pub(crate) fn doubled<T: Scalar>(self, matrices: ArrayView2<'_, T>) -> Array2<T> {
        let mut doubled = &matrices + &matrices;
        for i in 0..self.dimension {
            doubled.column_mut(self.start(i)).assign(&matrices.column(self.start(i)));
        }
        doubled
    }

    /// All entries of a packed matrix.
    pub(crate) fn whole<T: Scalar>(self, packed: ArrayView1<'_, T>) -> Array2<T> {
        let entry = |(i, j): (usize, usize)| packed[self.place(i.min(j), i.max(j))].clone();
        Array2::from_shape_fn((self.dimension, self.dimension), entry)
    }

    /// The upper triangle of a matrix.
    pub(crate) fn packed<T: Scalar>(self, whole: ArrayView2<'_, T>) -> Vec<T> {
        let d = self.dimension;
        (0..d).flat_map(|i| (i..d).map(move |j| whole[[i, j]].clone())).collect()
    }

    /// Adds factor · (M + Mᵀ)/2 to a packed matrix.
    pub(crate) fn add_symmetric<T: Scalar>(self, factor: &T, matrix: ArrayView2<'_, T>, packed: &mut [T]) {
        let half = factor.clone() * T::half();
        let mut sums = packed.iter_mut();
        for i in 0..self.dimension {
            for (j, sum) in (i..self.dimension).zip(&mut sums) {
                *sum += half.clone() * (matrix[[i, j]].clone() + matrix[[j, i]].clone());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Triangle;

    #[test]
    fn places_count_up() {
        let triangle = Triangle::new(5);
        let pairs = (0..5).flat_map(|i| (i..5).map(move |j| (i, j)));
        assert!(pairs.zip(0..).all(|((i, j), place)| triangle.place(i, j) == place));
        assert_eq!((triangle.len(), triangle.rows(1..3)), (15, 5..12));
    }
}
