//! Whether the products of weights stay where 64-bit floats hold all their digits.
//!
//! Products that are too large end as infinities, which are seen. Those that are too small lose digits or vanish, which is
//! not. Here the sizes of weights alone are multiplied, as powers of two, along the diagrams of every rank.

use std::ops::Range;

use ndarray::s;

use super::EvaluateError;
use crate::network::{Linear, Network};

/// From here on a product and sums of such products keep 53 bits: the smallest normal number is 2^-1022.
const LOWEST: f64 = -1022.0 + 53.0;

/// The size of a sum of products by its largest term, as a power of two.
#[derive(Clone, Copy, Debug)]
struct Size {
    size: f64,
    /// The smallest product on the way to it.
    lowest: f64,
}

/// Sizes by the number of open legs; `None` where there is nothing.
type Legs = Vec<Option<Size>>;

/// Refuses a network whose coefficients up to a rank are made of products that floats do not hold. The entry that is
/// looked at is that of the coordinate with the smallest weights in W_1.
///
/// # Errors
/// [`EvaluateError::Underflow`] with the lowest such rank. A^(0) has constants of usual size and is not looked at.
pub(super) fn check(network: &Network<f64>, max_rank: usize) -> Result<(), EvaluateError> {
    let coordinate = smallest_column(network);
    let nothing: Legs = vec![None; max_rank + 1];
    // Of the half of h that activations read, and of the other one.
    let mut halves = [nothing.clone(), nothing];
    for layer in 1..=network.depth() + 1 {
        halves = linear(network, layer, coordinate, &halves);
        if layer <= network.depth() {
            let [read, written] = &mut halves;
            for coupling in network.activation(layer).couplings() {
                let powers = (1..coupling.arity()).fold(read.clone(), |power, _| product(&power, read));
                add(written, &times(&powers, exponent(coupling.tensor().iter())));
            }
        }
    }
    let [mut latent, other] = halves;
    add(&mut latent, &other);
    for (rank, size) in product(&latent, &latent).into_iter().enumerate().skip(1) {
        if let Some(Size { lowest, .. }) = size.filter(|size| size.lowest < LOWEST) {
            let decimal = lowest * std::f64::consts::LOG10_2;
            return Err(EvaluateError::Underflow { rank, coordinate, exponent: decimal.floor() });
        }
    }
    Ok(())
}

/// W and b of a layer, each half of h from both halves before; those of the first layer from one coordinate of the data.
fn linear(network: &Network<f64>, layer: usize, coordinate: usize, halves: &[Legs; 2]) -> [Legs; 2] {
    let (first, d) = (network.split().0, network.dimension());
    let Linear { weight, bias } = network.linear(layer);
    [0..first, first..d].map(|rows| {
        let part = |columns: Range<usize>| exponent(weight.slice(s![rows.clone(), columns]).iter());
        let mut legs = times(&halves[0], part(0..first));
        add(&mut legs, &times(&halves[1], part(first..d)));
        if let (1, Some(line)) = (layer, legs.get_mut(1)) {
            *line = weighed(part(coordinate..coordinate + 1));
        }
        legs[0] = larger(legs[0], weighed(exponent(bias.slice(s![rows.clone()]).iter())));
        legs
    })
}

/// The coordinate of x with the smallest weights.
fn smallest_column(network: &Network<f64>) -> usize {
    let columns = network.linear(1).weight.columns().into_iter().map(|column| exponent(column.iter()));
    columns.enumerate().min_by(|(_, a), (_, b)| a.total_cmp(b)).map_or(0, |(coordinate, _)| coordinate)
}

/// The larger of each two.
fn add(sum: &mut Legs, legs: &Legs) {
    sum.iter_mut().zip(legs).for_each(|(sum, leg)| *sum = larger(*sum, *leg));
}

/// log2 of the largest absolute value; -∞ where all vanish.
fn exponent<'a>(entries: impl Iterator<Item = &'a f64>) -> f64 {
    entries.fold(0.0f64, |largest, entry| largest.max(entry.abs())).log2()
}

fn weighed(size: f64) -> Option<Size> {
    (size > f64::NEG_INFINITY).then_some(Size { size, lowest: size })
}

fn join(a: Size, b: Size) -> Size {
    let size = a.size + b.size;
    Size { size, lowest: size.min(a.lowest).min(b.lowest) }
}

fn larger(a: Option<Size>, b: Option<Size>) -> Option<Size> {
    match (a, b) {
        (Some(a), Some(b)) => Some(if b.size > a.size { b } else { a }),
        (a, b) => a.or(b),
    }
}

fn times(legs: &Legs, size: f64) -> Legs {
    let factor = weighed(size);
    legs.iter().map(|leg| leg.zip(factor).map(|(leg, factor)| join(leg, factor))).collect()
}

/// Legs joined, with as many open ends as both have.
fn product(a: &Legs, b: &Legs) -> Legs {
    let mut joined = vec![None; a.len()];
    for (i, a) in a.iter().enumerate().filter_map(|(i, a)| Some((i, (*a)?))) {
        for (sum, b) in joined[i..].iter_mut().zip(b) {
            *sum = larger(*sum, b.map(|b| join(a, b)));
        }
    }
    joined
}
