//! The command, inside of a Python process.

use std::ffi::OsString;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;

use diagraction::cli;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use crate::watched::LOOK;

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
    let worker = thread::spawn(move || cli::run_inside(words, Pipe(sender)));
    let mut results = Vec::new();
    while let Some(part) = next(py, &mut parts)? {
        if let Some(on_results) = &on_results {
            let told = on_results.call1((PyBytes::new(py, &part),));
            if let Err(error) = told {
                // The command ends by itself or is left to end.
                let _ = cli::interrupt();
                return Err(error);
            }
        }
        results.extend(part);
    }
    let ended = py.detach(|| worker.join()).unwrap_or_else(|reason| std::panic::resume_unwind(reason));
    Ok((ended.code, PyBytes::new(py, &results).unbind(), ended.messages))
}

/// The next part of the results; `None` at their end.
fn next(py: Python<'_>, parts: &mut Receiver<Vec<u8>>) -> PyResult<Option<Vec<u8>>> {
    loop {
        let waited: &mut Receiver<_> = parts;
        let part = py.detach(move || waited.recv_timeout(LOOK));
        if let Err(error) = py.check_signals()
            && cli::interrupt().is_some()
        {
            return Err(error);
        }
        match part {
            Ok(part) => return Ok(Some(part)),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(None),
        }
    }
}

/// command(words)
/// --
///
/// Runs a command line on the streams of the process, and gives the exit code that the process is to end with.
#[pyfunction]
pub(crate) fn command(py: Python<'_>, words: Vec<OsString>) -> u8 {
    cli::return_freed_memory();
    let waiting = thread::current();
    let worker = thread::spawn(move || {
        let code = cli::run(words);
        waiting.unpark();
        code
    });
    while !worker.is_finished() {
        py.detach(|| thread::park_timeout(LOOK));
        if py.check_signals().is_err()
            && let Some(code) = cli::interrupt()
        {
            return code;
        }
    }
    worker.join().unwrap_or_else(|reason| std::panic::resume_unwind(reason))
}
