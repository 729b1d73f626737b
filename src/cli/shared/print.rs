//! What is printed: the only place that writes to standard output and standard error. Text that comes from files can do
//! nothing to a terminal here, and a stream that is gone or full ends no work.

use std::io::{self, BufWriter, Stdout, Write};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::text::visible;

/// Results on standard output.
pub(crate) fn results() -> BufWriter<Visible<Stdout>> {
    BufWriter::with_capacity(1 << 16, Visible(io::stdout()))
}

/// A message on standard error. Where that cannot be written nobody is left to tell.
pub(crate) fn message(text: &str) {
    let _ = writeln!(io::stderr(), "{}", visible(text));
}

/// Help, the version, or what is wrong with the arguments.
pub(crate) fn arguments(error: &clap::Error) -> io::Result<()> {
    let text = error.render().to_string();
    if visible(&text) == text {
        // With colours.
        error.print()
    } else {
        message(text.trim_end());
        Ok(())
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

/// Text whose control characters are escaped on the way.
#[derive(Debug)]
pub(crate) struct Visible<W>(W);

impl<W: Write> Write for Visible<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if IS_CLOSED.load(Ordering::Relaxed) {
            return Err(io::Error::other("it is closed"));
        }
        self.0.write_all(visible(&String::from_utf8_lossy(bytes)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
