//! The npy format: a magic string, a header that is a Python dictionary, the numbers.

use ndarray::{ArrayD, IxDyn, ShapeBuilder};

use super::Fault;
use super::npy_header::Header;

const REMEDY: &str = "in NumPy, array.astype(numpy.float64)";

/// The array in an npy file of f4 or f8 in either byte order, in row-major order.
pub(super) fn decode(tensor: &str, bytes: &[u8]) -> Result<ArrayD<f64>, Fault> {
    let (header, numbers) = Header::read(tensor, bytes)?;
    let entries = entries(tensor, &header, numbers)?;
    let shape = IxDyn(&header.shape).set_f(header.fortran_order);
    let array = ArrayD::from_shape_vec(shape, entries)
        .map_err(|error| Fault::malformed(format!("`{tensor}`"), error))?;
    Ok(if header.fortran_order { array.as_standard_layout().into_owned() } else { array })
}

/// The integer of an npy file with a single one of eight bytes.
pub(super) fn integer(bytes: &[u8]) -> Option<i64> {
    let (header, numbers) = Header::read("", bytes).ok()?;
    match (header.descr.as_str(), numbers.try_into().ok()?) {
        ("<i8", number) => Some(i64::from_le_bytes(number)),
        (">i8", number) => Some(i64::from_be_bytes(number)),
        _ => None,
    }
}

fn entries(tensor: &str, header: &Header, numbers: &[u8]) -> Result<Vec<f64>, Fault> {
    match header.descr.as_str() {
        "<f4" => convert(tensor, header, numbers, |chunk| f32::from_le_bytes(chunk).into()),
        ">f4" => convert(tensor, header, numbers, |chunk| f32::from_be_bytes(chunk).into()),
        "<f8" => convert(tensor, header, numbers, f64::from_le_bytes),
        ">f8" => convert(tensor, header, numbers, f64::from_be_bytes),
        other => {
            let found = other.escape_debug().to_string();
            Err(Fault::NumberType { tensor: tensor.to_owned(), found, remedy: REMEDY })
        }
    }
}

/// Decodes numbers of N bytes once the shape is known to ask for exactly the bytes that are there.
fn convert<const N: usize>(
    tensor: &str,
    header: &Header,
    numbers: &[u8],
    decode: impl Fn([u8; N]) -> f64,
) -> Result<Vec<f64>, Fault> {
    let expected = header.shape.iter().try_fold(N, |size, &length| size.checked_mul(length));
    match expected {
        Some(expected) if expected == numbers.len() => {
            Ok(numbers.as_chunks().0.iter().map(|&chunk| decode(chunk)).collect())
        }
        Some(expected) if expected < numbers.len() => {
            let reason = format!("{} bytes follow the last number", numbers.len() - expected);
            Err(Fault::malformed(format!("`{tensor}`"), reason))
        }
        _ => {
            let expected = expected.map_or(u64::MAX, |expected| expected as u64);
            Err(Fault::truncated(format!("`{tensor}`"), expected, numbers.len()))
        }
    }
}
