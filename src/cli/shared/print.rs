//! What is printed: the only place that writes to standard output and standard error. Text that comes from files can do
//! nothing to a terminal here, and a stream that is gone or full ends no work.

use std::io::{self, BufWriter, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::text::visible;

use super::inside::{self, Results};
use super::manner::{self, Stream};

/// Results, on standard output.
pub(crate) fn results() -> BufWriter<Visible> {
    let visible =
        Visible { results: inside::results(), width: manner::width(Stream::Results), line: String::new() };
    BufWriter::with_capacity(1 << 16, visible)
}

/// A message on standard error. Where that cannot be written nobody is left to tell.
pub(crate) fn message(text: &str) {
    let text = visible(text);
    if inside::keep(&text) {
        return;
    }
    let shown = match manner::width(Stream::Messages) {
        Some(width) => {
            text.lines().map(|line| fitted(line, width, Stream::Messages)).collect::<Vec<_>>().join("\n")
        }
        None => text.into_owned(),
    };
    let _ = writeln!(io::stderr(), "{shown}");
}

/// A message that is not wanted where there is to be none.
pub(crate) fn note(text: &str) {
    if !manner::is_quiet() {
        message(text);
    }
}

/// A line as the terminal of a stream shows it best.
fn fitted(line: &str, width: usize, stream: Stream) -> String {
    let lines = manner::wrapped(line, width);
    lines.lines().map(|line| manner::painted(line, stream)).collect::<Vec<_>>().join("\n")
}

/// Whether a person may sit at the terminal that messages go to.
pub(crate) fn is_terminal() -> bool {
    !inside::is_inside() && io::IsTerminal::is_terminal(&io::stderr())
}

/// Help, the version, or what is wrong with the arguments.
pub(crate) fn arguments(error: &clap::Error) -> io::Result<()> {
    let text = error.render().to_string();
    if inside::is_inside() && !error.use_stderr() {
        let mut out = results();
        out.write_all(text.as_bytes())?;
        out.flush()
    } else if inside::is_inside() || visible(&text) != text {
        message(text.trim_end());
        Ok(())
    } else {
        // With colours.
        error.print()
    }
}

/// Whether standard output was closed when the process began. The runtime puts `/dev/null` in its place, where results would
/// be lost without a word.
static IS_CLOSED: AtomicBool = AtomicBool::new(false);

/// Runs before the runtime does.
#[cfg(target_os = "linux")]
#[used]
#[unsafe(link_section = ".init_array")]
#[allow(unsafe_code, reason = "what is a pointer to a function here is called once, before `main`")]
static LOOK: extern "C" fn() = {
    extern "C" fn look() {
        // SAFETY: asks for flags and changes nothing.
        let flags = unsafe { libc::fcntl(libc::STDOUT_FILENO, libc::F_GETFD) };
        IS_CLOSED.store(flags < 0, Ordering::Relaxed);
    }
    look
};

/// Text whose control characters are escaped on the way to where results go. On a terminal long lines are broken between words.
pub(crate) struct Visible {
    results: Option<Results>,
    width: Option<usize>,
    /// What a terminal waits for the end of.
    line: String,
}

impl Visible {
    /// Prints all lines that are complete.
    fn fit(&mut self, width: usize) -> io::Result<()> {
        let complete = self.line.rfind('\n').map_or(0, |end| end + 1);
        let text: String = self.line.drain(..complete).collect();
        let lines = text.lines().map(|line| fitted(line, width, Stream::Results) + "\n");
        io::stdout().write_all(lines.collect::<String>().as_bytes())
    }
}

impl Write for Visible {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        match (&mut self.results, self.width) {
            (Some(results), _) => results.borrow_mut().write_all(visible(&text).as_bytes())?,
            (None, _) if IS_CLOSED.load(Ordering::Relaxed) => return Err(io::Error::other("it is closed")),
            (None, None) => io::stdout().write_all(visible(&text).as_bytes())?,
            (None, Some(width)) => {
                self.line += &visible(&text);
                self.fit(width)?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.results {
            Some(results) => results.borrow_mut().flush(),
            None => {
                io::stdout().write_all(std::mem::take(&mut self.line).as_bytes())?;
                io::stdout().flush()
            }
        }
    }
}
