//! The native half of the Python package: networks, actions, and the command inside of a Python process.

mod action;
mod arrays;
mod command;
mod error;
mod network;
mod watched;

use pyo3::prelude::*;

#[pymodule]
fn _native(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("DiagractionError", module.py().get_type::<error::DiagractionError>())?;
    module.add_class::<action::Action>()?;
    module.add_class::<network::Network>()?;
    module.add_function(wrap_pyfunction!(network::component_weights, module)?)?;
    module.add_function(wrap_pyfunction!(command::is_action, module)?)?;
    module.add_function(wrap_pyfunction!(command::run, module)?)?;
    module.add_function(wrap_pyfunction!(command::command, module)?)
}
