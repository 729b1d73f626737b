//! What an interrupt does: it ends a command at once, unless this wants to end its work by itself.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use super::stop::Stop;
use super::{failure, inside};

/// Of the command that is all that the process does.
static OF_PROCESS: LazyLock<Arc<Stop>> = LazyLock::new(Arc::default);

/// The interrupts of the command of this thread.
pub(super) fn of_command() -> Arc<Stop> {
    inside::stop().unwrap_or_else(|| OF_PROCESS.clone())
}

/// While it lives, the first interrupt only sets a flag. The second one ends the command.
pub(crate) struct Watch(Arc<Stop>);

impl Watch {
    pub(crate) fn new() -> Watch {
        let stop = of_command();
        stop.is_watched.store(true, Ordering::SeqCst);
        Watch(stop)
    }

    /// The flag.
    pub(crate) fn stop(&self) -> &AtomicBool {
        &self.0.is_stopped
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        self.0.is_watched.store(false, Ordering::SeqCst);
    }
}

/// Tells the command of this process of an interrupt. A code is the one to end the process with now: none of the files that the
/// command was writing is left. Without one the command ends its work by itself.
pub fn interrupt() -> Option<u8> {
    (!OF_PROCESS.interrupt()).then(|| {
        crate::remove_unfinished();
        failure::INTERRUPTED
    })
}
