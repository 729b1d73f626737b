//! Moments of samples that have weights.

use ndarray::{Array2, ArrayView1, ArrayView2, ShapeBuilder};

use super::Moments;
use crate::Scalar;
use crate::action::SymmetricTensor;
use crate::statistics::kstatistics::{MAX_ORDER, add_pairings, matrix};

impl<T: Scalar> Moments<T> {
    /// Adds samples, shape (n, d), each with a weight; of the weights only ratios matter.
    ///
    /// # Panics
    /// When the samples have another dimension, or there is not one weight for each.
    ///
    /// ```
    /// use diagraction::statistics::Moments;
    /// use ndarray::array;
    ///
    /// let mut moments = Moments::new(1, 2, vec![0.0]);
    /// moments.add_weighted(array![[1.0], [5.0]].view(), array![3.0, 1.0].view());
    /// assert_eq!(moments.mean(), [2.0]);
    /// assert_eq!(moments.weighted_cumulants(2)[1].entries(), [3.0]);
    /// ```
    pub fn add_weighted(&mut self, samples: ArrayView2<'_, T>, weights: ArrayView1<'_, T>) {
        assert_eq!(samples.nrows(), weights.len(), "a weight for each sample");
        self.add_rows(samples, Some(weights));
        weights.iter().for_each(|weight| self.weight += weight.clone());
    }

    /// The cumulants of order 1, .., K of the distribution that has these samples with their weights: functions of the moments,
    /// which are not unbiased as those of [`Moments::cumulants`] are.
    ///
    /// # Panics
    /// When there are no samples, or the order is beyond [`MAX_ORDER`] or [`Moments::order`].
    ///
    /// # Cost
    /// That of [`Moments::about`].
    pub fn weighted_cumulants(&self, order: usize) -> Vec<SymmetricTensor<T>> {
        assert!((1..=MAX_ORDER).contains(&order), "cumulants of order 1 to {MAX_ORDER}");
        let mut found: Vec<SymmetricTensor<T>> = self.central(order).into_iter().skip(1).collect();
        found[0].entries_mut().clone_from_slice(&self.mean());
        if let [_, m2, _, m4] = found.as_mut_slice() {
            add_pairings(-T::one(), &matrix(m2), m4);
        }
        found
    }

    /// Adds the sums of other samples about the same point, their weights times a factor.
    pub(crate) fn add_scaled(&mut self, other: &Moments<T>, factor: &T) {
        debug_assert!(self.point == other.point, "moments about one point");
        for (sum, other) in self.sums.iter_mut().zip(&other.sums) {
            sum.zip_mut_with(other, |sum, other| *sum += factor.clone() * other.clone());
        }
        self.weight += factor.clone() * other.weight.clone();
        self.rows += other.rows;
    }

    /// No samples yet, as many moments about the same point.
    pub(crate) fn empty(&self) -> Moments<T> {
        let (point, splits) = (self.point.clone(), self.splits.clone());
        let sums = self.sums.iter().map(|sum| Array2::zeros(sum.dim().f())).collect();
        Moments { point, rows: 0, weight: T::zero(), splits, sums }
    }
}
