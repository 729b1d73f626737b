//! Moments from cumulants, as sums over the partitions of their factors.

use std::collections::HashMap;

use crate::Scalar;
use crate::action::SymmetricTensor;

/// Moments of y = x - x* as polynomials in ħ, from the cumulants of an action S/ħ by their loops.
///
/// # Formula
/// ⟨y_a y_b ..⟩ is the sum over the partitions of {a, b, ..} of the products of the cumulants of their parts. κ_n has the power
/// ħ^(n-1+l) at l loops; κ_1 without loops is the point, and no part of y.
pub(super) struct Moments<'a, T> {
    /// κ_n at l loops, at place n - 1 and there at place l.
    cumulants: &'a [Vec<SymmetricTensor<T>>],
    /// The highest power of ħ that is kept.
    highest: usize,
    known: HashMap<Vec<usize>, Vec<T>>,
}

impl<'a, T: Scalar> Moments<'a, T> {
    pub(super) fn new(cumulants: &'a [Vec<SymmetricTensor<T>>], highest: usize) -> Moments<'a, T> {
        Moments { cumulants, highest, known: HashMap::new() }
    }

    /// No power of ħ.
    pub(super) fn zero(&self) -> Vec<T> {
        vec![T::zero(); self.highest + 1]
    }

    /// The coefficients of ħ^0, ħ^1, .. of the moment at a non-decreasing multi-index.
    ///
    /// # Cost
    /// 2^(n-1) products of polynomials for each of the multi-indices within this one, once.
    pub(super) fn of(&mut self, index: &[usize]) -> Vec<T> {
        let mut sum = self.zero();
        // No moment begins with a lower power than that of pairs.
        if index.len().div_ceil(2) > self.highest {
            return sum;
        }
        let Some((&first, rest)) = index.split_first() else {
            sum[0] = T::one();
            return sum;
        };
        if let Some(known) = self.known.get(index) {
            return known.clone();
        }
        // The part of the first factor is that factor and some of the others.
        for chosen in 0..1u32 << rest.len() {
            let (mut part, mut left) = (vec![first], Vec::new());
            for (place, &factor) in rest.iter().enumerate() {
                if chosen >> place & 1 == 1 { &mut part } else { &mut left }.push(factor);
            }
            let Some(terms) = self.cumulants.get(part.len() - 1) else { continue };
            let others = self.of(&left);
            let powers = (part.len() - 1..=self.highest).zip(terms).filter(|(power, _)| *power > 0);
            for (power, term) in powers {
                let entry = term.get(&part);
                for (sum, other) in sum[power..].iter_mut().zip(&others) {
                    *sum += entry.clone() * other.clone();
                }
            }
        }
        self.known.insert(index.to_vec(), sum.clone());
        sum
    }
}
