//! A command that runs inside of another program: its results and messages go there, and an interrupt ends the work alone.

use std::cell::RefCell;
use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;
use std::sync::Arc;

use super::stop::Stop;

/// Where all that a command writes goes.
pub(super) type Results = Rc<RefCell<Box<dyn Write + Send>>>;

/// How a command ended that ran inside of another program.
#[derive(Debug)]
pub struct Ended {
    /// Its exit code, as [`run`](super::super::run) gives it.
    pub code: u8,
    /// What it said on the way, a line each.
    pub messages: String,
}

struct Inside {
    results: Results,
    messages: String,
    stop: Arc<Stop>,
}

thread_local! {
    static INSIDE: RefCell<Option<Inside>> = const { RefCell::new(None) };
}

/// What work unwinds with that was interrupted.
struct Abandoned;

/// Runs a command of this thread inside. The code `abandoned` is that of one that nobody waits for any more.
pub(crate) fn run(
    results: impl Write + Send + 'static,
    stop: Arc<Stop>,
    run: impl FnOnce() -> u8,
    abandoned: u8,
) -> Ended {
    let results: Box<dyn Write + Send> = Box::new(results);
    INSIDE.set(Some(Inside { results: Rc::new(RefCell::new(results)), messages: String::new(), stop }));
    let code = catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|reason| {
        let is_abandoned = reason.is::<Abandoned>();
        if is_abandoned { abandoned } else { resume_unwind(reason) }
    });
    let messages = INSIDE.take().map_or_else(String::new, |inside| inside.messages);
    Ended { code, messages }
}

/// Whether this thread runs a command inside of another program.
pub(super) fn is_inside() -> bool {
    INSIDE.with_borrow(Option::is_some)
}

/// Where the results of this thread go, unless it is standard output.
pub(super) fn results() -> Option<Results> {
    INSIDE.with_borrow(|inside| inside.as_ref().map(|inside| inside.results.clone()))
}

/// The interrupts of the command of this thread, inside.
pub(super) fn stop() -> Option<Arc<Stop>> {
    INSIDE.with_borrow(|inside| inside.as_ref().map(|inside| inside.stop.clone()))
}

/// Keeps a message, and tells whether it was kept.
pub(super) fn keep(message: &str) -> bool {
    INSIDE.with_borrow_mut(|inside| {
        inside.as_mut().map(|inside| inside.messages.extend([message, "\n"])).is_some()
    })
}

/// Ends the work of this thread, which nobody waits for any more.
pub(super) fn abandon() -> ! {
    resume_unwind(Box::new(Abandoned))
}
