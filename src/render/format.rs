//! The output formats by name.

use crate::notation::Charset;

use super::{Backend, Dot, Json, Latex, Svg, Text, Tree};

/// The output formats.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// One term a line in diagram notation.
    Text,
    /// Drawings for the terminal.
    Tree,
    /// TikZ pictures.
    Latex,
    /// A graph for Graphviz.
    Dot,
    /// A drawing for a slide or a web page.
    Svg,
    /// For other programs.
    Json,
}

impl Format {
    /// Every format.
    pub const ALL: [Format; 6] =
        [Format::Text, Format::Tree, Format::Latex, Format::Dot, Format::Svg, Format::Json];

    /// A fresh backend. `charset` matters for `Text` and `Tree`; the other formats have their own.
    pub fn backend(self, charset: Charset) -> Box<dyn Backend> {
        match self {
            Format::Text => Box::new(Text::new(charset)),
            Format::Tree => Box::new(Tree::new(charset)),
            Format::Latex => Box::new(Latex::default()),
            Format::Dot => Box::new(Dot::default()),
            Format::Svg => Box::new(Svg::default()),
            Format::Json => Box::new(Json::default()),
        }
    }
}
