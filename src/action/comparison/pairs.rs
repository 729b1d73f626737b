//! The entries of two actions side by side.

use std::iter::Peekable;

use super::super::{Action, ActionError, Domain, SparseAction, SymmetricTensor, Truncation};
use crate::Lattice;
use crate::each::each;
use crate::tensor::position;

/// An action that is compared, however it is held.
#[derive(Clone, Copy, Debug)]
pub enum Held<'a> {
    /// All entries.
    Dense(&'a Action<f64>),
    /// The entries that are not zero.
    Sparse(&'a SparseAction<f64>),
}

impl<'a> From<&'a Action<f64>> for Held<'a> {
    fn from(action: &'a Action<f64>) -> Held<'a> {
        Held::Dense(action)
    }
}

impl<'a> From<&'a SparseAction<f64>> for Held<'a> {
    fn from(action: &'a SparseAction<f64>) -> Held<'a> {
        Held::Sparse(action)
    }
}

impl<'a> Held<'a> {
    /// The number of variables d.
    pub fn dimension(self) -> usize {
        each!(self, Held::Dense | Held::Sparse, action => action.dimension())
    }

    /// The highest rank that is held.
    pub fn max_rank(self) -> usize {
        each!(self, Held::Dense | Held::Sparse, action => action.max_rank())
    }

    fn truncation(self) -> Truncation {
        each!(self, Held::Dense | Held::Sparse, action => action.truncation)
    }

    /// The point around which the action is expanded; `None` for the origin.
    pub fn around(self) -> Option<&'a [f64]> {
        let point = each!(self, Held::Dense | Held::Sparse, action => action.around.as_deref());
        point.filter(|point| point.iter().any(|&coordinate| coordinate != 0.0))
    }

    /// What the variables are.
    pub fn domain(self) -> Domain {
        match self {
            Held::Dense(_) => Domain::Real,
            Held::Sparse(action) => action.domain,
        }
    }

    /// The lattice that the action knows.
    pub fn lattice(self) -> Option<&'a Lattice> {
        match self {
            Held::Dense(_) => None,
            Held::Sparse(action) => action.lattice.as_ref(),
        }
    }

    /// Whether A^(rank) is known: held, or zero because nothing was cut off.
    pub(crate) fn knows(self, rank: usize) -> bool {
        let kept = self.truncation().max_rank;
        rank <= self.max_rank() || kept.is_none_or(|kept| rank <= kept)
    }

    /// A^(0).
    pub(crate) fn constant(self) -> f64 {
        match self {
            Held::Dense(action) => action.tensor(0).map_or(0.0, |tensor| *tensor.get(&[])),
            Held::Sparse(action) => action.get(&[]),
        }
    }

    /// The entry at a non-decreasing multi-index; zero where it is not held.
    ///
    /// # Panics
    /// When an index is beyond the dimension.
    pub fn get(self, index: &[usize]) -> f64 {
        match self {
            Held::Dense(action) => action.tensor(index.len()).map_or(0.0, |tensor| *tensor.get(index)),
            Held::Sparse(action) => action.get(index),
        }
    }

    /// Calls `each` with the indices and values of A^(rank) in packed order; zeros may be left out.
    ///
    /// # Errors
    /// When an entry of the action is not finite.
    pub fn for_each(self, rank: usize, mut each: impl FnMut(&[usize], f64)) -> Result<(), ActionError> {
        self.check_finite()?;
        let zero = SparseAction::zero(self.dimension());
        for_each(self, Held::Sparse(&zero), rank, |index, value, _| each(index, value));
        Ok(())
    }

    pub(super) fn check_finite(self) -> Result<(), ActionError> {
        each!(self, Held::Dense | Held::Sparse, action => action.check_finite())
    }
}

/// Calls `each` with index, learned and true entry in the order of packed entries. Entries that both hold sparsely and
/// that are zero in both are left out.
pub(super) fn for_each(a: Held<'_>, b: Held<'_>, rank: usize, mut each: impl FnMut(&[usize], f64, f64)) {
    match (dense(a, rank), dense(b, rank)) {
        (Some(a), Some(b)) => {
            walk(a, |index, place, value| each(index, value, b.entries()[place]));
        }
        (Some(a), None) => {
            let mut others = Sorted::new(b, rank);
            walk(a, |index, _, value| each(index, value, others.at(index)));
        }
        (None, Some(b)) => {
            let mut others = Sorted::new(a, rank);
            walk(b, |index, _, value| each(index, others.at(index), value));
        }
        (None, None) => both_sparse(a, b, rank, each),
    }
}

fn dense(action: Held<'_>, rank: usize) -> Option<&SymmetricTensor<f64>> {
    match action {
        Held::Dense(action) => action.tensor(rank),
        Held::Sparse(_) => None,
    }
}

fn both_sparse(a: Held<'_>, b: Held<'_>, rank: usize, mut each: impl FnMut(&[usize], f64, f64)) {
    let (mut a, mut b) = (Sorted::new(a, rank), Sorted::new(b, rank));
    loop {
        let index = match (a.next_index(), b.next_index()) {
            (Some(one), Some(other)) => one.min(other),
            (Some(one), None) => one,
            (None, Some(other)) => other,
            (None, None) => return,
        };
        each(index, a.at(index), b.at(index));
    }
}

type Entries<'a> = Box<dyn Iterator<Item = (&'a [usize], f64)> + 'a>;

/// The entries of a sparse action, asked for in rising order of their indices.
struct Sorted<'a>(Peekable<Entries<'a>>);

impl<'a> Sorted<'a> {
    fn new(action: Held<'a>, rank: usize) -> Sorted<'a> {
        let entries: Entries<'a> = match action {
            Held::Sparse(action) => Box::new(action.entries(rank).map(|(index, &value)| (index, value))),
            // The tensor is not held, so it is zero.
            Held::Dense(_) => Box::new(std::iter::empty()),
        };
        Sorted(entries.peekable())
    }

    fn next_index(&mut self) -> Option<&'a [usize]> {
        self.0.peek().map(|(index, _)| *index)
    }

    fn at(&mut self, index: &[usize]) -> f64 {
        self.0.next_if(|(next, _)| *next == index).map_or(0.0, |(_, value)| value)
    }
}

/// All independent entries with their indices and places, without an allocation for each.
fn walk(tensor: &SymmetricTensor<f64>, mut each: impl FnMut(&[usize], usize, f64)) {
    let mut place = 0;
    for row in tensor.rows() {
        let mut index = row.prefix.clone();
        let start = row.start();
        index.push(start);
        index.truncate(tensor.rank());
        for (offset, &value) in row.entries.iter().enumerate() {
            if let Some(last) = index.last_mut() {
                *last = start + offset;
            }
            debug_assert_eq!(place, position(tensor.dimension(), &index));
            each(&index, place, value);
            place += 1;
        }
    }
}
