//! A checksum of samples that does not depend on their file.

use flate2::Crc;

use super::{DataError, Samples};

/// Rows that are read at once.
const ROWS: usize = 1 << 14;

impl Samples {
    /// The CRC-32 of all numbers as little-endian 64-bit floats, row after row: the same for the same samples, whatever
    /// the file that they are in.
    ///
    /// # Errors
    /// When the samples cannot be read.
    pub fn checksum(&self) -> Result<u32, DataError> {
        let mut sum = Crc::new();
        for chunk in self.chunks(ROWS) {
            let bytes: Vec<u8> = chunk?.iter().flat_map(|value| value.to_le_bytes()).collect();
            sum.update(&bytes);
        }
        Ok(sum.sum())
    }
}
