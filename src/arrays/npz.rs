//! The npz format: a zip archive with one npy file per array.

use std::collections::BTreeMap;
use std::io::{Read, Seek, Write};

use ndarray::{CowArray, IxDyn, arr0};
use ndarray_npy::{NpzWriter, WriteNpzError};

use super::{Contents, Fault, Kind, Stored, zip};

pub(super) fn read(bytes: &[u8]) -> Result<Contents<'_>, Fault> {
    let arrays =
        zip::entries(bytes)?.into_iter().map(|entry| (array_name(&entry.name), Stored(Kind::Npy(entry))));
    Ok(Contents { arrays: arrays.collect(), metadata: BTreeMap::new() })
}

pub(super) fn names(archive: &mut (impl Read + Seek)) -> Result<Vec<String>, Fault> {
    Ok(zip::names(archive)?.iter().map(|entry| array_name(entry)).collect())
}

fn array_name(entry: &str) -> String {
    entry.strip_suffix(".npy").unwrap_or(entry).to_owned()
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
