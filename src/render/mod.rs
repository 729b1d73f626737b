//! Expansions as pictures and files.
//!
//! A [`Backend`] turns a stream of terms into one output format. It is told about the expansion once
//! ([`Header`]), then sees one term at a time, and writes to any [`io::Write`](std::io::Write). Nothing
//! is collected, except what is cached per leg. [`render`] drives a backend; [`Format`] names them all.
//!
//! [`drawing`] is a single diagram as SVG. SVG and LaTeX share one layout, so their pictures agree.
//!
//! This room knows no file, no weight, no rule and no command line.

pub(crate) mod chain;
pub(crate) mod dot;
pub mod equation;
mod format;
pub(crate) mod header;
mod json;
pub(crate) mod latex;
pub(crate) mod layout;
mod number;
pub(crate) mod orders;
mod sheet;
pub(crate) mod svg;
mod text;
pub(crate) mod tree;

use dot::Dot;
pub use format::Format;
pub use header::Header;
use json::Json;
use latex::Latex;
pub use sheet::{Backend, Sheet, render};
use svg::Svg;
pub use svg::drawing;
use text::Text;
use tree::Tree;
