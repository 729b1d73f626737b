//! Ordered partitions of vertices, as sets of bits.

use super::MAX_VERTICES;

/// An ordered partition of the vertices that have no place yet. Places are given from the first cell onwards.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cells {
    len: usize,
    masks: [u16; MAX_VERTICES],
}

impl Cells {
    pub(super) fn push(&mut self, mask: u16) {
        self.masks[self.len] = mask;
        self.len += 1;
    }

    pub(super) fn clear(&mut self) {
        self.len = 0;
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = u16> + '_ {
        self.masks[..self.len].iter().copied()
    }

    /// The candidates for the next place.
    pub(super) fn first(&self) -> u16 {
        if self.len == 0 { 0 } else { self.masks[0] }
    }

    /// Runs of equal colours, when the vertices are sorted by colour.
    pub(super) fn of_runs<T: PartialEq>(colours: &[T]) -> Cells {
        let mut cells = Cells::default();
        let mut from = 0;
        for run in colours.chunk_by(|a, b| a == b) {
            cells.push(below(from + run.len()) & !below(from));
            from += run.len();
        }
        cells
    }

    /// The lowest vertex of every cell.
    pub(super) fn starts(&self) -> u16 {
        self.iter().fold(0, |starts, mask| starts | (mask & mask.wrapping_neg()))
    }
}

/// The set of all vertices below `n`.
pub(super) fn below(n: usize) -> u16 {
    ((1u32 << n) - 1) as u16
}

/// The members of a set, ascending.
pub(super) fn members(mut mask: u16) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let lowest = mask.trailing_zeros() as usize;
        mask &= mask.wrapping_sub(1);
        (lowest < MAX_VERTICES).then_some(lowest)
    })
}
