//! Numbers of diagrams and sums of their factors.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_traits::One;

use crate::Rational;

/// The diagrams with one number of loops, counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The number of loops.
    pub loops: usize,
    /// The number of diagrams.
    pub diagrams: u128,
    /// The sum of 1/|Aut|.
    pub sum: Rational,
}

/// How many diagrams there are, by loops.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// One entry for each number of loops asked for, ascending.
    pub orders: Vec<Order>,
}

impl Count {
    /// The number of all diagrams.
    pub fn diagrams(&self) -> u128 {
        self.orders.iter().map(|order| order.diagrams).sum()
    }
}

/// Numbers of diagrams by |Aut|.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally(BTreeMap<u128, u128>);

impl Tally {
    pub(super) fn add(&mut self, diagrams: u128, automorphisms: u128) {
        *self.0.entry(automorphisms).or_default() += diagrams;
    }

    pub(super) fn merge(&mut self, other: &Tally) {
        other.0.iter().for_each(|(&automorphisms, &diagrams)| self.add(diagrams, automorphisms));
    }

    pub(super) fn order(&self, loops: usize) -> Order {
        let share = |(&order, &number): (&u128, &u128)| Rational::new(number.into(), BigInt::one() * order);
        Order { loops, diagrams: self.0.values().sum(), sum: self.0.iter().map(share).sum() }
    }
}
