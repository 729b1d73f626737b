//! Actions as packed arrays, `.npz` or `.safetensors`.

use std::io::{self, Write};

use ndarray::{Array1, ArrayD, IxDyn};

use super::Fault;
use crate::action::{Action, SymmetricTensor, Truncation};
use crate::arrays::{self, Container, Contents};

/// The name under which the dimension is stored.
const DIMENSION: &str = "dimension";

/// Writes `A0` (1), `A1` (d), `A2` (d, d), then `A3`, `A4`, .. packed, with the dimension: a 0-d array in an
/// archive, metadata in a safetensors file.
///
/// # Errors
/// When writing fails.
///
/// # Cost
/// The file is held in memory while it is encoded.
pub fn write(action: &Action<f64>, container: Container, out: &mut dyn Write) -> io::Result<()> {
    let unpacked: Vec<(String, ArrayD<f64>)> =
        action.tensors().iter().map(|tensor| (name(tensor.rank()), array(tensor))).collect();
    let views = unpacked.iter().map(|(name, array)| (name.clone(), array.view()));
    let dimension = i64::try_from(action.dimension()).map_err(io::Error::other)?;
    let bytes = arrays::write(container, views, &[(DIMENSION, dimension)]).map_err(io::Error::other)?;
    out.write_all(&bytes)
}

/// Reads what [`write()`] writes.
///
/// # Errors
/// Arrays that are missing, unknown or of the wrong shape, and entries that are not finite.
pub fn read(container: Container, bytes: &[u8]) -> Result<Action<f64>, Fault> {
    let contents = arrays::read(container, bytes)?;
    let dimension = dimension(&contents)?;
    let mut tensors: Vec<(usize, SymmetricTensor<f64>)> = Vec::new();
    for (key, stored) in &contents.arrays {
        if key == DIMENSION {
            continue;
        }
        let rank = rank(key).ok_or_else(|| Fault::content(format!("`{key}`"), "no action has this array"))?;
        tensors.push((rank, tensor(dimension, rank, key, stored.decode(key)?)?));
    }
    tensors.sort_by_key(|(rank, _)| *rank);
    if let Some(missing) = (0..tensors.len()).find(|&rank| tensors[rank].0 != rank) {
        return Err(Fault::content(
            format!("`{}`", name(missing)),
            "this array is missing, or another is there twice",
        ));
    }
    let tensors = tensors.into_iter().map(|(_, tensor)| tensor).collect();
    let action = Action::new(dimension, tensors, Truncation::none())?;
    action.check_finite()?;
    Ok(action)
}

fn name(rank: usize) -> String {
    format!("A{rank}")
}

fn rank(name: &str) -> Option<usize> {
    name.strip_prefix('A')?.parse().ok()
}

fn dimension(contents: &Contents<'_>) -> Result<usize, Fault> {
    let array = contents.arrays.iter().find(|(key, _)| key == DIMENSION);
    let from_array = array.and_then(|(_, stored)| stored.integer());
    let from_metadata = contents.metadata.get(DIMENSION).and_then(|text| text.parse().ok());
    let dimension = from_array.or(from_metadata).and_then(|dimension| usize::try_from(dimension).ok());
    dimension
        .filter(|&dimension| dimension > 0)
        .ok_or_else(|| Fault::content(format!("`{DIMENSION}`"), "a positive integer should stand there"))
}

fn array(tensor: &SymmetricTensor<f64>) -> ArrayD<f64> {
    if tensor.rank() != 2 {
        return Array1::from(tensor.entries().to_vec()).into_dyn();
    }
    let d = tensor.dimension();
    ArrayD::from_shape_fn(IxDyn(&[d, d]), |index| *tensor.get(&[index[0], index[1]]))
}

fn tensor(
    dimension: usize,
    rank: usize,
    key: &str,
    array: ArrayD<f64>,
) -> Result<SymmetricTensor<f64>, Fault> {
    let place = || format!("`{key}`");
    let shape = array.shape().to_vec();
    let entries = if rank == 2 && shape == [dimension, dimension] {
        upper_triangle(&array).ok_or_else(|| Fault::content(place(), "this matrix is not symmetric"))?
    } else {
        array.into_iter().collect()
    };
    SymmetricTensor::from_entries(dimension, rank, entries).ok_or_else(|| {
        Fault::content(
            place(),
            format!("the shape {shape:?} is not that of rank {rank} in {dimension} dimensions"),
        )
    })
}

/// The packed entries of a matrix that is symmetric up to rounding; the upper triangle counts.
fn upper_triangle(matrix: &ArrayD<f64>) -> Option<Vec<f64>> {
    const ROUNDING: f64 = 1e-12;
    let d = matrix.shape()[0];
    let largest = matrix.iter().fold(0.0f64, |largest, entry| largest.max(entry.abs()));
    let mut entries = Vec::with_capacity(d * (d + 1) / 2);
    for i in 0..d {
        for j in i..d {
            if (matrix[[i, j]] - matrix[[j, i]]).abs() > ROUNDING * largest {
                return None;
            }
            entries.push(matrix[[i, j]]);
        }
    }
    Some(entries)
}
