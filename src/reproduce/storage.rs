//! What can be kept between runs, and in which files.

use std::io::Write;
use std::path::Path;

use crate::WholeFile;
use crate::action::{SparseAction, file as action_file};
use crate::arrays::NpyWriter;
use crate::data::Samples;
use crate::network::{Mixture, Network, file as network_file};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Fault;

/// Rows that are written at a time.
const ROWS: usize = 1 << 14;

/// The outcome of a step in files, each complete or not there. `base` is the path without an ending.
pub(super) trait Stored: Sized {
    /// Writes it.
    fn keep(&self, base: &Path) -> Result<(), Fault>;
    /// Reads it again, the same to the last bit.
    fn recall(base: &Path) -> Result<Self, Fault>;
}

/// Writes a text that is complete or not there.
pub(super) fn write(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = WholeFile::create(path)?;
    file.write_all(text.as_bytes())?;
    file.finish()
}

/// Theories, .json.
impl Stored for SparseAction<f64> {
    fn keep(&self, base: &Path) -> Result<(), Fault> {
        let mut file = WholeFile::create(base.with_extension("json"))?;
        action_file::json::write_sparse(self, &mut file)?;
        Ok(file.finish()?)
    }

    fn recall(base: &Path) -> Result<Self, Fault> {
        Ok(action_file::load_sparse(base.with_extension("json"))?.into_f64()?)
    }
}

/// Samples, .npy; they are read in pieces where they are needed.
impl Stored for Samples {
    fn keep(&self, base: &Path) -> Result<(), Fault> {
        let mut file = WholeFile::create(base.with_extension("npy"))?;
        let mut rows = NpyWriter::new(&mut file, self.dimension())?;
        for chunk in self.chunks(ROWS) {
            rows.write(chunk?.view())?;
        }
        rows.finish()?;
        Ok(file.finish()?)
    }

    fn recall(base: &Path) -> Result<Self, Fault> {
        Ok(Samples::open(base.with_extension("npy"), None)?)
    }
}

/// Networks, .safetensors.
impl Stored for Network<f64> {
    fn keep(&self, base: &Path) -> Result<(), Fault> {
        Ok(network_file::save(base.with_extension("safetensors"), self)?)
    }

    fn recall(base: &Path) -> Result<Self, Fault> {
        Ok(network_file::load(base.with_extension("safetensors"))?.into_f64()?)
    }
}

/// Mixtures, .safetensors.
impl Stored for Mixture {
    fn keep(&self, base: &Path) -> Result<(), Fault> {
        let path = base.with_extension("safetensors");
        Ok(network_file::save_components(path, self.network(), &self.densities())?)
    }

    fn recall(base: &Path) -> Result<Self, Fault> {
        let path = base.with_extension("safetensors");
        Ok(network_file::load_components(&path, &mut |_| ())?.into_mixture()?)
    }
}

/// Anything else that is small, .json.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Json<T>(pub(super) T);

impl<T: Serialize + DeserializeOwned> Stored for Json<T> {
    fn keep(&self, base: &Path) -> Result<(), Fault> {
        Ok(write(&base.with_extension("json"), &(serde_json::to_string(&self.0)? + "\n"))?)
    }

    fn recall(base: &Path) -> Result<Self, Fault> {
        Ok(Json(serde_json::from_slice(&std::fs::read(base.with_extension("json"))?)?))
    }
}
