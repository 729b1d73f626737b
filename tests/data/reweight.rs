//! Known theories by draws of networks: normal distributions and quadrature, tails of known index, what is refused.

use std::sync::atomic::{AtomicU64, Ordering};

use diagraction::action::{Kernel, SparseAction};
use diagraction::network::{Linear, Network};
use diagraction::reweight::{ReweightError, Reweighting, Settings, Weights, reweight, tail_index};
use diagraction::statistics::Moments;
use diagraction::{Progress, Rational, theory};
use ndarray::{Array1, Array2, array};
use num_traits::Zero;
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

use crate::common::rational;

/// x = z/w - b/w.
fn normal(weight: Array2<f64>, bias: Array1<f64>) -> Network<f64> {
    Network::new(vec![Linear { weight, bias }], vec![]).unwrap()
}

fn action(text: &str) -> SparseAction<f64> {
    theory::read(text).unwrap().to_f64().unwrap()
}

fn found(action: &SparseAction<f64>, network: &Network<f64>, draws: usize, order: usize) -> Reweighting {
    let settings = Settings { draws, seed: 3, order };
    reweight(&Kernel::new(action), network, &settings, &()).unwrap()
}

fn assert_close(value: f64, error: f64, expected: f64, what: &str) {
    assert!(
        error > 0.0 && (value - expected).abs() < 4.5 * error,
        "{what}: {value} +- {error} is {expected}"
    );
}

/// Cumulants in order, the entries of each in packed order.
fn assert_cumulants(found: &Reweighting, expected: &[&[f64]]) {
    assert_eq!(found.orders.len(), expected.len());
    for (order, (estimate, expected)) in (1..).zip(found.orders.iter().zip(expected)) {
        assert_eq!(estimate.value.entries().len(), expected.len());
        for ((value, error), expected) in
            estimate.value.entries().iter().zip(estimate.error.entries()).zip(*expected)
        {
            assert_close(*value, *error, *expected, &format!("order {order}"));
        }
    }
}

const CORRELATED: &str = "dimension 2  S = -1/2 * (2 * x[0]^2 - 2 * x[0] * x[1] + x[1]^2) + x[0] + 1";

/// Precision ((2, -1), (-1, 1)), so covariance ((1, 1), (1, 2)) and mean (1, 1); ln Z = ln 2π + 1 + 1/2.
#[test]
fn normal_distributions_by_another_one() {
    let wide = normal(array![[0.7, 0.0], [-0.2, 0.5]], array![-0.5, 0.0]);
    let found = found(&action(CORRELATED), &wide, 100_000, 4);
    let ln_z = std::f64::consts::TAU.ln() + 1.5;
    assert_close(found.ln_z.value, found.ln_z.error, ln_z, "ln Z");
    assert_cumulants(&found, &[&[1.0, 1.0], &[1.0, 1.0, 2.0], &[0.0; 4], &[0.0; 5]]);
    assert!(found.doubts().is_empty() && found.share < 0.9, "{found:?}");
    assert!(found.divergence.value > 0.1 && found.pareto.unwrap() < 0.5);
}

/// q = p: every weight is Z.
#[test]
fn the_theory_itself_has_equal_weights() {
    let itself = normal(array![[1.0, 0.0], [-1.0, 1.0]], array![0.0, 0.0]);
    let found =
        found(&action("dimension 2  S = -1/2 * (2 * x[0]^2 - 2 * x[0] * x[1] + x[1]^2)"), &itself, 2000, 2);
    assert!((found.ln_z.value - std::f64::consts::TAU.ln()).abs() < 1e-12 && found.ln_z.error < 1e-12);
    assert!((found.share - 1.0).abs() < 1e-12 && found.divergence.value.abs() < 1e-12);
    assert_cumulants(&found, &[&[0.0, 0.0], &[1.0, 1.0, 2.0]]);
}

/// The trapezoidal rule converges faster than any power.
fn quadrature(s: impl Fn(f64) -> f64) -> (f64, [f64; 4]) {
    let step = 0.01;
    let points = || (-1000..=1000).map(|i| step * f64::from(i));
    let moment = |f: &dyn Fn(f64) -> f64| points().map(|x| step * f(x) * s(x).exp()).sum::<f64>();
    let z = moment(&|_| 1.0);
    let mean = moment(&|x| x) / z;
    let central = |k: i32| moment(&|x| (x - mean).powi(k)) / z;
    (z.ln(), [mean, central(2), central(3), central(4) - 3.0 * central(2).powi(2)])
}

#[test]
fn a_quartic_theory_agrees_with_quadrature() {
    let (ln_z, expected) = quadrature(|x| 0.3 * x - x * x / 2.0 - x.powi(4) / 10.0);
    let theory = action("dimension 1  S = 3/10 * x[0] - 1/2 * x[0]^2 - 1/10 * x[0]^4");
    let found = found(&theory, &normal(array![[1.0]], array![0.0]), 100_000, 4);
    assert_close(found.ln_z.value, found.ln_z.error, ln_z, "ln Z");
    assert_cumulants(&found, &expected.map(|value| [value]).each_ref().map(|entry| &entry[..]));
}

