//! Diagrams contracted with the weights, each distinct leg once.

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use ndarray::{Array1, Array2, ArrayD, ArrayView2, CowArray, s};

use super::dressing::Dressing;
use super::products::Products;
use crate::Scalar;
use crate::action::{Action, Truncation, independent_entries, permutations};
use crate::diagram::{Arena, Leg, Node, Stage, Term};
use crate::network::Network;

/// Contracts diagrams with the weights of a network and adds them up.
///
/// # Formula
/// A leg is a vector of homogeneous polynomials of the data; its value has shape (d, entries of its rank),
/// `value[[a, α]]` being the coefficient of x^α in component a:
///
/// ```text
/// open x           δ                       b_l                  b_l
/// W_l · stem       W_l times the stem      χ_l(leg, leg, ..)    Σ χ_{m j k ..} leg_j leg_k .. in component d1 + m
/// C_l              h_l at x = 0            D_l · leg            leg, and Σ_p p χ_l(C_l, .., C_l, leg) in component d1 + m
/// ```
///
/// A stem is what W_l is followed by: x, a leg of layer l - 1, or its split.
///
/// A diagram Z(leg, leg') contributes factor · (-1/2) · Σ_ab leg_a P_ab leg'_b with P = 1 unless the latent variable has a
/// [density of its own](crate::network::Latent), Z(leg) contributes factor · Σ_a B^(1)_a leg_a, and A_α is the coefficient of x^α
/// divided by the number of permutations of α, which is the symmetrisation.
///
/// # Cost
/// Each distinct leg is contracted once. Diagrams that follow each other with a common leg share the product
/// with it, so their order matters for speed, not for the result up to rounding.
#[derive(Debug)]
pub(crate) struct Contraction<'a, T> {
    network: &'a Network<T>,
    products: Products,
    couplings: HashMap<(u32, usize), Rc<ArrayD<T>>>,
    dressing: Dressing<T>,
    values: HashMap<Leg, Array2<T>>,
    /// The common leg of the diagrams at hand, and by rank of the other leg the sum of factor · other leg.
    pending: Option<(Leg, BTreeMap<usize, Array2<T>>)>,
    /// By ranks of the two legs, the sum over diagrams of Σ_a leg_{a α} leg'_{a β}.
    joined: BTreeMap<(usize, usize), Array2<T>>,
    /// By rank, the sum of the diagrams with one leg.
    linear: BTreeMap<usize, Array1<T>>,
}

