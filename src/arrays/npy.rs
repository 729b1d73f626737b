//! The npy format: a magic string, a header that is a Python dictionary, the numbers.

use crate::text::bytes::show;
use ndarray::{ArrayD, IxDyn, ShapeBuilder};

use super::Fault;
use super::npy_header::Header;
use super::number::{Number, called};

/// The array in an npy file of numbers in either byte order, in row-major order.
pub(super) fn decode(tensor: &str, bytes: &[u8]) -> Result<ArrayD<f64>, Fault> {
    let (header, numbers) = Header::read(tensor, bytes)?;
    let number = Number::of_numpy(tensor, &header.descr)?;
    check_size(tensor, &header, number.bytes, numbers.len() as u64)?;
    let shape = IxDyn(&header.shape).set_f(header.fortran_order);
    let array = ArrayD::from_shape_vec(shape, number.decode(tensor, numbers)?)
        .map_err(|error| Fault::malformed(called(tensor), error))?;
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

/// The text of an npy file with a single one, of characters of four bytes or of one, `<U4` or `|S4`.
pub(super) fn text(bytes: &[u8]) -> Option<String> {
    let (header, characters) = Header::read("", bytes).ok()?;
    if !matches!(header.shape[..], [] | [1]) {
        return None;
    }
    if header.descr.starts_with("|S") {
        let end = characters.iter().position(|&c| c == 0).unwrap_or(characters.len());
        return String::from_utf8(characters[..end].to_vec()).ok();
    }
    if !header.descr.starts_with("<U") {
        return None;
    }
    let characters = characters.chunks_exact(4).map(|c| u32::from_le_bytes([c[0], c[1], c[2], c[3]]));
    characters.take_while(|&c| c != 0).map(char::from_u32).collect()
}

/// Refuses a shape that does not ask for exactly the bytes that are there.
pub(super) fn check_size(tensor: &str, header: &Header, number: usize, found: u64) -> Result<(), Fault> {
    let expected = header.shape.iter().try_fold(number, |size, &length| size.checked_mul(length));
    let expected = expected.map_or(u64::MAX, |expected| expected as u64);
    match expected.cmp(&found) {
        std::cmp::Ordering::Equal => Ok(()),
        std::cmp::Ordering::Less => {
            let reason = format!("{} follow the last number", show(found - expected));
            Err(Fault::malformed(called(tensor), reason))
        }
        std::cmp::Ordering::Greater => Err(Fault::truncated(called(tensor), expected, found)),
    }
}
