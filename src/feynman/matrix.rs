//! The multiplicities of a multigraph, row by row, and how two orders of its vertices compare.

use std::cmp::Ordering;

use super::MAX_VERTICES;
use super::cells::{Cells, below, members};

/// Different multiplicities in one row: 0 + 1 + 2 + .. + 8 lines are more than a vertex has.
const MAX_GROUPS: usize = 8;

/// The other vertices of a row, grouped by their number of lines, the highest first.
#[derive(Clone, Copy, Debug, Default)]
struct Row {
    len: usize,
    groups: [(u8, u16); MAX_GROUPS],
}

impl Row {
    fn groups(&self) -> impl Iterator<Item = (u8, u16)> + '_ {
        self.groups[..self.len].iter().copied()
    }
}

/// Symmetric multiplicities a(u, v), with the number of self-loops on the diagonal.
///
/// The word of an order of the vertices is the upper triangle, row by row, the diagonal first. The canonical order has
/// the largest word of all orders that keep the colours of the vertices.
#[derive(Clone, Debug)]
pub(super) struct Matrix {
    pub(super) n: usize,
    pub(super) a: [[u8; MAX_VERTICES]; MAX_VERTICES],
    rows: [Row; MAX_VERTICES],
}

impl Matrix {
    pub(super) fn new(n: usize) -> Matrix {
        Matrix { n, a: [[0; MAX_VERTICES]; MAX_VERTICES], rows: [Row::default(); MAX_VERTICES] }
    }

    /// Groups row `i` once all its entries are set.
    pub(super) fn close_row(&mut self, i: usize) {
        let mut row = Row::default();
        let others = below(self.n) & !(1 << i);
        let most = members(others).map(|j| self.a[i][j]).max().unwrap_or(0);
        for lines in (0..=most).rev() {
            let group = members(others).filter(|&j| self.a[i][j] == lines).fold(0, |set, j| set | 1 << j);
            if group != 0 {
                row.groups[row.len] = (lines, group);
                row.len += 1;
            }
        }
        self.rows[i] = row;
    }

    /// The other vertices that `i` is joined to; its row is closed.
    pub(super) fn neighbours(&self, i: usize) -> u16 {
        self.rows[i].groups().filter(|&(lines, _)| lines > 0).fold(0, |set, (_, group)| set | group)
    }

    /// What is reached from some vertices over 0, 1, 2, .. lines within a set, until nothing is added.
    pub(super) fn waves(&self, from: u16, within: u16) -> impl Iterator<Item = u16> + '_ {
        std::iter::successors(Some(from), move |&reached| {
            let next = members(reached).fold(reached, |set, v| set | (self.neighbours(v) & within));
            (next != reached).then_some(next)
        })
    }

    /// Gives the place `level` to vertex `p` and compares the largest row that this allows with the row of vertex
    /// `level`. `refined` becomes the partition of the vertices left, when the rows are equal.
    pub(super) fn place(&self, level: usize, cells: &Cells, p: usize, refined: &mut Cells) -> Ordering {
        let own = &self.a[level];
        match self.a[p][p].cmp(&own[level]) {
            Ordering::Equal => {}
            unequal => return unequal,
        }
        refined.clear();
        let mut at = level + 1;
        for cell in cells.iter() {
            for (lines, group) in self.rows[p].groups() {
                let part = cell & group;
                if part != 0 {
                    for _ in 0..part.count_ones() {
                        match lines.cmp(&own[at]) {
                            Ordering::Equal => at += 1,
                            unequal => return unequal,
                        }
                    }
                    refined.push(part);
                }
            }
        }
        Ordering::Equal
    }

    /// The partition of the vertices left, when vertex `p` has got a place.
    pub(super) fn refined(&self, cells: &Cells, p: usize) -> Cells {
        let mut refined = Cells::default();
        for cell in cells.iter() {
            let parts = self.rows[p].groups().map(|(_, group)| cell & group);
            parts.filter(|&part| part != 0).for_each(|part| refined.push(part));
        }
        refined
    }

    /// The same multigraph with vertex `order[i]` in place i, all rows closed.
    pub(super) fn permuted(&self, order: &[u8]) -> Matrix {
        let mut permuted = Matrix::new(self.n);
        for (i, &u) in order.iter().enumerate() {
            for (j, &v) in order.iter().enumerate() {
                permuted.a[i][j] = self.a[usize::from(u)][usize::from(v)];
            }
        }
        (0..self.n).for_each(|i| permuted.close_row(i));
        permuted
    }
}
