//! The loop: steps, checkpoints, the model.

use std::sync::atomic::Ordering;
use std::time::Instant;

use crate::Progress;
use crate::network::file;
use crate::run::{Config, Folder};
use crate::train::diagnostics::Diagnostics;
use crate::train::{Start, Training};

use super::args::TrainArgs;
use super::clock::Clock;
use super::errors::Again;
use super::follower::{Follower, Tables, Voice};
use super::report;
use super::samples::Data;
use crate::cli::shared::{Bar, Failure, Watch, output, reading};

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
    let mut keeper = Keeper { every: args.checkpoint.unwrap_or(SECONDS), last: Instant::now() };
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
    if let (Some(path), None) = (&config.output, &args.output) {
        follower.tell_at_end(format!(
            "the run began with -o {}, which is written where -o is given again",
            path.display()
        ));
    }
    follower.bar.start("", training.steps().1);
    let mut epochs = training.epochs().len();
    while training.advance(1, &mut follower)? {
        follower.check()?;
        follower.show(training.steps().0);
        let ended = training.epochs().len() > epochs;
        epochs = training.epochs().len();
        if watch.stop().load(Ordering::Relaxed) {
            break;
        }
        if let Some(folder) = folder.as_mut().filter(|_| keeper.is_due(ended)) {
            keeper.keep(&training, &mut follower, folder)?;
        }
    }
    follower.check()?;
    if let Some(folder) = &mut folder {
        keeper.keep(&training, &mut follower, folder)?;
    }
    drop(watch);
    end(&training, follower, folder, (args, config), (data, replicas), was_finished)
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
        folder.save(&trained.network)?;
        let word = if is_finished { "finished" } else { "interrupted" };
        folder.log(&format!("{word} at step {}; best epoch {}", training.steps().0, trained.best))?;
    }
    // A run that goes on later writes its model at its end.
    if let Some(path) = args.output.as_ref().filter(|_| is_finished || folder.is_none()) {
        file::save(path, &trained.network).map_err(Failure::new)?;
        output::written(path, "network");
    }
    let (notes, voice) = (std::mem::take(&mut follower.told), follower.voice);
    let mut errors = Some(Vec::new());
    if let Some((data, replicas)) = data.as_ref().zip(replicas).filter(|_| is_finished) {
        let again = Again { args, config, data, trained: &trained.network, voice };
        errors = again.find(replicas, folder.as_ref())?;
    }
    let outcome = report::Outcome {
        training,
        trained: &trained,
        config,
        output: args.output.as_deref(),
        folder: folder.as_ref().map(Folder::path),
        seconds: follower.clock.seconds(),
        rate: follower.clock.rate(training.steps().0, follower.batch),
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
    let tables = |folder: &Folder| Tables::new(folder, epochs, records);
    let options = config.options.options(0);
    let is_recorded = options.records > 0 && !training.is_finished();
    let voice = match (args.is_json(), args.quiet) {
        (true, _) => Voice::Json,
        (false, true) => Voice::Quiet,
        (false, false) => Voice::Text,
    };
    Ok(Follower {
        voice,
        clock: Clock::new(resumed.map_or(0.0, |(seconds, _)| *seconds), step),
        batch: options.batch.min(data.training.rows()),
        steps: training.steps().1,
        bar: Bar::with_message(voice != Voice::Text, "training"),
        tables: folder.map(tables).transpose()?,
        diagnostics: is_recorded.then(|| Diagnostics::measure(&data.training)).transpose()?,
        last: training.epochs().last().cloned(),
        rates: [None; 4],
        notes: Vec::new(),
        told: Vec::new(),
        failure: None,
    })
}

/// Writes checkpoints, not too often.
struct Keeper {
    every: f64,
    last: Instant,
}

impl Keeper {
    fn is_due(&self, is_end_of_epoch: bool) -> bool {
        let seconds = self.last.elapsed().as_secs_f64();
        seconds >= self.every || (is_end_of_epoch && seconds >= SECONDS_OF_EPOCH.min(self.every))
    }

    /// The tables first: a checkpoint never runs ahead of them, and what runs ahead of it is cut off by a resume.
    fn keep(
        &mut self,
        training: &Training,
        follower: &mut Follower,
        folder: &mut Folder,
    ) -> Result<(), Failure> {
        for note in follower.notes.drain(..) {
            folder.log(&note)?;
        }
        if let Some(tables) = &follower.tables {
            tables.metrics.sync()?;
            tables.records.sync()?;
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
