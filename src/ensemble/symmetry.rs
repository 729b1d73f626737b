//! Motions of the points that leave correlators as they are: symmetries of the density of the parameters.

use std::fmt;

use ndarray::Array2;

use super::{Connected, Draws, Ensemble, EnsembleError, closed_orders, sampled};
use crate::Progress;
use crate::normal::normal_quantile;

/// A motion of all points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Motion {
    /// By a vector.
    Translation,
    /// About the origin.
    Rotation,
    /// x to -x.
    Reflection,
}

/// How far a motion changes the correlators of an order.
#[derive(Clone, Debug, PartialEq)]
pub struct Symmetry {
    /// The motion.
    pub motion: Motion,
    /// The number of outputs.
    pub order: usize,
    /// The norm of the change over that of the correlators; of sampled ones the largest change of an entry in standard errors.
    pub change: f64,
    /// Whether this is rounding, or chance.
    pub holds: bool,
    /// Whether they were sampled.
    pub sampled: bool,
}

/// Closed forms that change by less are unchanged.
const ROUNDING: f64 = 1e-9;

/// The probability that the largest of many changes by chance is beyond the limit.
const CHANCE: f64 = 1e-3;

/// What translations, rotations and reflections of all points change: correlators in closed form are compared to rounding, others within their
/// errors, from networks drawn for each set of points.
///
/// φ to -φ is a symmetry of every ensemble without S_int, since W1 has mean zero.
///
/// # Errors
/// As for [`sampled`].
pub fn symmetries(
    ensemble: &Ensemble,
    points: &Array2<f64>,
    order: usize,
    draws: &Draws,
    progress: &dyn Progress,
) -> Result<Vec<Symmetry>, EnsembleError> {
    let of = |points: &Array2<f64>, stream: u64| -> Result<Vec<Connected>, EnsembleError> {
        let mut known = closed_orders(ensemble, points, order, draws.memory)?;
        if known.len() < order / 2 && ensemble.width.is_some() {
            let drawn = sampled(ensemble, points, order, &draws.other(stream), progress)?;
            known.extend(drawn.correlators.into_iter().skip(known.len()));
        }
        Ok(known)
    };
    let at_rest = of(points, 0)?;
    let mut found = Vec::new();
    for (stream, motion) in (1..).zip([Motion::Translation, Motion::Rotation, Motion::Reflection]) {
        if motion == Motion::Rotation && ensemble.inputs == 1 {
            continue;
        }
        let moved = of(&motion.of(points), stream)?;
        found.extend(at_rest.iter().zip(&moved).map(|(a, b)| compared(motion, a, b)));
    }
    Ok(found)
}

fn compared(motion: Motion, a: &Connected, b: &Connected) -> Symmetry {
    let differences = a.value.entries().iter().zip(b.value.entries()).map(|(a, b)| a - b);
    let order = a.order;
    match (&a.error, &b.error) {
        (Some(one), Some(other)) => {
            let errors = one.entries().iter().zip(other.entries()).map(|(a, b)| a.hypot(*b));
            let pulls = differences.zip(errors).filter(|(apart, error)| *error > 0.0 || *apart != 0.0);
            let change = pulls.map(|(apart, error)| (apart / error).abs()).fold(0.0, f64::max);
            let limit = -normal_quantile(CHANCE / (2.0 * a.value.entries().len() as f64));
            Symmetry { motion, order, change, holds: change < limit, sampled: true }
        }
        _ => {
            let mut difference = a.value.clone();
            difference.entries_mut().iter_mut().zip(differences).for_each(|(place, value)| *place = value);
            let norm = a.value.norm();
            let change = if norm > 0.0 { difference.norm() / norm } else { difference.norm() };
            Symmetry { motion, order, change, holds: change < ROUNDING, sampled: false }
        }
    }
}

impl Motion {
    /// The points after a translation of every coordinate by 0.7, .., or a rotation by 0.6 in the plane of successive axes.
    fn of(self, points: &Array2<f64>) -> Array2<f64> {
        let mut moved = points.clone();
        match self {
            Motion::Translation => {
                moved
                    .columns_mut()
                    .into_iter()
                    .enumerate()
                    .for_each(|(k, mut column)| column += 0.7 + 0.1 * k as f64);
            }
            Motion::Reflection => moved.mapv_inplace(|x| -x),
            Motion::Rotation => {
                let (sin, cos) = 0.6f64.sin_cos();
                for axis in 0..points.ncols() - 1 {
                    for mut row in moved.rows_mut() {
                        let (x, y) = (row[axis], row[axis + 1]);
                        (row[axis], row[axis + 1]) = (cos * x - sin * y, sin * x + cos * y);
                    }
                }
            }
        }
        moved
    }
}

impl fmt::Display for Motion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Motion::Translation => "translation",
            Motion::Rotation => "rotation",
            Motion::Reflection => "x to -x",
        })
    }
}
