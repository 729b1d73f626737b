//! The head of an npy file: the type, the order and the shape of its numbers.

use super::Fault;
use super::number::called;

const MAGIC: &[u8] = b"\x93NUMPY";

/// The dictionary `{'descr': '<f8', 'fortran_order': False, 'shape': (3, 3), }`.
#[derive(Debug, PartialEq)]
pub(super) struct Header {
    /// The type of the numbers.
    pub(super) descr: String,
    /// Whether the first index runs fastest.
    pub(super) fortran_order: bool,
    /// The shape, not yet compared with the numbers that follow.
    pub(super) shape: Vec<usize>,
}

impl Header {
    /// The header and the bytes behind it.
    pub(super) fn read<'a>(tensor: &str, bytes: &'a [u8]) -> Result<(Header, &'a [u8]), Fault> {
        let malformed = |reason: &str| Fault::malformed(format!("the header of {}", called(tensor)), reason);
        let rest = bytes.strip_prefix(MAGIC).ok_or_else(|| malformed("it does not begin as an npy file"))?;
        let (length, rest) = length(rest).ok_or_else(|| malformed("its version is not 1.0, 2.0 or 3.0"))?;
        let Some((text, numbers)) = rest.split_at_checked(length) else {
            return Err(Fault::truncated(
                format!("the header of {}", called(tensor)),
                length as u64,
                rest.len(),
            ));
        };
        let header = std::str::from_utf8(text).ok().and_then(dictionary);
        let header =
            header.ok_or_else(|| malformed("it is not a dictionary with descr, fortran_order and shape"))?;
        Ok((header, numbers))
    }
}

/// The length of the dictionary, and what follows its number.
fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    match bytes {
        [1, 0, a, b, rest @ ..] => Some((u16::from_le_bytes([*a, *b]).into(), rest)),
        [2 | 3, 0, a, b, c, d, rest @ ..] => {
            Some((usize::try_from(u32::from_le_bytes([*a, *b, *c, *d])).ok()?, rest))
        }
        _ => None,
    }
}

/// Reads the dictionary without recursion: its grammar has a fixed depth.
fn dictionary(text: &str) -> Option<Header> {
    let mut rest = text.trim().strip_prefix('{')?;
    let (mut descr, mut fortran_order, mut shape) = (None, None, None);
    loop {
        rest = rest.trim_start();
        if let Some(end) = rest.strip_prefix('}') {
            return end.is_empty().then_some(Header {
                descr: descr?,
                fortran_order: fortran_order?,
                shape: shape?,
            });
        }
        let (key, value) = quoted(rest)?;
        let value = value.trim_start().strip_prefix(':')?.trim_start();
        rest = match key {
            "descr" => set(&mut descr, descriptor(value)?)?,
            "fortran_order" => set(&mut fortran_order, boolean(value)?)?,
            "shape" => set(&mut shape, tuple(value)?)?,
            _ => return None,
        };
        rest = rest.trim_start();
        if !rest.starts_with('}') {
            rest = rest.strip_prefix(',')?;
        }
    }
}

/// Keeps a value that was not there before, and hands on the rest.
fn set<'a, V>(slot: &mut Option<V>, (value, rest): (V, &'a str)) -> Option<&'a str> {
    slot.replace(value).is_none().then_some(rest)
}

fn quoted(text: &str) -> Option<(&str, &str)> {
    let quote = text.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
    text[1..].split_once(quote)
}

/// A type in quotes. A list of fields is taken whole, so that the message can show it.
fn descriptor(text: &str) -> Option<(String, &str)> {
    if text.starts_with('[') {
        let (fields, rest) = text.split_at(text.find(']')? + 1);
        return Some((fields.to_owned(), rest));
    }
    quoted(text).map(|(descr, rest)| (descr.to_owned(), rest))
}

fn boolean(text: &str) -> Option<(bool, &str)> {
    let yes = text.strip_prefix("True").map(|rest| (true, rest));
    yes.or_else(|| text.strip_prefix("False").map(|rest| (false, rest)))
}

fn tuple(text: &str) -> Option<(Vec<usize>, &str)> {
    let (inside, rest) = text.strip_prefix('(')?.split_once(')')?;
    let lengths = inside.strip_suffix(',').unwrap_or(inside).split(',').map(str::trim);
    let shape = match inside.trim() {
        "" => Vec::new(),
        _ => lengths.map(|length| length.parse().ok()).collect::<Option<_>>()?,
    };
    Some((shape, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_as_numpy_writes_them() {
        let header = |text| dictionary(text).map(|header| (header.descr, header.fortran_order, header.shape));
        assert_eq!(
            header("{'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }   \n"),
            Some(("<f8".to_owned(), false, vec![3, 4]))
        );
        assert_eq!(
            header("{'shape': (2,), 'fortran_order': True, 'descr': \"<f4\"}"),
            Some(("<f4".to_owned(), true, vec![2]))
        );
        assert_eq!(
            header("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': ()}"),
            Some(("[('a', '<f4')]".to_owned(), false, vec![]))
        );
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "{",
            "{}",
            "{'descr': '<f8', 'fortran_order': False}",
            "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,)}",
            "{'descr': '<f8', 'fortran_order': False, 'shape': (99999999999999999999999,)}",
            "{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': ()}",
            "{'descr': '<f8', 'fortran_order': False, 'shape': (), 'x': 1}",
            "{'descr': '<f8' 'fortran_order': False, 'shape': ()}",
            "{'descr': '<f8', 'fortran_order': False, 'shape': ()} {",
            "{'é",
            "é",
        ] {
            assert_eq!(dictionary(text), None, "{text}");
        }
    }
}
