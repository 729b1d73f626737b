//! What is told and kept while a network is trained.

use std::io::Write;
use std::path::Path;

use crate::network::Mixture;
use crate::run::{Folder, METRICS, RECORDS, Table};
use crate::train::diagnostics::{Diagnostics, Record};
use crate::train::{CumulantLayer, Epoch, Note, Observer, Origin};
use serde_json::json;

use super::args::TrainArgs;
use super::clock::Clock;
use crate::cli::shared::{Bar, Failure, human, output, print, short};

/// How results are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Voice {
    Text,
    Json,
    Quiet,
}

impl Voice {
    pub(super) fn of(args: &TrainArgs) -> Voice {
        match (args.is_json(), args.quiet) {
            (true, _) => Voice::Json,
            (false, true) => Voice::Quiet,
            (false, false) => Voice::Text,
        }
    }
}

/// The tables of a run in a folder.
pub(super) struct Tables {
    pub(super) metrics: Table,
    /// Of real variables.
    pub(super) records: Option<Table>,
    /// The lines of the records.
    pub(super) recorded: String,
}

impl Tables {
    /// With the lines until now.
    pub(super) fn new(folder: &Folder, epochs: &[Epoch], records: Option<&str>) -> Result<Tables, Failure> {
        let lines: String = epochs.iter().map(|epoch| cells(epoch) + "\n").collect();
        Ok(Tables {
            metrics: Table::new(folder, METRICS, "epoch,step,train,test,learning_rate", &lines)?,
            records: records.map(|lines| Table::new(folder, RECORDS, Record::HEADER, lines)).transpose()?,
            recorded: records.unwrap_or_default().to_string(),
        })
    }
}

/// Follows a training.
pub(super) struct Follower {
    pub(super) voice: Voice,
    pub(super) clock: Clock,
    pub(super) batch: usize,
    /// All steps of the training, where it does not end by itself.
    pub(super) steps: Option<u64>,
    pub(super) bar: Bar,
    pub(super) tables: Option<Tables>,
    pub(super) diagnostics: Option<Diagnostics>,
    pub(super) last: Option<Epoch>,
    /// The learning rule at the step that is recorded next.
    pub(super) rates: [Option<f64>; 4],
    /// What was noted and is not yet in the log.
    pub(super) notes: Vec<String>,
    /// What is told again at the end.
    pub(super) told: Vec<String>,
    /// The first thing that went wrong.
    pub(super) failure: Option<Failure>,
}

impl Follower {
    pub(super) fn new(voice: Voice, clock: Clock, batch: usize, steps: Option<u64>) -> Follower {
        Follower {
            voice,
            clock,
            batch,
            steps,
            bar: Bar::with_message(voice != Voice::Text, "training"),
            tables: None,
            diagnostics: None,
            last: None,
            rates: [None; 4],
            notes: Vec::new(),
            told: Vec::new(),
            failure: None,
        }
    }

    /// Seconds that are left.
    fn left(&self, step: u64) -> Option<f64> {
        self.steps.and_then(|steps| self.clock.left((step, steps)))
    }

    /// What went wrong while a training told something.
    pub(super) fn check(&mut self) -> Result<(), Failure> {
        self.failure.take().map_or(Ok(()), Err)
    }

    fn keep(&mut self, result: Result<(), Failure>) {
        if let Err(failure) = result {
            self.failure.get_or_insert(failure);
        }
    }

    fn tell(&self, message: &str) {
        if self.voice == Voice::Text && output::is_heard(false) {
            self.bar.tell(message);
        }
    }

    /// Tells a note at once; the log gets it with the next checkpoint.
    pub(super) fn say(&mut self, text: &str) {
        self.tell(&format!("note: {text}"));
        if self.voice == Voice::Json {
            let result = line(&json!({ "event": "note", "text": text }));
            self.keep(result);
        }
        self.notes.push(text.to_string());
    }

    /// Tells a note at once, and once more in the report.
    pub(super) fn tell_at_end(&mut self, text: String) {
        self.say(&text);
        self.told.push(text);
    }

    /// A run that is taken up again writes the file that it began with only where it is given again.
    pub(super) fn tell_output(&mut self, begun: Option<&Path>, given: Option<&Path>) {
        if let (Some(path), None) = (begun, given) {
            self.tell_at_end(format!(
                "the run began with -o {}, which is written where -o is given again",
                path.display()
            ));
        }
    }

    /// Moves the line of progress.
    pub(super) fn show(&self, step: u64) {
        let losses = self.last.as_ref().map_or(String::new(), with_number);
        let left = match self.left(step) {
            Some(left) => format!("{} left", human(left)),
            None => format!("{} so far", human(self.clock.seconds())),
        };
        let rate = self.clock.rate(step, self.batch);
        self.bar.show(step, format!("{losses}, {rate:.0} samples/s, {left}"));
    }

    fn epoch_json(&self, epoch: &Epoch) -> Result<(), Failure> {
        line(&json!({
            "event": "epoch",
            "epoch": epoch.number,
            "step": epoch.step,
            "train": epoch.train,
            "test": epoch.test,
            "learning_rate": epoch.learning_rate,
            "seconds": self.clock.seconds(),
            "samples_per_second": self.clock.rate(epoch.step, self.batch),
            "eta_seconds": self.left(epoch.step),
        }))
    }

