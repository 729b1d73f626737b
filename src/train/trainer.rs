//! The steps of a training, and the way back after one that explodes.

use ndarray::{Array2, s};
use rand::RngExt;
use rand::seq::SliceRandom;

use super::batch::Batch;
use super::gaussian::Gaussian;
use super::heads;
use super::layout::Layout;
use super::optimize::{self, Moments};
use super::read;
use super::real::Real;
use super::state::{Counters, Good, State};
use super::whiten::Whitening;
use super::{Epoch, Note, Observer, Options, Start, TrainError, Trained, check, parameters, record, rule};
use crate::data::Samples;
use crate::network::{Mixture, Network};
use crate::random::generator;

/// A batch whose loss is above the last good ones by this for each component, and by ten times their size, has exploded:
/// a quartic tail moves the mean of a batch by a few nats, and data far from unit size by a share of the loss.
const EXPLODED: f64 = 100.0;
const EXPLODED_SHARE: f64 = 10.0;

/// So many samples make the gradient of the learning rule, and the loss after an epoch without test data, at most.
const FLOW_ROWS: usize = 1 << 16;

/// Steps after which the state counts as good.
const GOOD: u64 = 100;

/// The streams of samples that components are set back to.
const RESETS: u64 = 1 << 61;

/// A component is set back so often.
const MOST_RESETS: u32 = 3;

/// After so many steps back the learning rate is 10^-9 of what it was, and the training ends.
const MOST_BACKS: u32 = 30;

/// A network that is being trained.
#[derive(Debug)]
pub(super) struct Trainer<T> {
    pub(super) options: Options,
    pub(super) layout: Layout,
    pub(super) data: Array2<T>,
    pub(super) test: Option<Array2<T>>,
    whitening: Option<Whitening>,
    /// The loss of a Gaussian, which linear layers alone reach; none of samples in a hyperplane.
    pub(super) gaussian: Option<f64>,
    pub(super) batch: Batch<T>,
    pub(super) state: State<T>,
    order: Vec<u32>,
    /// The epoch that `order` is of.
    shuffled: Option<u64>,
}

impl<T: Real> Trainer<T> {
    pub(super) fn new(
        data: &Samples,
        test: Option<&Samples>,
        options: &Options,
    ) -> Result<Trainer<T>, TrainError> {
        let layout = Layout {
            dimension: data.dimension(),
            depth: options.depth,
            couplings: options.couplings,
            components: options.components,
        };
        check::options(options)?;
        check::samples(data, test, options.components)?;
        check::memory::<T>(data, test, &layout, options)?;
        // Samples that cannot be whitened may be flat, which says more.
        let flat = |error| Gaussian::measure(&|| read::pieces(data)).err().unwrap_or(error);
        let whitening = (options.start != Start::Identity)
            .then(|| Whitening::measure(data, options.start == Start::Cumulants))
            .transpose()
            .map_err(flat)?;
        let numbers = read::numbers(data, whitening.as_ref())?;
        let test = test.map(|test| read::numbers(test, whitening.as_ref())).transpose()?;
        let options = Options { batch: options.batch.min(numbers.nrows()), ..options.clone() };
        let mut start = parameters::start(&layout, &options);
        if layout.heads() > 0 {
            parameters::start_heads(&layout, &mut start, &numbers, options.seed)?;
        }
        let moments = Moments::new(options.optimizer, layout.len());
        let averaged = if options.start == Start::Cumulants { layout.len() } else { 0 };
        let mut trainer = Trainer {
            layout,
            order: (0..numbers.nrows() as u32).collect(),
            data: numbers,
            test,
            whitening,
            gaussian: None,
            batch: Batch::new(layout, options.batch),
            state: State {
                good: Good { parameters: start.clone(), moments: moments.clone() },
                best: start.clone(),
                parameters: start,
                moments,
                sum: vec![0.0; averaged],
                counters: Counters::new(),
            },
            shuffled: None,
            options,
        };
        trainer.begin()?;
        trainer.gaussian = trainer.gaussian(data)?;
        Ok(trainer)
    }

    /// The losses of the start are epoch 0.
    pub(super) fn begin(&mut self) -> Result<(), TrainError> {
        let train = self.loss();
        if !train.is_finite() {
            return Err(TrainError::Start { loss: train });
        }
        let test = self.test_loss();
        if let Some(loss) = test.filter(|test| !test.is_finite()) {
            return Err(TrainError::Start { loss });
        }
        let counters = &mut self.state.counters;
        counters.good_loss = train;
        counters.best_loss = test;
        counters.epochs.push(Epoch {
            number: 0,
            step: 0,
            train,
            test,
            learning_rate: Some(self.options.learning_rate),
        });
        counters.finished = self.options.epochs == 0;
        Ok(())
    }

