//! A short search for maxima of S, to see modes that no chain has visited.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::StandardNormal;
use rayon::prelude::*;

use super::Drawn;
use super::diagnostics::PIECE;
use crate::action::Kernel;
use crate::data::{DataError, Samples};
use crate::modes::{self, Mode, search_from};

/// The number of ascents from far outside, beside one from the last draw of each chain and one from its reflection.
const STARTS: usize = 16;

/// Starting points lie so many times as far out as the draws.
const WIDE: f64 = 3.0;

/// The largest dimension in which a search is short: it takes eigenvalues of matrices of shape (d, d).
pub(crate) const MAX_DIMENSION: usize = 2000;

/// A maximum of S.
#[derive(Clone, Debug, PartialEq)]
pub struct Maximum {
    /// Where it is.
    pub x: Vec<f64>,
    /// S there.
    pub value: f64,
    /// Its share of the whole probability in the Gaussian approximation, exp S(x) det(-∂²S)^{-1/2} over all that were found.
    pub share: f64,
    /// For each chain, the draws that are nearer to this maximum than to any other.
    pub draws: Vec<usize>,
}

/// What the search has found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Maxima {
    /// Separate maxima with negative curvature in all directions, the highest first.
    pub found: Vec<Maximum>,
    /// The number of ascents.
    pub ascents: usize,
    /// Ascents along which S grew without bound.
    pub unbounded: usize,
    /// Ascents that ended nowhere: neither at a stationary point nor on a slope without end.
    pub failed: usize,
}

/// Climbs from the draws, from their reflections and from far outside, and counts the draws near each maximum.
///
/// The search is short: it can miss maxima. It is there to catch what chains cannot see, modes that none has visited.
///
/// # Cost
/// As [`modes::search`], from 16 points beside two for each chain; in more than 2000 dimensions
/// better left out.
///
/// # Errors
/// Draws in a file that cannot be read.
///
/// # Memory
/// As [`modes::memory`], from so many points.
pub fn maxima(kernel: &Kernel, drawn: &Drawn, seed: u64) -> Result<Maxima, DataError> {
    let (starts, spread) = starts(kernel, drawn, seed)?;
    let ascents = starts.len();
    let ends = search_from(kernel, starts, spread, &());
    let sharp = ends.modes.into_iter().filter(|mode| mode.flat_directions() == 0);
    let found = with_draws(sharp.collect(), drawn)?;
    Ok(Maxima { found, ascents, unbounded: ends.unbounded, failed: ends.failed })
}

/// An estimate of the bytes that [`maxima`] takes at most, draws not counted.
pub(crate) fn memory(dimension: usize, chains: usize) -> u64 {
    modes::memory(dimension, STARTS.saturating_add(chains.saturating_mul(2)))
}

/// Maxima with their shares and the draws near them.
fn with_draws(modes: Vec<Mode>, drawn: &Drawn) -> Result<Vec<Maximum>, DataError> {
    let weight =
        |mode: &Mode| mode.value - 0.5 * mode.eigenvalues.iter().map(|value| value.abs().ln()).sum::<f64>();
    let weights: Vec<f64> = modes.iter().map(weight).collect();
    let highest = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let total: f64 = weights.iter().map(|weight| (weight - highest).exp()).sum();
    let points: Vec<&[f64]> = modes.iter().map(|mode| &mode.position[..]).collect();
    let chains: Vec<Samples> = drawn.by_chain().collect();
    let counts: Vec<Vec<usize>> =
        chains.par_iter().map(|draws| nearest(draws, &points)).collect::<Result<_, _>>()?;
    let maximum = |(place, mode): (usize, &Mode)| Maximum {
        x: mode.position.clone(),
        value: mode.value,
        share: (weights[place] - highest).exp() / total,
        draws: counts.iter().map(|count| count[place]).collect(),
    };
    Ok(modes.iter().enumerate().map(maximum).collect())
}

