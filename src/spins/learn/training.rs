//! A network of spins that is learned step by step, kept and taken up again.

use ciborium::Value;
use ndarray::{Array2, ArrayView2};
use safetensors::Dtype;
use serde::{Deserialize, Serialize};

use super::logistic::Units;
use super::masked::{self, Masked};
use super::{CONVERGED, LearnError, NEAR, loss_and_slopes};
use crate::Progress;
use crate::descent::{Descent, Objective, Until};
use crate::spins::Network;
use crate::train::{Epoch, sealed};

/// A search ends after so many steps without a lower loss on the test states.
const PATIENCE: usize = 100;

/// What an autoregressive network is made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hidden {
    /// The units of each masked layer between states and outputs; logistic units where there are none.
    pub widths: Vec<usize>,
    /// Of the random start of masked layers.
    pub seed: u64,
}

impl Hidden {
    /// The most steps of a search.
    #[must_use]
    pub fn steps(&self) -> u64 {
        if self.widths.is_empty() { CONVERGED.steps } else { masked::UNTIL.steps }
    }
}

/// What is learned: numbers that make u_i out of earlier spins.
pub(super) trait Model: Objective {
    fn until(&self) -> Until;
    /// Whether its loss has one minimum.
    fn is_convex(&self) -> bool;
    /// u of each state, in rows.
    fn outputs(&self, numbers: &[f64], states: ArrayView2<'_, f64>) -> Array2<f64>;
    /// What the prior adds to the loss.
    fn prior(&self, numbers: &[f64]) -> f64;
    fn network(&self, numbers: &[f64]) -> Network;
}

/// An autoregressive network that is learned by steps of L-BFGS.
pub struct Training<'a> {
    model: Box<dyn Model + 'a>,
    test: Option<ArrayView2<'a, f64>>,
    descent: Descent,
    counters: Counters,
    /// The numbers with the lowest loss on the test states, where it chooses.
    best: Vec<f64>,
}

#[derive(Clone, Serialize, Deserialize)]
struct Counters {
    epochs: Vec<Epoch>,
    best: usize,
    /// The loss that is the lowest: on the test states where these choose, with the prior else.
    lowest: f64,
    is_finished: bool,
}

impl<'a> Training<'a> {
    /// A network before its first step, on rows of +1 and -1.
    ///
    /// # Errors
    /// Fewer than two rows, or a start without a loss.
    pub fn new(
        states: ArrayView2<'a, f64>,
        test: Option<ArrayView2<'a, f64>>,
        hidden: &Hidden,
    ) -> Result<Training<'a>, LearnError> {
        let (rows, n) = states.dim();
        if rows < 2 || n == 0 {
            return Err(LearnError::Few { rows });
        }
        let (mut model, start): (Box<dyn Model + 'a>, _) = match hidden.widths.is_empty() {
            true => (Box::new(Units::new(states)), vec![0.0; n * n]),
            false => {
                let masked = Masked::new(states, &hidden.widths);
                let start = masked.start(hidden.seed);
                (Box::new(masked), start)
            }
        };
        let until = model.until();
        let descent = Descent::new(&mut *model, start, until).ok_or(LearnError::NoMinimum)?;
        let counters = Counters { epochs: Vec::new(), best: 0, lowest: f64::MAX, is_finished: false };
        let mut training = Training { model, test, descent, counters, best: Vec::new() };
        training.look();
        Ok(training)
    }

    /// One step, an epoch of its own. Whether there are more.
    pub fn advance(&mut self) -> bool {
        if !self.counters.is_finished {
            let is_ended = !self.descent.step(&mut *self.model);
            if !is_ended {
                self.look();
            }
            let steps = self.counters.epochs.len() - 1;
            let is_judged = self.test.is_some() && !self.model.is_convex();
            let waited = is_judged && steps - self.counters.best >= PATIENCE;
            self.counters.is_finished = is_ended || waited || steps as u64 >= self.steps();
        }
        !self.counters.is_finished
    }

    /// The losses after a step.
    fn look(&mut self) {
        let Some((value, numbers)) = self.descent.point() else { return };
        let test = self.test.map(|test| loss_and_slopes(&mut self.model.outputs(numbers, test), test));
        let judged = test.filter(|_| !self.model.is_convex()).unwrap_or(value);
        let number = self.counters.epochs.len();
        if judged < self.counters.lowest || number == 0 {
            (self.counters.best, self.counters.lowest) = (number, judged);
            self.best = numbers.to_vec();
        }
        let train = value - self.model.prior(numbers);
        self.counters.epochs.push(Epoch { number, step: number as u64, train, test, learning_rate: None });
    }

    /// The most steps.
    pub fn steps(&self) -> u64 {
        self.model.until().steps
    }

    /// Whether nothing is left to do.
    pub fn is_finished(&self) -> bool {
        self.counters.is_finished
    }

    /// The epochs so far, from the start (0) on.
    pub fn epochs(&self) -> &[Epoch] {
        &self.counters.epochs
    }

    /// The epoch with the lowest loss.
    pub fn best(&self) -> usize {
        self.counters.best
    }

    /// The best network so far.
    ///
    /// # Errors
    /// A search that ended before the minimum of a convex loss.
    pub fn trained(&self) -> Result<Network, LearnError> {
        let lowest = self.descent.lowest().filter(|_| self.model.is_convex());
        let is_short = lowest.is_some_and(|lowest| lowest.gradient >= NEAR);
        if is_short && self.is_finished() {
            return Err(LearnError::NoMinimum);
        }
        Ok(self.model.network(lowest.map_or(&self.best, |lowest| &lowest.point)))
    }

    /// Everything that changes while a network is learned, as a safetensors file with a checksum, and what is `attached` to it. A training on the
    /// same states that takes it up by [`Training::restore`] ends bit for bit as this one.
    pub fn checkpoint(&self, attached: &str) -> Vec<u8> {
        let mut search = Vec::new();
        ciborium::into_writer(&self.descent, &mut search).expect("numbers are written into memory");
        let best = self.best.iter().flat_map(|number| number.to_le_bytes()).collect();
        let vectors = [("search", Dtype::U8, search), ("best", Dtype::F64, best)];
        sealed::seal(&vectors, &self.counters, attached)
    }

    /// Takes up the state of a checkpoint.
    ///
    /// # Errors
    /// [`LearnError::State`] when these bytes are no checkpoint, a damaged one, or one of another training. Then nothing has changed.
    pub fn restore(&mut self, checkpoint: &[u8]) -> Result<(), LearnError> {
        let (tensors, counters, _) = sealed::open::<Counters>(checkpoint).map_err(LearnError::State)?;
        let other = || LearnError::State("it is of another training".to_string());
        let bytes = |name| tensors.tensor(name).map(|tensor| tensor.data()).map_err(|_| other());
        let (search, best) = (bytes("search")?, bytes("best")?);
        let best: Vec<f64> = best.as_chunks().0.iter().map(|number| f64::from_le_bytes(*number)).collect();
        let numbers = self.best.len();
        let value: Value = ciborium::from_reader(search).map_err(|_| other())?;
        let is_own = best.len() == numbers
            && best.iter().all(|number| number.is_finite())
            && counters.best < counters.epochs.len()
            && counters
                .epochs
                .iter()
                .zip(0..=self.steps())
                .filter(|(epoch, step)| epoch.step == *step)
                .count()
                == counters.epochs.len()
            && are_vectors(&value, numbers);
        if !is_own {
            return Err(other());
        }
        drop(value);
        let descent: Descent = ciborium::from_reader(search).map_err(|_| other())?;
        self.descent = descent.checked(numbers, self.model.until()).ok_or_else(other)?;
        (self.counters, self.best) = (counters, best);
        Ok(())
    }
}

