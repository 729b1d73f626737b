//! Averages of products of features out of packed moments.

use ndarray::{Array1, Array2};
use rayon::prelude::*;

use super::basis::Basis;
use super::normal::Averages;
use super::{FitError, Monomials};
use crate::Scalar;
use crate::action::{SymmetricTensor, independent_entries};

/// The order of the moments that the normal equations need: 2K - 2.
pub(super) fn order(max_rank: usize) -> usize {
    2 * max_rank.max(1) - 2
}

/// Refuses moments that do not fit the monomials.
pub(super) fn check<T: Scalar>(
    monomials: &Monomials,
    moments: &[SymmetricTensor<T>],
) -> Result<(), FitError> {
    let needed = order(monomials.max_rank());
    let fits = |(k, tensor): (usize, &SymmetricTensor<T>)| {
        tensor.rank() == k && tensor.dimension() == monomials.dimension()
    };
    if moments.len() <= needed || !moments.iter().enumerate().all(fits) {
        return Err(FitError::Moments { needed, dimension: monomials.dimension() });
    }
    Ok(())
}

/// The averages of features γ and of products of them: <x^γ> and <x^(γ+γ')>.
pub(super) fn averages<T: Scalar>(
    basis: &Basis,
    dimension: usize,
    moments: &[SymmetricTensor<T>],
) -> Averages<T> {
    let places = Places::new(dimension, moments.len());
    let lists = basis.groups.iter().map(|group| group.features.indices());
    let products = lists.clone().map(|list| products(list, &places, moments)).collect();
    let alone = |index: &Vec<usize>| moments[index.len()].entries()[places.position(index)].clone();
    let features = lists.map(|list| list.iter().map(alone).collect::<Array1<T>>()).collect();
    Averages { products, features }
}

fn products<T: Scalar>(list: &[Vec<usize>], places: &Places, moments: &[SymmetricTensor<T>]) -> Array2<T> {
    let mut products = Array2::zeros((list.len(), list.len()));
    let rows: Vec<_> = products.outer_iter_mut().collect();
    rows.into_par_iter().zip(list).for_each(|(mut row, a)| {
        let mut joined = Vec::new();
        for (product, b) in row.iter_mut().zip(list) {
            merge(a, b, &mut joined);
            *product = moments[joined.len()].entries()[places.position(&joined)].clone();
        }
    });
    products
}

/// Two non-decreasing multi-indices as one.
fn merge(a: &[usize], b: &[usize], joined: &mut Vec<usize>) {
    joined.clear();
    joined.extend_from_slice(a);
    joined.extend_from_slice(b);
    joined.sort_unstable();
}

/// The places of multi-indices in packed order, by table.
struct Places {
    /// `after[rest][entry]`: the multi-indices of this length whose entries are all larger than `entry`.
    after: Vec<Vec<usize>>,
    entries: Vec<usize>,
}

impl Places {
    fn new(dimension: usize, ranks: usize) -> Places {
        let count = |dimension, rank| independent_entries(dimension, rank).unwrap_or(usize::MAX);
        let after = |rest| (0..dimension).map(|entry| count(dimension - 1 - entry, rest)).collect();
        Places {
            after: (0..ranks).map(after).collect(),
            entries: (0..ranks).map(|rank| count(dimension, rank)).collect(),
        }
    }

    /// From the end: what follows agrees up to an entry that is larger.
    fn position(&self, index: &[usize]) -> usize {
        let rest = (1..=index.len()).rev();
        let following: usize = rest.zip(index).map(|(rest, &entry)| self.after[rest][entry]).sum();
        self.entries[index.len()] - 1 - following
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::action::Indices;

    #[test]
    fn places_count_up() {
        for dimension in 1..5 {
            let places = Places::new(dimension, 6);
            for rank in 0..6 {
                for (place, index) in Indices::new(dimension, rank).enumerate() {
                    assert_eq!(places.position(&index), place, "{index:?}");
                }
            }
        }
    }

    #[test]
    fn merged_indices_are_sorted() {
        let mut joined = Vec::new();
        merge(&[0, 2, 2], &[1, 2, 5], &mut joined);
        assert_eq!(joined, [0, 1, 2, 2, 2, 5]);
    }
}
