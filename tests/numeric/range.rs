//! Weights so small that floats lose their products: a number is right to the last bit, or it is refused.

use diagraction::action::Action;
use diagraction::evaluate::{self, EvaluateError, Method, Request};
use diagraction::network::{Activation, Coupling, Linear, Network};
use ndarray::{Array1, Array2, Array3};

use crate::common::Draws;

/// The layers of a network with one coupling.
struct Layers {
    linear: Vec<Linear<f64>>,
    chi: Array3<f64>,
}

impl Layers {
    fn new() -> Layers {
        let network = Draws::new(8).network(4, &[&[2]]).map(diagraction::Scalar::to_f64).unwrap();
        let chi = network.activation(1).couplings()[0].quadratic().unwrap().into_owned();
        Layers { linear: [1, 2].map(|layer| network.linear(layer).clone()).to_vec(), chi }
    }

    fn network(self) -> Network<f64> {
        let coupling = Coupling::new(self.chi).unwrap();
        Network::new(self.linear, vec![Activation::new(vec![coupling]).unwrap()]).unwrap()
    }

    fn extract(self, method: Method) -> Result<Action<f64>, EvaluateError> {
        evaluate::extract(&self.network(), &Request::default(), method)
    }
}

fn methods() -> impl Iterator<Item = Method> {
    [Method::Factored, Method::Diagrams, Method::Dressed, Method::Direct].into_iter()
}

/// A change of units by a power of two changes no digit of the coefficients. Where units are such that a coefficient would
/// leave the range, it is refused.
fn scaled(change: impl Fn(&mut Layers, f64), power_of_entry: impl Fn(&[usize]) -> i32) {
    for method in methods() {
        let plain = Layers::new().extract(method).unwrap();
        let (mut held, mut refused) = (0, 0);
        for power in (-940..=-20).step_by(40) {
            let mut layers = Layers::new();
            change(&mut layers, 2f64.powi(power));
            let Ok(action) = layers.extract(method) else {
                refused += 1;
                continue;
            };
            held += 1;
            for (a, b) in action.tensors()[1..].iter().zip(&plain.tensors()[1..]) {
                for ((index, a), b) in a.iter().zip(b.entries()) {
                    let expected = b * 2f64.powi(power).powi(power_of_entry(&index));
                    assert_eq!(*a, expected, "{method}, 2^{power}, {index:?}");
                }
            }
        }
        assert!(held >= 3 && refused >= 3, "{method}: {held} held, {refused} refused");
    }
}

#[test]
fn data_in_other_units() {
    scaled(|layers, s| layers.linear[0].weight *= s, |index| index.len().try_into().unwrap());
}

#[test]
fn one_coordinate_in_other_units() {
    scaled(
        |layers, s| layers.linear[0].weight.column_mut(2).mapv_inplace(|w| w * s),
        |index| index.iter().filter(|&&i| i == 2).count().try_into().unwrap(),
    );
}

#[test]
fn a_latent_space_in_other_units() {
    let scale = |layers: &mut Layers, s: f64| {
        layers.linear[1].weight *= s;
        layers.linear[1].bias *= s;
    };
    scaled(scale, |_| 2);
}

/// Only what happens inside of the network is small, and no coefficient changes.
#[test]
fn a_layer_in_other_units() {
    let scale = |layers: &mut Layers, s: f64| {
        let rescale = |first: usize| move |(row, x): (usize, f64)| if row < first { x * s } else { x };
        let Linear { weight, bias } = &layers.linear[0];
        let rows = weight.indexed_iter().map(|((row, _), &x)| rescale(2)((row, x))).collect();
        let weight = Array2::from_shape_vec((4, 4), rows).unwrap();
        let bias: Array1<f64> = bias.iter().copied().enumerate().map(rescale(2)).collect();
        layers.linear[0] = Linear { weight, bias };
        layers.linear[1]
            .weight
            .indexed_iter_mut()
            .filter(|((_, column), _)| *column < 2)
            .for_each(|(_, w)| *w /= s);
        layers.chi.mapv_inplace(|chi| chi / s / s);
    };
    for method in methods() {
        let plain = Layers::new().extract(method).unwrap();
        for power in [-40, -200, -400, -480] {
            let mut layers = Layers::new();
            scale(&mut layers, 2f64.powi(power));
            let action = layers.extract(method).unwrap();
            assert_eq!(action.tensors()[1..], plain.tensors()[1..], "{method}, 2^{power}");
        }
        let mut layers = Layers::new();
        scale(&mut layers, 2f64.powi(-500));
        assert!(matches!(layers.extract(method), Err(EvaluateError::Underflow { .. })), "{method}");
    }
}

#[test]
fn the_refusal_names_rank_and_coordinate() {
    let mut layers = Layers::new();
    layers.linear[0].weight.column_mut(3).mapv_inplace(|w| w * 1e-160);
    let refusal = layers.extract(Method::Factored).unwrap_err();
    assert!(matches!(refusal, EvaluateError::Underflow { rank: 2, coordinate: 3, .. }), "{refusal}");
    let text = refusal.to_string();
    assert!(text.contains("A^(2)") && text.contains("1e-32") && text.contains("rescale the data"), "{text}");
}
