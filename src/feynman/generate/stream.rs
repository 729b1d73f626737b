//! The walk over all frames, shared by threads, with one order of the diagrams whatever their number.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::sync::atomic::AtomicUsize;
use std::sync::mpsc::{Receiver, sync_channel};

use super::count::{Count, Tally, order};
use super::frames::{Frame, frames};
use super::request::Generate;
use super::rows::Rows;
use super::sinks::{Counter, Piece, Sender, Sink, Turn};
use crate::feynman::error::GenerateError;
use crate::feynman::graph::Graph;
use crate::feynman::symmetry::{Chain, Legs};
use crate::feynman::term::Term;

/// Pieces that may wait for their turn.
const WAITING: usize = 32;

impl Generate {
    /// Visits every diagram with its factor, ordered by loops, by vertices and by ranks, until the visitor breaks off.
    ///
    /// # Errors
    /// As described for [`Generate`].
    ///
    /// ```
    /// use std::ops::ControlFlow;
    /// use diagraction::feynman::Generate;
    ///
    /// let mut factors = Vec::new();
    /// Generate::new(0, 2..=2).ranks([3, 4]).each(|term| {
    ///     factors.push(term.factor().to_string());
    ///     ControlFlow::Continue(())
    /// })?;
    /// assert_eq!(factors, ["1/8", "1/8", "1/12"]);
    /// # Ok::<(), diagraction::feynman::GenerateError>(())
    /// ```
    pub fn each(&self, mut visit: impl FnMut(Term) -> ControlFlow<()>) -> Result<(), GenerateError> {
        self.check()?;
        let mut met = 0;
        let mut within = |term| {
            met += 1;
            if met > self.limit { ControlFlow::Break(()) } else { visit(term) }
        };
        if self.line().is_none_or(|line| within(line).is_continue()) {
            self.share(rayon::current_num_threads(), within);
        }
        // The sum of the factors bounds the number from below only.
        if met > self.limit { Err(self.too_many(met.into(), None)) } else { Ok(()) }
    }

    /// Counts the diagrams and sums up their factors; the generator runs, and nothing is stored.
    ///
    /// # Errors
    /// As described for [`Generate`].
    pub fn count(&self) -> Result<Count, GenerateError> {
        self.check()?;
        let next = AtomicUsize::new(0);
        let worker = || {
            let mut counter = Counter { turn: Turn::new(&next), tally: Tally::new() };
            let _ = self.walk(&mut counter);
            counter.tally
        };
        let mut tally: Tally = self.line().into_iter().map(|line| ((0, line.automorphisms), 1)).collect();
        for (key, diagrams) in rayon::broadcast(|_| worker()).into_iter().flatten() {
            *tally.entry(key).or_default() += diagrams;
        }
        Ok(Count { orders: self.loops.clone().map(|loops| order(&tally, loops)).collect() })
    }

    /// The bare line, where it is wanted.
    fn line(&self) -> Option<Term> {
        let is_wanted = self.loops.clone().any(|loops| self.has_line(loops));
        let line = if self.labelled { Graph::line() } else { Graph::line().unlabelled() };
        is_wanted.then(|| Term { graph: line, automorphisms: line.automorphisms() })
    }

    /// The frames of the diagrams with so many loops.
    fn frames(&self, loops: usize) -> Vec<Frame> {
        let excess = self.excess(loops).unwrap_or(0);
        frames(self.points, excess, &self.ranks_at(excess), self.family)
    }

    /// Runs through all canonical matrices that the sink wants.
    fn walk(&self, sink: &mut impl Sink) -> ControlFlow<()> {
        let mut chain = Box::new(Chain::new());
        for loops in self.loops.clone() {
            for frame in self.frames(loops) {
                let numbers = frame.iter().map(|&(legs, _)| legs);
                let legs = Legs::new(loops, numbers, self.labelled);
                let kind = (self.family, !self.dressed);
                Rows::new(&frame, legs, kind, &mut chain, sink).run()?;
            }
        }
        ControlFlow::Continue(())
    }

    /// Lets threads take pieces of the work in turn, and visits what they find in the order of the pieces.
    fn share(&self, threads: usize, mut visit: impl FnMut(Term) -> ControlFlow<()>) {
        let next = AtomicUsize::new(0);
        let (announce, pieces) = sync_channel::<Piece>(WAITING);
        std::thread::scope(|scope| {
            for _ in 0..threads {
                let (announce, next) = (announce.clone(), &next);
                scope.spawn(move || {
                    let turn = Turn::new(next);
                    let mut sender = Sender { turn, announce, batch: Vec::new(), open: None };
                    let _ = self.walk(&mut sender);
                    sender.end();
                });
            }
            drop(announce);
            let _ = in_order(pieces, &mut visit);
        });
    }
}

/// Visits the pieces by number.
fn in_order(pieces: Receiver<Piece>, mut visit: impl FnMut(Term) -> ControlFlow<()>) -> ControlFlow<()> {
    let mut waiting = BTreeMap::new();
    for turn in 0.. {
        while !waiting.contains_key(&turn) {
            let Ok((number, piece)) = pieces.recv() else { return ControlFlow::Continue(()) };
            waiting.insert(number, piece);
        }
        for batch in waiting.remove(&turn).into_iter().flatten() {
            batch.into_iter().try_for_each(&mut visit)?;
        }
    }
    ControlFlow::Continue(())
}
