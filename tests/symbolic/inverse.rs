//! The rules of the inverse network keep its value, on random networks, in rationals.

use crate::common::{Draws, rational};
use diagraction::Rational;
use diagraction::diagram::{Arena, Diagram, Leg, Node, Stage, Term, Vertex};
use diagraction::network::{Linear, Network};
use diagraction::rewrite::{Cutoffs, InverseActivation, InverseLinear, apply, inverse_trees};
use ndarray::Array1;
use proptest::prelude::*;

pub(crate) fn zero(length: usize) -> Array1<Rational> {
    Array1::from_elem(length, rational(0, 1))
}

fn times(value: Array1<Rational>, factor: &Rational) -> Array1<Rational> {
    value.mapv(|component| component * factor)
}

/// The inverse network, written without diagrams.
pub(crate) struct Inverse<'a>(pub(crate) &'a Network<Rational>);

impl Inverse<'_> {
    /// x_l or h_l of the inverse map, going back from z.
    pub(crate) fn variable(&self, z: &Array1<Rational>, stage: Stage) -> Array1<Rational> {
        let mut value = z.clone();
        for layer in (1..=self.0.depth() + 1).rev() {
            if stage == Stage::B(layer as u32) {
                return value;
            }
            value = self.unmap(layer, &(&value - &self.0.linear(layer).bias));
            if stage == Stage::A(layer as u32) {
                return value;
            }
            let all = vec![value.clone(); 8];
            value = &value - &self.chi(layer - 1, None, &all);
        }
        unreachable!("the stage is in the network")
    }

    /// U_l · value.
    fn unmap(&self, layer: usize, value: &Array1<Rational>) -> Array1<Rational> {
        let weight = self.0.linear(layer).weight.clone();
        let linear = Linear { weight, bias: zero(value.len()) };
        Network::new(vec![linear], vec![]).unwrap().inverse(value.view()).unwrap()
    }

    /// χ_l of so many values, for one arity or for all.
    fn chi(&self, layer: usize, arity: Option<usize>, values: &[Array1<Rational>]) -> Array1<Rational> {
        let (first, second) = self.0.split();
        let mut sum = zero(first + second);
        let couplings = self.0.activation(layer).couplings().iter();
        for coupling in couplings.filter(|coupling| arity.is_none_or(|arity| coupling.arity() == arity)) {
            for (index, chi) in coupling.tensor().indexed_iter() {
                // The average over all ways to attach the legs to the lower indices.
                let orders = permutations(coupling.arity());
                for order in &orders {
                    let legs = order.iter().zip(1..).map(|(&leg, place)| &values[leg][index[place]]);
                    sum[first + index[0]] += legs.fold(chi.clone(), |product, leg| product * leg)
                        / rational(orders.len() as i64, 1);
                }
            }
        }
        sum
    }

    /// The value of a leg whose leaves all carry `open`.
    fn leg(&self, arena: &Arena, leg: Leg, open: &Array1<Rational>) -> Array1<Rational> {
        self.tree(arena, leg, &mut std::iter::repeat(open.clone()))
    }

    /// The value of a leg whose leaves carry one of `leaves` after the other.
    pub(crate) fn tree(
        &self,
        arena: &Arena,
        leg: Leg,
        leaves: &mut dyn Iterator<Item = Array1<Rational>>,
    ) -> Array1<Rational> {
        match arena.node(leg) {
            Node::Open(_) => leaves.next().unwrap(),
            Node::DressedCircle { layer } => self.constant(*layer),
            Node::InverseLine { layer, below } => {
                self.unmap(*layer as usize, &self.tree(arena, *below, leaves))
            }
            Node::DressedLine { layer, below } => {
                let (value, layer) = (self.tree(arena, *below, leaves), *layer);
                let constant = self.constant(layer);
                let arities =
                    self.0.activation(layer as usize).couplings().iter().map(|coupling| coupling.arity());
                arities.fold(value.clone(), |sum, arity| {
                    let mut legs = vec![constant.clone(); arity];
                    legs[0] = value.clone();
                    sum - times(self.chi(layer as usize, Some(arity), &legs), &rational(arity as i64, 1))
                })
            }
            Node::Split { layer, legs } => {
                let values: Vec<_> = legs.iter().map(|&leg| self.tree(arena, leg, leaves)).collect();
                self.chi(*layer as usize, Some(values.len()), &values)
            }
            node => panic!("{node:?} in a tree of the inverse network"),
        }
    }

    fn constant(&self, layer: u32) -> Array1<Rational> {
        self.variable(&zero(self.0.dimension()), Stage::B(layer))
    }

    /// What is left of a variable without its value at z = 0.
    fn change(&self, z: &Array1<Rational>, stage: Stage) -> Array1<Rational> {
        self.variable(z, stage) - self.variable(&zero(z.len()), stage)
    }
}

