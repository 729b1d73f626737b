//! Networks of spins in the folder of a run.

use std::io::Cursor;

use crate::arrays::Container;
use crate::cli::shared::Failure;
use crate::run::Folder;
use crate::spins::{Network, write};

/// Writes a network under a name of the run.
pub(super) fn keep(folder: &Folder, name: &str, network: &Network) -> Result<(), Failure> {
    let mut bytes = Cursor::new(Vec::new());
    write(network, Container::Safetensors, &mut bytes)?;
    Ok(folder.write(name, &bytes.into_inner())?)
}
