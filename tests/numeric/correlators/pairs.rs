//! A^(4) as pairs of matrices: the same as by its entries, exactly, and networks of a hundred variables.

use diagraction::action::{Action, Pairs, Truncation};
use diagraction::correlators::{
    Correlators, CorrelatorsError, Expansion, Legs, MOST_DIAGRAMS, dyson, effective,
};
use diagraction::evaluate::factored::{Factored, factor};
use diagraction::feynman::Family;
use diagraction::network::Network;
use diagraction::network::file::{Model, load};
use diagraction::{Rational, Scalar};
use ndarray::{Array1, Array2};
use num_traits::Zero;

use super::assert_close;
use crate::common::Draws;

fn around_mode(network: Network<Rational>) -> (Action<Rational>, Pairs<Rational>) {
    let mode = network.inverse(Array1::from_elem(network.dimension(), Rational::zero()).view()).unwrap();
    around(network, mode)
}

/// A network around a point, to rank 4.
fn around<T: Scalar>(network: Network<T>, mode: Array1<T>) -> (Action<T>, Pairs<T>) {
    let Factored { mut lower, quartic } = factor(&network.shifted(mode.view()), 4, None).unwrap();
    lower.around = Some(mode.to_vec());
    (lower, quartic.unwrap())
}

/// By pairs, and by entries.
fn both<T: Scalar>((lower, quartic): (Action<T>, Pairs<T>)) -> [Expansion<T>; 2] {
    let entries = lower.clone().with_next(quartic.tensor(&()));
    [Expansion::with_pairs(lower, quartic).unwrap(), Expansion::new(entries).unwrap()]
}

fn rational(name: &str) -> Network<Rational> {
    let Ok(Model::Exact(network)) = load(format!("tests/cases/{name}.model.json")) else {
        panic!("a rational model")
    };
    network
}

/// The networks of the oracle, and random ones.
fn networks() -> Vec<Network<Rational>> {
    let mut draws = Draws::new(7);
    let cases = ["d2_L1", "d2_L2", "d3_L1"].into_iter().map(rational);
    cases
        .chain([draws.network(2, &[&[2], &[2]]), draws.network(3, &[&[2], &[2]]), draws.network(4, &[&[2]])])
        .collect()
}

#[test]
fn all_orders_agree_exactly() {
    for network in networks() {
        let [pairs, entries] = both(around_mode(network));
        let (mut by_pairs, mut by_entries) = (Correlators::new(&pairs), Correlators::new(&entries));
        for (order, loops) in [(0, 2), (0, 3), (1, 1), (1, 2), (2, 1), (2, 2), (3, 0), (3, 1), (4, 0)] {
            let found = by_pairs.term(order, loops).unwrap();
            assert_eq!(found, by_entries.term(order, loops).unwrap(), "order {order}, {loops} loops");
        }
    }
}

/// Diagram by diagram, so that nothing cancels; with four lines between two vertices, and three, two and one.
#[test]
fn every_diagram_agrees_exactly() {
    let [pairs, entries] = both(around_mode(rational("d2_L2")));
    for (legs, family) in [
        (Legs::Lines, Family::Connected),
        (Legs::Sites(vec![1]), Family::Connected),
        (Legs::Amputated, Family::OneParticleIrreducible),
    ] {
        let mut by_pairs = Correlators::with(&pairs, legs.clone(), family);
        let mut by_entries = Correlators::with(&entries, legs, family);
        for (order, loops) in [(0, 3), (1, 2), (2, 2), (3, 1), (4, 0), (4, 1)] {
            let found = by_pairs.contributions(order, loops).unwrap();
            assert_eq!(
                found,
                by_entries.contributions(order, loops).unwrap(),
                "order {order}, {loops} loops"
            );
        }
    }
}

#[test]
fn trees_of_four_legs_are_pairs() {
    for network in networks() {
        let [pairs, entries] = both(around_mode(network));
        for legs in [Legs::Lines, Legs::Sites(vec![1, 0]), Legs::Amputated] {
            let by_pairs = Correlators::with(&pairs, legs.clone(), Family::Connected);
            let tree = by_pairs.tree_of_four_legs().unwrap();
            let mut by_entries = Correlators::with(&entries, legs, Family::Connected);
            assert_eq!(tree.len(), pairs.quartic().unwrap().len() + pairs.dimension());
            assert_eq!(tree.tensor(&()), by_entries.term(4, 0).unwrap());
            assert_eq!(by_entries.tree_of_four_legs().unwrap_err(), CorrelatorsError::NoPairs);
        }
    }
}

#[test]
fn pairs_that_do_not_fit_are_refused() {
    let (lower, quartic) = around_mode(rational("d2_L1"));
    let (three, _) = around_mode(rational("d3_L1"));
    assert!(matches!(Expansion::with_pairs(three, quartic.clone()), Err(CorrelatorsError::Action(_))));
    let entries = lower.with_next(quartic.tensor(&()));
    let refused = Expansion::with_pairs(entries, quartic).unwrap_err();
    assert_eq!(refused, CorrelatorsError::TwoQuartics { rank: 4 });
}

