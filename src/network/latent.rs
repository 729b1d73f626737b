//! The density of the latent variable: the standard Gaussian unless another one is given, as a component of a mixture has it.

use ndarray::{Array1, Array2, ArrayView2, CowArray, Ix2};

use super::{Activation, Network, NetworkError, TensorName, Weight, finite};
use crate::Scalar;
use crate::symmetric::ldl;

/// A Gaussian of the latent variable with mean m and precision P.
///
/// # Formula
/// ```text
/// ln p_Z(z) = -(z - m)·P(z - m)/2 + ln det P / 2 - (d/2) ln 2π = B^(0) + B^(1)·z + z·B^(2)z
/// B^(2) = -P/2    B^(1) = P m    B^(0) = -m·P m/2 and the constants
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Latent<T> {
    mean: Array1<T>,
    precision: Array2<T>,
}

impl<T: Weight> Latent<T> {
    /// A mean of shape (d) and a symmetric precision of shape (d, d).
    ///
    /// # Errors
    /// Shapes that do not fit, an entry that is not finite, or a matrix that is not symmetric or not positive definite.
    ///
    /// ```
    /// use diagraction::network::Latent;
    /// use ndarray::array;
    ///
    /// let latent = Latent::new(array![1.0, 0.0], array![[2.0, 1.0], [1.0, 3.0]])?;
    /// assert_eq!(latent.linear(), array![2.0, 1.0]);
    /// assert!(Latent::new(array![0.0, 0.0], array![[1.0, 2.0], [2.0, 1.0]]).is_err());
    /// # Ok::<(), diagraction::network::NetworkError>(())
    /// ```
    pub fn new(mean: Array1<T>, precision: Array2<T>) -> Result<Latent<T>, NetworkError> {
        let (d, found) = (mean.len(), precision.shape().to_vec());
        if found != [d, d] || d == 0 {
            return Err(NetworkError::LatentShape { tensor: TensorName::LatentPrecision, found, d });
        }
        finite::check(TensorName::LatentMean, mean.view().into_dyn())?;
        finite::check(TensorName::LatentPrecision, precision.view().into_dyn())?;
        if precision != precision.t() {
            return Err(NetworkError::Asymmetric);
        }
        if !ldl(precision.view()).1.iter().all(|pivot| *pivot > T::zero()) {
            return Err(NetworkError::Indefinite);
        }
        Ok(Latent { mean, precision })
    }
}

impl<T: Scalar> Latent<T> {
    fn is_standard(&self) -> bool {
        let is_one =
            |((i, j), entry): ((usize, usize), &T)| if i == j { entry.is_one() } else { entry.is_zero() };
        self.mean.iter().all(T::is_zero) && self.precision.indexed_iter().all(is_one)
    }

    /// The same in other numbers.
    ///
    /// # Errors
    /// As [`Latent::new`].
    pub fn map<U: Weight>(&self, convert: impl Fn(&T) -> U) -> Result<Latent<U>, NetworkError> {
        Latent::new(self.mean.map(&convert), self.precision.map(&convert))
    }

    /// The mean m.
    pub fn mean(&self) -> &Array1<T> {
        &self.mean
    }

    /// The precision P, the inverse of the covariance.
    pub fn precision(&self) -> &Array2<T> {
        &self.precision
    }

    /// B^(1) = P m, what the one-leg vertex is worth.
    pub fn linear(&self) -> Array1<T> {
        times(&self.precision, &self.mean)
    }

    /// Whether there is a one-leg vertex.
    pub fn has_linear(&self) -> bool {
        self.mean.iter().any(|entry| !entry.is_zero())
    }

    /// The rational part of B^(0), -m·P m/2.
    pub fn constant(&self) -> T {
        let square = self.mean.iter().zip(self.linear()).fold(T::zero(), |sum, (m, b)| sum + m.clone() * b);
        -T::half() * square
    }

    pub(super) fn over<U: Scalar>(&self, convert: impl Fn(&T) -> U) -> Latent<U> {
        Latent { mean: self.mean.map(&convert), precision: self.precision.map(&convert) }
    }
}

