//! Streams of random numbers: many of one seed, none shared.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

/// A stream of a seed. Neighbouring seeds share no stream: the seed is mixed before the number of the stream comes in.
pub(crate) fn generator(seed: u64, stream: u64) -> Xoshiro256PlusPlus {
    let mixed = Xoshiro256PlusPlus::seed_from_u64(seed).next_u64();
    Xoshiro256PlusPlus::seed_from_u64(mixed ^ stream)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn neighbouring_seeds_share_no_stream() {
        let first = |seed, stream| generator(seed, stream).next_u64();
        let mut found: Vec<u64> = (0..8)
            .flat_map(|seed| (0..32).chain([u64::MAX]).map(move |stream| first(seed, stream)))
            .collect();
        let count = found.len();
        found.sort_unstable();
        found.dedup();
        assert_eq!(found.len(), count);
    }
}
