//! The steps of a study as messages on standard error.

use std::cell::RefCell;
use std::time::Instant;

use crate::Progress;

use crate::cli::shared::{Bar, output};
use crate::reproduce::Observer;

/// Tells on standard error which step is made and how far it is.
pub(super) struct StepsOnStderr {
    quiet: bool,
    bar: Bar,
    begun: RefCell<(String, Instant)>,
}

impl StepsOnStderr {
    pub(super) fn new(quiet: bool) -> StepsOnStderr {
        let bar = Bar::new(quiet, "reproducing");
        StepsOnStderr { quiet, bar, begun: RefCell::new((String::new(), Instant::now())) }
    }

    /// A figure begins.
    pub(super) fn begin(&self, figure: &str) {
        *self.begun.borrow_mut() = (figure.to_string(), Instant::now());
    }

    /// The figure is there.
    pub(super) fn end(&self) {
        let (figure, begun) = self.begun.borrow().clone();
        self.tell(&format!("{figure}: done after {:.0} s", begun.elapsed().as_secs_f64()));
    }

    fn tell(&self, message: &str) {
        if output::is_heard(self.quiet) {
            self.bar.tell(message);
        }
    }
}

impl Observer for StepsOnStderr {
    fn step(&self, name: &str, is_kept: bool) {
        let figure = self.begun.borrow().0.clone();
        self.tell(&format!("{figure}: {name}{}", if is_kept { ", kept" } else { "" }));
    }

    fn note(&self, text: &str) {
        self.tell(text);
    }

    fn progress(&self) -> &dyn Progress {
        &self.bar
    }
}
