//! The layers of a network, checked to fit when they are put together.

use std::collections::BTreeSet;

use ndarray::{Array1, Array2, ArrayView1, ArrayViewD};

use super::coupling::standard;
use super::lu::Lu;
use super::name::split;
use super::{Activation, Latent, NetworkError, TensorName, Weight, finite};
use crate::Scalar;

/// The linear map h = W x + b of one layer, Eq. (13).
#[derive(Clone, Debug, PartialEq)]
pub struct Linear<T> {
    /// W, shape (d, d), row by row: `weight[[i, j]]` multiplies x_j and adds to h_i.
    pub weight: Array2<T>,
    /// b, shape (d).
    pub bias: Array1<T>,
}

/// An invertible polynomial network z = f(x); see the [module page](super) for its map.
///
/// Shapes fit, entries are finite and every W_l is regular: [`Network::new`] refuses anything else.
///
/// ```
/// use diagraction::network::{Activation, Coupling, Linear, Network};
/// use ndarray::{Array3, array};
///
/// let linear = || Linear { weight: array![[1.0, 0.0], [0.0, 2.0]], bias: array![0.0, 1.0] };
/// let chi = Coupling::new(Array3::from_elem((1, 1, 1), 3.0))?;
/// let network = Network::new(vec![linear(), linear()], vec![Activation::new(vec![chi])?])?;
/// // h_1 = (2, 3), x_2 = (2, 3 + 3 · 2²), z = (2, 2 · 15 + 1)
/// assert_eq!(network.forward(array![2.0, 1.0].view()), array![2.0, 31.0]);
/// # Ok::<(), diagraction::network::NetworkError>(())
/// ```
///
/// # Source
/// Eq. (6) and Fig. 2.
#[derive(Clone, Debug)]
pub struct Network<T> {
    pub(super) linear: Vec<Linear<T>>,
    pub(super) activations: Vec<Activation<T>>,
    /// Factors of the W_l in floating point; empty in exact arithmetic, where nothing is kept.
    pub(super) factors: Vec<Lu>,
    /// Of exact numbers, where the latent variable is no standard Gaussian; the last bias has its mean subtracted.
    pub(super) latent: Option<Latent<T>>,
}

impl<T: Weight> Network<T> {
    /// A network from L + 1 linear layers and the L activations between them.
    ///
    /// # Errors
    /// Any [`NetworkError`]: layers are missing, a shape does not fit, an entry is not finite, or a W_l is
    /// singular (to within [`SINGULAR_PIVOT`](super::SINGULAR_PIVOT) in floating point).
    ///
    /// # Cost
    /// O(L d³) for the factors of the W_l.
    pub fn new(linear: Vec<Linear<T>>, activations: Vec<Activation<T>>) -> Result<Self, NetworkError> {
        let in_rows = |linear: Linear<T>| Linear { weight: standard(linear.weight), ..linear };
        let linear: Vec<_> = linear.into_iter().map(in_rows).collect();
        check_shapes(&linear, &activations)?;
        tensors(&linear, &activations).try_for_each(|(name, entries)| finite::check(name, entries))?;
        let factors = T::factorise(&linear)?;
        Ok(Network { linear, activations, factors, latent: None })
    }
}

impl<T: Scalar> Network<T> {
    /// The dimension d of x and z.
    pub fn dimension(&self) -> usize {
        self.linear[0].bias.len()
    }

    /// The sizes (d1, d2) = (⌈d/2⌉, ⌊d/2⌋) of the half that the activations read and the half they change.
    pub fn split(&self) -> (usize, usize) {
        split(self.dimension())
    }

    /// The depth L: the number of activations.
    pub fn depth(&self) -> usize {
        self.activations.len()
    }

    /// Layer l of the linear maps, 1 ≤ l ≤ L + 1.
    ///
    /// # Panics
    /// When there is no such layer.
    pub fn linear(&self, layer: usize) -> &Linear<T> {
        assert!((1..=self.depth() + 1).contains(&layer), "linear layers are 1 to L + 1");
        &self.linear[layer - 1]
    }

    /// Layer l of the activations, 1 ≤ l ≤ L.
    ///
    /// # Panics
    /// When there is no such layer.
    pub fn activation(&self, layer: usize) -> &Activation<T> {
        assert!((1..=self.depth()).contains(&layer), "activations are 1 to L");
        &self.activations[layer - 1]
    }

    /// The numbers of lower indices that occur in any layer, in rising order; empty for L = 0.
    pub fn arities(&self) -> Vec<usize> {
        let all: BTreeSet<_> = self.activations.iter().flat_map(Activation::arities).collect();
        all.into_iter().collect()
    }

    /// The degree of the full action, 2 p^L for the largest arity p; `None` where it is beyond `usize`.
    pub fn degree(&self) -> Option<usize> {
        let arity = self.arities().last().copied().unwrap_or(2);
        arity.checked_pow(u32::try_from(self.depth()).ok()?)?.checked_mul(2)
    }

