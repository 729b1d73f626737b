//! Numbers whose sums have a sign that rounding cannot turn.

use std::cmp::Ordering;

use num_traits::{Signed, Zero};

use crate::{Rational, Scalar};

/// A number whose sums have a sign that can be trusted.
pub trait Certain: Scalar + Signed + PartialOrd {
    /// The sign of a sum, given the sum of the absolute values of its terms; `None` where rounding hides it.
    fn sign(sum: &Self, magnitude: &Self) -> Option<Ordering>;

    /// A number that is a multiple of 1/1024, exactly.
    fn from_grid(steps: i32) -> Self;

    /// The number as the exact rational that it is; `None` where it is not finite.
    fn exact(&self) -> Option<Rational>;
}

/// The steps of the grid of [`Certain::from_grid`] to one.
pub(super) const GRID: i32 = 1024;

/// Products of up to 2^20 factors and sums of up to 2^30 terms, each rounded once, stay within this.
const ROUNDING: f64 = 1e-6;

impl Certain for f64 {
    fn sign(sum: &f64, magnitude: &f64) -> Option<Ordering> {
        if *magnitude == 0.0 {
            return Some(Ordering::Equal);
        }
        (sum.abs() > ROUNDING * magnitude).then(|| sum.total_cmp(&0.0))
    }

    fn from_grid(steps: i32) -> f64 {
        f64::from(steps) / f64::from(GRID)
    }

    fn exact(&self) -> Option<Rational> {
        Rational::from_float(*self)
    }
}

impl Certain for Rational {
    fn sign(sum: &Rational, _: &Rational) -> Option<Ordering> {
        Some(sum.cmp(&Rational::zero()))
    }

    fn from_grid(steps: i32) -> Rational {
        Rational::new(steps.into(), GRID.into())
    }

    fn exact(&self) -> Option<Rational> {
        Some(self.clone())
    }
}
