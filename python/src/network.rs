//! Networks.

use std::path::PathBuf;
use std::sync::Arc;

use diagraction::cli;
use diagraction::evaluate::{self, Method, Quartic, Request};
use diagraction::network::file::{self, Model};
use diagraction::network::{self, Activation, Coupling, EvaluationError, Linear};
use ndarray::{Array, Array1, ArrayView2, Dimension, Ix1, Ix2, Ix3};
use numpy::{IntoPyArray, PyArray3};
use pyo3::prelude::*;

use crate::action::Action;
use crate::arrays::{Matrix, Vector, numbers, points, rows_or_one};
use crate::error::{DiagractionError, failed};
use crate::watched::{expect_own_threads, interruptible};

/// One linear layer: W of shape (d, d), and b of shape (d).
type Layer<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>);

/// The weights of the components in a model file; one of a single component.
#[pyfunction]
pub(crate) fn component_weights(path: PathBuf) -> PyResult<Vec<f64>> {
    let components = file::load_components(&path, &mut |_| {}).map_err(failed)?;
    match components.len() {
        1 => Ok(vec![1.0]),
        _ => Ok(components.into_mixture().map_err(failed)?.weights()),
    }
}

/// An invertible network: linear layers (W, b) with quadratic couplings chi between them.
#[pyclass(frozen, subclass, module = "diagraction._native")]
pub(crate) struct Network {
    /// As its file holds it; floats where it was made of arrays.
    model: Arc<Model>,
    floats: Arc<network::Network<f64>>,
    /// What is to be known of its file.
    notes: Vec<String>,
}

#[pymethods]
impl Network {
    #[new]
    #[pyo3(signature = (*, path=None, component=None, linear=None, chi=None))]
    fn new(
        path: Option<PathBuf>,
        component: Option<usize>,
        linear: Option<Vec<Layer<'_>>>,
        chi: Option<Vec<Bound<'_, PyAny>>>,
    ) -> PyResult<Network> {
        expect_own_threads()?;
        let mut notes = Vec::new();
        let model = match (path, linear) {
            (Some(path), None) => {
                let name = path.display();
                file::load_component(&path, component, &mut |note| notes.push(format!("{name}: {note}")))
                    .map_err(failed)?
            }
            (None, Some(linear)) => Model::Float(from_arrays(linear, chi.unwrap_or_default())?),
            _ => return Err(failed("give the path of a model, or linear layers")),
        };
        let floats = Arc::new(model.to_f64().map_err(failed)?);
        Ok(Network { model: Arc::new(model), floats, notes })
    }

    #[getter]
    fn _notes(&self) -> Vec<String> {
        self.notes.clone()
    }

    #[getter]
    fn dimension(&self) -> usize {
        self.model.dimension()
    }

    #[getter]
    fn depth(&self) -> usize {
        self.model.depth()
    }

    #[getter]
    fn is_exact(&self) -> bool {
        matches!(*self.model, Model::Exact(_))
    }

