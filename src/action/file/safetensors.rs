//! Actions as safetensors.

use std::collections::HashMap;
use std::io::{self, Write};

use safetensors::tensor::{Dtype, TensorView};

use super::arrays::arrays;
use crate::action::Action;

/// Writes `A0` (1), `A1` (d), `A2` (d, d), then `A3`, `A4`, .. packed; `dimension` is in the metadata.
///
/// # Errors
/// When writing fails.
///
/// # Cost
/// The file is held in memory twice.
pub fn write(action: &Action<f64>, out: &mut dyn Write) -> io::Result<()> {
    let invalid = |error: safetensors::SafeTensorError| io::Error::other(error.to_string());
    let encoded: Vec<(String, Vec<usize>, Vec<u8>)> = arrays(action)
        .map(|(name, array)| {
            let bytes = array.iter().flat_map(|entry| entry.to_le_bytes()).collect();
            (name, array.shape().to_vec(), bytes)
        })
        .collect();
    let views: Result<Vec<_>, _> = encoded
        .iter()
        .map(|(name, shape, bytes)| Ok((name, TensorView::new(Dtype::F64, shape.clone(), bytes)?)))
        .collect();
    let metadata = HashMap::from([("dimension".to_string(), action.dimension().to_string())]);
    out.write_all(&safetensors::serialize(views.map_err(invalid)?, Some(metadata)).map_err(invalid)?)
}
