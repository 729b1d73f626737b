//! Each rule keeps the value of the action, on random networks, in rationals; and the factors are proved
//! by brute force.

use std::collections::BTreeMap;

use crate::common::{Draws, rational};
use diagraction::Rational;
use diagraction::diagram::{Arena, Diagram, DiagramGraph, Leg, Node, Stage};
use diagraction::network::Network;
use diagraction::rewrite::{Cutoffs, Expand};
use ndarray::Array1;
use petgraph::algo::{is_isomorphic_matching, subgraph_isomorphisms_iter};
use proptest::prelude::*;

/// The value of a leg whose open ends carry `open`: what the pictures mean, written without any packing.
fn leg_value(
    network: &Network<Rational>,
    arena: &Arena,
    leg: Leg,
    open: &Array1<Rational>,
) -> Array1<Rational> {
    match arena.node(leg) {
        Node::Open(_) => open.clone(),
        Node::Circle { layer } => network.linear(*layer as usize).bias.clone(),
        Node::DressedCircle { layer } => {
            let zero = Array1::from_elem(network.dimension(), rational(0, 1));
            variable(network, &zero, Stage::B(*layer))
        }
        Node::DressedLine { layer, below } => {
            let value = leg_value(network, arena, *below, open);
            let zero = Array1::from_elem(network.dimension(), rational(0, 1));
            let circle = variable(network, &zero, Stage::B(*layer));
            let (first, _) = network.split();
            let mut sum = value.clone();
            for coupling in network.activation(*layer as usize).couplings() {
                for (index, chi) in coupling.tensor().indexed_iter() {
                    // The line takes one lower index after the other, circles take the rest.
                    for line in 1..=coupling.arity() {
                        let factor = |place: usize| if place == line { &value } else { &circle };
                        sum[first + index[0]] += (1..=coupling.arity())
                            .fold(chi.clone(), |product, place| product * &factor(place)[index[place]]);
                    }
                }
            }
            sum
        }
        Node::Line { layer, below } => {
            let below = leg_value(network, arena, *below, open);
            network.linear(*layer as usize).weight.outer_iter().map(|row| dot(row.to_vec(), &below)).collect()
        }
        Node::InverseLine { .. } => panic!("a line of the inverse network in an expansion"),
        Node::Split { layer, legs } => {
            let values: Vec<_> = legs.iter().map(|&leg| leg_value(network, arena, leg, open)).collect();
            let (first, second) = network.split();
            let mut sum = Array1::from_elem(first + second, rational(0, 1));
            let Some(coupling) = network.activation(*layer as usize).coupling(legs.len()) else { return sum };
            for (index, chi) in coupling.tensor().indexed_iter() {
                // The average over all ways to attach the legs to the lower indices.
                let mut attached = rational(0, 1);
                let orders = permutations(legs.len());
                for order in &orders {
                    attached += order.iter().enumerate().fold(rational(1, 1), |product, (place, &leg)| {
                        product * &values[leg][index[place + 1]]
                    });
                }
                sum[first + index[0]] += chi * attached / rational(orders.len() as i64, 1);
            }
            sum
        }
    }
}

fn dot(row: Vec<Rational>, values: &Array1<Rational>) -> Rational {
    row.iter().zip(values).fold(rational(0, 1), |sum, (a, b)| sum + a * b)
}

fn permutations(n: usize) -> Vec<Vec<usize>> {
    if n == 0 {
        return vec![vec![]];
    }
    let shorter = permutations(n - 1);
    shorter
        .iter()
        .flat_map(|order| {
            (0..n).map(move |place| {
                let mut longer = order.clone();
                longer.insert(place, n - 1);
                longer
            })
        })
        .collect()
}

/// x_l or h_l of the forward map.
fn variable(network: &Network<Rational>, x: &Array1<Rational>, stage: Stage) -> Array1<Rational> {
    let mut value = x.clone();
    for layer in 1..=stage.layer() as usize {
        if stage == Stage::A(layer as u32) {
            return value;
        }
        let linear = network.linear(layer);
        let h: Array1<Rational> = linear
            .weight
            .outer_iter()
            .zip(&linear.bias)
            .map(|(row, b)| dot(row.to_vec(), &value) + b)
            .collect();
        if stage == Stage::B(layer as u32) {
            return h;
        }
        value = network.activation(layer).forward(h.view());
    }
    unreachable!("the stage is in the network")
}

