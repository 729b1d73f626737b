//! Arguments of `evaluate`.

use std::path::PathBuf;

use crate::diagram::Stage;
use crate::evaluate::Method;
use crate::rewrite::DEFAULT_LIMIT;
use clap::Args;

use super::cut;
use super::index::EntryIndex;
use crate::cli::shared::{
    ActionFormat, Around, Choice, Common, Errors, Part, around, choice, parse_top, stage,
};

/// By default all ranks are computed where the full action has at most 100,000 independent entries, and
/// otherwise ranks 0 to 4, or fewer where this would take minutes. The ranks computed are always printed.
#[derive(Debug, Args)]
pub(crate) struct EvaluateArgs {
    #[command(flatten)]
    pub(crate) part: Part,
    /// Compute the coefficients of an intermediate stage, A1 .. A{L+1} or B1 .. B{L+1}: those of A_l belong to x_l, those of
    /// B_l to h_l = W_l x_l + b_l, and so do the points of --around
    #[arg(long, value_name = "STAGE", value_parser = stage::parse, default_value = "A1", conflicts_with_all = ["diagram", "chi_cutoff", "spectrum"])]
    pub(crate) at: Stage,
    /// How the coefficients are computed; auto takes the cheapest one by estimate
    #[arg(long, value_parser = choice(&METHODS), default_value = "auto")]
    pub(crate) method: MethodChoice,
    /// Compute in exact rational numbers
    #[arg(long)]
    pub(crate) exact: bool,
    /// Evaluate one diagram or a sum of diagrams, such as "2*Z(b1, W1.x)"; @FILE reads them from a file
    #[arg(long, value_name = "NOTATION", allow_hyphen_values = true, conflicts_with_all = ["max_rank", "rank", "max_chi", "method"])]
    pub(crate) diagram: Option<String>,
    /// Point of the expansion: zero, mode (the most likely sample, where the linear term vanishes), or a
    /// file with an array of shape (d)
    #[arg(long, value_name = "zero|mode|FILE.npy", value_parser = around::parse, default_value = "zero")]
    pub(crate) around: Around,
    /// Keep A^(4) as pairs of matrices instead of its entries: A4.left and A4.right in npz and safetensors
    #[arg(long, conflicts_with_all = ["diagram", "exact"])]
    pub(crate) pairs: bool,
    /// Print this entry of A^(k) only, where k is the number of indices, counted from 0; with `:` as the last index
    /// all d of them. Can be given more than once. A^(k) need not fit into memory with the methods low-rank and
    /// factored. Writes text or csv
    #[arg(long, value_name = "I,J,..", allow_hyphen_values = true, conflicts_with_all = ["diagram", "pairs"])]
    pub(crate) entry: Vec<EntryIndex>,
    /// Before anything else, keep of every chi the eigenvalues with |lambda| >= LAMBDA (Appendix B of the paper). The
    /// text says how many these are and what it changes in the action
    #[arg(long, value_name = "LAMBDA", value_parser = cut::parse, allow_hyphen_values = true, conflicts_with_all = ["diagram", "exact"])]
    pub(crate) chi_cutoff: Option<f64>,
    /// Write the eigenvalues of all chi to FILE.csv, too: layer, slice, eigenvalue
    #[arg(long, value_name = "FILE.csv")]
    pub(crate) spectrum: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) errors: Errors,
    /// Number of entries to show for each rank, the largest first
    #[arg(long, value_name = "N", default_value = "5", value_parser = parse_top)]
    pub(crate) top: usize,
    /// Random samples for the norm of an A^(4) that is too large for its entries (method low-rank)
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(2..))]
    pub(crate) samples: u32,
    /// Seed of the random samples
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Output format [default: by the ending of FILE, else text]
    #[arg(long, value_parser = choice(&FORMATS))]
    pub(crate) format: Option<ActionFormat>,
    /// Refuse more than N diagrams
    #[arg(long, value_name = "N", default_value_t = DEFAULT_LIMIT)]
    pub(crate) limit: u64,
    #[command(flatten)]
    pub(crate) common: Common,
}

pub(super) const FORMATS: [Choice<ActionFormat>; 5] = [
    ("text", "Norms and the largest entries of each rank", ActionFormat::Text),
    ("json", "All entries that are not zero, with their indices", ActionFormat::Json),
    ("csv", "rank, index, value", ActionFormat::Csv),
    ("npz", "NumPy arrays, packed (only to a file)", ActionFormat::Npz),
    ("safetensors", "Tensors, packed (only to a file)", ActionFormat::Safetensors),
];

/// None is the cheapest one. By this name it is no option that may be missing.
type MethodChoice = Option<Method>;

const METHODS: [Choice<MethodChoice>; 6] = [
    ("auto", "The cheapest one by estimate", None),
    (
        "factored",
        "Bias trees resummed, rank 4 from pairs of matrices; quadratic activations, ranks 0 to 4",
        Some(Method::Factored),
    ),
    (
        "low-rank",
        "Couplings as sums of products (chi_out, chi_in), also for d = 1000; ranks 0 to 4, all orders in chi",
        Some(Method::LowRank),
    ),
    ("diagrams", "Every diagram contracted with the weights", Some(Method::Diagrams)),
    ("dressed", "Every dressed diagram, in which all bias trees are summed up", Some(Method::Dressed)),
    ("direct", "Composition of polynomials, which knows no diagram", Some(Method::Direct)),
];