/// Whether all lists in it are of so many finite floats, or of such lists.
fn are_vectors(value: &Value, length: usize) -> bool {
    match value {
        Value::Array(entries) => {
            is_vector(value, length) || entries.iter().all(|entry| is_vector(entry, length))
        }
        Value::Map(entries) => entries.iter().all(|(_, entry)| are_vectors(entry, length)),
        _ => true,
    }
}

fn is_vector(value: &Value, length: usize) -> bool {
    let is_finite = |entry: &Value| entry.as_float().is_some_and(f64::is_finite);
    value.as_array().is_some_and(|entries| entries.len() == length && entries.iter().all(is_finite))
}

/// A network of spins, p(s) = Π_i p(s_i | earlier spins), that makes rows of +1 and -1 likely, with a normal prior of variance one on each
/// number, as weak as a single row: without it a spin that earlier ones tell apart in all rows has infinite weights.
///
/// # Formula
/// Logistic units u_i = b_i + Σ_{j<i} w_ij s_j have one minimum. Masked layers ([`Hidden`]) have ReLU between them, and that network is taken which has the lowest
/// loss on `test`, or on the states themselves where there are none.
///
/// # Errors
/// Fewer than two rows, no minimum, or the work was stopped.
///
/// # Cost
/// Logistic units: 4 N² multiplications for a row and step, as two matrix products, and two numbers beside each of the states; some dozen steps. Masked
/// layers: six operations for each weight, row and step.
///
/// # Source
/// M. Germain and others, arXiv:1502.03509.
///
/// ```
/// use diagraction::spins::{Network, learn};
/// use ndarray::array;
///
/// // Two spins that agree in three of four rows: tanh w = 1/2, but for the prior.
/// let states = array![[1.0, 1.0], [-1.0, -1.0], [1.0, 1.0], [-1.0, -1.0], [1.0, 1.0], [-1.0, -1.0], [1.0, -1.0], [-1.0, 1.0]];
/// let found = learn::autoregressive(states.view(), None, &learn::Hidden::default(), &())?;
/// let Network::Logistic(units) = found else { panic!() };
/// assert!((units.weight[[1, 0]] - 0.5f64.atanh()).abs() < 0.1);
/// # Ok::<(), learn::LearnError>(())
/// ```
pub fn autoregressive(
    states: ArrayView2<'_, f64>,
    test: Option<ArrayView2<'_, f64>>,
    hidden: &Hidden,
    progress: &dyn Progress,
) -> Result<Network, LearnError> {
    let mut training = Training::new(states, test, hidden)?;
    progress.start("learning", training.steps());
    while training.advance() {
        if progress.is_stopped() {
            return Err(LearnError::Stopped);
        }
        progress.advance(1);
    }
    training.trained()
}
