//! Random small networks in exact arithmetic.
#![allow(dead_code, unreachable_pub, reason = "each test uses a part")]

use diagraction::Rational;
use diagraction::diagram::Arena;
use diagraction::network::{Activation, Coupling, Linear, Network};
use diagraction::notation;
use ndarray::{Array1, Array2, ArrayD};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

pub fn rational(numerator: i64, denominator: i64) -> Rational {
    Rational::new(numerator.into(), denominator.into())
}

/// Every text is refused in its first line, at the column and with the words given.
pub fn assert_refused(cases: &[(&str, usize, &str)]) {
    for (text, column, message) in cases {
        let error = notation::read(text, &mut Arena::new()).unwrap_err();
        assert_eq!((error.line, error.column), (1, *column), "{text}: {error}");
        assert!(error.message.contains(message), "{text}: {error}");
    }
}

pub struct Draws(Xoshiro256PlusPlus);

impl Draws {
    pub fn new(seed: u64) -> Draws {
        Draws(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// A fraction between -2 and 2 with a small denominator.
    pub fn number(&mut self) -> Rational {
        let denominator = self.0.random_range(1..=3);
        rational(self.0.random_range(-2 * denominator..=2 * denominator), denominator)
    }

    pub fn vector(&mut self, length: usize) -> Array1<Rational> {
        (0..length).map(|_| self.number()).collect()
    }

    /// A network of this dimension whose layers have couplings of these arities.
    pub fn network(&mut self, dimension: usize, layers: &[&[usize]]) -> Network<Rational> {
        loop {
            let linear = (0..=layers.len()).map(|_| self.linear(dimension)).collect();
            let activations = layers.iter().map(|arities| self.activation(dimension, arities)).collect();
            if let Ok(network) = Network::new(linear, activations) {
                return network;
            }
        }
    }

    /// A network whose layers have low-rank couplings with these numbers of terms.
    pub fn low_rank_network(&mut self, dimension: usize, terms: &[usize]) -> Network<Rational> {
        loop {
            let linear = (0..=terms.len()).map(|_| self.linear(dimension)).collect();
            let activations = terms.iter().map(|&terms| self.low_rank(dimension, terms)).collect();
            if let Ok(network) = Network::new(linear, activations) {
                return network;
            }
        }
    }

    fn low_rank(&mut self, dimension: usize, terms: usize) -> Activation<Rational> {
        let output = Array2::from_shape_simple_fn((dimension / 2, terms), || self.number());
        let input = Array2::from_shape_simple_fn((terms, dimension.div_ceil(2)), || self.number());
        Activation::new(vec![Coupling::low_rank(output, input).expect("shapes fit")]).expect("one coupling")
    }

    fn linear(&mut self, dimension: usize) -> Linear<Rational> {
        let weight = Array2::from_shape_simple_fn((dimension, dimension), || self.number());
        Linear { weight, bias: self.vector(dimension) }
    }

    fn activation(&mut self, dimension: usize, arities: &[usize]) -> Activation<Rational> {
        let couplings = arities.iter().map(|&arity| {
            let mut shape = vec![dimension.div_ceil(2); arity + 1];
            shape[0] = dimension / 2;
            let tensor = ArrayD::from_shape_simple_fn(shape, || self.number());
            Coupling::new(tensor).expect("shape fits")
        });
        Activation::new(couplings.collect()).expect("arities differ")
    }
}
