use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::around::{self, Around};
use super::compare::{CompareArgs, PlotArgs};
use super::contributions::ContributionsArgs;
use super::entries::EntryIndex;
use super::fit::FitArgs;
use super::modes::ModesArgs;
use super::report::ReportArgs;
use super::reproduce::ReproduceArgs;
use super::sample::SampleArgs;
use super::stats::StatsArgs;
use super::theory::TheoryArgs;
use super::train::TrainArgs;
use super::watch::WatchArgs;
use super::{cut, memory};
use diagraction::diagram::Stage;
use diagraction::evaluate::Method;
use diagraction::render;
use diagraction::rewrite::DEFAULT_LIMIT;

/// Reads the polynomial action out of a trained invertible network, by diagrams.
///
/// S(x) = sum_k A^(k) x^k, where A^(k) follows from the weights by the diagrammatic rules of
/// arXiv:2304.00599.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_help = EXAMPLES)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

const EXAMPLES: &str = "\
Examples:
  diagraction evaluate model.safetensors         the action of a trained network
  diagraction check model.safetensors            every method against every other
  diagraction expand --depth 2 --rank 3          the diagrams of A^(3) at depth 2
  diagraction expand --depth 34 --max-chi 2 --count";

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Print the diagrams of an action, layer by layer or at the end
    Expand(ExpandArgs),
    /// Compute the coefficients A^(k) of a trained network
    Evaluate(EvaluateArgs),
    /// Check every method against every other and against the network itself
    Check(CheckArgs),
    /// Show which diagrams and which layers make the coefficients
    Contributions(ContributionsArgs),
    /// Write a known action: a theory as text, a lattice, a random action, a random network
    Theory(TheoryArgs),
    /// Find the maxima of an action, and the barriers between them
    Modes(ModesArgs),
    /// Draw samples of an action or of a network
    Sample(SampleArgs),
    /// Train a network on samples, by maximum likelihood
    Train(TrainArgs),
    /// Show a training run while it goes on: losses, cumulants, norms of A^(k)
    Watch(WatchArgs),
    /// Fit an action to samples, without a network
    Fit(FitArgs),
    /// Estimate the cumulants of samples, and compare samples
    Stats(StatsArgs),
    /// Compare two actions, rank by rank and by groups of entries
    Compare(CompareArgs),
    /// Draw an action: a heat map, couplings on a lattice, distributions
    Plot(PlotArgs),
    /// Make the figures of the paper again: samples, trainings, plots, and what of its claims holds
    Reproduce(ReproduceArgs),
    /// Write one page about a trained network, to be mailed to a colleague
    Report(ReportArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
    /// Print the manual page, or write one for each command
    Man(ManArgs),
}

/// Diagrams are printed with their combinatorial factors, ordered by rank. What is printed can be read
/// back by `evaluate --diagram`.
#[derive(Debug, Args)]
pub(super) struct ExpandArgs {
    /// Number L of activations of the network
    #[arg(long, value_name = "L")]
    pub(super) depth: u32,
    /// Rank K, or ranks A..B (both included)
    #[arg(long, value_name = "K|A..B", value_parser = parse_ranks)]
    pub(super) rank: Option<Ranks>,
    /// Keep diagrams with at most C factors of chi; of dressed diagrams the splits that are drawn count
    #[arg(long, value_name = "C")]
    pub(super) max_chi: Option<usize>,
    /// Keep diagrams with at most C circles
    #[arg(long, value_name = "C")]
    pub(super) max_circles: Option<usize>,
    /// Sum up all trees of bias circles: a circle C is the constant part of its layer, a factor D the bias trees
    /// that a line picks up at an activation. Then a rank has few diagrams, which hold all orders in chi
    #[arg(long, conflicts_with = "by_layer")]
    pub(super) dressed: bool,
    /// Arities of the splits: 2 for quadratic activations, 3 for cubic, 2,3 for both
    #[arg(long, value_name = "P,..", value_delimiter = ',', default_value = "2")]
    pub(super) arity: Vec<u32>,
    /// Stop at an intermediate coefficient, A1 .. A{L+1} or B1 .. B{L+1}
    #[arg(long, value_name = "STAGE", value_parser = parse_stage, default_value = "A1")]
    pub(super) at: Stage,
    /// Show every stage on the way from the latent vertex
    #[arg(long, conflicts_with_all = ["count", "by_layer"])]
    pub(super) steps: bool,
    /// Print the update equations between neighbouring layers instead, Eqs. (15) and (26); formats
    /// other than text draw those of the stage --at. --max-chi and --max-circles then bound each equation
    #[arg(long, conflicts_with = "count")]
    pub(super) by_layer: bool,
    /// Count the diagrams instead of generating them
    #[arg(long)]
    pub(super) count: bool,
    /// Output format; the ending of FILE decides unless given
    #[arg(long, value_enum)]
    pub(super) format: Option<ExpansionFormat>,
    /// Characters of text and tree; auto asks the locale
    #[arg(long, value_enum, default_value = "auto")]
    pub(super) charset: CharsetChoice,
    /// Refuse more than N diagrams [default: 10000000, for svg, latex and dot 20000]
    #[arg(long, value_name = "N")]
    pub(super) limit: Option<u64>,
    #[command(flatten)]
    pub(super) common: Common,
}

