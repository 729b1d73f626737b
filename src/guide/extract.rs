//! Extract the action of a network: the coefficients A^(k), all of them or a few, in floats or exactly.
//!
//! ln p(x) of the network is a polynomial S(x) = Σ_k A^(k) · x^{⊗k}. A [`Request`](crate::evaluate::Request) says which part of it
//! is wanted and what it may cost; [`cheapest`](crate::evaluate::cheapest) takes the method with the lowest estimate, and
//! [`Plan::run`](crate::evaluate::Plan::run) computes.
//!
//! ```
//! use diagraction::prelude::*;
//!
//! let network = network::file::load("examples/models/lattice16.safetensors")?.into_f64()?;
//! let request = Request { max_rank: Some(3), ..Request::default() };
//! let plan = evaluate::cheapest(&network, &request)?;
//! let action: Action<f64> = plan.run(&network)?.into_action(request.memory, &())?;
//!
//! let cubic = &action.tensors()[3];
//! assert_eq!(cubic.entries().len(), 816);
//! for (index, value) in cubic.summary(3).top() {
//!     assert_eq!(*cubic.get(&index), value);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Entries are those of the symmetric tensor: the monomial x_0 x_1 has the coefficient 2 A^(2)_01. Up to rank 3 this action is not
//! ln p(x), but close to it where x is small. The full action of a small network is ln p(x), and with exact weights it is exact:
//!
//! ```
//! use diagraction::prelude::*;
//!
//! let network = network::file::load("tests/cases/d2_L1.model.json")?.to_exact();
//! let action = evaluate::extract(&network, &Request::default(), Method::Dressed)?;
//! assert_eq!(action.max_rank(), 4);
//!
//! let x = [0.3, -0.2];
//! let value = action.to_f64()?.value(&x);
//! let ln_p = network.to_f64()?.log_density(ndarray::arr1(&x).view())?;
//! assert!((value - ln_p).abs() < 1e-12);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Where A^(4) has too many entries to be held, [`Coefficients`](crate::evaluate::Coefficients) keep it as a sum of products of
//! matrices, and single entries and rows are read off that form:
//!
//! ```
//! use diagraction::evaluate::Quartic;
//! use diagraction::prelude::*;
//!
//! let network = network::file::load("examples/models/lattice16.safetensors")?.into_f64()?;
//! let request = Request { max_rank: Some(4), quartic: Quartic::Pairs, ..Request::default() };
//! let coefficients = evaluate::plan(&network, &request, Method::Factored)?.run(&network)?;
//! let row = coefficients.row(&[0, 1, 2]);
//! assert_eq!(row[3], coefficients.entry(&[0, 1, 2, 3]));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Actions are written and read by [`action::file`](crate::action::file), set side by side by
//! [`action::compare`](crate::action::compare), and evaluated many times by a [`Kernel`](crate::action::Kernel).
//!
//! Next: [look at the diagrams](super::diagrams).
