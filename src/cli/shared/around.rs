//! The point around which an action is expanded, from option to numbers.

use std::path::{Path, PathBuf};

use crate::network::{EvaluationError, Network};
use crate::{Rational, Scalar, arrays, files};
use ndarray::{Array1, ArrayView1};

use super::failure::Failure;

/// The point around which the action is expanded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Around {
    Zero,
    /// x* = f⁻¹(0), the most likely sample.
    Mode,
    File(PathBuf),
}

pub(crate) fn parse(text: &str) -> Result<Around, String> {
    match text {
        "zero" => Ok(Around::Zero),
        "mode" => Ok(Around::Mode),
        path if path.ends_with(".npy") => Ok(Around::File(path.into())),
        _ => Err("it is zero, mode, or an .npy file".to_string()),
    }
}

impl Around {
    /// The point in floating point; `None` for the origin.
    pub(crate) fn point(&self, network: &Network<f64>) -> Result<Option<Vec<f64>>, Failure> {
        self.of(network.dimension(), |origin| network.inverse(origin), Some)
    }

    /// The point in exact numbers; `None` for the origin.
    pub(crate) fn exact_point(&self, network: &Network<Rational>) -> Result<Option<Vec<Rational>>, Failure> {
        self.of(network.dimension(), |origin| network.inverse(origin), Rational::from_float)
    }

    fn of<T: Scalar>(
        &self,
        dimension: usize,
        inverse: impl FnOnce(ArrayView1<'_, T>) -> Result<Array1<T>, EvaluationError>,
        number: impl Fn(f64) -> Option<T>,
    ) -> Result<Option<Vec<T>>, Failure> {
        match self {
            Around::Zero => Ok(None),
            Around::Mode => {
                Ok(Some(inverse(Array1::zeros(dimension).view()).map_err(Failure::new)?.to_vec()))
            }
            Around::File(path) => Ok(Some(read(path, dimension)?.into_iter().filter_map(number).collect())),
        }
    }

    /// The point in words.
    pub(crate) fn words(&self) -> Option<String> {
        match self {
            Around::Zero => None,
            Around::Mode => Some("the mode, f^-1(0), where A^(1) vanishes".to_string()),
            Around::File(path) => Some(path.display().to_string()),
        }
    }
}

/// The finite numbers of an `.npy` file of shape (d).
pub(crate) fn read(path: &Path, dimension: usize) -> Result<Vec<f64>, Failure> {
    let named = |reason: String| Failure::new(format!("{}: {reason}", path.display()));
    let bytes = files::read(path).map_err(|error| named(format!("cannot be read: {error}")))?;
    let array = arrays::read_npy("the point", &bytes).map_err(|fault| named(fault.to_string()))?;
    if array.shape() != [dimension] {
        return Err(named(format!(
            "has shape {:?}; a point of this model has shape [{dimension}]",
            array.shape()
        )));
    }
    match array.iter().position(|entry| !entry.is_finite()) {
        Some(place) => Err(named(format!("entry {place} is not finite"))),
        None => Ok(array.into_iter().collect()),
    }
}

/// The network as a function of the distance from the point.
pub(crate) fn shift<T: Scalar>(network: Network<T>, point: Option<&Vec<T>>) -> Network<T> {
    match point {
        None => network,
        Some(point) => network.shifted(Array1::from(point.clone()).view()),
    }
}
