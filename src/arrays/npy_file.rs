use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use super::npy::Number;
use super::npy_header::Header;
use super::{Fault, npy};

/// The longest header that is read: that of an array has some hundred bytes.
const LONGEST_HEADER: u64 = 1 << 16;

/// An `.npy` file of floats that is read in parts, in row-major order.
///
/// A row is everything behind the first index.
#[derive(Debug)]
pub struct NpyFile {
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
    ///
    /// # Errors
    /// When the file breaks the rules of its format, holds no floats, or has not the size that its shape asks for.
    pub fn open(path: impl AsRef<Path>) -> Result<NpyFile, Fault> {
        let path = path.as_ref();
        let name = path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        let mut bytes = Vec::new();
        file.by_ref().take(LONGEST_HEADER).read_to_end(&mut bytes)?;
        let (header, rest) = Header::read(&name, &bytes)?;
        let start = (bytes.len() - rest.len()) as u64;
        let number = Number::of(&name, &header)?;
        npy::check_size(&name, &header, number.bytes(), length - start)?;
        let Header { shape, fortran_order, .. } = header;
        Ok(NpyFile { file, name, shape, number, start, fortran_order })
    }

    /// The shape of the array.
    #[must_use]
    pub fn shape(&self) -> &[usize] {
        &self.shape
    }

    /// The numbers of some rows.
    ///
    /// # Errors
    /// When the file cannot be read or became shorter. An array in Fortran order is refused.
    ///
    /// # Panics
    /// When the rows are beyond the shape.
    pub fn rows(&mut self, first: usize, count: usize) -> Result<Vec<f64>, Fault> {
        assert!(first + count <= self.shape[0], "rows within the array");
        if self.fortran_order && self.shape.len() > 1 {
            let reason = "it is in Fortran order, which cannot be read row by row; \
                          save numpy.ascontiguousarray(array)";
            return Err(Fault::malformed(format!("`{}`", self.name), reason));
        }
        let width: usize = self.shape[1..].iter().product();
        let stride = (width * self.number.bytes()) as u64;
        self.file.seek(SeekFrom::Start(self.start + first as u64 * stride))?;
        let mut bytes = vec![0; count * width * self.number.bytes()];
        self.file.read_exact(&mut bytes)?;
        Ok(self.number.decode(&bytes))
    }
}