/// Deviations in steps of the errors have mean square one.
#[test]
fn errors_are_as_large_as_they_are_said_to_be() {
    let theory = action("dimension 1  S = 3/10 * x[0] - 1/2 * x[0]^2 - 1/10 * x[0]^4");
    let (ln_z, expected) = quadrature(|x| 0.3 * x - x * x / 2.0 - x.powi(4) / 10.0);
    let (network, kernel) = (normal(array![[0.8]], array![0.0]), Kernel::new(&theory));
    let mut squares = [0.0; 5];
    let runs = 100;
    for seed in 0..runs {
        let found = reweight(&kernel, &network, &Settings { draws: 1000, seed, order: 4 }, &()).unwrap();
        squares[0] += ((found.ln_z.value - ln_z) / found.ln_z.error).powi(2);
        for (square, (estimate, expected)) in squares[1..].iter_mut().zip(found.orders.iter().zip(expected)) {
            *square += ((estimate.value.entries()[0] - expected) / estimate.error.entries()[0]).powi(2);
        }
    }
    // A mean square over 100 normal numbers varies by a seventh.
    assert!(squares.iter().all(|square| (square / runs as f64 - 1.0).abs() < 0.55), "{squares:?}");
}

/// For q = N(0, σ²) and p = N(0, 1) the weights have k = 1 - σ².
#[test]
fn a_network_that_is_too_narrow_is_named() {
    let theory = action("dimension 1  S = -1/2 * x[0]^2");
    for (width, is_named) in [(0.3, true), (0.85, false)] {
        let found = found(&theory, &normal(array![[1.0 / width]], array![0.0]), 50_000, 2);
        assert_eq!(!found.doubts().is_empty(), is_named, "{found:?}");
        assert!((found.pareto.unwrap() - (1.0 - width * width)).abs() < 0.2, "{:?}", found.pareto);
    }
    // Beside the theory nearly no draw counts.
    let beside = found(
        &action("dimension 1  S = -50 * x[0]^2 + 500 * x[0]"),
        &normal(array![[1.0]], array![0.0]),
        2000,
        1,
    );
    assert!(beside.share < 0.01 && beside.doubts().len() > 1, "{beside:?}");
    // Beside the largest weight all others vanish in floats; where its block is left out they count.
    let theory = action("dimension 1  S = -100000 * x[0]^2 + 10000000 * x[0]");
    let far = found(&theory, &normal(array![[1.0]], array![0.0]), 1000, 2);
    assert!(far.share < 0.002 && far.doubts().len() == 3, "{far:?}");
    assert!(far.ln_z.error > 0.9 && far.orders[0].error.entries()[0] > 0.01, "{far:?}");
}

#[test]
fn indices_of_generalised_pareto_distributions() {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(5);
    for k in [-0.4f64, 0.1, 0.5, 0.7, 1.3] {
        let sample = |u: f64| 3.0 * (u.powf(-k) - 1.0) / k;
        let samples: Vec<f64> = (0..20_000).map(|_| sample(1.0 - generator.random::<f64>())).collect();
        // The error of k is about (1 + k)/sqrt n.
        let found = tail_index(&samples).unwrap();
        assert!((found - k).abs() < 4.0 * (1.0 + k) / 20_000f64.sqrt(), "{k}: {found}");
    }
    assert_eq!((tail_index(&[1.0; 4]), tail_index(&[0.0; 100])), (None, None));
    assert_eq!(Weights::new(vec![2.0; 100]).pareto(), None);
    assert!(Weights::new((0..100).map(|i| 100.0 * f64::from(i)).collect()).pareto().unwrap() > 1.0);
}

/// Only ratios of weights matter, and these may be beyond the range of floats.
#[test]
fn a_constant_moves_ln_z_alone() {
    let network = normal(array![[0.8]], array![0.0]);
    let text = |constant: i32| format!("dimension 1  S = {constant} - 1/2 * x[0]^2 - 1/10 * x[0]^4");
    let [zero, high, low] =
        [0, 4000, -4000].map(|constant| found(&action(&text(constant)), &network, 3000, 3));
    for (moved, by) in [(high, 4000.0), (low, -4000.0)] {
        assert!((moved.ln_z.value - by - zero.ln_z.value).abs() < 1e-9);
        assert!((moved.share - zero.share).abs() < 1e-9);
        for (a, b) in moved.orders.iter().zip(&zero.orders) {
            assert!((a.value.entries()[0] - b.value.entries()[0]).abs() < 1e-9);
            assert!((a.error.entries()[0] / b.error.entries()[0] - 1.0).abs() < 1e-6);
        }
    }
}

