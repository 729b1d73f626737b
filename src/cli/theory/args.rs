//! The options of `theory` and of the theories that are built in.

use std::path::PathBuf;

use crate::Rational;
use crate::text::number;
use clap::{Args, Subcommand};

use crate::cli::shared::{Choice, Common, ReportFormat, choice};

/// Writes a known action as exact JSON, the file that all other commands read.
/// S is the logarithm of the density: the weight of x is exp(+S(x)).
///
/// A theory is a text file or one of the built-in ones. A file is a few lines, such as
///
///   lattice square 4 4 periodic
///   field h = normal(0, 0.3) seed 7
///   S = - sum(i) (1/4 * x[i]^2 + h[i] * x[i] + 0.1 * x[i]^4) - sum(<i,j>) 1/2 * (x[i] - x[j])^2
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true, verbatim_doc_comment)]
pub(crate) struct TheoryArgs {
    #[command(subcommand)]
    pub(super) built_in: Option<BuiltIn>,
    /// Theory as text
    #[arg(value_name = "FILE.action", required = true)]
    pub(super) file: Option<PathBuf>,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

#[derive(Debug, Subcommand)]
pub(super) enum BuiltIn {
    /// The lattice theory of Eq. (33)
    Lattice(LatticeArgs),
    /// A random action, Appendix E
    Random(RandomArgs),
    /// A random network, and its action on request
    Teacher(TeacherArgs),
}

#[derive(Debug, Args)]
pub(super) struct OutputArgs {
    /// Output format [default: by the ending of FILE, else json]
    #[arg(long, value_parser = choice(&FORMATS))]
    pub(super) format: Option<ReportFormat>,
    #[command(flatten)]
    pub(super) common: Common,
}

pub(super) const FORMATS: [Choice<ReportFormat>; 2] = [
    ("text", "What the action is made of, and whether it is normalisable", ReportFormat::Text),
    ("json", "All entries that are not zero, as exact numbers", ReportFormat::Json),
];

/// S = -beta [ 1/2 sum_ij x_i (r0 delta_ij - Lambda_ij) x_j + sum_i (h_i x_i + u x_i^4) ], where Lambda is the
/// Laplacian of the lattice. Numbers are exact: 0.1 is 1/10.
#[derive(Debug, Args)]
pub(super) struct LatticeArgs {
    /// Length of the sides: one number for all, or one for each dimension
    #[arg(long, value_name = "N,..", value_delimiter = ',', required = true)]
    pub(super) side: Vec<usize>,
    /// Dimensions of the lattice, 1 to 3 [default: 2, or the number of sides]
    #[arg(long, alias = "dimension", value_name = "D", value_parser = clap::value_parser!(u8).range(1..=3))]
    pub(super) lattice_dimension: Option<u8>,
    /// Triangular lattice instead of a square one
    #[arg(long)]
    pub(super) triangular: bool,
    /// Open boundaries instead of periodic ones
    #[arg(long)]
    pub(super) open: bool,
    /// Quadratic self-interaction
    #[arg(long, value_name = "R0", value_parser = number::parse, default_value = "0.5", allow_hyphen_values = true)]
    pub(super) r0: Rational,
    /// Quartic self-interaction
    #[arg(long, value_name = "U", value_parser = number::parse, default_value = "0.1", allow_hyphen_values = true)]
    pub(super) u: Rational,
    /// Inverse temperature
    #[arg(long, value_name = "BETA", value_parser = number::parse, default_value = "1", allow_hyphen_values = true)]
    pub(super) beta: Rational,
    /// Standard deviation of a random external field h
    #[arg(long, value_name = "SIGMA", default_value_t = 0.0)]
    pub(super) field: f64,
    /// External field from a file: .npy, .csv, .txt or .json
    #[arg(long, value_name = "FILE", conflicts_with = "field")]
    pub(super) field_file: Option<PathBuf>,
    /// Seed of the random field
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(super) seed: u64,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

/// R1 and R3 are random with the scalings of Appendix E, R2 = c - W W^T/2 with random W, and R4 = -x_r^-4/d on the
/// diagonal keeps the action normalisable. Only some seeds give several maxima, and few at d = 10.
#[derive(Debug, Args)]
pub(super) struct RandomArgs {
    /// Number of variables
    #[arg(short, long, value_name = "D", default_value_t = 10)]
    pub(super) dimension: usize,
    /// Length x_r beyond which the quartic term suppresses
    #[arg(long, value_name = "X", value_parser = number::parse, default_value = "1", allow_hyphen_values = true)]
    pub(super) length: Rational,
    /// Constant c on the diagonal of R2
    #[arg(long, value_name = "C", value_parser = number::parse, default_value = "-0.1", allow_hyphen_values = true)]
    pub(super) c: Rational,
    /// Seed of the draws
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(super) seed: u64,
    /// Take the first seed from S on whose action has several maxima, found from 100 starts each
    #[arg(long)]
    pub(super) multimodal: bool,
    #[command(flatten)]
    pub(super) output: OutputArgs,
}

/// W = 1 + N(0, w^2/d), b = N(0, b^2) and chi = N(0, (chi/d)^2), entry by entry. Writes a model file: .safetensors,
/// .npz or .json.
#[derive(Debug, Args)]
pub(super) struct TeacherArgs {
    /// Number of variables
    #[arg(short, long, value_name = "D", default_value_t = 4)]
    pub(super) dimension: usize,
    /// Number L of activations
    #[arg(long, value_name = "L", default_value_t = 2)]
    pub(super) depth: usize,
    /// Size w of W - 1
    #[arg(long, value_name = "W", default_value_t = 0.2)]
    pub(super) weight: f64,
    /// Size of the biases
    #[arg(long, value_name = "B", default_value_t = 0.2)]
    pub(super) bias: f64,
    /// Size of the couplings chi
    #[arg(long, value_name = "CHI", default_value_t = 0.4)]
    pub(super) chi: f64,
    /// Seed of the draws
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(super) seed: u64,
    /// Write the action of the network, too, as `evaluate MODEL -o FILE` does
    #[arg(long, value_name = "FILE")]
    pub(super) action: Option<PathBuf>,
    /// Highest rank of this action
    #[arg(long, value_name = "K", requires = "action")]
    pub(super) max_rank: Option<usize>,
    #[command(flatten)]
    pub(super) common: Common,
}
