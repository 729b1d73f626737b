//! Modes: the maxima of an action, and S between them.
//!
//! - [`search`] climbs from many random points and tells the distinct maxima apart, as in Fig. 8 of the paper.
//! - [`of_mixture`] does so for ln p of a mixture.
//! - [`Line`] is S along the straight line between two points.

mod climb;
mod landscape;
mod line;
mod merge;
mod polish;
mod starts;

use faer::Mat;
use ndarray::{ArrayView1, Axis};
use rayon::prelude::*;
use thiserror::Error;

pub use landscape::Landscape;
pub use line::{Barrier, Line};
pub(crate) use starts::{between, natural_length};

use self::climb::{End, climb};
use self::polish::Polished;
use crate::Progress;
use crate::action::{Kernel, SparseAction};
use crate::network::{Mixture, NetworkError};
use crate::symmetric::{self, ComputeEigenvectors};

/// How a search begins.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// The number of starting points.
    pub starts: usize,
    /// The seed of the starting points.
    pub seed: u64,
    /// The length that starting points are drawn with; `None` takes that at which the highest powers of the action are
    /// of order one.
    pub spread: Option<f64>,
}

impl Default for Search {
    /// 1000 starts, as in the paper.
    fn default() -> Search {
        Search { starts: 1000, seed: 1, spread: None }
    }
}

/// A maximum of S.
#[derive(Clone, Debug, PartialEq)]
pub struct Mode {
    /// Where it is.
    pub position: Vec<f64>,
    /// S there.
    pub value: f64,
    /// |∂S/∂x| there.
    pub gradient_norm: f64,
    /// The eigenvalues of the Hessian there, in rising order.
    pub eigenvalues: Vec<f64>,
    /// How many starts ended there.
    pub starts: usize,
}

impl Mode {
    /// The number of directions in which the Hessian vanishes to within rounding.
    pub fn flat_directions(&self) -> usize {
        let largest = polish::largest(&self.eigenvalues);
        self.eigenvalues.iter().filter(|value| value.abs() <= polish::FLAT * largest).count()
    }
}

/// What a search found.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The distinct maxima, the highest first.
    pub modes: Vec<Mode>,
    /// The length that starting points were drawn with.
    pub spread: f64,
    /// Starts that ended at a stationary point that is no maximum.
    pub saddles: usize,
    /// Starts that ran off along a direction in which S grows without bound.
    pub unbounded: usize,
    /// Such a direction, of length one.
    pub direction: Option<Vec<f64>>,
    /// Starts that ended nowhere.
    pub failed: usize,
    /// Starts that ended at lower points, beyond the [`MAX_MODES`] highest, which were not looked at.
    pub beyond: usize,
}

/// The most maxima that are told apart.
#[doc(hidden)]
pub const MAX_MODES: usize = 100;

/// A search that cannot be made.
#[derive(Clone, Debug, Error, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum ModesError {
    /// No start, or more than there is room for.
    #[error("{starts} starts in dimension {dimension}; give at least one, and at most 2^27 numbers in all")]
    Starts { starts: usize, dimension: usize },
    /// A length that is not positive.
    #[error("a spread of {0}; give a positive length")]
    Spread(f64),
    /// Densities that are none.
    #[error(transparent)]
    Network(#[from] NetworkError),
}

/// The maxima of S.
///
/// Every start climbs by L-BFGS. What ends close to each other is one maximum, which is then polished by Newton's method
/// with the Hessian. The result does not depend on the number of threads.
///
/// # Errors
/// The number of starts or their spread is out of range.
///
/// # Cost
/// Some ten to a hundred gradients for each start, and O(d³) for each maximum; all threads.
///
/// # Source
/// Appendix E, "Multimodality of random actions", and Fig. 8.
///
/// # Example
/// ```
/// use diagraction::action::SparseAction;
/// use diagraction::modes::{Search, search};
///
/// // The double well x² - x⁴/2 with its maxima at -1 and 1.
/// let mut action = SparseAction::<f64>::zero(1);
/// action.add_monomial(&[0, 0], 1.0);
/// action.add_monomial(&[0, 0, 0, 0], -0.5);
/// let found = search(&action, &Search { starts: 20, ..Search::default() }, &())?;
/// assert_eq!(found.modes.len(), 2);
/// assert!((found.modes[0].value - 0.5).abs() < 1e-12);
/// # Ok::<(), diagraction::modes::ModesError>(())
/// ```
pub fn search(
    action: &SparseAction<f64>,
    search: &Search,
    progress: &dyn Progress,
) -> Result<Found, ModesError> {
    let spread = search.spread.unwrap_or_else(|| starts::natural_length(action));
    if !(spread > 0.0 && spread.is_finite()) {
        return Err(ModesError::Spread(spread));
    }
    let kernel = Kernel::new(action);
    let points = starts::points(&kernel, search, spread)?;
    Ok(search_from(&kernel, points, spread, progress))
}

