//! Two actions side by side, and figures.

mod commands;
mod figures;
mod groups;
mod kept;
mod legible;

use diagraction::action::{Action, Indices, SparseAction};
use diagraction::evaluate::{self, Method, Request};
use diagraction::network::file::load;
use diagraction::{Cell, Lattice};

use crate::command::MODEL;

pub(crate) const THEORY: &str = "examples/theories/lattice16.action";

/// Eq. (33): S = -β [1/2 Σ x (r0 - Λ) x + Σ_i (h_i x_i + u x_i⁴)], Λ_ij = -deg δ_ij + a_ij.
pub(crate) fn theory(lattice: Lattice, r0: f64, u: f64, field: &[f64]) -> SparseAction<f64> {
    let mut action = SparseAction::zero(lattice.sites());
    for (site, h) in field.iter().enumerate() {
        let neighbours = lattice.neighbours(site);
        action.add_monomial(&[site], -h);
        action.add_monomial(&[site, site], -0.5 * (r0 + neighbours.len() as f64));
        neighbours.iter().for_each(|&other| action.add_monomial(&[site, other], 0.5));
        action.add_monomial(&[site; 4], -u);
    }
    action.lattice = Some(lattice);
    action
}

pub(crate) fn square(side: usize) -> Lattice {
    Lattice::new(Cell::Square, vec![side, side], true).unwrap()
}

/// The theory that the model was trained on.
pub(crate) fn lattice16() -> SparseAction<f64> {
    diagraction::theory::load(THEORY).unwrap().to_f64().unwrap()
}

/// The action of the model to rank 4.
pub(crate) fn learned16() -> Action<f64> {
    let network = load(MODEL).unwrap().to_f64().unwrap();
    let request = Request { max_rank: Some(4), ..Request::default() };
    evaluate::extract(&network, &request, Method::Factored).unwrap()
}

/// Learned and true entries of one rank with their indices, one after the other.
pub(crate) fn entries(
    learned: &Action<f64>,
    truth: &SparseAction<f64>,
    rank: usize,
) -> Vec<(Vec<usize>, f64, f64)> {
    let tensor = learned.tensor(rank).unwrap();
    let indices = Indices::new(learned.dimension(), rank);
    indices.map(|index| (index.clone(), *tensor.get(&index), truth.get(&index))).collect()
}
