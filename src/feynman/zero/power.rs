//! Power series with rational coefficients, cut off behind an order.

use num_traits::{One, Zero};

use crate::Rational;

/// Coefficients from order 0 to the order at which all series of a computation are cut off.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Power(pub(super) Vec<Rational>);

impl Power {
    pub(super) fn zero(order: usize) -> Power {
        Power(vec![Rational::zero(); order + 1])
    }

    pub(super) fn one(order: usize) -> Power {
        let mut one = Power::zero(order);
        one.0[0] = Rational::one();
        one
    }

    /// `self += factor · other`.
    pub(super) fn add(&mut self, factor: &Rational, other: &Power) {
        for (sum, term) in self.0.iter_mut().zip(&other.0) {
            *sum += factor * term;
        }
    }

    pub(super) fn times(&self, other: &Power) -> Power {
        let mut product = Power::zero(self.0.len() - 1);
        for (i, a) in self.0.iter().enumerate().filter(|(_, a)| !a.is_zero()) {
            for (sum, b) in product.0[i..].iter_mut().zip(&other.0).filter(|(_, b)| !b.is_zero()) {
                *sum += a * b;
            }
        }
        product
    }

    /// 1/self, for a series that begins with 1.
    pub(super) fn inverse(&self) -> Power {
        let mut inverse = Power::one(self.0.len() - 1);
        for order in 1..self.0.len() {
            let known: Rational = (1..=order).map(|i| &self.0[i] * &inverse.0[order - i]).sum();
            inverse.0[order] = -known;
        }
        inverse
    }

    /// ln self, for a series that begins with 1.
    pub(super) fn logarithm(&self) -> Power {
        let mut logarithm = Power::zero(self.0.len() - 1);
        for n in 1..self.0.len() {
            let known: Rational = (1..n).map(|k| natural(k) * &logarithm.0[k] * &self.0[n - k]).sum();
            logarithm.0[n] = &self.0[n] - known / natural(n);
        }
        logarithm
    }
}

pub(super) fn natural(n: usize) -> Rational {
    Rational::from_integer(n.into())
}

pub(super) fn factorial(n: usize) -> Rational {
    (1..=n).map(natural).product()
}
