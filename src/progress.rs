//! How long work says how far it is.

/// Is told how far a long calculation is. The unit type `()` says nothing.
pub trait Progress: Sync {
    /// A part of the work begins that takes this many steps.
    fn start(&self, what: &str, steps: u64);

    /// So many more steps are done. Called from any thread.
    fn advance(&self, steps: u64);
}

impl Progress for () {
    fn start(&self, _what: &str, _steps: u64) {}

    fn advance(&self, _steps: u64) {}
}
