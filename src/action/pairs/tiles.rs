//! A^(4) in tiles: made, looked at, dropped.

use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::Pairs;
use super::blocks::{Blocks, Scratch, first};
use crate::action::{Row, Summary, SymmetricTensor};
use crate::product::packed;
use crate::{Progress, Scalar};

/// The most numbers of the pair matrix that a tile holds (128 MiB), unless a single second index has more.
const TILE: usize = 1 << 24;

/// Fewer rows of the pair matrix than this slow its matrix products down.
const ROWS: usize = 256;

/// The memory of all tiles that are made at the same time.
const MEMORY: usize = 1 << 30;

/// The entries A^(4)_{ijkl} with i ≤ j ≤ k ≤ l for a range of i and a range of j. They lie side by side in packed
/// storage: where there are several i, the range of j is all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Tile {
    pub(super) first: Range<usize>,
    pub(super) second: Range<usize>,
}

impl Tile {
    /// Pairs (i, j) with i ≤ j in packed order.
    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> {
        let Tile { first, second } = self.clone();
        first.flat_map(move |i| (second.start.max(i)..second.end).map(move |j| (i, j)))
    }
}

/// All tiles of the dimension d in packed order, for so many numbers each at most.
fn tiles(d: usize, most: usize) -> Vec<Tile> {
    let mut tiles = Vec::new();
    let mut first = 0;
    while first < d {
        let rows = d - first;
        let columns = rows * (rows + 1) / 2;
        let width = most / columns;
        if width < rows {
            let bounds = (first..d).step_by(width.max(1));
            let second = bounds.map(|start| start..d.min(start + width.max(1)));
            tiles.extend(second.map(|second| Tile { first: first..first + 1, second }));
            first += 1;
        } else {
            let end = d.min(first + ROWS.div_ceil(rows).min(width / rows));
            tiles.push(Tile { first: first..end, second: first..d });
            first = end;
        }
    }
    tiles
}

/// The number of entries of a tile: for every (i, j) those with j ≤ k ≤ l.
fn entries_of(d: usize, tile: &Tile) -> usize {
    tile.pairs().map(|(_, j)| (d - j) * (d - j + 1) / 2).sum()
}

/// The memory of the largest tile, for a sum of so many matrices.
fn largest(tiles: &[Tile], d: usize, matrices: usize) -> usize {
    let numbers = |tile: &Tile| Blocks::<f64>::numbers(d, tile, matrices) + entries_of(d, tile);
    size_of::<f64>() * tiles.iter().map(numbers).max().unwrap_or(1)
}

/// How many tiles are handed out together: all of them, since every thread has one at a time, unless that is
/// more than fits.
fn together(tiles: &[Tile], d: usize, matrices: usize) -> usize {
    match (MEMORY / largest(tiles, d, matrices)).max(1) {
        fitting if fitting < rayon::current_num_threads() => fitting,
        _ => tiles.len(),
    }
}

/// The memory that is taken in the dimension d while A^(4) is made from a sum of so many matrices, beside these and the entries.
pub(crate) fn memory(d: usize, matrices: usize) -> usize {
    let tiles = tiles(d, TILE);
    let number = together(&tiles, d, matrices).min(rayon::current_num_threads());
    largest(&tiles, d, matrices).saturating_mul(number).saturating_add(packed(matrices, d * d))
}

/// The numbers of a tile where the entries of several A^(4) are held side by side.
fn most_together(count: usize) -> usize {
    TILE / count.div_ceil(8).max(1)
}

/// The memory of [`Pairs::stream_together`].
pub(crate) fn memory_together(d: usize, count: usize) -> usize {
    let tiles = tiles(d, most_together(count));
    let entries = tiles.iter().map(|tile| entries_of(d, tile)).max().unwrap_or(1);
    let own =
        largest(&tiles, d, 0).saturating_add(size_of::<f64>().saturating_mul(count).saturating_mul(entries));
    own.saturating_mul(rayon::current_num_threads())
}

/// Memory for as many tiles as are made at the same time.
struct Pool<T>(Mutex<Vec<Scratch<T>>>);