    /// W and b of every linear layer.
    #[getter]
    fn linear<'py>(&self, py: Python<'py>) -> Vec<(Matrix<'py>, Vector<'py>)> {
        let layer = |layer| {
            let Linear { weight, bias } = self.floats.linear(layer).clone();
            (weight.into_pyarray(py), bias.into_pyarray(py))
        };
        (1..=self.depth() + 1).map(layer).collect()
    }

    /// chi of every activation, shape (d2, d1, d1).
    #[getter]
    fn chi<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyArray3<f64>>>> {
        let quadratic = |layer| {
            let coupling = self.floats.activation(layer).coupling(2).and_then(Coupling::quadratic);
            let none = || failed(format!("layer {layer} has no quadratic coupling"));
            Ok(coupling.ok_or_else(none)?.into_owned().into_pyarray(py))
        };
        (1..=self.depth()).map(quadratic).collect()
    }

    /// Writes a model file; the ending names its format.
    fn save(&self, path: PathBuf) -> PyResult<()> {
        match &*self.model {
            Model::Float(network) => file::save(path, network),
            Model::Exact(network) => file::save_exact(path, network),
        }
        .map_err(failed)
    }

    /// z = f(x) of points as rows.
    fn forward<'py>(&self, py: Python<'py>, x: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.of_rows(py, "x", x, network::Network::forward_batch)
    }

    /// x = f^-1(z) of points as rows.
    fn inverse<'py>(&self, py: Python<'py>, z: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.of_rows(py, "z", z, network::Network::inverse_batch)
    }

    /// ln p(x) of points as rows.
    fn log_density<'py>(&self, py: Python<'py>, x: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.of_rows(py, "x", x, network::Network::log_density_batch)
    }

    /// Independent draws, as rows.
    #[pyo3(signature = (draws, *, seed=1))]
    fn sample<'py>(&self, py: Python<'py>, draws: usize, seed: u64) -> PyResult<Matrix<'py>> {
        let needed = 8.0 * draws as f64 * self.dimension() as f64;
        expect_memory("the draws take", needed, cli::memory_limit(None))?;
        let network = self.floats.clone();
        let drawn = interruptible(py, move || network.sample(draws, seed))?;
        Ok(drawn.map_err(failed)?.into_pyarray(py))
    }

    /// The most likely point x* = f^-1(0).
    fn mode<'py>(&self, py: Python<'py>) -> PyResult<Vector<'py>> {
        Ok(self.inverse_of_zero()?.into_pyarray(py))
    }

    /// The coefficients of the action.
    #[pyo3(signature = (max_rank=None, *, max_chi=None, method=None, around=None, memory_limit=None))]
    fn coefficients(
        &self,
        py: Python<'_>,
        max_rank: Option<usize>,
        max_chi: Option<usize>,
        method: Option<&str>,
        around: Option<&Bound<'_, PyAny>>,
        memory_limit: Option<u64>,
    ) -> PyResult<Action> {
        let method = method.filter(|name| *name != "auto").map(named).transpose()?;
        let word: Option<String> = around.and_then(|around| around.extract().ok());
        let is_mode = word.as_deref() == Some("mode");
        let point = match (around, word.as_deref()) {
            (None, _) | (_, Some("zero")) => None,
            (_, Some("mode")) => Some(self.inverse_of_zero()?),
            (_, Some(word)) => {
                return Err(failed(format!("'{word}' is no point; take zero, mode or d numbers")));
            }
            (Some(around), None) => match points("around", around, self.dimension())? {
                (point, true) => Some(point.as_array().row(0).to_owned()),
                (_, false) => return Err(failed("around has rows; one point is needed")),
            },
        };
        let memory = cli::memory_limit(memory_limit);
        let network = self.floats.clone();
        let extracted = interruptible(py, move || {
            let drops = is_mode && point.as_ref().is_some_and(|point| network.is_mode(point.view()));
            let shifted =
                point.as_ref().map(|point| Arc::new(network::Network::clone(&network).shifted(point.view())));
            let network = shifted.unwrap_or(network);
            let request =
                Request { max_rank, max_chi, memory, quartic: Quartic::Pairs, ..Request::default() };
            let request = evaluate::usual(&network, &request);
            let plan = match method {
                Some(method) => evaluate::plan(&network, &request, method)?,
                None => evaluate::cheapest(&network, &request)?,
            };
            let mut coefficients = plan.run(&network)?;
            if drops {
                coefficients.drop_linear();
            }
            Action::of(coefficients, point.map(|point| point.to_vec()), memory)
        })?;
        extracted.map_err(failed)
    }

    fn __repr__(&self) -> String {
        let exact = if self.is_exact() { ", exact" } else { "" };
        format!("Network(dimension={}, depth={}{exact})", self.dimension(), self.depth())
    }
}

impl Network {
    /// What `map` makes of points as rows.
    fn of_rows<'py, D: Dimension>(
        &self,
        py: Python<'py>,
        name: &str,
        given: &Bound<'py, PyAny>,
        map: impl Fn(&network::Network<f64>, ArrayView2<'_, f64>) -> Result<Array<f64, D>, EvaluationError> + Sync,
    ) -> PyResult<Bound<'py, PyAny>> {
        expect_own_threads()?;
        let (points, is_one) = points(name, given, self.dimension())?;
        let rows = points.as_array();
        let made = py.detach(|| map(&self.floats, rows)).map_err(failed)?;
        rows_or_one(py, made, is_one)
    }

    fn inverse_of_zero(&self) -> PyResult<Array1<f64>> {
        self.floats.inverse(Array1::zeros(self.dimension()).view()).map_err(failed)
    }
}

fn named(name: &str) -> PyResult<Method> {
    let known = || Method::ALL.into_iter();
    known().find(|method| method.to_string() == name).ok_or_else(|| {
        let names: Vec<String> = known().map(|method| method.to_string()).collect();
        failed(format!("'{name}' is no method; take auto, {}", names.join(", ")))
    })
}

fn from_arrays(linear: Vec<Layer<'_>>, chi: Vec<Bound<'_, PyAny>>) -> PyResult<network::Network<f64>> {
    let layer = |(layer, (weight, bias)): (usize, Layer<'_>)| {
        let weight = numbers::<Ix2>(&format!("linear[{layer}] weight"), &weight)?.as_array().to_owned();
        let bias = numbers::<Ix1>(&format!("linear[{layer}] bias"), &bias)?.as_array().to_owned();
        Ok(Linear { weight, bias })
    };
    let linear: PyResult<Vec<Linear<f64>>> = linear.into_iter().enumerate().map(layer).collect();
    let activation = |(layer, chi): (usize, Bound<'_, PyAny>)| {
        let chi = numbers::<Ix3>(&format!("chi[{layer}]"), &chi)?.as_array().to_owned();
        Coupling::new(chi).and_then(|chi| Activation::new(vec![chi])).map_err(failed)
    };
    let activations: PyResult<Vec<Activation<f64>>> = chi.into_iter().enumerate().map(activation).collect();
    network::Network::new(linear?, activations?).map_err(failed)
}

/// Refuses what needs more bytes than may be taken.
pub(crate) fn expect_memory(what: &str, needed: f64, limit: u64) -> PyResult<()> {
    if needed <= limit as f64 {
        return Ok(());
    }
    let (needed, limit) = (needed / 2f64.powi(20), limit >> 20);
    Err(DiagractionError::new_err(format!("{what} {needed:.0} MiB of memory, and {limit} MiB may be taken")))
}
