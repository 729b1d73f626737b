//! The product of Wick-ordered powers in a coupling.

use std::collections::BTreeMap;

use ndarray::{Array2, ArrayView2, Axis, s};
use rayon::prelude::*;

use super::{Grade, Powers, Window};
use crate::network::Coupling;
use crate::tensor::{Indices, Places, estimated_entries, independent_entries};
use crate::{Scalar, Threads};

/// A coupling χ, symmetric in its lower indices.
pub(super) struct Quadratic<T> {
    /// Shape (d2 d1, d1).
    symmetric: Array2<T>,
    first: usize,
}

/// A product of two powers, `shared` legs of each joined.
#[derive(Clone, Copy)]
pub(super) struct Pair {
    one: Grade,
    other: Grade,
    shared: usize,
}

impl Pair {
    /// The grade of the product.
    pub(super) fn grade(&self) -> Grade {
        Grade {
            legs: self.one.legs + self.other.legs - 2 * self.shared,
            loops: self.one.loops + self.other.loops + self.shared,
        }
    }

    /// The multiplications, and the products of two monomials.
    pub(super) fn cost(&self, dimension: usize) -> (f64, f64) {
        let size = |legs: usize| estimated_entries(dimension, legs);
        let (left, right) = (size(self.one.legs - self.shared), size(self.other.legs - self.shared));
        let (first, second) = (dimension.div_ceil(2) as f64, (dimension / 2) as f64);
        let pairs = left * right * if self.one == self.other { 0.5 } else { 1.0 };
        let joined = second * first * size(self.shared);
        (joined * (left * first + pairs), pairs)
    }
}

impl<T: Scalar> Quadratic<T> {
    pub(super) fn new(coupling: &Coupling<T>) -> Quadratic<T> {
        let first = coupling.shape()[1];
        let symmetric = coupling.symmetric();
        let rows = symmetric.len() / first;
        let symmetric = symmetric.into_shape_with_order((rows, first)).expect("two lower indices");
        Quadratic { symmetric, first }
    }

    /// χ(h, h) of the first half h of x, by grades.
    ///
    /// # Formula
    /// f g = Σ_δ ħ^|δ|/δ! :∂^δ f ∂^δ g:
    pub(super) fn square(&self, x: &Powers<T>, window: Window) -> BTreeMap<Grade, Array2<T>> {
        let mut products: BTreeMap<Grade, Vec<Pair>> = BTreeMap::new();
        let grades: Vec<Grade> = x.grades().collect();
        for pair in pairs(&grades).filter(|pair| window.holds(pair.grade())) {
            products.entry(pair.grade()).or_default().push(pair);
        }
        let products: Vec<(Grade, Vec<Pair>)> = products.into_iter().collect();
        let made = products.par_iter().map(|(grade, pairs)| {
            let rows = independent_entries(x.dimension, grade.legs).expect("powers that were estimated");
            let mut sum = Array2::zeros((rows, self.symmetric.nrows() / self.first));
            pairs.iter().for_each(|pair| self.add(x, pair, &mut sum));
            (*grade, sum)
        });
        made.collect()
    }

    /// Adds χ(f, g) of two powers, and of g and f where they are not the same.
    fn add(&self, x: &Powers<T>, pair: &Pair, sum: &mut Array2<T>) {
        let (d, second, Pair { one, other, shared }) = (x.dimension, sum.ncols(), *pair);
        // A single variable has no second half.
        if second == 0 {
            return;
        }
        let half = |grade: Grade| x.parts[&grade].slice(s![.., ..self.first]);
        let rows: Vec<Vec<usize>> = Indices::new(d, one.legs - shared).collect();
        let columns: Vec<Vec<usize>> = Indices::new(d, other.legs - shared).collect();
        let joined: Vec<Vec<usize>> = Indices::new(d, shared).collect();
        let right = derivatives(half(other), d, other.legs, &joined, &columns, false);
        let places = Places::new(d, pair.grade().legs);
        let all = Places::new(d, one.legs);
        // Of a square both orders of two monomials are the same.
        let is_square = one == other;
        for (row, left) in rows.iter().enumerate() {
            let derivative = derivative(half(one), &all, &joined, left, true);
            let applied = T::matrix_product(self.symmetric.view(), derivative.view());
            // (m, k, δ) as m and (k, δ).
            let applied =
                applied.into_shape_with_order((second, self.first * joined.len())).expect("as many numbers");
            let start = if is_square { row } else { 0 };
            let mut product = Array2::zeros((columns.len() - start, second));
            let right = right.slice(s![start.., ..]);
            T::set_product(product.view_mut(), right, applied.t(), Threads::All);
            let sums = sum.as_slice_mut().expect("in standard layout");
            let products = product.as_slice().expect("in standard layout").chunks_exact(second);
            for (place, (column, product)) in columns[start..].iter().zip(products).enumerate() {
                let once = is_square && place == 0;
                let target = places.of_union(left, column) * second;
                for (sum, entry) in sums[target..target + second].iter_mut().zip(product) {
                    *sum += entry.clone();
                    if !once {
                        *sum += entry.clone();
                    }
                }
            }
        }
    }
}

/// All pairs of grades, the one with fewer legs first, with all numbers of joined legs.
pub(super) fn pairs(grades: &[Grade]) -> impl Iterator<Item = Pair> {
    let two = grades.iter().flat_map(move |&one| {
        grades.iter().filter(move |&&other| one <= other).map(move |&other| (one, other))
    });
    two.flat_map(|(one, other)| (0..=one.legs).map(move |shared| Pair { one, other, shared }))
}

/// ∂^δ f for each δ, the monomials in rows and (k, δ) in columns.
fn derivatives<T: Scalar>(
    part: ArrayView2<'_, T>,
    dimension: usize,
    legs: usize,
    joined: &[Vec<usize>],
    monomials: &[Vec<usize>],
    weighted: bool,
) -> Array2<T> {
    let places = Places::new(dimension, legs);
    let mut all = Array2::zeros((monomials.len(), part.ncols() * joined.len()));
    for (monomial, mut row) in monomials.iter().zip(all.outer_iter_mut()) {
        let found = derivative(part, &places, joined, monomial, weighted);
        row.iter_mut().zip(found).for_each(|(entry, found)| *entry = found);
    }
    all
}

/// The coefficients of one monomial in ∂^δ f, shape (k, δ), over δ! where they are weighted.
fn derivative<T: Scalar>(
    part: ArrayView2<'_, T>,
    places: &Places,
    joined: &[Vec<usize>],
    monomial: &[usize],
    weighted: bool,
) -> Array2<T> {
    let mut found = Array2::zeros((part.ncols(), joined.len()));
    for (delta, mut column) in joined.iter().zip(found.axis_iter_mut(Axis(1))) {
        let factor = falling::<T>(monomial, delta, weighted);
        let coefficients = part.index_axis(Axis(0), places.of_union(monomial, delta));
        column.zip_mut_with(&coefficients, |entry, c| *entry = factor.clone() * c.clone());
    }
    found
}

/// (α + δ)!/α!, over δ! where it is weighted.
fn falling<T: Scalar>(monomial: &[usize], delta: &[usize], weighted: bool) -> T {
    let mut factor = T::one();
    for class in delta.chunk_by(|a, b| a == b) {
        let present = monomial.iter().filter(|&&entry| entry == class[0]).count();
        for taken in 1..=class.len() {
            factor *= T::natural(present + taken);
            if weighted {
                factor /= T::natural(taken);
            }
        }
    }
    factor
}