    pub(super) fn loss(&mut self) -> f64 {
        self.batch.loss(&self.state.parameters, self.data.view()) - self.ln_abs_det()
    }

    fn test_loss(&mut self) -> Option<f64> {
        let shift = self.ln_abs_det();
        let test = self.test.as_ref()?;
        Some(self.batch.loss(&self.state.parameters, test.view()) - shift)
    }

    pub(super) fn ln_abs_det(&self) -> f64 {
        self.whitening.as_ref().map_or(0.0, |whitening| whitening.ln_abs_det)
    }

    pub(super) fn steps_of_epoch(&self) -> u64 {
        (self.data.nrows() / self.options.batch) as u64
    }

    pub(super) fn steps(&self) -> u64 {
        self.steps_of_epoch().saturating_mul(self.options.epochs as u64)
    }

    /// Goes on for at most so many steps; whether there are more.
    pub(super) fn advance(&mut self, steps: u64, observer: &mut dyn Observer) -> Result<bool, TrainError> {
        for _ in 0..steps {
            if self.state.counters.finished {
                break;
            }
            self.step(observer)?;
            if self.state.counters.finished {
                self.end_notes().iter().for_each(|note| observer.note(note));
            }
        }
        Ok(!self.state.counters.finished)
    }

    fn step(&mut self, observer: &mut dyn Observer) -> Result<(), TrainError> {
        let per_epoch = self.steps_of_epoch();
        let step = self.state.counters.step;
        self.shuffle(step / per_epoch);
        let first = (step % per_epoch) as usize * self.options.batch;
        let rows = &self.order[first..first + self.options.batch];
        let loss = self.batch.gradient(&self.state.parameters, self.data.view(), rows) - self.ln_abs_det();
        self.mask();
        let norm = optimize::clip(&mut self.batch.gradient, self.options.clip);
        let rate = optimize::rate(&self.options, step, self.steps()) * self.state.counters.factor;
        self.state.counters.step += 1;
        let limit = self.limit();
        if norm.is_finite() && loss <= limit {
            self.state.counters.add(loss);
            // The loss is that of the parameters before the step.
            if self.state.counters.step.is_multiple_of(GOOD) {
                self.keep_as_good();
            }
            let State { parameters, moments, .. } = &mut self.state;
            let couplings = self.layout.all_couplings();
            moments.step(parameters, &self.batch.gradient, rate, &self.options, couplings);
        } else {
            self.step_back(loss, observer);
        }
        self.average();
        if record::is_recorded(self.state.counters.step, self.options.records) {
            if self.options.learning_rule && self.layout.heads() == 0 {
                observer.learning_rule(self.state.counters.step, &self.rates());
            }
            observer.record(self.state.counters.step, &self.mixture()?);
        }
        if self.state.counters.step.is_multiple_of(per_epoch) {
            self.end_epoch(rate, observer);
        }
        Ok(())
    }

    /// How fast the coefficients move down the gradient of the mean over the first samples.
    fn rates(&mut self) -> [Option<f64>; 4] {
        let rows: Vec<u32> = (0..self.data.nrows().min(FLOW_ROWS) as u32).collect();
        let mut gradient = vec![0.0; self.layout.len()];
        for part in rows.chunks(self.options.batch) {
            self.batch.gradient(&self.state.parameters, self.data.view(), part);
            let share = part.len() as f64 / rows.len() as f64;
            gradient.iter_mut().zip(&self.batch.gradient).for_each(|(sum, g)| *sum += share * g.wide());
        }
        rule::rates(&self.layout, &self.state.parameters, &gradient, self.whitening.as_ref())
    }

    /// The order of the samples in an epoch, by its number and the seed alone.
    fn shuffle(&mut self, epoch: u64) {
        if self.shuffled != Some(epoch) {
            let mut generator = generator(self.options.seed, epoch);
            self.order.iter_mut().zip(0..).for_each(|(place, row)| *place = row);
            self.order.shuffle(&mut generator);
            self.shuffled = Some(epoch);
        }
    }

    /// The highest loss that has not exploded.
    fn limit(&self) -> f64 {
        let good = self.state.counters.good_loss;
        good + EXPLODED * self.layout.dimension as f64 + EXPLODED_SHARE * good.abs()
    }

    /// The loss of the parameters on the first samples.
    fn present_loss(&mut self) -> f64 {
        let rows = self.data.nrows().min(FLOW_ROWS);
        let part = self.data.slice(s![..rows, ..]);
        self.batch.loss(&self.state.parameters, part) - self.ln_abs_det()
    }

    fn keep_as_good(&mut self) {
        let State { parameters, moments, good, counters, .. } = &mut self.state;
        good.parameters.copy_from_slice(parameters);
        good.moments.clone_from(moments);
        if counters.recent_losses > 0 {
            counters.good_loss = counters.recent_sum / counters.recent_losses as f64;
        }
        counters.recent_losses = 0;
        counters.recent_sum = 0.0;
    }

