//! The state of a training as one file: tensors, counters as JSON among the metadata, and a checksum of the whole.

use std::collections::HashMap;
use std::ops::Range;

use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensors};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::digest::sha256;

/// The key of the metadata under which everything but the tensors stands. There is one key, so that the order of keys is no
/// question.
const STATE: &str = "state";

/// Beside the tensors.
#[derive(Serialize, Deserialize)]
struct Written<C> {
    /// The SHA-256 of the file with [`NO_CHECKSUM`] in its place.
    checksum: String,
    counters: C,
    /// What is not the training's own.
    attached: String,
}

const NO_CHECKSUM: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What stands in front of the checksum: JSON in a string of JSON.
const MARK: &[u8] = br#"\"checksum\":\""#;

/// A file of vectors, each with its name, type and bytes.
pub(crate) fn seal(vectors: &[(&str, Dtype, Vec<u8>)], counters: &impl Serialize, attached: &str) -> Vec<u8> {
    let views = vectors.iter().map(|(name, dtype, bytes)| {
        let length = bytes.len() * 8 / dtype.bitsize();
        (*name, TensorView::new(*dtype, vec![length], bytes).expect("as many bytes as numbers"))
    });
    let written = Written { checksum: NO_CHECKSUM.to_string(), counters, attached: attached.to_string() };
    let written = serde_json::to_string(&written).expect("counters are JSON");
    let metadata = HashMap::from([(STATE.to_string(), written)]);
    let mut file = safetensors::serialize(views, Some(metadata)).expect("a short header");
    let place = place(&file).expect("it was just written");
    let found = checksum(&file, &place);
    file[place].copy_from_slice(found.as_bytes());
    file
}

/// The vectors, counters and what was attached; what is wrong in words.
pub(crate) fn open<C: DeserializeOwned>(file: &[u8]) -> Result<(SafeTensors<'_>, C, String), String> {
    let place = place(file).ok_or("it has no checksum: it is no checkpoint, or one of an earlier version")?;
    if file[place.clone()] != *checksum(file, &place).as_bytes() {
        return Err("it is damaged: its checksum is not that of its content".to_string());
    }
    let unreadable = |error: &dyn std::fmt::Display| format!("it is no checkpoint: {error}");
    let tensors = SafeTensors::deserialize(file).map_err(|error| unreadable(&error))?;
    let (_, header) = SafeTensors::read_metadata(file).map_err(|error| unreadable(&error))?;
    let written = header.metadata().as_ref().and_then(|metadata| metadata.get(STATE));
    let written: Written<C> =
        serde_json::from_str(written.ok_or("it has no state")?).map_err(|error| unreadable(&error))?;
    Ok((tensors, written.counters, written.attached))
}

/// Where the checksum stands.
fn place(file: &[u8]) -> Option<Range<usize>> {
    let start = file.windows(MARK.len()).position(|window| window == MARK)? + MARK.len();
    (file.len() - start >= NO_CHECKSUM.len()).then(|| start..start + NO_CHECKSUM.len())
}

fn checksum(file: &[u8], place: &Range<usize>) -> String {
    sha256(&[&file[..place.start], NO_CHECKSUM.as_bytes(), &file[place.end..]])
}
