//! Components of a mixture: one network with other densities of its latent variable, by every method.

use diagraction::check;
use diagraction::evaluate::{Method, Request, extract};
use diagraction::modes::{Search, of_mixture};
use diagraction::network::{Activation, Coupling, Latent, Linear, Mixture, Network};
use diagraction::notation;
use diagraction::rewrite::Expand;
use diagraction::{Rational, Scalar};
use ndarray::{Array1, Array2, array};

use crate::common::Draws;

/// A mean, and a precision 1 + AᵀA that is no multiple of a square.
fn latent(draws: &mut Draws, d: usize) -> Latent<Rational> {
    let a = Array2::from_shape_vec((d, d), draws.vector(d * d).to_vec()).unwrap();
    Latent::new(draws.vector(d), Rational::matrix_product(a.t(), a.view()) + Array2::<Rational>::eye(d))
        .unwrap()
}

fn agree(network: &Network<Rational>, methods: &[Method], ranks: Option<usize>) {
    for max_chi in [None, Some(1), Some(2)] {
        let request = Request { max_rank: ranks, max_chi, ..Request::default() };
        let direct = extract(network, &request, Method::Direct).unwrap();
        for &method in methods.iter().filter(|method| **method != Method::LowRank || max_chi.is_none()) {
            let found = extract(network, &request, method).unwrap();
            assert_eq!(found, direct, "{method} with at most {max_chi:?} chi");
        }
    }
}

#[test]
fn all_methods_agree_exactly_on_components() {
    let mut draws = Draws::new(3);
    for d in [1, 2, 3] {
        for layers in [&[][..], &[&[2][..]][..], &[&[2], &[2]]] {
            let network = draws.network(d, layers).with_latent(&latent(&mut draws, d)).unwrap();
            agree(&network, &[Method::Diagrams, Method::Dressed], None);
            agree(&network, &[Method::Factored], Some(4));
        }
        let network = draws.low_rank_network(d, &[2, 1]).with_latent(&latent(&mut draws, d)).unwrap();
        if d > 1 {
            agree(&network, &[Method::LowRank, Method::Diagrams], Some(4));
        }
    }
    let network = draws.network(2, &[&[2, 3]]).with_latent(&latent(&mut draws, 2)).unwrap();
    agree(&network, &[Method::Diagrams, Method::Dressed], None);
}

#[test]
fn components_are_the_forward_map_in_both_kinds_of_numbers() {
    let mut draws = Draws::new(8);
    let plain = draws.network(3, &[&[2], &[2]]);
    let latent = latent(&mut draws, 3);
    let network = plain.clone().with_latent(&latent).unwrap();
    let action = extract(&network, &Request::default(), Method::Dressed).unwrap();
    assert_eq!(check::forward(&network, &action, 5, 1).unwrap().holds, Some(true));
    // By its definition, at a point.
    let x = draws.vector(3);
    let z = plain.forward(x.view()) - latent.mean();
    let column = z.view().insert_axis(ndarray::Axis(1));
    let dual = Rational::matrix_product(latent.precision().view(), column);
    let square = Rational::matrix_product(column.t(), dual.view())[[0, 0]].clone();
    assert_eq!(action.value(x.as_slice().unwrap()), -square / Rational::from_integer(2.into()));
    // Of floats the root of the precision is in the last layer.
    let floats = network.to_f64().unwrap();
    assert!(floats.latent().is_none());
    let found = floats.log_density(x.mapv(|entry| entry.to_f64()).view()).unwrap();
    let expected = action.value(x.as_slice().unwrap()).to_f64() + action.constants.clone().unwrap().value();
    assert!((found - expected).abs() < 1e-12 * expected.abs().max(1.0), "{found} {expected}");
    let rounded = extract(&floats, &Request::default(), Method::Factored);
    assert!(rounded.is_err(), "ranks beyond four");
    let request = Request { max_rank: Some(4), ..Request::default() };
    let rounded = extract(&floats, &request, Method::Factored).unwrap();
    for rank in 1..=4 {
        let (found, expected) = (rounded.tensor(rank).unwrap(), action.tensor(rank).unwrap());
        let scale = expected.entries().iter().map(|entry| entry.to_f64().abs()).fold(0.0, f64::max);
        for (found, expected) in found.entries().iter().zip(expected.entries()) {
            assert!((found - expected.to_f64()).abs() <= 1e-13 * scale, "rank {rank}");
        }
    }
}

#[test]
fn one_leg_diagrams_are_counted_made_and_read() {
    for expand in
        [Expand::new(2).linear(), Expand::new(2).linear().dressed(), Expand::new(3).linear().dressed()]
    {
        let expansion = expand.generate().unwrap();
        let counts = expand.count().unwrap();
        let mut printer = notation::Printer::new(notation::Charset::Ascii);
        let mut arena = diagraction::diagram::Arena::new();
        let mut number = 0;
        for term in expansion.terms() {
            number += 1;
            let text = printer.diagram(expansion.arena(), &term.diagram);
            let read = notation::read(&text, &mut arena).unwrap();
            let again =
                notation::Printer::new(notation::Charset::Ascii).diagram(&arena, &read.terms[0].diagram);
            assert_eq!(text, again);
        }
        assert_eq!(counts.total().to_string().replace(',', ""), number.to_string());
    }
}

