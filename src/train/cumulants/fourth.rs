//! The rotation for squares: that which fourth cumulants between the halves ask for.

use ndarray::{Array2, Array4};

use super::rows::Rows;
use super::step::Step;
use super::tensor::{turn, turn_rows};
use crate::dense::mapped;
use crate::train::TrainError;
use crate::train::read::moments;
use crate::train::real::Real;

/// The highest dimension in which all d⁴ fourth cumulants are held.
pub(super) const LARGEST: usize = 20;

const SWEEPS: usize = 3;
/// Angles of the first look at a pair.
const ANGLES: i32 = 12;
/// A sweep that raises the objective by a smaller share is the last.
const SHARE: f64 = 0.02;

/// Fourth cumulants in rotated coordinates.
#[derive(Clone, Debug)]
pub(super) struct Fourth {
    /// The new coordinates as rows.
    pub(super) rotation: Array2<f64>,
    fourth: Array4<f64>,
}

impl Fourth {
    /// The fourth cumulants of what follows some layers to unit covariance, turned.
    pub(super) fn measure<T: Real>(
        rows: &Rows<'_, T>,
        steps: &[Step],
        rotation: &Array2<f64>,
    ) -> Result<Fourth, TrainError> {
        let d = rows.dimension();
        let moment = moments(rows.pieces(steps), 4, vec![0.0; d])?.tensor(4);
        let same = |i: usize, j: usize| if i == j { 1.0 } else { 0.0 };
        let entry = |(i, j, k, l): (usize, usize, usize, usize)| {
            let gaussian = same(i, j) * same(k, l) + same(i, k) * same(j, l) + same(i, l) * same(j, k);
            moment.get(&[i, j, k, l]) - gaussian
        };
        let fourth = mapped(Array4::from_shape_fn((d, d, d, d), entry), rotation.view());
        Ok(Fourth { rotation: rotation.clone(), fourth })
    }

    /// Jacobi sweeps that raise Σ (M_mn² - Z² v_mn / n) g_mn over the M_mn = ⟨b_m a_m a_n²⟩ beyond Z standard errors, whose square
    /// is about v_mn / n with v = 6 for m = n and 2 otherwise; g are the gains of unit size.
    pub(super) fn jacobi(mut self, gains: &Array2<f64>, bound: f64) -> Fourth {
        let d = self.rotation.nrows();
        let mut best = self.objective(gains, bound, None);
        for _ in 0..SWEEPS {
            let before = best;
            for p in 0..d {
                for q in p + 1..d {
                    let (angle, objective) = self.angle(gains, bound, (p, q), best);
                    if angle != 0.0 {
                        turn(&mut self.fourth, (p, q), angle.sin_cos());
                        turn_rows(&mut self.rotation, (p, q), angle.sin_cos());
                        best = objective;
                    }
                }
            }
            if best - before < SHARE * best {
                break;
            }
        }
        self
    }

    /// The best angle of a pair, zero where none is better, and the objective there.
    fn angle(&self, gains: &Array2<f64>, bound: f64, pair: (usize, usize), now: f64) -> (f64, f64) {
        let width = std::f64::consts::PI / f64::from(ANGLES);
        let (mut angle, mut best) = (0.0, now);
        let look = |angles: &mut dyn Iterator<Item = f64>, angle: &mut f64, best: &mut f64| {
            for tried in angles {
                let objective = self.objective(gains, bound, Some((pair, tried.sin_cos())));
                if objective > *best {
                    (*angle, *best) = (tried, objective);
                }
            }
        };
        let coarse = (1 - ANGLES / 2..=ANGLES / 2).filter(|step| *step != 0);
        look(&mut coarse.map(|step| f64::from(step) * width), &mut angle, &mut best);
        let centre = angle;
        let fine = [-0.5, -0.25, 0.25, 0.5].into_iter().map(|share| centre + share * width);
        look(&mut fine.into_iter(), &mut angle, &mut best);
        (angle, best)
    }

    /// The objective, after a turn of a pair.
    fn objective(&self, gains: &Array2<f64>, bound: f64, turn: Option<Turn>) -> f64 {
        let (second, first) = gains.dim();
        let term = |((m, n), gain): ((usize, usize), &f64)| {
            let variance = if m == n { 6.0 } else { 2.0 };
            let entry = self.turned([first + m, m, n, n], turn);
            gain * (entry * entry - bound * variance).max(0.0)
        };
        debug_assert_eq!(first + second, self.rotation.nrows());
        gains.indexed_iter().map(term).sum()
    }

    /// An entry after a turn.
    fn turned(&self, index: [usize; 4], turn: Option<Turn>) -> f64 {
        let Some((pair, angle)) = turn else { return self.fourth[index] };
        let mut sum = 0.0;
        self.add_turned(index, 0, 1.0, (pair, angle), &mut sum);
        sum
    }

    fn add_turned(&self, index: [usize; 4], place: usize, factor: f64, turn: Turn, sum: &mut f64) {
        let ((p, q), (sine, cosine)) = turn;
        let Some(&entry) = index.get(place) else {
            *sum += factor * self.fourth[index];
            return;
        };
        let with = |entry: usize| {
            let mut index = index;
            index[place] = entry;
            index
        };
        if entry != p && entry != q {
            return self.add_turned(index, place + 1, factor, turn, sum);
        }
        let (of_p, of_q) = if entry == p { (cosine, sine) } else { (-sine, cosine) };
        self.add_turned(with(p), place + 1, factor * of_p, turn, sum);
        self.add_turned(with(q), place + 1, factor * of_q, turn, sum);
    }
}

/// A pair of coordinates, sine and cosine of an angle.
type Turn = ((usize, usize), (f64, f64));

/// The bytes of the moments of order four and of all d⁴ cumulants, three times while they are turned.
pub(super) fn memory(dimension: usize) -> usize {
    if dimension > LARGEST { 0 } else { 4 * dimension.pow(4) * size_of::<f64>() }
}
