//! `train --autoregressive`: networks of spins by their likelihood.

mod errors;
mod keep;
mod report;

use std::path::Path;

use ndarray::ArrayView2;

use self::keep::keep;
use super::args::{MOST_HIDDEN, MOST_LAYERS, MOST_REPLICAS, TrainArgs};
use super::clock::Clock;
use super::config::difference_of_spins;
use super::follower::{Follower, Tables, Voice};
use super::new_run::{self, check_output, check_place};
use super::old_run::{self, damaged};
use super::samples::Data;
use super::steps::{Keeper, Steps, walk};
use crate::arrays::Container;
use crate::cli::shared::{Failure, Output, Watch, memory, output, reading};
use crate::files;
use crate::run::{self, Config, Folder, MODEL, SpinSettings};
use crate::spins::learn::{LearnError, Training};
use crate::spins::{MAX_SPINS, write};
use crate::train::Observer;

/// Arrays of the size of the states that learning holds, about.
const COPIES: u64 = 5;

/// Vectors of all numbers that the search holds, those of a checkpoint that is taken up among them.
const VECTORS: u64 = 120;

/// A new training.
pub(super) fn begin(args: &TrainArgs) -> Result<(), Failure> {
    container(args.output.as_deref())?;
    check_place(args)?;
    check_output(args, [None; 2], args.run.as_deref(), |path| vec![errors::beside(path)])?;
    if args.hidden.len() > MOST_LAYERS {
        return Failure::usage(format!("--hidden has {MOST_LAYERS} layers at most"));
    }
    let settings = SpinSettings {
        hidden: args.hidden.iter().map(|width| width.0).collect(),
        seed: args.seed.unwrap_or(1),
        replicas: args.errors,
    };
    let (data, config) = new_run::open(args, settings, memory::limit(args.memory_limit))?;
    learn(args, &config, &data, None)
}

/// Goes on with a run.
pub(super) fn resume(args: &TrainArgs, path: &Path) -> Result<(), Failure> {
    container(args.output.as_deref())?;
    let config: Config<SpinSettings> = run::read_config(path)?;
    expect_sound(path, &config.options)?;
    let (folder, data) = old_run::open(args, path, &config, difference_of_spins(&config, args), |path| {
        vec![errors::beside(path)]
    })?;
    learn(args, &config, &data, Some(folder))
}

/// Refuses a configuration that no command line makes.
fn expect_sound(path: &Path, SpinSettings { hidden, replicas, .. }: &SpinSettings) -> Result<(), Failure> {
    let is_sound = hidden.len() <= MOST_LAYERS
        && hidden.iter().all(|width| (1..=MOST_HIDDEN).contains(width))
        && replicas.is_none_or(|replicas| (2..=MOST_REPLICAS).contains(&replicas));
    match is_sound {
        true => Ok(()),
        false => Err(Failure::new(format!("{}: its options are those of no run", path.display()))),
    }
}

/// The format of a file for the network.
fn container(path: Option<&Path>) -> Result<Container, Failure> {
    let Some(path) = path else { return Ok(Container::Safetensors) };
    match files::ending(path).as_deref() {
        Some("npz") => Ok(Container::Npz),
        Some("safetensors") => Ok(Container::Safetensors),
        _ => Failure::usage(format!(
            "{}: networks of spins are written as .safetensors or .npz",
            path.display()
        )),
    }
}

