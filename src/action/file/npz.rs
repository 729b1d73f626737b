//! Actions as NumPy archives.

use std::io::{self, Cursor, Write};

use ndarray::arr0;
use ndarray_npy::{NpzWriter, WriteNpzError};

use super::arrays::arrays;
use crate::action::Action;

/// Writes `dimension`, `A0` (1), `A1` (d), `A2` (d, d), then `A3`, `A4`, .. packed.
///
/// # Errors
/// When writing fails.
///
/// # Cost
/// The archive is held in memory once.
pub fn write(action: &Action<f64>, out: &mut dyn Write) -> io::Result<()> {
    let archive = encode(action).map_err(|error| io::Error::other(error.to_string()))?;
    out.write_all(&archive)
}

fn encode(action: &Action<f64>) -> Result<Vec<u8>, WriteNpzError> {
    let mut archive = NpzWriter::new(Cursor::new(Vec::new()));
    archive.add_array("dimension", &arr0(action.dimension() as i64))?;
    for (name, array) in arrays(action) {
        archive.add_array(name, &array)?;
    }
    Ok(archive.finish()?.into_inner())
}
