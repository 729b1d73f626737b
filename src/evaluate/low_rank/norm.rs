//! The norms of coefficients in factors, from scalar products.

use super::LowRankAction;
use super::cost::{
    cubic_operations, entries_memory, entries_operations, expect_operations, gram_memory, gram_operations,
};
use crate::Scalar;
use crate::action::multiplicity;
use crate::evaluate::EvaluateError;

impl<T: Scalar> LowRankAction<T> {
    /// The square of the Frobenius norm of A^(rank), over all d^k entries, permutations counted.
    ///
    /// # Errors
    /// The rank is beyond four, or the work exceeds `operations` multiplications or `memory` bytes; then
    /// [`LowRankAction::norm_estimate`] is within reach.
    ///
    /// # Cost
    /// O(R² d) for rank three. Rank four takes the cheaper of two ways: 4 R⁴ + 16 R³ multiplications from scalar
    /// products of the factors, or R d⁴ / 6 + 1.5 R² d² over the entries. In floating point the first loses digits
    /// where the factors cancel: its error is of the order of rounding errors in the square of the norm of their
    /// absolute values.
    pub fn norm_squared(&self, rank: usize, operations: f64, memory: u64) -> Result<T, EvaluateError> {
        EvaluateError::expect_rank(rank)?;
        let (d, terms) = (self.dimension(), self.terms());
        match rank {
            0 => Ok(self.a0.clone() * self.a0.clone()),
            1 => Ok(squares(&self.a1)),
            2 => Ok(squares(&self.a2)),
            3 => {
                let what = "the norm of A^(3)";
                expect_operations(what, cubic_operations(d, terms), operations)?;
                EvaluateError::expect_memory(|| what.into(), gram_memory(terms), memory)?;
                Ok(self.cubic_gram())
            }
            _ => {
                let by_terms = (gram_operations(d, terms), gram_memory(terms));
                let by_entries = (entries_operations(d, terms), entries_memory(d, terms));
                let terms_are_cheaper = by_terms.0 <= by_entries.0;
                let cheaper = if terms_are_cheaper { by_terms } else { by_entries };
                let what = "the norm of A^(4)";
                expect_operations(what, cheaper.0, operations)?;
                EvaluateError::expect_memory(|| what.into(), cheaper.1, memory)?;
                Ok(if terms_are_cheaper { self.quartic_gram() } else { self.quartic_entries() })
            }
        }
    }

    /// |A^(4)|² as the sum over its entries, none of which is kept.
    pub(super) fn quartic_entries(&self) -> T {
        // Multiplicities as numbers of this type: 0, 1, .. 24.
        let ways: Vec<T> = (0..=24).map(T::natural).collect();
        let mut total = T::zero();
        self.for_quartic_blocks(|i, j, block| {
            for ((k, l), entry) in block.indexed_iter().filter(|((k, l), _)| k <= l) {
                let permutations = multiplicity(&[i, j, j + k, j + l]) as usize;
                total += ways[permutations].clone() * entry.clone() * entry.clone();
            }
        });
        total
    }
}

impl LowRankAction<f64> {
    /// The Frobenius norm of A^(rank), over all d^k entries; see [`LowRankAction::norm_squared`].
    ///
    /// # Errors
    /// As there, and when the norm overflows.
    pub fn norm(&self, rank: usize, operations: f64, memory: u64) -> Result<f64, EvaluateError> {
        // Rounding errors may make the square of a vanishing norm negative.
        let square = self.norm_squared(rank, operations, memory)?.max(0.0);
        match square.is_finite() {
            true => Ok(square.sqrt()),
            false => Err(EvaluateError::NotFinite("the norm of a coefficient")),
        }
    }
}

fn squares<'a, T: Scalar>(entries: impl IntoIterator<Item = &'a T>) -> T {
    entries.into_iter().fold(T::zero(), |sum, entry| sum + entry.clone() * entry.clone())
}

#[cfg(test)]
mod tests {
    use super::LowRankAction;
    use crate::Rational;
    use ndarray::{Array1, Array2};

    /// Any factors, also such as no network has: two ways to the norm of rank four agree exactly.
    #[test]
    fn scalar_products_and_entries_give_the_same_norm() {
        let mut state = 1_u64;
        let mut number = || {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            Rational::from_integer(((state >> 33) as i64 % 7 - 3).into())
        };
        for (d, terms) in [(1, 1), (1, 3), (2, 2), (3, 4), (4, 1), (5, 3), (2, 0)] {
            let mut matrix = |shape| Array2::from_shape_simple_fn(shape, &mut number);
            let [w, g, t] = [(); 3].map(|()| matrix((terms, d)));
            let k = matrix((terms, terms));
            let k = &k + &k.t();
            let (m, a2) = (matrix((terms, terms)), Array2::default((d, d)));
            let action = LowRankAction {
                a0: Rational::default(),
                a1: Array1::default(d),
                a2,
                w,
                g,
                t,
                k,
                m,
                constants: None,
            };
            assert_eq!(action.quartic_gram(), action.quartic_entries(), "d = {d}, {terms} terms");
        }
    }
}
