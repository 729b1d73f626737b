//! How long rows in sequence remember each other.

use ndarray::{Array1, Array2, ArrayView2, Axis, s};

use crate::normal::normal_quantile;

/// Blocks of fewer rows than this many times the excess of the autocorrelation time give errors that are too small by
/// more than about one percent.
const LONG_ENOUGH: f64 = 20.0;

/// The probability that rows which are independent are said not to be, over all series and lengths.
const FALSE_ALARM: f64 = 1e-3;

/// Fewer blocks than this say too little about a variance,
const FEWEST_BLOCKS: usize = 16;

/// and fewer than this too little to doubt shorter blocks.
const FEWEST_TO_DOUBT: usize = 64;

/// How strongly rows in sequence depend on each other, in the coordinates and their squares.
///
/// The sums of 2^p consecutive rows have a variance of 2^p τ_p times that of a row, and τ_p tends to the
/// autocorrelation time τ = 1 + 2 Σ_t ρ(t) once blocks are long: N rows in sequence count as much as N/τ independent
/// ones. All p are followed in one pass; the cost is about that of two rows for each row, the memory some rows.
#[derive(Clone, Debug)]
pub(super) struct Autocorrelation {
    point: Vec<f64>,
    levels: Vec<Level>,
}

/// The sums of 2^p consecutive rows, for 2 d series: the coordinates, then their squares.
#[derive(Clone, Debug)]
struct Level {
    blocks: usize,
    sums: Array1<f64>,
    squares: Array1<f64>,
    /// A block that waits for its partner.
    pending: Option<Array1<f64>>,
}

/// The slowest of all coordinates and their squares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Slowest {
    /// The autocorrelation time τ in rows; 1 for independent rows.
    pub time: f64,
    /// The coordinate.
    pub coordinate: usize,
    /// Whether it is the square of the coordinate.
    pub squared: bool,
    /// The rows of the blocks in which this was seen.
    pub rows: usize,
}

impl Autocorrelation {
    /// Squares are taken about the point, which should be near the mean.
    pub(super) fn new(point: Vec<f64>) -> Autocorrelation {
        Autocorrelation { point, levels: Vec::new() }
    }

    /// Adds rows of the present chain.
    pub(super) fn add(&mut self, samples: ArrayView2<'_, f64>) {
        let d = self.point.len();
        let mut series = Array2::zeros((samples.nrows(), 2 * d));
        for (row, mut values) in samples.outer_iter().zip(series.outer_iter_mut()) {
            for (i, (entry, origin)) in row.iter().zip(&self.point).enumerate() {
                let x = entry - origin;
                (values[i], values[d + i]) = (x, x * x);
            }
        }
        self.push(0, series);
    }

    /// The rows that follow belong to another chain.
    pub(super) fn end_chain(&mut self) {
        self.levels.iter_mut().for_each(|level| level.pending = None);
    }

    fn push(&mut self, p: usize, blocks: Array2<f64>) {
        if blocks.nrows() == 0 {
            return;
        }
        if self.levels.len() == p {
            self.levels.push(Level::new(blocks.ncols()));
        }
        let doubled = self.levels[p].add(&blocks);
        self.push(p + 1, doubled);
    }

    /// The slowest series, seen in blocks of 2^p rows.
    fn slowest(&self, p: usize) -> Option<Slowest> {
        let (row, level) = (self.levels.first()?, self.levels.get(p)?);
        if level.blocks < FEWEST_BLOCKS {
            return None;
        }
        let d = self.point.len();
        let rows = 1usize << p;
        let times = (0..2 * d).filter(|&series| row.variance(series) > 0.0).map(|series| {
            let time = level.variance(series) / (rows as f64 * row.variance(series));
            Slowest { time, coordinate: series % d, squared: series >= d, rows }
        });
        times.max_by(|a, b| a.time.total_cmp(&b.time))
    }

    /// The slowest series in the longest blocks of at most so many rows in which it can be seen.
    pub(super) fn at(&self, rows: usize) -> Option<Slowest> {
        (0..self.levels.len()).rev().filter(|&p| 1usize << p <= rows).find_map(|p| self.slowest(p))
    }

    /// A length of blocks from `shortest` on that is long enough, or else the longest that can be judged.
    pub(super) fn block_length(&self, shortest: usize) -> usize {
        let mut rows = shortest.max(1);
        while !self.is_long_enough(rows) && self.slowest((2 * rows).ilog2() as usize).is_some() {
            rows *= 2;
        }
        rows
    }

    /// Whether blocks of so many rows are as good as independent, as far as can be seen in them.
    pub(super) fn is_long_enough(&self, rows: usize) -> bool {
        self.at(rows).is_none_or(|slowest| is_long_for(slowest.time, rows))
    }

    /// Whether longer blocks show, beyond their noise, that blocks of so many rows are too short.
    pub(super) fn is_too_short(&self, rows: usize) -> bool {
        self.least_times().any(|time| !is_long_for(time, rows))
    }

    /// Whether no block shows, beyond its noise, that rows depend on each other.
    pub(super) fn is_white(&self) -> bool {
        self.least_times().all(|time| time <= 1.0)
    }

    /// What the autocorrelation time is at least, seen in blocks of every length for which there are enough of them.
    fn least_times(&self) -> impl Iterator<Item = f64> {
        let levels: Vec<usize> =
            (0..self.levels.len()).filter(|&p| self.levels[p].blocks >= FEWEST_TO_DOUBT).collect();
        let looks = (2 * self.point.len() * levels.len()).max(1) as f64;
        let sigmas = -normal_quantile(FALSE_ALARM / looks);
        levels.into_iter().filter_map(move |p| {
            let chance = largest_by_chance(self.levels[p].blocks, sigmas);
            self.slowest(p).map(|slowest| slowest.time / chance)
        })
    }
}

