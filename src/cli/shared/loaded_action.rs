//! An action out of any file that one can be taken from.

use std::path::Path;

use diagraction::action::{Action, Held, SparseAction, file};
use diagraction::evaluate::{self, Quartic, Request};
use diagraction::network::Network;
use diagraction::rewrite::DEFAULT_LIMIT;
use diagraction::{Lattice, theory};

use super::args::Part;
use super::failure::Failure;
use super::file_kind::FileKind;
use super::model::load_model;
use super::{memory, output};
use crate::cli::shared::model::{request, rounded};

/// An action from a file, and where it comes from.
pub(in crate::cli) struct LoadedAction {
    action: Stored,
    /// The depth of the network it was taken from.
    depth: Option<usize>,
}

enum Stored {
    Dense(Action<f64>),
    Sparse(SparseAction<f64>),
}

/// The files that actions are taken from.
const ACTIONS: &str = "an action is a .json, .npz or .safetensors file of `evaluate`, `theory` or `fit`, a .action text, or a model";

/// About the memory of an entry of a sparse action.
const ENTRY_BYTES: u64 = 184;

/// Estimates above this many seconds are announced before the work.
const LONG_SECONDS: f64 = 1.0;

impl LoadedAction {
    /// The action in a file, or that of the network in it up to a rank.
    pub(in crate::cli) fn load(
        path: &Path,
        max_rank: usize,
        limit: u64,
        quiet: bool,
    ) -> Result<LoadedAction, Failure> {
        memory::expect_file(path, limit)?;
        let stored = |action| Ok(LoadedAction { action, depth: None });
        let refused = |reason: &dyn std::fmt::Display| Failure::with_hint(reason, ACTIONS);
        match FileKind::of(path) {
            FileKind::Theory => stored(Stored::Sparse(theory::load(path)?.to_f64()?)),
            FileKind::Model => {
                let model = load_model(path)?;
                let part = Part { model: path.to_owned(), max_rank: Some(max_rank), max_chi: None };
                let request = request(&part, &model, DEFAULT_LIMIT, limit);
                let network = rounded(path, model)?;
                let depth = Some(network.depth());
                Ok(LoadedAction {
                    action: Stored::Dense(of_network(path, &network, &request, quiet)?),
                    depth,
                })
            }
            FileKind::Action | FileKind::Unknown if output::ending(Some(path)).as_deref() == Some("json") => {
                stored(Stored::Sparse(file::load_sparse(path).map_err(|error| refused(&error))?.into_f64()?))
            }
            FileKind::Action | FileKind::Unknown => {
                stored(Stored::Dense(file::load(path).map_err(|error| refused(&error))?.into_f64()?))
            }
            FileKind::Data => {
                Err(refused(&format!("{} holds samples, and an action is needed", path.display())))
            }
        }
    }

    /// The bytes that the action takes.
    pub(in crate::cli) fn bytes(&self) -> u64 {
        match &self.action {
            Stored::Dense(action) => action.bytes(),
            Stored::Sparse(action) => action.number_of_entries() as u64 * ENTRY_BYTES,
        }
    }

    pub(in crate::cli) fn held(&self) -> Held<'_> {
        match &self.action {
            Stored::Dense(action) => action.into(),
            Stored::Sparse(action) => action.into(),
        }
    }

    pub(in crate::cli) fn lattice(&self) -> Option<&Lattice> {
        self.held().lattice()
    }

    /// The action by its entries that are not zero.
    pub(in crate::cli) fn into_sparse(self, limit: u64) -> Result<SparseAction<f64>, Failure> {
        match self.action {
            Stored::Sparse(action) => Ok(action),
            Stored::Dense(action) => {
                let needed = action.bytes() * (1 + ENTRY_BYTES / 8);
                memory::expect("the entries of the action take", needed, limit, memory::RAISE)?;
                Ok(SparseAction::from(&action))
            }
        }
    }

    /// What it is, in words.
    pub(in crate::cli) fn words(&self) -> String {
        let held = self.held();
        let from = self.depth.map_or_else(String::new, |depth| format!(", of a network with L = {depth}"));
        let around = if held.around().is_some() { ", around another point than zero" } else { "" };
        format!("d = {}, ranks 0 to {}{from}{around}", held.dimension(), held.max_rank())
    }
}

/// The action of a network from a file, with all its entries.
fn of_network(
    path: &Path,
    network: &Network<f64>,
    request: &Request,
    quiet: bool,
) -> Result<Action<f64>, Failure> {
    let request = Request { quartic: Quartic::Packed, ..*request };
    let plan = evaluate::cheapest(network, &request)?;
    if plan.seconds() > LONG_SECONDS {
        let (path, seconds) = (path.display(), plan.seconds());
        let rank = request.max_rank.map_or(String::new(), |rank| format!(" to rank {rank}"));
        output::tell(quiet, &format!("{path}: its action{rank} takes about {seconds:.0} s"));
    }
    Ok(evaluate::extract(network, &request, plan.method)?)
}
