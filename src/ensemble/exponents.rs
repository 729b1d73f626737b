//! How correlators fall with the width, measured.

use ndarray::Array2;

use super::{Connected, Draws, Ensemble, EnsembleError, sampled};
use crate::Progress;

/// The size of a correlator at several widths, and the power of N that it goes with.
#[derive(Clone, Debug, PartialEq)]
pub struct Exponent {
    /// The number of outputs.
    pub order: usize,
    /// The norm at each width, with its standard error.
    pub norms: Vec<(u64, f64, f64)>,
    /// The slope of ln norm over ln N by weighted least squares; NaN where norms do not stand out of their errors at two widths.
    pub slope: f64,
    /// Its standard error.
    pub error: f64,
}

/// The powers of N of the correlators to an order, 1 - order/2 of independent units, of ensembles that differ in their width, whose networks are
/// drawn.
///
/// # Errors
/// As for [`sampled`]. There are fewer than two widths.
pub fn exponents(
    ensembles: &[Ensemble],
    points: &Array2<f64>,
    order: usize,
    draws: &Draws,
    progress: &dyn Progress,
) -> Result<Vec<Exponent>, EnsembleError> {
    if !ensembles.iter().any(|ensemble| ensemble.width != ensembles[0].width) {
        return Err(EnsembleError::Widths);
    }
    let mut found: Vec<Exponent> = (2..=order)
        .step_by(2)
        .map(|order| Exponent { order, norms: Vec::new(), slope: f64::NAN, error: f64::NAN })
        .collect();
    for (place, ensemble) in ensembles.iter().enumerate() {
        let width = ensemble.finite_width()?;
        let drawn = sampled(ensemble, points, order, &draws.other(place as u64), progress)?;
        for (place, exponent) in found.iter_mut().enumerate() {
            let norm = |correlators: &[Connected]| correlators[place].value.norm();
            exponent.norms.push((width, norm(&drawn.correlators), drawn.error_of(norm)));
        }
    }
    found.iter_mut().for_each(fit);
    Ok(found)
}

/// Norms below so many errors are noise.
const SEEN: f64 = 5.0;

fn fit(exponent: &mut Exponent) {
    let seen = exponent.norms.iter().filter(|(_, norm, error)| *error > 0.0 && *norm > SEEN * error);
    let points = seen.map(|&(width, norm, error)| ((width as f64).ln(), norm.ln(), (norm / error).powi(2)));
    let (mut sum, mut x, mut y, mut xx, mut xy) = (0.0, 0.0, 0.0, 0.0, 0.0);
    for (at, value, weight) in points {
        sum += weight;
        x += weight * at;
        y += weight * value;
        xx += weight * at * at;
        xy += weight * at * value;
    }
    let spread = xx - x * x / sum;
    if spread.is_nan() || spread <= 1e-9 * xx {
        return;
    }
    exponent.slope = (xy - x * y / sum) / spread;
    exponent.error = spread.sqrt().recip();
}