/// What the variance of so many independent Gaussian numbers, in units of the true one, exceeds as rarely as a normal number
/// does so many standard deviations: χ² over its degrees of freedom (Wilson and Hilferty).
fn largest_by_chance(count: usize, sigmas: f64) -> f64 {
    let square = 2.0 / (9.0 * (count as f64 - 1.0));
    (1.0 - square + sigmas * square.sqrt()).powi(3)
}

/// For a chain that forgets exponentially the variance is too small by (τ - 1/τ) / (2 rows).
fn is_long_for(time: f64, rows: usize) -> bool {
    LONG_ENOUGH * (time - 1.0 / time) <= rows as f64
}

impl Level {
    fn new(series: usize) -> Level {
        Level { blocks: 0, sums: Array1::zeros(series), squares: Array1::zeros(series), pending: None }
    }

    /// Counts these blocks and joins them two by two.
    fn add(&mut self, blocks: &Array2<f64>) -> Array2<f64> {
        self.blocks += blocks.nrows();
        for block in blocks.outer_iter() {
            self.sums += &block;
            self.squares.zip_mut_with(&block, |sum, value| *sum += value * value);
        }
        let mut rest = blocks.view();
        let mut doubled = Vec::with_capacity(blocks.len() / 2 + blocks.ncols());
        if let Some(pending) = self.pending.take() {
            doubled.extend(&pending + &blocks.row(0));
            rest = blocks.slice(s![1.., ..]);
        }
        for pair in rest.axis_chunks_iter(Axis(0), 2) {
            match pair.nrows() {
                2 => doubled.extend(pair.row(0).iter().zip(pair.row(1)).map(|(a, b)| a + b)),
                _ => self.pending = Some(pair.row(0).to_owned()),
            }
        }
        let rows = doubled.len() / blocks.ncols();
        Array2::from_shape_vec((rows, blocks.ncols()), doubled).unwrap_or_default()
    }

    fn variance(&self, series: usize) -> f64 {
        let blocks = self.blocks as f64;
        let mean = self.sums[series] / blocks;
        ((self.squares[series] / blocks - mean * mean) * blocks / (blocks - 1.0)).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::Autocorrelation;
    use ndarray::{Array2, Axis, concatenate, s};
    use rand::{Rng, SeedableRng, rngs::Xoshiro256PlusPlus};
    use rand_distr::{Distribution, StandardNormal};

    /// x' = ρ x + noise, whose autocorrelation time is (1 + ρ)/(1 - ρ).
    fn autoregression(rows: usize, memory: f64, random: &mut impl Rng) -> Array2<f64> {
        let mut x = 0.0;
        Array2::from_shape_simple_fn((rows, 1), || {
            let noise: f64 = StandardNormal.sample(random);
            x = memory * x + noise;
            x
        })
    }

    #[test]
    fn the_time_of_an_autoregression_is_found() {
        let mut random = Xoshiro256PlusPlus::seed_from_u64(1);
        for memory in [0.0f64, 0.5, 0.9] {
            let mut found = Autocorrelation::new(vec![0.0]);
            let rows = autoregression(1 << 18, memory, &mut random);
            // Cut anywhere.
            for cut in [0..1001, 1001..70_000, 70_000..1 << 18] {
                found.add(rows.slice(s![cut, ..]));
            }
            let slowest = found.at(512).expect("512 blocks of 512 rows");
            let expected = (1.0 + memory) / (1.0 - memory);
            // The variance of 512 blocks is known to one part in sqrt(512 / 2), and the larger of two times is taken.
            assert!((slowest.time / expected - 1.0).abs() < 4.0 / 16.0, "{memory}: {}", slowest.time);
            assert_eq!(slowest.rows, 512);
            assert!(found.is_long_enough(1024));
            assert_eq!(found.is_long_enough(64), memory < 0.6);
        }
    }

    /// Blocks of one row, which are right for independent rows and too short for others.
    #[test]
    fn short_blocks_are_found_and_independent_rows_are_not_blamed() {
        let blamed = |series: usize, rows: usize, memory: f64, seed: u64| {
            let mut random = Xoshiro256PlusPlus::seed_from_u64(seed);
            let columns: Vec<_> = (0..series).map(|_| autoregression(rows, memory, &mut random)).collect();
            let views: Vec<_> = columns.iter().map(|column| column.view()).collect();
            let mut found = Autocorrelation::new(vec![0.0; series]);
            found.add(concatenate(Axis(1), &views).expect("columns of one length").view());
            found.is_too_short(1)
        };
        // One of a thousand is expected, and two of 40 would be one of 1300 such tests.
        assert!((0..40).filter(|&seed| blamed(50, 4000, 0.0, seed)).count() < 2);
        // Where rows alternate, their squares still depend on each other.
        for memory in [0.2, 0.5, 0.9, -0.5] {
            assert!((0..10).all(|seed| blamed(2, 4000, memory, seed)), "{memory}");
        }
    }

    #[test]
    fn chains_are_kept_apart() {
        let mut found = Autocorrelation::new(vec![0.0]);
        for _ in 0..40 {
            found.add(Array2::ones((3, 1)).view());
            found.end_chain();
        }
        let blocks: Vec<usize> = found.levels.iter().map(|level| level.blocks).collect();
        assert_eq!(blocks, [120, 40]);
    }
}
