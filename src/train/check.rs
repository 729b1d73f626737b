//! What is refused before anything is computed.

use super::batch::Batch;
use super::layout::Layout;
use super::read::ROWS;
use super::real::Real;
use super::{Couplings, Optimizer, Options, TrainError};
use crate::data::Samples;

/// Refuses options out of their range.
pub(super) fn options(options: &Options) -> Result<(), TrainError> {
    let error = |name, value, allowed| Err(TrainError::Option { name, value, allowed });
    let positive = |value: f64| value > 0.0 && value.is_finite();
    let not_negative = |value: f64| value >= 0.0 && value.is_finite();
    if options.batch == 0 {
        return error("batch", 0.0, "it must be at least 1");
    }
    if !positive(options.learning_rate) {
        return error("learning rate", options.learning_rate, "it must be positive");
    }
    if !not_negative(options.weight_decay) {
        return error("weight decay", options.weight_decay, "it must not be negative");
    }
    if options.weight_decay * options.learning_rate >= 1.0 {
        return error("weight decay", options.weight_decay, "times the learning rate it must be less than 1");
    }
    if !not_negative(options.noise) {
        return error("noise", options.noise, "it must not be negative");
    }
    if let Some(clip) = options.clip.filter(|clip| !positive(*clip)) {
        return error("clip", clip, "it must be positive");
    }
    if let Optimizer::Sgd { momentum } = options.optimizer
        && !(0.0..1.0).contains(&momentum)
    {
        return error("momentum", momentum, "it must be at least 0 and less than 1");
    }
    match options.couplings {
        Couplings::LowRank(0) => error("terms", 0.0, "there must be at least 1"),
        _ => Ok(()),
    }
}

/// Refuses no samples, and test data that do not fit.
pub(super) fn samples(data: &Samples, test: Option<&Samples>) -> Result<(), TrainError> {
    if data.rows() == 0 {
        return Err(TrainError::NoSamples { which: "training" });
    }
    match test {
        Some(test) if test.rows() == 0 => Err(TrainError::NoSamples { which: "test" }),
        Some(test) if test.dimension() != data.dimension() => {
            Err(TrainError::Dimension { expected: data.dimension(), found: test.dimension() })
        }
        _ => Ok(()),
    }
}

/// Vectors of parameters: seven of the state, each again as bytes of a checkpoint, and in the file that they make.
const VECTORS: usize = 21;

/// Refuses what does not fit into memory: the data once, their order, a batch, vectors of parameters, a network.
pub(super) fn memory<T: Real>(
    data: &Samples,
    test: Option<&Samples>,
    layout: &Layout,
    options: &Options,
) -> Result<(), TrainError> {
    let needed = needed::<T>(data, test, layout, options).unwrap_or(u64::MAX);
    match needed > options.memory {
        true => Err(TrainError::Memory { needed, limit: options.memory }),
        false => Ok(()),
    }
}

fn needed<T: Real>(
    data: &Samples,
    test: Option<&Samples>,
    layout: &Layout,
    options: &Options,
) -> Option<u64> {
    let rows = data.rows().checked_add(test.map_or(0, Samples::rows))?;
    let parameters = layout.count()?;
    let held = rows.checked_mul(data.dimension())?;
    let batch = Batch::<T>::size(layout, options.batch.min(data.rows()))?;
    let numbers = held.checked_add(batch)?.checked_add(parameters.checked_mul(VECTORS)?)?;
    let read = ROWS.checked_mul(data.dimension())?.checked_mul(2 * size_of::<f64>())?;
    let bytes = numbers.checked_mul(size_of::<T>())?.checked_add(rows.checked_mul(4)?)?;
    bytes.checked_add(read)?.checked_add(network(layout)?)?.try_into().ok()
}

/// The bytes of the networks that are made of the parameters: all entries in 64 bits, twice while they are converted.
fn network(layout: &Layout) -> Option<usize> {
    let Layout { dimension, depth, couplings } = *layout;
    let of_coupling = match couplings {
        Couplings::Full => layout.first().checked_pow(2)?.checked_mul(layout.second())?,
        Couplings::LowRank(terms) => terms.checked_mul(dimension)?,
    };
    let linear = dimension.checked_pow(2)?.checked_mul(depth.checked_add(1)?)?;
    linear.checked_add(of_coupling.checked_mul(depth)?)?.checked_mul(2 * size_of::<f64>())
}
