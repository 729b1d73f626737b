//! The normal equations scaled to a unit diagonal, factored and solved.

use ndarray::{Array1, ArrayViewMut2, Axis};
use rayon::prelude::*;

use super::cholesky::Cholesky;
use super::condition;
use super::normal::NormalEquations;

/// The normal equations, factored: with unknowns scaled so that G has a unit diagonal, to which the ridge is added.
#[derive(Debug)]
pub(super) struct System {
    factor: Cholesky,
    /// θ = scale · solution.
    scale: Array1<f64>,
    /// The largest sum of absolute entries of a row.
    norm: f64,
}

/// The unknown that makes a matrix singular.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Singular(pub(super) usize);

impl System {
    /// Also gives b.
    pub(super) fn new(
        equations: NormalEquations<f64>,
        ridge: f64,
    ) -> Result<(System, Array1<f64>), Singular> {
        let NormalEquations { mut matrix, rhs } = equations;
        let diagonal = matrix.diag().to_owned();
        if let Some(unknown) = diagonal.iter().position(|entry| !(entry.is_finite() && *entry > 0.0)) {
            return Err(Singular(unknown));
        }
        let scale = diagonal.mapv(|entry| 1.0 / entry.sqrt());
        let rows: Vec<_> = matrix.outer_iter_mut().collect();
        rows.into_par_iter().enumerate().for_each(|(i, mut row)| {
            row.iter_mut().take(i).zip(&scale).for_each(|(entry, other)| *entry *= scale[i] * other);
            row[i] = 1.0 + ridge;
        });
        let norm = condition::norm(&matrix);
        let factor = Cholesky::new(matrix).map_err(Singular)?;
        Ok((System { factor, scale, norm }, rhs))
    }

    /// (G + ridge)^-1 of every row.
    pub(super) fn solve(&self, mut rows: ArrayViewMut2<'_, f64>) {
        rows.outer_iter_mut().for_each(|mut row| row *= &self.scale);
        self.factor.solve(rows.view_mut());
        rows.outer_iter_mut().for_each(|mut row| row *= &self.scale);
    }

    /// The same of one vector.
    pub(super) fn solve_one(&self, vector: Array1<f64>) -> Array1<f64> {
        let mut row = vector.insert_axis(Axis(0));
        self.solve(row.view_mut());
        row.remove_axis(Axis(0))
    }

    /// The condition number in the 1-norm, estimated from below and rarely by more than a factor of three.
    pub(super) fn condition(&self) -> f64 {
        let solve = |vector: Array1<f64>| {
            let mut row = vector.insert_axis(Axis(0));
            self.factor.solve(row.view_mut());
            row.remove_axis(Axis(0))
        };
        self.norm * condition::inverse_norm(self.scale.len(), solve)
    }

    /// The unknown that is closest to a combination of those before it.
    pub(super) fn weakest(&self) -> usize {
        self.factor.smallest_pivot().0
    }
}
