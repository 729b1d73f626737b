//! What one sample adds to a cumulant, to first order.

use std::ops::Range;

use ndarray::{Array2, Array3, ArrayView1, Axis};

use super::kstatistics::matrix;
use crate::action::SymmetricTensor;

/// What turns the monomials of a sample into its part in a cumulant, to first order in 1/N:
///
/// ψ_α(x) = y_α - Σ_A y_A m_{α∖A},   y = x - ⟨x⟩,
///
/// over all subsets A of the indices α with 0 < |A| < |α|, and central moments m. The mean of ψ over the samples is, up to
/// a constant, the cumulant, and its parts from different blocks are independent; hence the standard errors. As m_i = 0,
/// only |A| = |α| - 2 and, for four indices, |A| = 1 contribute.
pub(super) struct Linear {
    m2: Array2<f64>,
    m3: Array3<f64>,
}

/// Σ y_A over the rows of a block, for |A| = 1 and, where cumulants of order 4 are wanted, 2.
#[derive(Default)]
pub(super) struct BlockSums {
    pub(super) first: Vec<f64>,
    pub(super) second: Array2<f64>,
}

impl Linear {
    /// From the central moments of order 2 and, for cumulants of order 4, 3.
    pub(super) fn new(m2: &SymmetricTensor<f64>, m3: Option<&SymmetricTensor<f64>>) -> Linear {
        let d = if m3.is_some() { m2.dimension() } else { 0 };
        let mut full = Array3::zeros((d, d, d));
        for (index, value) in m3.into_iter().flat_map(SymmetricTensor::iter) {
            let (i, j, k) = (index[0], index[1], index[2]);
            for place in [[i, j, k], [i, k, j], [j, i, k], [j, k, i], [k, i, j], [k, j, i]] {
                full[place] = *value;
            }
        }
        Linear { m2: matrix(m2), m3: full }
    }

    /// The bytes of the moments and of the sums over a block, of which orders 1 and 2 need none.
    pub(super) fn memory(dimension: usize, order: usize) -> Option<u64> {
        let d = dimension as u64;
        let numbers = match order {
            ..=2 => 0,
            3 => d.checked_mul(d + 1)?,
            _ => d.checked_mul(d)?.checked_mul(d + 2)?.checked_add(d)?,
        };
        numbers.checked_mul(8)
    }

    /// Room for the sums over a block.
    pub(super) fn no_sums(&self) -> BlockSums {
        let (d, pairs) = (self.m2.nrows(), self.m3.dim().0);
        BlockSums { first: vec![0.0; d], second: Array2::zeros((pairs, pairs)) }
    }

    /// Subtracts Σ_A y_A m_{α∖A} from the sums over a block, where α = (left, k, l) for consecutive pairs k ≤ l from a
    /// first pair on.
    pub(super) fn subtract(&self, block: &BlockSums, left: &[usize], first: &[usize], sums: &mut [f64]) {
        let d = block.first.len();
        let &[mut k, mut l] = first else { return };
        let mut rest = sums;
        while !rest.is_empty() {
            let (now, behind) = rest.split_at_mut((d - l).min(rest.len()));
            match *left {
                [i] => self.third(block, i, k, l, now),
                [i, j] => self.fourth(block, [i, j], k, l, now),
                _ => {}
            }
            rest = behind;
            k += 1;
            l = k;
        }
    }

    /// α = (i, k, l) for consecutive l.
    fn third(&self, block: &BlockSums, i: usize, k: usize, l: usize, sums: &mut [f64]) {
        let range = l..l + sums.len();
        let (m_i, m_k) = (part(self.m2.row(i), &range), part(self.m2.row(k), &range));
        let (y_i, y_k, y_l) = (block.first[i], block.first[k], &block.first[range]);
        let m_ik = self.m2[[i, k]];
        for (l, sum) in sums.iter_mut().enumerate() {
            *sum -= y_i * m_k[l] + y_k * m_i[l] + m_ik * y_l[l];
        }
    }

    /// α = (i, j, k, l) for consecutive l.
    fn fourth(&self, block: &BlockSums, [i, j]: [usize; 2], k: usize, l: usize, sums: &mut [f64]) {
        let range = l..l + sums.len();
        let (m, y) = (&self.m2, &block.second);
        for (a, b, c) in [(i, j, k), (i, k, j), (j, k, i)] {
            // The pairing of (a, b) with (c, l), and that of c with l missing from it.
            let (m_c, y_c) = (part(m.row(c), &range), part(y.row(c), &range));
            let m_ab = part(self.m3.index_axis(Axis(0), a).index_axis_move(Axis(0), b), &range);
            let (m_pair, y_pair, y_one) = (m[[a, b]], y[[a, b]], block.first[c]);
            for (l, sum) in sums.iter_mut().enumerate() {
                *sum -= y_pair * m_c[l] + m_pair * y_c[l] + y_one * m_ab[l];
            }
        }
        let (m_ijk, y_l) = (self.m3[[i, j, k]], &block.first[range]);
        for (sum, y_l) in sums.iter_mut().zip(y_l) {
            *sum -= m_ijk * y_l;
        }
    }
}

/// A stretch of a row in memory.
fn part<'a>(row: ArrayView1<'a, f64>, range: &Range<usize>) -> &'a [f64] {
    row.to_slice().map_or(&[], |row| &row[range.clone()])
}

impl BlockSums {
    /// Takes up the sums of y_α with α = (left, k) for consecutive k from a first one on.
    pub(super) fn set<'a>(&mut self, left: &[usize], first: &[usize], sums: impl Iterator<Item = &'a f64>) {
        match (left, first) {
            ([], &[k]) => self.first[k..].iter_mut().zip(sums).for_each(|(entry, sum)| *entry = *sum),
            (&[i], &[k]) if !self.second.is_empty() => {
                for (k, &sum) in (k..).zip(sums) {
                    self.second[[i, k]] = sum;
                    self.second[[k, i]] = sum;
                }
            }
            _ => {}
        }
    }
}
