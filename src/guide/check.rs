//! Check: one method against another, and the action against the network.
//!
//! The methods share the network and the type of the action, and nothing between; two of them that agree are a proof of both. In
//! exact numbers agreement is equality:
//!
//! ```
//! use diagraction::prelude::*;
//!
//! let network = network::file::load("tests/cases/d3_L1.model.json")?.to_exact();
//! let request = Request::default();
//! let by_diagrams = evaluate::extract(&network, &request, Method::Diagrams)?;
//! let direct = evaluate::extract(&network, &request, Method::Direct)?;
//! assert_eq!(by_diagrams, direct);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! In floats they agree up to rounding. A [`Test`](crate::check::Test) says what was found, which bound decides, and whether it
//! holds, rank by rank:
//!
//! ```
//! use diagraction::prelude::*;
//!
//! let network = network::file::load("examples/models/lattice16.safetensors")?.into_f64()?;
//! let request = Request { max_rank: Some(3), ..Request::default() };
//! let factored = evaluate::extract(&network, &request, Method::Factored)?;
//! let dressed = evaluate::extract(&network, &request, Method::Dressed)?;
//! let tests = check::methods("factored = dressed", &factored, &dressed);
//! assert_eq!(tests.len(), 4);
//! assert!(tests.iter().all(|test| test.holds == Some(true)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! The last word has the network, which knows no coefficient. A complete action is held against ln p(x) at points; of one that is
//! cut at a rank K the rest must vanish like the power K + 1 of x:
//!
//! ```
//! use diagraction::prelude::*;
//!
//! let network = network::file::load("tests/cases/d2_L1.model.json")?.into_f64()?;
//! let complete = evaluate::extract(&network, &Request::default(), Method::Factored)?;
//! let (points, seed) = (8, 1);
//! assert_eq!(check::forward(&network, &complete, points, seed)?.holds, Some(true));
//!
//! let request = Request { max_rank: Some(2), ..Request::default() };
//! let rest = check::remainder(&network, request.truncation(), points, seed, |network| {
//!     evaluate::extract(network, &request, Method::Dressed)
//! })?;
//! assert_eq!(rest.holds, Some(true));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! A network is normalised, so the [vacuum diagrams](crate::check::vacuum) of its action cancel. Of any other action
//! [`check::theory`](crate::check::theory) holds the cumulants, by Feynman diagrams, against the Schwinger-Dyson equations.
//!
//! [`check::all`](crate::check::all) makes all of these that apply to a network, and a [report](crate::report) puts them on a page with the
//! coefficients and their diagrams. From the file to the page:
//!
//! ```
//! use std::path::Path;
//!
//! use diagraction::prelude::*;
//!
//! let path = Path::new("examples/models/lattice16.safetensors");
//! let model = network::file::load(path)?;
//! let facts = report::Provenance::of(path, &model)?;
//! let network = model.into_f64()?;
//! let request = Request { max_rank: Some(3), ..Request::default() };
//! let action = evaluate::extract(&network, &request, Method::Factored)?;
//! let tests = check::all(&network, &request, check::Points { count: 8, seed: 1 }, None)?;
//! // Vacuum diagrams are left out, since they need higher ranks.
//! assert!(tests.iter().all(|test| test.holds != Some(false)));
//! let page = report::assemble(&report::Subject { request, ..report::Subject::new(facts, &network) }, &())?;
//! let folder = tempfile::tempdir()?;
//! std::fs::write(folder.path().join("report.html"), report::html(&page)?)?;
//! # assert_eq!(page.ranks.len(), action.max_rank());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! These checks say that the action is that of the network, not that the network has learned the truth. For that, compare it with
//! a known one by [`action::compare`](crate::action::compare).
//!
//! Next: [sample](super::sample).
