//! The last words about a network of spins.

use std::path::Path;

use serde_json::json;

use super::errors::Errors;
use crate::cli::shared::number::with_error;
use crate::cli::shared::{Failure, Output, human, short};
use crate::cli::train::args::TrainArgs;
use crate::cli::train::follower::{Voice, line};
use crate::cli::train::samples::Data;
use crate::data::Samples;
use crate::run::{Config, MODEL, SpinSettings};
use crate::score::{Density, score};
use crate::spins::learn::Training;
use crate::spins::{self, Network};
use crate::statistics::Measured;
use crate::text::{counted, joined};

/// What was learned, and how.
pub(super) struct Found<'a> {
    pub(super) args: &'a TrainArgs,
    pub(super) config: &'a Config<SpinSettings>,
    pub(super) data: &'a Data,
    pub(super) folder: Option<&'a Path>,
    pub(super) errors: Option<Errors>,
    pub(super) notes: Vec<String>,
    pub(super) seconds: f64,
    /// Whether there was nothing to do.
    pub(super) was_finished: bool,
}

impl Found<'_> {
    pub(super) fn write(
        &self,
        training: &Training<'_>,
        network: Network,
        voice: Voice,
    ) -> Result<(), Failure> {
        if voice == Voice::Quiet {
            return Ok(());
        }
        let density = spins::Density::Network(network);
        let loss = |samples: &Samples| -> Result<_, Failure> {
            Ok(score(Density::Spins(&density, 0.0), samples, &())?.mean()?)
        };
        let (own, test) = (loss(&self.data.training)?, self.data.test.as_ref().map(loss).transpose()?);
        let alone = independent(&self.data.training)?;
        if voice == Voice::Json {
            return line(&json!({
                "event": "end", "finished": training.is_finished(), "spins": self.config.data.dimension,
                "step": training.epochs().len() - 1, "best": training.best(),
                "loss": -own.value, "test_loss": test.map(|test| -test.value), "independent": alone,
                "seconds": self.seconds, "file": self.model(training),
                "run": self.folder.map(|folder| folder.display().to_string()),
                "errors": self.errors.as_ref().map(|errors| json!({"replicas": errors.replicas, "file": errors.path.display().to_string()})),
            }));
        }
        let mut out = Output::open(None)?;
        out.named(&self.lines(training, own, test, alone))?;
        out.finish()
    }

    fn lines(
        &self,
        training: &Training<'_>,
        own: Measured,
        test: Option<Measured>,
        alone: f64,
    ) -> Vec<(&'static str, String)> {
        let shown = |mean: Measured| with_error(-mean.value, mean.error);
        let kept = self.data.test.as_ref().map_or(0, Samples::rows);
        let test = test.map_or(String::new(), |test| {
            format!(", {} on {}", shown(test), counted(kept, "test state", "test states"))
        });
        let (rows, spins) = (self.data.training.rows(), self.config.data.dimension);
        let what = match &self.config.options.hidden[..] {
            [] => "logistic units, of largest likelihood".to_owned(),
            hidden => format!("masked network with {} hidden units", joined(hidden, " and ")),
        };
        let steps = training.epochs().len() - 1;
        let data = self.config.data.path.display();
        let data = self.args.data.as_ref().map_or(data, |path| path.display());
        let mut lines = vec![
            (
                "data",
                format!(
                    "{data}: {} of {}",
                    counted(rows, "state", "states"),
                    counted(spins, "spin", "spins")
                ),
            ),
            ("network", format!("{what}, step {} of {steps}, in {}", training.best(), human(self.seconds))),
            ("loss", format!("{} nats a state{test}", shown(own))),
            ("", format!("{} if spins were independent", short(alone))),
            ("written", self.model(training)),
        ];
        if let Some(Errors { replicas, path, largest: [field, pair] }) = &self.errors {
            let path = path.display();
            lines.push(("errors", format!("of {replicas} networks learned on states drawn anew: {path}")));
            lines.push(("", format!("at most {} of fields, {} of pairs", short(*field), short(*pair))));
        }
        lines.extend(self.notes.iter().map(|note| ("note", note.clone())));
        lines.extend(self.folder.map(|folder| ("run", folder.display().to_string())));
        if !training.is_finished() {
            let again = match self.folder {
                Some(folder) => format!("diagraction train --resume {}", folder.display()),
                None => "the best network so far is kept; --run DIR keeps what a resume needs".to_owned(),
            };
            lines.push(("interrupted", again));
        } else if self.was_finished {
            lines.push(("finished", "the run was at its end; nothing was left to do".to_owned()));
        }
        lines
    }

    /// Where the network is: the file that was asked for, else that of the run.
    fn model(&self, training: &Training<'_>) -> String {
        let asked = self.args.output.clone().filter(|_| training.is_finished() || self.folder.is_none());
        let own = self.folder.map(|folder| folder.join(MODEL));
        asked.or(own).map_or(String::new(), |path| path.display().to_string())
    }
}

/// The loss of independent spins with the means of these.
fn independent(samples: &Samples) -> Result<f64, Failure> {
    let means = samples.range(0, samples.rows())?.mean_axis(ndarray::Axis(0)).unwrap_or_default();
    let term = |p: f64| if p > 0.0 { -p * p.ln() } else { 0.0 };
    Ok(means.iter().map(|mean| term((1.0 + mean) / 2.0) + term((1.0 - mean) / 2.0)).sum())
}
