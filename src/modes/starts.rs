use rand::SeedableRng;
use rand::distr::Distribution;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::StandardNormal;

use super::{ModesError, Search};
use crate::action::{Kernel, SparseAction};

/// The most numbers in all starting points.
const MAX_NUMBERS: usize = 1 << 27;

/// Starting points are drawn with these multiples of the spread in turn, and then one with the lengths at which S can turn
/// along the axes, so that near and far maxima are found.
const SHELLS: [Option<f64>; 4] = [Some(0.5), Some(1.0), Some(2.0), None];

/// Starting points around x*: normal numbers from xoshiro256++, seeded by SplitMix64, point by point.
pub(super) fn points(kernel: &Kernel, search: &Search, spread: f64) -> Result<Vec<Vec<f64>>, ModesError> {
    let (starts, dimension) = (search.starts, kernel.dimension());
    match starts.checked_mul(dimension) {
        Some(1..=MAX_NUMBERS) => {}
        _ => return Err(ModesError::Starts { starts, dimension }),
    }
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(search.seed);
    let (center, far) = (kernel.around(), kernel.axis_lengths());
    let shells = SHELLS.into_iter().cycle().take(starts);
    Ok(shells
        .map(|shell| {
            let draws = Distribution::<f64>::sample_iter(StandardNormal, &mut generator).take(dimension);
            let length = |i: usize| shell.map_or(far[i].max(spread), |shell| shell * spread);
            let place = |(i, z): (usize, f64)| center.map_or(0.0, |center| center[i]) + length(i) * z;
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
