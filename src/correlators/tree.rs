//! The trees of four legs as pairs of matrices.

use ndarray::{Array2, ArrayView1, ArrayView2, Axis, concatenate};

use super::CorrelatorsError;
use super::expansion::Expansion;
use crate::Scalar;
use crate::action::{Pairs, Triangle, estimated_entries, tile_memory};

/// κ_4 without loops, 24 sym(Σ_p L_p ⊗ R_p + 1/8 Σ_a D_a V_a ⊗ V_a), with L D of the line at every leg.
pub(super) fn of_four_legs<T: Scalar>(
    expansion: &Expansion<T>,
    legs: ArrayView2<'_, T>,
) -> Result<Pairs<T>, CorrelatorsError> {
    let (d, m, line) = (expansion.dimension(), legs.nrows(), expansion.line());
    let triangle = Triangle::new(d);
    let mut vertices = Array2::zeros((d, triangle.len()));
    for (vertex, mut packed) in expansion.vertex(3, 0).outer_iter().zip(vertices.outer_iter_mut()) {
        let vertex = vertex.into_dimensionality().expect("two indices");
        packed.assign(&ArrayView1::from(&triangle.packed(vertex)));
    }
    let third = Pairs::new(d, line.weights().to_vec(), vertices, Vec::new())?.mapped(legs);
    let fourth = match expansion.quartic() {
        Some(pairs) => pairs.clone(),
        None => Pairs::new(d, Vec::new(), Array2::zeros((0, triangle.len())), Vec::new())?,
    };
    let fourth = fourth.mapped(T::matrix_product(legs, line.factor().t()).view());
    let scaled = |factor: usize| move |weight: &T| T::natural(factor) * weight.clone();
    let weights = fourth.weights().iter().map(scaled(24)).chain(third.weights().iter().map(scaled(3)));
    let squares = concatenate(Axis(0), &[fourth.squares(), third.squares()]).expect("rows of one length");
    let left = fourth.left().map(scaled(24));
    Ok(Pairs::new(m, weights.collect(), squares, vec![(left, fourth.right().to_owned())])?)
}

/// The bytes that are held meanwhile, and with `entries` while the pairs make theirs.
pub(super) fn memory<T: Scalar>(expansion: &Expansion<T>, legs: usize, entries: bool) -> u64 {
    let (d, m) = (expansion.dimension() as f64, legs as f64);
    let matrices = d + expansion.quartic().map_or(0.0, |pairs| 2.0 * pairs.len() as f64);
    // Pairs before and after they are mapped, and again as they are put together; the vertex of rank three.
    let numbers = matrices * (d * d / 2.0 + 1.5 * m * (m + 1.0)) + 3.0 * d * d * d;
    let (packed, tiles) =
        (estimated_entries(legs, 4), tile_memory(legs, matrices as usize + expansion.dimension()));
    let made = if entries { packed * size_of::<T>() as f64 + tiles as f64 } else { 0.0 };
    (numbers * size_of::<T>() as f64 + made) as u64
}
