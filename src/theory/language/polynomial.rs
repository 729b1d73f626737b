//! Sums, products and powers of polynomials with exact coefficients.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use num_traits::{One, Zero};
use smallvec::SmallVec;

use super::budget::{Budget, MAX_DEGREE, check_number, check_terms};
use crate::Rational;

/// A product of variables, by their numbers in rising order.
type Monomial = SmallVec<[u32; 6]>;

/// A polynomial with exact coefficients. Every operation takes its work from a [`Budget`] first.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Polynomial {
    terms: BTreeMap<Monomial, Rational>,
}

impl Polynomial {
    pub(super) fn constant(value: Rational) -> Polynomial {
        let mut sum = Polynomial::default();
        if !value.is_zero() {
            sum.terms.insert(Monomial::new(), value);
        }
        sum
    }

    pub(super) fn variable(number: u32) -> Polynomial {
        Polynomial { terms: [(SmallVec::from_slice(&[number]), Rational::one())].into() }
    }

    /// Its value where it has no variable.
    pub(super) fn as_constant(&self) -> Option<Rational> {
        match self.terms.first_key_value() {
            None => Some(Rational::zero()),
            Some((monomial, value)) if self.terms.len() == 1 && monomial.is_empty() => Some(value.clone()),
            _ => None,
        }
    }

    pub(super) fn degree(&self) -> usize {
        self.terms.keys().map(|monomial| monomial.len()).max().unwrap_or(0)
    }

    pub(super) fn len(&self) -> usize {
        self.terms.len()
    }

    /// The terms by their variables and coefficients.
    pub(super) fn into_terms(self) -> impl Iterator<Item = (Vec<usize>, Rational)> {
        let wide = |monomial: Monomial| monomial.iter().map(|&variable| variable as usize).collect();
        self.terms.into_iter().map(move |(monomial, value)| (wide(monomial), value))
    }

    pub(super) fn add(&mut self, other: Polynomial, budget: &mut Budget) -> Result<(), String> {
        for (monomial, value) in other.terms {
            self.add_term(monomial, value, budget)?;
        }
        check_terms(self.terms.len())
    }

    pub(super) fn negated(mut self) -> Polynomial {
        self.terms.values_mut().for_each(|value| *value = -std::mem::take(value));
        self
    }

    pub(super) fn times(self, other: &Polynomial, budget: &mut Budget) -> Result<Polynomial, String> {
        if let Some(factor) = other.as_constant() {
            return self.scaled(&factor, budget);
        }
        if let Some(factor) = self.as_constant() {
            budget.spend_plain(other.terms.len() as u64)?;
            return other.clone().scaled(&factor, budget);
        }
        check_degree(self.degree() + other.degree())?;
        let mut product = Polynomial::default();
        for (left, a) in &self.terms {
            budget.spend(other.terms.len(), a)?;
            for (right, b) in &other.terms {
                let mut monomial: Monomial = left.iter().chain(right).copied().collect();
                monomial.sort_unstable();
                product.add_term(monomial, a * b, budget)?;
            }
            check_terms(product.terms.len())?;
        }
        Ok(product)
    }

    pub(super) fn scaled(mut self, factor: &Rational, budget: &mut Budget) -> Result<Polynomial, String> {
        if factor.is_zero() {
            return Ok(Polynomial::default());
        }
        budget.spend(self.terms.len(), factor)?;
        for value in self.terms.values_mut() {
            budget.spend(1, value)?;
            *value *= factor;
            check_number(value)?;
        }
        Ok(self)
    }

    /// By repeated squaring; degrees and lengths are checked on the way.
    pub(super) fn to_the(&self, exponent: u32, budget: &mut Budget) -> Result<Polynomial, String> {
        check_degree(self.degree().saturating_mul(exponent as usize))?;
        let mut power = Polynomial::constant(Rational::one());
        budget.spend_plain(u64::from(u32::BITS - exponent.leading_zeros()))?;
        for bit in (0..u32::BITS - exponent.leading_zeros()).rev() {
            power = power.clone().times(&power, budget)?;
            if exponent >> bit & 1 == 1 {
                power = power.times(self, budget)?;
            }
        }
        Ok(power)
    }

    fn add_term(&mut self, monomial: Monomial, value: Rational, budget: &mut Budget) -> Result<(), String> {
        budget.spend(1, &value)?;
        match self.terms.entry(monomial) {
            Entry::Vacant(place) => {
                check_number(&value)?;
                place.insert(value);
            }
            Entry::Occupied(mut place) => {
                *place.get_mut() += value;
                check_number(place.get())?;
                if place.get().is_zero() {
                    place.remove();
                }
            }
        }
        Ok(())
    }
}

fn check_degree(degree: usize) -> Result<(), String> {
    match degree > MAX_DEGREE {
        true => Err(format!("a polynomial of degree {degree}, and at most {MAX_DEGREE} is read")),
        false => Ok(()),
    }
}
