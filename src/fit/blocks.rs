use std::ops::Range;

/// The number of blocks that is aimed at: the relative error of a standard error from B blocks is 1/sqrt(2 B).
pub(super) const TYPICAL: usize = 200;

/// The least number of blocks that a standard error is taken from.
pub(super) const FEWEST: usize = 20;

/// Rows of one task.
pub(super) const PIECE: usize = 512;

/// Consecutive samples whose sums count as independent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Blocks {
    pub(super) ranges: Vec<Range<usize>>,
    /// The length that was aimed at; no block of a chain that is long enough is shorter.
    pub(super) length: usize,
}

/// Rows of a chunk that belong to one block, counted from the beginning of the chunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) block: usize,
    pub(super) rows: Range<usize>,
}

impl Blocks {
    /// Chains one after the other, each cut into blocks of equal length, which differ by one at most.
    pub(super) fn new(chains: &[usize], length: Option<usize>) -> Blocks {
        let rows: usize = chains.iter().sum();
        let length = length.unwrap_or(rows / TYPICAL).max(1);
        let mut ranges = Vec::new();
        let mut start = 0;
        for &chain in chains.iter().filter(|chain| **chain > 0) {
            ranges.extend(equal_parts(start..start + chain, (chain / length).max(1)));
            start += chain;
        }
        Blocks { ranges, length }
    }

    pub(super) fn len(&self) -> usize {
        self.ranges.len()
    }

    /// A chunk of rows cut at the ends of blocks, and further into short pieces.
    pub(super) fn pieces(&self, chunk: Range<usize>) -> Vec<Piece> {
        let first = self.ranges.partition_point(|range| range.end <= chunk.start);
        let touched = self.ranges.iter().enumerate().skip(first);
        let touched = touched.take_while(|(_, range)| range.start < chunk.end);
        let cut = touched.flat_map(|(block, range)| {
            let common = range.start.max(chunk.start) - chunk.start..range.end.min(chunk.end) - chunk.start;
            let parts = common.len().div_ceil(PIECE);
            equal_parts(common, parts).map(move |rows| Piece { block, rows })
        });
        cut.collect()
    }
}

fn equal_parts(range: Range<usize>, parts: usize) -> impl Iterator<Item = Range<usize>> {
    let end = move |part: usize| range.start + range.len() * part / parts;
    (0..parts).map(move |part| end(part)..end(part + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_do_not_cross_chains() {
        let blocks = Blocks::new(&[10, 3, 8], Some(4));
        assert_eq!(blocks.ranges, [0..5, 5..10, 10..13, 13..17, 17..21]);
        assert_eq!(Blocks::new(&[1000], None).len(), TYPICAL);
        assert_eq!(Blocks::new(&[7], None).len(), 7);
    }

    #[test]
    fn pieces_cover_a_chunk_once() {
        let blocks = Blocks::new(&[2000, 100], Some(700));
        for chunk in [0..2100, 5..6, 900..1010, 1990..2050] {
            let pieces = blocks.pieces(chunk.clone());
            let mut at = 0;
            for piece in pieces {
                assert_eq!(piece.rows.start, at);
                let block = &blocks.ranges[piece.block];
                assert!(block.start <= chunk.start + at && chunk.start + piece.rows.end <= block.end);
                assert!(piece.rows.len() <= PIECE);
                at = piece.rows.end;
            }
            assert_eq!(at, chunk.len());
        }
    }
}