    /// The bytes of the weights, the couplings and the factors of the W_l, for 64-bit floats.
    pub fn bytes(&self) -> u64 {
        let each = |(name, entries): (TensorName, ArrayViewD<'_, T>)| match name {
            TensorName::Weight { .. } => 2 * entries.len(),
            _ => entries.len(),
        };
        (size_of::<f64>() * tensors(&self.linear, &self.activations).map(each).sum::<usize>()) as u64
    }

    /// The same map as a function of the distance from a point, x -> f(x* + x): b_1 becomes W_1 x* + b_1. Its
    /// action is that of the network, expanded around x*.
    ///
    /// # Panics
    /// When the point has not d components.
    ///
    /// ```
    /// use diagraction::network::{Linear, Network};
    /// use ndarray::array;
    ///
    /// let linear = Linear { weight: array![[2.0]], bias: array![1.0] };
    /// let shifted = Network::new(vec![linear], vec![])?.shifted(array![3.0].view());
    /// assert_eq!(shifted.forward(array![0.5].view()), array![2.0 * 3.5 + 1.0]);
    /// # Ok::<(), diagraction::network::NetworkError>(())
    /// ```
    #[must_use]
    pub fn shifted(mut self, point: ArrayView1<'_, T>) -> Network<T> {
        self.linear[0].bias = self.linear[0].forward(point);
        self
    }

    /// The same network with every entry converted.
    ///
    /// # Errors
    /// The conversion made an entry that is not finite, or a singular W_l.
    pub fn map<U: Weight>(&self, convert: impl Fn(&T) -> U) -> Result<Network<U>, NetworkError> {
        let (mut linear, activations) = self.map_layers(&convert);
        let Some(latent) = &self.latent else { return Network::new(linear, activations) };
        if let Some(last) = linear.last_mut() {
            last.bias = self.own_bias(self.depth() + 1).map(&convert);
        }
        Network::new(linear, activations)?.with_latent(&latent.map(&convert)?)
    }

    /// The same layers in another arithmetic, with one conversion for the linear layers and one for the couplings. Nothing is
    /// checked, and what needs the factors of the W_l is left to the network itself.
    pub(crate) fn over<U: Scalar>(&self, linear: impl Fn(&T) -> U, coupling: impl Fn(&T) -> U) -> Network<U> {
        let latent = self.latent.as_ref().map(|latent| latent.over(&linear));
        let (linear, _) = self.map_layers(linear);
        let (_, activations) = self.map_layers(coupling);
        Network { linear, activations, factors: Vec::new(), latent }
    }

    pub(super) fn map_layers<U: Scalar>(
        &self,
        convert: impl Fn(&T) -> U,
    ) -> (Vec<Linear<U>>, Vec<Activation<U>>) {
        let linear = self.linear.iter();
        let linear = linear.map(|l| Linear { weight: l.weight.map(&convert), bias: l.bias.map(&convert) });
        (linear.collect(), self.activations.iter().map(|activation| activation.map(&convert)).collect())
    }
}

/// Equal layers, entry by entry.
impl<T: PartialEq> PartialEq for Network<T> {
    fn eq(&self, other: &Self) -> bool {
        self.linear == other.linear && self.activations == other.activations && self.latent == other.latent
    }
}

/// All tensors of a network, those of the linear layers first.
pub(super) fn tensors<'a, T: Scalar>(
    linear: &'a [Linear<T>],
    activations: &'a [Activation<T>],
) -> impl Iterator<Item = (TensorName, ArrayViewD<'a, T>)> {
    let linear = (1..).zip(linear).flat_map(|(layer, Linear { weight, bias })| {
        let (weight, bias) = (weight.view().into_dyn(), bias.view().into_dyn());
        [(TensorName::Weight { layer }, weight), (TensorName::Bias { layer }, bias)]
    });
    let couplings = (1..).zip(activations).flat_map(|(layer, activation)| {
        activation.couplings().iter().flat_map(move |coupling| coupling.stored(layer))
    });
    linear.chain(couplings)
}

fn check_shapes<T: Scalar>(linear: &[Linear<T>], activations: &[Activation<T>]) -> Result<(), NetworkError> {
    let dimension = linear.first().ok_or(NetworkError::Empty)?.weight.nrows();
    if linear.len() != activations.len() + 1 {
        return Err(NetworkError::LayerCount { linear: linear.len(), activations: activations.len() });
    }
    if dimension == 0 {
        let found = linear[0].weight.shape().to_vec();
        return Err(NetworkError::ZeroDimension { tensor: TensorName::Weight { layer: 1 }, found });
    }
    tensors(linear, activations).try_for_each(|(name, entries)| {
        let terms = match name {
            TensorName::CouplingOutput { .. } => entries.shape()[1],
            TensorName::CouplingInput { .. } => entries.shape()[0],
            _ => 1,
        };
        expect_shape(name, entries.shape(), dimension, terms)
    })
}

pub(super) fn expect_shape(
    tensor: TensorName,
    found: &[usize],
    dimension: usize,
    terms: usize,
) -> Result<(), NetworkError> {
    let expected = tensor.shape(dimension, terms);
    match found == expected {
        true => Ok(()),
        false => Err(NetworkError::Shape { tensor, found: found.to_vec(), expected }),
    }
}
