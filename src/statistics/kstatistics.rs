//! Unbiased estimators of cumulants.

use ndarray::Array2;

use super::moments::Moments;
use crate::Scalar;
use crate::action::SymmetricTensor;

/// The highest order for which there are estimators.
pub const MAX_ORDER: usize = 4;

impl<T: Scalar> Moments<T> {
    /// The k-statistics k^(1), .., k^(K) of these samples: symmetric functions whose expectations are the cumulants.
    /// With central moments m of N samples
    ///
    /// - k_i = mean,
    /// - k_ij = N/(N-1) m_ij,
    /// - k_ijk = N²/((N-1)(N-2)) m_ijk,
    /// - k_ijkl = N²/((N-1)(N-2)(N-3)) [(N+1) m_ijkl - (N-1)(m_ij m_kl + m_ik m_jl + m_il m_jk)].
    ///
    /// # Panics
    /// When there are fewer samples than orders, or the order is beyond [`MAX_ORDER`] or [`Moments::order`].
    ///
    /// # Cost
    /// That of [`Moments::about`].
    ///
    /// ```
    /// use diagraction::statistics::Moments;
    /// use ndarray::array;
    ///
    /// let mut moments = Moments::new(1, 2, vec![0.0]);
    /// moments.add(array![[1.0], [5.0]].view());
    /// let cumulants = moments.cumulants(2);
    /// assert_eq!((cumulants[0].entries()[0], cumulants[1].entries()[0]), (3.0, 8.0));
    /// ```
    pub fn cumulants(&self, order: usize) -> Vec<SymmetricTensor<T>> {
        assert!((1..=MAX_ORDER).contains(&order), "cumulants of order 1 to {MAX_ORDER}");
        let mut found: Vec<SymmetricTensor<T>> = self.central(order).into_iter().skip(1).collect();
        found[0].entries_mut().clone_from_slice(&self.mean());
        unbias(self.rows(), &mut found);
        found
    }
}

/// Turns the mean and the central moments of order 2, 3, .. into k-statistics.
///
/// # Panics
/// When there are fewer samples than orders.
pub(super) fn unbias<T: Scalar>(rows: usize, central: &mut [SymmetricTensor<T>]) {
    let covariance = central.get(1).map(matrix);
    for (tensor, order) in central.iter_mut().zip(1..) {
        let factor = factor::<T>(rows, order);
        if let (4, Some(covariance)) = (order, &covariance) {
            let less = (T::natural(rows) - T::one()) / (T::natural(rows) + T::one());
            add_pairings(-less, covariance, tensor);
        }
        tensor.entries_mut().iter_mut().for_each(|entry| *entry *= factor.clone());
    }
}

/// What the central moment of an order is multiplied with.
///
/// # Panics
/// When there are fewer samples than orders.
pub(super) fn factor<T: Scalar>(rows: usize, order: usize) -> T {
    assert!(rows >= order, "a k-statistic of order {order} takes {order} samples");
    let n = T::natural(rows);
    let falling = (1..order).fold(T::one(), |product, less| product * (n.clone() - T::natural(less)));
    let power = num_traits::pow(n.clone(), order.saturating_sub(1).min(2));
    if order == 4 { power * (n + T::one()) / falling } else { power / falling }
}

/// Adds factor · (c_ij c_kl + c_ik c_jl + c_il c_jk).
pub(super) fn add_pairings<T: Scalar>(factor: T, c: &Array2<T>, tensor: &mut SymmetricTensor<T>) {
    let d = c.nrows();
    let mut entries = tensor.entries_mut().iter_mut();
    for i in 0..d {
        for j in i..d {
            for k in j..d {
                let (a, b) = (factor.clone() * c[[i, k]].clone(), factor.clone() * c[[j, k]].clone());
                let both = factor.clone() * c[[i, j]].clone();
                for (l, entry) in (k..d).zip(&mut entries) {
                    *entry += both.clone() * c[[k, l]].clone()
                        + a.clone() * c[[j, l]].clone()
                        + b.clone() * c[[i, l]].clone();
                }
            }
        }
    }
}

/// A symmetric tensor of rank 2 as a matrix.
pub(super) fn matrix<T: Scalar>(tensor: &SymmetricTensor<T>) -> Array2<T> {
    let d = tensor.dimension();
    let mut matrix = Array2::zeros((d, d));
    for (index, entry) in tensor.iter() {
        matrix[[index[0], index[1]]] = entry.clone();
        matrix[[index[1], index[0]]] = entry.clone();
    }
    matrix
}