/// By default all ranks are computed where the full action has at most 100,000 independent entries, and
/// otherwise ranks 0 to 4, or fewer where this would take minutes. The ranks computed are always printed.
#[derive(Debug, Args)]
pub(super) struct EvaluateArgs {
    #[command(flatten)]
    pub(super) part: Part,
    /// How the coefficients are computed; auto takes the cheapest one by estimate
    #[arg(long, value_enum, default_value = "auto")]
    pub(super) method: MethodChoice,
    /// Compute in exact rational numbers
    #[arg(long)]
    pub(super) exact: bool,
    /// Evaluate one diagram or a sum of diagrams, such as "2*Z(b1, W1.x)"; @FILE reads them from a file
    #[arg(long, value_name = "NOTATION", allow_hyphen_values = true, conflicts_with_all = ["max_rank", "max_chi", "method"])]
    pub(super) diagram: Option<String>,
    /// Point of the expansion: zero, mode (the most likely sample, where the linear term vanishes), or a
    /// file with an array of shape (d)
    #[arg(long, value_name = "zero|mode|FILE.npy", value_parser = around::parse, default_value = "zero")]
    pub(super) around: Around,
    /// Keep A^(4) as pairs of matrices instead of its entries: A4.left and A4.right in npz and safetensors
    #[arg(long, conflicts_with_all = ["diagram", "exact"])]
    pub(super) pairs: bool,
    /// Print this entry of A^(k) only, where k is the number of indices, counted from 0; with `:` as the last index
    /// all d of them. Can be given more than once. A^(k) need not fit into memory with the methods low-rank and
    /// factored. Writes text or csv
    #[arg(long, value_name = "I,J,..", allow_hyphen_values = true, conflicts_with_all = ["diagram", "pairs"])]
    pub(super) entry: Vec<EntryIndex>,
    /// Before anything else, keep of every chi the eigenvalues with |lambda| >= LAMBDA (Appendix B of the paper). The
    /// text says how many these are and what it changes in the action
    #[arg(long, value_name = "LAMBDA", value_parser = cut::parse, allow_hyphen_values = true, conflicts_with_all = ["diagram", "exact"])]
    pub(super) chi_cutoff: Option<f64>,
    /// Write the eigenvalues of all chi to FILE.csv, too: layer, slice, eigenvalue
    #[arg(long, value_name = "FILE.csv")]
    pub(super) spectrum: Option<PathBuf>,
    /// Number of entries to show for each rank, the largest first
    #[arg(long, value_name = "N", default_value = "5", value_parser = parse_top)]
    pub(super) top: usize,
    /// Random samples for the norm of an A^(4) that is too large for its entries (method low-rank)
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(2..))]
    pub(super) samples: u32,
    /// Seed of the random samples
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(super) seed: u64,
    /// Output format; the ending of FILE decides unless given
    #[arg(long, value_enum)]
    pub(super) format: Option<ActionFormat>,
    /// Refuse more than N diagrams
    #[arg(long, value_name = "N", default_value_t = DEFAULT_LIMIT)]
    pub(super) limit: u64,
    #[command(flatten)]
    pub(super) common: Common,
}

/// Compares the methods entry by entry, and the action with the network: at random points where the
/// action is complete, by the order of the remainder where it is truncated. A json model is checked in
/// exact rational numbers. The exit code is 1 when something disagrees.
#[derive(Debug, Args)]
pub(super) struct CheckArgs {
    #[command(flatten)]
    pub(super) part: Part,
    /// Number of random points
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u16).range(1..))]
    pub(super) points: u16,
    /// Seed of the random points
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(super) seed: u64,
    /// Refuse more than N diagrams
    #[arg(long, value_name = "N", default_value_t = DEFAULT_LIMIT)]
    pub(super) limit: u64,
    #[command(flatten)]
    pub(super) common: Common,
}

/// The model and the part of its action that is wanted.
#[derive(Clone, Debug, Args)]
pub(super) struct Part {
    /// Trained network: .safetensors, .npz or .json
    #[arg(value_name = "MODEL")]
    pub(super) model: PathBuf,
    /// Highest rank K to compute
    #[arg(long, value_name = "K")]
    pub(super) max_rank: Option<usize>,
    /// Keep at most C factors of chi
    #[arg(long, value_name = "C")]
    pub(super) max_chi: Option<usize>,
}

