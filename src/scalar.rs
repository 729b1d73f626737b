//! The two kinds of number that every contraction runs on: `f64` and exact [`Rational`]s.

use std::fmt::{Debug, Display};
use std::ops::Neg;

use faer::Accum;
use ndarray::{Array2, ArrayView2, ArrayViewMut2};
use num_rational::BigRational;
use num_traits::{Num, NumAssign, ToPrimitive};

use crate::product;

/// An exact rational number of unbounded size.
pub type Rational = BigRational;

/// A number that weights, diagrams and coefficients are made of.
///
/// Implemented for `f64` and [`Rational`]. Algorithms that are generic over `Scalar` run unchanged in
/// floating point and in exact arithmetic, which is how the floating-point results are proved.
pub trait Scalar:
    Clone + Debug + Display + Num + NumAssign + Neg<Output = Self> + Send + Sync + 'static
{
    /// The nearest number of this type.
    fn from_rational(value: &Rational) -> Self;

    /// The nearest `f64`, possibly infinite.
    fn to_f64(&self) -> f64;

    /// A natural number.
    fn natural(n: usize) -> Self {
        Self::from_rational(&Rational::from_integer(n.into()))
    }

    /// 2.
    fn two() -> Self {
        Self::one() + Self::one()
    }

    /// 1/2.
    fn half() -> Self {
        Self::one() / Self::two()
    }

    /// 1/3.
    fn third() -> Self {
        Self::one() / (Self::two() + Self::one())
    }

    /// `out += factor · a · b`, shapes (m, n), (m, k) and (k, n).
    ///
    /// # Panics
    /// When the shapes do not fit.
    fn add_product(
        mut out: ArrayViewMut2<'_, Self>,
        factor: &Self,
        a: ArrayView2<'_, Self>,
        b: ArrayView2<'_, Self>,
        _threads: Threads,
    ) {
        assert_product_shapes(out.dim(), a.dim(), b.dim());
        for (row, mut out) in a.outer_iter().zip(out.outer_iter_mut()) {
            for (entry, terms) in row.iter().zip(b.outer_iter()) {
                if entry.is_zero() {
                    continue;
                }
                let weight = factor.clone() * entry.clone();
                for (sum, term) in out.iter_mut().zip(terms) {
                    *sum += weight.clone() * term.clone();
                }
            }
        }
    }

    /// `out = a · b`, shapes (m, n), (m, k) and (k, n).
    ///
    /// # Panics
    /// When the shapes do not fit.
    fn set_product(
        mut out: ArrayViewMut2<'_, Self>,
        a: ArrayView2<'_, Self>,
        b: ArrayView2<'_, Self>,
        threads: Threads,
    ) {
        out.fill(Self::zero());
        Self::add_product(out, &Self::one(), a, b, threads);
    }

    /// The matrix product `a · b`, shapes (m, k) and (k, n).
    ///
    /// # Panics
    /// When the inner lengths differ.
    fn matrix_product(a: ArrayView2<'_, Self>, b: ArrayView2<'_, Self>) -> Array2<Self> {
        let mut product = Array2::zeros((a.nrows(), b.ncols()));
        Self::set_product(product.view_mut(), a, b, Threads::All);
        product
    }
}

fn assert_product_shapes(out: (usize, usize), a: (usize, usize), b: (usize, usize)) {
    assert_eq!(a.1, b.0, "inner lengths of a matrix product");
    assert_eq!(out, (a.0, b.1), "shape of a matrix product");
}

/// How many threads a matrix product may use. The result is the same to the last bit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Threads {
    /// The calling thread only, for work that is itself done in parallel.
    One,
    /// All threads, where the product is large enough to pay for them.
    All,
}

impl Scalar for f64 {
    fn from_rational(value: &Rational) -> Self {
        ToPrimitive::to_f64(value).unwrap_or(f64::NAN)
    }

    fn to_f64(&self) -> f64 {
        *self
    }

    fn natural(n: usize) -> f64 {
        n as f64
    }

    fn add_product(
        out: ArrayViewMut2<'_, Self>,
        factor: &Self,
        a: ArrayView2<'_, Self>,
        b: ArrayView2<'_, Self>,
        threads: Threads,
    ) {
        assert_product_shapes(out.dim(), a.dim(), b.dim());
        product::product(out, Accum::Add, *factor, a, b, threads);
    }

    fn set_product(
        out: ArrayViewMut2<'_, Self>,
        a: ArrayView2<'_, Self>,
        b: ArrayView2<'_, Self>,
        threads: Threads,
    ) {
        assert_product_shapes(out.dim(), a.dim(), b.dim());
        product::product(out, Accum::Replace, 1.0, a, b, threads);
    }
}

impl Scalar for Rational {
    fn from_rational(value: &Rational) -> Self {
        value.clone()
    }

    fn to_f64(&self) -> f64 {
        f64::from_rational(self)
    }
}
