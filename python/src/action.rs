//! Actions.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use diagraction::action::file::{self, binary, json};
use diagraction::action::{self, Domain, Kernel, Pairs, SparseAction, SymmetricTensor, Truncation};
use diagraction::arrays::Container;
use diagraction::cli;
use diagraction::evaluate::{Coefficients, EvaluateError};
use ndarray::{Array1, Array2, Array3, ArrayD, IxDyn};
use numpy::{IntoPyArray, PyArrayDyn, PyUntypedArrayMethods};
use pyo3::exceptions::{PyIndexError, PyKeyError};
use pyo3::prelude::*;

use crate::arrays::{Matrix, Vector, numbers, points, rows_or_one};
use crate::error::failed;
use crate::network::expect_memory;
use crate::watched::interruptible;

/// A polynomial action S(x) = sum_k A^(k) . x^k.
#[pyclass(frozen, subclass, module = "diagraction._native")]
#[derive(Clone)]
pub(crate) struct Action(Arc<Inner>);

struct Inner {
    held: Held,
    kernel: OnceLock<Kernel>,
}

/// An action in the form in which it came.
enum Held {
    /// Packed tensors, with A^(4) as pairs where it has that form.
    Dense(action::Action<f64>, Option<Pairs<f64>>),
    /// The entries that are not zero.
    Sparse(SparseAction<f64>),
}

impl Action {
    /// The action that a method made.
    pub(crate) fn of(
        coefficients: Coefficients<f64>,
        around: Option<Vec<f64>>,
        memory: u64,
    ) -> Result<Action, EvaluateError> {
        let (mut lower, quartic) = match coefficients {
            Coefficients::Factored(factored) => (factored.lower, factored.quartic),
            other => (other.into_action(memory, &())?, None),
        };
        lower.around = around;
        lower.check_finite()?;
        Ok(Action::held(Held::Dense(lower, quartic)))
    }

    fn held(held: Held) -> Action {
        Action(Arc::new(Inner { held, kernel: OnceLock::new() }))
    }

    fn kernel(&self) -> &Kernel {
        self.0.kernel.get_or_init(|| match &self.0.held {
            Held::Dense(action, quartic) => Kernel::dense(action, quartic.as_ref()),
            Held::Sparse(action) => Kernel::new(action),
        })
    }

    /// A rank that is there.
    fn rank(&self, rank: i64) -> PyResult<usize> {
        let highest = self.max_rank();
        let found = usize::try_from(rank).ok().filter(|&rank| rank <= highest);
        found.ok_or_else(|| {
            PyKeyError::new_err(format!("there is no A^({rank}); the ranks are 0 to {highest}"))
        })
    }

    /// The entries of one rank, packed.
    fn tensor(&self, rank: usize) -> SymmetricTensor<f64> {
        match &self.0.held {
            Held::Dense(_, Some(pairs)) if rank == 4 => pairs.tensor(&()),
            Held::Dense(action, _) => match action.tensor(rank) {
                Some(tensor) => tensor.clone(),
                None => SymmetricTensor::zero(action.dimension(), rank),
            },
            Held::Sparse(action) => {
                let mut tensor = SymmetricTensor::zero(action.dimension(), rank);
                action.entries(rank).for_each(|(index, value)| tensor.set(index, *value));
                tensor
            }
        }
    }
}

#[pymethods]
impl Action {
    #[new]
    #[pyo3(signature = (other=None, *, path=None, tensors=None))]
    fn new(
        other: Option<&Action>,
        path: Option<PathBuf>,
        tensors: Option<Vec<Bound<'_, PyAny>>>,
    ) -> PyResult<Action> {
        if let Some(tensors) = tensors {
            return from_tensors(tensors);
        }
        match (other, path) {
            (Some(other), None) => Ok(other.clone()),
            (None, Some(path)) if path.extension().is_some_and(|ending| ending == "json") => {
                let action = file::load_sparse(path).map_err(failed)?.into_f64().map_err(failed)?;
                match action.domain {
                    Domain::Real => Ok(Action::held(Held::Sparse(action))),
                    Domain::Spin => Err(failed(
                        "an action of spins stays in its file; scan, combine, compare and show take its path",
                    )),
                }
            }
            (None, Some(path)) => {
                let action = file::load(path).map_err(failed)?.into_f64().map_err(failed)?;
                Ok(Action::held(Held::Dense(action, None)))
            }
            _ => Err(failed("give an action, or the path of one")),
        }
    }

    #[getter]
    fn dimension(&self) -> usize {
        match &self.0.held {
            Held::Dense(action, _) => action.dimension(),
            Held::Sparse(action) => action.dimension(),
        }
    }

