//! What a direct expansion takes, before it starts.

use crate::Scalar;
use crate::action::Truncation;
use crate::network::Network;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Estimate {
    /// The degree of the result.
    pub(crate) degree: usize,
    /// The number of monomials up to this degree.
    pub(crate) monomials: f64,
    /// Bytes of memory for 64-bit floats.
    pub(crate) bytes: f64,
    /// Multiplications.
    pub(crate) operations: f64,
}

/// A layer holds 2d polynomials, and multiplies d1^p products of polynomials of the degree reached; the
/// product of two polynomials costs as many multiplications as there are pairs of monomials whose degrees
/// add up to at most the limit.
/// The result is a polynomial in so many variables, as many as the network has or those of a plane.
pub(crate) fn estimate<T: Scalar>(
    network: &Network<T>,
    variables: usize,
    truncation: &Truncation,
) -> Estimate {
    let d = network.dimension();
    let arities = network.arities();
    let arity = arities.last().copied().unwrap_or(2);
    let full = full_degree(arity, network.depth());
    let degree = truncation.max_rank.unwrap_or(full).min(full).min(reachable(arity, truncation.max_chi));
    let grades = truncation.max_chi.map_or(1.0, |max| (max as f64 + 1.0).min(full as f64));
    let monomials = binomial(variables, degree);
    let mut operations = 0.0;
    let mut reached = 1usize;
    for _ in 0..network.depth() {
        let products = ((d as f64 / 2.0).ceil()).powi(arity as i32);
        let component = binomial(variables, reached.min(degree));
        let grown = reached.saturating_mul(arity).min(degree);
        operations += d as f64 * d as f64 * component * grades;
        operations += products
            * (pairs(variables, reached, grown) * grades + binomial(variables, grown) * d as f64 / 2.0);
        reached = grown.max(1);
    }
    operations += d as f64 * pairs(variables, reached, degree) * grades;
    let polynomials = 2.0 * d as f64 + arity as f64 + 2.0;
    let bytes =
        monomials * (8.0 * polynomials * grades + 8.0 + 4.0 * variables as f64) + multiplied_out(network);
    // Monomials are numbered by 32 bits; more of them are beyond any memory.
    let bytes = if monomials < u32::MAX as f64 { bytes } else { f64::INFINITY };
    Estimate { degree, monomials, bytes, operations }
}

/// Bytes of the largest low-rank coupling as a dense tensor; one at a time is multiplied out.
fn multiplied_out<T: Scalar>(network: &Network<T>) -> f64 {
    let layers = (1..=network.depth()).flat_map(|layer| network.activation(layer).couplings());
    let low_rank = layers.filter(|coupling| coupling.factors().is_some());
    low_rank.map(|coupling| 8.0 * coupling.entries()).fold(0.0, f64::max)
}

/// The degree 2 p^L of the action.
fn full_degree(arity: usize, depth: usize) -> usize {
    let power = u32::try_from(depth).ok().and_then(|depth| arity.checked_pow(depth));
    power.and_then(|power| power.checked_mul(2)).unwrap_or(usize::MAX)
}

/// The highest degree with at most this many factors of χ: 2 without any, and each adds p - 1.
fn reachable(arity: usize, max_chi: Option<usize>) -> usize {
    max_chi.map_or(usize::MAX, |chi| chi.saturating_mul(arity - 1).saturating_add(2))
}

/// Monomials in d variables up to a degree, C(d + degree, degree).
fn binomial(d: usize, degree: usize) -> f64 {
    let (small, large) = (d.min(degree), d.max(degree));
    (1..=small).map(|step| (large as f64 + step as f64) / step as f64).product()
}

/// Pairs of monomials up to degree `each` whose product is at most of degree `both`.
fn pairs(d: usize, each: usize, both: usize) -> f64 {
    let of_degree = |degree: usize| binomial(d.saturating_sub(1), degree);
    let highest = each.min(both);
    (0..=highest).map(|degree| of_degree(degree) * binomial(d, highest.min(both - degree))).sum()
}
