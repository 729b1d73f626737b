//! Prove that two independent methods give the same action, in exact rational numbers, and that this
//! action is the log-density of the network.
//!
//! Run with `cargo run --release --example exact_agreement`.
#![allow(clippy::print_stdout, unreachable_pub, reason = "an example prints, and the tests run it")]

use diagraction::Rational;
use diagraction::evaluate::{self, Method, Request};
use diagraction::network::{Activation, Coupling, Linear, Network};
use ndarray::{Array, array};

/// The example; it is also run by the tests.
pub fn main() -> Result<(), Box<dyn std::error::Error>> {
    let fraction = |p: i32, q: i32| Rational::new(p.into(), q.into());
    let layer = |w: [[i32; 2]; 2], b: [i32; 2]| Linear {
        weight: array![[w[0][0], w[0][1]], [w[1][0], w[1][1]]].mapv(|entry| fraction(entry, 2)),
        bias: array![b[0], b[1]].mapv(|entry| fraction(entry, 3)),
    };
    let chi = Coupling::new(Array::from_elem((1, 1, 1), fraction(-1, 5)))?;
    let layers = vec![layer([[2, 1], [0, 3]], [1, -1]), layer([[1, 1], [-1, 4]], [0, 2])];
    let network = Network::new(layers, vec![Activation::new(vec![chi])?])?;

    let by_diagrams = evaluate::extract(&network, &Request::default(), Method::Diagrams)?;
    let direct = evaluate::extract(&network, &Request::default(), Method::Direct)?;
    assert_eq!(by_diagrams, direct);

    let x = array![fraction(1, 2), fraction(-3, 4)];
    let z = network.forward(x.view());
    let square: Rational = z.iter().map(|z| z * z).sum();
    assert_eq!(direct.value(&x.to_vec()), square * fraction(-1, 2));
    println!("S(1/2, -3/4) = {} + ln({})", direct.value(&x.to_vec()), network.abs_det());
    Ok(())
}
