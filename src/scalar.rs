//! The two kinds of number that every contraction runs on: `f64` and exact [`Rational`]s.

use std::fmt::{Debug, Display};

use ndarray::{Array2, ArrayView2};
use num_rational::BigRational;
use num_traits::{Num, NumAssign, Signed, ToPrimitive};

use crate::product::product;

/// An exact rational number of unbounded size.
pub type Rational = BigRational;

/// A number that weights, diagrams and coefficients are made of.
///
/// Implemented for `f64` and [`Rational`]. Algorithms that are generic over `Scalar` run unchanged in
/// floating point and in exact arithmetic, which is how the floating-point results are proved.
pub trait Scalar: Clone + Debug + Display + Num + NumAssign + Signed + PartialOrd + 'static {
    /// The nearest number of this type.
    fn from_rational(value: &Rational) -> Self;

    /// The nearest `f64`, possibly infinite.
    fn to_f64(&self) -> f64;

    /// The matrix product `a · b`, shapes (m, k) and (k, n).
    ///
    /// # Panics
    /// When the inner lengths differ.
    fn matrix_product(a: ArrayView2<'_, Self>, b: ArrayView2<'_, Self>) -> Array2<Self> {
        assert_eq!(a.ncols(), b.nrows(), "inner lengths of a matrix product");
        let mut product = Array2::zeros((a.nrows(), b.ncols()));
        for (row, mut out) in a.outer_iter().zip(product.outer_iter_mut()) {
            for (factor, terms) in row.iter().zip(b.outer_iter()) {
                if factor.is_zero() {
                    continue;
                }
                for (sum, term) in out.iter_mut().zip(terms) {
                    *sum += factor.clone() * term.clone();
                }
            }
        }
        product
    }
}

impl Scalar for f64 {
    fn from_rational(value: &Rational) -> Self {
        ToPrimitive::to_f64(value).unwrap_or(f64::NAN)
    }

    fn to_f64(&self) -> f64 {
        *self
    }

    fn matrix_product(a: ArrayView2<'_, Self>, b: ArrayView2<'_, Self>) -> Array2<Self> {
        product(a, b)
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
