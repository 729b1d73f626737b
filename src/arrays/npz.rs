//! The npz format: a zip archive with one npy file per array.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};

use ndarray::{CowArray, IxDyn, arr0};
use ndarray_npy::{WriteNpyError, WriteNpyExt};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::{Contents, Fault, Kind, Stored};

pub(super) fn read(bytes: &[u8]) -> Result<Contents<'_>, Fault> {
    let entries = super::zip::entries(bytes)?.into_iter();
    let arrays = entries.map(|entry| (array_name(&entry.name), Stored(Kind::Npy(entry))));
    Ok(Contents { arrays: arrays.collect(), metadata: BTreeMap::new() })
}

pub(super) fn array_name(entry: &str) -> String {
    entry.strip_suffix(".npy").unwrap_or(entry).to_owned()
}

/// Larger arrays are written with sizes of 64 bits, with room for the header.
const SHORT_BYTES: u64 = (u32::MAX as u64) - (1 << 16);

pub(super) fn write<'a>(
    arrays: impl IntoIterator<Item = (String, CowArray<'a, f64, IxDyn>)>,
    integers: &[(&str, i64)],
    out: &mut (impl Write + Seek),
) -> io::Result<()> {
    let mut sink = Sink { out, at: 0, error: None };
    let mut archive = ZipWriter::new(&mut sink);
    for &(name, integer) in integers {
        add(&mut archive, name, &arr0(integer), 8)?;
    }
    for (name, array) in arrays {
        add(&mut archive, &name, &array, 8 * array.len() as u64)?;
    }
    archive.finish()?;
    sink.error.map_or(Ok(()), Err)?;
    out.flush()
}

fn add(
    archive: &mut ZipWriter<impl Write + Seek>,
    name: &str,
    array: &impl WriteNpyExt,
    bytes: u64,
) -> io::Result<()> {
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    archive.start_file(format!("{name}.npy"), options.large_file(bytes > SHORT_BYTES))?;
    array.write_npy(BufWriter::new(archive)).map_err(|error| match error {
        WriteNpyError::Io(error) => error,
        error => io::Error::other(error),
    })
}

/// Keeps the first error and takes what follows for written: an archive that cannot be completed would be completed again
/// when it is dropped, and say on standard error that this failed.
struct Sink<'a, W> {
    out: &'a mut W,
    at: u64,
    error: Option<io::Error>,
}

impl<W: Write> Write for Sink<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.error.is_none() {
            self.error = self.out.write_all(bytes).err();
        }
        self.at += bytes.len() as u64;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<W: Seek> Seek for Sink<'_, W> {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.at = match position {
            SeekFrom::Start(at) => at,
            SeekFrom::Current(by) | SeekFrom::End(by) => self.at.saturating_add_signed(by),
        };
        if self.error.is_none() {
            // What is buffered is written first, which can fail.
            self.out.seek(position).map_or_else(|error| self.error = Some(error), |at| self.at = at);
        }
        Ok(self.at)
    }
}