/// Three components of a network in three dimensions, in floats.
fn mixture(order: [usize; 3]) -> Mixture {
    let mut draws = Draws::new(21);
    let network = draws.network(3, &[&[2], &[2]]).map(Scalar::to_f64).unwrap();
    let component = |k: usize| (0.2 + 0.1 * k as f64, latent(&mut Draws::new(30 + k as u64), 3));
    let in_floats = |(weight, latent): (f64, Latent<Rational>)| (weight, latent.map(Scalar::to_f64).unwrap());
    Mixture::new(network, order.map(|k| in_floats(component(k))).to_vec()).unwrap()
}

#[test]
fn slopes_and_curvatures_of_mixtures_are_those_of_ln_p() {
    let mixture = mixture([0, 1, 2]);
    let ln_p =
        |x: &Array1<f64>| mixture.log_density_batch(x.view().insert_axis(ndarray::Axis(0))).unwrap()[0];
    let slope = |x: &Array1<f64>| {
        mixture.log_density_gradient(x.view().insert_axis(ndarray::Axis(0))).unwrap().row(0).to_owned()
    };
    let step = 1e-5;
    let moved = |x: &Array1<f64>, i: usize, by: f64| {
        let mut x = x.clone();
        x[i] += by;
        x
    };
    let x = Array1::from(vec![0.3, -0.4, 0.2]);
    for i in 0..3 {
        let difference = (ln_p(&moved(&x, i, step)) - ln_p(&moved(&x, i, -step))) / (2.0 * step);
        assert!((difference - slope(&x)[i]).abs() < 1e-7 * difference.abs().max(1.0), "{i}");
    }
    let found = of_mixture(&mixture, &Search { starts: 200, ..Search::default() }, &()).unwrap();
    assert!(!found.modes.is_empty());
    for mode in &found.modes {
        let x = Array1::from(mode.position.clone());
        assert!(mode.gradient_norm < 1e-9 && (ln_p(&x) - mode.value).abs() < 1e-12, "{mode:?}");
        let curvature = mixture.curvature(x.view());
        for i in 0..3 {
            let difference = (slope(&moved(&x, i, step)) - slope(&moved(&x, i, -step))) / (2.0 * step);
            let worst =
                (&difference - &curvature.row(i)).fold(0.0, |worst: f64, entry| worst.max(entry.abs()));
            let largest = curvature.fold(0.0, |largest: f64, entry| largest.max(entry.abs()));
            assert!(worst < 1e-7 * largest, "{difference} {curvature}");
        }
        assert!((curvature.diag().sum() / mode.eigenvalues.iter().sum::<f64>() - 1.0).abs() < 1e-9);
    }
}

#[test]
fn components_are_matched_whatever_their_order() {
    let own = mixture([0, 1, 2]);
    let rows = own.sample(500, 3).unwrap();
    let (places, cosines): (Vec<usize>, Vec<f64>) =
        own.matched(&mixture([2, 0, 1]), rows.view()).unwrap().into_iter().unzip();
    assert!(places == [1, 2, 0] && cosines.iter().all(|cosine| (cosine - 1.0).abs() < 1e-9), "{cosines:?}");
}

/// The inverse of so deep a network is beyond the range of floats for many of its draws.
#[test]
fn maxima_of_networks_that_overflow_are_finite() {
    for (chi, seed) in [(0.2, 1), (0.2, 2), (0.2, 3)] {
        let linear = |_| Linear { weight: array![[0.8, -0.6], [0.6, 0.8]], bias: array![0.1, 0.2] };
        let activation = |_| Activation::new(vec![Coupling::new(array![[[chi]]]).unwrap()]).unwrap();
        let network = Network::new((0..15).map(linear).collect(), (0..14).map(activation).collect()).unwrap();
        let at = |mean: f64| (0.5, Latent::new(array![mean, mean], Array2::eye(2) * 4.0).unwrap());
        let mixture = Mixture::new(network, vec![at(-1.0), at(1.0)]).unwrap();
        assert!(mixture.sample(1000, seed).is_err(), "draws that overflow");
        let found = of_mixture(&mixture, &Search { starts: 100, seed, spread: None }, &()).unwrap();
        let values: Vec<f64> = found.modes.iter().map(|mode| mode.value).collect();
        // Half of a Gaussian of standard deviation 1/2, whose Jacobian is one.
        let peak = -std::f64::consts::PI.ln();
        assert!(values.len() == 2 && values.iter().all(|value| (value - peak).abs() < 1e-6), "{found:?}");
    }
}
