//! The points from which climbs start, near and far.

use rand::SeedableRng;
use rand::distr::Distribution;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::StandardNormal;

use super::{ModesError, Search};
use crate::action::{Kernel, SparseAction};
use crate::network::{Latent, Mixture};

/// The most numbers in all starting points.
const MAX_NUMBERS: usize = 1 << 27;

/// Starting points are drawn with these multiples of the spread in turn, and then one with lengths between the spread and those
/// at which S can turn along the axes, so that near and far maxima are found.
const SHELLS: [Option<f64>; 4] = [Some(0.5), Some(1.0), Some(2.0), None];

/// Starting points around x*: normal numbers from xoshiro256++, seeded by SplitMix64, point by point.
pub(super) fn points(kernel: &Kernel, search: &Search, spread: f64) -> Result<Vec<Vec<f64>>, ModesError> {
    let dimension = kernel.dimension();
    let starts = expect(search.starts, dimension)?;
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(search.seed);
    let (center, far) = (kernel.around(), kernel.axis_lengths());
    let shells = SHELLS.into_iter().cycle().take(starts).enumerate();
    Ok(shells
        .map(|(number, shell)| {
            let draws = Distribution::<f64>::sample_iter(StandardNormal, &mut generator).take(dimension);
            let share = far_share(number / SHELLS.len());
            let length =
                |i: usize| shell.map_or_else(|| between(spread, far[i], share), |shell| shell * spread);
            let place = |(i, z): (usize, f64)| center.map_or(0.0, |center| center[i]) + length(i) * z;
            draws.enumerate().map(place).collect()
        })
        .collect())
}

fn expect(starts: usize, dimension: usize) -> Result<usize, ModesError> {
    match starts.checked_mul(dimension) {
        Some(1..=MAX_NUMBERS) => Ok(starts),
        _ => Err(ModesError::Starts { starts, dimension }),
    }
}

/// The modes of the components of a density of z, even if fewer points are asked for, and draws of it, and the width of the narrowest
/// component.
pub(super) fn of_mixture(latent: &Mixture, search: &Search) -> Result<(Vec<Vec<f64>>, f64), ModesError> {
    let starts = expect(search.starts, latent.dimension())?;
    let densities = latent.densities();
    let width = |(_, density): &(f64, Latent<f64>)| {
        (density.mean().len() as f64 / density.precision().diag().sum()).sqrt()
    };
    let spread = densities.iter().map(width).fold(f64::INFINITY, f64::min);
    let modes = densities.iter().map(|(_, density)| density.mean().to_vec());
    let draws = latent.sample(starts, search.seed);
    let draws = draws.iter().flat_map(|draws| draws.outer_iter()).map(|draw| draw.to_vec());
    Ok((modes.chain(draws).take(starts.max(densities.len())).collect(), spread))
}

/// The golden ratio without its integer part.
const GOLDEN: f64 = 0.618_033_988_749_894_8;

/// How far out on the way to the turning length a far starting point is: uniform in [0, 1) over any stretch of numbers, as
/// multiples of the golden ratio are.
fn far_share(number: usize) -> f64 {
    ((number as f64 + 0.5) * GOLDEN).fract()
}

/// A near length of zero would have no logarithm.
const LEAST_SHARE: f64 = 1e-100;

/// A length between a near and a far one, uniform on the logarithmic scale as the share is: a highest power with a tiny
/// coefficient moves the far one out without end, and the maxima of all others lie in between.
pub(crate) fn between(near: f64, far: f64, share: f64) -> f64 {
    let near = near.max(LEAST_SHARE * far);
    near * (far / near).max(1.0).powf(share)
}

/// The length at which the highest pure powers a_i x_i^n are one, in the geometric mean over the variables; 1 where
/// there are none.
pub(crate) fn natural_length(action: &SparseAction<f64>) -> f64 {
    let nonlinear = action.pure_powers().into_iter().flatten().filter(|(power, _)| *power > 1);
    let logarithms: Vec<f64> = nonlinear.map(|(power, value)| -value.abs().ln() / power as f64).collect();
    let number = logarithms.len().max(1) as f64;
    (logarithms.iter().sum::<f64>() / number).exp()
}
