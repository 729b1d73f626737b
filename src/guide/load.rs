//! Load a model: a network from a file or from arrays, its map and its density.
//!
//! A model file holds the weights of linear layers W_l, b_l and of the couplings χ_l between them. Its ending names the format:
//! `.safetensors` and `.npz` hold floats, `.json` holds exact numbers. So a [`Model`](crate::network::file::Model) is one of the
//! two, and a program says in which numbers it goes on.
//!
//! ```
//! use diagraction::prelude::*;
//!
//! let model = network::file::load("examples/models/lattice16.safetensors")?;
//! assert_eq!((model.dimension(), model.depth()), (16, 3));
//!
//! let network: Network<f64> = model.into_f64()?;
//! assert_eq!(network.linear(1).weight.shape(), [16, 16]);
//! assert_eq!(network.activation(1).couplings()[0].shape(), [8, 8, 8]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The network is a map z = f(x) with an inverse. With a normal z it is a density, whose logarithm is the action:
//!
//! ```
//! # use diagraction::prelude::*;
//! # let network = network::file::load("examples/models/lattice16.safetensors")?.into_f64()?;
//! let samples = network.sample(3, 7)?;
//! let x = samples.row(0);
//! let back = network.inverse(network.forward(x).view())?;
//! assert!(back.iter().zip(x).all(|(a, b)| (a - b).abs() < 1e-10));
//!
//! let ln_p = network.log_density_batch(samples.view())?;
//! assert!((ln_p[0] - network.log_density(x)?).abs() < 1e-10);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A network can also be put together from arrays. Shapes are checked, and so is that every W_l has an inverse.
//!
//! ```
//! use diagraction::network::{Activation, Coupling, Linear};
//! use diagraction::prelude::*;
//! use ndarray::array;
//!
//! // z = (x_0, x_1 + x_0² / 2)
//! let identity = || Linear { weight: array![[1.0, 0.0], [0.0, 1.0]], bias: array![0.0, 0.0] };
//! let square = Activation::new(vec![Coupling::new(array![[[0.5]]])?])?;
//! let network = Network::new(vec![identity(), identity()], vec![square])?;
//! assert_eq!(network.forward(array![2.0, 1.0].view()), array![2.0, 3.0]);
//! # Ok::<(), network::NetworkError>(())
//! ```
//!
//! [`save`](crate::network::file::save) writes a network, and the ending of the path names the format again.
//!
//! Next: [extract its action](super::extract).