#[derive(Debug, Args)]
pub(super) struct Common {
    /// Write to FILE instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Memory that may be taken, such as 800M or 4G; by default most of what is free
    #[arg(long, value_name = "SIZE", value_parser = memory::parse_bytes, allow_hyphen_values = true)]
    pub(super) memory_limit: Option<u64>,
    /// No messages on standard error
    #[arg(short, long)]
    pub(super) quiet: bool,
}

#[derive(Debug, Args)]
pub(super) struct CompletionsArgs {
    /// Shell
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
pub(super) struct ManArgs {
    /// Write one page for each command into FOLDER
    #[arg(short, long, value_name = "FOLDER")]
    pub(super) output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ExpansionFormat {
    /// One term a line
    Text,
    /// Drawings for the terminal
    Tree,
    /// TikZ drawings
    Latex,
    /// A graph for Graphviz
    Dot,
    /// Drawings for a slide
    Svg,
    /// For other programs
    Json,
}

impl ExpansionFormat {
    pub(super) fn of_ending(ending: &str) -> Option<ExpansionFormat> {
        Some(match ending {
            "txt" => ExpansionFormat::Text,
            "tex" => ExpansionFormat::Latex,
            "dot" | "gv" => ExpansionFormat::Dot,
            "svg" => ExpansionFormat::Svg,
            "json" => ExpansionFormat::Json,
            _ => return None,
        })
    }

    pub(super) fn renderer(self) -> render::Format {
        match self {
            ExpansionFormat::Text => render::Format::Text,
            ExpansionFormat::Tree => render::Format::Tree,
            ExpansionFormat::Latex => render::Format::Latex,
            ExpansionFormat::Dot => render::Format::Dot,
            ExpansionFormat::Svg => render::Format::Svg,
            ExpansionFormat::Json => render::Format::Json,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum ActionFormat {
    /// Norms and the largest entries of each rank
    Text,
    /// All entries that are not zero, with their indices
    Json,
    /// rank, index, value
    Csv,
    /// NumPy arrays, packed (only to a file)
    Npz,
    /// Tensors, packed (only to a file)
    Safetensors,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum MethodChoice {
    /// The cheapest one by estimate
    Auto,
    /// Bias trees resummed, rank 4 from pairs of matrices; quadratic activations, ranks 0 to 4
    Factored,
    /// Couplings as sums of products (chi_out, chi_in), also for d = 1000; ranks 0 to 4, all orders in chi
    LowRank,
    /// Every diagram contracted with the weights
    Diagrams,
    /// Every dressed diagram, in which all bias trees are summed up
    Dressed,
    /// Composition of polynomials, which knows no diagram
    Direct,
}

impl MethodChoice {
    pub(super) fn method(self) -> Option<Method> {
        match self {
            MethodChoice::Auto => None,
            MethodChoice::Factored => Some(Method::Factored),
            MethodChoice::LowRank => Some(Method::LowRank),
            MethodChoice::Diagrams => Some(Method::Diagrams),
            MethodChoice::Dressed => Some(Method::Dressed),
            MethodChoice::Direct => Some(Method::Direct),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum CharsetChoice {
    /// Unicode where the locale has it
    Auto,
    /// Subscripts, Greek letters and lines
    Unicode,
    /// Plain ASCII
    Ascii,
}

/// A window of ranks, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Ranks {
    pub(super) min: usize,
    pub(super) max: usize,
}

fn parse_ranks(text: &str) -> Result<Ranks, String> {
    let rank = |part: &str| {
        part.trim().parse::<usize>().map_err(|_| format!("'{part}' is not a rank; give K or A..B"))
    };
    let (min, max) = match text.split_once("..") {
        Some((min, max)) => (rank(min)?, rank(max.trim_start_matches('='))?),
        None => (rank(text)?, rank(text)?),
    };
    if min > max {
        Err(format!("{min}..{max} is empty; the lower rank comes first"))
    } else {
        Ok(Ranks { min, max })
    }
}

fn parse_stage(text: &str) -> Result<Stage, String> {
    let complaint = || format!("'{text}' is not a stage such as A1 or B2");
    let layer = text.get(1..).and_then(|digits| digits.parse::<u32>().ok()).ok_or_else(complaint)?;
    match text.as_bytes()[0].to_ascii_uppercase() {
        b'A' => Ok(Stage::A(layer)),
        b'B' => Ok(Stage::B(layer)),
        _ => Err(complaint()),
    }
}

/// More entries than this are a file and not a list.
const MOST_LISTED: usize = 1_000_000;

pub(super) fn parse_top(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number) if number <= MOST_LISTED => Ok(number),
        Ok(_) => Err(format!("at most {MOST_LISTED} entries are listed; -o FILE.npz holds all of them")),
        Err(_) => Err("it is not a number of entries".to_string()),
    }
}
