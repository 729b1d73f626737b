//! Zip archives, read by the crate `zip`, and no claim of the archive is believed before it is checked.
//!
//! That crate is made to get at files in any case. It passes over bytes around an archive, takes an older directory where
//! the last one is damaged, keeps the last of two entries of one name, reads names in other alphabets, and does not compare
//! them with those that stand at the entries. What is said here about all this stands beside it.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};

use zip::read::{ArchiveOffset, Config};
use zip::result::ZipError;
use zip::{CompressionMethod, ZipArchive};

use super::Fault;
use super::npz::array_name;

/// The first bytes of an archive with entries.
pub(crate) const LOCAL_HEADER: &[u8] = b"PK\x03\x04";

const DIRECTORY_ENTRY: &[u8] = b"PK\x01\x02";
const LOCAL_HEADER_BYTES: usize = 30;
const DIRECTORY_ENTRY_BYTES: usize = 46;

/// The record at the end of an archive, and what stands before it where sizes have 64 bits.
const END_BYTES: usize = 22;
const LONG_END_BYTES: usize = 56 + 20;

/// All entries together may take this much memory whatever the size of the archive,
const ALWAYS_ACCEPTED: u64 = 64 << 20;
/// or this many times the size of the archive. Weights, even those that are zero in part, compress far less.
const ACCEPTED_RATIO: u64 = 64;

/// A file in an archive.
pub(super) struct Entry<'a> {
    pub(super) name: String,
    archive: ZipArchive<Budget<Cursor<&'a [u8]>>>,
    place: usize,
    stored: &'a [u8],
    size: u64,
}

impl Entry<'_> {
    /// The bytes of the file. Memory grows with what is decoded, to one byte more than the size that is claimed.
    pub(super) fn content(&self) -> Result<Cow<'_, [u8]>, Fault> {
        let mut archive = self.archive.clone();
        let mut file =
            archive.by_index(self.place).map_err(|error| Fault::malformed(part(&self.name), error))?;
        // The end of the file is reached only where its checksum holds.
        let content = if file.compression() == CompressionMethod::Stored {
            io::copy(&mut file, &mut io::sink()).map(|_| Cow::Borrowed(self.stored))
        } else {
            let mut content = Vec::new();
            file.take(self.size.saturating_add(1)).read_to_end(&mut content).map(|_| Cow::Owned(content))
        };
        match content {
            Ok(content) if content.len() as u64 == self.size => Ok(content),
            _ => Err(Fault::Checksum { entry: self.name.escape_debug().to_string() }),
        }
    }
}

fn part(name: &str) -> String {
    format!("`{}`", name.escape_debug())
}

/// The entries of an archive in the order of its directory.
pub(super) fn entries(bytes: &[u8]) -> Result<Vec<Entry<'_>>, Fault> {
    let mut archive = open(Cursor::new(bytes), bytes.starts_with(LOCAL_HEADER))?;
    check_directory(bytes, &archive)?;
    let mut entries = Vec::new();
    for place in 0..archive.len() {
        entries.push(entry(bytes, &mut archive, place)?);
    }
    let claimed = entries.iter().fold(0u64, |sum, entry| sum.saturating_add(entry.size));
    let limit = ALWAYS_ACCEPTED.max(ACCEPTED_RATIO.saturating_mul(bytes.len() as u64));
    match claimed > limit {
        true => Err(Fault::Inflated { claimed, limit }),
        false => Ok(entries),
    }
}

/// The names of the arrays in a NumPy archive, in the order of its directory.
///
/// # Errors
/// When there is no directory, or it breaks the rules of its format.
///
/// # Cost
/// Only the directory is read.
pub fn npz_names(file: File) -> Result<Vec<String>, Fault> {
    Ok(open(BufReader::new(file), true)?.file_names().map(array_name).collect())
}

/// The bytes that the arrays of a NumPy archive have together.
///
/// # Errors
/// As [`npz_names`].
pub(crate) fn npz_bytes(file: File) -> Result<u64, Fault> {
    let claimed = open(BufReader::new(file), true)?.decompressed_size();
    Ok(claimed.and_then(|claimed| claimed.try_into().ok()).unwrap_or(u64::MAX))
}

