//! The loop: steps, checkpoints, the model.

use std::sync::atomic::Ordering;
use std::time::Instant;

use crate::Progress;
use crate::network::{Mixture, file};
use crate::run::{Config, Folder, MODEL, Table};
use crate::train::diagnostics::Diagnostics;
use crate::train::{Start, Training};

use super::args::TrainArgs;
use super::clock::Clock;
use super::errors::Again;
use super::follower::{Follower, Tables, Voice};
use super::report;
use super::samples::Data;
use crate::cli::shared::{Failure, Watch, output, reading};

/// Seconds between checkpoints, and before one at the end of an epoch.
const SECONDS: f64 = 10.0;
const SECONDS_OF_EPOCH: f64 = 1.0;

/// A training that is ready to go.
pub(super) struct Run<'a> {
    pub(super) args: &'a TrainArgs,
    pub(super) config: &'a Config,
    pub(super) data: Data,
    pub(super) training: Training,
    pub(super) folder: Option<Folder>,
    /// The seconds until the checkpoint that was taken up, and the lines of the records until then.
    pub(super) resumed: Option<(f64, String)>,
}

pub(super) fn run(run: Run<'_>) -> Result<(), Failure> {
    let Run { args, config, data, mut training, mut folder, resumed } = run;
    let watch = Watch::new();
    let mut follower = follower(args, config, &data, &training, folder.as_ref(), resumed.as_ref())?;
    let batch = follower.batch;
    let files = [Some(&data.training), data.test.as_ref()];
    files.into_iter().flatten().flat_map(reading::notes).for_each(|note| follower.say(&note));
    let there = folder.as_ref().map_or(0, Folder::replicas);
    // Replicas that are there are used again.
    let replicas = args.errors.or(config.options.replicas).max(Some(there).filter(|&there| there > 1));
    // The training holds the numbers; an archive would hold them once more.
    let data = replicas.map(|_| data);
    if let Some(folder) = &mut folder {
        let (step, steps) = training.steps();
        let begun = if resumed.is_some() { "resumed" } else { "begun" };
        folder.log(&format!("{begun} at step {step} of {steps}, {batch} samples each"))?;
    }
    let was_finished = resumed.is_some() && training.is_finished();
    let mut keeper = Keeper::new(args);
    if resumed.is_none() {
        training.find_start(&follower.bar)?;
        if watch.stop().load(Ordering::Relaxed) && config.options.start == Start::Cumulants {
            return Err(Failure::Interrupted);
        }
        training.observe_start(&mut follower);
        // What took long is not to be found again.
        if let Some(folder) = folder.as_mut().filter(|_| !training.layers().is_empty()) {
            keeper.keep(&training, &mut follower, folder)?;
        }
    }
    follower.tell_output(config.output.as_deref(), args.output.as_deref());
    walk(&mut training, &mut follower, folder.as_mut(), keeper, watch)?;
    end(&training, follower, folder, (args, config), (data, replicas), was_finished)
}

/// What is trained step by step.
pub(super) trait Steps {
    /// One step. Whether there are more.
    fn advance(&mut self, follower: &mut Follower) -> Result<bool, Failure>;
    /// The steps that are done, and all.
    fn steps(&self) -> (u64, u64);
    /// The number of epochs so far.
    fn epochs(&self) -> usize;
    /// All that a resume needs, and what is attached.
    fn checkpoint(&self, attached: &str) -> Vec<u8>;
}

impl Steps for Training {
    fn advance(&mut self, follower: &mut Follower) -> Result<bool, Failure> {
        Ok(self.advance(1, follower)?)
    }

    fn steps(&self) -> (u64, u64) {
        self.steps()
    }

    fn epochs(&self) -> usize {
        self.epochs().len()
    }

    fn checkpoint(&self, attached: &str) -> Vec<u8> {
        self.checkpoint(attached)
    }
}

/// Goes on to the end, or until the command is stopped.
pub(super) fn walk(
    training: &mut dyn Steps,
    follower: &mut Follower,
    mut folder: Option<&mut Folder>,
    mut keeper: Keeper,
    watch: Watch,
) -> Result<(), Failure> {
    follower.bar.start("", training.steps().1);
    let mut epochs = training.epochs();
    while training.advance(follower)? {
        follower.check()?;
        follower.show(training.steps().0);
        // The steps of a search are epochs of their own.
        let ended = training.epochs() > epochs && follower.steps.is_some();
        epochs = training.epochs();
        if watch.stop().load(Ordering::Relaxed) {
            break;
        }
        if let Some(folder) = folder.as_mut().filter(|_| keeper.is_due(ended)) {
            keeper.keep(training, follower, folder)?;
        }
    }
    follower.check()?;
    if let Some(folder) = folder {
        keeper.keep(training, follower, folder)?;
    }
    Ok(())
}

