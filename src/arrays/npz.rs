//! The npz format: a zip archive with one npy file per array.

use std::collections::BTreeMap;
use std::io::{Seek, Write};

use ndarray::{CowArray, IxDyn, arr0};
use ndarray_npy::{NpzWriter, WriteNpzError};

use super::{Contents, Fault, Kind, Stored, zip};

pub(super) fn read(bytes: &[u8]) -> Result<Contents<'_>, Fault> {
    let arrays = zip::entries(bytes)?.into_iter().map(|entry| {
        let name = entry.name.strip_suffix(".npy").unwrap_or(&entry.name).to_owned();
        (name, Stored(Kind::Npy(entry)))
    });
    Ok(Contents { arrays: arrays.collect(), metadata: BTreeMap::new() })
}

pub(super) fn write<'a>(
    arrays: impl IntoIterator<Item = (String, CowArray<'a, f64, IxDyn>)>,
    integers: &[(&str, i64)],
    out: &mut (impl Write + Seek),
) -> Result<(), WriteNpzError> {
    let mut archive = NpzWriter::new(out);
    for &(name, integer) in integers {
        archive.add_array(name, &arr0(integer))?;
    }
    for (name, array) in arrays {
        archive.add_array(name, &array)?;
    }
    archive.finish()?;
    Ok(())
}
