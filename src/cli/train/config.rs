//! The file in a run's folder that says how it was started.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::args::{OptimizerChoice, PrecisionChoice, ScheduleChoice, TrainArgs, word};
use diagraction::digest::sha256;
use diagraction::train::{Couplings, Optimizer, Options, Precision, Schedule};

/// Everything that decides what a run ends with. `config.toml` of its folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Config {
    /// The version of the program.
    pub(super) version: String,
    /// The file of -o. A resume writes it only where it is given again: the folder may be of foreign origin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) output: Option<PathBuf>,
    /// The first rows of the data that are test data.
    pub(super) holdout: usize,
    pub(super) options: Settings,
    pub(super) data: DataFile,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) validation: Option<DataFile>,
}

/// A file of samples and what tells it from others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DataFile {
    pub(super) path: PathBuf,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) key: Option<String>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) chains: bool,
    pub(super) rows: usize,
    pub(super) dimension: usize,
    /// CRC-32 of the numbers, in hexadecimal digits.
    pub(super) checksum: String,
}

/// The options of a training, as they are given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Settings {
    depth: usize,
    epochs: usize,
    batch: usize,
    learning_rate: f64,
    optimizer: OptimizerChoice,
    momentum: f64,
    schedule: ScheduleChoice,
    weight_decay: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    clip: Option<f64>,
    noise: f64,
    precision: PrecisionChoice,
    whiten: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    low_rank: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    patience: Option<usize>,
    seed: i64,
    records: usize,
    learning_rule: bool,
}

/// Recorded steps in a factor of ten, where they are kept.
const RECORDS: usize = 5;

impl Settings {
    /// What was given, and defaults.
    pub(super) fn new(args: &TrainArgs) -> Settings {
        let usual = Options::new(args.depth.unwrap_or_default());
        Settings {
            depth: usual.depth,
            epochs: args.epochs.unwrap_or(usual.epochs),
            batch: args.batch.unwrap_or(usual.batch),
            learning_rate: args.learning_rate.unwrap_or(usual.learning_rate),
            optimizer: args.optimizer.unwrap_or(OptimizerChoice::Adam),
            momentum: args.momentum.unwrap_or(0.0),
            schedule: args.schedule.unwrap_or(ScheduleChoice::Cosine),
            weight_decay: args.weight_decay.unwrap_or(usual.weight_decay),
            clip: args.clip,
            noise: args.noise.unwrap_or(usual.noise),
            precision: args.precision.unwrap_or(PrecisionChoice::F32),
            whiten: args.whiten,
            low_rank: args.low_rank,
            patience: args.patience,
            seed: args.seed.unwrap_or(0),
            records: args.records.unwrap_or(if args.run.is_some() { RECORDS } else { 0 }),
            learning_rule: args.learning_rule,
        }
    }

    pub(super) fn options(&self, memory: u64) -> Options {
        Options {
            depth: self.depth,
            epochs: self.epochs,
            batch: self.batch,
            optimizer: match self.optimizer {
                OptimizerChoice::Adam => Optimizer::Adam,
                OptimizerChoice::Sgd => Optimizer::Sgd { momentum: self.momentum },
            },
            learning_rate: self.learning_rate,
            schedule: match self.schedule {
                ScheduleChoice::Constant => Schedule::Constant,
                ScheduleChoice::Cosine => Schedule::Cosine,
            },
            weight_decay: self.weight_decay,
            clip: self.clip,
            noise: self.noise,
            precision: match self.precision {
                PrecisionChoice::F32 => Precision::F32,
                PrecisionChoice::F64 => Precision::F64,
            },
            whiten: self.whiten,
            couplings: self.low_rank.map_or(Couplings::Full, Couplings::LowRank),
            patience: self.patience,
            seed: self.seed.unsigned_abs(),
            records: self.records,
            learning_rule: self.learning_rule,
            memory,
        }
    }
}

/// The first line of the file.
const CHECKSUM: &str = "checksum = \"";

impl Config {
    /// The content of the file. Its first line has the SHA-256 of the others.
    pub(super) fn text(&self) -> Result<String, toml::ser::Error> {
        let text = toml::to_string(self)?;
        Ok(format!("{CHECKSUM}{}\"\n{text}", sha256(&[text.as_bytes()])))
    }

    /// What [`Config::text`] wrote.
    pub(super) fn read(file: &str) -> Result<Config, String> {
        let lines = file.strip_prefix(CHECKSUM).and_then(|rest| rest.split_once("\"\n"));
        let (checksum, text) = lines.ok_or("it has no checksum: it is damaged, or of an earlier version")?;
        if checksum != sha256(&[text.as_bytes()]) {
            return Err("it was edited or is damaged: its checksum is not that of its content".to_string());
        }
        toml::from_str(text).map_err(|error| error.to_string())
    }

    /// The first option beside --resume that is another in the run: its name, its value there, the one given.
    pub(super) fn difference(&self, args: &TrainArgs) -> Option<(&'static str, String, String)> {
        let Settings { learning_rate, weight_decay, .. } = &self.options;
        let own = &self.options;
        let of = |path: &PathBuf| shown(&absolute(path));
        let pairs: [(&'static str, Option<String>, Option<String>); 21] = [
            ("--depth", text(args.depth), text(Some(own.depth))),
            ("--epochs", text(args.epochs), text(Some(own.epochs))),
            ("--batch", text(args.batch), text(Some(own.batch))),
            ("--learning-rate", text(args.learning_rate), text(Some(learning_rate))),
            ("--optimizer", args.optimizer.map(word), Some(word(own.optimizer))),
            ("--momentum", text(args.momentum), text(Some(own.momentum))),
            ("--schedule", args.schedule.map(word), Some(word(own.schedule))),
            ("--weight-decay", text(args.weight_decay), text(Some(weight_decay))),
            ("--clip", text(args.clip), text(own.clip)),
            ("--noise", text(args.noise), text(Some(own.noise))),
            ("--precision", args.precision.map(word), Some(word(own.precision))),
            ("--whiten", args.whiten.then(|| true.to_string()), text(Some(own.whiten))),
            ("--low-rank", text(args.low_rank), text(own.low_rank)),
            (
                "--holdout",
                text(args.holdout.map(|holdout| holdout.rows(self.data.rows))),
                text(Some(self.holdout)),
            ),
            ("--patience", text(args.patience), text(own.patience)),
            ("--seed", text(args.seed), text(Some(own.seed))),
            ("--records", text(args.records), text(Some(own.records))),
            ("--learning-rule", args.learning_rule.then(|| true.to_string()), text(Some(own.learning_rule))),
            ("--key", args.reading.key.clone(), self.data.key.clone()),
            ("--chains", args.reading.chains.then(|| true.to_string()), text(Some(self.data.chains))),
            ("--validation", args.validation.as_ref().filter(|_| self.validation.is_none()).map(of), None),
        ];
        let mut different = pairs.into_iter().filter(|(_, given, own)| given.is_some() && given != own);
        let (name, given, own) = different.next()?;
        Some((name, own.unwrap_or_else(|| "not given".to_string()), given?))
    }
}

fn text(value: Option<impl ToString>) -> Option<String> {
    value.map(|value| value.to_string())
}

/// A path that does not depend on the current folder.
pub(super) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}
