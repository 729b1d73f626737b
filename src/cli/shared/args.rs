//! Arguments that several commands take.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::Lattice;

use super::failure::Failure;
use super::memory;
use super::window::Ranks;

/// The model and the part of its action that is wanted.
#[derive(Clone, Debug, Args)]
pub(crate) struct Part {
    /// Trained network: .safetensors, .npz or .json
    #[arg(value_name = "MODEL")]
    pub(crate) model: PathBuf,
    #[command(flatten)]
    pub(crate) component: Component,
    #[command(flatten)]
    pub(crate) ranks: Ranks,
    /// Keep at most C factors of chi
    #[arg(long, value_name = "C")]
    pub(crate) max_chi: Option<usize>,
}

/// Which component of a mixture is meant.
#[derive(Clone, Copy, Debug, Default, Args)]
pub(crate) struct Component {
    /// Component of a mixture, counted from 0, whose action is that of one phase
    #[arg(long, value_name = "K")]
    pub(crate) component: Option<usize>,
}

impl Component {
    /// A model by its path, and which component of it.
    pub(crate) fn of(self, path: &Path) -> String {
        let component = self.component.map_or(String::new(), |component| format!(", component {component}"));
        format!("{}{component}", path.display())
    }
}

#[derive(Debug, Args)]
pub(crate) struct Common {
    /// Write to FILE instead of standard output
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Memory that may be taken, such as 800M or 4G [default: most of what is free]
    #[arg(long, value_name = "SIZE", value_parser = memory::parse_bytes, allow_hyphen_values = true)]
    pub(crate) memory_limit: Option<u64>,
    /// No messages, only results and errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// Refuses an index that `option` names beyond the dimension of the model.
pub(crate) fn expect_indices(option: &str, index: &[usize], dimension: usize) -> Result<(), Failure> {
    match index.iter().find(|&&index| index >= dimension) {
        None => Ok(()),
        Some(beyond) => Err(Failure::new(format!(
            "{option}: the index {beyond} is not there; the model has d = {dimension}, so indices are 0 to {}",
            dimension - 1
        ))),
    }
}

/// More entries than this are a file and not a list.
const MOST_LISTED: usize = 1_000_000;

pub(crate) fn parse_top(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(number) if number <= MOST_LISTED => Ok(number),
        Ok(_) => Err(format!("at most {MOST_LISTED} entries are listed; -o FILE.npz holds all of them")),
        Err(_) => Err("it is not a number of entries".to_string()),
    }
}

/// A number of draws.
pub(crate) fn parse_count(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("it is not a number of draws from 1 on".to_string()),
        Ok(number) => Ok(number),
    }
}

/// A number of rows or blocks.
pub(crate) fn positive(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&number| number > 0).ok_or_else(|| "it is not a positive number".to_string())
}

/// Refuses files of different dimensions.
pub(crate) fn expect_alike(one: (&Path, usize), other: (&Path, usize)) -> Result<(), Failure> {
    match one.1 == other.1 {
        true => Ok(()),
        false => Err(Failure::new(format!(
            "{} has d = {}, and {} has d = {}; give files of one dimension",
            one.0.display(),
            one.1,
            other.0.display(),
            other.1
        ))),
    }
}

/// Refuses a lattice whose sites are not the variables of a file.
pub(crate) fn expect_sites(
    lattice: Option<&Lattice>,
    (path, dimension): (&Path, usize),
) -> Result<(), Failure> {
    match lattice.map(Lattice::sites).filter(|sites| *sites != dimension) {
        None => Ok(()),
        Some(sites) => Err(Failure::new(format!(
            "--lattice has {sites} sites, and {} has d = {dimension}",
            path.display()
        ))),
    }
}
