//! Norm and largest entries of a coefficient, gathered row by row.

use super::{ActionError, Row, SymmetricTensor, independent_entries};
use crate::tensor::{position, unpack};

/// What a person wants to know about a coefficient A^(k): its norm and its largest entries.
///
/// It is made row by row, so that tensors can be summarised that are never held as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Summary {
    dimension: usize,
    rank: usize,
    top: usize,
    /// A power of two near the largest entry.
    scale: f64,
    /// The sum of squares in units of the scale, permutations counted.
    squares: f64,
    /// The largest entries so far with their places, in no order; a few more than are wanted.
    candidates: Vec<(usize, f64)>,
    /// Entries smaller than this are not among the largest.
    threshold: f64,
    not_finite: Option<usize>,
}

impl Summary {
    /// Of a tensor that vanishes; `top` is the number of entries that are listed.
    pub(crate) fn new(dimension: usize, rank: usize, top: usize) -> Summary {
        Summary {
            dimension,
            rank,
            top,
            scale: 1.0,
            squares: 0.0,
            candidates: Vec::new(),
            threshold: 0.0,
            not_finite: None,
        }
    }

    /// Adds a row, which must not have been added before.
    pub(crate) fn add(&mut self, row: &Row<'_, f64>) {
        let largest = row.entries.iter().fold(0.0f64, |largest, entry| largest.max(entry.abs()));
        let place = |offset: usize| {
            let mut index = row.prefix.clone();
            index.push(row.start() + offset);
            index.truncate(self.rank);
            position(self.dimension, &index)
        };
        if let Some(offset) = row.entries.iter().position(|entry| !entry.is_finite()) {
            self.not_finite = Some(self.not_finite.map_or(place(offset), |found| found.min(place(offset))));
            return;
        }
        if self.top > 0 && largest > 0.0 && largest >= self.threshold {
            let start = place(0);
            let threshold = self.threshold;
            let large = row
                .entries
                .iter()
                .enumerate()
                .filter(|(_, entry)| entry.abs() >= threshold && **entry != 0.0);
            self.candidates.extend(large.map(|(offset, &entry)| (start + offset, entry)));
            self.trim(2 * self.top + row.entries.len());
        }
        self.rescale(largest);
        self.squares += self.squares_of(row);
    }

    /// Adds what another part of the same tensor gave. The order of the parts decides about the rounding.
    pub(crate) fn merge(&mut self, other: Summary) {
        self.rescale(other.scale * other.squares.min(1.0).ceil());
        self.squares += other.squares * (other.scale / self.scale).powi(2);
        self.candidates.extend(other.candidates);
        self.trim(2 * self.top);
        self.not_finite = self.not_finite.into_iter().chain(other.not_finite).min();
    }

    /// The number of independent entries, where it can be counted.
    pub fn entries(&self) -> Option<usize> {
        independent_entries(self.dimension, self.rank)
    }

    /// The rank k.
    pub fn rank(&self) -> usize {
        self.rank
    }

    /// The Frobenius norm over all d^k entries, permutations counted.
    pub fn norm(&self) -> f64 {
        self.scale * self.squares.sqrt()
    }

    /// The largest entries by absolute value, with their multi-indices; ties in packed order. Zeros are not
    /// listed.
    pub fn top(&self) -> Vec<(Vec<usize>, f64)> {
        let mut largest = self.clone();
        largest.trim(0);
        largest.candidates.sort_unstable_by(order);
        let unpacked = |(place, entry)| (unpack(self.dimension, self.rank, place), entry);
        largest.candidates.into_iter().map(unpacked).collect()
    }

    /// Refuses a tensor with an entry that is not finite.
    ///
    /// # Errors
    /// Names the first such entry.
    pub fn check_finite(&self) -> Result<(), ActionError> {
        self.not_finite.map_or(Ok(()), |place| {
            let index = unpack(self.dimension, self.rank, place);
            Err(ActionError::NotFinite { rank: self.rank, index })
        })
    }

