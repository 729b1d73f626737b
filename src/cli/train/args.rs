//! The options of `train`.

use std::path::PathBuf;

use crate::run::OptimizerName;
use crate::train::{Precision, Schedule, Start};
use clap::Args;

use crate::cli::shared::{Choice, Reading, choice, memory};

/// A quadratic network is fitted to samples by maximum likelihood: the mean of -ln p falls, in nats for a sample. The network
/// with the lowest loss on the test data is written.
///
/// With --run a folder keeps everything, and --resume takes it up again: a run that was killed at any moment ends with the same
/// bytes as one that was not.
#[derive(Debug, Args)]
pub(crate) struct TrainArgs {
    /// Samples: .npy of shape (N, d) or (N, side, side), .npz, or .csv with one sample a line
    #[arg(value_name = "DATA", required_unless_present = "resume")]
    pub(super) data: Option<PathBuf>,
    /// Number L of activations of the network
    #[arg(long, value_name = "L", required_unless_present_any = ["resume", "autoregressive", "hidden"])]
    pub(super) depth: Option<usize>,
    /// Train a network of spins, +1 and -1 or bits: p(s) = prod p(s_i | earlier spins), by L-BFGS on all states. Logistic units, which have one
    /// minimum, or masked layers with --hidden
    #[arg(long, conflicts_with_all = NOT_OF_SPINS)]
    pub(super) autoregressive: bool,
    /// Hidden units of each masked layer (MADE), such as 64 or 64,64
    #[arg(long, value_name = "H,H,..", value_delimiter = ',', value_parser = parse_hidden)]
    pub(super) hidden: Vec<Hidden>,
    /// Passes over the data [default: 10; 0 with --start cumulants]
    #[arg(long, value_name = "E")]
    pub(super) epochs: Option<usize>,
    /// Samples of one step [default: 256]
    #[arg(long, value_name = "B", alias = "batch-size")]
    pub(super) batch: Option<usize>,
    /// Learning rate, the highest of the schedule [default: 0.002; 0.00003 with --start cumulants]
    #[arg(long, value_name = "R", alias = "lr")]
    pub(super) learning_rate: Option<f64>,
    /// How gradients become steps [default: adam]
    #[arg(long, value_parser = choice(&OPTIMIZERS))]
    pub(super) optimizer: Option<OptimizerName>,
    /// Share of the last step that sgd keeps [default: 0]
    #[arg(long, value_name = "M")]
    pub(super) momentum: Option<f64>,
    /// Course of the learning rate [default: cosine]
    #[arg(long, value_parser = choice(&SCHEDULES))]
    pub(super) schedule: Option<Schedule>,
    /// In every step chi shrinks by this times the learning rate [default: 0]
    #[arg(long, value_name = "R")]
    pub(super) weight_decay: Option<f64>,
    /// Shorten gradients to this norm
    #[arg(long, value_name = "NORM")]
    pub(super) clip: Option<f64>,
    /// Standard deviation of the noise in chi at the start, which is the identity [default: 0]
    #[arg(long, value_name = "SIGMA")]
    pub(super) noise: Option<f64>,
    /// Numbers that are computed with [default: f32]
    #[arg(long, value_parser = choice(&PRECISIONS))]
    pub(super) precision: Option<Precision>,
    /// Where the training begins [default: cumulants; identity with --low-rank or --noise]
    #[arg(long, value_parser = choice(&STARTS))]
    pub(super) start: Option<Start>,
    /// The same as --start whitened
    #[arg(long, conflicts_with = "start")]
    pub(super) whiten: bool,
    /// The start from cumulants keeps entries of chi beyond so many standard errors [default: 4, or 3 for fewer than 10,000 samples]
    #[arg(long, value_name = "Z")]
    pub(super) select: Option<f64>,
    /// Train chi as a sum of R products (chi_out, chi_in) [default: all entries]
    #[arg(long, value_name = "R")]
    pub(super) low_rank: Option<usize>,
    /// Components of the latent density, each with an action of its own: one theory for each phase; they start from whitened data [default: 1]
    #[arg(long, value_name = "K", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(super) components: Option<u16>,
    /// Test data in a file of their own
    #[arg(long, value_name = "FILE", conflicts_with = "holdout")]
    pub(super) validation: Option<PathBuf>,
    /// The first rows of DATA are the test data: so many, or a share of all; 0 for none [default: 0.1]
    #[arg(long, value_name = "N|SHARE", value_parser = parse_holdout)]
    pub(super) holdout: Option<Holdout>,
    /// End after so many epochs without a lower test loss
    #[arg(long, value_name = "E")]
    pub(super) patience: Option<usize>,
    /// Seed of the order of the samples and of random starts [default: 1]
    #[arg(long, value_name = "S", value_parser = clap::value_parser!(i64).range(0..))]
    pub(super) seed: Option<i64>,
    /// Look at the network at so many steps of every factor of ten: its cumulants beside those of the data, the norms of its
    /// A^(k) [default: 5 with --run, else 0]
    #[arg(long, value_name = "N")]
    pub(super) records: Option<usize>,
    /// At those steps also tell how fast every A^(k) still moves, the size of Eq. (32)
    #[arg(long)]
    pub(super) learning_rule: bool,
    /// Train N more networks on samples drawn anew and write the action with the standard errors of its coefficients beside the model,
    /// to MODEL.errors.npz, of components to MODEL.component0.errors.npz and so on, of spins to MODEL.errors.json. With --resume it may be given to a run that has none, or fewer
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(2..=i64::from(MOST_REPLICAS)))]
    pub(super) errors: Option<u16>,
    #[command(flatten)]
    pub(super) reading: Reading,
    /// Keep the run in this new folder: configuration, metrics, checkpoints, model, log
    #[arg(long, value_name = "DIR")]
    pub(super) run: Option<PathBuf>,
    /// Go on with the run in this folder. Its options hold; others beside it are refused
    #[arg(long, value_name = "DIR", conflicts_with = "run")]
    pub(super) resume: Option<PathBuf>,
    /// Seconds between checkpoints of a run [default: 10]
    #[arg(long, value_name = "SECONDS", value_parser = parse_seconds)]
    pub(super) checkpoint: Option<f64>,
    /// Write the model to FILE: .safetensors, .npz or .json. To be given again beside --resume
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Memory that may be taken, such as 800M or 4G [default: most of what is free]
    #[arg(long, value_name = "SIZE", value_parser = memory::parse_bytes, allow_hyphen_values = true)]
    pub(super) memory_limit: Option<u64>,
    /// No messages, only results and errors: nothing is printed of a training that succeeds
    #[arg(short, long)]
    pub(super) quiet: bool,
    /// Format of what is printed
    #[arg(long, value_parser = choice(&FORMATS), default_value = "text")]
    pub(super) format: TrainFormat,
    /// The same as --format json
    #[arg(long, conflicts_with_all = ["quiet", "format"])]
    pub(super) json: bool,
}