impl<'a, T: Scalar> Contraction<'a, T> {
    /// Nothing contracted yet.
    pub(crate) fn new(network: &'a Network<T>) -> Contraction<'a, T> {
        Contraction {
            network,
            products: Products::new(network.dimension()),
            couplings: HashMap::new(),
            dressing: Dressing::new(),
            values: HashMap::new(),
            pending: None,
            joined: BTreeMap::new(),
            linear: BTreeMap::new(),
        }
    }

    /// Adds a diagram with the latent vertex and open legs at the data.
    pub(crate) fn add(&mut self, arena: &Arena, term: &Term) {
        if let &[leg] = term.diagram.legs() {
            return self.add_linear(arena, leg, &T::from_rational(&term.factor));
        }
        let &[first, second] = term.diagram.legs() else { return };
        let common = match &self.pending {
            Some((common, _)) if *common == first || *common == second => *common,
            _ => {
                self.join_pending(arena);
                first
            }
        };
        let other = if common == first { second } else { first };
        self.contract(arena, other);
        let value = &self.values[&other];
        let rank = rank_of(arena, other);
        let factor = T::from_rational(&term.factor);
        let (_, sums) = self.pending.get_or_insert_with(|| (common, BTreeMap::new()));
        let sum = sums.entry(rank).or_insert_with(|| Array2::zeros(value.raw_dim()));
        sum.zip_mut_with(value, |sum, entry| *sum += factor.clone() * entry.clone());
    }

    /// Adds Z(leg), B^(1) · leg.
    fn add_linear(&mut self, arena: &Arena, leg: Leg, factor: &T) {
        self.contract(arena, leg);
        let Some(latent) = self.network.latent() else { return };
        let weight = latent.linear().mapv(|entry| entry * factor.clone());
        let product =
            T::matrix_product(weight.view().insert_axis(ndarray::Axis(0)), self.values[&leg].view());
        let rank = rank_of(arena, leg);
        let sum = self.linear.entry(rank).or_insert_with(|| Array1::zeros(product.ncols()));
        sum.zip_mut_with(&product.row(0), |sum, entry| *sum += entry.clone());
    }

    /// The action of all diagrams added, to rank `max_rank`, without constants.
    #[must_use]
    pub(crate) fn finish(mut self, arena: &Arena, max_rank: usize, truncation: Truncation) -> Action<T> {
        self.join_pending(arena);
        let mut action = Action::zero(self.network.dimension(), max_rank, truncation);
        let minus_half = -T::half();
        for ((first, second), joined) in &self.joined {
            let table = self.products.table(*first, *second);
            let entries = action.tensor_mut(first + second).entries_mut();
            for (&place, value) in table.iter().zip(joined) {
                entries[place as usize] += minus_half.clone() * value.clone();
            }
        }
        for (rank, sum) in &self.linear {
            let entries = action.tensor_mut(*rank).entries_mut();
            entries.iter_mut().zip(sum).for_each(|(entry, value)| *entry += value.clone());
        }
        for rank in 2..=max_rank {
            symmetrise(action.tensor_mut(rank));
        }
        action
    }

    /// The value of a leg, shape (d, entries of its rank).
    pub(crate) fn leg(&mut self, arena: &Arena, leg: Leg) -> &Array2<T> {
        self.contract(arena, leg);
        &self.values[&leg]
    }

    /// The symmetric quadratic coupling of a layer, where it has one.
    pub(crate) fn quadratic(&mut self, layer: u32) -> Option<Rc<ArrayD<T>>> {
        self.ensure_coupling(layer, 2).then(|| Rc::clone(&self.couplings[&(layer, 2)]))
    }

    /// The lower left block of D_l, shape (d2, d1).
    pub(crate) fn line_block(&mut self, layer: u32) -> &Array2<T> {
        self.dressing.block(self.network, layer)
    }

    /// Where the products of monomials of two ranks lie.
    pub(crate) fn table(&mut self, first: usize, second: usize) -> Rc<Array2<u32>> {
        self.products.table(first, second)
    }

    fn join_pending(&mut self, arena: &Arena) {
        let Some((common, sums)) = self.pending.take() else { return };
        self.contract(arena, common);
        let rank = rank_of(arena, common);
        let common = self.values[&common].t();
        for (other_rank, sum) in sums {
            let product = T::matrix_product(common, self.network.dual(sum.view()).view());
            match self.joined.get_mut(&(rank, other_rank)) {
                Some(joined) => joined.zip_mut_with(&product, |sum, entry| *sum += entry.clone()),
                None => drop(self.joined.insert((rank, other_rank), product)),
            }
        }
    }

    fn contract(&mut self, arena: &Arena, leg: Leg) {
        if self.values.contains_key(&leg) {
            return;
        }
        let value = match arena.node(leg) {
            Node::Open(_) => Array2::eye(self.network.dimension()),
            Node::Circle { layer } => self.network.own_bias(*layer as usize).insert_axis(ndarray::Axis(1)),
            Node::Line { layer: 1, below } if matches!(arena.node(*below), Node::Open(Stage::A(1))) => {
                self.network.linear(1).weight.clone()
            }
            Node::Line { layer, below } => {
                self.contract(arena, *below);
                let weight = &self.network.linear(*layer as usize).weight;
                T::matrix_product(weight.view(), self.values[below].view())
            }
            Node::DressedCircle { layer } => self.dressing.circle(self.network, *layer),
            Node::DressedLine { layer, below } => {
                self.contract(arena, *below);
                self.dressing.line(self.network, *layer, &self.values[below])
            }
            Node::InverseLine { .. } => {
                unreachable!("a diagram of the action has no line of the inverse network")
            }
            Node::Split { layer, legs } => self.split(arena, *layer, legs),
        };
        self.values.insert(leg, value);
    }

    /// Σ χ_{m j_1 .. j_p} leg_{j_1} .. leg_{j_p}, the legs of low rank first, which keeps what is in between small.
    fn split(&mut self, arena: &Arena, layer: u32, legs: &[Leg]) -> Array2<T> {
        let (first_half, second_half) = self.network.split();
        let rank = legs.iter().map(|&leg| rank_of(arena, leg)).sum();
        let d = self.network.dimension();
        let mut value = Array2::zeros((d, independent(d, rank)));
        if second_half == 0 || !self.ensure_coupling(layer, legs.len()) {
            return value;
        }
        for &leg in legs {
            self.contract(arena, leg);
        }
        let mut legs = legs.to_vec();
        legs.sort_by_key(|&leg| rank_of(arena, leg));
        let coupling = &self.couplings[&(layer, legs.len())];
        let mut partial =
            CowArray::from(coupling.view().into_shape_with_order((coupling.len(), 1)).expect("row-major"));
        let mut partial_rank = 0;
        for leg in legs {
            let half = self.values[&leg].slice(s![..first_half, ..]);
            let leg_rank = rank_of(arena, leg);
            let next = if partial_rank == 0 {
                let rows = partial.to_shape((partial.len() / first_half, first_half)).expect("row-major");
                T::matrix_product(rows.view(), half)
            } else {
                let table = self.products.table(leg_rank, partial_rank);
                let entries = independent(d, leg_rank + partial_rank);
                multiply_index(half, partial.view(), &table, entries)
            };
            partial = next.into();
            partial_rank += leg_rank;
        }
        value.slice_mut(s![first_half.., ..]).assign(&partial);
        value
    }

    /// Makes the symmetric coupling; `false` where the network has none.
    fn ensure_coupling(&mut self, layer: u32, arity: usize) -> bool {
        if !self.couplings.contains_key(&(layer, arity)) {
            let activation = self.network.activation(layer as usize);
            let Some(coupling) = activation.coupling(arity) else { return false };
            self.couplings.insert((layer, arity), Rc::new(coupling.symmetric()));
        }
        true
    }
}

/// Contracts the lowest remaining index: out[[r, α ∪ β]] = Σ_j leg[[j, α]] partial[[(r, j), β]].
fn multiply_index<T: Scalar>(
    leg: ArrayView2<'_, T>,
    partial: ArrayView2<'_, T>,
    table: &Array2<u32>,
    entries: usize,
) -> Array2<T> {
    let inner = leg.nrows();
    let mut out = Array2::zeros((partial.nrows() / inner, entries));
    let blocks = partial.axis_chunks_iter(ndarray::Axis(0), inner);
    for (mut row, block) in out.outer_iter_mut().zip(blocks) {
        let product = T::matrix_product(leg.t(), block);
        for (&place, value) in table.iter().zip(&product) {
            row[place as usize] += value.clone();
        }
    }
    out
}

/// From coefficients of monomials to entries of the symmetric tensor.
pub(crate) fn symmetrise<T: Scalar>(tensor: &mut crate::action::SymmetricTensor<T>) {
    let indices = crate::action::Indices::new(tensor.dimension(), tensor.rank());
    for (index, entry) in indices.zip(tensor.entries_mut()) {
        *entry = entry.clone() / permutations::<T>(&index);
    }
}

/// The open ends of a leg.
pub(crate) fn rank_of(arena: &Arena, leg: Leg) -> usize {
    arena.grade(leg).rank
}

/// The number of independent entries.
pub(crate) fn independent(dimension: usize, rank: usize) -> usize {
    independent_entries(dimension, rank).expect("refused by the estimate")
}
