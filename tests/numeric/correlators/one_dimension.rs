//! One variable, S = -x²/2 + a x³/6 - g x⁴/24.

use diagraction::Rational;
use diagraction::action::{SparseAction, SymmetricTensor};
use diagraction::correlators::{Correlators, Expansion, MOST_DIAGRAMS, Pade, dyson, effective};
use num_traits::Zero;

use super::{assert_close, both, terms};
use crate::common::rational;

fn action(a: Rational, g: Rational) -> SparseAction<Rational> {
    let mut action = SparseAction::zero(1);
    action.add_monomial(&[0; 2], rational(-1, 2));
    action.add_monomial(&[0; 3], a / rational(6, 1));
    action.add_monomial(&[0; 4], -g / rational(24, 1));
    action
}

fn floats(a: (i64, i64), g: (i64, i64)) -> SparseAction<f64> {
    action(rational(a.0, a.1), rational(g.0, g.1)).to_f64().unwrap()
}

fn sums(terms: &[Vec<f64>]) -> Vec<f64> {
    terms
        .iter()
        .scan(0.0, |sum, term| {
            *sum += term[0];
            Some(*sum)
        })
        .collect()
}

/// Sums of κ_2 to 0, 1, .. loops by theories that were also integrated numerically.
#[test]
fn sums_of_the_second_cumulant() {
    type Fraction = (i64, i64);
    let cases: [(Fraction, Fraction, [f64; 5], [f64; 4]); 3] = [
        ((0, 1), (1, 2), [1.0, 0.75, 0.9167, 0.7448, 0.9809], [0.828427, 0.828427, 0.844685, 0.833527]),
        ((3, 10), (1, 2), [1.0, 0.84, 0.8276, 0.9652, 0.6886], [0.845715, 0.861318, 0.862472, 0.869176]),
        ((1, 2), (1, 1), [1.0, 0.75, 0.4766, 2.02, -2.18], [0.758320, 0.779664, 0.784150, 0.806348]),
    ];
    for (a, g, bare, dressed) in cases {
        let [around_mode, around_gaussian] = both(&floats(a, g));
        for (found, expected) in sums(&terms(&around_mode, 2, 4)).iter().zip(bare) {
            assert_close(*found, expected, if expected.abs() > 1.5 { 5e-3 } else { 5e-5 });
        }
        for (found, expected) in sums(&terms(&around_gaussian, 2, 3)).iter().zip(dressed) {
            assert_close(*found, expected, 6e-7);
        }
    }
}

/// Weak couplings: ln Z and all cumulants against Simpson's rule. The last term is more than the error.
#[test]
fn weak_couplings_agree_with_quadrature() {
    let (a, g) = (0.01, 0.001);
    let (steps, end) = (4000, 14.0f64);
    let moment = |power: i32, shift: f64| -> f64 {
        let value = |x: f64| {
            (x - shift).powi(power) * (-x * x / 2.0 + a * x.powi(3) / 6.0 - g * x.powi(4) / 24.0).exp()
        };
        let h = 2.0 * end / f64::from(steps);
        let weight = |k: i32| {
            if k == 0 || k == steps {
                1.0
            } else if k % 2 == 1 {
                4.0
            } else {
                2.0
            }
        };
        (0..=steps).map(|k| weight(k) * value(-end + h * f64::from(k))).sum::<f64>() * h / 3.0
    };
    let z = moment(0, 0.0);
    let mean = moment(1, 0.0) / z;
    let central = |power| moment(power, mean) / z;
    let exact = [z.ln(), mean, central(2), central(3), central(4) - 3.0 * central(2).powi(2)];
    for expansion in both(&floats((1, 100), (1, 1000))) {
        for (order, (exact, loops)) in exact.into_iter().zip([4, 4, 3, 3, 2]).enumerate() {
            let terms = terms(&expansion, order, loops);
            let (classical, gaussian) = expansion.ln_z();
            let sum = *sums(&terms).last().unwrap();
            let found = if order == 0 { sum + classical + gaussian } else { sum };
            let last = terms.last().unwrap()[0].abs();
            assert!(last < 1e-7, "order {order}: {last:e}");
            assert_close(found, exact, last.max(1e-12));
        }
    }
}

