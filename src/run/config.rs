//! What decides how a run ends, as its folder keeps it.

use std::path::PathBuf;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};

use crate::digest::sha256;
use crate::spins::learn::Hidden;
use crate::train::{Couplings, Optimizer, Options, Precision, Schedule, Start};

/// Everything that decides what a run ends with. `config.toml` of its folder.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config<O = Settings> {
    /// The version of the program.
    pub version: String,
    /// The file for the result. Who goes on writes it only where it is named again: the folder may be of foreign origin.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub output: Option<PathBuf>,
    /// The first rows of the data that are test data.
    pub holdout: usize,
    /// The options of the training.
    pub options: O,
    /// The samples.
    pub data: DataFile,
    /// Samples to test on, where they have a file of their own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub validation: Option<DataFile>,
}

/// A file of samples and what tells it from others.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataFile {
    /// The file.
    pub path: PathBuf,
    /// The name of the array in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// Whether the array is one of chains.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub chains: bool,
    /// The number of samples.
    pub rows: usize,
    /// Their dimension.
    pub dimension: usize,
    /// CRC-32 of the numbers, in hexadecimal digits.
    pub checksum: String,
}

/// The options of a training, as they are given.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
#[allow(missing_docs, reason = "those of the options")]
pub struct Settings {
    pub depth: usize,
    pub epochs: usize,
    pub batch: usize,
    pub learning_rate: f64,
    pub optimizer: OptimizerName,
    pub momentum: f64,
    pub schedule: Schedule,
    pub weight_decay: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clip: Option<f64>,
    pub noise: f64,
    pub precision: Precision,
    #[serde(alias = "whiten", deserialize_with = "start")]
    pub start: Start,
    /// The standard errors of a start from cumulants.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub select: Option<f64>,
    /// The terms of low-rank couplings; all entries without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low_rank: Option<usize>,
    /// The components of the latent density, where there are several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub components: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patience: Option<usize>,
    pub seed: i64,
    /// The trainings on samples drawn anew that errors are from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replicas: Option<u16>,
    pub records: usize,
    pub learning_rule: bool,
}

/// The options of a training of networks of spins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpinSettings {
    /// The units of each hidden layer; logistic units where there is none.
    pub hidden: Vec<usize>,
    /// Of the random start.
    pub seed: i64,
    /// The trainings on states drawn anew that errors are from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replicas: Option<u16>,
}

impl SpinSettings {
    /// What the network is made of.
    #[must_use]
    pub fn hidden(&self) -> Hidden {
        Hidden { widths: self.hidden.clone(), seed: self.seed.unsigned_abs() }
    }
}

/// A start, or whether data are whitened as files had it before there were others.
fn start<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Start, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Start(Start),
        Whiten(bool),
    }
    Ok(match Written::deserialize(deserializer)? {
        Written::Start(start) => start,
        Written::Whiten(true) => Start::Whitened,
        Written::Whiten(false) => Start::Identity,
    })
}

/// [`Optimizer`] without its numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs, reason = "those of the optimizer")]
pub enum OptimizerName {
    Adam,
    Sgd,
}

impl Settings {
    /// As the training takes them, with the memory that it may take.
    #[must_use]
    pub fn options(&self, memory: u64) -> Options {
        Options {
            depth: self.depth,
            epochs: self.epochs,
            batch: self.batch,
            optimizer: match self.optimizer {
                OptimizerName::Adam => Optimizer::Adam,
                OptimizerName::Sgd => Optimizer::Sgd { momentum: self.momentum },
            },
            learning_rate: self.learning_rate,
            schedule: self.schedule,
            weight_decay: self.weight_decay,
            clip: self.clip,
            noise: self.noise,
            precision: self.precision,
            start: self.start,
            errors: self.select,
            couplings: self.low_rank.map_or(Couplings::Full, Couplings::LowRank),
            components: self.components.unwrap_or(1),
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

impl<O: Serialize + DeserializeOwned> Config<O> {
    /// The content of the file. Its first line has the SHA-256 of the others.
    ///
    /// # Errors
    /// When a number cannot be written.
    pub fn text(&self) -> Result<String, toml::ser::Error> {
        let text = toml::to_string(self)?;
        Ok(format!("{CHECKSUM}{}\"\n{text}", sha256(&[text.as_bytes()])))
    }

    /// What [`Config::text`] wrote.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn read(file: &str) -> Result<Config<O>, String> {
        let lines = file.strip_prefix(CHECKSUM).and_then(|rest| rest.split_once("\"\n"));
        let (checksum, text) = lines.ok_or("it has no checksum: it is damaged, or of an earlier version")?;
        if checksum != sha256(&[text.as_bytes()]) {
            return Err("it was edited or is damaged: its checksum is not that of its content".to_string());
        }
        toml::from_str(text).map_err(|error| error.to_string())
    }
}
