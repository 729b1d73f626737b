use std::path::Path;

use serde::de::IgnoredAny;

use crate::action::{Kernel, file};
use crate::arrays::{self, Container, Entries, ZIP_HEADER};
use crate::cli::evaluate;
use crate::cli::failure::Failure;
use crate::network::{self, Network};

/// What there is to sample.
pub(super) enum Source {
    Action(Kernel),
    Network(Network<f64>),
}

/// Reads an action or a model. The names within the file tell which of the two it is.
pub(super) fn load(path: &Path) -> Result<Source, Failure> {
    if is_model(path) {
        let model = network::file::load(path)?;
        return evaluate::rounded(path, model).map(Source::Network);
    }
    Ok(Source::Action(file::load_kernel(path)?))
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
