//! Rows of an npy file, read in parts.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use ndarray::ArrayD;

use super::npy_header::Header;
use super::number::{Number, called};
use super::{Fault, npy};
use crate::files;

/// The name of an array that is a file of its own.
const ONLY: &str = "";

/// The longest header that is read: that of an array has some hundred bytes.
const LONGEST_HEADER: u64 = 1 << 16;

/// An `.npy` file of floats that is read in parts, in row-major order.
///
/// A row is everything behind the first index.
#[derive(Debug)]
pub(crate) struct NpyFile {
    file: File,
    shape: Vec<usize>,
    number: Number,
    start: u64,
    /// Where the first index runs fastest, rows are spread over the file.
    fortran_order: bool,
}

impl NpyFile {
    /// Opens a file and reads its header.
    pub(crate) fn open(path: impl AsRef<Path>) -> Result<NpyFile, Fault> {
        let path = path.as_ref();
        let mut file = files::open(path)?;
        let length = file.metadata()?.len();
        let mut bytes = Vec::new();
        file.by_ref().take(LONGEST_HEADER).read_to_end(&mut bytes)?;
        let (header, rest) = Header::read(ONLY, &bytes)?;
        let start = (bytes.len() - rest.len()) as u64;
        let number = Number::of_numpy(ONLY, &header.descr)?;
        npy::check_size(ONLY, &header, number.bytes, length - start)?;
        let Header { shape, fortran_order, .. } = header;
        Ok(NpyFile { file, shape, number, start, fortran_order })
    }

    /// The shape of the array.
    pub(crate) fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The same numbers in rows of another length.
    pub(crate) fn in_rows_of(self, columns: usize) -> NpyFile {
        let numbers = self.shape.iter().fold(1usize, |product, &length| product.saturating_mul(length));
        NpyFile { shape: vec![numbers / columns, columns], ..self }
    }

    /// Whether rows are spread over the whole file, which [`whole`](NpyFile::whole) reads.
    pub(crate) fn is_spread(&self) -> bool {
        self.fortran_order && self.shape.len() > 1
    }

    /// All numbers, in row-major order.
    pub(crate) fn whole(mut self) -> Result<ArrayD<f64>, Fault> {
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(0))?;
        self.file.read_to_end(&mut bytes)?;
        npy::decode(ONLY, &bytes)
    }

    /// The bytes of its numbers as 64-bit floats.
    pub(crate) fn bytes(&self) -> u64 {
        self.shape.iter().fold(size_of::<f64>() as u64, |size, &length| size.saturating_mul(length as u64))
    }

    /// The numbers of some rows, which are not spread.
    pub(crate) fn rows(&mut self, first: usize, count: usize) -> Result<Vec<f64>, Fault> {
        let (start, length) = self.place(first, count).ok_or_else(|| self.too_short(u64::MAX, u64::MAX))?;
        let (end, found) = (start.saturating_add(length as u64), self.file.metadata()?.len());
        let rows = self.shape.first().copied().unwrap_or(1);
        if end > found || first.checked_add(count).is_none_or(|last| last > rows) {
            return Err(self.too_short(end, found));
        }
        self.file.seek(SeekFrom::Start(start))?;
        let mut bytes = vec![0; length];
        self.file.read_exact(&mut bytes)?;
        self.number.decode(ONLY, &bytes)
    }

    /// The byte at which some rows begin, and how many bytes they have; `None` where these cannot be counted.
    fn place(&self, first: usize, count: usize) -> Option<(u64, usize)> {
        let rest = self.shape.iter().skip(1);
        let stride = rest.copied().try_fold(self.number.bytes, usize::checked_mul)?;
        let before = (first as u64).checked_mul(stride as u64)?;
        Some((self.start.checked_add(before)?, count.checked_mul(stride)?))
    }

    fn too_short(&self, expected: u64, found: u64) -> Fault {
        Fault::truncated(called(ONLY), expected, found)
    }
}
