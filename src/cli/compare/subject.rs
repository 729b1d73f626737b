use std::path::Path;

use super::super::args::Part;
use super::super::evaluate::{request, rounded};
use super::super::failure::Failure;
use super::super::output;
use crate::action::{Action, Held, SparseAction, file, gaussian_normalisation};
use crate::evaluate::{self, Quartic, Request};
use crate::network;
use crate::rewrite::DEFAULT_LIMIT;
use crate::{Lattice, action, theory};

/// An action from a file, and where it comes from.
pub(super) struct Subject {
    action: Stored,
    /// The depth of the network it was taken from.
    depth: Option<usize>,
}

enum Stored {
    Dense(Action<f64>),
    Sparse(SparseAction<f64>),
}

/// Estimates above this many seconds are told before the work.
const LONG_SECONDS: f64 = 1.0;

impl Subject {
    /// The action in a file, or that of the network in it up to a rank.
    pub(super) fn load(
        path: &Path,
        max_rank: usize,
        memory: Option<u64>,
        quiet: bool,
    ) -> Result<Subject, Failure> {
        if output::ending(Some(path)).as_deref() == Some("action") {
            return Ok(Subject { action: Stored::Sparse(theory::load(path)?.to_f64()?), depth: None });
        }
        match stored(path) {
            Ok(action) => Ok(Subject { action: action.map_err(Failure::new)?, depth: None }),
            Err(_) if is_model(path) => Subject::of_network(path, max_rank, memory, quiet),
            Err(error) => Err(Failure::with_hint(
                error,
                "an action is a .json, .npz or .safetensors file of `evaluate` or `theory`, a .action text, or a model",
            )),
        }
    }

    fn of_network(
        path: &Path,
        max_rank: usize,
        memory: Option<u64>,
        quiet: bool,
    ) -> Result<Subject, Failure> {
        let model = network::file::load(path)?;
        let part = Part { model: path.to_owned(), max_rank: Some(max_rank), max_chi: None };
        let request = Request { quartic: Quartic::Packed, ..request(&part, &model, DEFAULT_LIMIT, memory) };
        let network = rounded(path, model)?;
        let plan = evaluate::cheapest(&network, &request)?;
        if plan.seconds() > LONG_SECONDS {
            let path = path.display();
            output::tell(
                quiet,
                &format!("{path}: its action to rank {max_rank} takes about {:.0} s", plan.seconds()),
            );
        }
        let mut action = evaluate::extract(&network, &request, plan.method)?;
        action.tensor_mut(0).entries_mut()[0] +=
            network.ln_abs_det() + gaussian_normalisation(network.dimension());
        Ok(Subject { action: Stored::Dense(action), depth: Some(network.depth()) })
    }

    pub(super) fn held(&self) -> Held<'_> {
        match &self.action {
            Stored::Dense(action) => action.into(),
            Stored::Sparse(action) => action.into(),
        }
    }

    pub(super) fn lattice(&self) -> Option<&Lattice> {
        self.held().lattice()
    }

    /// What it is, in words.
    pub(super) fn words(&self) -> String {
        let held = self.held();
        let from = self.depth.map_or_else(String::new, |depth| format!(", of a network with L = {depth}"));
        let around = if held.around().is_some() { ", around another point than zero" } else { "" };
        format!("d = {}, ranks 0 to {}{from}{around}", held.dimension(), held.max_rank())
    }
}

/// JSON files are taken sparsely, so that large lattices fit; binary files hold all entries anyway.
fn stored(path: &Path) -> Result<Result<Stored, action::ActionError>, file::LoadError> {
    match output::ending(Some(path)).as_deref() {
        Some("json") => file::load_sparse(path).map(|found| found.to_f64().map(Stored::Sparse)),
        _ => file::load(path).map(|found| found.to_f64().map(Stored::Dense)),
    }
}

/// Whether a file that is no action names the weights of a network.
fn is_model(path: &Path) -> bool {
    const NAME: &[u8] = b"linear";
    let ending = output::ending(Some(path));
    if !matches!(ending.as_deref(), Some("json" | "npz" | "safetensors")) {
        return false;
    }
    std::fs::read(path).is_ok_and(|bytes| bytes.windows(NAME.len()).any(|window| window == NAME))
}