/// The maxima of ln p of a mixture. They are those of the density of z, as the Jacobian of the network is constant, so climbs are in z,
/// where all is as wide as its components: from their modes, and from draws. Components that are no phase of their own share a maximum.
///
/// # Errors
/// The number of starts is out of range.
///
/// # Cost
/// As [`search`], with a pass through the network for each gradient.
///
/// # Example
/// ```
/// use diagraction::modes::{Search, of_mixture};
/// use diagraction::network::{Latent, Linear, Mixture, Network};
/// use ndarray::array;
///
/// // Of two Gaussians that are less than two deviations apart the sum has one maximum.
/// let count = |mean: f64| -> Result<usize, Box<dyn std::error::Error>> {
///     let network = Network::new(vec![Linear { weight: array![[1.0]], bias: array![0.0] }], vec![])?;
///     let at = |mean: f64| Latent::new(array![mean], array![[1.0]]);
///     let mixture = Mixture::new(network, vec![(0.5, at(-mean)?), (0.5, at(mean)?)])?;
///     Ok(of_mixture(&mixture, &Search { starts: 20, ..Search::default() }, &())?.modes.len())
/// };
/// assert_eq!([count(0.9)?, count(1.1)?], [1, 2]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn of_mixture(mixture: &Mixture, search: &Search, progress: &dyn Progress) -> Result<Found, ModesError> {
    let latent = mixture.latent()?;
    let (points, spread) = starts::of_mixture(&latent, search)?;
    let mut found = search_from(&&latent, points, spread, progress);
    let modes = std::mem::take(&mut found.modes);
    for mode in modes {
        let starts = mode.starts;
        match in_x(mixture, &latent, mode) {
            Some(mode) => found.modes.push(mode),
            None => found.failed += starts,
        }
    }
    Ok(found)
}

/// A maximum in z, where it is in x; none beyond the range of floats.
fn in_x(mixture: &Mixture, latent: &Mixture, mode: Mode) -> Option<Mode> {
    let network = mixture.network();
    let z = ArrayView1::from(&mode.position[..]);
    let x = network.inverse(z).ok()?;
    let slope = latent.log_density_gradient(z.insert_axis(Axis(0))).ok()?;
    let gradient = slope.dot(&network.jacobian(x.view()).ok()?);
    let curvature = mixture.curvature(x.view());
    let d = x.len();
    let matrix = Mat::from_fn(d, d, |i, j| 0.5 * (curvature[[i, j]] + curvature[[j, i]]));
    let (eigenvalues, _) = symmetric::eigen(&matrix, ComputeEigenvectors::No)?;
    let value = mode.value + network.ln_abs_det();
    let gradient_norm = climb::norm(gradient.as_slice()?);
    let is_finite = value.is_finite() && eigenvalues.iter().all(|value| value.is_finite());
    is_finite.then(|| Mode { position: x.to_vec(), value, gradient_norm, eigenvalues, starts: mode.starts })
}

/// An estimate of the bytes that [`search`] takes at most: starting points and where they end, the memory of L-BFGS, and for
/// each maximum that is polished at the same time, one for each thread, its Hessian, a copy, the eigenvectors and those of the step
/// before, of shape (d, d).
pub fn memory(dimension: usize, starts: usize) -> u64 {
    let (d, starts) = (dimension as u64, starts as u64);
    let threads = (rayon::current_num_threads() as u64).min(starts);
    let matrices = MATRICES.saturating_mul(threads.min(MAX_MODES as u64)).saturating_mul(d);
    let vectors = starts.saturating_mul(2).saturating_add(climb::VECTORS.saturating_mul(threads));
    matrices.saturating_add(vectors).saturating_mul(d).saturating_mul(8)
}

/// Matrices of shape (d, d) that a step of Newton's method holds.
const MATRICES: u64 = 4;

/// The maxima that climbs from given points end at. Ends that are closer than 10⁻³ of the `spread`, the length on which S
/// changes, are one maximum; beyond 10⁵ times the spread, or the start where this is further out, a climb has run off.
///
/// # Panics
/// When a point has another length than the dimension.
///
/// # Cost
/// As [`search`].
pub(crate) fn search_from<L: Landscape>(
    kernel: &L,
    points: Vec<Vec<f64>>,
    spread: f64,
    progress: &dyn Progress,
) -> Found {
    progress.start("climbing", points.len() as u64);
    let ends: Vec<End> = points
        .into_par_iter()
        .map_with(kernel.clone(), |kernel, start| {
            let end = climb(kernel, start, spread);
            progress.advance(1);
            end
        })
        .collect();
    told_apart(kernel, ends, spread)
}

/// Ends that are the same maximum become one.
fn told_apart<L: Landscape>(kernel: &L, ends: Vec<End>, spread: f64) -> Found {
    let mut found =
        Found { modes: Vec::new(), spread, saddles: 0, unbounded: 0, direction: None, failed: 0, beyond: 0 };
    let mut reached = Vec::new();
    for end in ends {
        match end {
            End::Reached(point) => reached.push(point),
            End::Unbounded(direction) => {
                found.unbounded += 1;
                found.direction.get_or_insert(direction);
            }
            End::Nowhere => found.failed += 1,
        }
    }
    let mut distinct = merge::merged(reached, spread);
    let lower = distinct.split_off(MAX_MODES.min(distinct.len()));
    found.beyond = lower.iter().map(|point| point.starts).sum();
    let polished: Vec<_> =
        distinct.into_par_iter().map(|point| polish::polish(kernel, point, spread)).collect();
    let mut modes = Vec::new();
    for polished in polished {
        match polished {
            Polished::Maximum(mode) => modes.push(mode),
            Polished::Saddle(starts) => found.saddles += starts,
            Polished::Nowhere(starts) => found.failed += starts,
        }
    }
    found.modes = merge::merged(modes, spread);
    merge::order(&mut found.modes);
    found
}
