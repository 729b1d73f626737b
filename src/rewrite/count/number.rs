//! Counts as exact numbers, or as logarithms where these are too large.

use num_bigint::BigUint;
use num_traits::{One, Zero};

/// A number of diagrams: exact, or its logarithm where it is too large to be written.
pub(super) trait Number: Clone {
    fn one() -> Self;
    fn add(&mut self, other: &Self);
    fn product(&self, other: &Self) -> Self;
    /// Division by a divisor of this number.
    fn divide(&mut self, divisor: u32);
}

impl Number for BigUint {
    fn one() -> Self {
        One::one()
    }

    fn add(&mut self, other: &Self) {
        *self += other;
    }

    fn product(&self, other: &Self) -> Self {
        self * other
    }

    fn divide(&mut self, divisor: u32) {
        debug_assert!((&*self % divisor).is_zero(), "a cycle index has integer coefficients");
        *self /= divisor;
    }
}

/// The natural logarithm of a positive number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Ln(pub(super) f64);

impl Number for Ln {
    fn one() -> Self {
        Ln(0.0)
    }

    fn add(&mut self, other: &Self) {
        let (low, high) = if self.0 < other.0 { (self.0, other.0) } else { (other.0, self.0) };
        *self = Ln(if high.is_infinite() { high } else { high + (low - high).exp().ln_1p() });
    }

    fn product(&self, other: &Self) -> Self {
        Ln(self.0 + other.0)
    }

    fn divide(&mut self, divisor: u32) {
        self.0 -= f64::from(divisor).ln();
    }
}
