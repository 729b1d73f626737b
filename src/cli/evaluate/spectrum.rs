//! The eigenvalues of all couplings as a CSV file.

use std::io::Write;
use std::path::Path;

use crate::files;
use crate::network;
use crate::network::file::Model;

use crate::cli::shared::{Failure, Output, output};

/// Refuses a file that is not to hold the spectrum alone.
pub(crate) fn check(path: Option<&Path>, results: Option<&Path>) -> Result<(), Failure> {
    match path {
        Some(path) if files::ending(path).as_deref() != Some("csv") => {
            Failure::usage(format!("--spectrum writes csv; '{}' has another ending", path.display()))
        }
        Some(path) if results.is_some_and(|results| output::is_same(path, results)) => {
            let path = path.display();
            Failure::usage(format!("--spectrum and --output both name {path}; give them different files"))
        }
        _ => Ok(()),
    }
}

/// Writes the eigenvalues of all slices of all couplings, in 64-bit floats: by layer, then by falling |λ|.
pub(crate) fn write(path: &Path, model: &Model) -> Result<(), Failure> {
    let mut out = Output::open(Some(path))?.holding("eigenvalues");
    let layers = match model {
        Model::Float(network) => network::spectrum(network),
        Model::Exact(_) => network::spectrum(&model.to_f64().map_err(Failure::new)?),
    };
    writeln!(out, "layer,slice,eigenvalue")?;
    for layer in layers.map_err(Failure::new)? {
        for found in layer.eigenvalues {
            writeln!(out, "{},{},{}", layer.layer, found.slice, found.value)?;
        }
    }
    out.finish()
}
