//! The line on a terminal that says how far the work is.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::Progress;
use crate::text::visible;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::stop::Stop;
use super::{inside, interrupt, output, print};

/// Work that takes longer than this shows how far it is.
const PATIENCE: Duration = Duration::from_secs(1);

/// How often the line is drawn anew.
const TICK: Duration = Duration::from_millis(200);

/// One line on standard error that tells how far the work is, where it takes more than a second. Nothing where standard
/// error is not a terminal.
pub(crate) struct Bar {
    bar: ProgressBar,
    /// How a part of the work with a known number of steps is shown.
    template: &'static str,
    done: Option<Sender<()>>,
    clock: Option<JoinHandle<()>>,
    stop: Arc<Stop>,
    /// Whether the command runs inside of another program.
    is_inside: bool,
}

impl Bar {
    pub(crate) fn new(quiet: bool, what: &str) -> Bar {
        Bar::with_template(quiet, what, "{msg} {wide_bar} {percent} %, {eta} left")
    }

    /// A line that also counts the steps and tells how many there are in a second.
    pub(crate) fn counting(quiet: bool, what: &str) -> Bar {
        Bar::with_template(quiet, what, "{msg} {wide_bar} {human_pos} of {human_len}, {per_sec}, {eta} left")
    }

    fn with_template(quiet: bool, what: &str, template: &'static str) -> Bar {
        let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
        bar.set_message(visible(what).into_owned());
        bar.set_style(style("{spinner} {msg}, {elapsed} so far"));
        let (stop, is_inside) = (interrupt::of_command(), inside::is_inside());
        if quiet || !print::is_terminal() {
            return Bar { bar, template, done: None, clock: None, stop, is_inside };
        }
        let (done, ended) = channel();
        let shown = bar.clone();
        let clock = std::thread::spawn(move || show_after_a_while(&shown, &ended));
        Bar { bar, template, done: Some(done), clock: Some(clock), stop, is_inside }
    }

    /// A line whose message tells what is left, for work that may have begun in another process.
    pub(crate) fn with_message(quiet: bool, what: &str) -> Bar {
        Bar::with_template(quiet, what, "{wide_bar} {percent} %, {msg}")
    }

    /// Moves to a step, with another message.
    pub(crate) fn show(&self, step: u64, message: String) {
        self.bar.set_position(step);
        self.bar.set_message(message);
    }

    /// A message while work is going on.
    pub(crate) fn tell(&self, message: &str) {
        self.aside(|| output::tell(false, message));
    }

    /// Prints without a line in the way.
    pub(crate) fn aside(&self, print: impl FnOnce()) {
        self.bar.suspend(print);
    }
}

impl Bar {
    /// Inside of another program an interrupt ends the work here, unless the command ends it by itself.
    fn look(&self) {
        if self.is_inside && self.stop.is_abandoned() {
            inside::abandon();
        }
    }
}

fn show_after_a_while(bar: &ProgressBar, ended: &Receiver<()>) {
    if ended.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
        bar.set_draw_target(ProgressDrawTarget::stderr());
        bar.enable_steady_tick(TICK);
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}

impl Progress for Bar {
    fn start(&self, what: &str, steps: u64) {
        self.look();
        self.bar.set_message(visible(what).into_owned());
        self.bar.set_style(style(self.template));
        self.bar.set_position(0);
        self.bar.set_length(steps);
        self.bar.reset_eta();
    }

    fn advance(&self, steps: u64) {
        self.look();
        self.bar.inc(steps);
    }

    /// Set by an interrupt while a command watches for it.
    fn is_stopped(&self) -> bool {
        self.stop.is_stopped()
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        drop(self.done.take());
        if let Some(clock) = self.clock.take() {
            // A clock that panicked has nothing left to tell.
            let _ = clock.join();
        }
        self.bar.finish_and_clear();
    }
}
