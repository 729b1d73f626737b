//! Long work beside the interpreter, which goes on looking at its signals.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::prelude::*;

use crate::error::failed;

/// How often signals are looked at.
const LOOK: Duration = Duration::from_millis(50);

/// Does work on a thread of its own, without the lock of the interpreter. A signal handler that raises, as that of Ctrl-C does,
/// ends the waiting; the work is then left to itself and its result dropped.
pub(crate) fn interruptible<T: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce() -> T + Send + 'static,
) -> PyResult<T> {
    watched(py, work, || true)
}

/// As [`interruptible`], with a say in whether the waiting ends.
pub(crate) fn watched<T: Send + 'static>(
    py: Python<'_>,
    work: impl FnOnce() -> T + Send + 'static,
    ends: impl Fn() -> bool,
) -> PyResult<T> {
    expect_own_threads()?;
    let (sender, mut results) = channel();
    let worker = thread::spawn(move || {
        // Where nobody waits any more, the result is dropped.
        let _ = sender.send(work());
    });
    match waited(py, &mut results, ends)? {
        Some(result) => Ok(result),
        None => resume_unwind(worker.join().err().unwrap_or_else(|| Box::new("work without a result"))),
    }
}

/// The next of what another thread sends; `None` at its end. What a signal handler raises ends the waiting; Ctrl-C where
/// `ends`, which is told of it, says so.
pub(crate) fn waited<T: Send>(
    py: Python<'_>,
    parts: &mut Receiver<T>,
    ends: impl Fn() -> bool,
) -> PyResult<Option<T>> {
    loop {
        let waited: &mut Receiver<T> = parts;
        let part = py.detach(move || waited.recv_timeout(LOOK));
        if let Err(error) = py.check_signals()
            && (ends() || !error.is_instance_of::<PyKeyboardInterrupt>(py))
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

/// The process that worked first.
static OWNER: AtomicU32 = AtomicU32::new(0);

/// Refuses work in a process that was forked from one that has worked: the threads of that one are not in this one.
pub(crate) fn expect_own_threads() -> PyResult<()> {
    let own = std::process::id();
    match OWNER.compare_exchange(0, own, Ordering::Relaxed, Ordering::Relaxed) {
        Err(owner) if owner != own => Err(failed(
            "this process was forked from one in which diagraction has worked, and the threads of that one are missing here; start \
             processes by multiprocessing.get_context(\"spawn\"), or do nothing with diagraction before the fork",
        )),
        _ => Ok(()),
    }
}
