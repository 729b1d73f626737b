//! What an interrupt does: it ends the process at once, unless a command wants to end its work by itself.

use std::sync::atomic::{AtomicBool, Ordering};

use super::failure;

/// Whether a command looks at [`STOP`].
static IS_WATCHED: AtomicBool = AtomicBool::new(false);

/// Set by an interrupt.
static STOP: AtomicBool = AtomicBool::new(false);

/// While it lives, the first interrupt only sets a flag. The second one ends the process.
pub(crate) struct Watch(());

impl Watch {
    pub(crate) fn new() -> Watch {
        IS_WATCHED.store(true, Ordering::SeqCst);
        Watch(())
    }

    /// The flag.
    pub(crate) fn stop(&self) -> &'static AtomicBool {
        &STOP
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        IS_WATCHED.store(false, Ordering::SeqCst);
    }
}

/// Whether there was an interrupt, which the command at work has not ended the process for.
pub(super) fn is_stopped() -> bool {
    STOP.load(Ordering::Relaxed)
}

/// Handles interrupts from here on.
pub(crate) fn install() {
    // Without a handler an interrupt still ends the process; only a temporary file could remain.
    let _ = ctrlc::set_handler(|| {
        let is_first = !STOP.swap(true, Ordering::SeqCst);
        if !(is_first && IS_WATCHED.load(Ordering::SeqCst)) {
            diagraction::remove_unfinished();
            std::process::exit(failure::INTERRUPTED.into());
        }
    });
}
