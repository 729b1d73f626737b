//! Automorphisms that take given vertices to given ones.

use super::cells::{Cells, below, members};
use super::matrix::Matrix;
use super::symmetry::{Order, UNMOVED};

/// An automorphism that keeps the cells and takes the first vertex of each pair to the second; `None` if there is none.
pub(super) fn automorphism(
    matrix: &Matrix,
    cells: Cells,
    pairs: impl Iterator<Item = (usize, usize)>,
) -> Option<Order> {
    let cells: Vec<u16> = cells.iter().collect();
    let mut search = Search { matrix, images: UNMOVED };
    let (mut from, mut to) = (cells.clone(), cells);
    for (u, v) in pairs {
        (from, to) = search.take(&from, &to, u, v)?;
    }
    search.extend(&from, &to).then_some(search.images)
}

struct Search<'a> {
    matrix: &'a Matrix,
    images: Order,
}

impl Search<'_> {
    /// Takes vertex `u` to `v`. The k-th cell of `from` goes to the k-th cell of `to`; both are cut by the lines of the
    /// vertex that is gone, which fails where the pieces differ in size.
    fn take(&mut self, from: &[u16], to: &[u16], u: usize, v: usize) -> Option<(Vec<u16>, Vec<u16>)> {
        let a = &self.matrix.a;
        if a[u][u] != a[v][v] {
            return None;
        }
        self.images[u] = v as u8;
        let (mut cut_from, mut cut_to) = (Vec::new(), Vec::new());
        for (&source, &target) in from.iter().zip(to) {
            if source >> u & 1 != target >> v & 1 {
                return None;
            }
            let (source, target) = (source & !(1 << u), target & !(1 << v));
            let joined = |p: usize, cell: u16, lines: u8| {
                members(cell).filter(|&q| a[p][q] == lines).fold(0u16, |mask, q| mask | 1 << q)
            };
            for lines in 0..=a[u][..self.matrix.n].iter().copied().max().unwrap_or(0) {
                let (piece, image) = (joined(u, source, lines), joined(v, target, lines));
                if piece.count_ones() != image.count_ones() {
                    return None;
                }
                if piece != 0 {
                    cut_from.push(piece);
                    cut_to.push(image);
                }
            }
            if source.count_ones() != target.count_ones() {
                return None;
            }
        }
        Some((cut_from, cut_to))
    }

    fn extend(&mut self, from: &[u16], to: &[u16]) -> bool {
        let Some((&source, &target)) = from.iter().zip(to).next() else { return true };
        let u = source.trailing_zeros() as usize;
        members(target & below(self.matrix.n))
            .any(|v| self.take(from, to, u, v).is_some_and(|(from, to)| self.extend(&from, &to)))
    }
}
