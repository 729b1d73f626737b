//! Samples handed out in pieces of any length.

use ndarray::{Array2, Axis, s};

use crate::data::{DataError, Samples};

/// About so many numbers are read at once.
const READ: usize = 1 << 17;

/// Consecutive samples in pieces of any lengths, whatever the lengths in which they are read.
pub(super) struct Pieces<'a> {
    chunks: Box<dyn Iterator<Item = Result<Array2<f64>, DataError>> + 'a>,
    chunk: Array2<f64>,
    /// The rows of the chunk that were given away.
    taken: usize,
}

impl<'a> Pieces<'a> {
    pub(super) fn new(samples: &'a Samples) -> Pieces<'a> {
        let d = samples.dimension();
        let chunks = Box::new(samples.chunks((READ / d.max(1)).max(1)));
        Pieces { chunks, chunk: Array2::zeros((0, d)), taken: 0 }
    }

    /// The next samples, so many of them; fewer at the end.
    pub(super) fn take(&mut self, rows: usize) -> Result<Array2<f64>, DataError> {
        let mut piece = Array2::zeros((0, self.chunk.ncols()));
        while piece.nrows() < rows {
            if self.taken == self.chunk.nrows() {
                let Some(chunk) = self.chunks.next() else { break };
                (self.chunk, self.taken) = (chunk?, 0);
            }
            let last = self.chunk.nrows().min(self.taken + rows - piece.nrows());
            let part = self.chunk.slice(s![self.taken..last, ..]);
            // Widths agree, since all chunks come from the same samples.
            let _ = piece.append(Axis(0), part);
            self.taken = last;
        }
        Ok(piece)
    }
}

/// A number of rows in parts as equal as possible, none longer than `longest`.
pub(super) fn parts(rows: usize, longest: usize) -> impl Iterator<Item = usize> {
    equal(rows, rows.div_ceil(longest.max(1)).max(1))
}

/// A number of rows in so many parts as equal as possible.
pub(super) fn equal(rows: usize, count: usize) -> impl Iterator<Item = usize> {
    (0..count).map(move |part| rows / count + usize::from(part < rows % count))
}

#[cfg(test)]
mod tests {
    use super::{Pieces, parts};
    use crate::data::Samples;
    use ndarray::Array2;

    #[test]
    fn pieces_follow_each_other() {
        let rows = 3 * super::READ / 2;
        let samples = Samples::from_array(Array2::from_shape_fn((rows, 1), |(i, _)| i as f64));
        let mut pieces = Pieces::new(&samples);
        let mut next = 0.0;
        for length in [1, super::READ, 7, rows] {
            let piece = pieces.take(length).expect("numbers in memory");
            for entry in piece {
                assert_eq!(entry, next);
                next += 1.0;
            }
        }
        assert_eq!(next, rows as f64);
    }

    #[test]
    fn parts_are_equal() {
        assert_eq!(parts(10, 4).collect::<Vec<_>>(), [4, 3, 3]);
        assert_eq!(parts(8, 8).collect::<Vec<_>>(), [8]);
    }
}
