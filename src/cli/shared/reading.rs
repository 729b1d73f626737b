//! How samples are read from files, and what helps where they are not.

use std::path::Path;

use crate::data::{DataError, Fault, Samples};
use crate::spins::{StatesError, states};
use crate::text::counted;
use clap::Args;

use super::failure::Failure;
use super::{memory, print};

#[derive(Clone, Debug, Default, Args)]
pub(crate) struct Reading {
    /// Name of the samples in an .npz file with several arrays
    #[arg(long, value_name = "NAME")]
    pub(crate) key: Option<String>,
    /// Samples are arrays of shape (chains, draws, d), as of NumPyro and PyMC, and chains are kept apart
    #[arg(long)]
    pub(crate) chains: bool,
}

impl Reading {
    /// Opens samples, and refuses those that do not fit into so many bytes.
    pub(crate) fn open(&self, path: &Path, limit: u64) -> Result<Samples, Failure> {
        expect(path, limit)?;
        let key = self.key.as_deref();
        let samples = if self.chains { Samples::open_chains(path, key) } else { Samples::open(path, key) };
        let samples = samples.map_err(|error| refused(error, "--key"))?;
        if samples.dimension() > samples.rows() {
            let (path, columns) = (path.display(), samples.dimension());
            let rows = counted(samples.rows(), "row", "rows");
            print::note(&format!(
                "note: {path}: {rows} of {columns} columns; a sample is a row, so if this is transposed save array.T"
            ));
        }
        Ok(samples)
    }
}

/// Refuses samples that do not fit while they are opened.
pub(crate) fn expect(path: &Path, limit: u64) -> Result<(), Failure> {
    let what = format!("opening {} takes", path.display());
    memory::expect(&what, Samples::opening_bytes(path), limit, "an array of an .npy file is read in pieces")
}

/// The same samples as states of spins, +1 and -1; chains are kept.
pub(crate) fn as_states(samples: &Samples, limit: u64) -> Result<Samples, Failure> {
    let needed = 16 * (samples.rows() as u64).saturating_mul(samples.dimension() as u64);
    memory::expect("the states take", needed, limit, "fewer rows need less")?;
    Ok(Samples::from_array(states(samples)?).in_chains(samples.chains().to_vec())?)
}

/// What the reader of numbers should know about the samples that they are of.
pub(crate) fn notes(samples: &Samples) -> Vec<String> {
    let chains = samples.chains();
    let is_turned = chains.len() > 1 && chains.iter().all(|&draws| draws < chains.len());
    let turned = "there are more chains than draws of each; arrays of emcee are (draws, chains, d) and to be turned by swapaxes(0, 1)";
    [(samples.may_be_cut(), "the last line has no newline; the file may be cut short"), (is_turned, turned)]
        .into_iter()
        .filter(|(applies, _)| *applies)
        .map(|(_, note)| note.to_string())
        .collect()
}

/// `key` is the option for the name of an array; only the data have --chains.
pub(crate) fn refused(error: DataError, key: &str) -> Failure {
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

impl From<StatesError> for Failure {
    fn from(error: StatesError) -> Failure {
        Failure::new(error)
    }
}