impl<T> Pool<T> {
    fn with<R>(&self, work: impl FnOnce(&mut Scratch<T>) -> R) -> R {
        let free = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut scratch = free().pop().unwrap_or_default();
        let result = work(&mut scratch);
        free().push(scratch);
        result
    }
}

impl<T: Scalar> Pairs<T> {
    /// A^(4), packed.
    ///
    /// # Cost
    /// d⁴/8 times the number of squares, and twice that for the other pairs, in matrix products; the entries
    /// and a few tiles of memory.
    ///
    /// # Panics
    /// When the number of entries is beyond `usize`.
    pub fn tensor(&self, progress: &dyn Progress) -> SymmetricTensor<T> {
        let d = self.dimension();
        let mut tensor = SymmetricTensor::zero(d, 4);
        let tiles = tiles(d, TILE);
        progress.start("A^(4)", tensor.entries().len() as u64);
        let mut rest = tensor.entries_mut();
        let pool = Pool(Mutex::new(Vec::new()));
        for tiles in tiles.chunks(together(&tiles, d, self.matrices.nrows())) {
            let mut work = Vec::new();
            for tile in tiles {
                let (entries, behind) = std::mem::take(&mut rest).split_at_mut(entries_of(d, tile));
                work.push((tile, entries));
                rest = behind;
            }
            work.into_par_iter().with_max_len(1).for_each(|(tile, entries)| {
                pool.with(|scratch| self.fill(tile, scratch, entries));
                progress.advance(entries.len() as u64);
            });
        }
        tensor
    }

    /// As [`tensor`](Pairs::tensor), for the tiles one after the other: `look` sees the entries of each, which
    /// are then dropped. The results come in packed order, whatever the number of threads.
    fn stream<R: Send>(&self, progress: &dyn Progress, look: impl Fn(&Tile, &[T]) -> R + Sync) -> Vec<R> {
        let d = self.dimension();
        let tiles = tiles(d, TILE);
        progress.start("A^(4)", tiles.iter().map(|tile| entries_of(d, tile) as u64).sum());
        let mut results = Vec::with_capacity(tiles.len());
        let pool = Pool(Mutex::new(Vec::new()));
        for tiles in tiles.chunks(together(&tiles, d, self.matrices.nrows())) {
            let work = tiles.par_iter().with_max_len(1).map(|tile| {
                pool.with(|scratch| {
                    let mut buffer = std::mem::take(&mut scratch.entries);
                    let entries = first(&mut buffer, entries_of(d, tile));
                    self.fill(tile, scratch, entries);
                    progress.advance(entries.len() as u64);
                    let result = look(tile, entries);
                    scratch.entries = buffer;
                    result
                })
            });
            results.extend(work.collect::<Vec<R>>());
        }
        results
    }

    /// The entries of several A^(4), tile by tile: `look` sees the first three indices of all rows of a tile, and the entries of
    /// each in that order. The results come in packed order, whatever the number of threads.
    pub(crate) fn stream_together<R: Send>(
        all: &[&Pairs<T>],
        progress: &dyn Progress,
        look: impl Fn(&[[usize; 3]], &[Vec<T>]) -> R + Sync,
    ) -> Vec<R> {
        let Some(d) = all.first().map(|pairs| pairs.dimension()) else { return Vec::new() };
        let tiles = tiles(d, most_together(all.len()));
        progress.start("A^(4)", tiles.iter().map(|tile| entries_of(d, tile) as u64).sum());
        let work = tiles.par_iter().with_max_len(1).map_init(Scratch::default, |scratch, tile| {
            let entries = all.iter().map(|pairs| {
                let mut entries = vec![T::zero(); entries_of(d, tile)];
                pairs.fill(tile, scratch, &mut entries);
                entries
            });
            let entries: Vec<Vec<T>> = entries.collect();
            progress.advance(entries_of(d, tile) as u64);
            let prefixes = tile.pairs().flat_map(|(i, j)| (j..d).map(move |k| [i, j, k]));
            look(&prefixes.collect::<Vec<_>>(), &entries)
        });
        work.collect()
    }

