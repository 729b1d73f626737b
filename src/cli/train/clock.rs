//! The time of a run.

use std::time::Instant;

/// The time of a run, over all processes that trained it.
pub(super) struct Clock {
    begun: Instant,
    /// Seconds before this process.
    before: f64,
    /// Steps before this process.
    first: u64,
}

impl Clock {
    pub(super) fn new(before: f64, first: u64) -> Clock {
        Clock { begun: Instant::now(), before, first }
    }

    /// Seconds since the run began, without those in which nothing trained it.
    pub(super) fn seconds(&self) -> f64 {
        self.before + self.begun.elapsed().as_secs_f64()
    }

    /// Samples in a second, of this process.
    pub(super) fn rate(&self, step: u64, batch: usize) -> f64 {
        let samples = (step - self.first) as f64 * batch as f64;
        samples / self.begun.elapsed().as_secs_f64().max(1e-9)
    }

    /// Seconds that are left, if steps take as long as those before; of the whole run, so that there is an answer right after
    /// a resume.
    pub(super) fn left(&self, (step, steps): (u64, u64)) -> Option<f64> {
        (step > 0).then(|| self.seconds() / step as f64 * (steps - step) as f64)
    }
}
