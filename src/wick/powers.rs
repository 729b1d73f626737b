//! Powers of z with d components.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use ndarray::{Array2, Axis};

use super::Grade;
use crate::Scalar;

/// x as a polynomial in z, in Wick-ordered powers.
///
/// # Shape and index order
/// The part of a [`Grade`] has a row for each monomial :z_a z_b ..: with a ≤ b ≤ .., in lexicographic order, and a column for each
/// component of x. An entry is the coefficient of the monomial.
#[derive(Clone, Debug)]
pub struct Powers<T> {
    pub(super) dimension: usize,
    pub(super) parts: BTreeMap<Grade, Array2<T>>,
}

impl<T: Scalar> Powers<T> {
    /// x = z.
    pub(super) fn latent(dimension: usize) -> Powers<T> {
        let mut parts = BTreeMap::new();
        parts.insert(Grade { legs: 0, loops: 0 }, Array2::zeros((1, dimension)));
        parts.insert(Grade { legs: 1, loops: 0 }, Array2::eye(dimension));
        Powers { dimension, parts }
    }

    /// The number of variables d of z.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// The powers to a number of legs at ħ = 1, their loops in them.
    pub(super) fn summed(self, legs: usize) -> Powers<T> {
        let mut parts: BTreeMap<Grade, Array2<T>> = BTreeMap::new();
        for (grade, part) in self.parts.into_iter().filter(|(grade, _)| grade.legs <= legs) {
            match parts.entry(Grade { loops: 0, ..grade }) {
                Entry::Occupied(mut sum) => *sum.get_mut() += &part,
                Entry::Vacant(place) => drop(place.insert(part)),
            }
        }
        Powers { dimension: self.dimension, parts }
    }

    /// Some components of x alone.
    pub(super) fn at(self, sites: &[usize]) -> Powers<T> {
        let parts = self.parts.into_iter().map(|(grade, part)| (grade, part.select(Axis(1), sites)));
        Powers { dimension: self.dimension, parts: parts.collect() }
    }

    /// The number of components of x that are held.
    pub(super) fn values(&self) -> usize {
        self.parts.values().next().map_or(0, Array2::ncols)
    }

    /// The coefficients of a grade, where there are any.
    pub fn part(&self, grade: Grade) -> Option<&Array2<T>> {
        self.parts.get(&grade)
    }

    /// The grades that are there.
    pub fn grades(&self) -> impl Iterator<Item = Grade> {
        self.parts.keys().copied()
    }
}
