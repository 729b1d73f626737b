use std::path::Path;

use serde::de::IgnoredAny;

use super::output;
use crate::arrays::{self, Container, Entries, ZIP_HEADER};

/// What a file holds, as far as its ending and the names within tell. What cannot be read is left to the reader of such
/// files to refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// A theory as text.
    Theory,
    /// The coefficients of an action.
    Action,
    /// The weights of a network.
    Model,
    /// Samples.
    Data,
}

impl Content {
    pub(super) fn of(path: &Path) -> Content {
        match output::ending(Some(path)).as_deref() {
            Some("action") => Content::Theory,
            Some("npy" | "csv" | "txt") => Content::Data,
            _ => std::fs::read(path).map_or(Content::Action, |bytes| Content::of_bytes(&bytes)),
        }
    }

    fn of_bytes(bytes: &[u8]) -> Content {
        if bytes.trim_ascii_start().starts_with(b"{") {
            let keys = serde_json::from_slice::<Entries<IgnoredAny>>(bytes);
            let is_model = keys.is_ok_and(|Entries(keys)| keys.iter().any(|(key, _)| key == "linear"));
            return if is_model { Content::Model } else { Content::Action };
        }
        let is_npz = bytes.starts_with(ZIP_HEADER);
        let container = if is_npz { Container::Npz } else { Container::Safetensors };
        let Ok(contents) = arrays::read(container, bytes) else { return Content::Action };
        match contents.arrays.iter().any(|(name, _)| name.starts_with("linear.")) {
            true => Content::Model,
            false if is_npz && contents.get("A0").is_none() => Content::Data,
            false => Content::Action,
        }
    }
}
