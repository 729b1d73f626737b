//! Scalar products of diagrams with their sum, and the shares that follow from them.

use num_bigint::BigInt;

use super::Contribution;
use super::value::sorted;
use crate::action::{Pairs, Row, SymmetricTensor};
use crate::{Progress, Rational, Scalar};

/// Diagrams held against their sum.
#[derive(Clone, Debug, PartialEq)]
pub struct Shares<T> {
    /// ⟨A, A⟩.
    total: T,
    /// ⟨A_g, A⟩ by diagram.
    products: Vec<T>,
    /// ⟨A_g, A_g⟩ by diagram.
    squares: Vec<T>,
    /// All of these are in units of 4^exponent, so that no square leaves the range of floats.
    exponent: i32,
}

impl<T: Scalar> Shares<T> {
    /// Nothing added yet; values will be of about this size.
    fn zero(diagrams: usize, size: f64) -> Shares<T> {
        let exponent = if size.is_normal() { size.log2().floor() as i32 } else { 0 };
        let none = vec![T::zero(); diagrams];
        Shares { total: T::zero(), products: none.clone(), squares: none, exponent }
    }

    /// 2^-exponent.
    fn unit(&self) -> T {
        let power = Rational::from_integer(BigInt::from(1) << self.exponent.unsigned_abs());
        T::from_rational(&if self.exponent > 0 { power.recip() } else { power })
    }

    /// The root of a sum of squares.
    fn root(&self, square: &T) -> f64 {
        // In two steps, since the power alone may leave the range of floats.
        let half = self.exponent / 2;
        square.to_f64().sqrt() * 2f64.powi(half) * 2f64.powi(self.exponent - half)
    }

    /// The shares of numbers in their sum.
    pub fn of_numbers(values: &[T]) -> Shares<T> {
        let size = values.iter().fold(0.0, |largest: f64, value| largest.max(value.to_f64().abs()));
        let mut shares = Shares::zero(values.len(), size);
        let unit: T = shares.unit();
        let values: Vec<T> = values.iter().map(|value| value.clone() * unit.clone()).collect();
        shares.add(&T::one(), &values);
        shares
    }

    /// The share of a diagram, ⟨A_g, A⟩ / ⟨A, A⟩; `None` where the sum vanishes.
    pub fn of(&self, place: usize) -> Option<T> {
        (!self.total.is_zero()).then(|| self.products[place].clone() / self.total.clone())
    }

    /// The norm of the sum, |A|.
    pub fn norm(&self) -> f64 {
        self.root(&self.total)
    }

    /// The norm of a diagram, |A_g|.
    pub fn norm_of(&self, place: usize) -> f64 {
        self.root(&self.squares[place])
    }

    /// The norms of all diagrams, added up.
    pub(crate) fn sum_of_norms(&self) -> f64 {
        (0..self.squares.len()).map(|place| self.norm_of(place)).sum()
    }

    /// √Σ_g |A_g|², the norm of the sum of diagrams that are orthogonal to each other.
    pub(crate) fn root_of_squares(&self) -> f64 {
        self.root(&self.squares.iter().fold(T::zero(), |sum, square| sum + square.clone()))
    }

    /// Σ_g |A_g| / |A|, at least one; `None` where the sum vanishes.
    pub fn cancellation(&self) -> Option<f64> {
        (!self.total.is_zero()).then(|| self.sum_of_norms() / self.norm())
    }

    /// The diagrams, those with the largest norm first.
    pub(crate) fn order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.squares.len()).collect();
        order.sort_by(|&a, &b| self.norm_of(b).total_cmp(&self.norm_of(a)));
        order
    }

    /// Adds what all diagrams have at one entry, which stands for `weight` permutations.
    fn add(&mut self, weight: &T, values: &[T]) {
        let total = values.iter().fold(T::zero(), |sum, value| sum + value.clone());
        let weighted = weight.clone() * total.clone();
        self.total += weighted.clone() * total;
        for ((product, square), value) in self.products.iter_mut().zip(&mut self.squares).zip(values) {
            *product += weighted.clone() * value.clone();
            *square += weight.clone() * value.clone() * value.clone();
        }
    }

    /// Adds rows of entries, one for each diagram, that share all indices but the last.
    fn add_row(&mut self, unit: &T, prefix: &[usize], rows: &[&[T]], values: &mut Vec<T>) {
        let Some(length) = rows.first().map(|row| row.len()) else { return };
        let row = Row { prefix: prefix.to_vec(), entries: rows[0] };
        let (equal, others) = row.multiplicities();
        for place in 0..length {
            values.clear();
            values.extend(rows.iter().map(|row| row[place].clone() * unit.clone()));
            self.add(if place == 0 { &equal } else { &others }, values);
        }
    }

    fn merge(mut self, other: &Shares<T>) -> Shares<T> {
        self.total += other.total.clone();
        let sums = self.products.iter_mut().chain(&mut self.squares);
        for (sum, term) in sums.zip(other.products.iter().chain(&other.squares)) {
            *sum += term.clone();
        }
        self
    }
}

/// Over all entries of all diagrams.
pub(super) fn of_all<T: Scalar>(
    dimension: usize,
    rank: usize,
    contributions: &[Contribution<T>],
    progress: &dyn Progress,
) -> Shares<T> {
    let (tensors, pairs) = sorted(contributions);
    let sizes = contributions.iter().map(|contribution| contribution.value.size());
    let zero = Shares::zero(contributions.len(), sizes.fold(0.0, f64::max));
    let unit: T = zero.unit();
    if pairs.is_empty() {
        return of_tensors(dimension, rank, &tensors, zero, &unit);
    }
    let parts = Pairs::stream_together(&pairs, progress, |prefixes, blocks| {
        let (mut sums, mut values) = (zero.clone(), Vec::new());
        let mut start = 0;
        for prefix in prefixes {
            let end = start + dimension - prefix[2];
            let rows: Vec<&[T]> = blocks.iter().map(|entries| &entries[start..end]).collect();
            sums.add_row(&unit, prefix, &rows, &mut values);
            start = end;
        }
        sums
    });
    parts.iter().fold(zero, Shares::merge)
}

fn of_tensors<T: Scalar>(
    dimension: usize,
    rank: usize,
    tensors: &[&SymmetricTensor<T>],
    mut sums: Shares<T>,
    unit: &T,
) -> Shares<T> {
    let index = SymmetricTensor::<f64>::zero(if rank == 0 { 1 } else { dimension }, rank);
    let mut values = Vec::new();
    let mut start = 0;
    for row in index.rows() {
        let end = start + row.entries.len();
        let rows: Vec<&[T]> = tensors.iter().map(|tensor| &tensor.entries()[start..end]).collect();
        sums.add_row(unit, &row.prefix, &rows, &mut values);
        start = end;
    }
    sums
}
