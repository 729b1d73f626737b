//! A diagram with its factor.

use num_bigint::BigInt;
use num_traits::One;

use super::graph::Graph;
use crate::Rational;

/// A diagram with its number of automorphisms, whose inverse is its factor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Term {
    /// The diagram.
    pub graph: Graph,
    /// |Aut|; with unlabelled legs, automorphisms may exchange legs.
    pub automorphisms: u128,
}

impl Term {
    /// 1/|Aut|.
    pub fn factor(&self) -> Rational {
        Rational::new(BigInt::one(), self.automorphisms.into())
    }
}
