//! One action.

use std::collections::BTreeMap;

use ndarray::Array2;

use super::super::figure::{Couplings, Distribution, HeatMap, Panel};
use super::super::thin::quantiles;
use super::{by_group, coefficient};
use crate::Lattice;
use crate::action::{ActionError, Group, Held, SparseAction, pairs_of_rank};

/// The most values of a group that are drawn.
pub(super) const MOST_VALUES: usize = 300;

/// The largest matrix that is drawn. Images have few more pixels than that.
const MAX_DIMENSION: usize = 2000;

/// A^(2) as a heat map. A diagonal that is more than three times as large as everything else is drawn in greys, as nothing
/// else would be seen beside it.
///
/// # Errors
/// When there are more than 2000 variables, or an entry is not finite.
pub fn heat_map<'a>(action: impl Into<Held<'a>>) -> Result<Panel, ActionError> {
    let action = action.into();
    let dimension = action.dimension();
    if dimension > MAX_DIMENSION {
        return Err(ActionError::HeatMap { dimension, max: MAX_DIMENSION });
    }
    let mut matrix = Array2::zeros((dimension, dimension));
    action.for_each(2, |index, value| {
        matrix[[index[0], index[1]]] = value;
        matrix[[index[1], index[0]]] = value;
    })?;
    let (x, y, diagonal_apart) = ("j".into(), "i".into(), dwarfed(&matrix));
    let map = HeatMap { x, y, value: coefficient(2), matrix, diagonal_apart };
    Ok(Panel::full("", map))
}

/// Whether the largest diagonal entry is more than three times as large as any other, which are not all zero.
fn dwarfed(matrix: &Array2<f64>) -> bool {
    let [diagonal, others] = [true, false].map(|on| {
        let part = matrix.indexed_iter().filter(|((i, j), _)| (i == j) == on);
        part.fold(0.0f64, |largest, (_, value)| largest.max(value.abs()))
    });
    others > 0.0 && diagonal > 3.0 * others
}

/// A^(1) on the sites of a lattice and A^(2) on its bonds.
///
/// # Errors
/// When the lattice has another number of sites than the action variables, or an entry is not finite.
pub fn couplings<'a>(action: impl Into<Held<'a>>, lattice: &Lattice) -> Result<Panel, ActionError> {
    let action = action.into();
    let (sites, dimension) = (lattice.sites(), action.dimension());
    if sites != dimension {
        return Err(ActionError::Sites { sites, dimension });
    }
    let mut on_sites = vec![0.0; sites];
    action.for_each(1, |index, value| on_sites[index[0]] = value)?;
    let neighbours = lattice.bonds();
    let mut bonds = vec![0.0; neighbours.len()];
    action.for_each(2, |index, value| {
        if let Ok(bond) = neighbours.binary_search(&(index[0], index[1])) {
            bonds[bond] = value;
        }
    })?;
    let couplings = Couplings {
        lattice: lattice.clone(),
        site: coefficient(1),
        sites: on_sites,
        bond: coefficient(2),
        bonds,
    };
    Ok(Panel::full("", couplings))
}

/// The entries of A^(rank) by group, each on an axis of its own. Of a large group evenly spaced quantiles stand for all.
///
/// # Errors
/// When the lattice has another number of sites, an entry is not finite, or the rank has too many entries to count.
pub fn distributions<'a>(
    action: impl Into<Held<'a>>,
    lattice: Option<&'a Lattice>,
    rank: usize,
) -> Result<Panel, ActionError> {
    let action = action.into();
    let mut zero = SparseAction::zero(action.dimension());
    zero.around = action.around().map(<[f64]>::to_vec);
    let mut values: BTreeMap<Group, Vec<f64>> = BTreeMap::new();
    let lattice = lattice.or(action.lattice());
    let left_out = pairs_of_rank(action, Held::Sparse(&zero), lattice, rank, |group, value, _| {
        values.entry(group).or_default().push(value);
    })?;
    let groups = left_out.into_iter().map(|(group, zeros)| {
        let values = values.remove(&group).unwrap_or_default();
        let label = group.to_string();
        Distribution { label, values: quantiles(values, zeros, MOST_VALUES), targets: Vec::new() }
    });
    let groups = groups.filter(|group| !group.values.is_empty()).collect();
    Ok(by_group(String::new(), coefficient(rank), groups))
}
