//! The directory of a zip archive, read so that no claim of the archive is believed before it is checked.

use std::borrow::Cow;
use std::io::{Read, Seek, SeekFrom};

use flate2::Crc;
use flate2::read::DeflateDecoder;

use super::Fault;

/// The first bytes of an archive with entries.
pub const LOCAL_HEADER: &[u8] = b"PK\x03\x04";

const DIRECTORY_ENTRY: &[u8] = b"PK\x01\x02";
const END_OF_DIRECTORY: &[u8] = b"PK\x05\x06";
const LOCAL_HEADER_BYTES: usize = 30;
const DIRECTORY_ENTRY_BYTES: usize = 46;
const END_OF_DIRECTORY_BYTES: usize = 22;
const LONGEST_COMMENT: usize = 0xffff;

/// All entries together may take this much memory whatever the size of the archive,
const ALWAYS_ACCEPTED: u64 = 64 << 20;
/// or this many times the size of the archive. Weights, even those that are zero in part, compress far less.
const ACCEPTED_RATIO: u64 = 64;

/// As much of a directory is read: some hundred thousand entries.
const LARGEST_DIRECTORY: u64 = 16 << 20;

/// A file in an archive.
pub(super) struct Entry<'a> {
    pub(super) name: String,
    stored: &'a [u8],
    method: u16,
    size: usize,
    checksum: u32,
}

impl Entry<'_> {
    /// The bytes of the file.
    pub(super) fn content(&self) -> Result<Cow<'_, [u8]>, Fault> {
        let content = match self.method {
            0 => Cow::Borrowed(self.stored),
            8 => Cow::Owned(self.inflated().ok_or_else(|| self.checksum_fault())?),
            method => {
                let reason = format!("compression method {method} is neither \"stored\" nor \"deflated\"");
                return Err(Fault::malformed(format!("`{}`", self.name), reason));
            }
        };
        match content.len() == self.size && checksum(&content) == self.checksum {
            true => Ok(content),
            false => Err(self.checksum_fault()),
        }
    }

    /// The decompressed bytes, at most one more than their claimed number. Memory grows with what is decoded.
    fn inflated(&self) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        DeflateDecoder::new(self.stored).take(self.size as u64 + 1).read_to_end(&mut content).ok()?;
        Some(content)
    }

    fn checksum_fault(&self) -> Fault {
        Fault::Checksum { entry: self.name.clone() }
    }
}

fn checksum(content: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(content);
    crc.sum()
}

/// The entries of an archive in the order of its directory.
pub(super) fn entries(bytes: &[u8]) -> Result<Vec<Entry<'_>>, Fault> {
    let (count, mut at) = directory(bytes)?;
    let mut entries = Vec::new();
    for _ in 0..count {
        let (entry, length) = entry(bytes, at)?;
        entries.push(entry);
        at += length;
    }
    let claimed = entries.iter().map(|entry: &Entry<'_>| entry.size as u64).sum();
    let limit = ALWAYS_ACCEPTED.max(ACCEPTED_RATIO.saturating_mul(bytes.len() as u64));
    if claimed > limit {
        return Err(Fault::Inflated { claimed, limit });
    }
    Ok(entries)
}

/// The names of the entries, of which nothing else is read.
pub(super) fn names(archive: &mut (impl Read + Seek)) -> Result<Vec<String>, Fault> {
    let length = archive.seek(SeekFrom::End(0))?;
    let tail = length.saturating_sub((END_OF_DIRECTORY_BYTES + LONGEST_COMMENT) as u64);
    let (count, start) = directory(&read_from(archive, tail)?)?;
    let bytes = read_from(archive, start as u64)?;
    let mut rest = bytes.as_slice();
    let mut names = Vec::new();
    while names.len() < usize::from(count) {
        let fields = Some(rest).filter(|record| record.starts_with(DIRECTORY_ENTRY)).and_then(Fields::read);
        let Some(fields) = fields else {
            return Err(Fault::malformed("the directory of the archive", "an entry is not there"));
        };
        names.push(String::from_utf8_lossy(fields.name).into_owned());
        rest = rest.get(fields.length..).unwrap_or_default();
    }
    Ok(names)
}

fn read_from(archive: &mut (impl Read + Seek), start: u64) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    archive.seek(SeekFrom::Start(start))?;
    archive.take(LARGEST_DIRECTORY).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The number of entries and where the directory begins, from the record at the end of the archive.
