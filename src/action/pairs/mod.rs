//! A^(4) as a sum of products of two matrices.

mod blocks;
mod bound;
mod closed;
mod difference;
mod mapped;
mod sparse;
mod tiles;

use ndarray::{Array2, ArrayView2, Axis, concatenate, s};

use super::{ActionError, Triangle};
use crate::Scalar;

pub(crate) use tiles::{memory as tile_memory, memory_together};

/// A^(4) as a sum of products of two symmetric matrices.
///
/// # Formula
/// A^(4) = sym \[ Σ_s w_s Q_s ⊗ Q_s + Σ_p P_p ⊗ R_p \], the average over all permutations of the four indices.
///
/// # Shapes and index order
/// Every matrix is a row of d (d + 1) / 2 numbers, the upper triangle row by row; off-diagonal entries stand
/// there once.
#[derive(Clone, Debug)]
pub struct Pairs<T> {
    triangle: Triangle,
    /// The weights w_s.
    weights: Vec<T>,
    /// All Q_s, then all P_p, then all R_p.
    matrices: Array2<T>,
}

impl<T: Scalar> Pairs<T> {
    /// Pairs from the weights w_s, the matrices Q_s, and blocks of the matrices P_p and R_p.
    ///
    /// # Errors
    /// When the matrices have not d (d + 1) / 2 entries, or a block has not as many on the left as on the right.
    pub fn new(
        dimension: usize,
        weights: Vec<T>,
        squares: Array2<T>,
        products: Vec<(Array2<T>, Array2<T>)>,
    ) -> Result<Pairs<T>, ActionError> {
        let triangle = Triangle::new(dimension);
        let fits = |matrices: &Array2<T>| matrices.ncols() == triangle.len();
        let matched = products.iter().all(|(left, right)| fits(left) && left.dim() == right.dim());
        if !fits(&squares) || weights.len() != squares.nrows() || !matched {
            return Err(ActionError::Pairs { dimension });
        }
        let (left, right): (Vec<_>, Vec<_>) = products.into_iter().unzip();
        let blocks = std::iter::once(squares).chain(left).chain(right);
        Ok(Pairs { triangle, weights, matrices: stacked(triangle.len(), blocks.collect()) })
    }

    /// The dimension d.
    pub fn dimension(&self) -> usize {
        self.triangle.dimension()
    }

    /// The number of pairs.
    pub fn len(&self) -> usize {
        self.weights.len() + self.products()
    }

    /// Whether A^(4) vanishes because there is no pair.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The number of pairs of two different matrices.
    fn products(&self) -> usize {
        (self.matrices.nrows() - self.weights.len()) / 2
    }

    /// The weights w_s.
    pub(crate) fn weights(&self) -> &[T] {
        &self.weights
    }

    /// The matrices Q_s, shape (n, d (d + 1) / 2).
    pub fn squares(&self) -> ArrayView2<'_, T> {
        self.matrices.slice(s![..self.weights.len(), ..])
    }

    /// The first matrices P_p of the other pairs, shape (n, d (d + 1) / 2).
    pub fn left(&self) -> ArrayView2<'_, T> {
        let start = self.weights.len();
        self.matrices.slice(s![start..start + self.products(), ..])
    }

    /// The second matrices R_p of the other pairs, shape (n, d (d + 1) / 2).
    pub fn right(&self) -> ArrayView2<'_, T> {
        self.matrices.slice(s![self.weights.len() + self.products().., ..])
    }

    /// The first matrices of all pairs: w_s Q_s above P_p, shape (pairs, d (d + 1) / 2).
    pub fn left_side(&self) -> Array2<T> {
        let mut left = above(self.squares(), self.left());
        for (mut row, weight) in left.outer_iter_mut().zip(&self.weights) {
            row.mapv_inplace(|entry| weight.clone() * entry);
        }
        left
    }

    /// The second matrices of all pairs: Q_s above R_p, shape (pairs, d (d + 1) / 2).
    pub fn right_side(&self) -> Array2<T> {
        above(self.squares(), self.right())
    }

    /// The entry A^(4)_{ijkl}, from the definition.
    ///
    /// # Panics
    /// When an index is beyond the dimension.
    ///
    /// # Cost
    /// Twelve multiplications for every pair.
    pub fn entry(&self, index: [usize; 4]) -> T {
        let [i, j, k, l] = index;
        let place = |a: usize, b: usize| self.triangle.place(a.min(b), a.max(b));
        let mut sum = T::zero();
        for [(a, b), (c, d)] in [[(i, j), (k, l)], [(i, k), (j, l)], [(i, l), (j, k)]] {
            sum += self.joined(place(a, b), place(c, d));
        }
        sum / T::natural(3)
    }

    /// The pair matrix, symmetrised under the exchange of its two packed indices.
    fn joined(&self, a: usize, b: usize) -> T {
        let column = |matrices: ArrayView2<'_, T>, place: usize| matrices.column(place).to_vec();
        let mut sum = T::zero();
        for (p, r) in [(a, b), (b, a)] {
            for (left, right) in column(self.left(), p).into_iter().zip(column(self.right(), r)) {
                sum += left * right;
            }
        }
        let mut squares = T::zero();
        let (left, right) = (column(self.squares(), a), column(self.squares(), b));
        for (weight, (left, right)) in self.weights.iter().zip(left.into_iter().zip(right)) {
            squares += weight.clone() * left * right;
        }
        squares + sum * T::half()
    }
}

impl Pairs<f64> {
    /// Refuses pairs with a number that is not finite.
    ///
    /// # Errors
    /// Names an entry of A^(4) that such a number belongs to.
    pub fn check_finite(&self) -> Result<(), ActionError> {
        let weights = self.weights.iter().chain(std::iter::repeat(&1.0));
        for (row, weight) in self.matrices.outer_iter().zip(weights) {
            if let Some(place) = row.iter().position(|entry| !(weight * entry).is_finite()) {
                let i = (0..self.dimension()).rev().find(|&i| self.triangle.start(i) <= place).unwrap_or(0);
                let j = i + place - self.triangle.start(i);
                return Err(ActionError::NotFinite { rank: 4, index: vec![i, i, j, j] });
            }
        }
        Ok(())
    }
}

fn above<T: Scalar>(squares: ArrayView2<'_, T>, others: ArrayView2<'_, T>) -> Array2<T> {
    concatenate(Axis(0), &[squares, others]).expect("rows of one length")
}

/// The blocks one above the other. Each is dropped once it is copied.
fn stacked<T: Scalar>(columns: usize, blocks: Vec<Array2<T>>) -> Array2<T> {
    let mut all = Array2::zeros((blocks.iter().map(Array2::nrows).sum(), columns));
    let mut start = 0;
    for block in blocks {
        let end = start + block.nrows();
        all.slice_mut(s![start..end, ..]).assign(&block);
        start = end;
    }
    all
}
