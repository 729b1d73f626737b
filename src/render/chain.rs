use smallvec::SmallVec;

use crate::diagram::{Arena, Leg, Node};
use crate::notation::Charset;

/// The run of W that a leg starts with. Long runs keep their first and last layers only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Chain {
    first: SmallVec<[u32; Chain::SHOWN]>,
    last: u32,
    length: usize,
}

/// A letter with a layer, or the dots that stand for letters left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Symbol {
    Letter(char, u32),
    Dots,
}

pub(super) type Symbols = SmallVec<[Symbol; 3]>;

impl Chain {
    /// Up to this many W are all shown.
    const SHOWN: usize = 3;

    /// Follows a leg down its run of W; also gives what the run ends at.
    pub(super) fn follow(arena: &Arena, mut leg: Leg) -> (Chain, Leg) {
        let mut chain = Chain::default();
        while let Node::Line { layer, below } = arena.node(leg) {
            chain.push(*layer);
            leg = *below;
        }
        (chain, leg)
    }

    /// A run of the given layers, from the vertex outwards.
    pub(super) fn of(layers: &[u32]) -> Chain {
        let mut chain = Chain::default();
        for &layer in layers {
            chain.push(layer);
        }
        chain
    }

    fn push(&mut self, layer: u32) {
        if self.length < Chain::SHOWN {
            self.first.push(layer);
        }
        self.last = layer;
        self.length += 1;
    }

    /// What is written along the line, from the vertex outwards.
    pub(super) fn symbols(&self) -> Symbols {
        let mut symbols = Symbols::new();
        if let [first, ..] = self.first[..]
            && self.length > Chain::SHOWN
        {
            symbols.extend([Symbol::Letter('W', first), Symbol::Dots, Symbol::Letter('W', self.last)]);
            return symbols;
        }
        for &layer in &self.first {
            symbols.push(Symbol::Letter('W', layer));
        }
        symbols
    }
}

impl Symbol {
    pub(super) fn push(self, charset: Charset, text: &mut String) {
        match (self, charset) {
            (Symbol::Letter(letter, layer), _) => {
                text.push(letter);
                charset.push_index(layer.into(), text);
            }
            (Symbol::Dots, Charset::Ascii) => text.push_str("..."),
            (Symbol::Dots, Charset::Unicode) => text.push('⋯'),
        }
    }
}
