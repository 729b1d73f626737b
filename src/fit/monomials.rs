//! The list of monomials whose coefficients are fitted.

use super::FitError;
use crate::Lattice;
use crate::action::{Indices, SparseAction, without};
use crate::text::number;

/// The monomials of an action that is fitted: non-decreasing multi-indices of rank 1 and up, by rank and then in
/// lexicographic order. The constant is not among them, since no derivative knows it.
///
/// # Example
/// ```
/// use diagraction::fit::Monomials;
///
/// assert_eq!(Monomials::all(16, 4).len(), 4844);
/// let quartic = Monomials::new(2, [vec![0, 0], vec![1, 0], vec![1, 1, 1, 1]])?;
/// assert_eq!(quartic.indices(), [vec![0, 0], vec![0, 1], vec![1, 1, 1, 1]]);
/// # Ok::<(), diagraction::fit::FitError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Monomials {
    dimension: usize,
    indices: Vec<Vec<usize>>,
}

impl Monomials {
    /// All monomials of ranks 1 to `max_rank`.
    pub fn all(dimension: usize, max_rank: usize) -> Monomials {
        let indices = (1..=max_rank).flat_map(|rank| Indices::new(dimension, rank)).collect();
        Monomials { dimension, indices }
    }

    /// A support: multi-indices in any order. Equal ones count once, the empty one is left out.
    ///
    /// # Errors
    /// An index beyond the dimension, and a support without any monomial.
    pub fn new(
        dimension: usize,
        indices: impl IntoIterator<Item = Vec<usize>>,
    ) -> Result<Monomials, FitError> {
        let mut sorted = Vec::new();
        for mut index in indices {
            index.sort_unstable();
            match index.last() {
                Some(&last) if last >= dimension => return Err(FitError::Index { index, dimension }),
                Some(_) => sorted.push(index),
                None => (),
            }
        }
        if sorted.is_empty() {
            return Err(FitError::EmptySupport);
        }
        sort(&mut sorted);
        Ok(Monomials { dimension, indices: sorted })
    }

    /// Reads a support: a multi-index a line, its entries separated by spaces or commas, or the csv of an action, of which the
    /// indices count. `#` starts a comment.
    ///
    /// # Errors
    /// Of [`new`](Monomials::new), and lines that hold something else.
    pub fn read(dimension: usize, text: &str) -> Result<Monomials, FitError> {
        let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
        let mut lines = lines.zip(1..).filter(|(line, _)| !line.is_empty()).peekable();
        let is_action = lines.next_if(|(line, _)| line.starts_with("rank,index")).is_some();
        let read = |(text, line): (&str, usize)| {
            let index = if is_action { text.split(',').nth(1).unwrap_or_default() } else { text };
            let entries = index.split([',', ' ', '\t']).filter(|entry| !entry.is_empty());
            let wrong = |entry| FitError::Entry { line, entry: number::shortened(entry) };
            entries.map(|entry| entry.parse().map_err(|_| wrong(entry))).collect::<Result<Vec<usize>, _>>()
        };
        Monomials::new(dimension, lines.map(read).collect::<Result<Vec<_>, _>>()?)
    }

    /// Powers 1 to `max_rank` of every site, and the products of neighbours where `max_rank` is at least 2.
    pub fn neighbours(lattice: &Lattice, max_rank: usize) -> Monomials {
        let powers = (1..=max_rank).flat_map(|rank| (0..lattice.sites()).map(move |site| vec![site; rank]));
        let bonds = lattice.bonds().into_iter().filter(|_| max_rank >= 2).map(|(i, j)| vec![i, j]);
        let mut indices: Vec<_> = powers.chain(bonds).collect();
        sort(&mut indices);
        Monomials { dimension: lattice.sites(), indices }
    }

    /// The monomials of an action whose coefficients are not zero.
    ///
    /// # Errors
    /// An action without any of rank 1 and up.
    pub fn of_action(action: &SparseAction<f64>) -> Result<Monomials, FitError> {
        let entries = (1..=action.max_rank()).flat_map(|rank| action.entries(rank));
        let present = entries.filter(|(_, value)| **value != 0.0).map(|(index, _)| index.to_vec());
        Monomials::new(action.dimension(), present)
    }

    /// Those up to a rank.
    ///
    /// # Errors
    /// When none is left.
    pub fn up_to(&self, max_rank: usize) -> Result<Monomials, FitError> {
        Monomials::new(self.dimension, self.indices.iter().filter(|index| index.len() <= max_rank).cloned())
    }

    /// The number of variables d.
    pub fn dimension(&self) -> usize {
        self.dimension
    }

    /// The number of monomials.
    pub fn len(&self) -> usize {
        self.indices.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.indices.is_empty()
    }

    /// The multi-indices.
    pub fn indices(&self) -> &[Vec<usize>] {
        &self.indices
    }

    /// The highest rank.
    pub fn max_rank(&self) -> usize {
        self.indices.last().map_or(0, Vec::len)
    }

    /// The place of a multi-index.
    pub(crate) fn position(&self, index: &[usize]) -> Option<usize> {
        self.indices.binary_search_by(|other| by_rank(other, index)).ok()
    }

    /// Whether every factor of a monomial is one of them, too, so that the same polynomials are spanned when the
    /// origin is moved.
    pub fn is_closed(&self) -> bool {
        self.indices.iter().filter(|index| index.len() > 1).all(|index| {
            let mut distinct = (0..index.len()).filter(|&place| index.get(place + 1) != Some(&index[place]));
            distinct.all(|place| self.position(&without(index, place)).is_some())
        })
    }
}

/// By rank, then in lexicographic order; each once.
pub(super) fn sort(indices: &mut Vec<Vec<usize>>) {
    indices.sort_unstable_by(|a, b| by_rank(a, b));
    indices.dedup();
}

/// The order of the monomials.
pub(super) fn by_rank(a: &[usize], b: &[usize]) -> std::cmp::Ordering {
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn supports_are_read_from_text() {
        let expected = Monomials::new(4, [vec![0, 0], vec![1, 3], vec![2]]).expect("monomials");
        for text in
            ["# support\n0 0\n1,3 # a bond\n\n2\n", "rank,index,value\n2,0 0,1e-3\n2,1 3,7\n1,2,0.5\n"]
        {
            assert_eq!(Monomials::read(4, text).expect("a support"), expected);
        }
        let refusal = Monomials::read(4, "0\n1 x\n").expect_err("no coordinate").to_string();
        assert_eq!(refusal, "line 2: 'x' is not the number of a coordinate");
    }
}
