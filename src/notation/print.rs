//! Legs and diagrams to text, each leg spelled once.

use std::ops::Range;

use crate::diagram::{Arena, Diagram, Leg, Link, Node, Stage, Vertex};

use super::Charset;

/// The cache is dropped beyond this size; long chains would otherwise fill the memory.
const CACHE_BYTES: usize = 1 << 26;

/// Prints legs and diagrams of one arena in canonical notation.
///
/// Each leg is spelled once and copied wherever it occurs again. Use one printer per arena.
///
/// | what                      | ASCII          | Unicode        |
/// |---------------------------|----------------|----------------|
/// | open leg at A_1, A_2, B_2 | `x`, `x2`, `h2`| `x`, `x₂`, `h₂`|
/// | bias circle               | `b1`           | `b₁`           |
/// | dressed circle            | `C1`           | `C₁`           |
/// | line                      | `W2.`          | `W₂·`          |
/// | dressed line              | `D1.`          | `D₁·`          |
/// | line of the inverse       | `U1.`          | `U₁·`          |
/// | split of two legs         | `chi1(`        | `χ₁(`          |
/// | split of three legs       | `chi3_1(`      | `χ³₁(`         |
/// | latent vertex             | `Z(`           | `Z(`           |
/// | coefficient of A_2, B_2   | `A2(`, `B2(`   | `A₂(`, `B₂(`   |
///
/// ```
/// use diagraction::diagram::{Arena, Diagram, Stage};
/// use diagraction::notation::{Charset, Printer};
///
/// let mut arena = Arena::new();
/// let x = arena.open(Stage::A(1));
/// let line = arena.line(1, x);
/// let split = arena.split(1, [line, line]);
/// let (left, right) = (arena.circle(2), arena.line(2, split));
/// let diagram = Diagram::latent(&arena, left, right);
///
/// let mut printer = Printer::new(Charset::Ascii);
/// assert_eq!(printer.diagram(&arena, &diagram), "Z(b2, W2.chi1(W1.x, W1.x))");
/// let mut printer = Printer::new(Charset::Unicode);
/// assert_eq!(printer.diagram(&arena, &diagram), "Z(b₂, W₂·χ₁(W₁·x, W₁·x))");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Printer {
    charset: Charset,
    text: String,
    spans: Vec<Range<usize>>,
}

impl Printer {
    /// A printer with nothing in its cache.
    pub fn new(charset: Charset) -> Printer {
        Printer { charset, ..Printer::default() }
    }

    /// The notation of a leg.
    pub fn leg(&mut self, arena: &Arena, leg: Leg) -> &str {
        self.limit_cache();
        let span = self.span(arena, leg);
        &self.text[span]
    }

    /// The notation of a diagram.
    pub fn diagram(&mut self, arena: &Arena, diagram: &Diagram) -> String {
        let mut text = String::new();
        self.push_diagram(arena, diagram, &mut text);
        text
    }

    /// Appends the notation of a diagram to `text`.
    pub(crate) fn push_diagram(&mut self, arena: &Arena, diagram: &Diagram, text: &mut String) {
        self.limit_cache();
        match diagram.vertex() {
            Vertex::Latent => text.push('Z'),
            Vertex::Coefficient(stage) => {
                text.push(stage.letter());
                self.charset.push_index(stage.layer(), text);
            }
        }
        text.push('(');
        for (i, &leg) in diagram.legs().iter().enumerate() {
            text.push_str(if i == 0 { "" } else { ", " });
            let span = self.span(arena, leg);
            text.push_str(&self.text[span]);
        }
        text.push(')');
    }

    fn limit_cache(&mut self) {
        if self.text.len() > CACHE_BYTES {
            self.text.clear();
            self.spans.clear();
        }
    }

    /// Where the text of `leg` stands in the cache; spells it first if it is not there.
    fn span(&mut self, arena: &Arena, leg: Leg) -> Range<usize> {
        if let Some(span) = self.spans.get(leg.index()).filter(|span| !span.is_empty()) {
            return span.clone();
        }
        let span = self.spell(arena, leg);
        if self.spans.len() <= leg.index() {
            self.spans.resize(arena.len().max(leg.index() + 1), 0..0);
        }
        self.spans[leg.index()] = span.clone();
        span
    }

    fn spell(&mut self, arena: &Arena, leg: Leg) -> Range<usize> {
        let mut end = leg;
        while let Some((_, below)) = arena.link(end) {
            end = below;
        }
        if let Node::Split { legs, .. } = arena.node(end) {
            for &leg in legs {
                self.span(arena, leg);
            }
        }
        let start = self.text.len();
        self.spell_chain(arena, leg);
        self.spell_end(arena, end);
        start..self.text.len()
    }

    fn spell_chain(&mut self, arena: &Arena, mut leg: Leg) {
        while let Some((link, below)) = arena.link(leg) {
            match link {
                Link::W(layer) => self.push_symbol("W", layer),
                Link::D(layer) => self.push_symbol("D", layer),
                Link::U(layer) => self.push_symbol("U", layer),
            }
            self.text.push(if self.charset == Charset::Ascii { '.' } else { '·' });
            leg = below;
        }
    }

    fn spell_end(&mut self, arena: &Arena, end: Leg) {
        match arena.node(end) {
            Node::Open(Stage::A(1)) => self.text.push('x'),
            Node::Open(Stage::A(layer)) => self.push_symbol("x", *layer),
            Node::Open(Stage::B(layer)) => self.push_symbol("h", *layer),
            Node::Circle { layer } => self.push_symbol("b", *layer),
            Node::DressedCircle { layer } => self.push_symbol("C", *layer),
            Node::Split { layer, legs } => self.spell_split(arena, *layer, legs),
            Node::Line { .. } | Node::DressedLine { .. } | Node::InverseLine { .. } => {}
        }
    }

    fn spell_split(&mut self, arena: &Arena, layer: u32, legs: &[Leg]) {
        self.charset.push_coupling(layer, legs.len(), &mut self.text);
        self.text.push('(');
        for (i, &leg) in legs.iter().enumerate() {
            self.text.push_str(if i == 0 { "" } else { ", " });
            let span = self.span(arena, leg);
            self.text.extend_from_within(span);
        }
        self.text.push(')');
    }

    fn push_symbol(&mut self, letter: &str, layer: u32) {
        self.text.push_str(letter);
        self.charset.push_index(layer, &mut self.text);
    }
}
