//! The points from which climbs start, near and far.

use ndarray::Array1;
use rand::SeedableRng;
use rand::distr::Distribution;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::StandardNormal;

use super::{ModesError, Search};
use crate::action::{Kernel, SparseAction};
use crate::network::Mixture;

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

/// The modes of the components and draws of the mixture, and the width of the narrowest component at its mode. Points that are beyond
/// the range of floats are left out.
pub(super) fn of_mixture(mixture: &Mixture, search: &Search) -> Result<(Vec<Vec<f64>>, f64), ModesError> {
    let starts = expect(search.starts, mixture.dimension())?;
    let modes: Vec<Array1<f64>> = (0..mixture.len()).filter_map(|k| mixture.mode(k).ok()).collect();
    let width =
        |mode: &Array1<f64>| (mode.len() as f64 / -mixture.curvature(mode.view()).diag().sum()).sqrt();
    let spread = modes.iter().map(width).filter(|width| *width > 0.0).fold(f64::INFINITY, f64::min);
    // One by one where one of them overflows.
    let draws = mixture.sample(starts, search.seed).map_or_else(
        |_| {
            let one = |place: usize| mixture.sample(1, search.seed.wrapping_add(place as u64)).ok();
            (0..starts).filter_map(one).map(|draw| draw.row(0).to_vec()).collect()
        },
        |draws| draws.outer_iter().map(|draw| draw.to_vec()).collect::<Vec<_>>(),
    );
    // Of all components, even if fewer points are asked for.
    let points: Vec<Vec<f64>> =
        modes.iter().map(|mode| mode.to_vec()).chain(draws).take(starts.max(modes.len())).collect();
    match points.is_empty() || !spread.is_finite() {
        true => Err(ModesError::Nowhere),
        false => Ok((points, spread)),
    }
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