fn check_all_stages(network: &Network<Rational>, arities: &[u32], x: &Array1<Rational>) {
    let z = network.forward(x.view());
    let action = dot(z.to_vec(), &z) * rational(-1, 2);
    let depth = network.depth() as u32;
    let base = Expand::new(depth).arities(arities.to_vec());
    // The circles of a dressed diagram have values at the data only; the stages in between differ in them.
    let bare = base.stages().map(|stage| base.clone().at(stage));
    for request in bare.chain([base.clone().dressed()]) {
        let stage = request.stage();
        let expansion = request.generate().unwrap();
        let open = variable(network, x, stage);
        let mut values = BTreeMap::new();
        let mut sum = rational(0, 1);
        for term in expansion.terms() {
            let [a, b] = *term.diagram.legs() else { panic!("two legs") };
            for leg in [a, b] {
                let value = || leg_value(network, expansion.arena(), leg, &open);
                values.entry(leg.index()).or_insert_with(value);
            }
            let product = dot(values[&a.index()].to_vec(), &values[&b.index()]);
            sum += term.factor * product * rational(-1, 2);
        }
        assert_eq!(sum, action, "{request:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn rewriting_keeps_the_value(seed: u64, d in 1usize..=3) {
        let mut draws = Draws::new(seed);
        let network = draws.network(d, &[&[2], &[2]]);
        check_all_stages(&network, &[2], &draws.vector(d));
    }

    #[test]
    fn rewriting_keeps_the_value_of_cubic_activations(seed: u64, d in 1usize..=3) {
        let mut draws = Draws::new(seed);
        let network = draws.network(d, &[&[3], &[2]]);
        check_all_stages(&network, &[2, 3], &draws.vector(d));
        let network = draws.network(d, &[&[2, 3]]);
        check_all_stages(&network, &[2, 3], &draws.vector(d));
    }
}

/// All diagrams in which the legs of every joint are labelled, as petgraph views built without the arena's
/// sorting: a leg of layer l is a circle or a line followed by an alternative.
fn labelled(depth: u32, arity: usize) -> Vec<(Arena, Diagram)> {
    fn legs(arena: &mut Arena, layer: u32, arity: usize) -> Vec<Leg> {
        let stems = if layer == 1 {
            vec![arena.open(Stage::A(1))]
        } else {
            let below = legs(arena, layer - 1, arity);
            let mut stems = below.clone();
            let mut choices: Vec<Vec<Leg>> = vec![vec![]];
            for _ in 0..arity {
                choices = choices
                    .iter()
                    .flat_map(|chosen| below.iter().map(move |&leg| [chosen.as_slice(), &[leg]].concat()))
                    .collect();
            }
            for chosen in choices {
                stems.push(arena.split(layer - 1, chosen));
            }
            stems
        };
        let circle = arena.circle(layer);
        std::iter::once(circle).chain(stems.into_iter().map(|stem| arena.line(layer, stem))).collect()
    }
    let mut arena = Arena::new();
    let legs = legs(&mut arena, depth + 1, arity);
    let mut all = Vec::new();
    for &a in &legs {
        for &b in &legs {
            all.push((arena.clone(), Diagram::latent(&arena, a, b)));
        }
    }
    all
}

fn isomorphic(a: &DiagramGraph, b: &DiagramGraph) -> bool {
    is_isomorphic_matching(a, b, |a, b| a == b, |a, b| a == b)
}

/// The third proof: the factor of a diagram is the number of labelled assignments that are isomorphic to it.
#[test]
fn factors_count_labelled_assignments() {
    for (depth, arity) in [(0, 2), (1, 2), (1, 3)] {
        let request = Expand::new(depth).arities([arity as u32]);
        let expansion = request.generate().unwrap();
        let assignments: Vec<DiagramGraph> =
            labelled(depth, arity).iter().map(|(arena, diagram)| arena.graph(diagram)).collect();
        let mut counted = 0;
        for term in expansion.terms() {
            let graph = expansion.arena().graph(&term.diagram);
            let equal = assignments.iter().filter(|other| isomorphic(&graph, other)).count();
            assert_eq!(term.factor, rational(equal as i64, 1), "{:?}", term.diagram);
            counted += equal;
        }
        assert_eq!(counted, assignments.len(), "every assignment belongs to one diagram");
    }
}

/// The order of the symmetry group is the number of isomorphisms of the graph onto itself.
#[test]
fn automorphisms_counted_by_brute_force() {
    for request in [
        Expand::new(1).arities([2, 3]),
        Expand::new(2).cutoffs(Cutoffs { max_chi: Some(3), ..Cutoffs::none() }),
    ] {
        let expansion = request.generate().unwrap();
        for term in expansion.terms() {
            let graph = expansion.arena().graph(&term.diagram);
            let view = &graph;
            let (mut nodes, mut edges) = (|a: &_, b: &_| a == b, |a: &_, b: &_| a == b);
            let maps = subgraph_isomorphisms_iter(&view, &view, &mut nodes, &mut edges);
            let order = maps.expect("a graph maps onto itself").count();
            assert_eq!(expansion.arena().automorphisms(&term.diagram), order.into(), "{graph:?}");
        }
    }
}

/// Distinct diagrams are not isomorphic: the canonical form is complete.
#[test]
fn canonical_forms_separate_isomorphism_classes() {
    let expansion = Expand::new(1).arities([2, 3]).generate().unwrap();
    let graphs: Vec<DiagramGraph> =
        expansion.terms().map(|term| expansion.arena().graph(&term.diagram)).collect();
    for (place, graph) in graphs.iter().enumerate() {
        assert!(graphs[place + 1..].iter().all(|other| !isomorphic(graph, other)));
    }
}
