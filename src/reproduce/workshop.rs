//! Where steps are made, or found where they are already made.

use std::path::Path;

use crate::Progress;
use crate::action::{Action, Kernel, SparseAction};
use crate::data::Samples;
use crate::evaluate::{self, Method};
use crate::network::{Mixture, Network};
use crate::sample::{self, Report, nuts};
use crate::train::{self, Epoch, Note, Options, Trained, train};

use super::cache::{Cache, fingerprint};
use super::storage::Stored;
use super::{Fault, History, Loss, Record, Training};

/// Is told what is done.
pub(crate) trait Observer {
    /// A step begins, or was found among those that are kept.
    fn step(&self, _name: &str, _is_kept: bool) {}
    /// Something to be told.
    fn note(&self, _text: &str) {}
    /// Is told how far the present step is.
    fn progress(&self) -> &dyn Progress {
        &()
    }
}

/// Says nothing.
impl Observer for () {}

/// A finished step, and everything that it depends on in words.
#[derive(Clone, Debug)]
pub(crate) struct Step<T> {
    /// What came out.
    pub(crate) value: T,
    /// The settings of this step and, through them, of all before it.
    pub(crate) settings: String,
}

impl<T> Step<T> {
    /// A part of the step, which depends on the same.
    pub(crate) fn map<U>(self, part: impl FnOnce(T) -> U) -> Step<U> {
        Step { value: part(self.value), settings: self.settings }
    }
}

/// Numbers of a network.
pub(crate) type Numbers<'a> = dyn FnMut(&Network<f64>) -> Result<Vec<f64>, Fault> + 'a;

/// What is measured of a network at the recorded steps of its training ([`Options::records`]).
pub(crate) struct Measure<'a> {
    /// What is measured, in words; it is a part of the settings of the step.
    pub(crate) settings: String,
    /// The numbers of a network.
    pub(crate) of: &'a mut Numbers<'a>,
}

/// Makes steps and keeps them.
///
/// A step has a name, such as `lattice16-draws`, and settings: a text that everything that decides its outcome goes into,
/// the settings of the steps before it included. The same name and settings are made once.
pub(crate) struct Workshop<'a> {
    cache: Cache,
    /// Who is told.
    pub(super) observer: &'a dyn Observer,
    /// The seed of the whole run.
    pub(super) seed: u64,
    /// The bytes that a step may take.
    pub(super) memory: u64,
}

