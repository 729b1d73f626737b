//! How samples are read from files, and what helps where they are not.

use std::path::Path;

use clap::Args;

use super::failure::Failure;
use diagraction::data::{DataError, Fault, Samples};

#[derive(Clone, Debug, Default, Args)]
pub(super) struct Reading {
    /// Name of the samples in an .npz file with several arrays
    #[arg(long, value_name = "NAME")]
    pub(super) key: Option<String>,
    /// Samples are arrays of shape (chains, draws, d), as of NumPyro and PyMC, and chains are kept apart
    #[arg(long)]
    pub(super) chains: bool,
}

impl Reading {
    pub(super) fn open(&self, path: &Path) -> Result<Samples, Failure> {
        let key = self.key.as_deref();
        let samples = if self.chains { Samples::open_chains(path, key) } else { Samples::open(path, key) };
        samples.map_err(|error| refused(error, "--key"))
    }
}

/// What the reader of numbers should know about the samples that they are of.
pub(super) fn note(samples: &Samples) -> Option<String> {
    samples.may_be_cut().then(|| "the last line has no newline; the file may be cut short".to_string())
}

/// `key` is the option for the name of an array; only the data have --chains.
pub(super) fn refused(error: DataError, key: &str) -> Failure {
    let hint = match *error.fault {
        Fault::Sides(_) if key == "--key" => "--chains reads it as (chains, draws, d)".to_string(),
        Fault::ChainShape(_) => "leave --chains out".to_string(),
        Fault::Ambiguous(_) => format!("{key} names the samples"),
        // The name of a file says this by itself.
        Fault::NoNames => return Failure::Usage(format!("{error}; {key} is for .npz files")),
        Fault::Ending => return Failure::Usage(error.to_string()),
        _ => return Failure::new(error),
    };
    Failure::with_hint(error, hint)
}
