//! Consecutive samples in blocks that count as independent.

use std::ops::Range;

/// The number of blocks that is aimed at: the relative error of a standard error from B blocks is 1/sqrt(2 B).
pub(super) const TYPICAL: usize = 200;

/// The least number of blocks that a standard error is taken from.
pub(super) const FEWEST: usize = 20;

/// The most blocks: their shares take as many numbers for each coefficient.
const MOST: usize = 1000;

/// Rows of one task; the features of so many rows stay in the cache of a core.
pub(super) const PIECE: usize = 128;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Blocks {
    pub(super) ranges: Vec<Range<usize>>,
    /// The length that was aimed at; no part of a chain that is cut is shorter.
    pub(super) length: usize,
}

/// Rows of a chunk that belong to one block, counted from the beginning of the chunk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) block: usize,
    pub(super) rows: Range<usize>,
}

impl Blocks {
    /// Chains one after the other, each cut into blocks of equal length, which differ by one at most. Blocks are made
    /// longer where there were too many, and hold several whole chains where there are too many chains.
    pub(super) fn new(chains: &[usize], length: Option<usize>) -> Blocks {
        let rows: usize = chains.iter().sum();
        let mut length = length.unwrap_or(rows / TYPICAL).max(rows.div_ceil(MOST)).max(1);
        let mut ranges = cut(chains, length, false);
        while ranges.len() > MOST {
            ranges = cut(chains, length, true);
            if ranges.len() > MOST {
                length *= 2;
            }
        }
        Blocks { ranges, length }
    }

    pub(super) fn len(&self) -> usize {
        self.ranges.len()
    }

    /// The rows of the shortest and of the longest block.
    pub(super) fn lengths(&self) -> (usize, usize) {
        let lengths = || self.ranges.iter().map(ExactSizeIterator::len);
        (lengths().min().unwrap_or(0), lengths().max().unwrap_or(0))
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

/// Long chains are cut; of short ones, each is a block, or `joined` as many in a row as make the length.
fn cut(chains: &[usize], length: usize, joined: bool) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let (mut start, mut end) = (0, 0);
    for &chain in chains.iter().filter(|chain| **chain > 0) {
        let is_complete = chain >= length || !joined || end - start >= length;
        if is_complete && start < end {
            ranges.push(start..end);
            start = end;
        }
        end += chain;
        if chain >= length {
            ranges.extend(equal_parts(start..end, chain / length));
            start = end;
        }
    }
    if start < end {
        ranges.push(start..end);
    }
    ranges
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
        assert_eq!(blocks.lengths(), (3, 5));
        assert_eq!(Blocks::new(&[1000], None).len(), TYPICAL);
        assert_eq!(Blocks::new(&[7], None).len(), 7);
    }

    #[test]
    fn there_are_not_too_many_blocks() {
        let blocks = Blocks::new(&[110_000], Some(1));
        assert_eq!((blocks.len(), blocks.length), (MOST, 110));
        let blocks = Blocks::new(&[0, MOST - 1, 0, 1], Some(1));
        assert_eq!((blocks.len(), blocks.length), (MOST, 1));
        // Chains of three make blocks of four chains: twelve rows, where ten are wanted.
        let blocks = Blocks::new(&[3; 2000], Some(10));
        assert_eq!((blocks.len(), blocks.length), (500, 10));
        assert!(blocks.ranges.iter().all(|range| range.len() == 12));
        // Long chains are cut nonetheless.
        let chains = [&[1; 1500][..], &[100_000], &[1; 7]].concat();
        let blocks = Blocks::new(&chains, None);
        assert_eq!(blocks.length, 101_507 / TYPICAL);
        let lengths: Vec<_> = blocks.ranges.iter().map(ExactSizeIterator::len).collect();
        assert_eq!((&lengths[..3], lengths[lengths.len() - 1]), (&[507, 507, 486][..], 7));
        assert_eq!((blocks.len(), lengths.iter().sum::<usize>()), (3 + 100_000 / 507 + 1, 101_507));
        // Short and long chains in turn: blocks of 91 are too many, those of twice the length hold four chains.
        let blocks = Blocks::new(&[1, 150].repeat(600), Some(1));
        assert_eq!((blocks.len(), blocks.length), (300, 182));
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
