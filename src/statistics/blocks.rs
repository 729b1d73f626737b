//! Rows cut into blocks that do not cross chains.

use super::pieces::equal;

/// Consecutive rows in blocks that are as good as independent. No block has rows of two chains.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocks {
    lengths: Vec<usize>,
}

impl Blocks {
    /// Cuts every chain into blocks of about a length: as many as fit, as equal as possible, so that no row is left
    /// out. A chain that is shorter is one block.
    pub(crate) fn new(chains: &[usize], length: usize) -> Blocks {
        let cut = |&rows: &usize| equal(rows, (rows / length.max(1)).max(1));
        Blocks { lengths: chains.iter().filter(|&&rows| rows > 0).flat_map(cut).collect() }
    }

    /// The rows of each block.
    pub fn lengths(&self) -> &[usize] {
        &self.lengths
    }

    /// The number B of blocks.
    pub fn count(&self) -> usize {
        self.lengths.len()
    }

    /// The rows of the shortest and of the longest block.
    pub fn range(&self) -> (usize, usize) {
        let shortest = self.lengths.iter().min().copied().unwrap_or(0);
        (shortest, self.lengths.iter().max().copied().unwrap_or(0))
    }
}

#[cfg(test)]
mod tests {
    use super::Blocks;

    #[test]
    fn chains_are_cut_apart() {
        assert_eq!(Blocks::new(&[10, 3, 7], 4).lengths(), [5, 5, 3, 7]);
        assert_eq!(Blocks::new(&[11], 3).lengths(), [4, 4, 3]);
        assert_eq!(Blocks::new(&[5], 1).range(), (1, 1));
        assert_eq!(Blocks::new(&[5000], 39).count(), 128);
    }
}
