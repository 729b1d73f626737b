//! Where an action is expanded: its highest maximum.

use super::CorrelatorsError;
use super::line::Line;
use crate::action::SparseAction;
use crate::modes::{Search, search};
use crate::{Progress, Rational, Scalar};

/// The highest maximum of an action, and how many others there are.
#[derive(Clone, Debug, PartialEq)]
pub struct Mode<T> {
    /// Where it is.
    pub point: Vec<T>,
    /// The other maxima that the climbs found. Each has an expansion of its own, and none of them sees the others.
    pub others: usize,
    /// Climbs that ran off, since S grows without bound.
    pub unbounded: usize,
    /// The smallest curvature, where it is none on the length on which S changes.
    pub flat: Option<f64>,
}

/// The starts of a search for modes.
const STARTS: usize = 64;

/// S' is zero where S changes by no more than this along a standard deviation.
const STATIONARY: f64 = 1e-12;

/// Newton's steps.
const STEPS: usize = 8;

/// S changes by less than this along a flat direction, on the length on which it changes.
const FLAT: f64 = 1e-8;

/// Coordinates of a mode below this share of that length are zero, if S' does not become larger by it.
const ZERO: f64 = 1e-10;

/// The largest denominator of a rational mode.
const DENOMINATOR: u32 = 10_000;

/// The highest maximum that climbs from 64 points find.
///
/// # Errors
/// When no climb ends at a maximum.
pub fn mode(action: &SparseAction<f64>, progress: &dyn Progress) -> Result<Mode<f64>, CorrelatorsError> {
    let found = search(action, &Search { starts: STARTS, ..Search::default() }, progress)?;
    let others = found.modes.len().saturating_sub(1) + usize::from(found.beyond > 0);
    match found.modes.into_iter().next() {
        Some(mode) => {
            let curvature = mode.eigenvalues.iter().map(|value| value.abs()).fold(f64::INFINITY, f64::min);
            let flat = (curvature * found.spread * found.spread < FLAT).then_some(curvature);
            let point = polished(action, mode.position, found.spread);
            Ok(Mode { point, others, unbounded: found.unbounded, flat })
        }
        None if found.unbounded > 0 => {
            Err(CorrelatorsError::NoMode { why: "it grows without bound".to_owned() })
        }
        None => Err(CorrelatorsError::NoMode { why: "it is flat".to_owned() }),
    }
}

impl Mode<f64> {
    /// The rational point beside the mode at which S' is exactly zero.
    ///
    /// # Errors
    /// When there is none with small denominators.
    pub fn exactly(&self, action: &SparseAction<Rational>) -> Result<Mode<Rational>, CorrelatorsError> {
        let point: Vec<Rational> = self.point.iter().map(|&x| nearby(x)).collect();
        let slope = action.gradient(&point);
        let largest = slope.iter().map(|slope| slope.to_f64().abs()).fold(0.0, f64::max);
        match slope.iter().all(num_traits::Zero::is_zero) {
            true => Ok(Mode { point, others: self.others, unbounded: self.unbounded, flat: self.flat }),
            false => Err(CorrelatorsError::NoRationalMode { slope: largest }),
        }
    }
}

/// The simplest fraction near a number, by its continued fraction.
fn nearby(x: f64) -> Rational {
    let (mut before, mut last) = ((0i128, 1i128), (1i128, 0i128));
    let mut rest = x;
    for _ in 0..40 {
        let whole = rest.floor();
        if whole.abs() > 1e12 {
            break;
        }
        let next = (whole as i128 * last.0 + before.0, whole as i128 * last.1 + before.1);
        if next.1 > i128::from(DENOMINATOR) {
            break;
        }
        (before, last) = (last, next);
        let left = rest - whole;
        if left.abs() < 1e-9 || (last.0 as f64 / last.1 as f64 - x).abs() <= 1e-13 * x.abs().max(1.0) {
            break;
        }
        rest = 1.0 / left;
    }
    Rational::new(last.0.into(), last.1.max(1).into())
}

/// A few of Newton's steps, which a search leaves out once S no longer grows; what rounding leaves of a zero is zero.
fn polished(action: &SparseAction<f64>, mut point: Vec<f64>, length: f64) -> Vec<f64> {
    for _ in 0..STEPS {
        let (slope, hessian) = (action.gradient(&point), action.hessian(&point));
        let Ok(line) = Line::new((-hessian).view()) else { break };
        let step = line.matrix().dot(&slope);
        point.iter_mut().zip(&step).for_each(|(x, step)| *x += step);
    }
    let cleared: Vec<f64> = point.iter().map(|&x| if x.abs() < ZERO * length { 0.0 } else { x }).collect();
    if slope(action, &cleared) <= slope(action, &point) { cleared } else { point }
}

/// The largest |∂S/∂x_i|.
fn slope(action: &SparseAction<f64>, point: &[f64]) -> f64 {
    action.gradient(point).iter().fold(0.0, |largest, slope| largest.max(slope.abs()))
}

/// Refuses a point at which S has a slope.
///
/// # Errors
/// [`CorrelatorsError::NotStationary`], where a step of one standard deviation along an axis would change S by more than 1e-12.
pub fn expect_mode(action: &SparseAction<f64>, point: &[f64]) -> Result<(), CorrelatorsError> {
    let line = Line::new((-action.hessian(point)).view())?;
    let slopes = action.gradient(point);
    let steps = (0..point.len()).map(|i| slopes[i].abs() * line.matrix()[[i, i]].sqrt());
    match steps.fold(0.0, f64::max) {
        step if step <= STATIONARY => Ok(()),
        _ => Err(CorrelatorsError::NotStationary { slope: slope(action, point) }),
    }
}

/// The stationary point that Newton's steps lead to.
pub fn nearest_mode(action: &SparseAction<f64>, point: &[f64]) -> Option<Vec<f64>> {
    let found = polished(action, point.to_vec(), 0.0);
    expect_mode(action, &found).is_ok().then_some(found)
}
