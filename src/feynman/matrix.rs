//! The multiplicities of a multigraph, row by row, and how two orders of its vertices compare.

use std::cmp::Ordering;

use super::MAX_VERTICES;
use super::cells::{Cells, below};

/// Different multiplicities in one row: 1 + 2 + .. + 8 lines are more than a vertex has.
const MAX_GROUPS: usize = 7;

/// A row of multiplicities, grouped by value.
#[derive(Clone, Copy, Debug, Default)]
struct Row {
    len: usize,
    groups: [(u8, u16); MAX_GROUPS],
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
        let mut rest = below(self.n) & !(1 << i);
        rest = (0..self.n).fold(rest, |rest, j| if self.a[i][j] == 0 { rest & !(1 << j) } else { rest });
        while rest != 0 {
            let (mut value, mut mask) = (0, 0u16);
            let mut left = rest;
            while left != 0 {
                let j = left.trailing_zeros() as usize;
                left &= left - 1;
                match self.a[i][j].cmp(&value) {
                    Ordering::Greater => (value, mask) = (self.a[i][j], 1 << j),
                    Ordering::Equal => mask |= 1 << j,
                    Ordering::Less => {}
                }
            }
            row.groups[row.len] = (value, mask);
            row.len += 1;
            rest &= !mask;
        }
        self.rows[i] = row;
    }

    /// The other vertices that `i` is joined to; its row is closed.
    pub(super) fn neighbours(&self, i: usize) -> u16 {
        let row = &self.rows[i];
        row.groups[..row.len].iter().fold(0, |all, &(_, mask)| all | mask)
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
        let row = &self.rows[p];
        let mut at = level + 1;
        for cell in cells.iter() {
            let mut rest = cell & !(1 << p);
            for &(value, mask) in &row.groups[..row.len] {
                let part = rest & mask;
                if part != 0 {
                    for _ in 0..part.count_ones() {
                        match value.cmp(&own[at]) {
                            Ordering::Equal => at += 1,
                            unequal => return unequal,
                        }
                    }
                    refined.push(part);
                    rest &= !mask;
                }
            }
            if rest != 0 {
                for _ in 0..rest.count_ones() {
                    if own[at] != 0 {
                        return Ordering::Less;
                    }
                    at += 1;
                }
                refined.push(rest);
            }
        }
        Ordering::Equal
    }

    /// The partition of the vertices left, when vertex `p` has got a place.
    pub(super) fn refined(&self, cells: &Cells, p: usize) -> Cells {
        let (row, mut refined) = (&self.rows[p], Cells::default());
        for cell in cells.iter() {
            let mut rest = cell & !(1 << p);
            // Vertices that p is not joined to come last.
            for mask in row.groups[..row.len].iter().map(|group| group.1).chain([u16::MAX]) {
                if rest & mask != 0 {
                    refined.push(rest & mask);
                    rest &= !mask;
                }
            }
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
