//! Packed storage: non-decreasing multi-indices in lexicographic order.

use num_bigint::BigInt;
use num_traits::One;

use crate::{Rational, Scalar};

/// The number of independent entries of a symmetric tensor, C(d+k-1, k); `None` beyond `usize`.
///
/// ```
/// use diagraction::action::independent_entries;
///
/// let up_to_four: usize = (1..=4).filter_map(|rank| independent_entries(16, rank)).sum();
/// assert_eq!(up_to_four, 4844);
/// ```
pub fn independent_entries(dimension: usize, rank: usize) -> Option<usize> {
    usize::try_from(count_entries(dimension, rank)?).ok()
}

/// [`independent_entries`], also where no tensor of this size could be held.
pub(crate) fn count_entries(dimension: usize, rank: usize) -> Option<u128> {
    if dimension == 0 {
        return Some(u128::from(rank == 0));
    }
    let n = (dimension as u128).checked_add(rank as u128)? - 1;
    let small = (rank as u128).min(dimension as u128 - 1);
    (1..=small).try_fold(1u128, |binomial, step| Some(binomial.checked_mul(n - small + step)? / step))
}

/// [`independent_entries`] for an estimate. Places of entries are 32-bit numbers in some tables, so what would need more
/// is beyond any memory.
pub(crate) fn estimated_entries(dimension: usize, rank: usize) -> f64 {
    let fits = |entries: &usize| u32::try_from(*entries).is_ok();
    independent_entries(dimension, rank).filter(fits).map_or(f64::INFINITY, |entries| entries as f64)
}

/// The number of distinct permutations of a multi-index in which equal entries stand side by side:
/// k! / (m_1! m_2! ..).
///
/// # Panics
/// When there are 2^64 of them or more, which takes a rank above 20.
///
/// ```
/// assert_eq!(diagraction::action::multiplicity(&[0, 0, 3]), 3);
/// ```
pub fn multiplicity(index: &[usize]) -> u64 {
    checked_multiplicity(index).expect("a multi-index whose permutations can be counted")
}

/// [`multiplicity`] as a number of any type, also where 64 bits are too few.
pub(crate) fn permutations<T: Scalar>(index: &[usize]) -> T {
    if let Some(ways) = checked_multiplicity(index) {
        return T::from_rational(&Rational::from_integer(ways.into()));
    }
    let (mut placed, mut ways) = (0usize, BigInt::one());
    for class in index.chunk_by(|a, b| a == b) {
        for taken in 1..=class.len() {
            placed += 1;
            ways = ways * placed / taken;
        }
    }
    T::from_rational(&Rational::from_integer(ways))
}

fn checked_multiplicity(index: &[usize]) -> Option<u64> {
    let mut placed = 0;
    let mut ways = 1u64;
    for class in index.chunk_by(|a, b| a == b) {
        for taken in 1..=class.len() as u128 {
            placed += 1;
            ways = u64::try_from(u128::from(ways) * placed / taken).ok()?;
        }
    }
    Some(ways)
}

/// The place of a non-decreasing multi-index among all of them.
pub(crate) fn position(dimension: usize, index: &[usize]) -> usize {
    let mut skipped = 0;
    let mut lowest = 0;
    for (place, &entry) in index.iter().enumerate() {
        let rest = index.len() - place;
        // Multi-indices that agree so far and have a smaller entry here.
        skipped += entries_from(dimension, lowest, rest) - entries_from(dimension, entry, rest);
        lowest = entry;
    }
    skipped
}

/// The places of many multi-indices, by a table.
pub(crate) struct Places {
    /// By the lowest entry that is left and the number of entries that follow.
    from: Vec<Vec<usize>>,
}

impl Places {
    pub(crate) fn new(dimension: usize, rank: usize) -> Places {
        let row = |lowest| (0..=rank).map(|rest| entries_from(dimension, lowest, rest)).collect();
        Places { from: (0..=dimension).map(row).collect() }
    }

    /// As [`position`].
    pub(crate) fn of(&self, index: &[usize]) -> usize {
        let rests = (1..=index.len()).rev();
        let lowest = std::iter::once(0).chain(index.iter().copied());
        let steps = index.iter().zip(lowest).zip(rests);
        steps.map(|((&entry, lowest), rest)| self.from[lowest][rest] - self.from[entry][rest]).sum()
    }

