//! An action around another point, and averaged over a Gaussian around it.

use ndarray::ArrayView2;

use super::SparseAction;
use super::calculus::offset;
use super::sparse::{classes, coefficient, without};
use crate::Scalar;

impl<T: Scalar> SparseAction<T> {
    /// The same polynomial by its coefficients around another point, S(x) = Σ_k A^(k)(x*) · (x - x*)^{⊗k}.
    ///
    /// # Panics
    /// When the point has another length than the dimension.
    ///
    /// # Cost
    /// Up to 2^k terms for each entry of rank k.
    ///
    /// ```
    /// use diagraction::action::SparseAction;
    ///
    /// // (y + 1)² = 1 + 2 y + y².
    /// let mut action = SparseAction::<f64>::zero(1);
    /// action.add_monomial(&[0, 0], 1.0);
    /// let around = action.expanded(&[1.0]);
    /// assert_eq!([&[][..], &[0], &[0, 0]].map(|index| around.get(index)), [1.0, 2.0, 1.0]);
    /// assert_eq!(around.value(&[3.0]), 9.0);
    /// ```
    #[must_use]
    pub fn expanded(&self, point: &[T]) -> SparseAction<T> {
        let by = offset(self.dimension(), &self.around, point);
        let mut around = self.emptied();
        around.around = Some(point.to_vec());
        for (index, value) in self.all() {
            let mut terms = vec![(Vec::with_capacity(index.len()), coefficient(index, value))];
            for (place, power) in classes(index) {
                let x = &by[index[place]];
                let kept = if x.is_zero() { power } else { 0 };
                terms = terms
                    .iter()
                    .flat_map(|(rest, c)| {
                        binomials::<T>(power).enumerate().skip(kept).map(move |(left, ways)| {
                            let mut rest = rest.clone();
                            rest.resize(rest.len() + left, index[place]);
                            let moved = (left..power).fold(T::one(), |product, _| product * x.clone());
                            (rest, c.clone() * ways * moved)
                        })
                    })
                    .collect();
            }
            terms.into_iter().for_each(|(index, c)| around.add_monomial(&index, c));
        }
        around
    }

    /// E\[S(x + ξ)\] with ξ ~ N(0, G), which is exp(½ Σ_ij G_ij ∂_i ∂_j) S: every pair of legs is also closed by a line G.
    ///
    /// # Panics
    /// When G has not shape (d, d).
    ///
    /// # Cost
    /// Up to k²/2 terms for each entry of rank k, k/2 times.
    ///
    /// ```
    /// use diagraction::action::SparseAction;
    /// use ndarray::array;
    ///
    /// // E[(x + ξ)⁴] = x⁴ + 6 g x² + 3 g².
    /// let mut action = SparseAction::<f64>::zero(1);
    /// action.add_monomial(&[0, 0, 0, 0], 1.0);
    /// let averaged = action.averaged(array![[2.0]].view());
    /// assert_eq!((averaged.get(&[0, 0]), averaged.get(&[])), (12.0, 12.0));
    /// ```
    #[must_use]
    pub fn averaged(&self, covariance: ArrayView2<'_, T>) -> SparseAction<T> {
        let mut sum = self.clone();
        let mut term = self.clone();
        for lines in 1..=self.max_rank() / 2 {
            term = term.closed(covariance, T::half() / T::natural(lines));
            term.all().for_each(|(index, value)| sum.add(index, value.clone()));
        }
        sum
    }

    /// factor · Σ_ij G_ij ∂_i ∂_j S.
    fn closed(&self, covariance: ArrayView2<'_, T>, factor: T) -> SparseAction<T> {
        let mut closed = self.emptied();
        for (index, value) in self.all() {
            let c = coefficient(index, value) * factor.clone();
            for (first, power) in classes(index) {
                let (rest, c) = (without(index, first), c.clone() * T::natural(power));
                for (second, power) in classes(&rest) {
                    let line = covariance[[index[first], rest[second]]].clone();
                    if !line.is_zero() {
                        closed.add_monomial(&without(&rest, second), c.clone() * T::natural(power) * line);
                    }
                }
            }
        }
        closed
    }
}

/// C(n, 0), C(n, 1), .., C(n, n).
fn binomials<T: Scalar>(n: usize) -> impl Iterator<Item = T> {
    std::iter::successors(Some((0, T::one())), move |(k, ways)| {
        (*k < n).then(|| (k + 1, ways.clone() * T::natural(n - k) / T::natural(k + 1)))
    })
    .map(|(_, ways)| ways)
}
