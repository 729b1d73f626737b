//! A^(3) and A^(4) entry by entry, in matrix products.

use ndarray::{Array2, s};

use super::LowRankAction;
use super::cost::tensor_memory;
use super::form::{Pairs, fourth, third};
use crate::Scalar;
use crate::action::{SymmetricTensor, independent_entries};
use crate::evaluate::EvaluateError;

impl<T: Scalar> LowRankAction<T> {
    /// The coefficient A^(rank) with all its entries.
    ///
    /// # Errors
    /// The rank is beyond four, or the estimate exceeds `memory` bytes.
    ///
    /// # Cost
    /// Rank four: O(R² d² + R d⁴) in matrix products; rank three: O(R d³).
    pub fn tensor(&self, rank: usize, memory: u64) -> Result<SymmetricTensor<T>, EvaluateError> {
        EvaluateError::expect_rank(rank)?;
        let needed = tensor_memory(self.dimension(), self.terms(), rank);
        let what = || format!("A^({rank}) in {} dimensions", self.dimension());
        EvaluateError::expect_memory(what, needed, memory)?;
        let mut entries = Vec::with_capacity(independent_entries(self.dimension(), rank).unwrap_or_default());
        match rank {
            0 => entries.push(self.a0.clone()),
            1 => entries.extend(self.a1.iter().cloned()),
            2 => push_upper(&self.a2, &mut entries),
            3 => self.for_cubic_blocks(|_, block| push_upper(block, &mut entries)),
            _ => self.for_quartic_blocks(|_, _, block| push_upper(block, &mut entries)),
        }
        Ok(SymmetricTensor::from_entries(self.dimension(), rank, entries).expect("all blocks"))
    }

    /// Visits for each i the entries A^(3)_ijk, j, k ≥ i, as a matrix.
    pub(super) fn for_cubic_blocks(&self, mut visit: impl FnMut(usize, &Array2<T>)) {
        let d = self.dimension();
        for i in 0..d {
            let open = third(&self.basis(i..i + 1), &self.basis(i..d));
            visit(i, &open.rows(self.w.slice(s![.., i..]), self.g.slice(s![.., i..])));
        }
    }

    /// Visits for each i ≤ j the entries A^(4)_ijkl, k, l ≥ j, as a matrix.
    pub(super) fn for_quartic_blocks(&self, mut visit: impl FnMut(usize, usize, &Array2<T>)) {
        let d = self.dimension();
        let pairs: Vec<Pairs<T>> =
            (0..d).map(|i| self.pairs(&self.basis(i..i + 1), &self.basis(i..d))).collect();
        for i in 0..d {
            for j in i..d {
                let (a, b, c) = (self.basis(i..i + 1), self.basis(j..j + 1), self.basis(j..d));
                let with_a = pairs[i].columns(j - i..d - i);
                let open = fourth([(&with_a.columns(0..1), &c), (&with_a, &b), (&pairs[j], &a)]);
                visit(i, j, &open.rows(self.w.slice(s![.., j..]), self.t.slice(s![.., j..])));
            }
        }
    }
}

/// Appends the upper triangle, row by row.
fn push_upper<T: Scalar>(block: &Array2<T>, entries: &mut Vec<T>) {
    for (start, row) in block.outer_iter().enumerate() {
        entries.extend(row.iter().skip(start).cloned());
    }
}
