//! Named arrays of floats in files: NumPy archives (`.npz`) and `.safetensors`.
//!
//! Files come from anywhere. Nothing is allocated because a file claims it: a size is first compared with the
//! bytes that are there. Every refusal is a [`Fault`].

mod entries;
mod error;
mod npy;
mod npy_file;
mod npy_header;
mod npy_writer;
mod npz;
mod number;
mod safetensors;
mod zip;

use std::collections::{BTreeMap, HashSet};
use std::io::{self, Seek, Write};

use ndarray::{ArrayD, CowArray, IxDyn};

pub(crate) use entries::Entries;
pub use error::Fault;
pub(crate) use npy_file::NpyFile;
pub use npy_writer::NpyWriter;
pub use zip::npz_names;
pub(crate) use zip::{LOCAL_HEADER as ZIP_HEADER, npz_bytes};

/// The two kinds of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Container {
    /// A NumPy archive.
    Npz,
    /// A safetensors file.
    Safetensors,
}

/// What a file holds, not yet decoded.
pub struct Contents<'a> {
    /// The arrays in the order of the file, with their names, each of which is there once.
    pub arrays: Vec<(String, Stored<'a>)>,
    /// The metadata of a safetensors file.
    pub metadata: BTreeMap<String, String>,
}

impl<'a> Contents<'a> {
    /// The array of this name.
    pub(crate) fn get(&self, name: &str) -> Option<&Stored<'a>> {
        self.arrays.iter().find(|(key, _)| key == name).map(|(_, stored)| stored)
    }
}

/// An array as a file holds it.
pub struct Stored<'a>(Kind<'a>);

enum Kind<'a> {
    Npy(zip::Entry<'a>),
    Safetensors(safetensors::Place, &'a [u8]),
}

impl Stored<'_> {
    /// The array in row-major order; numbers of other types are widened.
    pub(crate) fn decode(&self, name: &str) -> Result<ArrayD<f64>, Fault> {
        match &self.0 {
            Kind::Npy(entry) => npy::decode(name, &entry.content()?),
            Kind::Safetensors(place, numbers) => place.decode(name, numbers),
        }
    }

    /// The text of a NumPy array of characters without dimensions.
    pub(crate) fn text(&self) -> Option<String> {
        match &self.0 {
            Kind::Npy(entry) => npy::text(&entry.content().ok()?),
            Kind::Safetensors(..) => None,
        }
    }

    /// The integer of a NumPy array with a single one.
    pub(crate) fn integer(&self) -> Option<i64> {
        match &self.0 {
            Kind::Npy(entry) => npy::integer(&entry.content().ok()?),
            Kind::Safetensors(..) => None,
        }
    }
}

/// Reads the names and places of all arrays.
///
/// # Errors
/// A file that breaks the rules of its format, is cut short, or has two arrays of one name.
///
/// # Cost
/// Memory and time are bounded by the size of the file; a compressed file may hold up to 64 MiB, or 64 times
/// its size.
pub fn read(container: Container, bytes: &[u8]) -> Result<Contents<'_>, Fault> {
    let contents = match container {
        Container::Npz => npz::read(bytes),
        Container::Safetensors => safetensors::read(bytes),
    }?;
    let mut seen = HashSet::new();
    match contents.arrays.iter().find(|(name, _)| !seen.insert(name)) {
        Some((name, _)) => Err(Fault::Duplicate { name: name.clone() }),
        None => Ok(contents),
    }
}

/// The array of an `.npy` file.
///
/// # Errors
/// When the file breaks the rules of its format, is cut short, or holds no floats.
pub fn read_npy(name: &str, bytes: &[u8]) -> Result<ArrayD<f64>, Fault> {
    npy::decode(name, bytes)
}

/// Writes a file with these arrays. `integers` become 0-d arrays in an archive and metadata in a safetensors
/// file.
///
/// # Errors
/// When writing fails.
///
/// # Cost
/// No array is encoded as a whole. Those of an archive are taken one after the other; those of a safetensors file are gathered
/// first, since their shapes stand in front.
pub fn write<'a>(
    container: Container,
    arrays: impl IntoIterator<Item = (String, CowArray<'a, f64, IxDyn>)>,
    integers: &[(&str, i64)],
    out: &mut (impl Write + Seek),
) -> io::Result<()> {
    match container {
        Container::Npz => npz::write(arrays, integers, out),
        Container::Safetensors => safetensors::write(arrays, integers, out),
    }
}
