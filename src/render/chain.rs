//! The letters along a line of a drawing, with dots in place of many.

use smallvec::SmallVec;

use crate::diagram::{Arena, Leg, Link};
use crate::notation::Charset;

/// The run of W and D that a leg starts with. Long runs keep their first and last letters only.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Chain {
    first: SmallVec<[Symbol; Chain::SHOWN]>,
    last: Option<Symbol>,
    length: usize,
}

/// A letter with a layer, a label, or the dots that stand for letters left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Symbol {
    Letter(char, u32),
    /// The label of an external leg.
    Number(u32),
    Dots,
}

pub(crate) type Symbols = SmallVec<[Symbol; 3]>;

impl Chain {
    /// Up to this many letters are all shown.
    const SHOWN: usize = 3;

    /// Follows a leg down its run of W and D; also gives what the run ends at.
    pub(super) fn follow(arena: &Arena, mut leg: Leg) -> (Chain, Leg) {
        let mut chain = Chain::default();
        while let Some((link, below)) = arena.link(leg) {
            chain.push(link);
            leg = below;
        }
        (chain, leg)
    }

    /// A run of the given factors, from the vertex outwards.
    pub(super) fn of(links: &[Link]) -> Chain {
        let mut chain = Chain::default();
        for &link in links {
            chain.push(link);
        }
        chain
    }

    fn push(&mut self, link: Link) {
        let symbol = match link {
            Link::W(layer) => Symbol::Letter('W', layer),
            Link::D(layer) => Symbol::Letter('D', layer),
            Link::U(layer) => Symbol::Letter('U', layer),
        };
        if self.length < Chain::SHOWN {
            self.first.push(symbol);
        }
        self.last = Some(symbol);
        self.length += 1;
    }

    /// What is written along the line, from the vertex outwards.
    pub(super) fn symbols(&self) -> Symbols {
        match (&self.first[..], self.last) {
            (&[first, ..], Some(last)) if self.length > Chain::SHOWN => {
                Symbols::from([first, Symbol::Dots, last])
            }
            (all, _) => Symbols::from_slice(all),
        }
    }
}

impl Symbol {
    pub(super) fn push(self, charset: Charset, text: &mut String) {
        match (self, charset) {
            (Symbol::Letter(letter, layer), _) => {
                text.push(letter);
                charset.push_index(layer, text);
            }
            (Symbol::Number(number), _) => Charset::Ascii.push_index(number, text),
            (Symbol::Dots, Charset::Ascii) => text.push_str("..."),
            (Symbol::Dots, Charset::Unicode) => text.push('⋯'),
        }
    }
}
