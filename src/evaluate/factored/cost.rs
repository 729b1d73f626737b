//! What summing up all bias trees takes in time and memory.

use super::MAX_RANK;
use crate::Scalar;
use crate::action::{estimated_entries, tile_memory};
use crate::evaluate::{Cost, EvaluateError, Quartic, Request};
use crate::network::Network;
use crate::product::packed;

/// Measured over counted bytes: arrays come and go, and the allocator keeps some of what is free.
const MARGIN: f64 = 1.15;

/// Estimates the method, and refuses what it does not reach.
pub(crate) fn cost<T: Scalar>(network: &Network<T>, request: &Request) -> Result<Cost, EvaluateError> {
    let rank = reach(network, request)?;
    let (making, lower, pairs) = making(network, request, rank);
    if rank < MAX_RANK {
        return Ok(making);
    }
    if request.quartic == Quartic::Pairs {
        // Both sides are copied while they are written.
        return Ok(Cost { bytes: making.bytes.max(lower + 2.0 * pairs), ..making });
    }
    let (entries, terms) = (estimated_entries(network.dimension(), 4), terms(network, request));
    let held = if request.quartic == Quartic::Packed { 8.0 * entries } else { 0.0 };
    let tiles = tile_memory(network.dimension(), terms as usize) as f64;
    Ok(Cost {
        operations: making.operations + 3.0 * entries * terms,
        bytes: making.bytes.max(lower + pairs + held + tiles),
    })
}

/// The highest rank of the result.
pub(super) fn reach<T: Scalar>(network: &Network<T>, request: &Request) -> Result<usize, EvaluateError> {
    EvaluateError::expect_quadratic(network)?;
    EvaluateError::expect_rank(request.rank(network))
}

/// The number of orders in χ that are kept apart, and of products of two of them.
fn orders(request: &Request) -> (f64, f64) {
    request.max_chi.map_or((1.0, 1.0), |max| {
        let number = max as f64 + 1.0;
        (number, number * (number + 1.0) / 2.0)
    })
}

/// Making the jets, A^(0) to A^(3), and the pairs of A^(4); the bytes of A^(0) to A^(3), and those of the pairs.
fn making<T: Scalar>(network: &Network<T>, request: &Request, rank: usize) -> (Cost, f64, f64) {
    let (first, second) = network.split();
    let (d, first, second) = (network.dimension() as f64, first as f64, second as f64);
    let layers = network.depth() as f64;
    let (number, products) = orders(request);
    let triangle = d * (d + 1.0) / 2.0;
    let couplings = layers * second * first * first;
    let jets = 4.0 * layers * number * d * (d + 1.0);
    let mut operations = layers * products * (6.0 * d * d * d + 2.0 * second * first * first);
    // A coupling is held three times while it is made symmetric.
    let mut numbers = couplings + 2.0 * second * first * first + jets;
    let mut lower = triangle;
    let mut pairs = 0.0;
    if rank >= 3 {
        // χ(h_1, .) and χ(h_1, h_1) of every layer, and A^(3) before and after it is made symmetric.
        operations += layers * products * (second * first * d * (first + d) + d * second * triangle);
        let images = number * second * (first * d + triangle);
        lower += d * triangle / 3.0;
        numbers = numbers.max(couplings + jets + d * triangle + images.max(lower));
    }
    if rank >= MAX_RANK {
        let partners = first * (second * d * d + first * triangle);
        let advance = d * d * triangle + second * first * triangle;
        operations += layers * products * (partners + advance);
        let kept = (layers - 1.0).max(0.0) * 2.0 * first;
        let (images, latent) = match request.max_chi {
            None => (second * (first * d / triangle + 1.0), second),
            // The latent vertex has two matrices at each order.
            Some(_) => (2.0 * d, 2.0 * d),
        };
        pairs = number * triangle * (kept + latent);
        // All of h_2 and of the pairs so far, with the images of one layer; A^(3).
        let walk = triangle * (d + number * (kept + d + images));
        numbers = numbers.max(couplings / layers.max(1.0) + jets + walk);
    }
    let packed = packed(network.dimension(), triangle as usize) as f64;
    (Cost { operations, bytes: MARGIN * (8.0 * numbers + packed) }, 8.0 * lower, 8.0 * pairs)
}

/// The inner length of the matrix products that make A^(4).
fn terms<T: Scalar>(network: &Network<T>, request: &Request) -> f64 {
    let (first, second) = network.split();
    let (first, second, d) = (first as f64, second as f64, network.dimension() as f64);
    let layers = network.depth() as f64;
    let (number, _) = orders(request);
    match request.max_chi {
        None => second + 2.0 * (layers - 1.0).max(0.0) * first,
        Some(_) => number * 2.0 * (d + (layers - 1.0).max(0.0) * first),
    }
}
