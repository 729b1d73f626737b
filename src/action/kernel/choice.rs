//! Which form the monomials of a rank take.

use std::collections::BTreeMap;

use ndarray::Array2;

use super::monomials::Monomials;
use super::packed::Packed;
use super::rows::Rows;
use super::stencil::Stencil;
use crate::action::{SymmetricTensor, estimated_entries};
use crate::each::each;

/// Monomials of one shape count as consecutive when at most this many sites between two of them have none.
const GAP: usize = 2;

/// Fewer consecutive monomials than this are not worth a loop of their own.
const SHORT: usize = 4;

/// Higher ranks than this are never packed: the walk through packed entries goes as deep as the rank, and a file may claim any.
const DEEPEST: usize = 64;

/// A tensor of which more than one entry in this many does not vanish is dense.
const SPARSE: usize = 8;

/// Time in nanoseconds of an entry in packed storage, and of a row of entries.
const PACKED_ENTRY: f64 = 0.6;
const PACKED_ROW: f64 = 3.0;

/// Time in nanoseconds of a sparse monomial in a row, and for each index of the row.
const SPARSE_ENTRY: f64 = 1.5;
const SPARSE_INDEX: f64 = 2.5;

/// Monomials in one of the forms.
#[derive(Debug)]
pub(super) enum Sum {
    Packed(Packed),
    Rows(Rows),
    Stencil(Stencil),
}

impl Sum {
    /// Adds to the gradient and gives the value.
    pub(super) fn add(&self, x: &[f64], gradient: &mut [f64]) -> f64 {
        each!(self, Sum::Packed | Sum::Rows | Sum::Stencil, sum => sum.add(x, gradient))
    }

    pub(super) fn add_hessian(&self, x: &[f64], hessian: &mut Array2<f64>) {
        each!(self, Sum::Packed | Sum::Rows | Sum::Stencil, sum => sum.add_hessian(x, hessian));
    }
}

/// Whether a tensor of rank 2 or more has so many entries that sparse sums need not be tried.
pub(super) fn is_full(tensor: &SymmetricTensor<f64>) -> bool {
    let entries = tensor.entries();
    (2..=DEEPEST).contains(&tensor.rank())
        && SPARSE * entries.iter().filter(|entry| **entry != 0.0).count() > entries.len()
}

/// The cheapest form of monomials of rank 2 or more, by estimate.
pub(super) fn cheapest(dimension: usize, monomials: Monomials) -> Vec<Sum> {
    if monomials.len() == 0 {
        return Vec::new();
    }
    if monomials.rank > DEEPEST {
        return stencils(&monomials, 1).0.into_iter().map(Sum::Stencil).collect();
    }
    let (stencils, others) = stencils(&monomials, SHORT);
    let rows = Rows::new(&others);
    let sparse = stencils.iter().map(Stencil::nanoseconds).sum::<f64>() + nanoseconds(&rows, &others);
    if packed_nanoseconds(dimension, monomials.rank) < sparse {
        return Packed::of_monomials(dimension, &monomials).map(Sum::Packed).into_iter().collect();
    }
    let rest = (others.len() > 0).then_some(Sum::Rows(rows));
    stencils.into_iter().map(Sum::Stencil).chain(rest).collect()
}

fn nanoseconds(rows: &Rows, monomials: &Monomials) -> f64 {
    let indices = rows.len() * (monomials.rank - 1);
    SPARSE_ENTRY * monomials.len() as f64 + SPARSE_INDEX * indices as f64
}

fn packed_nanoseconds(dimension: usize, rank: usize) -> f64 {
    let count = |rank| estimated_entries(dimension, rank);
    PACKED_ENTRY * count(rank) + PACKED_ROW * count(rank - 1)
}

/// The monomials of one shape on at least `shortest` consecutive sites, and all others.
fn stencils(monomials: &Monomials, shortest: usize) -> (Vec<Stencil>, Monomials) {
    let mut shapes: BTreeMap<Vec<usize>, Vec<usize>> = BTreeMap::new();
    for (place, (index, _)) in monomials.iter().enumerate() {
        let shape = index.iter().map(|i| i - index[0]).collect();
        shapes.entry(shape).or_default().push(place);
    }
    let first = |place: usize| monomials.index(place)[0];
    let (mut stencils, mut others) = (Vec::new(), Vec::new());
    for (shape, places) in shapes {
        for run in places.chunk_by(|&a, &b| first(b) - first(a) <= GAP + 1) {
            if run.len() < shortest {
                others.extend_from_slice(run);
                continue;
            }
            let start = first(run[0]);
            let mut coefficients = vec![0.0; first(run[run.len() - 1]) - start + 1];
            for &place in run {
                coefficients[first(place) - start] += monomials.coefficients[place];
            }
            stencils.push(Stencil::new(start, &shape, coefficients));
        }
    }
    others.sort_unstable();
    let mut rest = Monomials::empty(monomials.rank);
    for place in others {
        rest.push(monomials.index(place), monomials.coefficients[place]);
    }
    (stencils, rest)
}
