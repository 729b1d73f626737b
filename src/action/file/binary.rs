//! Actions as packed arrays, `.npz` or `.safetensors`.

use std::io::{self, Seek, Write};

use ndarray::{Array2, ArrayD, ArrayView1, CowArray, Ix2, IxDyn};

use super::{Errors, Fault, checked_dimension};
use crate::action::{
    Action, ActionError, MAX_ENTRIES, Pairs, SymmetricTensor, Truncation, independent_entries,
};
use crate::arrays::{self, Container, Contents, Stored};

/// The name under which the dimension is stored.
const DIMENSION: &str = "dimension";

/// Where the action was cut: the highest rank, and the most factors of χ; [`UNCUT`] where nothing was.
const MAX_RANK: &str = "max_rank";
const MAX_CHI: &str = "max_chi";
const UNCUT: i64 = -1;

/// The expansion point, where it is not the origin.
const AROUND: &str = "around";

/// The two sides of the pairs of A^(4), shape (pairs, d (d + 1) / 2).
const LEFT: &str = "A4.left";
const RIGHT: &str = "A4.right";

/// What the names of standard errors end in, and how many networks or sets of samples they are the spread of.
const ERROR: &str = ".error";
const REPLICAS: &str = "replicas";

/// What makes one side of the pairs.
type Side = fn(&Pairs<f64>) -> Array2<f64>;

/// Writes `A0` (1), `A1` (d), `A2` (d, d), then `A3`, `A4`, .. packed, with the dimension and where the action was cut: 0-d arrays in an
/// archive, metadata in a safetensors file. A^(4) may stand beside the action as pairs; these become `A4.left`
/// and `A4.right`, with A4 = sym Σ_p left_p ⊗ right_p.
///
/// # Errors
/// When writing fails.
///
/// # Cost
/// One side of the pairs is copied at a time, for a safetensors file both.
pub fn write(
    action: &Action<f64>,
    quartic: Option<&Pairs<f64>>,
    container: Container,
    out: &mut (impl Write + Seek),
) -> io::Result<()> {
    write_all(action, quartic, None, container, out)
}

/// As [`write()`], with the standard errors of the entries as `A1.error`, `A2.error`, .. in the shapes of the coefficients, and the
/// number of `replicas` whose spread they are.
///
/// # Errors
/// When writing fails.
pub fn write_with_errors(
    action: &Action<f64>,
    errors: &Action<f64>,
    replicas: Option<u32>,
    container: Container,
    out: &mut (impl Write + Seek),
) -> io::Result<()> {
    write_all(action, None, Some((errors, replicas)), container, out)
}

fn write_all(
    action: &Action<f64>,
    quartic: Option<&Pairs<f64>>,
    errors: Option<(&Action<f64>, Option<u32>)>,
    container: Container,
    out: &mut (impl Write + Seek),
) -> io::Result<()> {
    let tensors = action.tensors().iter().map(|tensor| (name(tensor.rank()), array(tensor)));
    let replicas = errors.and_then(|(_, replicas)| replicas).map(|number| (REPLICAS, i64::from(number)));
    let errors = errors.into_iter().flat_map(|(errors, _)| errors.tensors());
    let errors = errors.map(|tensor| (format!("{}{ERROR}", name(tensor.rank())), array(tensor)));
    let around = action.around.iter().map(|point| (AROUND.to_string(), flat(point)));
    let sides = quartic.into_iter().flat_map(|pairs| {
        let sides: [(&str, Side); 2] = [(LEFT, Pairs::left_side), (RIGHT, Pairs::right_side)];
        sides.map(|(name, side)| (name.to_string(), pairs, side))
    });
    let sides = sides.map(|(name, pairs, side)| (name, side(pairs).into_dyn().into()));
    let whole = |number: usize| i64::try_from(number).map_err(io::Error::other);
    let cut = |bound: Option<usize>| bound.map_or(Ok(UNCUT), whole);
    let Truncation { max_rank, max_chi } = action.truncation;
    let integers =
        [(DIMENSION, whole(action.dimension())?), (MAX_RANK, cut(max_rank)?), (MAX_CHI, cut(max_chi)?)];
    let integers: Vec<_> = integers.into_iter().chain(replicas).collect();
    arrays::write(container, around.chain(tensors).chain(errors).chain(sides), &integers, out)
}

