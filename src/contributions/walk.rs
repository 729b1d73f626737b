//! From a diagram to its value, cut in two where both parts are small.

use ndarray::{Array2, ArrayView2, Axis, s};

use super::Value;
use crate::action::{Indices, Pairs, SymmetricTensor};
use crate::diagram::{Arena, Leg, Node, Term};
use crate::evaluate::{Contraction, independent, rank_of, symmetrise};
use crate::network::Network;
use crate::{Rational, Scalar};

/// Evaluates diagrams one by one, without a tensor of rank three or four in between.
///
/// # Formula
/// A diagram with quadratic splits is a tree. It is cut at a leg with two open ends or less, so that with four open ends
/// both parts have two:
///
/// ```text
/// A_g = sym Σ_a X_a ⊗ Y_a      Y: the leg below the cut      X: what is above it, X_a = ∂(diagram)/∂leg_a
/// ```
///
/// X starts as -1/2 factor times the other leg of the vertex and passes W, D and χ downwards as a cotangent:
///
/// ```text
/// W_l      X ← X W_l            D_l      X ← X D_l            χ_l(leg, ·)      X_k ← Σ_mj X_m χ_{m j k} leg_j
/// ```
#[derive(Debug)]
pub(super) struct Walk<'a, T> {
    network: &'a Network<T>,
    legs: Contraction<'a, T>,
}

/// What is above the cut: for each monomial of its own open ends (rows) a cotangent of the leg below (columns).
struct Above<T> {
    rank: usize,
    value: Array2<T>,
}

