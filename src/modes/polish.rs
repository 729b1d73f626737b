//! Newton's method from the end of a climb to a stationary point.

use faer::Mat;

use super::climb::norm;
use super::{Landscape, Mode};
use crate::symmetric::{self, ComputeEigenvectors};

/// What became of a point that a climb reached.
pub(super) enum Polished {
    Maximum(Mode),
    /// Another stationary point, by the number of starts that ended there.
    Saddle(usize),
    /// No stationary point.
    Nowhere(usize),
}

/// Eigenvalues of the Hessian below this share of the largest vanish.
pub(super) const FLAT: f64 = 1e-8;

/// Axes that Newton's method steps along, by their share of the largest curvature: nearly all first, so that maxima of
/// higher order are approached, and where this leads astray those that are not flat.
const THRESHOLDS: [f64; 2] = [FLAT * FLAT, FLAT];

const MAX_STEPS: usize = 200;

/// A point is stationary when its gradient is below this share of the largest curvature times the length.
const STATIONARY: f64 = 1e-7;

/// Newton's method, as long as it makes the gradient smaller.
pub(super) fn polish<L: Landscape>(kernel: &L, end: Mode, spread: f64) -> Polished {
    let starts = end.starts;
    let mut kernel = kernel.clone();
    let mut point = Point::at(&mut kernel, end.position);
    let Some(mut curvature) = Curvature::at(&kernel, &point.position) else {
        return Polished::Nowhere(starts);
    };
    for _ in 0..MAX_STEPS {
        let steps = THRESHOLDS.map(|share| curvature.newton(&point.gradient, share));
        let Some(next) = steps.iter().find_map(|step| point.improved(&mut kernel, step)) else { break };
        point = next;
        let Some(next) = Curvature::at(&kernel, &point.position) else { break };
        curvature = next;
    }
    verdict(point, curvature, starts, spread)
}

fn verdict(point: Point, curvature: Curvature, starts: usize, spread: f64) -> Polished {
    let largest = largest(&curvature.values);
    let length = spread.max(norm(&point.position));
    if !(point.value.is_finite() && point.gradient_norm <= STATIONARY * largest * length) {
        return Polished::Nowhere(starts);
    }
    if curvature.values.iter().any(|value| *value > FLAT * largest) {
        return Polished::Saddle(starts);
    }
    Polished::Maximum(Mode {
        position: point.position,
        value: point.value,
        gradient_norm: point.gradient_norm,
        eigenvalues: curvature.values,
        starts,
    })
}

struct Point {
    position: Vec<f64>,
    value: f64,
    gradient: Vec<f64>,
    gradient_norm: f64,
}

impl Point {
    fn at(kernel: &mut impl Landscape, position: Vec<f64>) -> Point {
        let mut gradient = vec![0.0; position.len()];
        let value = kernel.value_and_gradient(&position, &mut gradient);
        let gradient_norm = norm(&gradient);
        Point { position, value, gradient, gradient_norm }
    }

    /// The point after a step, where its gradient is smaller.
    fn improved(&self, kernel: &mut impl Landscape, step: &[f64]) -> Option<Point> {
        let position = self.position.iter().zip(step).map(|(x, step)| x + step).collect();
        Some(Point::at(kernel, position)).filter(|next| next.gradient_norm < self.gradient_norm)
    }
}

/// The Hessian in its own axes.
struct Curvature {
    values: Vec<f64>,
    vectors: Mat<f64>,
}

impl Curvature {
    fn at(kernel: &impl Landscape, position: &[f64]) -> Option<Curvature> {
        let hessian = kernel.hessian(position);
        let d = position.len();
        let matrix = Mat::from_fn(d, d, |i, j| 0.5 * (hessian[[i, j]] + hessian[[j, i]]));
        let (values, vectors) = symmetric::eigen(&matrix, ComputeEigenvectors::Yes)?;
        let vectors = vectors?;
        Some(Curvature { values, vectors })
    }

    /// The step to where the gradient vanishes by linear extrapolation, along the axes whose curvature is more than a share of
    /// the largest.
    fn newton(&self, gradient: &[f64], share: f64) -> Vec<f64> {
        let d = gradient.len();
        let flat = share * largest(&self.values);
        let mut step = vec![0.0; d];
        for (k, value) in self.values.iter().enumerate().filter(|(_, value)| value.abs() > flat) {
            let along: f64 = (0..d).map(|i| self.vectors[(i, k)] * gradient[i]).sum();
            (0..d).for_each(|i| step[i] -= along / value * self.vectors[(i, k)]);
        }
        step
    }
}

pub(super) fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |largest, value| largest.max(value.abs()))
}