    /// Drops candidates that are not among the largest, once there are more than `allowed`.
    fn trim(&mut self, allowed: usize) {
        if self.candidates.len() <= allowed.max(self.top) {
            return;
        }
        self.candidates.select_nth_unstable_by(self.top, order);
        self.candidates.truncate(self.top);
        let smallest = self.candidates.iter().map(|(_, entry)| entry.abs()).min_by(f64::total_cmp);
        self.threshold = smallest.unwrap_or(0.0);
    }

    fn rescale(&mut self, largest: f64) {
        if largest <= self.scale && self.squares > 0.0 || largest == 0.0 {
            return;
        }
        let scale = largest.log2().floor().exp2();
        if self.squares > 0.0 {
            self.squares *= (self.scale / scale).powi(2);
        }
        self.scale = scale;
    }

    fn squares_of(&self, row: &Row<'_, f64>) -> f64 {
        let square = |entry: &f64| (entry / self.scale).powi(2);
        let (first, others) = row.multiplicities();
        let Some((diagonal, rest)) = row.entries.split_first() else { return 0.0 };
        // More permutations than any float are infinitely many; what vanishes has no part in the norm all the same.
        let weighed = |number: f64, squares: f64| if squares == 0.0 { 0.0 } else { number * squares };
        weighed(first, square(diagonal)) + weighed(others, rest.iter().map(square).sum::<f64>())
    }
}

/// Descending by size, then by place.
fn order(a: &(usize, f64), b: &(usize, f64)) -> std::cmp::Ordering {
    b.1.abs().total_cmp(&a.1.abs()).then_with(|| a.0.cmp(&b.0))
}

impl SymmetricTensor<f64> {
    /// Norm and largest entries.
    ///
    /// ```
    /// use diagraction::action::SymmetricTensor;
    ///
    /// let tensor = SymmetricTensor::from_entries(2, 2, vec![0.0, -2.0, 1.0]).unwrap();
    /// let summary = tensor.summary(1);
    /// // Both (0, 1) and (1, 0) count.
    /// assert_eq!(summary.norm(), 3.0);
    /// assert_eq!(summary.top(), [(vec![0, 1], -2.0)]);
    /// ```
    pub fn summary(&self, top: usize) -> Summary {
        let mut summary = Summary::new(self.dimension(), self.rank(), top);
        self.rows().for_each(|row| summary.add(&row));
        summary
    }
}

#[cfg(test)]
mod tests {
    use super::SymmetricTensor;

    fn summary(entries: Vec<f64>, top: usize) -> super::Summary {
        SymmetricTensor::from_entries(2, 2, entries).expect("three entries").summary(top)
    }

    #[test]
    fn norms_of_entries_of_any_size() {
        for scale in [1e-300, 1e-170, 1.0, 1e170, 1e300] {
            let norm = summary(vec![0.0, 2.0 * scale, scale], 0).norm();
            assert!((norm - 3.0 * scale).abs() <= 1e-15 * norm, "{scale:e}");
        }
        assert_eq!(summary(vec![1e-170, 1e-175, -0.5], 0).norm(), 0.5);
        assert_eq!(summary(vec![-0.5, 1e-175, 1e-170], 0).norm(), 0.5);
    }

    /// (1, 1)^{⊗70} has 2^70 entries of one, C(70, 35) of which are one independent entry.
    #[test]
    fn norms_of_ranks_whose_permutations_exceed_64_bits() {
        let ones = SymmetricTensor::from_entries(2, 70, vec![1.0; 71]).expect("71 entries");
        let norm = ones.norm();
        assert!((norm - 2f64.powi(35)).abs() <= 1e-13 * norm, "{norm}");
    }

    /// More permutations than any float, of entries that vanish.
    #[test]
    fn zeros_with_infinitely_many_permutations() {
        let mut entries = vec![0.0; 1201];
        entries[0] = 2.0;
        let tensor = SymmetricTensor::from_entries(2, 1200, entries).expect("1201 entries");
        assert_eq!(tensor.summary(1).norm(), 2.0);
    }

    #[test]
    fn zeros_are_not_listed() {
        assert_eq!(summary(vec![0.0, 1.0, 0.0], 3).top(), [(vec![0, 1], 1.0)]);
        assert!(summary(vec![0.0; 3], 3).top().is_empty());
    }
}
