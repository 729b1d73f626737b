//! How long work says how far it is, and is ended.

/// Is told how far a long calculation is, and may end it. The unit type `()` does neither.
pub trait Progress: Sync {
    /// A part of the work begins that takes this many steps.
    fn start(&self, what: &str, steps: u64);

    /// So many more steps are done. Called from any thread.
    fn advance(&self, steps: u64);

    /// Whether the work is to end early. Asked from any thread, by what can keep the part that is done.
    fn is_stopped(&self) -> bool {
        false
    }
}

impl Progress for () {
    fn start(&self, _what: &str, _steps: u64) {}

    fn advance(&self, _steps: u64) {}
}
