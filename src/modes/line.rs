//! S along the straight line between two points, and its lowest point there.

use super::Landscape;
use crate::action::{Kernel, SparseAction};

/// S along the straight line between two points.
#[derive(Clone, Debug)]
pub struct Line<L = Kernel> {
    kernel: L,
    from: Vec<f64>,
    to: Vec<f64>,
}

/// The lowest point of S on a line.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Barrier {
    /// Where it is, between 0 and 1.
    pub at: f64,
    /// S there.
    pub value: f64,
    /// How far it is below the lower of the two ends. The barrier between two maxima is at most this, since other paths
    /// may stay higher than the straight one.
    pub height: f64,
}

/// The points of the first look at a line.
const POINTS: usize = 401;

/// Steps of the golden section, each of which shortens the interval by 0.618.
const STEPS: usize = 60;

impl Line {
    /// The line between two points.
    ///
    /// # Panics
    /// When they have another length than the dimension.
    pub fn new(action: &SparseAction<f64>, from: &[f64], to: &[f64]) -> Line {
        Line::on(Kernel::new(action), from, to)
    }
}

impl<L: Landscape> Line<L> {
    /// The line between two points of any landscape.
    ///
    /// # Panics
    /// When they have another length than the dimension.
    pub fn on(kernel: L, from: &[f64], to: &[f64]) -> Line<L> {
        assert_eq!((from.len(), to.len()), (kernel.dimension(), kernel.dimension()), "length of the ends");
        Line { kernel, from: from.to_vec(), to: to.to_vec() }
    }

    /// S at `from + t (to - from)`.
    pub fn value(&mut self, t: f64) -> f64 {
        let place = |(from, to): (&f64, &f64)| from + t * (to - from);
        let point: Vec<f64> = self.from.iter().zip(&self.to).map(place).collect();
        self.kernel.value_and_gradient(&point, &mut vec![0.0; point.len()])
    }

    /// t and S at equally spaced points, both ends included.
    ///
    /// # Source
    /// Fig. 8 (a).
    pub fn profile(&mut self, points: usize) -> Vec<(f64, f64)> {
        let t = |place: usize| place as f64 / (points.max(2) - 1) as f64;
        (0..points).map(|place| (t(place), self.value(t(place)))).collect()
    }

    /// The lowest point, by a look at 401 points and a golden section around the lowest of them.
    pub fn barrier(&mut self) -> Barrier {
        let profile = self.profile(POINTS);
        let lowest = (0..POINTS).min_by(|&i, &j| profile[i].1.total_cmp(&profile[j].1)).unwrap_or(0);
        let around = (profile[lowest.saturating_sub(1)].0, profile[(lowest + 1).min(POINTS - 1)].0);
        let at = self.golden_section(around.0, around.1);
        let (at, value) = match (at, self.value(at)) {
            (_, value) if value > profile[lowest].1 => profile[lowest],
            found => found,
        };
        let ends = profile[0].1.min(profile[POINTS - 1].1);
        Barrier { at, value, height: ends - value }
    }

    fn golden_section(&mut self, mut low: f64, mut high: f64) -> f64 {
        let ratio = (5f64.sqrt() - 1.0) / 2.0;
        for _ in 0..STEPS {
            let (left, right) = (high - ratio * (high - low), low + ratio * (high - low));
            match self.value(left) < self.value(right) {
                true => high = right,
                false => low = left,
            }
        }
        0.5 * (low + high)
    }
}