/// A hundred variables in a quarter of a gigabyte, of which an array of d⁴ would take three times as much.
#[test]
fn a_hundred_variables() {
    const MEMORY: u64 = 1 << 28;
    let network = load("examples/models/lattice100.safetensors").unwrap().to_f64().unwrap();
    let mode = network.inverse(Array1::zeros(100).view()).unwrap();
    let (lower, quartic) = around(network, mode);
    let expansion = Expansion::with_pairs(lower, quartic).unwrap();
    let mut correlators = Correlators::new(&expansion).memory(MEMORY);
    assert_close(correlators.term(1, 0).unwrap().norm(), 1.48065, 5e-6);
    assert_close(correlators.term(1, 1).unwrap().norm(), 0.293286, 5e-7);
    assert_close(correlators.term(2, 0).unwrap().norm(), 3.16904, 5e-6);
    assert_close(correlators.term(2, 1).unwrap().norm(), 0.220872, 5e-7);
    // ln Z of a network has no loops.
    assert_close(correlators.term(0, 2).unwrap().entries()[0], 0.0, 1e-13);
    assert!(correlators.contributions(0, 2).unwrap().iter().all(|diagram| diagram.value.norm() > 1e-6));
    let refused = correlators.term(4, 1).unwrap_err();
    assert!(matches!(refused, CorrelatorsError::Memory { needed, .. } if needed > 800_000_000), "{refused}");
    // Dyson's series differs from the plain sum at two loops.
    let summed = dyson(&expansion, 1, (MEMORY, MOST_DIAGRAMS)).unwrap();
    let terms = [0, 1].map(|loops| *correlators.term(2, loops).unwrap().get(&[0, 0]));
    assert_close(summed[[0, 0]], terms[0] + terms[1], 10.0 * (terms[1] / terms[0]).powi(2));
}

/// So many variables that products of two vertices of rank three are made in slices: copies of one variable that do not
/// meet, whose series is known.
#[test]
fn many_variables_that_do_not_meet() {
    const D: usize = 64;
    let (a, g) = (0.3, 0.5);
    let mut lower = Action::zero(D, 3, Truncation::none());
    let mut squares = Array2::zeros((D, D * (D + 1) / 2));
    for (i, mut square) in squares.outer_iter_mut().enumerate() {
        lower.tensor_mut(2).set(&[i, i], -0.5);
        lower.tensor_mut(3).set(&[i; 3], a / 6.0);
        square[i * (2 * D + 1 - i) / 2] = 1.0;
    }
    let quartic = Pairs::new(D, vec![-g / 24.0; D], squares, Vec::new()).unwrap();
    let expansion = Expansion::with_pairs(lower, quartic).unwrap();
    let mut correlators = Correlators::new(&expansion).memory(1 << 28);
    let second = 25.0 / 8.0 * a.powi(4) - 109.0 / 24.0 * a * a * g + 2.0 / 3.0 * g * g;
    let third = 4.0 * a.powi(3) - 7.0 / 2.0 * a * g;
    for (order, loops, expected) in [(2, 2, second), (3, 1, third)] {
        for (index, value) in correlators.term(order, loops).unwrap().iter() {
            let alone = index.iter().all(|&i| i == index[0]);
            assert_close(*value, if alone { expected } else { 0.0 }, 1e-14);
        }
    }
}

/// A theory of many variables has few entries of rank 4; as pairs they give what all entries give.
#[test]
fn theories_of_many_variables() {
    let text = "lattice chain 36 periodic  S = -1/2 * sum(i) x[i]^2 - 1/4 * sum(<i,j>) (x[i] - x[j])^2 - 1/50 * sum(i) x[i]^4 \
                - 1/90 * sum(<i,j>) x[i]^2 * x[j]^2 + 1/10 * x[0]";
    let action = diagraction::theory::read(text).unwrap().to_f64().unwrap();
    let mode = diagraction::correlators::mode(&action, &()).unwrap().point;
    let paired = Expansion::at(&action, &mode).unwrap();
    let dense = Expansion::new(action.expanded(&mode).to_dense().unwrap()).unwrap();
    assert!(paired.quartic().is_some() && dense.quartic().is_none());
    let (mut paired, mut dense) = (Correlators::new(&paired), Correlators::new(&dense));
    for (order, loops) in [(1, 1), (2, 1), (2, 2), (0, 2), (3, 0)] {
        let (found, expected) = (paired.term(order, loops).unwrap(), dense.term(order, loops).unwrap());
        let scale = expected.largest();
        assert!(scale > 0.0);
        for (found, expected) in found.entries().iter().zip(expected.entries()) {
            assert!(
                (found - expected).abs() <= 1e-12 * scale,
                "order {order}, {loops} loops: {found} is not {expected}"
            );
        }
    }
    // Without loops the effective couplings are those of the action, A^(4) among them.
    let couplings = effective(&action, &mode, 0, 4, (u64::MAX, MOST_DIAGRAMS)).unwrap();
    let around = action.expanded(&mode);
    for index in [[0, 0, 0, 0], [3, 3, 4, 4], [0, 1, 2, 3]] {
        assert_close(*couplings.tensors()[4].get(&index), around.get(&index), 1e-15);
    }
    assert!(couplings.tensors()[4].largest() > 0.01);
}
