//! Estimates with standard errors.

use std::collections::BTreeMap;

use super::super::figure::{Point, Scatter};
use super::points::{self, Cloud};
use crate::Lattice;
use crate::action::{ActionError, Group, SymmetricTensor, groups_of_rank};

/// A symmetric tensor with the standard error of each entry.
#[derive(Clone, Copy, Debug)]
pub struct Estimates<'a> {
    /// What was estimated from.
    pub label: &'a str,
    /// The entries.
    pub value: &'a SymmetricTensor<f64>,
    /// Their standard errors.
    pub error: &'a SymmetricTensor<f64>,
}

/// Each entry of `y` over that of `x` by group, with error bars of one standard error on both sides. Of more than 2,000
/// points those are left out that would lie on others; the sentence that comes along says so, and calls the panel `name`.
///
/// # Errors
/// When dimensions or ranks differ, or the lattice has another number of sites.
pub fn estimates(
    name: &str,
    y: Estimates<'_>,
    x: Estimates<'_>,
    lattice: Option<&Lattice>,
) -> Result<(Scatter, Option<String>), ActionError> {
    let (dimension, rank) = (y.value.dimension(), y.value.rank());
    for tensor in [y.error, x.value, x.error] {
        if tensor.rank() != rank {
            return Err(ActionError::Misplaced { rank, dimension });
        }
        if tensor.dimension() != dimension {
            return Err(ActionError::Dimensions(dimension, tensor.dimension()));
        }
    }
    let mut members: BTreeMap<Group, Vec<usize>> = BTreeMap::new();
    for (place, group) in groups_of_rank(dimension, lattice, rank)?.enumerate() {
        members.entry(group).or_default().push(place);
    }
    let point = |&place: &usize| Point {
        x: x.value.entries()[place],
        y: y.value.entries()[place],
        x_error: x.error.entries()[place],
        y_error: y.error.entries()[place],
    };
    let clouds = members.iter().map(|(group, places)| Cloud {
        group: *group,
        size: places.len() as u128,
        points: places.iter().map(point),
    });
    let (groups, note) = points::drawn(name, clouds.collect());
    Ok((Scatter { x: x.label.into(), y: y.label.into(), groups }, note))
}
