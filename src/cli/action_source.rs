//! Any polynomial action: an action file, a theory as text, or the action of a network.

use std::path::Path;

use super::args::Part;
use super::evaluate::{request, rounded};
use super::failure::Failure;
use super::{memory, output};
use crate::action::{SparseAction, file, gaussian_normalisation};
use crate::network::file::load as load_model;
use crate::rewrite::DEFAULT_LIMIT;
use crate::{bytes, evaluate, theory};

/// The highest rank that is taken from a network.
const MAX_RANK: usize = 4;

/// About the memory of an entry of a sparse action.
const ENTRY_BYTES: u64 = 160;

/// The action in a file; that of a network to rank four.
pub(super) fn load(path: &Path, memory: Option<u64>, quiet: bool) -> Result<SparseAction<f64>, Failure> {
    if output::ending(Some(path)).as_deref() == Some("action") {
        return Ok(theory::load(path)?.to_f64()?);
    }
    match file::load_sparse(path) {
        Ok(action) => Ok(action.to_f64()?),
        Err(_) if is_model(path) => of_network(path, memory, quiet),
        Err(error) => Err(Failure::with_hint(
            error,
            "an action is a .json, .npz or .safetensors file of `evaluate` or `theory`, a .action text, or a model",
        )),
    }
}

/// Whether a file that is no action has the weights of a network.
fn is_model(path: &Path) -> bool {
    const NAME: &[u8] = b"linear";
    std::fs::read(path).is_ok_and(|bytes| bytes.windows(NAME.len()).any(|window| window == NAME))
}

fn of_network(path: &Path, memory: Option<u64>, quiet: bool) -> Result<SparseAction<f64>, Failure> {
    let model = load_model(path)?;
    let part = Part { model: path.to_owned(), max_rank: Some(MAX_RANK), max_chi: None };
    let request = request(&part, &model, DEFAULT_LIMIT, memory);
    let network = rounded(path, model)?;
    check_memory(network.dimension(), memory::limit(memory))?;
    let plan = evaluate::cheapest(&network, &request)?;
    let mut action = SparseAction::from(&evaluate::extract(&network, &request, plan.method)?);
    action.add(&[], network.ln_abs_det() + gaussian_normalisation(network.dimension()));
    if let Some(rank) = request.max_rank {
        output::tell(quiet, &format!("{}: a network; its action to rank {rank}", path.display()));
    }
    action.check_finite()?;
    Ok(action)
}

fn check_memory(dimension: usize, limit: u64) -> Result<(), Failure> {
    let entries = crate::action::independent_entries(dimension + 1, MAX_RANK).unwrap_or(usize::MAX) as u64;
    let needed = entries.saturating_mul(ENTRY_BYTES);
    match needed > limit {
        true => Err(Failure::with_hint(
            format!(
                "the action of the network to rank {MAX_RANK} needs about {} of memory, and {} may be taken",
                bytes::show(needed),
                bytes::show(limit)
            ),
            "--memory-limit raises the bound",
        )),
        false => Ok(()),
    }
}
