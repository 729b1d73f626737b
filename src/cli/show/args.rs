//! The options of `show`.

use std::path::PathBuf;

use clap::Args;

use crate::action::formula::{Names, Style};
use crate::cli::shared::around;
use crate::cli::shared::{Around, Choice, Common, Component, Errors, Ranks, choice, parse_top};

/// What the formula holds, below the options.
const MEANING: &str = "\
The coefficient of x_i x_j .. is the entry of A^(k) times the number of permutations of its indices, so the formula \
is S itself and not a list of entries. A number in parentheses is the standard error of the last digits, where the file has \
errors, as those of `fit` and of `train --errors` have.\n\n\
Text, Unicode and LaTeX show the largest terms with four digits and say what is left out. SymPy and Python have all terms \
with all digits unless --top or --threshold leave some out; exact actions stay exact.";

/// The variables are x_0, x_1, .. unless --names says otherwise. Of a model the action is extracted first.
#[derive(Debug, Args)]
#[command(after_long_help = MEANING)]
pub(crate) struct ShowArgs {
    /// Action (.json, .npz, .safetensors), theory (.action), or trained network
    #[arg(value_name = "ACTION|MODEL")]
    pub(super) action: PathBuf,
    #[command(flatten)]
    pub(super) component: Component,
    #[command(flatten)]
    pub(super) ranks: Ranks,
    /// Number of terms, the largest [default: 20; all of them in SymPy and Python, or with --threshold]
    #[arg(long, value_name = "N", value_parser = parse_top)]
    pub(super) top: Option<usize>,
    /// Only terms whose coefficient is at least this, in absolute value
    #[arg(long, value_name = "C", value_parser = parse_threshold)]
    pub(super) threshold: Option<f64>,
    /// A word such as phi for phi_0, phi_1, .., or as many names as there are variables
    #[arg(long, value_name = "NAME|A,B,..", value_parser = Names::parse)]
    pub(super) names: Option<Names>,
    /// Point of the expansion: zero, mode (of a model the most likely sample, of an action its highest maximum), or a file with an
    /// array of shape (d) [default: that of the file]
    #[arg(long, value_name = "zero|mode|FILE.npy", value_parser = around::parse)]
    pub(super) around: Option<Around>,
    #[command(flatten)]
    pub(super) errors: Errors,
    /// Print this entry of A^(k) only, where k is the number of indices, counted from 0. Can be given more than once
    #[arg(long, value_name = "I,J,..", value_parser = parse_entry, conflicts_with_all = ["rank", "max_rank", "top", "threshold", "names", "format"])]
    pub(super) entry: Vec<Entry>,
    /// Output format [default: by the ending of FILE, else text]
    #[arg(long, value_parser = choice(&FORMATS))]
    pub(super) format: Option<ShowFormat>,
    #[command(flatten)]
    pub(super) common: Common,
}

/// What formulas are written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ShowFormat {
    Formula(Style),
    Csv,
}

pub(super) const FORMATS: [Choice<ShowFormat>; 6] = [
    ("text", "S = -0.703 x_7 - 2.43 x_2^2 ..", ShowFormat::Formula(Style::Text)),
    ("unicode", "The same with subscripts", ShowFormat::Formula(Style::Unicode)),
    ("latex", "An align*", ShowFormat::Formula(Style::Latex)),
    ("sympy", "Statements that define S in SymPy", ShowFormat::Formula(Style::Sympy)),
    ("python", "A function S(x), for numbers and NumPy arrays", ShowFormat::Formula(Style::Python)),
    ("csv", "One term a line: rank, index, value, term, error", ShowFormat::Csv),
];

/// The indices of an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry(pub(super) Vec<usize>);

fn parse_entry(text: &str) -> Result<Entry, String> {
    let indices = text.split(',').map(|index| index.trim().parse());
    let mut indices: Vec<usize> = indices
        .collect::<Result<_, _>>()
        .map_err(|_| "it is not a list of indices such as 0,0,5".to_owned())?;
    indices.sort_unstable();
    Ok(Entry(indices))
}

fn parse_threshold(text: &str) -> Result<f64, String> {
    text.parse()
        .ok()
        .filter(|bound: &f64| *bound >= 0.0 && bound.is_finite())
        .ok_or_else(|| "it is not a number from 0 on".to_owned())
}
