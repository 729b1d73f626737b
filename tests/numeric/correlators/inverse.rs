//! Cumulants through the inverse network, against an independent oracle and against diagrams of the action.

use std::ops::RangeInclusive;

use diagraction::action::multiplicity;
use diagraction::contributions::{SkewLayer, Skewness};
use diagraction::correlators::{Expansion, Legs, controlled};
use diagraction::evaluate::{self, Method, Request};
use diagraction::network::file::{Model, load};
use diagraction::network::{Activation, Coupling, Linear, Network};
use diagraction::wick::{ByLoops, Wanted, WickError, cumulants, last_loop, plan};
use diagraction::{Rational, check};
use ndarray::{Array1, array};
use num_traits::Zero;

use super::networks::oracle;
use super::{assert_close, norm};
use crate::common::Draws;

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
    for (name, degree) in [("d2_L1", 2), ("d2_L2", 4), ("d3_L1", 2)] {
        let Ok(Model::Exact(network)) = load(format!("tests/cases/{name}.model.json")) else {
            panic!("a rational model")
        };
        let plan = plan(&network, &Wanted::orders(1..=4)).unwrap();
        assert!(plan.is_whole());
        let mut compared = 0;
        for ByLoops { order, terms } in cumulants(&network, &plan, &()).unwrap() {
            assert_eq!(terms.last().map(|(loops, _)| *loops), Some(last_loop(order, degree)));
            for (loops, found) in terms {
                let expected = oracle(name, order, loops);
                assert_eq!(Some(&found), expected.as_ref(), "{name}, order {order}, {loops} loops");
                compared += usize::from(!found.entries().iter().all(Zero::is_zero));
            }
            assert_eq!(oracle(name, order, last_loop(order, degree) + 1), None, "{name}");
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

/// Entries that another program has, of sums to three loops; what is left is below 1e-12.
#[test]
fn entries_of_shipped_models() {
    let network = load("examples/models/lattice16.safetensors").unwrap().into_f64().unwrap();
    let [mean, covariance] = [0, 1].map(|place| by_powers(&network, 1..=2, Some(0..=3))[place].sum());
    for (index, expected) in
        [0.056_280_037_895_0, 0.061_549_645_933_5, 0.068_787_157_074_1, 0.084_236_365_424_4]
            .iter()
            .enumerate()
    {
        assert_close(*mean.get(&[index]), *expected, 1e-11);
    }
    for (index, expected) in
        [0.287_238_178_344_9, 0.094_616_440_501_7, 0.058_508_385_746_2, 0.095_151_716_914_5]
            .iter()
            .enumerate()
    {
        assert_close(*covariance.get(&[0, index]), *expected, 1e-11);
    }
    let network = load("examples/models/lattice100.safetensors").unwrap().into_f64().unwrap();
    let found = by_powers(&network, 1..=2, Some(0..=1));
    for (order, loops, expected) in [(1, 0, 1.48065), (1, 1, 0.293286), (2, 0, 3.16904), (2, 1, 0.220872)] {
        let term = &found[order - 1].terms[loops].1;
        assert_close(norm(order, term.entries(), 100), expected, 5e-6 * expected);
    }
}

fn random(seed: u64, dimension: usize, arities: &[&[usize]]) -> Network<Rational> {
    Draws::new(seed).network(dimension, arities)
}

/// Both routes share nothing but the network. Odd dimensions, depths from none to three.
#[test]
fn both_routes_agree_exactly() {
    for (seed, dimension, depth) in [(1, 1, 0), (1, 1, 2), (2, 3, 0), (3, 3, 1), (4, 2, 2)] {
        let layers: Vec<&[usize]> = vec![&[2]; depth];
        let network = random(seed, dimension, &layers);
        let mode = network.inverse(Array1::from_elem(dimension, Rational::zero()).view()).unwrap();
        let request = Request { max_rank: Some(6), ..Request::default() };
        let shifted = network.clone().shifted(mode.view());
        let mut action = evaluate::extract(&shifted, &request, Method::Dressed).unwrap();
        action.around = Some(mode.to_vec());
        let expansion = Expansion::new(action).unwrap();
        for (order, most) in [(1, 2), (2, 2), (3, 1), (4, 1)] {
            let wanted = Wanted { loops: Some(0..=most), ..Wanted::orders(order..=order) };
            let found = cumulants(&network, &plan(&network, &wanted).unwrap(), &()).unwrap();
            let tests = check::routes(&expansion, &found, Legs::Lines, (u64::MAX, 100_000), &());
            assert!(tests.iter().all(|test| test.holds == Some(true)), "{dimension}, {depth}: {tests:?}");
            // A wrong entry is seen.
            let mut wrong = found.clone();
            wrong[0].terms[0].1.entries_mut()[0] += Rational::new(1.into(), 1000.into());
            assert_eq!(
                check::routes(&expansion, &wrong, Legs::Lines, (u64::MAX, 100_000), &())[0].holds,
                Some(false)
            );
        }
    }
}

#[test]
fn sites_alone_are_entries_of_the_whole() {
    let network = random(7, 4, &[&[2], &[2]]);
    let whole = cumulants(&network, &plan(&network, &Wanted::orders(3..=3)).unwrap(), &()).unwrap();
    let wanted = Wanted { sites: Some(vec![1, 3]), ..Wanted::orders(3..=3) };
    let part = cumulants(&network, &plan(&network, &wanted).unwrap(), &()).unwrap();
    for ((_, whole), (_, part)) in whole[0].terms.iter().zip(&part[0].terms) {
        assert_eq!(whole.get(&[1, 3, 3]), part.get(&[0, 1, 1]));
    }
}

/// A window holds all that its sums need: a wider one gives the same terms.
#[test]
fn truncated_powers_lack_nothing() {
    for (dimension, depth, order) in [(2, 3, 1), (2, 3, 2), (3, 2, 2), (3, 2, 3)] {
        let layers: Vec<&[usize]> = vec![&[2]; depth];
        let network = random(8, dimension, &layers);
        let terms = |loops| {
            let wanted = Wanted { loops, ..Wanted::orders(order..=order) };
            cumulants(&network, &plan(&network, &wanted).unwrap(), &()).unwrap().remove(0).terms
        };
        let all = terms(None);
        for loops in 0..=2 {
            assert_eq!(terms(Some(0..=loops)), all[..=loops], "order {order}, {loops} loops");
        }
    }
}

#[test]
fn the_third_cumulant_is_the_sum_of_its_couplings() {
    for (seed, dimension, depth) in [(11, 2, 1), (12, 3, 2), (13, 4, 3)] {
        let layers: Vec<&[usize]> = vec![&[2]; depth];
        let network = random(seed, dimension, &layers);
        let parts = Skewness::new(&network, u64::MAX).unwrap();
        let wanted = Wanted { loops: Some(0..=0), ..Wanted::orders(3..=3) };
        let found = cumulants(&network, &plan(&network, &wanted).unwrap(), &()).unwrap();
        assert_eq!(parts.total, found[0].terms[0].1);
        let products = parts.layers.iter().map(SkewLayer::product);
        assert_eq!(products.fold(Rational::zero(), |sum, product| sum + product), parts.square());
        for layer in &parts.layers {
            let pairs = layer.part.iter().zip(parts.total.entries());
            let ways = |index: &[usize]| Rational::from_integer(multiplicity(index).into());
            let product = pairs.map(|((index, part), total)| ways(&index) * part * total);
            assert_eq!(product.fold(Rational::zero(), |sum, term| sum + term), layer.product());
        }
    }
}

/// Draws agree with exact cumulants within their errors, and have far smaller ones than plain draws.
#[test]
fn controlled_draws_agree_with_exact_cumulants() {
    let network = load("examples/models/lattice16.safetensors").unwrap().into_f64().unwrap();
    let exact = by_powers(&network, 1..=3, Some(0..=3));
    let found = controlled(&network, 1..=3, 6_400, 5, u64::MAX, &()).unwrap();
    assert_eq!(found.degree, 3);
    for (order, exact) in found.orders.iter().zip(&exact) {
        let exact = exact.sum();
        let deviations = order.estimate.value.entries().iter().zip(exact.entries());
        let deviations =
            deviations.zip(order.estimate.error.entries()).map(|((a, b), error)| (a - b) / error);
        let largest = deviations.fold(0.0, |largest: f64, sigma| largest.max(sigma.abs()));
        assert!(largest < 5.0, "order {}: {largest} sigma", order.order);
        assert!(order.gain > 1e5, "order {}: {}", order.order, order.gain);
    }
}

#[test]
fn couplings_of_another_kind_are_refused() {
    let cubic = random(6, 2, &[&[3]]);
    let found = cumulants(&cubic, &plan(&cubic, &Wanted::orders(1..=2)).unwrap(), &());
    assert_eq!(found, Err(WickError::Arity { layer: 1, arity: 3 }));
}

/// All loops of a hundred variables fit nowhere, also where nobody bounds the memory.
#[test]
fn what_has_no_end_is_refused() {
    let network = load("examples/models/lattice100.safetensors").unwrap().into_f64().unwrap();
    assert!(matches!(plan(&network, &Wanted::orders(1..=2)), Err(WickError::Memory { .. })));
}

#[test]
fn low_rank_couplings_are_multiplied_out() {
    let weight = || Linear {
        weight: array![[2.0, 1.0, 0.0], [0.0, 1.0, 1.0], [0.0, 0.0, 1.0]],
        bias: array![0.1, 0.2, 0.3],
    };
    let low = Coupling::low_rank(array![[0.5, -1.0]], array![[1.0, 3.0], [0.0, 1.0]]).unwrap();
    let dense = Coupling::new(low.tensor().into_owned()).unwrap();
    let [low, dense] = [low, dense].map(|chi| {
        let network =
            Network::new(vec![weight(), weight()], vec![Activation::new(vec![chi]).unwrap()]).unwrap();
        by_powers(&network, 1..=3, None)
    });
    assert_eq!(low, dense);
}

/// The polynomial has no higher degree than the inverse, of which it may be all: then nothing is left to chance.
#[test]
fn a_polynomial_may_be_the_whole_inverse() {
    for depth in [0, 1] {
        let layers: Vec<&[usize]> = vec![&[2]; depth];
        let network = random(3, 3, &layers).to_f64().unwrap();
        let found = controlled(&network, 1..=3, 1000, 1, u64::MAX, &()).unwrap();
        assert_eq!(found.degree, 1 << depth);
        for (order, exact) in found.orders.iter().zip(by_powers(&network, 1..=3, None)) {
            let (exact, scale) = (exact.sum(), exact.sum().largest().max(1.0));
            for (value, exact) in order.estimate.value.entries().iter().zip(exact.entries()) {
                assert_close(*value, *exact, 1e-9 * scale);
            }
        }
    }
    assert!(matches!(
        controlled(&random(3, 2, &[&[2]]).to_f64().unwrap(), 5..=5, 1000, 1, u64::MAX, &()),
        Err(WickError::Order { order: 5, .. })
    ));
}

/// A window of few powers does not know how deep the network is.
#[test]
fn few_loops_of_a_deep_network_are_cheap() {
    let layers: Vec<&[usize]> = vec![&[2]; 40];
    let network = random(2, 2, &layers);
    let wanted = Wanted { loops: Some(0..=1), ..Wanted::orders(1..=2) };
    assert!(plan(&network, &wanted).unwrap().bytes() < 100_000);
    assert!(matches!(plan(&network, &Wanted::orders(1..=2)), Err(WickError::Degree { .. })));
    assert!(matches!(
        plan(&network, &Wanted::orders(7..=7)),
        Err(WickError::Degree { .. } | WickError::Order { .. })
    ));
    let narrow = Wanted { loops: Some(0..=0), ..Wanted::orders(9..=9) };
    assert!(matches!(plan(&network, &narrow), Err(WickError::Order { order: 9, .. })));
}
