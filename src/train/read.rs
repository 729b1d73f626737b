//! Samples, read in pieces.

use ndarray::{Array2, ArrayView2, Axis};

use super::TrainError;
use super::real::Real;
use super::whiten::Whitening;
use crate::data::Samples;
use crate::statistics::Moments;

/// Rows that are read at once.
pub(super) const ROWS: usize = 1 << 14;

/// Samples, some rows at a time.
pub(super) type Pieces<'a> = Box<dyn Iterator<Item = Result<Array2<f64>, TrainError>> + 'a>;

/// The samples of a file.
pub(super) fn pieces(samples: &Samples) -> Pieces<'_> {
    Box::new(samples.chunks(ROWS).map(|chunk| Ok(chunk?)))
}

/// Samples as they are computed with.
pub(super) fn wide<T: Real>(numbers: &Array2<T>) -> Pieces<'_> {
    let wide = |rows: ArrayView2<'_, T>| Ok(rows.mapv(Real::wide));
    Box::new(numbers.axis_chunks_iter(Axis(0), ROWS).map(wide))
}

/// The moments of samples about a point.
pub(super) fn moments(pieces: Pieces<'_>, order: usize, point: Vec<f64>) -> Result<Moments<f64>, TrainError> {
    let mut moments = Moments::new(point.len(), order, point);
    for piece in pieces {
        moments.add(piece?.view());
    }
    Ok(moments)
}

/// Samples as numbers that are computed with, shape (N, d), whitened if wanted.
pub(super) fn numbers<T: Real>(
    samples: &Samples,
    whitening: Option<&Whitening>,
) -> Result<Array2<T>, TrainError> {
    let mut numbers = Array2::zeros((samples.rows(), samples.dimension()));
    let mut start = 0;
    for chunk in samples.chunks(ROWS) {
        let chunk = match whitening {
            Some(whitening) => whitening.apply(chunk?),
            None => chunk?,
        };
        for ((i, coordinate), &value) in chunk.indexed_iter() {
            let number = T::of(value);
            if !num_traits::Float::is_finite(number) {
                return Err(TrainError::Range { row: start + i, coordinate, value });
            }
            numbers[[start + i, coordinate]] = number;
        }
        start += chunk.nrows();
    }
    Ok(numbers)
}