/// How many draws are nearest to each of the points.
fn nearest(draws: &Samples, points: &[&[f64]]) -> Result<Vec<usize>, DataError> {
    let mut counts = vec![0; points.len()];
    let distance = |a: &[f64], x: ndarray::ArrayView1<'_, f64>| {
        a.iter().zip(x).map(|(a, x)| (a - x).powi(2)).sum::<f64>()
    };
    for piece in draws.chunks(PIECE) {
        for x in piece?.outer_iter() {
            let distances = points.iter().map(|point| distance(point, x)).enumerate();
            if let Some((place, _)) = distances.min_by(|a, b| a.1.total_cmp(&b.1)) {
                counts[place] += 1;
            }
        }
    }
    Ok(counts)
}

/// Where to climb from, and the length on which S changes: the size of the draws.
fn starts(kernel: &Kernel, drawn: &Drawn, seed: u64) -> Result<(Vec<Vec<f64>>, f64), DataError> {
    let (mean, scale) = size(&drawn.draws)?;
    let spread = scale.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let chains = drawn.by_chain().filter(|draws| draws.rows() > 0);
    let last = chains.map(|draws| Ok(draws.range(draws.rows() - 1, 1)?.into_raw_vec_and_offset().0));
    let last: Vec<Vec<f64>> = last.collect::<Result<_, DataError>>()?;
    let reflected = last.iter().map(|x| x.iter().map(|x| -x).collect());
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed);
    let mut normal = || generator.sample::<f64, _>(StandardNormal);
    let wide: Vec<f64> = scale.iter().map(|scale| WIDE * scale).collect();
    let near = (0..STARTS / 2).map(|number| around(&mean, &wide, number, &mut normal));
    let mut outside: Vec<Vec<f64>> = near.collect();
    // The other half goes as far as S can turn along the axes, measured from x*, to both sides.
    let centre = kernel.around().map_or_else(|| vec![0.0; mean.len()], <[f64]>::to_vec);
    let mut far = || within_factor_two(generator.random_range(-1.0..1.0));
    for number in 0..STARTS / 4 {
        let start = around(&centre, &far_lengths(&wide, kernel.axis_lengths(), number), number, &mut far);
        outside.push(start.iter().zip(&centre).map(|(x, centre)| 2.0 * centre - x).collect());
        outside.push(start);
    }
    Ok((last.iter().cloned().chain(reflected).chain(outside).collect(), spread))
}

/// A point at random multiples of the lengths from a centre. With an even number all coordinates move together.
fn around(centre: &[f64], lengths: &[f64], number: usize, multiple: &mut impl FnMut() -> f64) -> Vec<f64> {
    let common = number.is_multiple_of(2).then(&mut *multiple);
    let places = centre.iter().zip(lengths);
    places.map(|(centre, length)| centre + length * common.unwrap_or_else(&mut *multiple)).collect()
}

/// From a number between -1 and 1 one between 1/2 and 2 with its sign: a length is turned to both sides and little else.
fn within_factor_two(number: f64) -> f64 {
    (2.0 * number.abs() - 1.0).exp2().copysign(number)
}

/// Lengths between those around the draws and those at which S can turn, further out from number to number.
fn far_lengths(wide: &[f64], turns: &[f64], number: usize) -> Vec<f64> {
    let share = (number as f64 + 1.0) / (STARTS / 4) as f64;
    wide.iter().zip(turns).map(|(wide, turn)| modes::between(*wide, *turn, share)).collect()
}

/// The mean of each coordinate, and how far out its draws are: mean and standard deviation together.
fn size(draws: &Samples) -> Result<(Vec<f64>, Vec<f64>), DataError> {
    let (mut sums, mut squares) = (vec![0.0; draws.dimension()], vec![0.0; draws.dimension()]);
    for piece in draws.chunks(PIECE) {
        for x in piece?.outer_iter() {
            for (j, x) in x.iter().enumerate() {
                sums[j] += x;
                squares[j] += x * x;
            }
        }
    }
    let n = draws.rows() as f64;
    let scale = squares.iter().map(|square| (square / n).sqrt()).collect();
    Ok((sums.iter().map(|sum| sum / n).collect(), scale))
}
