//! The walk over all frames: diagrams are visited while another thread finds them, and counted by all threads.

use std::ops::ControlFlow;
use std::sync::atomic::AtomicUsize;
use std::sync::mpsc::sync_channel;

use super::count::{Count, Tally, order};
use super::frames::frames;
use super::request::Generate;
use super::rows::{Rows, Turn};
use crate::feynman::error::GenerateError;
use crate::feynman::graph::Graph;
use crate::feynman::matrix::Matrix;
use crate::feynman::symmetry::{Chain, Legs};
use crate::feynman::term::Term;

/// Diagrams that are handed over at once, and how often before they have to be visited.
const BATCH: usize = 128;
const BATCHES: usize = 8;

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
        let within = |term| {
            met += 1;
            if met > self.limit { ControlFlow::Break(()) } else { visit(term) }
        };
        let (sender, found) = sync_channel(BATCHES);
        std::thread::scope(|scope| {
            scope.spawn(move || {
                let mut batch: Vec<Term> = self.line().into_iter().collect();
                // Sending fails once nobody listens.
                let mut collect = |term| {
                    batch.push(term);
                    let is_full = batch.len() == BATCH;
                    match is_full.then(|| sender.send(std::mem::take(&mut batch))) {
                        Some(Err(_)) => ControlFlow::Break(()),
                        _ => ControlFlow::Continue(()),
                    }
                };
                let _ = self
                    .walk(&AtomicUsize::new(0), |legs, matrix, chain| legs.each(matrix, chain, &mut collect));
                let _ = sender.send(batch);
            });
            let _ = found.into_iter().flatten().try_for_each(within);
        });
        // The sum of the factors bounds the number from below only.
        let (diagrams, limit) = (met.into(), self.limit);
        match met > limit {
            true => Err(GenerateError::TooMany { diagrams, is_exact: false, limit, suggestion: None }),
            false => Ok(()),
        }
    }

    /// Counts the diagrams and sums up their factors; the generator runs, and nothing is stored.
    ///
    /// # Errors
    /// As described for [`Generate`].
    pub fn count(&self) -> Result<Count, GenerateError> {
        self.check()?;
        let next = AtomicUsize::new(0);
        let tallies = rayon::broadcast(|_| {
            let mut tally = Tally::new();
            let _ = self.walk(&next, |legs, matrix, chain| {
                let weight = legs.weight(matrix, chain);
                *tally.entry((legs.loops, weight.automorphisms)).or_default() += weight.diagrams;
                ControlFlow::Continue(())
            });
            tally
        });
        let mut tally: Tally = self.line().into_iter().map(|line| ((0, line.automorphisms), 1)).collect();
        for (key, diagrams) in tallies.into_iter().flatten() {
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

    /// Runs through the canonical matrices of all pieces of the work that are not yet taken.
    fn walk(
        &self,
        next: &AtomicUsize,
        mut leaf: impl FnMut(&Legs, &Matrix, &Chain) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        let (mut chain, mut turn) = (Box::new(Chain::new()), Turn::new(next));
        for loops in self.loops.clone() {
            let excess = self.excess(loops).unwrap_or(0);
            for frame in frames(self.points, excess, &self.ranks_at(excess), self.family) {
                let numbers = frame.iter().map(|&(legs, _)| legs);
                let legs = Legs::new(loops, numbers, self.labelled);
                Rows::new(self, &frame, legs, &mut chain, &mut turn, &mut leaf).run()?;
            }
        }
        ControlFlow::Continue(())
    }
}