/// Reads what [`write()`] writes.
///
/// # Errors
/// Arrays that are missing, unknown or of the wrong shape, and entries that are not finite.
pub fn read(container: Container, bytes: &[u8]) -> Result<Action<f64>, Fault> {
    read_parts(container, bytes, false).map(|(action, _)| action)
}

/// As [`read`], but to `keep_pairs` leaves A^(4) in pairs where the file has them and no higher rank.
pub(super) fn read_parts(
    container: Container,
    bytes: &[u8],
    keep_pairs: bool,
) -> Result<(Action<f64>, Option<Pairs<f64>>), Fault> {
    let contents = arrays::read(container, bytes)?;
    let dimension = checked_dimension(dimension(&contents)?, bytes.len())?;
    let mut tensors: Vec<(usize, SymmetricTensor<f64>)> = Vec::new();
    for (key, stored) in &contents.arrays {
        if [DIMENSION, MAX_RANK, MAX_CHI, AROUND, LEFT, RIGHT, REPLICAS].contains(&key.as_str())
            || error_rank(key).is_some()
        {
            continue;
        }
        let rank = rank(key).ok_or_else(|| Fault::content(format!("`{key}`"), "no action has this array"))?;
        tensors.push((rank, tensor(dimension, rank, key, stored.decode(key)?)?));
    }
    let mut pairs = pairs(dimension, &contents)?;
    if !keep_pairs || tensors.len() > 4 {
        tensors.extend(pairs.take().map(|pairs| entries_of(&pairs)).transpose()?.map(|tensor| (4, tensor)));
    }
    tensors.sort_by_key(|(rank, _)| *rank);
    if let Some(missing) = (0..tensors.len()).find(|&rank| tensors[rank].0 != rank) {
        return Err(Fault::content(
            format!("`{}`", name(missing)),
            "this array is missing, or another is there twice",
        ));
    }
    let tensors: Vec<SymmetricTensor<f64>> = tensors.into_iter().map(|(_, tensor)| tensor).collect();
    let highest = if pairs.is_some() { 4 } else { tensors.len().saturating_sub(1) };
    let mut action = Action::new(dimension, tensors, truncation(&contents, highest))?;
    action.around = around(dimension, &contents)?;
    action.check_finite()?;
    pairs.as_ref().map_or(Ok(()), Pairs::check_finite)?;
    Ok((action, pairs))
}

/// The standard errors that [`write_with_errors`] writes, where a file has them; those of ranks without any are zero.
///
/// # Errors
/// As [`read`].
pub fn read_errors(container: Container, bytes: &[u8]) -> Result<Option<Errors<Action<f64>>>, Fault> {
    let contents = arrays::read(container, bytes)?;
    let dimension = checked_dimension(dimension(&contents)?, bytes.len())?;
    let ranks = contents.arrays.iter().filter_map(|(key, stored)| Some((error_rank(key)?, key, stored)));
    let ranks: Vec<_> = ranks.collect();
    let Some(highest) = ranks.iter().map(|(rank, ..)| *rank).max() else { return Ok(None) };
    let is_held = |rank: usize| contents.get(&name(rank)).is_some();
    if let Some((rank, key, _)) = ranks.iter().find(|(rank, ..)| !is_held(*rank)) {
        return Err(Fault::content(
            format!("`{key}`"),
            format!("there is no `{}` that has these errors", name(*rank)),
        ));
    }
    let mut errors = Action::zero(dimension, highest, Truncation::none());
    for (rank, key, stored) in ranks {
        *errors.tensor_mut(rank) = tensor(dimension, rank, key, stored.decode(key)?)?;
    }
    errors.check_finite()?;
    let negative = |tensor: &&SymmetricTensor<f64>| tensor.entries().iter().any(|error| *error < 0.0);
    if let Some(tensor) = errors.tensors().iter().find(negative) {
        let key = format!("`{}{ERROR}`", name(tensor.rank()));
        return Err(Fault::content(key, "a standard error is negative"));
    }
    let replicas = integer(&contents, REPLICAS).and_then(|number| u32::try_from(number).ok());
    Ok(Some(Errors { entries: errors, replicas }))
}

