//! Cumulants of a network from draws, with a polynomial as control variate.

use std::ops::RangeInclusive;

use ndarray::{Array2, s};
use rayon::prelude::*;

use crate::Progress;
use crate::network::{EvaluationError, Network};
use crate::statistics::{Estimate, MAX_ORDER, Moments};
use crate::tensor::{SymmetricTensor, independent_entries};
use crate::wick::{Surrogate, Wanted, WickError};

/// The number of blocks whose spread gives the errors.
const BLOCKS: usize = 64;

/// So many blocks are measured at once.
const TOGETHER: usize = 4;

/// Cumulants from draws of a network, beside those that the same draws give alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Controlled {
    /// The number of draws.
    pub draws: usize,
    /// The degree of the polynomial.
    pub degree: usize,
    /// The blocks whose spread gives the errors.
    pub blocks: usize,
    /// The cumulants in rising order.
    pub orders: Vec<ControlledOrder>,
}

/// κ_n from draws.
#[derive(Clone, Debug, PartialEq)]
pub struct ControlledOrder {
    /// The order n.
    pub order: usize,
    /// The cumulant with its standard errors.
    pub estimate: Estimate,
    /// How many times more plain draws would have the same errors: the sum of squares of their standard errors over that of these.
    pub gain: f64,
}

/// Cumulants of a network from draws, of which only the part that a polynomial lacks is left to chance.
///
/// # Formula
/// κ_n = κ_n(y) + ⟨k_n(x) - k_n(y)⟩ with x = f⁻¹(z), the [`Surrogate`] y at the same z, whose cumulants are exact, and the unbiased
/// k-statistics of 64 blocks.
///
/// # Errors
/// When the network has couplings that are not quadratic, an order is beyond 4, the draws do not fit into so many bytes, or one is not finite.
///
/// # Cost
/// That of so many inversions, and of two sets of k-statistics.
///
/// # Example
/// ```
/// use diagraction::correlators::controlled;
/// use diagraction::network::file;
///
/// let network = file::load("examples/models/lattice16.safetensors")?.into_f64()?;
/// let found = controlled(&network, 2..=2, 2000, 1, u64::MAX, &())?;
/// // Nothing but the third power of z is left to chance.
/// assert!(found.orders[0].gain > 1e3);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn controlled(
    network: &Network<f64>,
    orders: RangeInclusive<usize>,
    draws: usize,
    seed: u64,
    memory: u64,
    progress: &dyn Progress,
) -> Result<Controlled, WickError> {
    let (d, highest) = (network.dimension(), *orders.end());
    let entries: usize = (1..=highest).map(|order| independent_entries(d, order).unwrap_or(usize::MAX)).sum();
    if highest > MAX_ORDER {
        return Err(WickError::Order { order: highest, highest: MAX_ORDER });
    }
    let blocks = BLOCKS.min(draws / highest.max(2)).max(2);
    // z, x and y of the blocks at work, and what is measured of them.
    let at_work =
        (3 * (draws / blocks + 1) * d).saturating_add(entries.saturating_mul(4)).saturating_mul(TOGETHER);
    let numbers = draws.saturating_mul(d).saturating_add(at_work).saturating_add(entries.saturating_mul(8));
    let pieces = Surrogate::piece(d).saturating_mul(TOGETHER as u64);
    let needed = (numbers as u64).saturating_mul(size_of::<f64>() as u64).saturating_add(pieces);
    if needed > memory {
        return Err(WickError::Memory { needed, available: memory });
    }
    let wanted = Wanted { memory: memory - needed, ..Wanted::orders(1..=highest) };
    let surrogate = Surrogate::new(network, &wanted, draws, progress)?;
    let z = network.latent_sample(draws, seed)?;
    let point = surrogate.cumulant(1).map_or_else(Vec::new, |mean| mean.entries().to_vec());
    progress.start("drawing", blocks as u64);
    let mut spreads: Vec<[Spread; 2]> =
        orders.clone().map(|order| [0, 1].map(|_| Spread::new(d, order))).collect();
    let measured = |block: usize| {
        let rows = block * draws / blocks..(block + 1) * draws / blocks;
        let z = z.slice(s![rows, ..]);
        let of = |values: Array2<f64>| {
            let mut moments = Moments::new(d, highest, point.clone());
            moments.add(values.view());
            moments.cumulants(highest)
        };
        Ok::<_, EvaluationError>((of(network.inverse_batch(z)?), of(surrogate.values(z))))
    };
    for start in (0..blocks).step_by(TOGETHER) {
        // Some at once; they are added up in order.
        let together = (start..blocks.min(start + TOGETHER)).into_par_iter().map(measured);
        for (x, y) in together.collect::<Result<Vec<_>, _>>()? {
            for (order, [rest, plain]) in orders.clone().zip(&mut spreads) {
                let x = &x[order - 1];
                let differences = x.entries().iter().zip(y[order - 1].entries()).map(|(x, y)| x - y);
                rest.add(differences);
                plain.add(x.entries().iter().copied());
            }
            progress.advance(1);
        }
    }
    let found = orders.zip(spreads).map(|(order, [rest, plain])| {
        let (mut value, error) = rest.estimate(d, order);
        value.add(&surrogate.cumulant(order).expect("an order that was wanted"));
        let squares =
            |error: &SymmetricTensor<f64>| error.entries().iter().map(|error| error * error).sum::<f64>();
        let gain = squares(&plain.estimate(d, order).1) / squares(&error);
        ControlledOrder { order, estimate: Estimate { value, error }, gain }
    });
    let orders: Vec<ControlledOrder> = found.collect();
    let is_finite =
        |order: &ControlledOrder| order.estimate.value.entries().iter().all(|value| value.is_finite());
    match orders.iter().all(is_finite) {
        true => Ok(Controlled { draws, degree: surrogate.degree(), blocks, orders }),
        false => Err(EvaluationError::NotFinite { operation: "cumulants of draws", row: 0 }.into()),
    }
}

/// Mean and spread of a tensor over blocks, one after the other.
struct Spread {
    count: f64,
    mean: Vec<f64>,
    squares: Vec<f64>,
}

impl Spread {
    fn new(dimension: usize, order: usize) -> Spread {
        let length = independent_entries(dimension, order).expect("entries that were counted");
        Spread { count: 0.0, mean: vec![0.0; length], squares: vec![0.0; length] }
    }

    fn add(&mut self, entries: impl Iterator<Item = f64>) {
        self.count += 1.0;
        for ((mean, square), entry) in self.mean.iter_mut().zip(&mut self.squares).zip(entries) {
            let step = entry - *mean;
            *mean += step / self.count;
            *square += step * (entry - *mean);
        }
    }

    /// The mean and its standard error.
    fn estimate(&self, dimension: usize, order: usize) -> (SymmetricTensor<f64>, SymmetricTensor<f64>) {
        let errors = self.squares.iter().map(|square| (square / (self.count * (self.count - 1.0))).sqrt());
        let tensor =
            |entries| SymmetricTensor::from_entries(dimension, order, entries).expect("as many entries");
        (tensor(self.mean.clone()), tensor(errors.collect()))
    }
}
