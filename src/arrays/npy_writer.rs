//! Rows written to an npy file whose number is known at the end only.

use std::io::{self, BufWriter, Seek, SeekFrom, Write};

use ndarray::ArrayView2;

/// The header takes this many bytes whatever the number of rows, so that it can be written anew at the end.
const HEADER_BYTES: usize = 128;

/// The magic string, the version 1.0 and the length of what follows.
const PREAMBLE: &[u8; 10] = b"\x93NUMPY\x01\x00\x76\x00";

/// An npy file of shape (N, d) and type float64, row-major and little-endian, written in pieces of rows.
///
/// ```
/// use diagraction::arrays::{NpyWriter, read_npy};
///
/// let mut bytes = std::io::Cursor::new(Vec::new());
/// let mut file = NpyWriter::new(&mut bytes, 2)?;
/// file.write(ndarray::array![[1.0, 2.0], [3.0, 4.0]].view())?;
/// file.write(ndarray::array![[5.0, 6.0]].view())?;
/// file.finish()?;
/// assert_eq!(read_npy("x", bytes.get_ref())?.shape(), [3, 2]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct NpyWriter<W: Write + Seek> {
    out: W,
    columns: usize,
    rows: usize,
}

impl<W: Write + Seek> NpyWriter<W> {
    /// Starts a file of rows with this many numbers each. The number of rows is filled in at the end.
    ///
    /// # Errors
    /// When writing fails.
    pub fn new(mut out: W, columns: usize) -> io::Result<NpyWriter<W>> {
        out.write_all(&header(0, columns))?;
        Ok(NpyWriter { out, columns, rows: 0 })
    }

    /// Appends rows.
    ///
    /// # Errors
    /// When writing fails.
    ///
    /// # Panics
    /// When the rows have another length than the file.
    pub fn write(&mut self, rows: ArrayView2<'_, f64>) -> io::Result<()> {
        assert_eq!(rows.ncols(), self.columns, "numbers in a row");
        write_numbers(rows.iter(), &mut self.out)?;
        self.rows += rows.nrows();
        Ok(())
    }

    /// Writes the number of rows into the header and gives back what was written to, at its end.
    ///
    /// # Errors
    /// When writing fails.
    pub fn finish(mut self) -> io::Result<W> {
        let bytes = HEADER_BYTES + 8 * self.columns * self.rows;
        let back = i64::try_from(bytes).map_err(io::Error::other)?;
        self.out.seek(SeekFrom::Current(-back))?;
        self.out.write_all(&header(self.rows, self.columns))?;
        self.out.seek(SeekFrom::Current(back - HEADER_BYTES as i64))?;
        Ok(self.out)
    }
}

/// Numbers in their order, little-endian.
pub(super) fn write_numbers<'a>(
    mut numbers: impl Iterator<Item = &'a f64>,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(1 << 15, out);
    numbers.try_for_each(|number| out.write_all(&number.to_le_bytes()))?;
    out.flush()
}

fn header(rows: usize, columns: usize) -> Vec<u8> {
    let dictionary = format!("{{'descr': '<f8', 'fortran_order': False, 'shape': ({rows}, {columns}), }}");
    let width = HEADER_BYTES - PREAMBLE.len() - 1;
    [&PREAMBLE[..], format!("{dictionary:<width$}\n").as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arrays::read_npy;

    #[test]
    fn files_are_what_ndarray_npy_writes() {
        use ndarray_npy::WriteNpyExt;
        let rows = ndarray::Array2::from_shape_fn((1234, 3), |(i, j)| (i * 7 + j) as f64 / 3.0);
        let mut ours = io::Cursor::new(b"before".to_vec());
        ours.set_position(6);
        let mut file = NpyWriter::new(&mut ours, 3).expect("memory");
        for piece in rows.axis_chunks_iter(ndarray::Axis(0), 100) {
            file.write(piece).expect("memory");
        }
        file.finish().expect("memory");
        let mut theirs = Vec::new();
        rows.write_npy(&mut theirs).expect("memory");
        let ours = &ours.get_ref()[6..];
        assert_eq!(read_npy("x", ours).expect("a file"), read_npy("x", &theirs).expect("a file"));
    }

    #[test]
    fn the_header_has_room_for_any_shape() {
        let longest = header(usize::MAX, usize::MAX);
        assert_eq!(longest.len(), HEADER_BYTES);
        assert_eq!((longest[HEADER_BYTES - 1], longest[HEADER_BYTES - 2]), (b'\n', b' '));
    }
}