    /// The place of the union of two multi-indices.
    pub(crate) fn of_union<'a>(&self, mut one: &'a [usize], mut other: &'a [usize]) -> usize {
        let (mut place, mut lowest) = (0, 0);
        for rest in (1..=one.len() + other.len()).rev() {
            let from_one = other.first().is_none_or(|other| one.first().is_some_and(|one| one <= other));
            let least = if from_one { &mut one } else { &mut other };
            let entry = least[0];
            *least = &least[1..];
            place += self.from[lowest][rest] - self.from[entry][rest];
            lowest = entry;
        }
        place
    }
}

/// The multi-index at a place: the inverse of its packed position.
pub fn unpack(dimension: usize, rank: usize, place: usize) -> Vec<usize> {
    let mut left = place;
    let mut entry = 0;
    (1..=rank)
        .rev()
        .map(|rest| {
            // Skip the entries whose multi-indices all lie before the place.
            loop {
                let with_entry = entries_from(dimension, entry, rest - 1);
                if left < with_entry {
                    return entry;
                }
                left -= with_entry;
                entry += 1;
            }
        })
        .collect()
}

/// The number of non-decreasing multi-indices of length `rank` with entries in `lowest..dimension`.
fn entries_from(dimension: usize, lowest: usize, rank: usize) -> usize {
    independent_entries(dimension - lowest, rank).unwrap_or(usize::MAX)
}

/// All non-decreasing multi-indices in lexicographic order.
///
/// ```
/// use diagraction::action::Indices;
///
/// let all: Vec<Vec<usize>> = Indices::new(2, 2).collect();
/// assert_eq!(all, [[0, 0], [0, 1], [1, 1]]);
/// ```
#[derive(Clone, Debug)]
pub struct Indices {
    dimension: usize,
    next: Option<Vec<usize>>,
}

impl Indices {
    /// The multi-indices of a tensor of this dimension and rank.
    pub fn new(dimension: usize, rank: usize) -> Indices {
        let next = (rank == 0 || dimension > 0).then(|| vec![0; rank]);
        Indices { dimension, next }
    }
}

impl Iterator for Indices {
    type Item = Vec<usize>;

    fn next(&mut self) -> Option<Vec<usize>> {
        let current = self.next.take()?;
        self.next = current.iter().rposition(|&entry| entry + 1 < self.dimension).map(|place| {
            let mut following = current.clone();
            let entry = current[place] + 1;
            following[place..].fill(entry);
            following
        });
        Some(current)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_up() {
        for dimension in 1..5 {
            for rank in 0..5 {
                for (place, index) in Indices::new(dimension, rank).enumerate() {
                    assert_eq!(position(dimension, &index), place, "{index:?}");
                    assert_eq!(Places::new(dimension, rank).of(&index), place);
                    assert_eq!(unpack(dimension, rank, place), index);
                }
                assert_eq!(Some(Indices::new(dimension, rank).count()), independent_entries(dimension, rank));
            }
        }
    }

    /// C(70, 35) is the largest that fits, and the multinomial of three times 24 does not.
    #[test]
    fn permutations_are_counted_beyond_64_bits() {
        let classes = |sizes: &[usize]| -> Vec<usize> {
            sizes.iter().enumerate().flat_map(|(entry, &size)| vec![entry; size]).collect()
        };
        assert_eq!(permutations::<Rational>(&classes(&[2, 1])), Rational::from_integer(3.into()));
        let large = permutations::<Rational>(&classes(&[24, 24, 24]));
        let halves =
            permutations::<Rational>(&classes(&[24, 24])) * permutations::<Rational>(&classes(&[48, 24]));
        assert_eq!(large, halves);
        assert!(checked_multiplicity(&classes(&[24, 24, 24])).is_none());
    }

    #[test]
    fn multiplicities_add_up_to_all_entries() {
        let total: u64 = Indices::new(3, 5).map(|index| multiplicity(&index)).sum();
        assert_eq!(total, 3u64.pow(5));
    }

    #[test]
    fn counts_that_overflow_are_none() {
        assert_eq!(independent_entries(1000, 100), None);
        assert_eq!(independent_entries(100, 4), Some(4_421_275));
        assert_eq!(count_entries(1, 65_536), Some(1));
        assert_eq!(count_entries(1 << 17, 6), Some(7_043_309_319_992_237_816_529_223_680));
        assert_eq!(count_entries(1 << 24, 20), None);
    }
}