fn open<R: Read + Seek>(mut reader: R, is_begun: bool) -> Result<ZipArchive<Budget<R>>, Fault> {
    let length = reader.seek(SeekFrom::End(0))?;
    let budget = Budget { reader, left: length.saturating_mul(4).saturating_add(1 << 20) };
    let archive = ZipArchive::with_config(Config { archive_offset: ArchiveOffset::Known(0) }, budget);
    archive.map_err(|error| match error {
        ZipError::Io(error) => Fault::Unreadable(error),
        error if is_begun => Fault::malformed(
            "the end of the archive",
            format!("the directory is not there, so the file is probably cut short ({error})"),
        ),
        _ => Fault::malformed("the whole file", "it is not a zip archive, as .npz files are"),
    })
}

/// The directory has as many records as the archive has entries, and the archive ends behind it.
fn check_directory(bytes: &[u8], archive: &ZipArchive<impl Read + Seek>) -> Result<(), Fault> {
    let malformed = |reason: &str| Fault::malformed("the directory of the archive", reason);
    let start = usize::try_from(archive.central_directory_start()).ok();
    let mut rest = start.and_then(|start| bytes.get(start..)).unwrap_or_default();
    let mut names: Vec<&[u8]> = Vec::new();
    while rest.starts_with(DIRECTORY_ENTRY) {
        let (name, behind) = record(rest).ok_or_else(|| malformed("an entry is cut short"))?;
        names.push(name);
        rest = behind;
    }
    let long = archive.zip64_comment().map_or(0, |comment| LONG_END_BYTES + comment.len());
    if rest.len() != END_BYTES + archive.comment().len() + long {
        return Err(malformed("it is not followed by the end of the file"));
    }
    if names.len() == archive.len() {
        return Ok(());
    }
    names.sort_unstable();
    match names.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(Fault::Duplicate { name: array_name(&String::from_utf8_lossy(pair[0])) }),
        None => Err(malformed("it has another number of entries than the archive says")),
    }
}

/// The name in the directory record at the front, and what stands behind the record.
fn record(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let length = |at| u16_at(bytes, at).map(usize::from);
    let (name, rest) = bytes.get(DIRECTORY_ENTRY_BYTES..)?.split_at_checked(length(28)?)?;
    Some((name, rest.get(length(30)? + length(32)?..)?))
}

fn entry<'a>(
    bytes: &'a [u8],
    archive: &mut ZipArchive<Budget<Cursor<&'a [u8]>>>,
    place: usize,
) -> Result<Entry<'a>, Fault> {
    let shared = archive.clone();
    let outside = |name: &str| {
        Fault::malformed(part(name), "its bytes lie outside the file, which is probably cut short")
    };
    let shown = archive.name_for_index(place).unwrap_or_default().to_owned();
    let file = archive.by_index_raw(place).map_err(|_| outside(&shown))?;
    let name = std::str::from_utf8(file.name_raw()).map_err(|_| {
        Fault::malformed(format!("the name `{}`", file.name_raw().escape_ascii()), "it is not UTF-8")
    })?;
    let range = |start: u64, length: u64| {
        let (start, length) = (usize::try_from(start).ok()?, usize::try_from(length).ok()?);
        bytes.get(start..start.checked_add(length)?)
    };
    let malformed = |reason: String| Err(Fault::malformed(part(name), reason));
    if file.encrypted() {
        return malformed("it is encrypted".to_owned());
    }
    if !matches!(file.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
        let record = usize::try_from(file.central_header_start()).ok().and_then(|record| bytes.get(record..));
        let method = record.and_then(|record| u16_at(record, 10)).unwrap_or_default();
        return malformed(format!("compression method {method} is neither \"stored\" nor \"deflated\""));
    }
    let own = range(file.header_start(), file.data_start() - file.header_start());
    let own = own.and_then(|header| header.get(LOCAL_HEADER_BYTES..)?.get(..u16_at(header, 26)?.into()));
    if own != Some(file.name_raw()) {
        return malformed(format!("its own name is `{}`", own.unwrap_or_default().escape_ascii()));
    }
    let stored = range(file.data_start(), file.compressed_size()).ok_or_else(|| outside(name))?;
    Ok(Entry { name: name.to_owned(), archive: shared, place, stored, size: file.size() })
}

/// A reader that ends a search without end: of a damaged archive the crate tries every record that looks like the end, each
/// with all entries that it names.
#[derive(Clone)]
struct Budget<R> {
    reader: R,
    left: u64,
}

impl<R: Read> Read for Budget<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.reader.read(buffer)?;
        let left = self.left.checked_sub(count as u64);
        self.left = left.ok_or_else(|| io::Error::other("its directory is nowhere to be found"))?;
        Ok(count)
    }
}

impl<R: Seek> Seek for Budget<R> {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.reader.seek(position)
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().copied().map(u16::from_le_bytes)
}
