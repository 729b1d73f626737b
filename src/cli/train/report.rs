//! The last words about a training.

use std::path::Path;

use crate::run::{Config, MODEL};
use crate::train::{Epoch, Start, Trained, Training};
use serde_json::json;

use super::follower::{Voice, line, losses, of_layer};
use crate::cli::shared::{Failure, Output, human, short};
use crate::text::joined;

pub(super) struct Outcome<'a> {
    pub(super) training: &'a Training,
    pub(super) trained: &'a Trained,
    pub(super) config: &'a Config,
    /// The file of -o.
    pub(super) output: Option<&'a Path>,
    pub(super) folder: Option<&'a Path>,
    pub(super) seconds: f64,
    pub(super) rate: f64,
    pub(super) notes: &'a [String],
    /// What the errors of its coefficients are; `None` where their search was interrupted.
    pub(super) errors: Option<&'a [(&'static str, String)]>,
    /// The number of replicas that were asked for on the command line.
    pub(super) replicas: Option<u16>,
    /// Whether there was nothing to do.
    pub(super) was_finished: bool,
}

pub(super) fn write(outcome: &Outcome<'_>, voice: Voice) -> Result<(), Failure> {
    match voice {
        Voice::Quiet => Ok(()),
        Voice::Json => json(outcome),
        Voice::Text => {
            let mut out = Output::open(None)?;
            out.named(&lines(outcome))?;
            out.finish()
        }
    }
}

fn lines(outcome: &Outcome<'_>) -> Vec<(&'static str, String)> {
    let Outcome { training, trained, .. } = outcome;
    let (step, steps) = training.steps();
    let epochs = trained.epochs.len() - 1;
    let start = [("begin", begin(outcome.config))];
    let layers = training.layers().iter().map(|layer| ("layer", of_layer(layer)));
    let mut lines: Vec<_> = start.into_iter().chain(layers).collect();
    lines.extend([
        ("start", losses(&trained.epochs[0])),
        ("best", format!("{}, epoch {} of {epochs}", losses(&trained.epochs[trained.best]), trained.best)),
    ]);
    if !trained.components.is_empty() {
        let weights = trained.components.iter().map(|(weight, _)| short(*weight));
        lines.push((
            "components",
            format!("{}, of weights {}", trained.components.len(), joined(weights, ", ")),
        ));
    }
    let time = format!("{}, {:.0} samples/s", human(outcome.seconds), outcome.rate);
    let time = if outcome.was_finished || steps == 0 { human(outcome.seconds) } else { time };
    lines.push(("steps", format!("{step} of {steps}, {time}")));
    if training.steps_back() > 0 {
        lines.push((
            "steps back",
            format!(
                "{}; --whiten, --clip or a lower --learning-rate avoid most of them",
                training.steps_back()
            ),
        ));
    }
    lines.extend(outcome.notes.iter().map(|note| ("note", note.clone())));
    lines.extend(outcome.folder.map(|folder| ("run", folder.display().to_string())));
    lines.push(("model", model(outcome)));
    lines.extend(outcome.errors.into_iter().flatten().cloned());
    lines.extend(next(outcome));
    lines
}

/// Where the training began.
fn begin(config: &Config) -> String {
    let start = match config.options.start {
        Start::Identity => "the identity",
        Start::Whitened => "whitened data",
        Start::Cumulants => "cumulants",
    };
    start.to_string()
}

/// Where the model is: the file that was asked for, else that of the run.
fn model(outcome: &Outcome<'_>) -> String {
    let is_written = outcome.training.is_finished() || outcome.folder.is_none();
    let asked = outcome.output.filter(|_| is_written);
    let own = outcome.folder.map(|folder| folder.join(MODEL));
    asked.or(own.as_deref()).map_or(String::new(), |path| {
        // As it was named, where that is shorter.
        let short = std::env::current_dir().ok().and_then(|here| path.strip_prefix(here).ok());
        short.unwrap_or(path).display().to_string()
    })
}

fn next(outcome: &Outcome<'_>) -> Vec<(&'static str, String)> {
    let model = model(outcome);
    if !outcome.training.is_finished() || outcome.errors.is_none() {
        let beside = outcome.output.map_or(String::new(), |path| format!(" -o {}", path.display()));
        let errors = outcome.replicas.map_or(String::new(), |number| format!(" --errors {number}"));
        let again = match outcome.folder {
            Some(folder) => format!("diagraction train --resume {}{beside}{errors}", folder.display()),
            None if outcome.errors.is_none() => {
                "the network is kept, and has no errors; --run DIR keeps what a resume needs".to_string()
            }
            None => "the best network so far is kept; --run DIR keeps what a resume needs".to_string(),
        };
        return vec![("interrupted", again)];
    }
    let mut lines = Vec::new();
    if outcome.was_finished {
        lines.push(("finished", "the run was at its end; nothing was left to do".to_string()));
    }
    let first = if outcome.trained.components.is_empty() { "evaluate" } else { "show" };
    lines.push(("next", format!("diagraction {first} {model}")));
    let data = outcome.config.data.path.display();
    lines.push(("", format!("diagraction stats {data} --against {model}")));
    lines
}

fn json(outcome: &Outcome<'_>) -> Result<(), Failure> {
    let Outcome { training, trained, .. } = outcome;
    let epoch = |epoch: &Epoch| json!({"epoch": epoch.number, "train": epoch.train, "test": epoch.test});
    let mut end = json!({
        "event": "end",
        "finished": training.is_finished() && outcome.errors.is_some(),
        "step": training.steps().0,
        "steps": training.steps().1,
        "start": epoch(&trained.epochs[0]),
        "best": epoch(&trained.epochs[trained.best]),
        "steps_back": training.steps_back(),
        "seconds": outcome.seconds,
        "samples_per_second": outcome.rate,
        "model": model(outcome),
        "run": outcome.folder.map(|folder| folder.display().to_string()),
    });
    if !trained.components.is_empty() {
        end["components"] = trained.components.iter().map(|(weight, _)| *weight).collect();
    }
    line(&end)
}
