//! Errors of the library as exceptions.

use std::fmt::Display;

use pyo3::PyErr;
use pyo3::exceptions::PyValueError;

pyo3::create_exception!(
    diagraction,
    DiagractionError,
    PyValueError,
    "What was asked for cannot be done; says what, where and what to do."
);

/// An error in its own words.
pub(crate) fn failed(error: impl Display) -> PyErr {
    DiagractionError::new_err(error.to_string())
}
