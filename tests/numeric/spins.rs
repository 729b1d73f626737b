//! Spins: exact enumeration beside known numbers, and the couplings of networks by an integral beside those of all states.

use diagraction::action::{Domain, SparseAction};
use diagraction::network::Linear;
use diagraction::spins::{Network, Squash, Thermodynamics, as_action, couplings, read_couplings, values};
use diagraction::theory;
use ndarray::{Array1, Array2, array};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

fn close(found: f64, expected: f64, bound: f64) {
    assert!((found - expected).abs() <= bound, "{found} instead of {expected}");
}

fn ising(text: &str) -> SparseAction<f64> {
    theory::read(text).unwrap().to_f64().unwrap()
}

#[test]
fn the_ising_model_on_four_by_four_sites() {
    let all = values(&ising("lattice square 4 4 periodic  spins  S = sum(<i,j>) s[i] * s[j]")).unwrap();
    for (bonds, count) in
        [(32, 2), (24, 32), (20, 64), (16, 424), (12, 1728), (8, 6688), (4, 13568), (0, 20524)]
    {
        for sum in [bonds, -bonds] {
            assert_eq!(all.iter().filter(|&&s| s == f64::from(sum)).count(), count);
        }
    }
    let table = [
        (
            0.2,
            [
                11.771470358542,
                -7.298165912686,
                1.912739020598,
                0.342765627554,
                0.175199478093,
                0.207859765073,
            ],
        ),
        (
            0.44,
            [
                15.504726538718,
                -25.005552449661,
                12.554424785574,
                0.842715640981,
                0.759774426000,
                0.616733067508,
            ],
        ),
    ];
    for (beta, expected) in table {
        let Thermodynamics { ln_z, energy, heat, magnetisation, square, binder, .. } =
            Thermodynamics::of(&all, beta);
        for (found, expected) in [ln_z, energy, heat, magnetisation, square, binder].into_iter().zip(expected)
        {
            close(found, expected, 2e-12);
        }
    }
}

/// The conditionals of a ring of four are those of logistic units and one product of three spins.
#[test]
fn a_ring_of_four() {
    let all = values(&ising("lattice chain 4 periodic  spins  S = 44/100 * sum(<i,j>) s[i] * s[j]")).unwrap();
    let ln_z = Thermodynamics::of(&all, 1.0).ln_z;
    close(ln_z, 3.176759848366, 1e-12);
    // The share of states whose first spins are +1: bits of a state are set where a spin is -1.
    let share = |first: u32| -> f64 {
        let is_up = |state: &usize| state & ((1 << first) - 1) == 0;
        (0..16).filter(is_up).map(|state| (all[state] - ln_z).exp()).sum()
    };
    for (spin, expected) in [(0, 0.5), (1, 0.735320659209), (2, 0.773048033082), (3, 0.853209660199)] {
        close(share(spin + 1) / share(spin), expected, 1e-12);
    }
}

fn random(rows: usize, columns: usize, seed: u64) -> Array2<f64> {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    Array2::from_shape_simple_fn((rows, columns), || generator.random_range(-0.8..0.8))
}

fn random_vector(length: usize, seed: u64) -> Array1<f64> {
    random(1, length, seed).row(0).to_owned()
}

fn logistic(n: usize) -> Network {
    let mut weight = random(n, n, 3);
    weight.indexed_iter_mut().filter(|((i, j), _)| j >= i).for_each(|(_, w)| *w = 0.0);
    Network::Logistic(Linear { weight, bias: random_vector(n, 4) })
}

#[test]
fn the_integral_agrees_with_all_states() {
    let n = 10;
    let rbm = Network::Rbm {
        constant: 0.3,
        visible: random_vector(n, 1),
        hidden: Linear { weight: random(7, n, 2), bias: random_vector(7, 5) },
    };
    let large = Network::Rbm {
        constant: 0.3,
        visible: Array1::zeros(n),
        hidden: Linear { weight: random(2, n, 8) * 12.0, bias: array![40.0, -3.0] },
    };
    let more = [vec![0, 1, 2], vec![3, 5, 8, 9]];
    for (network, bound) in [(rbm, 1e-12), (logistic(n), 1e-12), (large, 1e-11)] {
        let read = read_couplings(&network, &more, u64::MAX, &()).unwrap();
        let exact = as_action(&couplings(network.values().unwrap()), 4);
        assert_eq!(read.action.domain, Domain::Spin);
        assert!(read.error < bound, "{}", read.error);
        let indices =
            (0..n).flat_map(|i| std::iter::once(vec![i]).chain((i + 1..n).map(move |j| vec![i, j])));
        for index in indices.chain(more.clone()) {
            close(read.action.get(&index), exact.get(&index), bound);
        }
        // 1 - cos loses digits at small t.
        close(read.action.get(&[]), exact.get(&[]), 1e-11);
    }
}

#[test]
fn autoregressive_networks_are_normalised() {
    let n = 8;
    // Hidden units of degree 1 .. n - 1, as many of each.
    let degree = |unit: usize| 1 + unit % (n - 1);
    let mut first = random(14, n, 11);
    first.indexed_iter_mut().filter(|((k, j), _)| degree(*k) < j + 1).for_each(|(_, w)| *w = 0.0);
    let mut last = random(n, 14, 12);
    last.indexed_iter_mut().filter(|((i, k), _)| *i < degree(*k)).for_each(|(_, w)| *w = 0.0);
    let layers = vec![
        Linear { weight: first, bias: random_vector(14, 13) },
        Linear { weight: last, bias: random_vector(n, 14) },
    ];
    let made = |squash, bits| Network::Made { layers: layers.clone(), squash, bits };
    for network in
        [logistic(n), made(Squash::Relu, false), made(Squash::Tanh, true), made(Squash::Sigmoid, false)]
    {
        let all = network.values().unwrap();
        close(Thermodynamics::of(&all, 1.0).ln_z, 0.0, 1e-13);
        // Back from the couplings.
        let again = values(&as_action(&couplings(all.clone()), n)).unwrap();
        all.iter().zip(&again).for_each(|(a, b)| close(*a, *b, 1e-13));
    }
}
