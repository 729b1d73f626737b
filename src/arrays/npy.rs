//! The npy format: a magic string, a header that is a Python dictionary, the numbers.

use ndarray::{ArrayD, IxDyn, ShapeBuilder};

use super::Fault;
use super::npy_header::Header;

const REMEDY: &str = "in NumPy, array.astype(numpy.float64)";

/// The array in an npy file of f4 or f8 in either byte order, in row-major order.
pub(super) fn decode(tensor: &str, bytes: &[u8]) -> Result<ArrayD<f64>, Fault> {
    let (header, numbers) = Header::read(tensor, bytes)?;
    let number = Number::of(tensor, &header)?;
    check_size(tensor, &header, number.bytes, numbers.len() as u64)?;
    let shape = IxDyn(&header.shape).set_f(header.fortran_order);
    let array = ArrayD::from_shape_vec(shape, (number.decode)(numbers))
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

type Decode = fn(&[u8]) -> Vec<f64>;

/// How a float is stored.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number {
    pub(super) bytes: usize,
    pub(super) decode: Decode,
}

impl Number {
    pub(super) fn of(tensor: &str, header: &Header) -> Result<Number, Fault> {
        let (bytes, decode): (usize, Decode) = match header.descr.as_str() {
            "<f4" => (4, |numbers| convert(numbers, |chunk| f32::from_le_bytes(chunk).into())),
            ">f4" => (4, |numbers| convert(numbers, |chunk| f32::from_be_bytes(chunk).into())),
            "<f8" => (8, |numbers| convert(numbers, f64::from_le_bytes)),
            ">f8" => (8, |numbers| convert(numbers, f64::from_be_bytes)),
            other => {
                let found = other.escape_debug().to_string();
                return Err(Fault::NumberType { tensor: tensor.to_owned(), found, remedy: REMEDY });
            }
        };
        Ok(Number { bytes, decode })
    }
}

pub(super) fn convert<const N: usize>(numbers: &[u8], decode: impl Fn([u8; N]) -> f64) -> Vec<f64> {
    numbers.as_chunks().0.iter().map(|&chunk| decode(chunk)).collect()
}

/// Refuses a shape that does not ask for exactly the bytes that are there.
pub(super) fn check_size(tensor: &str, header: &Header, number: usize, found: u64) -> Result<(), Fault> {
    let expected = header.shape.iter().try_fold(number, |size, &length| size.checked_mul(length));
    let expected = expected.map_or(u64::MAX, |expected| expected as u64);
    match expected.cmp(&found) {
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Less => {
            let reason = format!("{} bytes follow the last number", found - expected);
            Err(Fault::malformed(format!("`{tensor}`"), reason))
        }
        std::cmp::Ordering::Greater => Err(Fault::truncated(format!("`{tensor}`"), expected, found)),
    }
}
