//! What an interrupt does: it ends the process at once, unless a command wants to end its work by itself.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use super::failure;

/// Whether a command looks at [`STOP`].
static IS_WATCHED: AtomicBool = AtomicBool::new(false);

/// Set by an interrupt.
static STOP: AtomicBool = AtomicBool::new(false);

/// How many interrupts there were.
static INTERRUPTS: AtomicU64 = AtomicU64::new(0);

/// While it lives, the first interrupt only sets a flag. The second one ends the process.
pub(crate) struct Watch(());

impl Watch {
    pub(crate) fn new() -> Watch {
        STOP.store(false, Ordering::SeqCst);
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

/// The number of interrupts when work began; by default, when the process did.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Since(u64);

impl Since {
    pub(super) fn now() -> Since {
        Since(INTERRUPTS.load(Ordering::Relaxed))
    }

    /// Whether there was an interrupt.
    pub(super) fn is_stopped(&self) -> bool {
        INTERRUPTS.load(Ordering::Relaxed) != self.0
    }

    /// Whether there was one for which no command ends its work by itself.
    pub(super) fn is_abandoned(&self) -> bool {
        self.is_stopped() && !IS_WATCHED.load(Ordering::Relaxed)
    }
}

/// Tells the command that runs in this process of an interrupt. A code is the one to end the process with now: none of the
/// files that the command was writing is left. Without one the command ends its work by itself.
pub fn interrupt() -> Option<u8> {
    let is_first = !STOP.swap(true, Ordering::SeqCst);
    INTERRUPTS.fetch_add(1, Ordering::SeqCst);
    let ends_by_itself = is_first && IS_WATCHED.load(Ordering::SeqCst);
    (!ends_by_itself).then(|| {
        crate::remove_unfinished();
        failure::INTERRUPTED
    })
}
