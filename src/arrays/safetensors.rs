//! The safetensors format: the length of the header (8 bytes, little-endian), the header (JSON), the numbers.
//!
//! The header is read here and not by the crate `safetensors`: that one keeps the last of two equal names and does
//! not say which tensor is cut short or has a type that it does not know.

use crate::text::bytes::show;
use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use ndarray::{ArrayD, CowArray, IxDyn};
use safetensors::tensor::{Dtype, Metadata, TensorInfo};
use serde_json::Value;

use super::npy_writer::write_numbers;
use super::number::Number;
use super::{Contents, Entries, Fault, Kind, Stored};

const LENGTH_BYTES: usize = 8;

/// The key of the header under which the metadata stand.
const METADATA: &str = "__metadata__";

pub(super) fn read(bytes: &[u8]) -> Result<Contents<'_>, Fault> {
    let (header, numbers) = split(bytes)?;
    let Entries(entries) = serde_json::from_slice::<Entries<Value>>(header)
        .map_err(|error| Fault::malformed("the header", error))?;
    let mut metadata = BTreeMap::new();
    let mut keyed = Vec::with_capacity(entries.len());
    for (name, value) in entries {
        if name == METADATA {
            let texts = value.as_object().into_iter().flatten();
            let texts = texts.filter_map(|(key, text)| Some((key.clone(), text.as_str()?.to_owned())));
            metadata = texts.collect();
        } else {
            let place = Place::new(&name, &value)?;
            keyed.push((name, place));
        }
    }
    check_cover(&keyed, numbers.len())?;
    let arrays = keyed.into_iter().map(|(name, place)| (name, Stored(Kind::Safetensors(place, numbers))));
    Ok(Contents { arrays: arrays.collect(), metadata })
}

fn split(bytes: &[u8]) -> Result<(&[u8], &[u8]), Fault> {
    let Some((length, rest)) = bytes.split_first_chunk::<LENGTH_BYTES>() else {
        return Err(Fault::truncated("the length of the header", LENGTH_BYTES, bytes.len()));
    };
    let length = u64::from_le_bytes(*length);
    let header = usize::try_from(length).ok().and_then(|length| rest.split_at_checked(length));
    header.ok_or_else(|| match rest.first() {
        Some(b'{') => Fault::truncated("the header", length, rest.len()),
        _ => Fault::malformed("the header", format!("{length} bytes that start with {{ should follow")),
    })
}

/// Where the numbers of a tensor are.
pub(super) struct Place {
    dtype: String,
    shape: Vec<usize>,
    begin: usize,
    end: usize,
}

impl Place {
    fn new(name: &str, value: &Value) -> Result<Place, Fault> {
        let place = || {
            let numbers =
                |key| -> Option<Vec<usize>> { value.get(key)?.as_array()?.iter().map(size).collect() };
            let &[begin, end] = numbers("data_offsets")?.as_slice() else { return None };
            Some(Place {
                dtype: value.get("dtype")?.as_str()?.to_owned(),
                shape: numbers("shape")?,
                begin,
                end,
            })
        };
        place().ok_or_else(|| {
            let reason = "an object with dtype, shape and two data_offsets should stand there";
            Fault::malformed(format!("the header of `{}`", name.escape_debug()), reason)
        })
    }

    pub(super) fn decode(&self, tensor: &str, numbers: &[u8]) -> Result<ArrayD<f64>, Fault> {
        let bytes = &numbers[self.begin..self.end];
        let number = Number::of_safetensors(tensor, &self.dtype)?;
        let expected = self.shape.iter().try_fold(number.bytes, |size, &length| size.checked_mul(length));
        if expected != Some(bytes.len()) {
            let reason = format!(
                "{} do not fill the shape {:?} with {}",
                show(bytes.len() as u64),
                self.shape,
                self.dtype
            );
            return Err(Fault::malformed(format!("the header of `{tensor}`"), reason));
        }
        ArrayD::from_shape_vec(self.shape.as_slice(), number.decode(tensor, bytes)?)
            .map_err(|error| Fault::malformed(format!("`{tensor}`"), error))
    }
}

fn size(value: &Value) -> Option<usize> {
    usize::try_from(value.as_u64()?).ok()
}

/// The numbers of all tensors, laid end to end, are the rest of the file: no gap, no overlap, no remainder.
fn check_cover(keyed: &[(String, Place)], available: usize) -> Result<(), Fault> {
    let mut places: Vec<_> = keyed.iter().map(|(name, place)| (place.begin, place.end, name)).collect();
    places.sort_unstable();
    let mut covered = 0;
    for (begin, end, name) in places {
        let name = format!("`{}`", name.escape_debug());
        if begin != covered || end < begin {
            let reason = format!("its numbers should begin at byte {covered}, not at {begin}");
            return Err(Fault::malformed(name, reason));
        }
        if end > available {
            return Err(Fault::truncated(name, end - begin, available - begin));
        }
        covered = end;
    }
    match available - covered {
        0 => Ok(()),
        rest => Err(Fault::malformed("the end", format!("{} belong to no tensor", show(rest as u64)))),
    }
}

/// Writes the header from the names and shapes, then array by array its numbers, in the order of the names.
pub(super) fn write<'a>(
    arrays: impl IntoIterator<Item = (String, CowArray<'a, f64, IxDyn>)>,
    integers: &[(&str, i64)],
    out: &mut impl Write,
) -> io::Result<()> {
    let mut arrays: Vec<_> = arrays.into_iter().collect();
    arrays.sort_by(|a, b| a.0.cmp(&b.0));
    let mut end = 0;
    let places = arrays.iter().map(|(name, array)| {
        let begin = end;
        end += size_of::<f64>() * array.len();
        let shape = array.shape().to_vec();
        (name.clone(), TensorInfo { dtype: Dtype::F64, shape, data_offsets: (begin, end) })
    });
    let metadata: HashMap<String, String> =
        integers.iter().map(|(name, integer)| (name.to_string(), integer.to_string())).collect();
    let metadata = Some(metadata).filter(|metadata| !metadata.is_empty());
    let header = Metadata::new(metadata, places.collect()).map_err(io::Error::other)?;
    let mut header = serde_json::to_vec(&header)?;
    header.resize(header.len().next_multiple_of(LENGTH_BYTES), b' ');
    out.write_all(&(header.len() as u64).to_le_bytes())?;
    out.write_all(&header)?;
    arrays.iter().try_for_each(|(_, array)| write_numbers(array.iter(), out))
}