fn permutations(n: usize) -> Vec<Vec<usize>> {
    let Some(last) = n.checked_sub(1) else { return vec![vec![]] };
    let with = |place: usize, mut order: Vec<usize>| {
        order.insert(place, last);
        order
    };
    permutations(last)
        .into_iter()
        .flat_map(|order| (0..n).map(move |place| with(place, order.clone())))
        .collect()
}

/// The sum over the trees that one rule after the other makes of an open leg x_1.
fn check_all_stages(network: &Network<Rational>, arities: &[u32], z: &Array1<Rational>) {
    let (inverse, depth) = (Inverse(network), network.depth() as u32);
    let expected = inverse.change(z, Stage::A(1));
    let mut arena = Arena::new();
    let root = arena.open(Stage::A(1));
    let vertex = Vertex::Coefficient(Stage::A(1));
    let mut terms = vec![Term::unit(Diagram::new(&arena, vertex, [root]))];
    for layer in 1..=depth + 1 {
        for stage in [Stage::B(layer), Stage::A(layer + 1)].into_iter().take(1 + usize::from(layer <= depth))
        {
            terms = terms
                .iter()
                .flat_map(|term| match stage {
                    Stage::B(layer) => apply(&InverseLinear { layer }, &mut arena, term, &Cutoffs::none()),
                    Stage::A(_) => {
                        let rule = InverseActivation { layer, arities: arities.to_vec() };
                        apply(&rule, &mut arena, term, &Cutoffs::none())
                    }
                })
                .collect();
            let open = inverse.change(z, stage);
            let value = |with_signs: bool| {
                terms.iter().fold(zero(z.len()), |sum, term| {
                    let leg = inverse.leg(&arena, term.diagram.legs()[0], &open);
                    let is_even = term.grade(&arena).chi.is_multiple_of(2);
                    let sign = rational(if with_signs || is_even { 1 } else { -1 }, 1);
                    sum + times(leg, &(&term.factor * sign))
                })
            };
            assert_eq!(value(true), expected, "{stage}");
            // A split without its sign gives another value, where there is one that does not vanish.
            let vanish = |layer: u32| {
                network
                    .activation(layer as usize)
                    .couplings()
                    .iter()
                    .all(|c| c.tensor().iter().all(|chi| *chi == rational(0, 1)))
            };
            if network.dimension() > 1 && stage == Stage::A(2) && !vanish(1) {
                let last = terms.iter().filter(|term| term.grade(&arena).chi == 1);
                let split = last.fold(zero(z.len()), |sum, term| {
                    sum + times(inverse.leg(&arena, term.diagram.legs()[0], &open), &term.factor)
                });
                assert_eq!(value(false) == expected, split == zero(z.len()));
            }
        }
    }
    if arities == [2] {
        let trees = inverse_trees(depth, usize::MAX, &mut arena);
        let sum = trees
            .iter()
            .fold(zero(z.len()), |sum, tree| sum + times(inverse.leg(&arena, tree.leg, z), &tree.factor));
        assert_eq!(sum, expected);
    }
    let back = network.inverse(z.view()).unwrap();
    assert_eq!(&back - &network.inverse(zero(z.len()).view()).unwrap(), expected);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(8))]

    #[test]
    fn rules_keep_the_value(seed: u64, d in 1usize..=3) {
        let mut draws = Draws::new(seed);
        let network = draws.network(d, &[&[2], &[2]]);
        check_all_stages(&network, &[2], &draws.vector(d));
    }

    #[test]
    fn rules_keep_the_value_of_cubic_activations(seed: u64, d in 1usize..=3) {
        let mut draws = Draws::new(seed);
        let network = draws.network(d, &[&[3], &[2, 3]]);
        let all = draws.vector(d);
        // A layer without a coupling of an arity has splits of the value zero.
        check_all_stages(&network, &[2, 3], &all);
    }
}

#[test]
fn numbers_of_trees() {
    for (depth, trees) in [(0, 1), (1, 2), (2, 5), (3, 20), (4, 230)] {
        let mut arena = Arena::new();
        let found = inverse_trees(depth, usize::MAX, &mut arena);
        assert_eq!(found.len(), trees);
        for tree in found {
            let root = Diagram::new(&arena, Vertex::Coefficient(Stage::A(1)), [tree.leg]);
            let sign = rational(if arena.grade(tree.leg).chi.is_multiple_of(2) { 1 } else { -1 }, 1);
            // 2 for each split over the order of the group.
            assert_eq!(tree.factor, arena.symmetry_factor(&root) * sign);
        }
    }
    let few = |leaves| inverse_trees(34, leaves, &mut Arena::new()).len();
    assert_eq!([few(1), few(2), few(3)], [1, 35, 35 + 34 * 33 / 2]);
}
