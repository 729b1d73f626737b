//! The types of numbers in files, and how they become 64-bit floats without loss.

use half::{bf16, f16};

use super::Fault;
use crate::text::visible;

type Decode = fn(&[u8]) -> Option<Vec<f64>>;

/// How a number is stored.
#[derive(Clone, Copy, Debug)]
pub(super) struct Number {
    pub(super) bytes: usize,
    decode: Decode,
}

/// A type in both byte orders.
macro_rules! number {
    ($type:ty, $bytes:literal, $is_little:expr, $widen:expr) => {
        Number {
            bytes: $bytes,
            decode: if $is_little {
                |numbers| convert(numbers, |chunk| $widen(<$type>::from_le_bytes(chunk)))
            } else {
                |numbers| convert(numbers, |chunk| $widen(<$type>::from_be_bytes(chunk)))
            },
        }
    };
}

impl Number {
    /// The type that NumPy calls so: floats of 16, 32 and 64 bits, integers, truth values, in either byte order.
    pub(super) fn of_numpy(tensor: &str, descr: &str) -> Result<Number, Fault> {
        let (order, kind) = descr.split_at_checked(1).unwrap_or_default();
        let is_little = order != ">";
        Number::of_kind(if order == "=" { "" } else { kind }, is_little).ok_or_else(|| {
            let remedy = match kind.chars().next() {
                Some('c') => "complex numbers; save array.real, or real and imaginary parts by themselves",
                Some('O') => "Python objects, which are a pickle; save array.astype(float)",
                Some('U' | 'S') => "text; save array.astype(float)",
                Some('f') => "floats of more than 64 bits; save array.astype(numpy.float64), which rounds",
                _ => "what is no number; save array.astype(float)",
            };
            Fault::NumberType { tensor: called(tensor), found: visible(descr).into_owned(), remedy }
        })
    }

    /// The type that safetensors call so.
    pub(super) fn of_safetensors(tensor: &str, dtype: &str) -> Result<Number, Fault> {
        let kind = match dtype {
            "F16" => "f2",
            "F32" => "f4",
            "F64" => "f8",
            "I8" => "i1",
            "I16" => "i2",
            "I32" => "i4",
            "I64" => "i8",
            "U8" => "u1",
            "U16" => "u2",
            "U32" => "u4",
            "U64" => "u8",
            "BOOL" => "b1",
            "BF16" => return Ok(number!(bf16, 2, true, exact)),
            _ => "",
        };
        Number::of_kind(kind, true).ok_or_else(|| Fault::NumberType {
            tensor: called(tensor),
            found: dtype.escape_debug().to_string(),
            remedy: "which is not read; in PyTorch, save_file({k: v.double() for k, v in model.state_dict().items()}, path)",
        })
    }

    fn of_kind(kind: &str, is_little: bool) -> Option<Number> {
        Some(match kind {
            "f2" => number!(f16, 2, is_little, exact),
            "f4" => number!(f32, 4, is_little, exact),
            "f8" => number!(f64, 8, is_little, exact),
            "i1" => number!(i8, 1, is_little, exact),
            "i2" => number!(i16, 2, is_little, exact),
            "i4" => number!(i32, 4, is_little, exact),
            "i8" => number!(i64, 8, is_little, |number: i64| whole(number.into())),
            "u1" | "b1" => number!(u8, 1, is_little, exact),
            "u2" => number!(u16, 2, is_little, exact),
            "u4" => number!(u32, 4, is_little, exact),
            "u8" => number!(u64, 8, is_little, |number: u64| whole(number.into())),
            _ => return None,
        })
    }

    /// The numbers as 64-bit floats. An integer that none of them is, is refused.
    pub(super) fn decode(&self, tensor: &str, numbers: &[u8]) -> Result<Vec<f64>, Fault> {
        (self.decode)(numbers).ok_or_else(|| Fault::Inexact { tensor: called(tensor) })
    }
}

/// A name in quotes; nothing where a file is one array.
pub(super) fn called(tensor: &str) -> String {
    if tensor.is_empty() { "the array".to_owned() } else { format!("`{}`", tensor.escape_debug()) }
}

fn exact(number: impl Into<f64>) -> Option<f64> {
    Some(number.into())
}

fn whole(number: i128) -> Option<f64> {
    let float = number as f64;
    (float as i128 == number).then_some(float)
}

fn convert<const N: usize>(numbers: &[u8], decode: impl Fn([u8; N]) -> Option<f64>) -> Option<Vec<f64>> {
    numbers.as_chunks().0.iter().map(|&chunk| decode(chunk)).collect()
}

#[cfg(test)]
mod tests {
    use super::Number;

    #[test]
    fn all_types_are_read_without_loss() {
        let read = |descr: &str, bytes: &[u8]| {
            Number::of_numpy("x", descr)
                .and_then(|number| number.decode("x", bytes))
                .map_err(|fault| fault.to_string())
        };
        assert_eq!(read("<f2", &[0x00, 0x3e]), Ok(vec![1.5]));
        assert_eq!(read(">f2", &[0x3e, 0x00]), Ok(vec![1.5]));
        assert_eq!(read("|i1", &[0xff, 2]), Ok(vec![-1.0, 2.0]));
        assert_eq!(read("|b1", &[1, 0]), Ok(vec![1.0, 0.0]));
        assert_eq!(read(">i2", &[0xff, 0xfe]), Ok(vec![-2.0]));
        assert_eq!(read("<u8", &(1u64 << 60).to_le_bytes()), Ok(vec![(1u64 << 60) as f64]));
        assert!(read("<i8", &((1i64 << 53) + 1).to_le_bytes()).unwrap_err().contains("2^53"));
        for (descr, word) in [("<c16", "complex"), ("|O", "pickle"), ("<U4", "text"), ("<f16", "64 bits")] {
            assert!(read(descr, &[]).unwrap_err().contains(word), "{descr}");
        }
        let bfloat = Number::of_safetensors("x", "BF16").and_then(|number| number.decode("x", &[0xc0, 0x3f]));
        assert!(bfloat.is_ok_and(|numbers| numbers == [1.5]));
    }
}
