//! Cumulants through the inverse network, against an independent oracle and against diagrams of the action.

use std::ops::RangeInclusive;

use diagraction::network::Network;
use diagraction::network::file::{Model, load};
use diagraction::wick::{ByLoops, Wanted, cumulants, last_loop, plan};
use num_traits::Zero;

use super::networks::oracle;
use super::{assert_close, norm};

fn by_powers(
    network: &Network<f64>,
    orders: RangeInclusive<usize>,
    loops: Option<RangeInclusive<usize>>,
) -> Vec<ByLoops<f64>> {
    cumulants(network, &plan(network, &Wanted { loops, ..Wanted::orders(orders) }).unwrap(), &()).unwrap()
}

/// Every order and every loop, as rationals; where the oracle has nothing the series has ended.
#[test]
fn all_terms_are_those_of_the_oracle() {
    for (name, depth) in [("d2_L1", 1), ("d2_L2", 2), ("d3_L1", 1)] {
        let Ok(Model::Exact(network)) = load(format!("tests/cases/{name}.model.json")) else {
            panic!("a rational model")
        };
        let plan = plan(&network, &Wanted::orders(1..=4)).unwrap();
        assert!(plan.is_whole());
        let mut compared = 0;
        for ByLoops { order, terms } in cumulants(&network, &plan, &()).unwrap() {
            assert_eq!(terms.last().map(|(loops, _)| *loops), last_loop(order, depth));
            for (loops, found) in terms {
                let expected = oracle(name, order, loops);
                assert_eq!(Some(&found), expected.as_ref(), "{name}, order {order}, {loops} loops");
                compared += usize::from(!found.entries().iter().all(Zero::is_zero));
            }
            assert_eq!(oracle(name, order, last_loop(order, depth).unwrap() + 1), None, "{name}");
        }
        assert!(compared >= 8, "{name}: {compared}");
    }
}

#[test]
fn lattice16_by_powers() {
    let network = load("examples/models/lattice16.safetensors").unwrap().into_f64().unwrap();
    let found = by_powers(&network, 1..=3, Some(0..=1));
    for (order, loops, expected) in
        [(1, 0, 0.390586), (1, 1, 0.0333379), (2, 0, 1.5276), (2, 1, 1.86608e-3), (3, 0, 0.0386495053)]
    {
        let term = &found[order - 1].terms[loops].1;
        assert_close(norm(order, term.entries(), 16), expected, 2e-6 * expected);
    }
}
