//! Exact cumulants of rational networks, by loops, from an independent oracle.

use diagraction::action::{Action, SymmetricTensor};
use diagraction::correlators::{Correlators, Expansion};
use diagraction::evaluate::{self, Method, Request};
use diagraction::network::file::{Model, load};
use diagraction::{Rational, Scalar};
use ndarray::Array1;
use num_traits::Zero;

/// The whole action of a rational network around its mode.
fn around_mode(name: &str) -> (Vec<Rational>, Action<Rational>) {
    let Ok(Model::Exact(network)) = load(format!("tests/cases/{name}.model.json")) else {
        panic!("a rational model")
    };
    let mode = network.inverse(Array1::from_elem(network.dimension(), Rational::zero()).view()).unwrap();
    let shifted = network.shifted(mode.view());
    (mode.to_vec(), evaluate::extract(&shifted, &Request::default(), Method::Dressed).unwrap())
}

fn expansion(name: &str) -> Expansion<Rational> {
    let (mode, mut action) = around_mode(name);
    assert!(action.tensors()[1].entries().iter().all(Zero::is_zero), "{name}");
    action.around = Some(mode);
    Expansion::new(action).unwrap()
}

/// κ_n at an order of loops, as the oracle has it.
pub(super) fn oracle(name: &str, order: usize, loops: usize) -> Option<SymmetricTensor<Rational>> {
    let text = std::fs::read_to_string(format!("tests/cases/{name}.cumulants.json")).unwrap();
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    let dimension = usize::try_from(file["dimension"].as_u64().unwrap()).unwrap();
    let of = |list: &serde_json::Value, key: &str, wanted: usize| {
        list.as_array().unwrap().iter().find(|item| item[key].as_u64() == Some(wanted as u64)).cloned()
    };
    let term = of(&of(&file["orders"], "order", order)?["loops"], "loops", loops)?;
    let mut tensor = SymmetricTensor::zero(dimension, order);
    for entry in term["entries"].as_array().unwrap() {
        let index: Vec<usize> = entry["index"]
            .as_array()
            .unwrap()
            .iter()
            .map(|i| usize::try_from(i.as_u64().unwrap()).unwrap())
            .collect();
        tensor.set(&index, entry["value"].as_str().unwrap().parse().unwrap());
    }
    Some(tensor)
}

const NAMES: [&str; 3] = ["d2_L1", "d2_L2", "d3_L1"];

#[test]
fn diagrams_are_the_cumulants_of_the_oracle() {
    for name in NAMES {
        let expansion = expansion(name);
        let mut correlators = Correlators::new(&expansion);
        let mut compared = 0;
        for (order, most) in [(1, 2), (2, 2), (3, 1), (4, 0)] {
            for loops in 0..=most {
                let found = correlators.term(order, loops).unwrap();
                match oracle(name, order, loops) {
                    Some(expected) => assert_eq!(found, expected, "{name}, order {order}, {loops} loops"),
                    // The series of a network ends.
                    None => assert!(
                        found.entries().iter().all(Zero::is_zero),
                        "{name}, order {order}, {loops} loops"
                    ),
                }
                compared += usize::from(!found.entries().iter().all(Zero::is_zero));
            }
        }
        assert!(compared >= 6, "{name}: {compared}");
    }
}

/// ln Z of a network has no loops: the vacuum diagrams cancel, though none of them vanishes.
#[test]
fn vacuum_diagrams_of_a_network_cancel() {
    for name in ["d2_L1", "d2_L2"] {
        let expansion = expansion(name);
        let mut correlators = Correlators::new(&expansion);
        for loops in [2, 3] {
            let diagrams = correlators.contributions(0, loops).unwrap();
            assert!(diagrams.iter().any(|diagram| !diagram.value.entries()[0].is_zero()));
            assert!(correlators.term(0, loops).unwrap().entries()[0].is_zero(), "{name}, {loops} loops");
        }
    }
}

/// A wrong factor anywhere is seen: with one coupling changed by a thousandth nothing cancels.
#[test]
fn vacuum_diagrams_of_anything_else_do_not() {
    let (_, mut action) = around_mode("d2_L1");
    action.tensor_mut(4).entries_mut()[1] *= Rational::natural(1001) / Rational::natural(1000);
    let expansion = Expansion::new(action).unwrap();
    assert!(!Correlators::new(&expansion).term(0, 2).unwrap().entries()[0].is_zero());
}
