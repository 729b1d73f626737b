use std::path::Path;

use serde::de::IgnoredAny;

use crate::action::{Kernel, Normalisability, SparseAction, file, normalisability};
use crate::arrays::{self, Container, Entries, ZIP_HEADER};
use crate::cli::failure::Failure;
use crate::cli::{evaluate, output};
use crate::network::{self, Network};
use crate::theory;

/// What there is to sample.
pub(in crate::cli) enum Source {
    Action(Kernel),
    Network(Network<f64>),
}

/// Reads an action, a theory as text or a model. The names within the file tell a model from an action. An action that is
/// known to have no samples is refused.
pub(in crate::cli) fn load(path: &Path) -> Result<Source, Failure> {
    if is_model(path) {
        let model = network::file::load(path)?;
        return evaluate::rounded(path, model).map(Source::Network);
    }
    let action = match output::ending(Some(path)).as_deref() {
        Some("action") => theory::load(path)?.to_f64()?,
        Some("npz" | "safetensors") => return Ok(Source::Action(file::load_kernel(path)?)),
        _ => file::load_sparse(path)?.to_f64()?,
    };
    refuse_without_samples(path, &action)?;
    Ok(Source::Action(Kernel::new(&action)))
}

fn refuse_without_samples(path: &Path, action: &SparseAction<f64>) -> Result<(), Failure> {
    match normalisability(action) {
        Normalisability::Refuted { why, .. } => Err(Failure::with_hint(
            format!("{}: exp S(x) cannot be normalised, so it has no samples: {why}", path.display()),
            "an action cut off at some rank is often of this kind; add a term that bounds it, such as -c x^4",
        )),
        Normalisability::Proved { .. } | Normalisability::Unknown { .. } => Ok(()),
    }
}

/// Whether a file has the linear layers of a network. What cannot be read is left to the reader of actions to refuse.
fn is_model(path: &Path) -> bool {
    let Ok(bytes) = std::fs::read(path) else { return false };
    if bytes.trim_ascii_start().starts_with(b"{") {
        let entries = serde_json::from_slice::<Entries<IgnoredAny>>(&bytes);
        return entries.is_ok_and(|Entries(entries)| entries.iter().any(|(key, _)| key == "linear"));
    }
    let container = if bytes.starts_with(ZIP_HEADER) { Container::Npz } else { Container::Safetensors };
    let contents = arrays::read(container, &bytes);
    contents.is_ok_and(|contents| contents.arrays.iter().any(|(name, _)| name.starts_with("linear.")))
}
