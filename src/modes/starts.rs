use rand::SeedableRng;
use rand::distr::Distribution;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::StandardNormal;

use super::{ModesError, Search};
use crate::action::SparseAction;

/// The most numbers in all starting points.
const MAX_NUMBERS: usize = 1 << 27;

/// Starting points are drawn with these multiples of the spread in turn, so that near and far maxima are found.
const SHELLS: [f64; 3] = [0.5, 1.0, 2.0];

/// Starting points around x*: normal numbers from xoshiro256++, seeded by SplitMix64, point by point.
pub(super) fn points(
    action: &SparseAction<f64>,
    search: &Search,
    spread: f64,
) -> Result<Vec<Vec<f64>>, ModesError> {
    let (starts, dimension) = (search.starts, action.dimension());
    match starts.checked_mul(dimension) {
        Some(1..=MAX_NUMBERS) => {}
        _ => return Err(ModesError::Starts { starts, dimension }),
    }
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(search.seed);
    let center = action.around.as_ref();
    let shells = SHELLS.into_iter().cycle().take(starts);
    Ok(shells
        .map(|shell| {
            let draws = Distribution::<f64>::sample_iter(StandardNormal, &mut generator).take(dimension);
            let place = |(i, z): (usize, f64)| center.map_or(0.0, |center| center[i]) + shell * spread * z;
            draws.enumerate().map(place).collect()
        })
        .collect())
}

/// The length at which the highest pure powers a_i x_i^n are one, in the geometric mean over the variables; 1 where
/// there are none.
pub(super) fn natural_length(action: &SparseAction<f64>) -> f64 {
    let nonlinear = action.pure_powers().into_iter().flatten().filter(|(power, _)| *power > 1);
    #[allow(clippy::cast_precision_loss, reason = "a rank")]
    let logarithms: Vec<f64> = nonlinear.map(|(power, value)| -value.abs().ln() / power as f64).collect();
    #[allow(clippy::cast_precision_loss, reason = "dimensions are far below 2^53")]
    let number = logarithms.len().max(1) as f64;
    (logarithms.iter().sum::<f64>() / number).exp()
}
