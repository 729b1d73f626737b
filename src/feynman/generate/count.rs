//! Numbers of diagrams and sums of their factors.

use std::collections::BTreeMap;

use crate::Rational;

/// The diagrams with one number of loops, counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The number of loops.
    pub loops: usize,
    /// The number of diagrams.
    pub diagrams: u128,
    /// The sum of their factors.
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

/// Numbers of diagrams by loops and |Aut|.
pub(super) type Tally = BTreeMap<(usize, u128), u128>;

/// What a tally holds at some number of loops.
pub(super) fn order(tally: &Tally, loops: usize) -> Order {
    let met = tally.range((loops, 0)..(loops + 1, 0));
    let shares = met.clone().map(|(&(_, order), &number)| Rational::new(number.into(), order.into()));
    Order { loops, sum: shares.sum(), diagrams: met.map(|(_, number)| number).sum() }
}