impl<'a> Workshop<'a> {
    /// A workshop that keeps its steps in `folder`/cache.
    ///
    /// # Errors
    /// The folder cannot be made.
    pub(crate) fn new(
        folder: &Path,
        seed: u64,
        memory: u64,
        observer: &'a dyn Observer,
    ) -> std::io::Result<Workshop<'a>> {
        Ok(Workshop { cache: Cache::new(folder.join("cache"))?, observer, seed, memory })
    }

    /// A seed of its own for each use, which follows from the seed of the run.
    pub(crate) fn seed_of(&self, what: &str) -> u64 {
        // JSON files hold seeds of 53 bits without loss.
        fingerprint(&format!("{} {what}", self.seed)) >> 11
    }

    /// A step: found among those that are kept, or made and kept.
    pub(super) fn step<T: Stored>(
        &self,
        name: &str,
        settings: &str,
        make: impl FnOnce() -> Result<T, Fault>,
    ) -> Result<Step<T>, Fault> {
        let settings = format!("diagraction {}\n{settings}\n", env!("CARGO_PKG_VERSION"));
        let found = self.cache.find(name, &settings);
        self.observer.step(name, found.is_some());
        let value = match found {
            Some(value) => value,
            None => self.cache.keep(name, &settings, &make()?)?,
        };
        Ok(Step { value, settings })
    }

    /// Draws of an action by the no-U-turn sampler. Their seed is that of the settings.
    ///
    /// # Errors
    /// As [`nuts`], and when the draws cannot be kept.
    pub(crate) fn draws(
        &self,
        name: &str,
        action: &Step<SparseAction<f64>>,
        settings: &sample::Settings,
    ) -> Result<Step<Samples>, Fault> {
        let text = format!("draws {settings:?}\nof {}", action.settings);
        self.step(name, &text, || {
            let kernel = Kernel::new(&action.value);
            let drawn = nuts(&kernel, settings, self.observer.progress())?;
            let report = Report::new(&drawn, None)?;
            if !report.verdict().agree {
                self.observer.note(&format!("{name}: the chains do not agree"));
            }
            Ok(drawn.draws)
        })
    }

    /// Independent draws of a network by its inverse.
    ///
    /// # Errors
    /// When a draw is not finite, or the draws cannot be kept.
    pub(crate) fn draws_of_network(
        &self,
        name: &str,
        network: &Step<Network<f64>>,
        draws: usize,
        seed: u64,
    ) -> Result<Step<Samples>, Fault> {
        let text = format!("{draws} draws, seed {seed}\nof {}", network.settings);
        self.step(name, &text, || Ok(Samples::from_array(network.value.sample(draws, seed)?)))
    }

    /// A network trained on `data`, tested on `test`; at recorded steps `measure` is asked.
    ///
    /// # Errors
    /// As [`train()`] and `measure`, and when the network cannot be kept.
    pub(crate) fn training(
        &self,
        name: &str,
        data: &Step<Samples>,
        test: &Step<Samples>,
        options: &Options,
        measure: Option<Measure<'_>>,
    ) -> Result<Step<Training>, Fault> {
        let shown = self.shown(options);
        let measured = measure.as_ref().map_or("nothing", |measure| &measure.settings);
        let text = format!(
            "training {shown}, recorded: {measured}\non {}tested on {}",
            data.settings, test.settings
        );
        self.step(name, &text, || {
            let of = measure.map(|measure| measure.of);
            self.follow(name, &data.value, Some(&test.value), options, of)
        })
    }

    /// One action for each component, trained as [`Workshop::training`] does.
    ///
    /// # Errors
    /// As [`train()`], and when the mixture cannot be kept.
    pub(crate) fn mixture(
        &self,
        name: &str,
        data: &Step<Samples>,
        test: &Step<Samples>,
        options: &Options,
    ) -> Result<Step<Mixture>, Fault> {
        let text =
            format!("mixture {}\non {}tested on {}", self.shown(options), data.settings, test.settings);
        self.step(name, &text, || {
            let (trained, _) = self.trained(name, &data.value, Some(&test.value), options, None)?;
            Ok(Mixture::new(trained.network, trained.components)?)
        })
    }

    /// The bound on memory changes nothing in a training that fits.
    fn shown(&self, options: &Options) -> String {
        format!("{:?}", Options { memory: 0, ..options.clone() })
    }

    /// A training with its history; at recorded steps the numbers of the network are asked for.
    pub(super) fn follow(
        &self,
        name: &str,
        data: &Samples,
        test: Option<&Samples>,
        options: &Options,
        of: Option<&mut Numbers<'_>>,
    ) -> Result<Training, Fault> {
        let (trained, records) = self.trained(name, data, test, options, of)?;
        let losses = trained.epochs.iter().map(Loss::from).collect();
        let history = History { losses, best: trained.best, records };
        Ok(Training { network: trained.network, history })
    }

    fn trained(
        &self,
        name: &str,
        data: &Samples,
        test: Option<&Samples>,
        options: &Options,
        of: Option<&mut Numbers<'_>>,
    ) -> Result<(Trained, Vec<Record>), Fault> {
        let options = Options { memory: self.memory.min(options.memory), ..options.clone() };
        self.observer.progress().start(name, options.epochs as u64);
        let mut follower = Follower { observer: self.observer, of, records: Vec::new(), fault: None };
        let trained = train(data, test, &options, &mut follower)?;
        follower.fault.map_or(Ok((trained, follower.records)), Err)
    }

    /// The action of a network, ranks 0 to 4, by the method `factored`.
    ///
    /// # Errors
    /// As [`evaluate::extract`].
    pub(crate) fn action(&self, network: &Network<f64>) -> Result<Action<f64>, Fault> {
        let request =
            evaluate::Request { max_rank: Some(4), memory: self.memory, ..evaluate::Request::default() };
        Ok(evaluate::extract(network, &request, Method::Factored)?)
    }
}

/// Follows a training.
struct Follower<'a, 'm> {
    observer: &'a dyn Observer,
    of: Option<&'a mut Numbers<'m>>,
    records: Vec<Record>,
    fault: Option<Fault>,
}

impl train::Observer for Follower<'_, '_> {
    fn epoch(&mut self, epoch: &Epoch) {
        self.observer.progress().advance(u64::from(epoch.number > 0));
    }

    fn record(&mut self, step: u64, learned: &Mixture) {
        let Some(of) = self.of.as_mut().filter(|_| self.fault.is_none()) else { return };
        match of(learned.network()) {
            Ok(values) => self.records.push(Record { step, values }),
            Err(fault) => self.fault = Some(fault),
        }
    }

    fn note(&mut self, note: &Note) {
        self.observer.note(&note.to_string());
    }
}
