//! How likely data are under a network, beside the Gaussian of their mean and covariance and beside the truth.

use super::Data;
use crate::Progress;
use crate::action::{Kernel, SparseAction};
use crate::network::Network;
use crate::report::{Beside, Likelihood};
use crate::reweight::Reweighting;
use crate::score::{self, Density, Score, ScoreError, score};
use crate::statistics::Measured;
use crate::text::bytes::show;
use crate::train::gaussian;

/// Mean log-likelihoods; in words why not where the network gives none.
pub(super) fn of(
    data: &Data<'_>,
    network: &Network<f64>,
    theory: Option<(&SparseAction<f64>, &Reweighting)>,
    memory: u64,
    progress: &dyn Progress,
) -> Result<Likelihood, String> {
    let samples = data.samples;
    let needed = score::memory(samples.rows(), samples.dimension());
    if needed > memory {
        return Err(format!(
            "ln p of all rows takes {} of memory, and {} may be taken",
            show(needed),
            show(memory)
        ));
    }
    let scored = |density: Density<'_>| score(density, samples, progress);
    let own = scored(Density::Network(network)).map_err(|error| error.to_string())?;
    let normal = gaussian(samples).map_err(|error| error.to_string()).and_then(|gaussian| {
        let other = scored(Density::Network(&gaussian));
        other.and_then(|other| beside(&own, &other, 0.0)).map_err(|error| error.to_string())
    });
    let truth = theory.map(|(action, drawn)| {
        let Measured { value, error } = drawn.ln_z;
        let other = scored(Density::Action(&Kernel::new(action), value));
        other.and_then(|other| beside(&own, &other, error)).map_err(|error| error.to_string())
    });
    let network = own.mean().map_err(|error| error.to_string())?;
    Ok(Likelihood { rows: samples.rows(), network, gaussian: normal, truth })
}

/// The mean under another density, and what the network gives more; `error` is that of the normalisation of the other.
fn beside(own: &Score, other: &Score, error: f64) -> Result<Beside, ScoreError> {
    let with = |measured: Measured| Measured { error: measured.error.hypot(error), ..measured };
    Ok(Beside { mean: with(other.mean()?), gain: with(own.beyond(other)?.mean()?) })
}