    /// Writes the entries of a tile in packed order.
    ///
    /// # Formula
    /// A_{ijkl} = (F_{ij,kl} + F_{ik,jl} + F_{il,jk})/3 with the pair matrix F, symmetrised under the exchange
    /// of its two packed indices. Each entry of F is made once.
    fn fill(&self, tile: &Tile, scratch: &mut Scratch<T>, entries: &mut [T]) {
        let d = self.dimension();
        let blocks = Blocks::new(self, tile, scratch);
        let third = T::third();
        let mut rest = entries;
        for (i, j) in tile.pairs() {
            // F_{(i, a), (j, c)} for a = j .. and c = j ..
            let square: Vec<&[T]> = (j..d).map(|a| blocks.row(i, a, j)).collect();
            for k in j..d {
                let (row, behind) = std::mem::take(&mut rest).split_at_mut(d - k);
                rest = behind;
                let first = blocks.row(i, j, k);
                let second = &square[k - j][k - j..];
                let thirds = square[k - j..].iter().map(|row| &row[k - j]);
                for (entry, ((first, second), last)) in
                    row.iter_mut().zip(first.iter().zip(second).zip(thirds))
                {
                    *entry = third.clone() * (first.clone() + second.clone() + last.clone());
                }
            }
        }
    }
}

impl Pairs<f64> {
    /// Norm and largest entries of A^(4), which is never held as a whole.
    ///
    /// # Cost
    /// As [`tensor`](Pairs::tensor), in the memory of a few tiles.
    pub fn summary(&self, top: usize, progress: &dyn Progress) -> Summary {
        let d = self.dimension();
        let parts = self.stream(progress, |tile, entries| {
            let mut part = Summary::new(d, 4, top);
            let mut rest = entries;
            for (i, j) in tile.pairs() {
                for k in j..d {
                    let (entries, behind) = rest.split_at(d - k);
                    rest = behind;
                    part.add(&Row { prefix: vec![i, j, k], entries });
                }
            }
            part
        });
        parts.into_iter().fold(Summary::new(d, 4, top), |mut all, part| {
            all.merge(part);
            all
        })
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::{Scratch, TILE, Tile, entries_of, tiles};
    use crate::Rational;
    use crate::action::{Indices, Pairs, independent_entries};

    #[test]
    fn tiles_cover_all_entries_once() {
        for (d, most) in [(1, 1), (2, 1), (7, 50), (40, 1000), (100, TILE), (400, TILE)] {
            let tiles = tiles(d, most);
            let pairs = tiles.iter().flat_map(Tile::pairs);
            assert!(pairs.eq((0..d).flat_map(|i| (i..d).map(move |j| (i, j)))), "d = {d}");
            let entries = tiles.iter().map(|tile| entries_of(d, tile)).sum::<usize>();
            assert_eq!(Some(entries), independent_entries(d, 4));
        }
    }

    /// Tiles of every width, one index of j to several of i, against the definition.
    #[test]
    fn tiles_hold_the_entries_of_the_definition() {
        let number = |n: usize| {
            Rational::from_integer(((n * n + 3 * n) % 17).into()) - Rational::from_integer(8.into())
        };
        let d = 6;
        let matrices =
            |n: usize, seed: usize| Array2::from_shape_fn((n, 21), |(i, j)| number(seed + 5 * i + j));
        let weights = vec![number(3), number(4)];
        let products = vec![(matrices(2, 1), matrices(2, 9)), (matrices(1, 4), matrices(1, 7))];
        let pairs = Pairs::new(d, weights, matrices(2, 0), products).expect("shapes fit");
        let expected: Vec<Rational> =
            Indices::new(d, 4).map(|index| pairs.entry(index.try_into().expect("four indices"))).collect();
        assert_eq!(pairs.tensor(&()).entries(), expected);
        let mut scratch = Scratch::default();
        for most in [1, 25, 45, 70, 130, 1000] {
            let mut entries = Vec::new();
            for tile in tiles(d, most) {
                let mut part = vec![Rational::default(); entries_of(d, &tile)];
                pairs.fill(&tile, &mut scratch, &mut part);
                entries.append(&mut part);
            }
            assert_eq!(entries, expected, "tiles of {most} numbers");
        }
    }
}
