//! A network in the numbers that its file holds.

use crate::each::each;
use crate::network::{Latent, Mixture, Network, NetworkError};
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

/// The components of a mixture as their file holds them: a network, and weights and densities of its latent variable, none of a single component with a
/// standard Gaussian.
#[derive(Clone, Debug, PartialEq)]
pub enum Components {
    /// From a tensor file.
    Float(Network<f64>, Vec<(f64, Latent<f64>)>),
    /// From JSON.
    Exact(Network<Rational>, Vec<(Rational, Latent<Rational>)>),
}

impl Components {
    /// The number K of components.
    pub fn len(&self) -> usize {
        match self {
            Components::Float(_, latent) => latent.len().max(1),
            Components::Exact(_, latent) => latent.len().max(1),
        }
    }

    /// Never: there is a component at least.
    pub fn is_empty(&self) -> bool {
        false
    }

    /// One component, counted from 0.
    ///
    /// # Errors
    /// As [`Network::with_latent`].
    ///
    /// # Panics
    /// When there is no such component.
    pub fn into_component(self, k: usize) -> Result<Model, NetworkError> {
        assert!(k < self.len(), "components are 0 to K - 1");
        Ok(match self {
            Components::Float(network, latent) => Model::Float(match latent.get(k) {
                Some((_, latent)) => network.with_latent(latent)?,
                None => network,
            }),
            Components::Exact(network, latent) => Model::Exact(match latent.get(k) {
                Some((_, latent)) => network.with_latent(latent)?,
                None => network,
            }),
        })
    }

    /// All of them in floats.
    ///
    /// # Errors
    /// As [`Network::to_f64`], and no densities.
    pub fn into_mixture(self) -> Result<Mixture, NetworkError> {
        match self {
            Components::Float(network, latent) => Mixture::new(network, latent),
            Components::Exact(network, latent) => {
                let floats = |(weight, latent): (Rational, Latent<Rational>)| {
                    Ok((Scalar::to_f64(&weight), latent.map(Scalar::to_f64)?))
                };
                let latent = latent.into_iter().map(floats).collect::<Result<_, NetworkError>>()?;
                Mixture::new(network.map(Scalar::to_f64)?, latent)
            }
        }
    }
}
