//! Cumulants of a network by its inverse against draws of it.

use super::tolerance::DRAWS;
use super::{Checked, Found, Test};
use crate::data::Samples;
use crate::network::Network;
use crate::statistics::{self, OrderComparison, Request, Statistics};
use crate::tensor::SymmetricTensor;
use crate::text::bytes::show;
use crate::wick::{self, Wanted};

/// The number of draws.
const COUNT: usize = 20_000;

/// The loops that are counted on. Where the last term is not small beside the errors, there are more.
const LOOPS: usize = 2;

/// Multiplications of the inverse in a second.
const RATE: f64 = 2e9;

/// The order of the cumulants.
const ORDER: usize = 2;

/// Holds mean and covariance of a network by its inverse against those of 20,000 draws. The test fails where chance makes so large
/// deviations in fewer cases than [`DRAWS`].
pub fn draws<T: Checked>(network: &Network<T>, seed: u64, memory: u64) -> Test {
    within(network, seed, memory, None)
}

/// What the test is called.
pub(super) const NAME: &str = "kappa_1, kappa_2 and draws";

/// Seconds that draws and cumulants to two loops take.
pub(super) fn seconds<T: Checked>(network: &Network<T>) -> f64 {
    let entries: f64 = (1..=network.depth())
        .flat_map(|layer| network.activation(layer).couplings())
        .map(|coupling| coupling.entries())
        .sum();
    let linear = (network.depth() + 1) as f64 * (network.dimension() as f64).powi(2);
    let wanted = Wanted { loops: Some(0..=LOOPS), ..Wanted::orders(1..=ORDER) };
    let cumulants = wick::plan(network, &wanted).map_or(0.0, |plan| plan.seconds());
    COUNT as f64 * (entries + linear) / RATE + cumulants
}

/// The same, by cumulants that take at most so many seconds.
pub(super) fn within<T: Checked>(network: &Network<T>, seed: u64, memory: u64, seconds: Option<f64>) -> Test {
    let name = NAME.to_owned();
    compared(network, seed, memory, seconds.unwrap_or(f64::INFINITY))
        .map(|found| {
            let largest = found.iter().map(|order| order.largest).fold(0.0, f64::max);
            let chance = found.iter().map(OrderComparison::chance).fold(1.0, f64::min);
            let holds = Some(chance >= DRAWS);
            Test { name: name.clone(), rank: None, found: Found::Errors(largest), bound: DRAWS, holds }
        })
        .unwrap_or_else(|reason| Test::skipped(name, reason))
}

fn compared<T: Checked>(
    network: &Network<T>,
    seed: u64,
    memory: u64,
    seconds: f64,
) -> Result<Vec<OrderComparison>, String> {
    let network = network.map(T::to_f64).map_err(|error| error.to_string())?;
    let needed = (COUNT * network.dimension() * size_of::<f64>()) as u64;
    if needed > memory {
        return Err(format!("the draws take {} of memory, and {} may be taken", show(needed), show(memory)));
    }
    let samples = network.sample(COUNT, seed).map_err(|error| error.to_string())?;
    let request = Request { order: ORDER, memory, ..Request::default() };
    let measured = statistics::measure(&Samples::from_array(samples), &request, &());
    let measured = measured.map_err(|error| error.to_string())?;
    let errors: Vec<&SymmetricTensor<f64>> = measured.orders.iter().map(|order| &order.error).collect();
    let known = wick::known(&network, &errors, memory, seconds, &()).map_err(|error| error.to_string())?;
    let given = Statistics::given(known.orders, &measured);
    statistics::compare(&measured, &given).map_err(|error| error.to_string())
}
