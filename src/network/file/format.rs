//! Which format a model file has, by its ending or its first bytes.

use std::path::Path;

use super::Fault;
use crate::arrays::{Container, ZIP_HEADER};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Arrays(Container),
    Json,
}

impl Format {
    /// The format that the ending of a path names, in any case of letters.
    pub(super) fn of_ending(path: &Path) -> Option<Format> {
        match path.extension()?.to_str()?.to_ascii_lowercase().as_str() {
            "safetensors" => Some(Format::Arrays(Container::Safetensors)),
            "npz" => Some(Format::Arrays(Container::Npz)),
            "json" => Some(Format::Json),
            _ => None,
        }
    }

    /// The format of a file with this path and content.
    pub(super) fn of_file(path: &Path, bytes: &[u8]) -> Result<Format, Fault> {
        if is_pickle(bytes) {
            return Err(Fault::Pickle);
        }
        Format::of_ending(path).or_else(|| Format::of_content(bytes)).ok_or(Fault::UnknownFormat)
    }

    fn of_content(bytes: &[u8]) -> Option<Format> {
        if bytes.starts_with(ZIP_HEADER) {
            return Some(Format::Arrays(Container::Npz));
        }
        // A safetensors file has the length of its header first, then the header itself.
        if bytes.get(8) == Some(&b'{') && bytes[6..8] == [0, 0] {
            return Some(Format::Arrays(Container::Safetensors));
        }
        let text = bytes.trim_ascii_start();
        text.starts_with(b"{").then_some(Format::Json)
    }
}

/// `torch.save` writes a zip archive whose first entry is `{name}/data.pkl`, or a bare pickle.
fn is_pickle(bytes: &[u8]) -> bool {
    const FIRST_NAME_ENDS_WITHIN: usize = 256;
    let head = &bytes[..bytes.len().min(FIRST_NAME_ENDS_WITHIN)];
    let pickle_in_zip = head.starts_with(ZIP_HEADER) && head.windows(9).any(|window| window == b"/data.pkl");
    pickle_in_zip || matches!(head, [0x80, 2..=5, ..] if head.get(8) != Some(&b'{'))
}
