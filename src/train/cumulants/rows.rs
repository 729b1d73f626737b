//! Samples on their way through the layers that are there, piece by piece.

use ndarray::{Array2, ArrayView2, Axis};
use rayon::prelude::*;

use super::step::Step;
use crate::train::TrainError;
use crate::train::read::{Pieces, ROWS};
use crate::train::real::Real;

/// Sums are held once for each of so many lanes of chunks of so many rows, whatever the number of threads.
pub(super) const LANES: usize = 8;
pub(super) const CHUNK: usize = 256;

/// In how many folds the rows are split; row i is in fold i modulo this.
pub(super) const FOLDS: usize = 10;

/// Samples, all or some of them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rows<'a, T> {
    pub(super) data: ArrayView2<'a, T>,
    pub(super) part: Part,
}

/// Which rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Part {
    All,
    /// Those of a fold.
    Fold(usize),
    /// Those of all other folds.
    Others(usize),
}

impl Part {
    fn has(self, row: usize) -> bool {
        match self {
            Part::All => true,
            Part::Fold(fold) => row % FOLDS == fold,
            Part::Others(fold) => row % FOLDS != fold,
        }
    }
}

impl<'a, T: Real> Rows<'a, T> {
    /// All samples.
    pub(super) fn all(data: &'a Array2<T>) -> Rows<'a, T> {
        Rows { data: data.view(), part: Part::All }
    }

    /// The dimension d.
    pub(super) fn dimension(&self) -> usize {
        self.data.ncols()
    }

    /// The number of samples.
    pub(super) fn count(&self) -> usize {
        let rows = self.data.nrows();
        let in_fold = |fold: usize| (rows + FOLDS - 1 - fold) / FOLDS;
        match self.part {
            Part::All => rows,
            Part::Fold(fold) => in_fold(fold),
            Part::Others(fold) => rows - in_fold(fold),
        }
    }

    /// What follows these layers, some rows at a time.
    pub(super) fn pieces<'s>(&'s self, steps: &'s [Step]) -> Pieces<'s> {
        let (rows, d) = self.data.dim();
        Box::new((0..rows).step_by(ROWS).map(move |start| {
            let wanted: Vec<usize> =
                (start..rows.min(start + ROWS)).filter(|&row| self.part.has(row)).collect();
            let mut x = Array2::from_shape_fn((wanted.len(), d), |(n, i)| self.data[[wanted[n], i]].wide());
            for step in steps {
                x = step.apply(x.view());
            }
            Ok(x)
        }))
    }
}

/// Sums over pieces, one array for each shape. `add` gets some rows as columns, shape (d, rows).
pub(super) fn sums(
    pieces: Pieces<'_>,
    shapes: &[(usize, usize)],
    add: impl Fn(&mut [Array2<f64>], ArrayView2<'_, f64>) + Sync,
) -> Result<Vec<Array2<f64>>, TrainError> {
    let zeros = || shapes.iter().map(|&shape| Array2::zeros(shape)).collect::<Vec<Array2<f64>>>();
    let mut lanes: Vec<_> = (0..LANES).map(|_| zeros()).collect();
    for piece in pieces {
        let piece = piece?;
        lanes.par_iter_mut().enumerate().with_max_len(1).for_each(|(lane, sums)| {
            for chunk in piece.axis_chunks_iter(Axis(0), CHUNK).skip(lane).step_by(LANES) {
                add(sums, chunk.t().as_standard_layout().view());
            }
        });
    }
    let mut total = zeros();
    for lane in &lanes {
        total.iter_mut().zip(lane).for_each(|(total, lane)| *total += lane);
    }
    Ok(total)
}
