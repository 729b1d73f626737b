//! The interrupts of one command.

use std::sync::atomic::{AtomicBool, Ordering};

/// The interrupts of one command.
#[derive(Debug, Default)]
pub struct Stop {
    /// Set by the first interrupt.
    pub(super) is_stopped: AtomicBool,
    /// Whether the command looks at this and ends its work by itself.
    pub(super) is_watched: AtomicBool,
    /// Set by an interrupt after which nobody waits for the command.
    is_abandoned: AtomicBool,
}

impl Stop {
    /// Tells the command of an interrupt, and whether it ends its work by itself. Otherwise nobody is to wait for it.
    pub fn interrupt(&self) -> bool {
        let is_first = !self.is_stopped.swap(true, Ordering::SeqCst);
        let ends_by_itself = is_first && self.is_watched.load(Ordering::SeqCst);
        self.is_abandoned.fetch_or(!ends_by_itself, Ordering::SeqCst);
        ends_by_itself
    }

    /// Whether there was an interrupt.
    pub(super) fn is_stopped(&self) -> bool {
        self.is_stopped.load(Ordering::Relaxed)
    }

    /// Whether nobody waits for the command.
    pub(super) fn is_abandoned(&self) -> bool {
        self.is_abandoned.load(Ordering::Relaxed)
    }
}