/// The model and the last words.
fn end(
    training: &Training,
    mut follower: Follower,
    mut folder: Option<Folder>,
    (args, config): (&TrainArgs, &Config),
    (data, replicas): (Option<Data>, Option<u16>),
    was_finished: bool,
) -> Result<(), Failure> {
    let trained = training.trained()?;
    let is_finished = training.is_finished();
    if let Some(folder) = &mut folder {
        file::save_components(folder.own(MODEL)?, &trained.network, &trained.components)
            .map_err(Failure::new)?;
        let word = if is_finished { "finished" } else { "interrupted" };
        folder.log(&format!("{word} at step {}; best epoch {}", training.steps().0, trained.best))?;
    }
    // A run that goes on later writes its model at its end.
    if let Some(path) = args.output.as_ref().filter(|_| is_finished || folder.is_none()) {
        file::save_components(path, &trained.network, &trained.components).map_err(Failure::new)?;
        output::written(path, "network");
    }
    let (notes, voice) = (std::mem::take(&mut follower.told), follower.voice);
    let (seconds, rate) = (follower.clock.seconds(), follower.clock.rate(training.steps().0, follower.batch));
    let mut errors = Some(Vec::new());
    if let Some((data, replicas)) = data.as_ref().zip(replicas).filter(|_| is_finished) {
        let mixture = Mixture::new(trained.network.clone(), trained.components.clone());
        let again = Again { args, config, data, trained: &mixture.map_err(Failure::new)?, voice };
        errors = again.find(replicas, folder.as_ref())?;
    }
    let outcome = report::Outcome {
        training,
        trained: &trained,
        config,
        output: args.output.as_deref(),
        folder: folder.as_ref().map(Folder::path),
        seconds,
        rate,
        notes: &notes,
        errors: errors.as_deref(),
        replicas: args.errors,
        was_finished,
    };
    drop(follower);
    report::write(&outcome, voice)?;
    if is_finished && errors.is_some() { Ok(()) } else { Err(Failure::Interrupted) }
}

fn follower(
    args: &TrainArgs,
    config: &Config,
    data: &Data,
    training: &Training,
    folder: Option<&Folder>,
    resumed: Option<&(f64, String)>,
) -> Result<Follower, Failure> {
    let step = training.steps().0;
    // The losses of the start are told with the first step.
    let (epochs, records) = resumed.map_or((&[][..], ""), |(_, records)| (training.epochs(), records));
    let tables = |folder: &Folder| Tables::new(folder, epochs, Some(records));
    let options = config.options.options(0);
    let is_recorded = options.records > 0 && !training.is_finished();
    Ok(Follower {
        tables: folder.map(tables).transpose()?,
        diagnostics: is_recorded.then(|| Diagnostics::measure(&data.training)).transpose()?,
        last: training.epochs().last().cloned(),
        ..Follower::new(
            Voice::of(args),
            Clock::new(resumed.map_or(0.0, |(seconds, _)| *seconds), step),
            options.batch.min(data.training.rows()),
            Some(training.steps().1),
        )
    })
}

/// Writes checkpoints, not too often.
pub(super) struct Keeper {
    every: f64,
    last: Instant,
}

impl Keeper {
    pub(super) fn new(args: &TrainArgs) -> Keeper {
        Keeper { every: args.checkpoint.unwrap_or(SECONDS), last: Instant::now() }
    }

    fn is_due(&self, is_end_of_epoch: bool) -> bool {
        let seconds = self.last.elapsed().as_secs_f64();
        seconds >= self.every || (is_end_of_epoch && seconds >= SECONDS_OF_EPOCH.min(self.every))
    }

    /// The tables first: a checkpoint never runs ahead of them, and what runs ahead of it is cut off by a resume.
    fn keep(
        &mut self,
        training: &dyn Steps,
        follower: &mut Follower,
        folder: &mut Folder,
    ) -> Result<(), Failure> {
        for note in follower.notes.drain(..) {
            folder.log(&note)?;
        }
        if let Some(tables) = &follower.tables {
            tables.metrics.sync()?;
            tables.records.as_ref().map_or(Ok(()), Table::sync)?;
        }
        let records = follower.tables.as_ref().map_or("", |tables| tables.recorded.as_str());
        folder.write_checkpoint(
            &training.checkpoint(records),
            follower.clock.seconds(),
            training.steps().0,
        )?;
        self.last = Instant::now();
        Ok(())
    }
}