    fn record_row(&mut self, record: &Record) -> Result<(), Failure> {
        if self.voice == Voice::Json {
            line(&json!({
                "event": "record",
                "step": record.step,
                "dissimilarity": record.dissimilarity,
                "norms": record.norms,
                "mismatch": record.mismatch,
                "rates": record.rates,
            }))?;
        }
        match &mut self.tables {
            Some(tables) => {
                let line = record.cells().join(",");
                tables.recorded.extend([&line, "\n"]);
                Ok(tables.records.as_mut().map_or(Ok(()), |table| table.line(&line))?)
            }
            None => Ok(()),
        }
    }
}

impl Observer for Follower {
    fn epoch(&mut self, epoch: &Epoch) {
        let result = match &mut self.tables {
            Some(tables) => tables.metrics.line(&cells(epoch)),
            None => Ok(()),
        };
        self.keep(result.map_err(Failure::from));
        match self.voice {
            Voice::Json => {
                let result = self.epoch_json(epoch);
                self.keep(result);
            }
            // The many steps of a search are in the line of progress.
            Voice::Text if self.steps.is_some() => self.tell(&with_number(epoch)),
            Voice::Text => {}
            Voice::Quiet => {}
        }
        self.last = Some(epoch.clone());
    }

    fn record(&mut self, step: u64, learned: &Mixture) {
        let Some(diagnostics) = &self.diagnostics else { return };
        let rates = std::mem::take(&mut self.rates);
        let record = Record { rates, ..diagnostics.record(step, learned) };
        let result = self.record_row(&record);
        self.keep(result);
    }

    fn layer(&mut self, layer: &CumulantLayer) {
        let text = format!("layer {}", of_layer(layer));
        if self.voice == Voice::Json {
            let result = layer_json(layer);
            self.keep(result);
        }
        self.tell(&text);
        self.notes.push(text);
    }

    fn learning_rule(&mut self, _step: u64, rates: &[Option<f64>; 4]) {
        self.rates = *rates;
    }

    fn note(&mut self, note: &Note) {
        match note {
            // The report has their number.
            Note::StepBack { .. } => self.say(&words(note)),
            _ => self.tell_at_end(words(note)),
        }
    }
}

/// A layer of a start from cumulants in words.
pub(super) fn of_layer(layer: &CumulantLayer) -> String {
    let CumulantLayer { number, entries, by_chance, train, test, .. } = layer;
    let (numbers, origin) = match layer.origin {
        Origin::ThirdCumulants => (number.to_string(), "third cumulants"),
        Origin::FourthCumulants => (format!("{}-{number}", number - 1), "fourth cumulants"),
    };
    let test = test.map_or(String::new(), |test| format!(", test {}", short(test)));
    format!("{numbers}, {origin}: {entries} entries, {by_chance:.1} by chance; train {}{test}", short(*train))
}

fn layer_json(layer: &CumulantLayer) -> Result<(), Failure> {
    line(&json!({
        "event": "layer",
        "layer": layer.number,
        "origin": layer.origin,
        "entries": layer.entries,
        "by_chance": layer.by_chance,
        "train": layer.train,
        "test": layer.test,
    }))
}

pub(super) fn losses(epoch: &Epoch) -> String {
    let test = epoch.test.map_or(String::new(), |test| format!(", test {}", short(test)));
    format!("train {}{test}", short(epoch.train))
}

fn with_number(epoch: &Epoch) -> String {
    format!("epoch {}, {}", epoch.number, losses(epoch))
}

fn cells(epoch: &Epoch) -> String {
    let test = epoch.test.map_or(String::new(), |test| format!("{test:?}"));
    let rate = epoch.learning_rate.map_or(String::new(), |rate| format!("{rate:?}"));
    format!("{},{},{:?},{test},{rate}", epoch.number, epoch.step, epoch.train)
}

/// One object on a line of its own, at once.
pub(super) fn line(object: &serde_json::Value) -> Result<(), Failure> {
    let mut out = print::results();
    writeln!(out, "{object}")?;
    Ok(out.flush()?)
}

/// A note in words, with the options that help.
fn words(note: &Note) -> String {
    let help = match note {
        Note::Flat => "--patience ends the training where their loss no longer falls",
        Note::Untested { .. } => "--holdout or --validation give test data",
        Note::LeftOut { samples, batch } => return format!("{note}; {}", better_batch(*samples, *batch)),
        Note::Far { .. } => "--whiten starts there",
        Note::Saddle => "--noise 0.01 leaves it sooner",
        Note::NoLayer => "a lower --select takes more, and more samples show more",
        Note::GaveUp => "--whiten, --clip 1 or a lower --learning-rate may",
        Note::NothingLearned { .. } => {
            "more --epochs, a lower --learning-rate or fewer parameters (--low-rank, a smaller --depth) may help"
        }
        Note::AboveGaussian { .. } => "--whiten starts there; more --epochs or a smaller --batch come closer",
        Note::StillFalling { .. } => "more --epochs go on",
        _ => return note.to_string(),
    };
    format!("{note}; {help}")
}

/// The largest batch below that splits the samples into parts of nearly one size.
fn better_batch(samples: usize, batch: usize) -> String {
    let better = samples / samples.div_ceil(batch);
    match samples % better {
        0 => format!("--batch {better} takes all"),
        left => format!("--batch {better} leaves out {left}"),
    }
}
