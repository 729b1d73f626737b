//! Look at the diagrams: generate, print and count them, and see which of them make a coefficient.
//!
//! A coefficient is a sum of diagrams with exact factors. [`Expand`](crate::rewrite::Expand) says of which network and under which
//! cutoffs; [`generate`](crate::rewrite::Expand::generate) makes the legs, and the diagrams stream from pairs of them.
//!
//! ```
//! use diagraction::notation::{Charset, Printer};
//! use diagraction::prelude::*;
//! use diagraction::rewrite::{Cutoffs, Expand};
//!
//! let quadratic = Cutoffs { min_rank: 2, max_rank: Some(2), ..Cutoffs::none() };
//! let expansion = Expand::new(1).cutoffs(quadratic).generate()?;
//! let mut printer = Printer::new(Charset::Ascii);
//! let mut lines = expansion
//!     .terms()
//!     .map(|term| format!("{} * {}", term.factor, printer.diagram(expansion.arena(), &term.diagram)));
//! assert_eq!(lines.next().as_deref(), Some("1 * Z(W2.W1.x, W2.W1.x)"));
//! # Ok::<(), rewrite::ExpandError>(())
//! ```
//!
//! Their number grows doubly exponentially with the depth, so they are counted without being made. Dressed diagrams, in which all
//! trees of bias circles are summed up, stay few at any depth:
//!
//! ```
//! use diagraction::rewrite::{Cutoffs, Expand};
//!
//! assert_eq!(Expand::new(4).count()?.total().to_string(), "4,537,853,011");
//! let to_rank_four = Cutoffs { max_rank: Some(4), ..Cutoffs::none() };
//! let dressed = Expand::new(34).dressed().cutoffs(to_rank_four);
//! assert_eq!(dressed.count()?.total().to_string(), "14,317");
//! # Ok::<(), diagraction::rewrite::ExpandError>(())
//! ```
//!
//! A [`Format`](crate::render::Format) is a way to write them down: text, a drawing for the terminal, SVG, LaTeX, Graphviz, JSON.
//!
//! ```
//! use diagraction::notation::Charset;
//! use diagraction::prelude::*;
//! use diagraction::render::{Format, Header, render};
//! use diagraction::rewrite::Expand;
//!
//! let expansion = Expand::new(1).generate()?;
//! let mut svg = Vec::new();
//! render(Format::Svg.backend(Charset::Unicode).as_mut(), &Header::new(1), &mut svg, |sheet| {
//!     expansion.constants().into_iter().try_for_each(|constant| sheet.constant(constant))?;
//!     expansion.terms().try_for_each(|term| sheet.term(expansion.arena(), &term))
//! })?;
//! assert!(svg.starts_with(b"<svg"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! With the weights of a network every diagram has a value. [`decompose`](crate::contributions::decompose) evaluates each on its
//! own and tells which share of the coefficient it makes; the shares add up to one.
//!
//! ```
//! use diagraction::contributions::{Breakdown, decompose};
//! use diagraction::prelude::*;
//!
//! let network = network::file::load("examples/models/lattice16.safetensors")?.into_f64()?;
//! let memory = 1 << 30;
//! let cubic = decompose(&network, 3, None, memory)?;
//! let breakdown = Breakdown::of_rank(&cubic, &cubic.shares(&()));
//! let largest = &breakdown.diagrams[0];
//! assert_eq!((breakdown.diagrams.len(), largest.layers.as_slice()), (6, &[3][..]));
//! assert!((largest.share.unwrap() - 0.596).abs() < 1e-3);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Next: [check](super::check).