fn learn(
    args: &TrainArgs,
    config: &Config<SpinSettings>,
    data: &Data,
    folder: Option<Folder>,
) -> Result<(), Failure> {
    let limit = memory::limit(args.memory_limit);
    check(args, config, limit)?;
    let notes = [Some(&data.training), data.test.as_ref()].into_iter().flatten().flat_map(reading::notes);
    let notes: Vec<_> = notes.collect();
    let data = Data {
        training: reading::as_states(&data.training, limit)?,
        test: data.test.as_ref().map(|samples| reading::as_states(samples, limit)).transpose()?,
    };
    let states = data.training.range(0, data.training.rows())?;
    let test = data.test.as_ref().map(|test| test.range(0, test.rows())).transpose()?;
    let test: Option<ArrayView2<'_, f64>> = test.as_ref().map(|test| test.view());
    let mut training = Training::new(states.view(), test, &config.options.hidden())?;
    let is_new = folder.is_none();
    let mut folder = match (folder, &args.run) {
        (None, Some(path)) => Some(Folder::create(path, config)?),
        (folder, _) => folder,
    };
    // Replicas that are there are used again.
    let there = folder.as_ref().map_or(0, Folder::replicas);
    let replicas = args.errors.or(config.options.replicas).max(Some(there).filter(|&there| there > 1));
    let checkpoint = folder.as_ref().map(|folder| folder.checkpoint(limit)).transpose()?.flatten();
    let mut seconds = None;
    if let (Some((bytes, until)), Some(folder)) = (checkpoint, &folder) {
        training.restore(&bytes).map_err(|error| damaged(folder.path(), &error))?;
        seconds = Some(until);
    }
    let was_finished = !is_new && training.is_finished();
    let watch = Watch::new();
    let mut follower = follower(args, &data, &training, folder.as_ref(), seconds)?;
    notes.into_iter().for_each(|note| follower.tell_at_end(note));
    if let Some(folder) = &mut folder {
        let begun = if is_new { "begun" } else { "resumed" };
        folder.log(&format!(
            "{begun} at step {}, at most {}",
            training.epochs().len() - 1,
            training.steps()
        ))?;
    }
    follower.tell_output(config.output.as_deref(), args.output.as_deref());
    walk(&mut training, &mut follower, folder.as_mut(), Keeper::new(args), watch)?;
    let network = training.trained()?;
    let is_finished = training.is_finished();
    if let Some(folder) = &mut folder {
        keep(folder, MODEL, &network)?;
        let word = if is_finished { "finished" } else { "interrupted" };
        folder.log(&format!(
            "{word} at step {}; best step {}",
            training.epochs().len() - 1,
            training.best()
        ))?;
    }
    // A run that goes on later writes its model at its end.
    if let Some(path) = args.output.as_ref().filter(|_| is_finished || folder.is_none()) {
        let mut out = Output::whole(path)?;
        write(&network, container(Some(path))?, &mut out)?;
        out.finish()?;
        output::written(path, "network");
    }
    let (seconds, told, voice) =
        (follower.clock.seconds(), std::mem::take(&mut follower.told), follower.voice);
    drop(follower);
    let mut errors = None;
    if let Some(replicas) = replicas.filter(|_| is_finished) {
        let again = errors::Again { args, config, data: &data, network: &network };
        errors = Some(again.find(replicas, folder.as_ref())?);
    }
    let folder = folder.as_ref().map(Folder::path);
    let found =
        report::Found { args, config, data: &data, folder, errors, notes: told, seconds, was_finished };
    found.write(&training, network, voice)?;
    if is_finished { Ok(()) } else { Err(Failure::Interrupted) }
}

/// Refuses what takes too much memory, and errors of couplings that cannot be read.
fn check(args: &TrainArgs, config: &Config<SpinSettings>, limit: u64) -> Result<(), Failure> {
    let hidden = &config.options.hidden;
    let n = config.data.dimension as u64;
    let widths: Vec<u64> = hidden.iter().map(|&width| width as u64).collect();
    let layers = [&[n][..], &widths, &[n]].concat();
    let sum = |numbers: &mut dyn Iterator<Item = u64>| numbers.fold(0, u64::saturating_add);
    let pairs = &mut layers.windows(2).map(|pair| pair[0].saturating_mul(pair[1]).saturating_add(pair[1]));
    let numbers = sum(pairs);
    let each = sum(&mut layers.iter().copied()).saturating_mul(COPIES * 8);
    let replicas = args.errors.or(config.options.replicas);
    let needed = each
        .saturating_mul(config.data.rows as u64)
        .saturating_add(numbers.saturating_mul(VECTORS * 8))
        .saturating_add(u64::from(replicas.unwrap_or(0)).saturating_mul(92 * n * n));
    memory::expect("learning takes", needed, limit, "fewer rows need less, and so do narrower layers")?;
    if replicas.is_some() && !hidden.is_empty() && config.data.dimension > MAX_SPINS {
        return Failure::usage(format!(
            "--errors of masked networks needs all states, of up to {MAX_SPINS} spins; `couplings --data` measures larger ones"
        ));
    }
    Ok(())
}

/// Tells and keeps what happens; of a run that goes on, after so many seconds.
fn follower(
    args: &TrainArgs,
    data: &Data,
    training: &Training<'_>,
    folder: Option<&Folder>,
    resumed: Option<f64>,
) -> Result<Follower, Failure> {
    let epochs = training.epochs();
    let clock = Clock::new(resumed.unwrap_or(0.0), epochs.len() as u64 - 1);
    let mut follower = Follower::new(Voice::of(args), clock, data.training.rows(), None);
    // The losses of a new start are told like those of all steps.
    let known = if resumed.is_some() { epochs } else { &[] };
    follower.tables = folder.map(|folder| Tables::new(folder, known, None)).transpose()?;
    if resumed.is_none() {
        epochs.iter().for_each(|epoch| follower.epoch(epoch));
    }
    follower.check()?;
    Ok(follower)
}

impl Steps for Training<'_> {
    fn advance(&mut self, follower: &mut Follower) -> Result<bool, Failure> {
        let before = self.epochs().len();
        let more = self.advance();
        self.epochs()[before..].iter().for_each(|epoch| follower.epoch(epoch));
        Ok(more)
    }

    fn steps(&self) -> (u64, u64) {
        (self.epochs().len() as u64 - 1, self.steps())
    }

    fn epochs(&self) -> usize {
        self.epochs().len()
    }

    fn checkpoint(&self, attached: &str) -> Vec<u8> {
        self.checkpoint(attached)
    }
}

impl From<LearnError> for Failure {
    fn from(error: LearnError) -> Failure {
        match error {
            LearnError::Stopped => Failure::Interrupted,
            LearnError::Flat { .. } | LearnError::Fewer { .. } => Failure::with_hint(
                error,
                "--method pseudo-likelihood has a prior, which bounds such couplings",
            ),
            error => Failure::new(error),
        }
    }
}
