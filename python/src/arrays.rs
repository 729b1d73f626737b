//! Arrays that Python gives: 64-bit floats in C order are borrowed, other numbers are copied, and the rest is refused in words.

use ndarray::{ArrayViewD, Dimension};
use numpy::{
    Element, PyArray, PyArray1, PyArray2, PyArrayMethods, PyReadonlyArray, PyReadonlyArray2,
    PyUntypedArrayMethods,
};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;

/// A vector for Python.
pub(crate) type Vector<'py> = Bound<'py, PyArray1<f64>>;

/// A matrix for Python.
pub(crate) type Matrix<'py> = Bound<'py, PyArray2<f64>>;

/// Finite numbers in C order, with as many axes as `D` has.
pub(crate) fn numbers<'py, D: Dimension>(
    name: &str,
    given: &Bound<'py, PyAny>,
) -> PyResult<PyReadonlyArray<'py, f64, D>> {
    let array = match given.cast::<PyArray<f64, D>>() {
        Ok(array) if array.is_c_contiguous() => array.clone(),
        _ => converted(name, given)?,
    };
    let array = array.try_readonly().map_err(|error| PyValueError::new_err(format!("{name}: {error}")))?;
    expect_finite(name, array.as_array().into_dyn())?;
    Ok(array)
}

fn converted<'py, D: Dimension>(
    name: &str,
    given: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyArray<f64, D>>> {
    let numpy = given.py().import("numpy")?;
    let array = numpy.call_method1("asarray", (given,))?;
    let (dtype, shape) = (array.getattr("dtype")?, array.getattr("shape")?);
    let kind: String = dtype.getattr("kind")?.extract()?;
    if !["f", "i", "u", "b"].contains(&kind.as_str()) {
        let message =
            format!("{name} has dtype {dtype}; give real numbers, such as np.asarray(.., dtype=float)");
        return Err(PyTypeError::new_err(message));
    }
    let axes: usize = array.getattr("ndim")?.extract()?;
    if D::NDIM.is_some_and(|wanted| wanted != axes) {
        let wanted = D::NDIM.unwrap_or(0);
        let message = format!("{name} has shape {shape}; an array with {wanted} axes is needed");
        return Err(PyValueError::new_err(message));
    }
    let floats = PyDict::new(given.py());
    floats.set_item("dtype", f64::get_dtype(given.py()))?;
    floats.set_item("order", "C")?;
    let array = numpy.call_method("asarray", (array,), Some(&floats))?;
    Ok(array.cast_into::<PyArray<f64, D>>()?)
}

fn expect_finite(name: &str, array: ArrayViewD<'_, f64>) -> PyResult<()> {
    if array.as_slice().is_some_and(|entries| entries.iter().all(|entry| entry.is_finite())) {
        return Ok(());
    }
    match array.indexed_iter().find(|(_, entry)| !entry.is_finite()) {
        None => Ok(()),
        Some((place, entry)) => {
            let place: Vec<String> = place.as_array_view().iter().map(usize::to_string).collect();
            let message = format!("{name}[{}] is {entry}; leave such numbers out", place.join(", "));
            Err(PyValueError::new_err(message))
        }
    }
}

/// Points of dimension d as rows, and whether there is one alone, given as a vector.
pub(crate) fn points<'py>(
    name: &str,
    given: &Bound<'py, PyAny>,
    dimension: usize,
) -> PyResult<(PyReadonlyArray2<'py, f64>, bool)> {
    let is_rows = given.cast::<PyArray2<f64>>().is_ok();
    let axes: usize =
        if is_rows { 2 } else { given.py().import("numpy")?.call_method1("ndim", (given,))?.extract()? };
    let rows = if axes == 1 {
        let one = given.py().import("numpy")?.call_method1("atleast_2d", (given,))?;
        numbers(name, &one)?
    } else {
        numbers(name, given)?
    };
    let columns = rows.shape()[1];
    if columns == dimension {
        Ok((rows, axes == 1))
    } else {
        let message = format!("{name} has {columns} numbers a point; this has dimension {dimension}");
        Err(PyValueError::new_err(message))
    }
}
