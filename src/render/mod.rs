//! Expansions as pictures and files.
//!
//! A [`Backend`] turns a stream of terms into one output format. It is told about the expansion once
//! ([`Header`]), then sees one term at a time, and writes to any [`io::Write`](std::io::Write). Nothing
//! is collected, except what is cached per leg. [`render`] drives a backend; [`Format`] names them all.
//!
//! - [`Text`], one term a line in diagram notation.
//! - [`Tree`], a small drawing of each diagram for the terminal.
//! - [`Latex`], TikZ pictures in the style of the paper's Appendix A.
//! - [`Svg`], the same drawings for a slide or a web page; [`drawing`] is a single one.
//! - [`Dot`], one graph for Graphviz.
//! - [`Json`], for other programs.
//!
//! `Svg` and `Latex` share one layout, so their pictures agree.
//!
//! This room knows no file, no weight, no rule and no command line.

mod chain;
mod dot;
pub mod equation;
mod format;
mod header;
mod json;
mod latex;
mod layout;
mod number;
mod sheet;
mod svg;
mod text;
mod tree;

pub use dot::Dot;
pub use format::Format;
pub use header::Header;
pub use json::Json;
pub use latex::Latex;
pub use sheet::{Backend, Sheet, render};
pub use svg::{Svg, drawing};
pub use text::Text;
pub use tree::Tree;