/// The coefficients of (-g)^n of κ_2, as rationals.
#[test]
fn the_series_in_the_coupling_is_exact() {
    let action = action(Rational::zero(), rational(1, 1));
    let expansion = Expansion::at(&action, &[Rational::zero()]).unwrap();
    let mut correlators = Correlators::new(&expansion);
    let expected = [(1, 1), (-1, 2), (2, 3), (-11, 8), (34, 9), (-619, 48), (1418, 27)];
    for (loops, (p, q)) in expected.into_iter().enumerate() {
        assert_eq!(correlators.term(2, loops).unwrap().entries(), [rational(p, q)]);
    }
}

/// Strong coupling: the sums are useless, and Padé's are not.
#[test]
fn fractions_sum_what_grows() {
    let coefficients: [f64; 11] = [
        1.0,
        0.5,
        2.0 / 3.0,
        11.0 / 8.0,
        34.0 / 9.0,
        619.0 / 48.0,
        1418.0 / 27.0,
        858_437.0 / 3456.0,
        0.0,
        0.0,
        0.0,
    ];
    let by = |g: f64, number: usize| {
        let term = |(n, c): (usize, &f64)| {
            SymmetricTensor::from_entries(1, 2, vec![c * (-g).powi(i32::try_from(n).unwrap())]).unwrap()
        };
        Pade::new(&coefficients.iter().enumerate().take(number).map(term).collect::<Vec<_>>()).unwrap()
    };
    assert_close(by(10.0, 5).value[[0, 0]], 0.537862, 5e-7);
    assert_close(by(0.5, 5).value[[0, 0]], 0.840000, 5e-7);
    assert_eq!(by(0.5, 8).degrees, (3, 4));
    assert_close(by(0.5, 8).value[[0, 0]], 0.838595434923, 1e-3);
}

/// An approximant with a pole on the way from ħ = 0 to 1 is refused: 1/(1 - 2 ħ).
#[test]
fn a_pole_on_the_way_is_not_sound() {
    let terms = [1.0, 2.0].map(|term| SymmetricTensor::from_entries(1, 2, vec![term]).unwrap());
    assert_eq!(Pade::new(&terms), None);
    let vanishing = [1.0, 0.0, 1.0].map(|term| SymmetricTensor::from_entries(1, 2, vec![term]).unwrap());
    assert_eq!(Pade::new(&vanishing), None);
}

/// Dyson's series holds the irreducible chains to all orders: to the order of Σ it is the plain sum.
#[test]
fn the_propagator_of_a_self_energy() {
    let g = 1e-3;
    let [expansion, _] = both(&floats((0, 1), (1, 1000)));
    let plain = sums(&terms(&expansion, 2, 2))[2];
    let summed = dyson(&expansion, 2, (u64::MAX, MOST_DIAGRAMS)).unwrap()[[0, 0]];
    assert_close(summed, plain, 10.0 * g * g * g);
    assert!((summed - plain).abs() > 1e-10);
}

/// The trees of the effective action are the cumulants, to the order of its loops.
#[test]
fn trees_of_the_effective_action_are_the_cumulants() {
    let (action, loops) = (floats((1, 1000), (1, 1000)), 2);
    let [expansion, _] = both(&action);
    let couplings = effective(&action, &[0.0], loops, 4, (u64::MAX, MOST_DIAGRAMS)).unwrap();
    let mean = couplings.around.clone().unwrap()[0];
    let tree = Expansion::new(couplings.clone()).unwrap();
    for order in 1..=4 {
        let plain = *sums(&terms(&expansion, order, loops)).last().unwrap();
        let found = if order == 1 { mean } else { terms(&tree, order, 0)[0][0] };
        assert_close(found, plain, 1e-9 * 0.001f64.powi(i32::try_from(order / 3).unwrap()) * 50.0);
    }
    let (classical, gaussian) = expansion.ln_z();
    let ln_z = classical + gaussian + terms(&expansion, 0, loops).iter().map(|term| term[0]).sum::<f64>();
    assert_close(couplings.tensors()[0].entries()[0], ln_z, 1e-8);
}