    #[getter]
    fn max_rank(&self) -> usize {
        match &self.0.held {
            Held::Dense(_, Some(_)) => 4,
            Held::Dense(action, None) => action.max_rank(),
            Held::Sparse(action) => action.max_rank(),
        }
    }

    /// The point of expansion; None for the origin.
    #[getter]
    fn around<'py>(&self, py: Python<'py>) -> Option<Vector<'py>> {
        let around = match &self.0.held {
            Held::Dense(action, _) => &action.around,
            Held::Sparse(action) => &action.around,
        };
        around.clone().map(|point| Array1::from(point).into_pyarray(py))
    }

    /// The entries of A^(rank) at non-decreasing multi-indices in lexicographic order.
    fn packed<'py>(&self, py: Python<'py>, rank: i64) -> PyResult<Vector<'py>> {
        let rank = self.rank(rank)?;
        let entries = action::independent_entries(self.dimension(), rank).map_or(f64::INFINITY, |n| n as f64);
        expect_memory(&format!("A^({rank}), packed, takes"), 16.0 * entries, cli::memory_limit(None))?;
        let action = self.clone();
        let tensor = interruptible(py, move || action.tensor(rank))?;
        Ok(Array1::from(tensor.entries().to_vec()).into_pyarray(py))
    }

    /// A^(rank) with all its entries, shape (d, .., d).
    fn dense<'py>(&self, py: Python<'py>, rank: i64) -> PyResult<Bound<'py, PyArrayDyn<f64>>> {
        let rank = self.rank(rank)?;
        let d = self.dimension();
        let needed = 8.0 * (d as f64).powf(rank as f64) * 1.5;
        expect_memory(&format!("A^({rank}), dense, takes"), needed, cli::memory_limit(None))?;
        let action = self.clone();
        let dense = interruptible(py, move || action.tensor(rank).to_dense())?;
        Ok(dense.into_pyarray(py))
    }

    /// A^(4) as a sum of products of matrices, left and right, each of shape (n, d (d + 1) / 2).
    #[pyo3(signature = (rank=4))]
    fn pairs<'py>(&self, py: Python<'py>, rank: usize) -> PyResult<(Matrix<'py>, Matrix<'py>)> {
        match &self.0.held {
            Held::Dense(_, Some(pairs)) if rank == 4 => {
                Ok((pairs.left_side().into_pyarray(py), pairs.right_side().into_pyarray(py)))
            }
            _ => Err(failed("only A^(4) of a network with quadratic couplings has pairs; take packed")),
        }
    }

    /// The entry of A^(k) at k indices, in any order.
    #[pyo3(signature = (*index))]
    fn entry(&self, index: Vec<i64>) -> PyResult<f64> {
        self.rank(i64::try_from(index.len()).unwrap_or(i64::MAX))?;
        let d = self.dimension();
        let place = |place: &i64| {
            let found = usize::try_from(*place).ok().filter(|&place| place < d);
            found.ok_or_else(|| {
                PyIndexError::new_err(format!("there is no index {place}; the indices are 0 to {}", d - 1))
            })
        };
        let mut index: Vec<usize> = index.iter().map(place).collect::<PyResult<_>>()?;
        index.sort_unstable();
        Ok(match (&self.0.held, index.as_slice()) {
            (Held::Dense(_, Some(pairs)), &[i, j, k, l]) => pairs.entry([i, j, k, l]),
            (Held::Dense(action, _), _) => {
                action.tensor(index.len()).map_or(0.0, |tensor| *tensor.get(&index))
            }
            (Held::Sparse(action), _) => action.get(&index),
        })
    }

    /// The multi-indices of A^(rank) whose entries are not zero, with these.
    fn nonzero(&self, rank: i64) -> PyResult<Vec<(Vec<usize>, f64)>> {
        let rank = self.rank(rank)?;
        Ok(match &self.0.held {
            Held::Sparse(action) => {
                action.entries(rank).map(|(index, value)| (index.to_vec(), *value)).collect()
            }
            Held::Dense(..) => {
                let tensor = self.tensor(rank);
                let found = tensor.iter().filter(|(_, value)| **value != 0.0);
                found.map(|(index, value)| (index, *value)).collect()
            }
        })
    }

    /// S at points as rows.
    fn value<'py>(&self, py: Python<'py>, x: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let (values, _, is_one) = self.at(py, x)?;
        rows_or_one(py, values, is_one)
    }

    /// dS/dx at points as rows.
    fn gradient<'py>(&self, py: Python<'py>, x: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let (_, gradients, is_one) = self.at(py, x)?;
        rows_or_one(py, gradients, is_one)
    }

    /// The second derivatives of S at points as rows, shape (n, d, d).
    fn hessian<'py>(&self, py: Python<'py>, x: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let d = self.dimension();
        let (x, is_one) = points("x", x, d)?;
        let needed = 8.0 * (d as f64).powi(2) * x.shape()[0] as f64;
        expect_memory("the second derivatives take", needed, cli::memory_limit(None))?;
        let x = x.as_array().to_owned();
        let action = self.clone();
        let hessians = interruptible(py, move || {
            let mut hessians = Array3::zeros((x.nrows(), d, d));
            for (point, mut hessian) in x.outer_iter().zip(hessians.outer_iter_mut()) {
                hessian.assign(&action.kernel().hessian(&point.to_vec()));
            }
            hessians
        })?;
        rows_or_one(py, hessians, is_one)
    }

    /// Writes an action file; the ending, json, npz or safetensors, names its format.
    fn save(&self, path: PathBuf) -> PyResult<()> {
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or("");
        let container = match ending {
            "json" => None,
            "npz" => Some(Container::Npz),
            "safetensors" => Some(Container::Safetensors),
            _ => return Err(failed(format!("{}: end it in .json, .npz or .safetensors", path.display()))),
        };
        let unwritten = |error| failed(format!("{} cannot be written: {error}", path.display()));
        let mut out = diagraction::WholeFile::create(&path).map_err(unwritten)?;
        match (&self.0.held, container) {
            (Held::Sparse(action), None) => json::write_sparse(action, &mut out).map_err(unwritten)?,
            (Held::Sparse(action), Some(container)) => {
                let dense = action.to_dense().map_err(failed)?;
                binary::write(&dense, None, container, &mut out).map_err(unwritten)?;
            }
            (Held::Dense(action, quartic), Some(container)) => {
                binary::write(action, quartic.as_ref(), container, &mut out).map_err(unwritten)?;
            }
            (Held::Dense(action, quartic), None) => {
                let whole = match quartic {
                    Some(pairs) => &action.clone().with_next(pairs.tensor(&())),
                    None => action,
                };
                json::write(whole, &mut out).map_err(unwritten)?;
            }
        }
        out.finish().map_err(unwritten)
    }

    fn __repr__(&self) -> String {
        format!("Action(dimension={}, max_rank={})", self.dimension(), self.max_rank())
    }
}

