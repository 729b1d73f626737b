//! What a fit takes, before it is taken.

use super::basis::Grouping;
use super::{FitError, Monomials, blocks, moments};
use crate::action::independent_entries;
use crate::statistics::Moments;

/// Numbers of a chunk of samples; chunks have at least and at most this many rows.
const CHUNK: usize = 1 << 22;
const FEWEST_ROWS: usize = 1024;
const MOST_ROWS: usize = 1 << 15;

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
    let by_site: usize = of_site.iter().map(|number| number * number).sum();
    match together {
        Some(together) if together <= by_site => Grouping::Together,
        _ => Grouping::BySite,
    }
}

/// The bytes for the normal equations of so many unknowns, with the moments where these are taken.
pub(super) fn memory(unknowns: usize, dimension: usize, max_rank: usize, grouping: Grouping) -> Option<u64> {
    let matrix = unknowns.checked_mul(unknowns)?;
    let shares = unknowns.checked_mul(6 * blocks::TYPICAL)?;
    let chunks = 4 * chunk_rows(dimension).checked_mul(dimension)?;
    let numbers = matrix.checked_add(shares)?.checked_add(chunks)?;
    let moments = match grouping {
        Grouping::BySite => 0,
        Grouping::Together => {
            let features = independent_entries(dimension, max_rank)?;
            let sums = Moments::<f64>::memory(dimension, moments::order(max_rank))?;
            sums.checked_mul(2)?.checked_add(8 * features.checked_mul(features)? as u64)?
        }
    };
    (numbers as u64).checked_mul(8)?.checked_add(moments)
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