/// The rank whose errors these are.
fn error_rank(key: &str) -> Option<usize> {
    rank(key.strip_suffix(ERROR)?)
}

fn entries_of(pairs: &Pairs<f64>) -> Result<SymmetricTensor<f64>, Fault> {
    let dimension = pairs.dimension();
    match independent_entries(dimension, 4) {
        Some(entries) if entries <= MAX_ENTRIES => Ok(pairs.tensor(&())),
        _ => Err(ActionError::TooLarge { rank: 4, dimension, max: MAX_ENTRIES }.into()),
    }
}

/// The pairs of A^(4), if the file holds them.
fn pairs(dimension: usize, contents: &Contents<'_>) -> Result<Option<Pairs<f64>>, Fault> {
    let (left, right) = match (contents.get(LEFT), contents.get(RIGHT)) {
        (None, None) => return Ok(None),
        (Some(left), Some(right)) => (matrix(LEFT, left)?, matrix(RIGHT, right)?),
        (left, _) => {
            let missing = if left.is_none() { LEFT } else { RIGHT };
            return Err(Fault::content(format!("`{missing}`"), "this half of the pairs is missing"));
        }
    };
    let none = Array2::zeros((0, left.ncols()));
    Ok(Some(Pairs::new(dimension, Vec::new(), none, vec![(left, right)])?))
}

fn matrix(key: &str, stored: &Stored<'_>) -> Result<Array2<f64>, Fault> {
    let array = stored.decode(key)?.into_dimensionality::<Ix2>();
    array.map_err(|_| Fault::content(format!("`{key}`"), "the pairs of A^(4) are the rows of a matrix"))
}

/// The expansion point, if it is not the origin.
fn around(dimension: usize, contents: &Contents<'_>) -> Result<Option<Vec<f64>>, Fault> {
    let Some(stored) = contents.get(AROUND) else { return Ok(None) };
    let point: Vec<f64> = stored.decode(AROUND)?.into_iter().collect();
    match point.len() == dimension && point.iter().all(|entry| entry.is_finite()) {
        true => Ok(Some(point)),
        false => Err(Fault::content(format!("`{AROUND}`"), format!("it is {dimension} finite numbers"))),
    }
}

fn name(rank: usize) -> String {
    format!("A{rank}")
}

fn rank(name: &str) -> Option<usize> {
    name.strip_prefix('A')?.parse().ok()
}

pub(crate) fn dimension(contents: &Contents<'_>) -> Result<usize, Fault> {
    let dimension = integer(contents, DIMENSION).and_then(|dimension| usize::try_from(dimension).ok());
    dimension.ok_or_else(|| Fault::content(format!("`{DIMENSION}`"), "a positive integer should stand there"))
}

/// Where the action was cut. A file that does not say so was cut at its highest rank.
fn truncation(contents: &Contents<'_>, highest: usize) -> Truncation {
    let bound = |name: &str, else_at: Option<usize>| match integer(contents, name) {
        None => else_at,
        Some(number) => usize::try_from(number).ok(),
    };
    Truncation { max_rank: bound(MAX_RANK, Some(highest)), max_chi: bound(MAX_CHI, None) }
}

/// A number of its own: an array of one in an archive, metadata in a safetensors file.
fn integer(contents: &Contents<'_>, name: &str) -> Option<i64> {
    let from_array = contents.get(name).and_then(Stored::integer);
    from_array.or_else(|| contents.metadata.get(name).and_then(|text| text.parse().ok()))
}

pub(crate) fn array(tensor: &SymmetricTensor<f64>) -> CowArray<'_, f64, IxDyn> {
    if tensor.rank() != 2 {
        return flat(tensor.entries());
    }
    let d = tensor.dimension();
    ArrayD::from_shape_fn(IxDyn(&[d, d]), |index| *tensor.get(&[index[0], index[1]])).into()
}

fn flat(numbers: &[f64]) -> CowArray<'_, f64, IxDyn> {
    ArrayView1::from(numbers).into_dyn().into()
}

pub(crate) fn tensor(
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
        array.into_raw_vec_and_offset().0
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
