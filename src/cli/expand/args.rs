//! Arguments of `expand`.

use crate::diagram::Stage;
use clap::Args;

use crate::cli::shared::{Common, Diagrams, Window, stage};

/// Diagrams are printed with their combinatorial factors, ordered by rank. What is printed can be read
/// back by `evaluate --diagram`.
#[derive(Debug, Args)]
pub(crate) struct ExpandArgs {
    /// Number L of activations of the network
    #[arg(long, value_name = "L")]
    pub(crate) depth: u32,
    /// Rank K, or ranks A..B (both included)
    #[arg(long, value_name = "K|A..B", value_parser = |text: &str| Window::parse(text, "ranks"))]
    pub(crate) rank: Option<Window>,
    /// Keep diagrams with at most C factors of chi; of dressed diagrams the splits that are drawn count
    #[arg(long, value_name = "C")]
    pub(crate) max_chi: Option<usize>,
    /// Keep diagrams with at most C circles
    #[arg(long, value_name = "C")]
    pub(crate) max_circles: Option<usize>,
    /// Sum up all trees of bias circles: a circle C is the constant part of its layer, a factor D the bias trees
    /// that a line picks up at an activation. Then a rank has few diagrams, which hold all orders in chi
    #[arg(long, conflicts_with = "by_layer")]
    pub(crate) dressed: bool,
    /// With the linear part of the latent density, as components of a mixture have it: a vertex Z with one leg
    #[arg(long, conflicts_with = "by_layer")]
    pub(crate) linear: bool,
    /// Diagrams of the cumulant of order N instead: N trees of the inverse network, all leaves joined in pairs. U is the inverse
    /// of W, D is 1 - 2 chi(C, .), equal letters are joined, C0 is the most likely sample
    #[arg(long, value_name = "N", allow_negative_numbers = true, value_parser = order, requires = "loops",
        conflicts_with_all = ["rank", "max_chi", "max_circles", "dressed", "linear", "arity", "at", "steps", "by_layer"])]
    pub(crate) correlator: Option<usize>,
    /// Diagrams of the cumulant with up to L loops, or with A..B (both included)
    #[arg(long, value_name = "L|A..B", allow_negative_numbers = true, value_parser = loops, requires = "correlator")]
    pub(crate) loops: Option<Window>,
    /// Arities of the splits: 2 for quadratic activations, 3 for cubic, 2,3 for both
    #[arg(long, value_name = "P,..", value_delimiter = ',', default_value = "2")]
    pub(crate) arity: Vec<u32>,
    /// Stop at an intermediate coefficient, A1 .. A{L+1} or B1 .. B{L+1}
    #[arg(long, value_name = "STAGE", value_parser = stage::parse, default_value = "A1")]
    pub(crate) at: Stage,
    /// Show every stage on the way from the latent vertex
    #[arg(long, conflicts_with_all = ["count", "by_layer"])]
    pub(crate) steps: bool,
    /// Print the update equations between neighbouring layers instead, Eqs. (15) and (26); formats
    /// other than text draw those of the stage --at. --max-chi and --max-circles then bound each equation
    #[arg(long, conflicts_with = "count")]
    pub(crate) by_layer: bool,
    /// Count the diagrams instead of generating them
    #[arg(long)]
    pub(crate) count: bool,
    #[command(flatten)]
    pub(crate) diagrams: Diagrams,
    #[command(flatten)]
    pub(crate) common: Common,
}

fn order(text: &str) -> Result<usize, &'static str> {
    text.parse().ok().filter(|order| *order > 0).ok_or("give a whole number from 1 on")
}

fn loops(text: &str) -> Result<Window, String> {
    let loops = Window::parse(text, "loops")?;
    Ok(Window { min: if text.contains("..") { loops.min } else { 0 }, ..loops })
}
