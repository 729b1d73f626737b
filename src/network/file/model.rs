//! A network in the numbers that its file holds.

use crate::each::each;
use crate::network::{Network, NetworkError};
use crate::{Rational, Scalar};

/// A network as its file holds it.
#[derive(Clone, Debug, PartialEq)]
pub enum Model {
    /// From a tensor file: binary floats.
    Float(Network<f64>),
    /// From JSON: exact numbers.
    Exact(Network<Rational>),
}

impl Model {
    /// The dimension d.
    pub fn dimension(&self) -> usize {
        each!(self, Model::Float | Model::Exact, network => network.dimension())
    }

    /// The depth L.
    pub fn depth(&self) -> usize {
        each!(self, Model::Float | Model::Exact, network => network.depth())
    }

    /// The numbers of lower indices that occur in any layer, in rising order.
    pub fn arities(&self) -> Vec<usize> {
        each!(self, Model::Float | Model::Exact, network => network.arities())
    }

    /// The degree of the full action, 2 p^L for the largest arity p; `None` where it is beyond `usize`.
    pub fn degree(&self) -> Option<usize> {
        each!(self, Model::Float | Model::Exact, network => network.degree())
    }

    /// As [`to_f64`](Model::to_f64), without a copy of what is there.
    ///
    /// # Errors
    /// As [`Network::to_f64`].
    pub fn into_f64(self) -> Result<Network<f64>, NetworkError> {
        match self {
            Model::Float(network) => Ok(network),
            Model::Exact(network) => network.map(Scalar::to_f64),
        }
    }

    /// The network in floating point. Exact numbers are rounded to the nearest.
    ///
    /// # Errors
    /// As [`Network::to_f64`].
    pub fn to_f64(&self) -> Result<Network<f64>, NetworkError> {
        match self {
            Model::Float(network) => Ok(network.clone()),
            Model::Exact(network) => network.map(Scalar::to_f64),
        }
    }

    /// The network in exact numbers. Binary floats are taken as the rationals that they are.
    pub fn to_exact(&self) -> Network<Rational> {
        match self {
            Model::Float(network) => network.to_exact(),
            Model::Exact(network) => network.clone(),
        }
    }
}