    fn step_back(&mut self, loss: f64, observer: &mut dyn Observer) {
        let State { parameters, moments, good, counters, .. } = &mut self.state;
        parameters.copy_from_slice(&good.parameters);
        moments.clone_from(&good.moments);
        counters.factor /= 2.0;
        counters.backs += 1;
        counters.recent_losses = 0;
        counters.recent_sum = 0.0;
        let factor = counters.factor;
        let step = counters.step;
        observer.note(&Note::StepBack { step, loss, factor });
        if counters.backs >= MOST_BACKS {
            observer.note(&Note::GaveUp);
            counters.finished = true;
        }
    }

    fn end_epoch(&mut self, rate: f64, observer: &mut dyn Observer) {
        let raw = self.test_loss();
        // Where no average is lower, the parameters stand for themselves.
        let average = self.averaged().filter(|(_, loss)| raw.is_some_and(|raw| *loss < raw));
        let test = average.as_ref().map(|(_, loss)| *loss).or(raw);
        let limit = self.limit();
        // The last step of an epoch may have exploded, which only a loss after it shows.
        let now = if test.is_none() { self.present_loss() } else { f64::NAN };
        let counters = &mut self.state.counters;
        // Where every step was taken back, the last good loss stands.
        let train =
            if counters.losses > 0 { counters.sum / counters.losses as f64 } else { counters.good_loss };
        counters.losses = 0;
        counters.sum = 0.0;
        let number = counters.epochs.len();
        let epoch = Epoch { number, step: counters.step, train, test, learning_rate: Some(rate) };
        let is_best = match (test, counters.best_loss) {
            (Some(test), Some(best)) => test < best,
            _ => now <= limit,
        };
        if is_best {
            counters.best_loss = test;
            counters.best_epoch = number;
            let best = average.as_ref().map_or(&self.state.parameters, |(mean, _)| mean);
            self.state.best.copy_from_slice(best);
        }
        let waited = self.options.patience.is_some_and(|patience| number - counters.best_epoch >= patience);
        counters.finished |= number >= self.options.epochs || (waited && test.is_some());
        let is_finished = counters.finished;
        observer.epoch(&epoch);
        counters.epochs.push(epoch);
        if !is_finished {
            self.reset_heads(number).iter().for_each(|note| observer.note(note));
        }
    }

    pub(super) fn network(&self) -> Result<Network<f64>, TrainError> {
        Ok(parameters::network(&self.layout, &self.state.parameters, self.whitening.as_ref())?)
    }

    fn mixture(&self) -> Result<Mixture, TrainError> {
        Ok(Mixture::new(self.network()?, heads::components(&self.layout, &self.state.parameters)?)?)
    }

    /// Sets components back that have next to no samples, or have shrunk to a point: each to a Gaussian around a sample.
    fn reset_heads(&mut self, epoch: usize) -> Vec<Note> {
        self.state.counters.resets.resize(self.layout.heads(), 0);
        let mut notes = Vec::new();
        for lost in heads::lost(&self.layout, &self.state.parameters, self.data.nrows()) {
            let heads::Lost { component, weight, is_flat } = lost;
            let State { parameters, moments, counters, .. } = &mut self.state;
            let Ok(network) = parameters::network(&self.layout, parameters, None) else { continue };
            if counters.resets[component] >= MOST_RESETS {
                continue;
            }
            counters.resets[component] += 1;
            let stream = RESETS + (epoch * self.layout.heads() + component) as u64;
            let row = generator(self.options.seed, stream).random_range(0..self.data.nrows());
            let z = network.forward(self.data.row(row).mapv(Real::wide).view());
            heads::reset(&self.layout, parameters, component, &z);
            for vector in
                [&mut moments.first, &mut moments.second].into_iter().filter(|vector| !vector.is_empty())
            {
                heads::clear(&self.layout, vector, component);
            }
            notes.push(Note::Reset { component, epoch, weight, is_flat });
        }
        if !notes.is_empty() {
            self.keep_as_good();
        }
        notes
    }

    /// The best network so far.
    pub(super) fn trained(&self) -> Result<Trained, TrainError> {
        Ok(Trained {
            network: parameters::network(&self.layout, &self.state.best, self.whitening.as_ref())?,
            components: heads::components(&self.layout, &self.state.best)?,
            epochs: self.state.counters.epochs.clone(),
            best: self.state.counters.best_epoch,
        })
    }
}

impl Counters {
    fn new() -> Counters {
        Counters { good_loss: f64::MAX, factor: 1.0, ..Counters::default() }
    }

    fn add(&mut self, loss: f64) {
        self.losses += 1;
        self.sum += loss;
        self.recent_losses += 1;
        self.recent_sum += loss;
    }
}
