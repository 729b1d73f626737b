//! What a fit takes, before it is taken.

use super::basis::Grouping;
use super::{FitError, Monomials, blocks, cholesky, moments};
use crate::action::{independent_entries, without};
use crate::statistics::Moments;

/// Numbers of a chunk of samples; chunks have at least and at most this many rows.
const CHUNK: usize = 1 << 22;
const FEWEST_ROWS: usize = 1024;
const MOST_ROWS: usize = 1 << 15;

/// Numbers for each coefficient that its indices, derivatives, value and error take.
const OTHERS: usize = 64;

/// The rows that are read at once.
pub(super) fn chunk_rows(dimension: usize) -> usize {
    (CHUNK / dimension.max(1)).clamp(FEWEST_ROWS, MOST_ROWS)
}

/// The number of monomials of ranks 1 to K; `None` where it cannot be counted.
pub(super) fn unknowns(dimension: usize, max_rank: usize) -> Option<usize> {
    (1..=max_rank)
        .map(|rank| independent_entries(dimension, rank))
        .try_fold(0usize, |sum, one| sum.checked_add(one?))
}

/// How features are shared: the moments of all sites together, or products of the features of each site, whichever
/// takes fewer multiplications with each sample.
pub(super) fn grouping(monomials: &Monomials) -> Grouping {
    let together = independent_entries(monomials.dimension(), moments::order(monomials.max_rank()));
    let mut of_site = vec![0usize; monomials.dimension()];
    for index in monomials.indices() {
        index.chunk_by(|a, b| a == b).for_each(|class| of_site[class[0]] += 1);
    }
    let by_site: usize =
        of_site.iter().fold(0, |sum: usize, number| sum.saturating_add(number.saturating_mul(*number)));
    match together {
        Some(together) if together <= by_site => Grouping::Together,
        _ => Grouping::BySite,
    }
}

/// The numbers of features of the derivatives by each coordinate: x^(α-e_i), and x^(α-2e_i) where it is not among these.
pub(super) fn features(monomials: &Monomials) -> Vec<usize> {
    let mut of_site = vec![0usize; monomials.dimension()];
    for index in monomials.indices() {
        let mut place = 0;
        for class in index.chunk_by(|a, b| a == b) {
            let is_new = class.len() > 1 && monomials.position(&without(index, place)).is_none();
            of_site[class[0]] += 1 + usize::from(is_new);
            place += class.len();
        }
    }
    of_site
}

/// What the memory of a fit depends on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Size {
    pub(super) rows: usize,
    pub(super) dimension: usize,
    pub(super) max_rank: usize,
    pub(super) unknowns: usize,
    pub(super) blocks: usize,
}

impl Size {
    /// The bytes where moments of all sites are taken; `None` where they cannot be counted.
    pub(super) fn together(&self) -> Option<u64> {
        let (d, threads) = (self.dimension, rayon::current_num_threads());
        let features = independent_entries(d.checked_add(1)?, self.max_rank.saturating_sub(1))?;
        let of_piece = d.checked_mul(2)?.checked_add(blocks::PIECE)?;
        let moments = Moments::<f64>::memory(d, moments::order(self.max_rank))?.checked_mul(2)?;
        let terms = [&[features, features][..], &[features, of_piece, threads]];
        bytes(&terms)?.checked_add(self.common()?)?.checked_add(moments)
    }

    /// The bytes with so many features for each site: sums of their products, and their values on a chunk in each thread.
    pub(super) fn by_site(&self, features: &[usize]) -> Option<u64> {
        let threads = rayon::current_num_threads().min(features.len());
        let rows = chunk_rows(self.dimension).min(self.rows).max(blocks::PIECE);
        let largest = features.iter().copied().max().unwrap_or(0);
        let mut squares = features.iter().map(|&number| bytes(&[&[number, number]]));
        let products = squares.try_fold(0u64, |sum, one| sum.checked_add(one?))?;
        bytes(&[&[largest, rows, threads]])?.checked_add(products)?.checked_add(self.common()?)
    }

    /// The bytes of G, of the panel that is factored, of the shares of blocks and of pieces, of right-hand sides, and of
    /// samples.
    fn common(&self) -> Option<u64> {
        let n = self.unknowns;
        let rows = chunk_rows(self.dimension).min(self.rows);
        let pieces = rows / blocks::PIECE + self.blocks.min(rows) + 1;
        let sides = 2 * cholesky::SIDES * rayon::current_num_threads();
        let terms = 2usize.checked_pow(self.max_rank.try_into().ok()?)?.checked_mul(2)?;
        let each = [cholesky::BLOCK, self.blocks, pieces, sides, terms, OTHERS];
        let each = each.iter().try_fold(0usize, |sum, &one| sum.checked_add(one))?;
        bytes(&[&[n, n], &[n, each], &[4, rows, self.dimension]])
    }
}

/// The bytes of sums of products of so many numbers.
fn bytes(terms: &[&[usize]]) -> Option<u64> {
    let product = |term: &&[usize]| term.iter().try_fold(8u64, |size, &one| size.checked_mul(one as u64));
    terms.iter().map(product).try_fold(0u64, |sum, one| sum.checked_add(one?))
}

/// Refuses what does not fit.
pub(super) fn check(unknowns: Option<usize>, bytes: Option<u64>, available: u64) -> Result<(), FitError> {
    match bytes {
        Some(needed) if needed <= available => Ok(()),
        needed => Err(FitError::Memory {
            unknowns: unknowns.map_or("more than 10^19".to_string(), |number| number.to_string()),
            needed: needed.unwrap_or(u64::MAX),
            available,
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::basis::Basis;
    use super::*;

    #[test]
    fn features_are_counted_as_they_are_made() {
        let lists = [&[&[0, 0][..], &[0, 0, 0, 1], &[1, 1]][..], &[&[0], &[0, 0], &[0, 1, 1], &[1, 2]]];
        for list in lists {
            let monomials = Monomials::new(3, list.iter().map(|index| index.to_vec())).unwrap();
            let made = Basis::new(&monomials, Grouping::BySite);
            let mut counted = features(&monomials);
            counted.retain(|number| *number > 0);
            assert!(made.groups.iter().map(|group| group.features.len()).eq(counted));
        }
        let all = Basis::new(&Monomials::all(4, 4), Grouping::Together);
        assert_eq!(Some(all.groups[0].features.len()), independent_entries(5, 3));
    }

    #[test]
    fn memory_grows_with_blocks_and_features() {
        let size = Size { rows: 110_000, dimension: 16, max_rank: 4, unknowns: 4844, blocks: 200 };
        let more = Size { blocks: 1000, ..size };
        let shares = 8 * 4844 * 800;
        assert!(more.together().unwrap() >= size.together().unwrap() + shares);
        let of_sites = |number: usize| size.by_site(&[number; 16]).unwrap();
        assert!(of_sites(1000) - of_sites(0) >= 8 * (16 * 1000 * 1000 + 1000 * 32768));
        assert_eq!(size.by_site(&[usize::MAX]), None);
        assert_eq!(Size { unknowns: usize::MAX, ..size }.together(), None);
    }
}
