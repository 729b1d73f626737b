//! The command, inside of a Python process.

use std::cell::Cell;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use diagraction::cli;
use diagraction::source::Kind;
use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::watched::{expect_own_threads, waited, watched};

/// Results on their way from the command.
struct Pipe(Sender<Vec<u8>>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // Where nobody waits any more, nobody reads.
        let _ = self.0.send(bytes.to_vec());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// run(words, on_results=None)
/// --
///
/// Runs the command line `words` and gives its exit code, its results and its messages. Parts of the results are passed to
/// `on_results` as they come. After Ctrl-C a command that keeps what it has done ends by itself, with exit code 130; others are left to
/// end on their own, and KeyboardInterrupt is raised.
#[pyfunction]
#[pyo3(signature = (words, on_results=None))]
pub(crate) fn run(
    py: Python<'_>,
    words: Vec<OsString>,
    on_results: Option<Bound<'_, PyAny>>,
) -> PyResult<(u8, Py<PyBytes>, String)> {
    let (sender, mut parts) = channel();
    let words = [OsString::from("diagraction")].into_iter().chain(words);
    let words: Vec<OsString> = words.collect();
    expect_own_threads()?;
    let stop = Arc::new(cli::Stop::default());
    let worker = thread::spawn({
        let stop = stop.clone();
        move || cli::run_inside(words, Pipe(sender), stop)
    });
    let mut results = Vec::new();
    while let Some(part) = waited(py, &mut parts, || !stop.interrupt())? {
        let told = on_results.as_ref().map(|told| told.call1((PyBytes::new(py, &part),)));
        if let Some(Err(error)) = told {
            let ends_by_itself = stop.interrupt();
            if !(ends_by_itself && error.is_instance_of::<PyKeyboardInterrupt>(py)) {
                return Err(error);
            }
        }
        results.extend(part);
    }
    let ended = py.detach(|| worker.join()).unwrap_or_else(|reason| std::panic::resume_unwind(reason));
    Ok((ended.code, PyBytes::new(py, &results).unbind(), ended.messages))
}

/// is_action(path)
/// --
///
/// Whether a file holds a theory or an action.
#[pyfunction]
pub(crate) fn is_action(path: PathBuf) -> bool {
    matches!(Kind::of(&path), Kind::Theory | Kind::Action)
}

/// command(words)
/// --
///
/// Runs a command line on the streams of the process, and gives the exit code that the process is to end with.
#[pyfunction]
pub(crate) fn command(py: Python<'_>, words: Vec<OsString>) -> u8 {
    cli::return_freed_memory();
    let code = Cell::new(None);
    let ends = || {
        code.set(cli::interrupt());
        code.get().is_some()
    };
    match watched(py, move || cli::run(words), ends) {
        Ok(ended) => ended,
        Err(_) => code.get().unwrap_or_default(),
    }
}
