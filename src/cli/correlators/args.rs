//! Arguments of `correlators`.

use std::path::PathBuf;

use crate::Lattice;
use crate::correlators::MOST_DIAGRAMS;
use clap::Args;

use crate::cli::shared::args::parse_count;
use crate::cli::shared::drawing;
use crate::cli::shared::format::ActionFormat;
use crate::cli::shared::{Around, Choice, Common, Component, Window, around, choice, parse_top};

/// What the numbers mean, below the options.
const MEANING: &str = "\
kappa_n is the sum of the connected Feynman diagrams with n legs, ordered by their loops; ln Z that of the \
diagrams without legs. The line is the propagator at the mode, the inverse of minus the Hessian of S, and \
the vertices are the derivatives of S there. `diagraction feynman` draws the diagrams.\n\n\
Loops are a series that mostly does not converge: terms fall at first, and grow from some order on. The last \
term that falls is about the error. --dressed sums up all self-loops first, which helps where the mode says \
little about the distribution.\n\n\
The cumulants of a network are those of x = f^-1(z), too: --route network joins powers of z, and its loops \
end. --loops all takes all of them, so that the sum is exact. It knows no action and no diagram of one, and \
--route both compares the two. Those of a mixture follow from those of its components to so many loops.\n\n\
A diagram with n legs and l loops has vertices of up to n + 2l legs. An action that was cut at rank K is \
complete to l loops where n + 2l <= K; beyond that it is refused unless --incomplete. A theory that was \
written down lacks nothing.";

/// Prints the cumulants of an action exp(S)/Z, and ln Z, by Feynman diagrams, loop by loop, and says whether the series can be trusted.
/// Those of a network come from its inverse, and their series ends.
#[derive(Debug, Args)]
#[command(after_long_help = MEANING)]
pub(crate) struct CorrelatorsArgs {
    /// An action (.json, .npz, .safetensors, .action) or a model
    #[arg(value_name = "ACTION")]
    pub(super) action: PathBuf,
    #[command(flatten)]
    pub(super) component: Component,
    /// Order N of the cumulants, or A..B (both included) [default: 1..2]
    #[arg(long, value_name = "N|A..B", value_parser = order)]
    pub(super) order: Option<Window>,
    /// To L loops, the terms from A to B loops alone, or all loops of a network [default: 2, or fewer where the
    /// ranks end before or they would take long]
    #[arg(long, value_name = "L|A..B|all", value_parser = loops)]
    pub(super) loops: Option<Loops>,
    /// How cumulants are computed; a model has the inverse of its network as usual, where its couplings are quadratic
    #[arg(long, value_parser = choice(&ROUTES))]
    pub(super) route: Option<RouteChoice>,
    /// From N draws of the network beside a polynomial near its inverse, whose cumulants are known; for what is too much otherwise
    #[arg(long, value_name = "N", value_parser = parse_count, conflicts_with_all = ["loops", "route", "dressed", "around", "incomplete", "exact", "diagrams", "entry", "momentum", "effective"])]
    pub(super) draws: Option<usize>,
    /// Seed of the draws
    #[arg(long, value_name = "S", default_value = "1", requires = "draws")]
    pub(super) seed: u64,
    /// Expand around the self-consistent Gaussian, which has all self-loops in its line and vertices
    #[arg(long, conflicts_with = "around")]
    pub(super) dressed: bool,
    /// The point of the expansion: mode, or an .npy file with a point at which S has no slope
    #[arg(long, value_name = "mode|FILE.npy", value_parser = point)]
    pub(super) around: Option<Around>,
    /// Sum up the diagrams of an action that was cut, also where vertices are missing
    #[arg(long)]
    pub(super) incomplete: bool,
    /// Compute in rational numbers; the mode has to be rational
    #[arg(long, conflicts_with = "dressed")]
    pub(super) exact: bool,
    /// Show what each diagram contributes
    #[arg(long, conflicts_with_all = ["entry", "momentum", "effective"])]
    pub(super) diagrams: bool,
    /// Only the entry with these indices, counted from 0; its order is their number
    #[arg(long, value_name = "I,J,..", value_delimiter = ',', conflicts_with = "order")]
    pub(super) entry: Vec<usize>,
    /// Show the second cumulant in momentum space, with correlation length and mass; needs a periodic lattice
    #[arg(long, conflicts_with_all = ["entry", "exact", "order"])]
    pub(super) momentum: bool,
    /// The lattice whose sites the variables are, such as chain:10 or square:4x4, where the file does not know it
    #[arg(long, value_name = "CELL:SIDES")]
    pub(super) lattice: Option<Lattice>,
    /// Draw the structure factor of --momentum
    #[arg(long, value_name = drawing::FILE, requires = "momentum")]
    pub(super) plot: Option<PathBuf>,
    /// Write the effective couplings, the one-particle irreducible vertices at the mean, as an action to rank 4
    #[arg(long, value_name = "FILE.json", conflicts_with_all = ["dressed", "exact", "around", "order", "entry", "momentum", "format"])]
    pub(super) effective: Option<PathBuf>,
    /// List the N largest entries of each cumulant
    #[arg(long, value_name = "N", default_value = "3", value_parser = parse_top)]
    pub(super) top: usize,
    /// Refuse a term of more than N diagrams of the action
    #[arg(long, value_name = "N", default_value_t = MOST_DIAGRAMS)]
    pub(super) limit: u64,
    /// Output format [default: by the ending of FILE, else text]
    #[arg(long, value_parser = choice(&FORMATS))]
    pub(super) format: Option<ActionFormat>,
    #[command(flatten)]
    pub(super) common: Common,
}

pub(super) const FORMATS: [Choice<ActionFormat>; 5] = [
    ("text", "Terms by loops with a verdict, and the largest entries", ActionFormat::Text),
    ("json", "Every entry by loops", ActionFormat::Json),
    ("csv", "One entry a line, by loops", ActionFormat::Csv),
    ("npz", "NumPy arrays k1, k2, .., summed and by loops", ActionFormat::Npz),
    ("safetensors", "The same arrays", ActionFormat::Safetensors),
];

/// Numbers of loops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loops {
    Window(Window),
    All,
}

/// How cumulants are computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RouteChoice {
    Diagrams,
    Network,
    Both,
}

const ROUTES: [Choice<RouteChoice>; 3] = [
    ("diagrams", "By Feynman diagrams of the action", RouteChoice::Diagrams),
    ("network", "By the inverse of the network, of any number of loops", RouteChoice::Network),
    (
        "both",
        "By the network, and compared with the diagrams; exit code 1 where they differ",
        RouteChoice::Both,
    ),
];

/// No cumulant of a higher order and no sum of more loops fits anywhere.
const MOST: usize = 1000;

fn order(text: &str) -> Result<Window, String> {
    match Window::parse(text, "orders")? {
        window if window.max > MOST => Err(format!("at most order {MOST} is asked for")),
        window => Ok(window),
    }
}

fn loops(text: &str) -> Result<Loops, String> {
    if text == "all" {
        return Ok(Loops::All);
    }
    let window = Window::parse(text, "loops").map_err(|error| format!("{error}, or all"))?;
    if window.max > MOST {
        return Err(format!("at most {MOST} loops are asked for"));
    }
    Ok(Loops::Window(Window { min: if text.contains("..") { window.min } else { 0 }, ..window }))
}

fn point(text: &str) -> Result<Around, String> {
    match around::parse(text) {
        Ok(Around::Zero) | Err(_) => Err("it is mode, or an .npy file".to_owned()),
        point => point,
    }
}