impl Action {
    /// Values and gradients at points, and whether there is one alone.
    fn at(&self, py: Python<'_>, x: &Bound<'_, PyAny>) -> PyResult<(Array1<f64>, Array2<f64>, bool)> {
        let (x, is_one) = points("x", x, self.dimension())?;
        let x = x.as_array().to_owned();
        let action = self.clone();
        let (values, gradients) = interruptible(py, move || {
            let mut kernel = action.kernel().clone();
            let mut gradients = Array2::zeros(x.raw_dim());
            let mut gradient = vec![0.0; x.ncols()];
            let values = x.outer_iter().zip(gradients.outer_iter_mut()).map(|(point, mut row)| {
                let value = kernel.value_and_gradient(&point.to_vec(), &mut gradient);
                row.assign(&Array1::from(gradient.clone()));
                value
            });
            (values.collect(), gradients)
        })?;
        Ok((values, gradients, is_one))
    }
}

/// An action of the tensors of ranks 0, 1, .., of which the symmetric part counts.
fn from_tensors(tensors: Vec<Bound<'_, PyAny>>) -> PyResult<Action> {
    let read = |(rank, tensor): (usize, Bound<'_, PyAny>)| {
        let name = format!("A^({rank})");
        let array = numbers::<IxDyn>(&name, &tensor)?.as_array().to_owned();
        if array.ndim() == rank {
            Ok(array)
        } else {
            Err(failed(format!("{name} has {rank} axes and is given with {}", array.ndim())))
        }
    };
    let tensors: PyResult<Vec<ArrayD<f64>>> = tensors.into_iter().enumerate().map(read).collect();
    let tensors = tensors?;
    let d = tensors.get(1).map_or(0, |linear| linear.len());
    if d == 0 {
        return Err(failed("give A^(0), A^(1), ..; the length of A^(1) is the dimension"));
    }
    let longer = tensors.iter().flat_map(|tensor| tensor.shape()).find(|&&length| length != d);
    if let Some(length) = longer {
        return Err(failed(format!("an axis has length {length}, where A^(1) has {d}")));
    }
    let packed: Vec<_> =
        tensors.iter().map(|tensor| SymmetricTensor::symmetrised(d, tensor.view())).collect();
    let action = action::Action::new(d, packed, Truncation::none()).map_err(failed)?;
    Ok(Action::held(Held::Dense(action, None)))
}
