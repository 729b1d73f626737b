//! Errors of what was learned: networks trained again on samples drawn anew, and how far their actions spread.

use ndarray::{Array2, s};
use rand::RngExt;

use super::{Options, TrainError, Trained, Training};
use crate::Progress;
use crate::action::Action;
use crate::data::{DataError, Samples};
use crate::random::generator;
use crate::statistics::Blocks;

/// So many blocks are drawn from. A block has several times as many rows as successive rows remember.
const BLOCKS: usize = 200;

/// Steps between looks at whether the work is to end.
const STEPS: u64 = 16;

/// As many samples, drawn anew: blocks of successive rows, with replacement. Of independent samples that is the bootstrap; of a chain
/// whose rows remember each other over less than 1/200 of all, the block bootstrap. Each replica has a stream of random numbers of its own.
///
/// # Errors
/// When the samples cannot be read.
///
/// # Source
/// H. R. Künsch, Ann. Statist. 17, 1217 (1989).
pub fn resampled(samples: &Samples, seed: u64, replica: u64) -> Result<Samples, DataError> {
    let rows = samples.rows();
    let lengths = Blocks::new(samples.chains(), (rows / BLOCKS).max(1));
    let mut first = 0;
    let starts = lengths.lengths().iter().map(|&length| {
        first += length;
        (first - length, length)
    });
    let starts: Vec<(usize, usize)> = starts.collect();
    let all = samples.range(0, rows)?;
    let mut drawn = Array2::zeros((rows, samples.dimension()));
    let mut random = generator(seed, !replica);
    let mut filled = 0;
    while filled < rows {
        let (first, length) = starts[random.random_range(0..starts.len())];
        let length = length.min(rows - filled);
        drawn.slice_mut(s![filled..filled + length, ..]).assign(&all.slice(s![first..first + length, ..]));
        filled += length;
    }
    Ok(Samples::from_array(drawn))
}

/// The bytes that a replica takes beside its training: the samples that are read and those that are drawn.
#[must_use]
pub fn resampling_bytes(samples: &Samples) -> u64 {
    (samples.rows() as u64).saturating_mul(samples.dimension() as u64).saturating_mul(16)
}

/// A network or a mixture trained as another one was, on samples drawn anew and with another seed; `None` where the work was stopped.
///
/// # Errors
/// See [`TrainError`].
pub fn retrained(
    data: &Samples,
    test: Option<&Samples>,
    options: &Options,
    replica: u64,
    progress: &dyn Progress,
) -> Result<Option<Trained>, TrainError> {
    let drawn = resampled(data, options.seed, replica)?;
    let seed = options.seed.wrapping_add(replica + 1);
    let options = Options { seed, records: 0, learning_rule: false, ..options.clone() };
    let mut training = Training::new(&drawn, test, &options)?;
    drop(drawn);
    training.find_start(&Silent(progress))?;
    while !progress.is_stopped() {
        if !training.advance(STEPS, &mut ())? {
            return Ok(Some(training.trained()?));
        }
    }
    Ok(None)
}

/// Says nothing and can be stopped.
struct Silent<'a>(&'a dyn Progress);

impl Progress for Silent<'_> {
    fn start(&self, _: &str, _: u64) {}

    fn advance(&self, _: u64) {}

    fn is_stopped(&self) -> bool {
        self.0.is_stopped()
    }
}

/// The spread of actions, entry by entry.
///
/// ```
/// use diagraction::action::{Action, Truncation};
/// use diagraction::train::Spread;
///
/// let mut spread = Spread::default();
/// for value in [1.0, 3.0] {
///     let mut action = Action::<f64>::zero(1, 1, Truncation::none());
///     action.tensor_mut(1).set(&[0], value);
///     spread.add(&action);
/// }
/// let errors = spread.errors().ok_or("two actions")?;
/// assert_eq!(errors.tensors()[1].get(&[0]), &2f64.sqrt());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Spread {
    count: usize,
    /// The mean, and the sum of the squares of the deviations from it.
    moments: Option<(Action<f64>, Action<f64>)>,
}

impl Spread {
    /// Adds an action; all have the same dimension and ranks.
    ///
    /// # Panics
    /// When the ranks or the dimension differ.
    pub fn add(&mut self, action: &Action<f64>) {
        self.count += 1;
        let Some((mean, squares)) = &mut self.moments else {
            let none = Action::zero(action.dimension(), action.max_rank(), action.truncation);
            self.moments = Some((action.clone(), none));
            return;
        };
        let count = self.count as f64;
        for (rank, tensor) in action.tensors().iter().enumerate() {
            let both =
                mean.tensor_mut(rank).entries_mut().iter_mut().zip(squares.tensor_mut(rank).entries_mut());
            assert_eq!(both.len(), tensor.entries().len(), "entries of rank {rank}");
            for ((mean, square), value) in both.zip(tensor.entries()) {
                let deviation = value - *mean;
                *mean += deviation / count;
                *square += deviation * (value - *mean);
            }
        }
    }

    /// The standard deviations; `None` of less than two actions.
    #[must_use]
    pub fn errors(self) -> Option<Action<f64>> {
        let (_, mut squares) = self.moments.filter(|_| self.count > 1)?;
        let free = (self.count - 1) as f64;
        for rank in 0..=squares.max_rank() {
            squares
                .tensor_mut(rank)
                .entries_mut()
                .iter_mut()
                .for_each(|square| *square = (*square / free).sqrt());
        }
        Some(squares)
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::resampled;
    use crate::data::Samples;

    #[test]
    fn blocks_of_a_chain_stay_together() {
        let samples = Samples::from_array(Array2::from_shape_fn((1000, 1), |(row, _)| row as f64));
        let drawn = resampled(&samples, 1, 0).expect("samples in memory");
        let values = drawn.range(0, 1000).expect("samples in memory");
        for block in values.as_slice().expect("one column").chunks_exact(5) {
            assert!(block.windows(2).all(|pair| pair[1] == pair[0] + 1.0), "{block:?}");
            assert_eq!(block[0] % 5.0, 0.0);
        }
        let distinct = |drawn: &Samples| {
            let mut values: Vec<i64> =
                drawn.range(0, 1000).expect("samples").iter().map(|value| *value as i64).collect();
            values.sort_unstable();
            values.dedup();
            values.len()
        };
        // About 1 - 1/e of all.
        assert!((550..710).contains(&distinct(&drawn)), "{}", distinct(&drawn));
        assert_ne!(resampled(&samples, 1, 1).expect("samples").range(0, 1000).expect("rows"), values);
    }
}
