//! Fit: an action from samples without a network, and a network trained on them.
//!
//! Score matching finds the coefficients of a polynomial action by linear equations in the moments of the samples, with standard
//! errors. [`Samples`](crate::data::Samples) come from a file or from an array:
//!
//! ```
//! use diagraction::fit::{Options, score_matching};
//! use diagraction::prelude::*;
//!
//! // x of variance 1/4: S = -2 x².
//! let linear = network::Linear { weight: ndarray::array![[2.0]], bias: ndarray::array![0.0] };
//! let network = Network::new(vec![linear], vec![])?;
//! let samples = Samples::from_array(network.sample(20_000, 3)?);
//!
//! let memory = 1 << 30;
//! let fit = score_matching(&samples, &Options::dense(2, memory))?;
//! let curvature = fit.couplings().last().ok_or("no coefficient")?;
//! assert_eq!(curvature.index, [0, 0]);
//! assert!((curvature.value + 2.0).abs() < 4.0 * curvature.error);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! On a lattice most couplings vanish. A support says which are fitted, and the others are zero:
//!
//! ```
//! use diagraction::fit::{Monomials, Options, score_matching};
//! use diagraction::prelude::*;
//!
//! let network = network::file::load("examples/models/lattice16.safetensors")?.into_f64()?;
//! let samples = Samples::from_array(network.sample(4000, 3)?);
//! let lattice: Lattice = "square:4x4".parse()?;
//! let support = Monomials::neighbours(&lattice, 4);
//! assert_eq!(support.len(), 96);
//!
//! let fit = score_matching(&samples, &Options::on(support, 1 << 30))?;
//! let action: SparseAction<f64> = fit.action();
//! assert!(action.get(&[0, 1]) > 0.0 && action.get(&[0, 2]) == 0.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A network is trained by maximum likelihood. What it has learned is its action, extracted as before:
//!
//! ```
//! use diagraction::prelude::*;
//! use diagraction::train::{Options, train};
//!
//! let samples = Samples::open("examples/data/double_wells.npy", None)?;
//! let (training, test) = (samples.part(0, 1000), samples.part(1000, 200));
//! let options = Options { epochs: 2, ..Options::new(1) };
//! let trained = train(&training, Some(&test), &options, &mut ())?;
//! assert!(trained.epochs[trained.best].test <= trained.epochs[0].test);
//!
//! let request = Request { max_rank: Some(2), ..Request::default() };
//! let learned = evaluate::extract(&trained.network, &request, Method::Factored)?;
//! assert_eq!(learned.dimension(), samples.dimension());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`Training`](crate::train::Training) does the same in pieces that can be kept and taken up again.
