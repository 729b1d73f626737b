//! What the threads do with the matrices that they find.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use super::count::Tally;
use crate::feynman::matrix::Matrix;
use crate::feynman::symmetry::{Chain, Legs};
use crate::feynman::term::Term;

/// Terms that are handed over at once, and how often before a piece has to wait for its turn.
const BATCH: usize = 128;
const BATCHES: usize = 4;

/// A piece of the work: its number, and where its terms arrive.
pub(super) type Piece = (usize, Receiver<Vec<Term>>);

/// What becomes of the canonical matrices.
pub(super) trait Sink {
    /// Whether the matrices that begin with the rows at hand are wanted here.
    fn enter(&mut self) -> bool;
    /// A canonical matrix with its group of automorphisms.
    fn leaf(&mut self, legs: &Legs, matrix: &Matrix, chain: &Chain) -> ControlFlow<()>;
}

/// Which piece a thread has: every thread meets all pieces in order, and enters those that it takes.
pub(super) struct Turn<'a> {
    pub(super) next: &'a AtomicUsize,
    pub(super) met: usize,
    pub(super) taken: usize,
}

impl<'a> Turn<'a> {
    pub(super) fn new(next: &'a AtomicUsize) -> Turn<'a> {
        Turn { next, met: 0, taken: next.fetch_add(1, Ordering::Relaxed) }
    }

    /// Whether the piece met now is the one taken; takes another as soon as that is left behind.
    pub(super) fn meet(&mut self) -> bool {
        if self.met == self.taken + 1 {
            self.taken = self.next.fetch_add(1, Ordering::Relaxed);
        }
        self.met += 1;
        self.met == self.taken + 1
    }
}

/// Counts diagrams.
pub(super) struct Counter<'a> {
    pub(super) turn: Turn<'a>,
    pub(super) tally: Tally,
}

impl Sink for Counter<'_> {
    fn enter(&mut self) -> bool {
        self.turn.meet()
    }

    fn leaf(&mut self, legs: &Legs, matrix: &Matrix, chain: &Chain) -> ControlFlow<()> {
        let weight = legs.weight(matrix, chain);
        *self.tally.entry((legs.loops, weight.automorphisms)).or_default() += weight.diagrams;
        ControlFlow::Continue(())
    }
}

/// Sends diagrams to the thread that visits them.
pub(super) struct Sender<'a> {
    pub(super) turn: Turn<'a>,
    pub(super) announce: SyncSender<Piece>,
    pub(super) batch: Vec<Term>,
    pub(super) open: Option<SyncSender<Vec<Term>>>,
}

impl Sender<'_> {
    /// Ends the piece at hand.
    pub(super) fn end(&mut self) {
        let _ = self.flush();
        self.open = None;
    }

    /// Fails once nobody listens.
    fn flush(&mut self) -> ControlFlow<()> {
        let batch = std::mem::take(&mut self.batch);
        match &self.open {
            Some(piece) if !batch.is_empty() && piece.send(batch).is_err() => ControlFlow::Break(()),
            _ => ControlFlow::Continue(()),
        }
    }
}

impl Sink for Sender<'_> {
    fn enter(&mut self) -> bool {
        self.end();
        let enters = self.turn.meet();
        if enters {
            let (sender, receiver) = sync_channel(BATCHES);
            self.open = self.announce.send((self.turn.taken, receiver)).is_ok().then_some(sender);
        }
        enters
    }

    fn leaf(&mut self, legs: &Legs, matrix: &Matrix, chain: &Chain) -> ControlFlow<()> {
        if self.open.is_none() {
            return ControlFlow::Break(());
        }
        legs.each(matrix, chain, &mut |term| {
            self.batch.push(term);
            if self.batch.len() < BATCH { ControlFlow::Continue(()) } else { self.flush() }
        })
    }
}