#[test]
fn the_number_of_threads_changes_nothing() {
    let network = normal(array![[0.7, 0.0], [-0.2, 0.5]], array![-0.5, 0.0]);
    let run = |threads: usize| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| found(&action(CORRELATED), &network, 5001, 3))
    };
    let one = run(1);
    assert_eq!((one.draws, one.blocks), (5001, 126));
    assert_eq!((run(2), run(5)), (one.clone(), one));
}

/// Stops after so many draws.
struct Stop(AtomicU64, u64);

impl Progress for Stop {
    fn start(&self, _what: &str, _steps: u64) {}

    fn advance(&self, steps: u64) {
        self.0.fetch_add(steps, Ordering::Relaxed);
    }

    fn is_stopped(&self) -> bool {
        self.0.load(Ordering::Relaxed) >= self.1
    }
}

/// Of many draws: one block has no cumulants but ln Z, more have them, and two become one beyond 128.
#[test]
fn what_is_stopped_has_what_its_draws_tell() {
    let (kernel, network) =
        (Kernel::new(&action(CORRELATED)), normal(array![[0.7, 0.0], [-0.2, 0.5]], array![-0.5, 0.0]));
    let ln_z = std::f64::consts::TAU.ln() + 1.5;
    for (after, blocks) in [(1, 1), (60_000, 20), (560_000, 92)] {
        let settings = Settings { draws: 100_000_000, seed: 3, order: 2 };
        let found = reweight(&kernel, &network, &settings, &Stop(AtomicU64::new(0), after)).unwrap();
        assert_eq!(found.blocks, blocks, "{after}: {}", found.draws);
        assert_close(found.ln_z.value, found.ln_z.error, ln_z, "ln Z");
        match blocks < 16 {
            true => assert!(found.orders.is_empty() && found.doubts()[0].contains("too few for cumulants")),
            false => assert_cumulants(&found, &[&[1.0, 1.0], &[1.0, 1.0, 2.0]]),
        }
    }
}

#[test]
fn what_cannot_be_told_is_refused() {
    let refused = |text: &str, draws: usize, order: usize| {
        let settings = Settings { draws, seed: 1, order };
        let network = normal(array![[1.0]], array![0.0]);
        reweight(&Kernel::new(&action(text)), &network, &settings, &()).unwrap_err()
    };
    let well = "dimension 1  S = -x[0]^2";
    assert!(matches!(refused(CORRELATED, 10, 1), ReweightError::Dimensions { action: 2, network: 1 }));
    assert!(matches!(refused(well, 10, 5), ReweightError::Order(5)));
    assert!(matches!(refused(well, 1, 1), ReweightError::Few(1)));
    let refused = |terms: &[(&[usize], f64)], weight: f64| {
        let mut action = SparseAction::zero(1);
        terms.iter().for_each(|&(index, value)| action.add(index, value));
        let network = normal(array![[weight]], array![0.0]);
        let settings = Settings { draws: 1000, seed: 1, order: 4 };
        reweight(&Kernel::new(&action), &network, &settings, &()).unwrap_err()
    };
    let steep = refused(&[(&[0, 0, 0, 0], -1e308), (&[0, 0], 1e308)], 1.0);
    assert!(matches!(steep, ReweightError::NotFinite { .. }), "{steep}");
    let wide = refused(&[(&[0, 0], -5e-161)], 1e-80);
    assert!(matches!(wide, ReweightError::Range { order: 4 }), "{wide}");
}

/// A weight of n is a sample that is there n times, in rational numbers.
#[test]
fn weights_are_repetitions() {
    let rows: [([i64; 2], i64); 4] = [([1, 2], 3), ([0, -1], 1), ([2, 5], 2), ([-3, 1], 4)];
    let point = || vec![rational(1, 3), rational(-1, 2)];
    let row = |values: [i64; 2]| Array2::from_shape_fn((1, 2), |(_, i)| rational(values[i], 1));
    let (mut weighted, mut repeated) = (Moments::new(2, 4, point()), Moments::new(2, 4, point()));
    for (values, count) in rows {
        weighted.add_weighted(row(values).view(), array![rational(count, 7)].view());
        (0..count).for_each(|_| repeated.add(row(values).view()));
    }
    for order in 1..=4 {
        assert_eq!(weighted.tensor(order), repeated.tensor(order));
    }
    let cumulants = weighted.weighted_cumulants(4);
    assert_eq!(cumulants[0].entries(), weighted.mean());
    // Those of two sides with p = 1/3 are p, p(1-p), p(1-p)(1-2p), p(1-p)(1-6p(1-p)).
    let mut coin = Moments::new(1, 4, vec![Rational::zero()]);
    coin.add_weighted(
        array![[rational(0, 1)], [rational(1, 1)]].view(),
        array![rational(2, 1), rational(1, 1)].view(),
    );
    let found: Vec<Rational> = coin.weighted_cumulants(4).iter().map(|k| k.entries()[0].clone()).collect();
    assert_eq!(found, [rational(1, 3), rational(2, 9), rational(2, 27), rational(-2, 27)]);
}