/// What networks of spins have not.
const NOT_OF_SPINS: [&str; 19] = [
    "depth",
    "epochs",
    "batch",
    "learning_rate",
    "optimizer",
    "momentum",
    "schedule",
    "weight_decay",
    "clip",
    "noise",
    "precision",
    "start",
    "whiten",
    "select",
    "low_rank",
    "components",
    "patience",
    "records",
    "learning_rule",
];

/// The units of a hidden layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Hidden(pub(super) usize);

/// More units are a mistake.
pub(super) const MOST_HIDDEN: usize = 100_000;
pub(super) const MOST_LAYERS: usize = 100;
pub(super) const MOST_REPLICAS: u16 = 10_000;

fn parse_hidden(text: &str) -> Result<Hidden, String> {
    let width = text.parse().ok().filter(|width| (1..=MOST_HIDDEN).contains(width));
    width.map(Hidden).ok_or_else(|| format!("a layer has 1 to {MOST_HIDDEN} units"))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum TrainFormat {
    Text,
    Json,
}

const FORMATS: [Choice<TrainFormat>; 2] = [
    ("text", "Tables to read", TrainFormat::Text),
    ("json", "One JSON object a line: the epochs, what is noted, the end", TrainFormat::Json),
];

impl TrainArgs {
    pub(super) fn is_json(&self) -> bool {
        self.json || self.format == TrainFormat::Json
    }
}

const STARTS: [Choice<Start>; 3] = [
    ("cumulants", "Layer by layer from third and fourth cumulants, in closed form", Start::Cumulants),
    ("whitened", "The Gaussian with the mean and covariance of the data", Start::Whitened),
    ("identity", "W = 1, b = 0 and chi = 0", Start::Identity),
];

const OPTIMIZERS: [Choice<OptimizerName>; 2] = [
    ("adam", "Adaptive moments (Kingma and Ba)", OptimizerName::Adam),
    ("sgd", "Stochastic gradient descent, Eq. (31)", OptimizerName::Sgd),
];

const SCHEDULES: [Choice<Schedule>; 2] = [
    ("constant", "The same in all steps", Schedule::Constant),
    ("cosine", "Falls to zero as (1 + cos) / 2", Schedule::Cosine),
];

const PRECISIONS: [Choice<Precision>; 2] =
    [("f32", "32-bit floats", Precision::F32), ("f64", "64-bit floats", Precision::F64)];

fn parse_seconds(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(seconds) if (0.0..1e9).contains(&seconds) => Ok(seconds),
        _ => Err("it is a number of seconds from 0 on".to_string()),
    }
}

/// How many samples are kept back as test data.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Holdout {
    Rows(usize),
    Share(f64),
}

/// A tenth.
pub(super) const HOLDOUT: Holdout = Holdout::Share(0.1);

impl Holdout {
    /// Of so many rows.
    pub(super) fn rows(self, rows: usize) -> usize {
        match self {
            Holdout::Rows(rows) => rows,
            Holdout::Share(share) => (share * rows as f64) as usize,
        }
    }
}

fn parse_holdout(text: &str) -> Result<Holdout, String> {
    if let Ok(rows) = text.parse() {
        return Ok(Holdout::Rows(rows));
    }
    match text.parse() {
        Ok(share) if share > 0.0 && share < 1.0 => Ok(Holdout::Share(share)),
        _ => Err("it is a number of rows, or a share between 0 and 1 such as 0.1".to_string()),
    }
}