impl<'a, T: Scalar> Walk<'a, T> {
    pub(super) fn new(network: &'a Network<T>) -> Walk<'a, T> {
        Walk { network, legs: Contraction::new(network) }
    }

    /// The value of a diagram with the latent vertex, with its factor.
    pub(super) fn value(&mut self, arena: &Arena, term: &Term) -> Value<T> {
        let (mut above, mut below) = match *term.diagram.legs() {
            [leg] => (self.linear(term), leg),
            [first, second] => self.quadratic(arena, term, by_rank(arena, first, second)),
            _ => unreachable!("the latent vertex has one or two legs"),
        };
        while let Some((next, leg)) = self.step(arena, &above, below) {
            (above, below) = (next, leg);
        }
        self.joined(arena, &above, below)
    }

    /// B^(1), which is zero of a standard Gaussian.
    fn linear(&self, term: &Term) -> Above<T> {
        let factor = T::from_rational(&term.factor);
        let mut value = Array2::zeros((1, self.network.dimension()));
        if let Some(latent) = self.network.latent() {
            value.row_mut(0).assign(&latent.linear().mapv(|entry| entry * factor.clone()));
        }
        Above { rank: 0, value }
    }

    /// -P/2 times the leg of higher rank, and the other one.
    fn quadratic(&mut self, arena: &Arena, term: &Term, (upper, lower): (Leg, Leg)) -> (Above<T>, Leg) {
        let weight = T::from_rational(&(term.factor.clone() * Rational::new((-1).into(), 2.into())));
        let network = self.network;
        let value = network.dual(self.legs.leg(arena, upper).view()).t().mapv(|entry| entry * weight.clone());
        (Above { rank: rank_of(arena, upper), value }, lower)
    }

    /// One step down, until both parts are small: two open ends below, at a split, since its value has d2 components.
    fn step(&mut self, arena: &Arena, above: &Above<T>, leg: Leg) -> Option<(Above<T>, Leg)> {
        if rank_of(arena, leg) < 2 {
            return None;
        }
        match arena.node(leg) {
            Node::Line { layer, below } => {
                let weight = self.network.linear(*layer as usize).weight.view();
                let value = T::matrix_product(above.value.view(), weight);
                Some((Above { rank: above.rank, value }, *below))
            }
            Node::DressedLine { layer, below } => {
                Some((Above { rank: above.rank, value: self.passed(*layer, &above.value) }, *below))
            }
            Node::Split { layer, legs } => {
                let (other, leg) = by_rank(arena, legs[0], legs[1]);
                let is_small = rank_of(arena, other) == 1 && rank_of(arena, leg) == 1;
                (!is_small).then(|| (self.through_split(arena, *layer, above, other), leg))
            }
            Node::Open(_) | Node::Circle { .. } | Node::DressedCircle { .. } | Node::InverseLine { .. } => {
                None
            }
        }
    }

    /// X D_l.
    fn passed(&mut self, layer: u32, above: &Array2<T>) -> Array2<T> {
        let (first, _) = self.network.split();
        let mut value = above.clone();
        let added = T::matrix_product(above.slice(s![.., first..]), self.legs.line_block(layer).view());
        value.slice_mut(s![.., ..first]).zip_mut_with(&added, |sum, term| *sum += term.clone());
        value
    }

    /// X_{α ∪ β, k} = Σ_mj X_{α m} χ_{m j k} leg_{j β}.
    fn through_split(&mut self, arena: &Arena, layer: u32, above: &Above<T>, other: Leg) -> Above<T> {
        let (first, second) = self.network.split();
        let d = first + second;
        let other_rank = rank_of(arena, other);
        let total = above.rank + other_rank;
        let mut value = Array2::zeros((independent(d, total), d));
        let Some(coupling) = self.legs.quadratic(layer) else { return Above { rank: total, value } };
        let upper = above.value.slice(s![.., first..]);
        if other_rank == 0 {
            let rows = coupling.to_shape((second * first, first)).expect("as many entries");
            let contracted =
                T::matrix_product(rows.view(), self.legs.leg(arena, other).slice(s![..first, ..]));
            let contracted = contracted.to_shape((second, first)).expect("as many entries");
            value.slice_mut(s![.., ..first]).assign(&T::matrix_product(upper, contracted.view()));
            return Above { rank: total, value };
        }
        let rows = coupling.to_shape((second, first * first)).expect("as many entries");
        let table = self.legs.table(above.rank, other_rank);
        let leg = self.legs.leg(arena, other).slice(s![..first, ..]);
        for (upper, places) in upper.axis_chunks_iter(Axis(0), 1).zip(table.outer_iter()) {
            let matrix = T::matrix_product(upper, rows.view());
            let products =
                T::matrix_product(leg.t(), matrix.to_shape((first, first)).expect("as many entries").view());
            for (&place, product) in places.iter().zip(products.outer_iter()) {
                let mut sums = value.slice_mut(s![place as usize, ..first]);
                sums.zip_mut_with(&product, |sum, term| *sum += term.clone());
            }
        }
        Above { rank: total, value }
    }

    fn joined(&mut self, arena: &Arena, above: &Above<T>, below: Leg) -> Value<T> {
        let (first, _) = self.network.split();
        let d = self.network.dimension();
        let start = if matches!(arena.node(below), Node::Split { .. }) { first } else { 0 };
        let below_rank = rank_of(arena, below);
        let upper = above.value.slice(s![.., start..]);
        let lower = self.legs.leg(arena, below).slice(s![start.., ..]);
        if (above.rank, below_rank) == (2, 2) {
            let products = vec![(packed(d, upper.t()), packed(d, lower))];
            let none = Array2::zeros((0, lower.ncols()));
            return Value::Pairs(Pairs::new(d, Vec::new(), none, products).expect("packed matrices"));
        }
        let table = self.legs.table(above.rank, below_rank);
        let lower = self.legs.leg(arena, below).slice(s![start.., ..]);
        let mut tensor = SymmetricTensor::<T>::zero(d, above.rank + below_rank);
        let product = T::matrix_product(upper, lower);
        for (&place, value) in table.iter().zip(&product) {
            tensor.entries_mut()[place as usize] += value.clone();
        }
        symmetrise(&mut tensor);
        Value::Entries(tensor)
    }
}

/// The leg with fewer open ends comes first.
fn by_rank(arena: &Arena, first: Leg, second: Leg) -> (Leg, Leg) {
    if rank_of(arena, first) <= rank_of(arena, second) { (first, second) } else { (second, first) }
}

/// Coefficients of monomials x_i x_j as entries of symmetric matrices.
fn packed<T: Scalar>(dimension: usize, monomials: ArrayView2<'_, T>) -> Array2<T> {
    let mut entries = monomials.as_standard_layout().into_owned();
    for (index, mut column) in Indices::new(dimension, 2).zip(entries.axis_iter_mut(Axis(1))) {
        if index[0] != index[1] {
            column.mapv_inplace(|entry| entry * T::half());
        }
    }
    entries
}