fn directory(bytes: &[u8]) -> Result<(u16, usize), Fault> {
    let last = bytes.len().checked_sub(END_OF_DIRECTORY_BYTES);
    let ends = last.into_iter().flat_map(|last| (last.saturating_sub(LONGEST_COMMENT)..=last).rev());
    let end = ends.map(|at| &bytes[at..]).find(|end| {
        let comment = u16_at(end, 20).map(usize::from);
        end.starts_with(END_OF_DIRECTORY) && comment == Some(end.len() - END_OF_DIRECTORY_BYTES)
    });
    let fields = end.and_then(|end| Some((u16_at(end, 10)?, u32_at(end, 16)?)));
    match fields {
        Some((0xffff, _) | (_, 0xffff_ffff)) => Err(Fault::malformed(
            "the directory of the archive",
            "archives over 4 GiB are not read; a .safetensors file has no such limit",
        )),
        Some((count, start)) => Ok((count, start as usize)),
        None if bytes.starts_with(LOCAL_HEADER) => Err(Fault::malformed(
            "the end of the archive",
            "the directory is not there, so the file is probably cut short",
        )),
        None => Err(Fault::malformed("the whole file", "it is not a zip archive, as .npz files are")),
    }
}

/// The entry whose directory record begins at `at`, and the length of the record.
fn entry(bytes: &[u8], at: usize) -> Result<(Entry<'_>, usize), Fault> {
    let record = bytes.get(at..).filter(|record| record.starts_with(DIRECTORY_ENTRY));
    let fields = record.and_then(Fields::read);
    let fields = fields.ok_or_else(|| {
        Fault::malformed("the directory of the archive", format!("there is no entry at byte {at}"))
    })?;
    let name = match std::str::from_utf8(fields.name) {
        Ok(name) => name.to_owned(),
        Err(_) => {
            let shown = fields.name.escape_ascii();
            return Err(Fault::malformed(format!("the name `{shown}`"), "it is not UTF-8"));
        }
    };
    if fields.flags & 1 == 1 {
        return Err(Fault::malformed(format!("`{name}`"), "it is encrypted"));
    }
    let (local_name, stored) = stored(bytes, &fields).ok_or_else(|| {
        Fault::malformed(format!("`{name}`"), "its bytes lie outside the file, which is probably cut short")
    })?;
    if local_name != fields.name {
        let reason = format!("its own name is `{}`", local_name.escape_ascii());
        return Err(Fault::malformed(format!("`{name}`"), reason));
    }
    let Fields { method, size, checksum, length, .. } = fields;
    Ok((Entry { name, stored, method, size: size as usize, checksum }, length))
}

/// The fields of a directory record.
struct Fields<'a> {
    flags: u16,
    method: u16,
    checksum: u32,
    stored_size: u32,
    size: u32,
    start: u32,
    name: &'a [u8],
    length: usize,
}

impl Fields<'_> {
    fn read(record: &[u8]) -> Option<Fields<'_>> {
        let name_length = usize::from(u16_at(record, 28)?);
        let tail = usize::from(u16_at(record, 30)?) + usize::from(u16_at(record, 32)?);
        Some(Fields {
            flags: u16_at(record, 8)?,
            method: u16_at(record, 10)?,
            checksum: u32_at(record, 16)?,
            stored_size: u32_at(record, 20)?,
            size: u32_at(record, 24)?,
            start: u32_at(record, 42)?,
            name: record.get(DIRECTORY_ENTRY_BYTES..DIRECTORY_ENTRY_BYTES + name_length)?,
            length: DIRECTORY_ENTRY_BYTES + name_length + tail,
        })
    }
}

/// The name of an entry in its local header, and the bytes that are stored behind it.
fn stored<'a>(bytes: &'a [u8], fields: &Fields<'_>) -> Option<(&'a [u8], &'a [u8])> {
    let local = bytes.get(fields.start as usize..).filter(|local| local.starts_with(LOCAL_HEADER))?;
    let (name, rest) = local.get(LOCAL_HEADER_BYTES..)?.split_at_checked(u16_at(local, 26)?.into())?;
    let stored = rest.get(u16_at(local, 28)?.into()..)?.get(..fields.stored_size as usize)?;
    Some((name, stored))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    bytes.get(at..)?.first_chunk().copied().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().copied().map(u32::from_le_bytes)
}
