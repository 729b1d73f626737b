//! A coefficient as the sum of its diagrams with their values.

use ndarray::Array2;

use super::{Shares, Value, shares};
use crate::action::{Pairs, Summary, SymmetricTensor};
use crate::diagram::{Arena, Term};
use crate::notation::{Charset, Printer};
use crate::{Progress, Scalar};

/// What one diagram adds to a coefficient.
#[derive(Clone, Debug)]
pub struct Contribution<T> {
    /// The diagram with its factor.
    pub term: Term,
    /// Its value with the factor, symmetrised.
    pub value: Value<T>,
    pub(super) layers: Vec<u32>,
}

impl<T> Contribution<T> {
    /// The layers of the explicit splits, ascending, with repetitions.
    pub fn layers(&self) -> &[u32] {
        &self.layers
    }
}

/// A coefficient A^(k) as the sum of its diagrams, each with its value.
#[derive(Clone, Debug)]
pub struct Decomposition<T> {
    pub(super) dimension: usize,
    pub(super) rank: usize,
    pub(super) arena: Arena,
    pub(super) contributions: Vec<Contribution<T>>,
}

impl<T: Scalar> Decomposition<T> {
    /// The rank k.
    pub fn rank(&self) -> usize {
        self.rank
    }

    /// The store of the legs of the diagrams.
    pub fn arena(&self) -> &Arena {
        &self.arena
    }

    /// The diagrams, in canonical order.
    pub fn contributions(&self) -> &[Contribution<T>] {
        &self.contributions
    }

    /// A diagram in the notation that [`notation::read`](crate::notation::read) reads.
    pub fn text(&self, place: usize) -> String {
        let Term { factor, diagram } = &self.contributions[place].term;
        let diagram = Printer::new(Charset::Ascii).diagram(&self.arena, diagram);
        if *factor == crate::Rational::from_integer(1.into()) {
            diagram
        } else {
            format!("{factor} * {diagram}")
        }
    }

    /// The shares of all diagrams over all entries.
    ///
    /// # Cost
    /// Up to rank three a few operations for each entry of each diagram. For rank four the entries of all diagrams are made in tiles,
    /// by matrix products with d⁴/2 operations for each of d2 pairs of matrices.
    pub fn shares(&self, progress: &dyn Progress) -> Shares<T> {
        shares::of_all(self.dimension, self.rank, &self.contributions, progress)
    }

    /// The shares at one entry, its indices in any order.
    ///
    /// # Panics
    /// When the index has another length than the rank or an entry beyond the dimension.
    pub fn at(&self, index: &[usize]) -> Shares<T> {
        Shares::of_numbers(&self.values_at(index))
    }

    /// The values of all diagrams at one entry, whose sum is A_{index}.
    ///
    /// # Panics
    /// As [`at`](Decomposition::at).
    pub fn values_at(&self, index: &[usize]) -> Vec<T> {
        self.contributions.iter().map(|contribution| contribution.value.entry(index)).collect()
    }

    /// The sum of all diagrams, A^(k); A^(0) without its constants.
    ///
    /// # Cost
    /// A copy of the values.
    pub fn total(&self) -> Value<T> {
        let mut sum = SymmetricTensor::zero(if self.rank == 4 { 0 } else { self.dimension }, self.rank);
        let mut products = Vec::new();
        for contribution in &self.contributions {
            match &contribution.value {
                Value::Entries(tensor) => {
                    let terms = sum.entries_mut().iter_mut().zip(tensor.entries());
                    terms.for_each(|(sum, term)| *sum += term.clone());
                }
                Value::Pairs(pairs) => products.push((pairs.left().to_owned(), pairs.right().to_owned())),
            }
        }
        if self.rank < 4 {
            return Value::Entries(sum);
        }
        let none = Array2::zeros((0, self.dimension * (self.dimension + 1) / 2));
        Value::Pairs(Pairs::new(self.dimension, Vec::new(), none, products).expect("pairs of one dimension"))
    }
}

impl Decomposition<f64> {
    /// The norm of A^(k) and its largest entries.
    pub fn summary(&self, top: usize, progress: &dyn Progress) -> Summary {
        match self.total() {
            Value::Entries(tensor) => tensor.summary(top),
            Value::Pairs(pairs) => pairs.summary(top, progress),
        }
    }
}
