//! Where the density of Edgeworth is negative.

use super::field::action;
use super::{Ensemble, EnsembleError, Field};
use crate::Progress;
use crate::action::{SparseAction, Truncation, combine};
use crate::modes::{Search, search};

/// The smallest value of the factor that Edgeworth's density multiplies the Gaussian with.
#[derive(Clone, Debug, PartialEq)]
pub struct Edgeworth {
    /// The factor at its smallest.
    pub factor: f64,
    /// Outputs at which it is so small.
    pub at: Vec<f64>,
    /// sqrt(φ G2^{-1} φ) there, in standard deviations.
    pub distance: f64,
}

/// Climbs from so many outputs.
const STARTS: usize = 20;

/// The smallest factor of Edgeworth's density p = N(φ; 0, G2) (1 + G4.He4/24), to the power 1 of 1/N: 1 + the correction of the action to
/// that power, as both are the same polynomial. Where it is negative, this is no density, and the exponential of the action is one of the
/// many that agree with it to that power.
///
/// `None` where the factor has no smallest value that a search finds.
///
/// # Errors
/// When the action cannot be made.
pub fn edgeworth(
    ensemble: &Ensemble,
    field: &Field,
    memory: u64,
    progress: &dyn Progress,
) -> Result<Option<Edgeworth>, EnsembleError> {
    let to_order = |order: usize| {
        let mut found =
            SparseAction::from(&action(&ensemble.undeformed(), &field.correlators, order, memory)?);
        found.truncation = Truncation::none();
        Ok::<_, EnsembleError>(found)
    };
    let (gaussian, whole) = (to_order(0)?, to_order(field.order.min(1))?);
    let upside_down =
        combine(&[(1.0, &gaussian), (-1.0, &whole)]).map_err(crate::correlators::CorrelatorsError::from)?;
    let spread = field.correlators[0].value.largest().sqrt();
    let settings = Search { starts: STARTS, spread: Some(spread), ..Search::default() };
    let found = search(&upside_down, &settings, progress)?;
    let origin = vec![0.0; gaussian.dimension()];
    let flat = 1.0 - upside_down.value(&origin);
    Ok(found.modes.first().map(|mode| {
        let (factor, at) = match 1.0 - mode.value {
            factor if factor < flat => (factor, mode.position.clone()),
            _ => (flat, origin.clone()),
        };
        let distance = (2.0 * (gaussian.value(&origin) - gaussian.value(&at))).sqrt();
        Edgeworth { factor, at, distance }
    }))
}
