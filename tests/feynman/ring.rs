//! Polynomials in a field, in h and in couplings, cut off by weight.

use std::collections::BTreeMap;

use diagraction::Rational;
use num_traits::{One, Zero};

/// The powers of the field, of h and of the couplings: four bits for each rank from 3 on.
pub(crate) type Monomial = (usize, usize, u64);

const LOWEST: usize = 3;

/// The ranks of the couplings, ascending.
fn ranks(powers: u64) -> Vec<usize> {
    (0..16).flat_map(|at| vec![at + LOWEST; (powers >> (4 * at)) as usize & 15]).collect()
}

/// Repeats a step until nothing changes.
pub(crate) fn settled(mut poly: Poly, step: impl Fn(&Poly) -> Poly) -> Poly {
    loop {
        let next = step(&poly);
        if next == poly {
            return poly;
        }
        poly = next;
    }
}

/// A polynomial without terms whose field power + 2 h power is beyond `weight`.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Poly {
    pub(crate) weight: usize,
    pub(crate) terms: BTreeMap<Monomial, Rational>,
}

impl Poly {
    pub(crate) fn zero(weight: usize) -> Poly {
        Poly { weight, terms: BTreeMap::new() }
    }

    pub(crate) fn monomial(weight: usize, monomial: Monomial, factor: Rational) -> Poly {
        let mut poly = Poly::zero(weight);
        poly.put(monomial, factor);
        poly
    }

    pub(crate) fn one(weight: usize) -> Poly {
        Poly::monomial(weight, (0, 0, 0), Rational::one())
    }

    pub(crate) fn field(weight: usize) -> Poly {
        Poly::monomial(weight, (1, 0, 0), Rational::one())
    }

    fn put(&mut self, monomial: Monomial, factor: Rational) {
        if monomial.0 + 2 * monomial.1 > self.weight {
            return;
        }
        let sum = self.terms.entry(monomial).or_default();
        *sum += factor;
        if sum.is_zero() {
            self.terms.remove(&monomial);
        }
    }

    pub(crate) fn plus(mut self, factor: &Rational, other: &Poly) -> Poly {
        other.terms.iter().for_each(|(monomial, term)| self.put(*monomial, term * factor));
        self
    }

    pub(crate) fn minus(self, other: &Poly) -> Poly {
        self.plus(&-Rational::one(), other)
    }

    pub(crate) fn times(&self, other: &Poly) -> Poly {
        let mut product = Poly::zero(self.weight);
        for ((field, h, couplings), a) in &self.terms {
            for ((other_field, other_h, others), b) in &other.terms {
                if field + other_field + 2 * (h + other_h) <= self.weight {
                    product.put((field + other_field, h + other_h, couplings + others), a * b);
                }
            }
        }
        product
    }

    pub(crate) fn times_coupling(&self, rank: usize) -> Poly {
        self.times(&Poly::monomial(self.weight, (0, 0, 1 << (4 * (rank - LOWEST))), Rational::one()))
    }

    pub(crate) fn times_h(&self, power: usize) -> Poly {
        self.times(&Poly::monomial(self.weight, (0, power, 0), Rational::one()))
    }

    pub(crate) fn slope(&self) -> Poly {
        let mut slope = Poly::zero(self.weight);
        for ((field, h, couplings), term) in self.terms.iter().filter(|((field, ..), _)| *field > 0) {
            slope.put((field - 1, *h, *couplings), term * Rational::from_integer((*field).into()));
        }
        slope
    }

    /// 1/self, for 1 + terms of positive weight or with couplings.
    pub(crate) fn inverse(&self) -> Poly {
        let one = Poly::one(self.weight);
        let rest = one.clone().minus(self);
        settled(one.clone(), |inverse| one.clone().plus(&Rational::one(), &rest.times(inverse)))
    }

    /// The terms of one power of the field and of h, times `factor`, by couplings.
    pub(crate) fn at(&self, field: usize, h: usize, factor: &Rational) -> BTreeMap<Vec<usize>, Rational> {
        let wanted = self.terms.iter().filter(|((f, l, _), _)| (*f, *l) == (field, h));
        wanted.map(|((_, _, couplings), term)| (ranks(*couplings), term * factor)).collect()
    }
}
