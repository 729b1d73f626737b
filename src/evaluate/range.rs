//! Whether the products of weights stay where 64-bit floats hold all their digits.
//!
//! Products that are too large end as infinities, which are seen. Those that are too small lose digits or vanish, which is
//! not. Here the sizes of weights alone are multiplied, as powers of two, along the diagrams of every rank.

use super::EvaluateError;
use crate::network::Network;

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
    let (coordinate, smallest) = smallest_column(network);
    let mut stem: Legs = vec![None; max_rank + 1];
    if let Some(open) = stem.get_mut(1) {
        *open = Some(Size { size: 0.0, lowest: 0.0 });
    }
    for layer in 1..=network.depth() + 1 {
        let linear = network.linear(layer);
        let weight = if layer == 1 { smallest } else { exponent(linear.weight.iter()) };
        let mut leg = times(&stem, weight);
        leg[0] = larger(leg[0], weighed(exponent(linear.bias.iter())));
        stem.clone_from(&leg);
        if layer <= network.depth() {
            for coupling in network.activation(layer).couplings() {
                let powers = (1..coupling.arity()).fold(leg.clone(), |power, _| product(&power, &leg));
                let split = times(&powers, exponent(coupling.tensor().iter()));
                stem.iter_mut().zip(split).for_each(|(sum, term)| *sum = larger(*sum, term));
            }
        }
    }
    for (rank, size) in product(&stem, &stem).into_iter().enumerate().skip(1) {
        if let Some(Size { lowest, .. }) = size.filter(|size| size.lowest < LOWEST) {
            let decimal = lowest * std::f64::consts::LOG10_2;
            return Err(EvaluateError::Underflow { rank, coordinate, exponent: decimal.floor() });
        }
    }
    Ok(())
}

/// The coordinate of x with the smallest weights, and their size.
fn smallest_column(network: &Network<f64>) -> (usize, f64) {
    let columns = network.linear(1).weight.columns().into_iter().map(|column| exponent(column.iter()));
    let smallest = columns.enumerate().min_by(|(_, a), (_, b)| a.total_cmp(b));
    smallest.unwrap_or((0, 0.0))
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
