//! Arrays that Python gives: 64-bit floats in C order are borrowed, other numbers are copied, and the rest is refused in words.

use ndarray::{Array, ArrayViewD, Dimension, Ix1};
use numpy::{
    Element, IntoPyArray, PyArray, PyArray1, PyArray2, PyArrayMethods, PyReadonlyArray, PyReadonlyArray2,
    PyUntypedArrayMethods,
};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;

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
        Ok(array) if array.is_c_contiguous() && is_aligned(array) => array.clone(),
        _ => converted(name, given)?,
    };
    let array = array.try_readonly().map_err(|error| PyValueError::new_err(format!("{name}: {error}")))?;
    expect_finite(name, array.as_array().into_dyn())?;
    Ok(array)
}

/// By the address; NumPy takes empty arrays for aligned wherever they are.
fn is_aligned<D: Dimension>(array: &Bound<'_, PyArray<f64, D>>) -> bool {
    array.data().is_aligned()
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
    let array = numpy.call_method1("require", (array, f64::get_dtype(given.py()), ["C", "A"]))?;
    let array = array.cast_into::<PyArray<f64, D>>()?;
    if is_aligned(&array) { Ok(array) } else { Ok(array.call_method0("copy")?.cast_into()?) }
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
        let one = numbers::<Ix1>(name, given)?;
        numbers(name, &given.py().import("numpy")?.call_method1("atleast_2d", (one.as_any(),))?)?
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

/// Rows for Python, or the only one without its axis.
pub(crate) fn rows_or_one<'py, D: Dimension>(
    py: Python<'py>,
    rows: Array<f64, D>,
    is_one: bool,
) -> PyResult<Bound<'py, PyAny>> {
    let rows = rows.into_pyarray(py).into_any();
    if is_one { rows.get_item(0) } else { Ok(rows) }
}