impl Latent<f64> {
    /// R of P = RᵀR, upper triangular.
    pub(super) fn root(&self) -> Array2<f64> {
        let (lower, pivots) = ldl(self.precision.view());
        let mut root = lower.reversed_axes();
        for (mut row, pivot) in root.outer_iter_mut().zip(pivots) {
            row.mapv_inplace(|entry| entry * pivot.sqrt());
        }
        root
    }
}

fn times<T: Scalar>(matrix: &Array2<T>, vector: &Array1<T>) -> Array1<T> {
    let column = vector.view().insert_axis(ndarray::Axis(1));
    T::matrix_product(matrix.view(), column).remove_axis(ndarray::Axis(1))
}

impl<T: Weight> Network<T> {
    /// The same map with another density of the latent variable, which is taken into the last linear layer: its bias becomes b - m, and of floats W and b are
    /// multiplied by the root R of P = RᵀR. Exact numbers have no root, and keep P as the metric of z.
    ///
    /// # Errors
    /// A latent variable of another dimension, or one that already has a density of its own; floats out of range.
    ///
    /// ```
    /// use diagraction::network::{Latent, Linear, Network};
    /// use ndarray::array;
    ///
    /// let network = Network::new(vec![Linear { weight: array![[2.0]], bias: array![0.0] }], vec![])?;
    /// let component = network.clone().with_latent(&Latent::new(array![3.0], array![[4.0]])?)?;
    /// // x = z/2 with z of mean 3 and standard deviation 1/2.
    /// let peak = (16.0 / std::f64::consts::TAU).sqrt();
    /// assert!((component.log_density(array![1.5].view())? - peak.ln()).abs() < 1e-15);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_latent(mut self, latent: &Latent<T>) -> Result<Network<T>, NetworkError> {
        let (d, found) = (self.dimension(), latent.mean.len());
        if d != found || self.latent.is_some() {
            return Err(NetworkError::latent_length(found, d));
        }
        if latent.is_standard() {
            return Ok(self);
        }
        let last = self.linear.last_mut().expect("a network has a linear layer");
        last.bias.zip_mut_with(&latent.mean, |bias, mean| *bias -= mean.clone());
        T::absorb(&mut self, latent)?;
        Ok(self)
    }
}

impl<T: Weight> Network<T> {
    /// The same layers with other activations, and the same latent density.
    ///
    /// # Errors
    /// As [`Network::new`].
    pub(crate) fn with_activations(
        &self,
        activations: Vec<Activation<T>>,
    ) -> Result<Network<T>, NetworkError> {
        Ok(Network { latent: self.latent.clone(), ..Network::new(self.linear.clone(), activations)? })
    }

    /// The layers as they stand with a standard Gaussian, and the latent density, where it is another one.
    pub(super) fn apart(&self) -> (Network<T>, Option<Latent<T>>) {
        let mut plain = self.clone();
        let bias = self.own_bias(self.depth() + 1);
        plain.linear.last_mut().expect("a network has a linear layer").bias = bias;
        (Network { latent: None, ..plain }, self.latent.clone())
    }
}

impl<T: Scalar> Network<T> {
    /// The density of the latent variable, where it is not the standard Gaussian of z itself.
    pub fn latent(&self) -> Option<&Latent<T>> {
        self.latent.as_ref()
    }

    /// b_l as it stands in the layer. In the last one [`Network::linear`] has the mean of the latent variable subtracted.
    pub(crate) fn own_bias(&self, layer: usize) -> Array1<T> {
        let bias = &self.linear(layer).bias;
        match &self.latent {
            Some(latent) if layer == self.depth() + 1 => bias + &latent.mean,
            _ => bias.clone(),
        }
    }

    /// What is multiplied with z in S = -z·(dual z)/2: P z, or z itself. Columns are vectors.
    pub(crate) fn dual<'a>(&self, z: ArrayView2<'a, T>) -> CowArray<'a, T, Ix2> {
        match &self.latent {
            None => z.into(),
            Some(latent) => T::matrix_product(latent.precision.view(), z).into(),
        }
    }
}
