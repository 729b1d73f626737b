//! Long work beside the interpreter, which goes on looking at its signals.

use std::panic::resume_unwind;
use std::thread;
use std::time::Duration;

use pyo3::prelude::*;

/// How often signals are looked at.
pub(crate) const LOOK: Duration = Duration::from_millis(50);

/// Does work on a thread of its own, without the lock of the interpreter. A signal handler that raises, as that of Ctrl-C does,
/// ends the waiting; the work is then left to itself and its result dropped.
pub(crate) fn watched<T: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce() -> T + Send + 'static,
) -> PyResult<T> {
    let waiting = thread::current();
    let worker = thread::spawn(move || {
        let result = work();
        waiting.unpark();
        result
    });
    while !worker.is_finished() {
        py.detach(|| thread::park_timeout(LOOK));
        py.check_signals()?;
    }
    Ok(worker.join().unwrap_or_else(|reason| resume_unwind(reason)))
}
