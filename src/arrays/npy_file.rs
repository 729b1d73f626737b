//! Rows of an npy file, read in parts.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use super::npy::Number;
use super::npy_header::Header;
use super::{Fault, npy};
use crate::files;

/// The longest header that is read: that of an array has some hundred bytes.
const LONGEST_HEADER: u64 = 1 << 16;

/// An `.npy` file of floats that is read in parts, in row-major order.
///
/// A row is everything behind the first index.
#[derive(Debug)]
pub(crate) struct NpyFile {
    file: File,
    name: String,
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
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let mut file = files::open(path)?;
        let length = file.metadata()?.len();
        let mut bytes = Vec::new();
        file.by_ref().take(LONGEST_HEADER).read_to_end(&mut bytes)?;
        let (header, rest) = Header::read(&name, &bytes)?;
        let start = (bytes.len() - rest.len()) as u64;
        let number = Number::of(&name, &header)?;
        npy::check_size(&name, &header, number.bytes, length - start)?;
        let Header { shape, fortran_order, .. } = header;
        Ok(NpyFile { file, name, shape, number, start, fortran_order })
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

    /// The numbers of some rows. An array in Fortran order is refused.
    pub(crate) fn rows(&mut self, first: usize, count: usize) -> Result<Vec<f64>, Fault> {
        if self.fortran_order && self.shape.len() > 1 {
            let reason = "it is in Fortran order, which cannot be read row by row; \
                          save numpy.ascontiguousarray(array)";
            return Err(Fault::malformed(format!("`{}`", self.name), reason));
        }
        let (start, length) = self.place(first, count).ok_or_else(|| self.too_short(u64::MAX, u64::MAX))?;
        let (end, found) = (start.saturating_add(length as u64), self.file.metadata()?.len());
        let rows = self.shape.first().copied().unwrap_or(1);
        if end > found || first.checked_add(count).is_none_or(|last| last > rows) {
            return Err(self.too_short(end, found));
        }
        self.file.seek(SeekFrom::Start(start))?;
        let mut bytes = vec![0; length];
        self.file.read_exact(&mut bytes)?;
        Ok((self.number.decode)(&bytes))
    }

    /// The byte at which some rows begin, and how many bytes they have; `None` where these cannot be counted.
    fn place(&self, first: usize, count: usize) -> Option<(u64, usize)> {
        let rest = self.shape.iter().skip(1);
        let stride = rest.copied().try_fold(self.number.bytes, usize::checked_mul)?;
        let before = (first as u64).checked_mul(stride as u64)?;
        Some((self.start.checked_add(before)?, count.checked_mul(stride)?))
    }

    fn too_short(&self, expected: u64, found: u64) -> Fault {
        Fault::truncated(format!("`{}`", self.name), expected, found)
    }
}
