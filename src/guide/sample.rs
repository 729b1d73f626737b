//! Sample: draws of an action and of a network, and whether they can be used.
//!
//! A theory is a few lines of text, and its action is exact. It can be sampled where exp(S) can be normalised, which is proved or
//! refuted before any work:
//!
//! ```
//! use diagraction::action::Normalisability;
//! use diagraction::prelude::*;
//!
//! let exact = theory::read("dimension 2  S = -1/2 * x[0]^2 - x[1]^2 + 1/2 * x[0] * x[1]")?;
//! assert!(matches!(exact.normalisability(), Normalisability::Proved { .. }));
//! let action: SparseAction<f64> = exact.to_f64()?;
//! assert_eq!(action.value(&[1.0, 1.0]), -1.0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! [`nuts`](crate::sample::nuts) runs several chains of the no-U-turn sampler, and a [`Report`](crate::sample::Report) says whether
//! they agree. Chains that do not are no error, so ask.
//!
//! ```
//! use diagraction::prelude::*;
//! use diagraction::sample::{Report, Settings, nuts};
//!
//! let action = theory::load("examples/theories/gaussian.action")?.to_f64()?;
//! let kernel = Kernel::new(&action);
//! let settings = Settings { draws: 4000, tune: 300, ..Settings::default() };
//! let drawn = nuts(&kernel, &settings, &())?;
//! assert_eq!((drawn.draws.rows(), drawn.draws.dimension()), (4000, 2));
//!
//! let report = Report::with_search(&kernel, &drawn, settings.seed)?;
//! assert!(report.verdict().agree, "{}", report.verdict().text);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A network is sampled by its inverse: its draws are independent, and nothing has to be diagnosed. Cumulants of either come with
//! standard errors:
//!
//! ```
//! use diagraction::prelude::*;
//!
//! let network = network::file::load("examples/models/lattice16.safetensors")?.into_f64()?;
//! let samples = Samples::from_array(network.sample(2000, 1)?);
//! let request = statistics::Request { order: 2, ..statistics::Request::default() };
//! let found = statistics::measure(&samples, &request, &())?;
//! let variance = &found.orders[1];
//! assert!(variance.value.get(&[0, 0]) > variance.error.get(&[0, 0]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Next: [fit](super::fit).
