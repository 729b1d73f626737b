//! The monomials of one rank.

use ndarray::Array2;

use crate::action::permutations;

/// Σ c x_i x_j .. over sorted multi-indices i ≤ j ≤ .. of one rank.
#[derive(Clone, Debug)]
pub(super) struct Monomials {
    pub(super) rank: usize,
    indices: Vec<usize>,
    pub(super) coefficients: Vec<f64>,
}

impl Monomials {
    pub(super) fn empty(rank: usize) -> Monomials {
        Monomials { rank, indices: Vec::new(), coefficients: Vec::new() }
    }

    /// The monomials of tensor entries: each is multiplied by the number of its permutations.
    pub(super) fn new<I: AsRef<[usize]>>(rank: usize, entries: impl Iterator<Item = (I, f64)>) -> Monomials {
        let mut monomials = Monomials::empty(rank);
        for (index, entry) in entries {
            monomials.push(index.as_ref(), permutations::<f64>(index.as_ref()) * entry);
        }
        monomials
    }

    pub(super) fn push(&mut self, index: &[usize], coefficient: f64) {
        self.indices.extend_from_slice(index);
        self.coefficients.push(coefficient);
    }

    pub(super) fn len(&self) -> usize {
        self.coefficients.len()
    }

    /// The multi-index of one monomial.
    pub(super) fn index(&self, place: usize) -> &[usize] {
        &self.indices[place * self.rank..(place + 1) * self.rank]
    }

    /// Multi-indices and coefficients.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&[usize], f64)> {
        (0..self.len()).map(|place| (self.index(place), self.coefficients[place]))
    }
}

/// Adds the second derivatives of c x_i x_j .., where i ≤ j ≤ ..; those by equal variables are made once.
pub(super) fn add_hessian(index: &[usize], coefficient: f64, x: &[f64], hessian: &mut Array2<f64>) {
    let slope = |a: usize, b: usize| {
        let others = index.iter().enumerate().filter(|(place, _)| *place != a && *place != b);
        others.fold(coefficient, |product, (_, &i)| product * x[i])
    };
    let count = |class: &[usize]| class.len() as f64;
    let mut place = 0;
    for class in index.chunk_by(|a, b| a == b) {
        let (i, n) = (class[0], count(class));
        if class.len() > 1 {
            hessian[[i, i]] += n * (n - 1.0) * slope(place, place + 1);
        }
        let mut lower_place = 0;
        for lower in index[..place].chunk_by(|a, b| a == b) {
            let both = n * count(lower) * slope(place, lower_place);
            hessian[[i, lower[0]]] += both;
            hessian[[lower[0], i]] += both;
            lower_place += lower.len();
        }
        place += class.len();
    }
}
