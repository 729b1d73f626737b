//! Orderly generation: the rows of the multiplicity matrix one by one, canonical orders alone.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::request::Generate;
use crate::feynman::MAX_VERTICES;
use crate::feynman::cells::{Cells, below, members};
use crate::feynman::matrix::Matrix;
use crate::feynman::properties::{Family, holds};
use crate::feynman::symmetry::{Chain, Legs};

/// The vertices that the rows so far connect, with the number of line ends that are still free.
#[derive(Clone, Copy, Default)]
struct Parts {
    len: usize,
    masks: [u16; MAX_VERTICES],
}

/// The rows of one frame.
///
/// A row is accepted only if no other order of the vertices whose rows are known would put a larger one in its place. Every
/// multigraph is met once, in its canonical order, and nothing is stored but the rows at hand.
pub(super) struct Rows<'a, 'b, F> {
    matrix: Matrix,
    free: [u8; MAX_VERTICES],
    cells: [Cells; MAX_VERTICES + 1],
    parts: [Parts; MAX_VERTICES + 1],
    /// The vertices with legs.
    with_legs: u16,
    legs: Legs,
    family: Family,
    self_loops: bool,
    chain: &'a mut Chain,
    turn: &'a mut Turn<'b>,
    /// What is done with a canonical matrix and its group of automorphisms.
    leaf: &'a mut F,
}

/// Rows behind which the work is cut into pieces.
const SPLIT: usize = 2;

/// Which piece of the work a thread has: every thread meets all pieces in order, and enters those that it takes.
pub(super) struct Turn<'a> {
    next: &'a AtomicUsize,
    met: usize,
    taken: usize,
}

impl<'a> Turn<'a> {
    pub(super) fn new(next: &'a AtomicUsize) -> Turn<'a> {
        Turn { next, met: 0, taken: next.fetch_add(1, Ordering::Relaxed) }
    }

    /// Whether the piece met now is the one taken; takes another as soon as that is left behind.
    fn meet(&mut self) -> bool {
        if self.met == self.taken + 1 {
            self.taken = self.next.fetch_add(1, Ordering::Relaxed);
        }
        self.met += 1;
        self.met == self.taken + 1
    }
}

impl<'a, 'b, F: FnMut(&Legs, &Matrix, &Chain) -> ControlFlow<()>> Rows<'a, 'b, F> {
    pub(super) fn new(
        request: &Generate,
        frame: &[(u8, u8)],
        legs: Legs,
        chain: &'a mut Chain,
        turn: &'a mut Turn<'b>,
        leaf: &'a mut F,
    ) -> Rows<'a, 'b, F> {
        let n = frame.len();
        let mut rows = Rows {
            matrix: Matrix::new(n),
            free: [0; MAX_VERTICES],
            cells: [Cells::default(); MAX_VERTICES + 1],
            parts: [Parts::default(); MAX_VERTICES + 1],
            with_legs: 0,
            legs,
            family: request.family,
            self_loops: !request.dressed,
            chain,
            turn,
            leaf,
        };
        rows.cells[0] = Cells::of_runs(frame);
        rows.parts[0].len = n;
        for (v, &(legs, rank)) in frame.iter().enumerate() {
            rows.free[v] = rank - legs;
            rows.with_legs |= u16::from(legs > 0) << v;
            rows.parts[0].masks[v] = 1 << v;
        }
        rows
    }

    pub(super) fn run(&mut self) -> ControlFlow<()> {
        self.row(0)
    }

    fn row(&mut self, i: usize) -> ControlFlow<()> {
        if i == SPLIT.min(self.matrix.n) && !self.turn.meet() {
            return ControlFlow::Continue(());
        }
        if i == self.matrix.n {
            return (self.leaf)(&self.legs, &self.matrix, self.chain);
        }
        let ends = self.free[i];
        let starts = self.cells[i].starts() | 1 << (i + 1).min(MAX_VERTICES - 1);
        let most = if self.self_loops { ends / 2 } else { 0 };
        for loops in (0..=most).rev() {
            self.matrix.a[i][i] = loops;
            self.entry(i, i + 1, ends - 2 * loops, starts)?;
        }
        self.matrix.a[i][i] = 0;
        ControlFlow::Continue(())
    }

    /// Sets the entries of row `i` from column `j` on, to which `left` lines go.
    fn entry(&mut self, i: usize, j: usize, left: u8, starts: u16) -> ControlFlow<()> {
        if j == self.matrix.n {
            return if left == 0 { self.close(i) } else { ControlFlow::Continue(()) };
        }
        let mut most = left.min(self.free[j]);
        if starts >> j & 1 == 0 {
            most = most.min(self.matrix.a[i][j - 1]);
        }
        let behind: u8 = self.free[j + 1..self.matrix.n].iter().sum();
        let least = left.saturating_sub(behind);
        for lines in (least..=most).rev() {
            self.set(i, j, lines);
            self.free[j] -= lines;
            let flow = self.entry(i, j + 1, left - lines, starts);
            self.free[j] += lines;
            flow?;
        }
        self.set(i, j, 0);
        ControlFlow::Continue(())
    }

    fn set(&mut self, i: usize, j: usize, lines: u8) {
        self.matrix.a[i][j] = lines;
        self.matrix.a[j][i] = lines;
    }

    /// Goes on to the next row if row `i` is allowed.
    fn close(&mut self, i: usize) -> ControlFlow<()> {
        self.matrix.close_row(i);
        if !self.connect(i) {
            return ControlFlow::Continue(());
        }
        let mut refined = Cells::default();
        // The entries are sorted within the cells, so this only refines.
        if self.matrix.place(i, &self.cells[i], i, &mut refined).is_ne() {
            return ControlFlow::Continue(());
        }
        self.cells[i + 1] = refined;
        if self.chain.find(&self.matrix, &self.cells, i + 1).is_err() {
            return ControlFlow::Continue(());
        }
        if i + 1 == self.matrix.n && !holds(self.family, &self.matrix, self.with_legs) {
            return ControlFlow::Continue(());
        }
        let ends = std::mem::take(&mut self.free[i]);
        let flow = self.row(i + 1);
        self.free[i] = ends;
        flow
    }

    /// Joins the parts that row `i` connects. False where a part can no longer be joined with the others, or by one
    /// line that cuts more than the family allows.
    fn connect(&mut self, i: usize) -> bool {
        let n = self.matrix.n;
        let reached = self.matrix.neighbours(i) | 1 << i;
        let mut parts = Parts::default();
        let mut merged = 0u16;
        for &mask in &self.parts[i].masks[..self.parts[i].len] {
            if mask & reached != 0 {
                merged |= mask;
            } else {
                parts.masks[parts.len] = mask;
                parts.len += 1;
            }
        }
        parts.masks[parts.len] = merged;
        parts.len += 1;
        self.parts[i + 1] = parts;
        let open = below(n) & !below(i + 1);
        let free_of = |mask: u16| members(mask & open).map(|v| u32::from(self.free[v])).sum::<u32>();
        if !self.self_loops {
            let all = free_of(open);
            if members(open).any(|v| 2 * u32::from(self.free[v]) > all) {
                return false;
            }
        }
        if parts.len == 1 {
            return true;
        }
        let (mut all, legs) = (0, self.with_legs);
        for &mask in &parts.masks[..parts.len] {
            let free = free_of(mask);
            all += free;
            let cuts = free == 1 && !self.family.allows_cut(mask & legs != 0, below(n) & !mask & legs != 0);
            if free == 0 || cuts {
                return false;
            }
        }
        all >= 2 * (parts.len as u32 - 1)
    }
}
