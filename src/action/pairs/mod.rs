//! A^(4) as a sum of products of two matrices.

mod blocks;
mod tiles;

/// The memory that is taken while A^(4) is made from its pairs, beside the entries.
pub(crate) const TILE_BYTES: f64 = tiles::MEMORY as f64;

use ndarray::{Array2, ArrayView2};

use super::{ActionError, Triangle};
use crate::{Rational, Scalar};

/// A^(4) as a sum of products of two symmetric matrices.
///
/// # Formula
/// A^(4) = sym \[ -1/2 Σ_s Q_s ⊗ Q_s + Σ_p P_p ⊗ R_p \], the average over all permutations of the four indices.
///
/// # Shapes and index order
/// Every matrix is a row of d (d + 1) / 2 numbers, the upper triangle row by row; off-diagonal entries stand
/// there once.
#[derive(Clone, Debug)]
pub struct Pairs<T> {
    triangle: Triangle,
    squares: Array2<T>,
    products: Vec<(Array2<T>, Array2<T>)>,
}

impl<T: Scalar> Pairs<T> {
    /// Pairs from the matrices Q_s and from blocks of the matrices P_p and R_p.
    ///
    /// # Errors
    /// When the matrices have not d (d + 1) / 2 entries, or a block has not as many on the left as on the right.
    pub fn new(
        dimension: usize,
        squares: Array2<T>,
        products: Vec<(Array2<T>, Array2<T>)>,
    ) -> Result<Pairs<T>, ActionError> {
        let triangle = Triangle::new(dimension);
        let fits = |matrices: &Array2<T>| matrices.ncols() == triangle.len();
        let matched = |(left, right): &(Array2<T>, Array2<T>)| fits(left) && left.dim() == right.dim();
        match fits(&squares) && products.iter().all(matched) {
            true => Ok(Pairs { triangle, squares, products }),
            false => Err(ActionError::Pairs { dimension }),
        }
    }

    /// The dimension d.
    #[must_use]
    pub fn dimension(&self) -> usize {
        self.triangle.dimension()
    }

    fn triangle(&self) -> Triangle {
        self.triangle
    }

    /// The number of pairs.
    #[must_use]
    pub fn len(&self) -> usize {
        self.squares.nrows() + self.products.iter().map(|(left, _)| left.nrows()).sum::<usize>()
    }

    /// Whether A^(4) vanishes because there is no pair.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The matrices Q_s, shape (n, d (d + 1) / 2), each of which is paired with itself and counts -1/2.
    #[must_use]
    pub fn squares(&self) -> ArrayView2<'_, T> {
        self.squares.view()
    }

    /// The matrices P_p and R_p of the other pairs, in blocks of shape (n, d (d + 1) / 2).
    pub fn products(&self) -> impl Iterator<Item = (ArrayView2<'_, T>, ArrayView2<'_, T>)> {
        self.products.iter().map(|(left, right)| (left.view(), right.view()))
    }

    /// The entry A^(4)_{ijkl}, from the definition.
    ///
    /// # Panics
    /// When an index is beyond the dimension.
    ///
    /// # Cost
    /// Twelve multiplications for every pair.
    #[must_use]
    pub fn entry(&self, index: [usize; 4]) -> T {
        let [i, j, k, l] = index;
        let place = |a: usize, b: usize| self.triangle.place(a.min(b), a.max(b));
        let mut sum = T::zero();
        for [(a, b), (c, d)] in [[(i, j), (k, l)], [(i, k), (j, l)], [(i, l), (j, k)]] {
            sum += self.joined(place(a, b), place(c, d));
        }
        sum / T::from_rational(&Rational::from_integer(3.into()))
    }

    /// The pair matrix symmetrised under the exchange of its two packed indices.
    fn joined(&self, a: usize, b: usize) -> T {
        let dot = |x: ArrayView2<'_, T>, y: ArrayView2<'_, T>, a: usize, b: usize| {
            x.column(a).iter().zip(y.column(b)).fold(T::zero(), |sum, (x, y)| sum + x.clone() * y.clone())
        };
        let mut sum = -dot(self.squares(), self.squares(), a, b);
        for (left, right) in self.products() {
            sum += dot(left, right, a, b) + dot(left, right, b, a);
        }
        sum / (T::one() + T::one())
    }
}
