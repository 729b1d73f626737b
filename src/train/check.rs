//! What is refused before anything is computed.

use super::batch::Batch;
use super::layout::Layout;
use super::read::ROWS;
use super::real::Real;
use super::{Couplings, Optimizer, Options, Start, TrainError, clusters, cumulants, diagnostics};
use crate::data::Samples;

/// More components than this are a mistake.
const MOST_COMPONENTS: usize = 64;

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
    if let Some(errors) = options.errors.filter(|errors| !positive(*errors)) {
        return error("number of standard errors", errors, "it must be positive");
    }
    if options.start == Start::Cumulants && (options.couplings != Couplings::Full || options.noise > 0.0) {
        return Err(TrainError::Cumulants);
    }
    if !(1..=MOST_COMPONENTS).contains(&options.components) {
        return error("number of components", options.components as f64, "it must be from 1 to 64");
    }
    if options.components > 1 && options.start != Start::Whitened {
        return Err(TrainError::Components);
    }
    match options.couplings {
        Couplings::LowRank(0) => error("terms", 0.0, "there must be at least 1"),
        _ => Ok(()),
    }
}

/// Refuses no samples, fewer than components need, and test data that do not fit.
pub(super) fn samples(data: &Samples, test: Option<&Samples>, components: usize) -> Result<(), TrainError> {
    if data.rows() == 0 {
        return Err(TrainError::NoSamples { which: "training" });
    }
    let needed = components.saturating_mul(data.dimension().saturating_add(1));
    if components > 1 && data.rows() < needed {
        return Err(TrainError::FewSamples { components, samples: data.rows(), needed });
    }
    match test {
        Some(test) if test.rows() == 0 => Err(TrainError::NoSamples { which: "test" }),
        Some(test) if test.dimension() != data.dimension() => {
            Err(TrainError::Dimension { expected: data.dimension(), found: test.dimension() })
        }
        _ => Ok(()),
    }
}

/// Vectors of parameters: seven of the state, each again as bytes of a checkpoint, in the file that they make, and one.
const VECTORS: usize = 22;

/// The program itself.
const PROGRAM: usize = 12 << 20;

/// Refuses what does not fit into memory: the program, the data and their order, a batch, vectors of parameters, networks, what
/// is recorded, pieces of the data while they are read and whitened, their covariances; and a file that is held, which opening
/// it took again.
pub(super) fn memory<T: Real>(
    data: &Samples,
    test: Option<&Samples>,
    layout: &Layout,
    options: &Options,
) -> Result<(), TrainError> {
    let needed = || -> Option<u64> {
        let (dimension, held) = (data.dimension(), data.held().checked_add(test.map_or(0, Samples::held))?);
        let rows = data.rows().checked_add(test.map_or(0, Samples::rows))?;
        let start = match options.start {
            Start::Cumulants => {
                let average = product(&[layout.count()?, 3 * size_of::<f64>()])?;
                cumulants::memory(dimension, rows)?.checked_add(average)?
            }
            _ => 0,
        };
        let parts = [
            product(&[rows, dimension, size_of::<T>()])?,
            product(&[rows, size_of::<u32>()])?,
            product(&[Batch::<T>::size(layout, options.batch.min(data.rows()))?, size_of::<T>()])?,
            product(&[layout.count()?, VECTORS, size_of::<T>()])?,
            network(layout)?,
            if options.records > 0 { diagnostics::memory(dimension)? } else { 0 },
            start,
            product(&[ROWS.min(rows), dimension, 3 * size_of::<f64>()])?,
            product(&[dimension, dimension, 10 * size_of::<f64>()])?,
            product(&[layout.heads(), dimension, dimension, 8 * size_of::<f64>()])?,
            product(&[
                clusters::at_once(layout.heads()),
                clusters::ROWS.min(rows),
                dimension,
                6 * size_of::<f64>(),
            ])?,
        ];
        let trained = parts.into_iter().try_fold(held, usize::checked_add)?;
        let opened = held.checked_mul(if data.chains().len() > 1 { 3 } else { 2 })?;
        PROGRAM.checked_add(trained.max(opened))?.try_into().ok()
    };
    match needed().unwrap_or(u64::MAX) {
        needed if needed > options.memory => Err(TrainError::Memory { needed, limit: options.memory }),
        _ => Ok(()),
    }
}

fn product(factors: &[usize]) -> Option<usize> {
    factors.iter().try_fold(1, |product: usize, factor| product.checked_mul(*factor))
}

/// The bytes of the networks that are made of the parameters: all entries in 64 bits, twice while they are converted.
fn network(layout: &Layout) -> Option<usize> {
    let Layout { dimension, depth, couplings, .. } = *layout;
    let of_coupling = match couplings {
        Couplings::Full => product(&[layout.first(), layout.first(), layout.second()])?,
        Couplings::LowRank(terms) => product(&[terms, dimension])?,
    };
    let linear = product(&[dimension, dimension, depth.checked_add(1)?])?;
    linear.checked_add(product(&[of_coupling, depth])?)?.checked_mul(2 * size_of::<f64>())
}
