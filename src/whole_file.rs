//! Files that appear complete or not at all: written aside, then renamed.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::NamedTempFile;

/// Files being written aside, so that an interrupt can remove them.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A file on its way. Dropped without [`finish`](WholeFile::finish), it leaves nothing behind.
///
/// ```
/// use std::io::Write;
/// use diagraction::WholeFile;
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("action.json");
/// let mut file = WholeFile::create(&path)?;
/// file.write_all(b"{}")?;
/// assert!(!path.exists());
/// file.finish()?;
/// assert!(path.exists());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug)]
pub struct WholeFile {
    target: PathBuf,
    aside: BufWriter<NamedTempFile>,
}

impl WholeFile {
    /// Starts a file in the folder of `target`. Where `target` is a link, the file that it names is meant.
    ///
    /// # Errors
    /// When the folder does not exist or cannot be written, or when `target` exists and is no regular file.
    pub fn create(target: impl AsRef<Path>) -> io::Result<WholeFile> {
        let target = target.as_ref();
        let target = std::fs::canonicalize(target).unwrap_or_else(|_| target.to_owned());
        if std::fs::metadata(&target).is_ok_and(|found| !found.is_file()) {
            return Err(io::Error::other("it exists and is not a regular file"));
        }
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
        let aside = create_in(folder.unwrap_or(Path::new(".")))?;
        unfinished().push(aside.path().to_owned());
        Ok(WholeFile { target, aside: BufWriter::new(aside) })
    }

    /// Completes the file and gives it its name. A file of this name is replaced.
    ///
    /// # Errors
    /// When writing or renaming fails.
    pub fn finish(mut self) -> io::Result<()> {
        self.aside.flush()?;
        let file = self.aside.get_ref();
        file.as_file().sync_all()?;
        let path = file.path().to_owned();
        // From here on the file is the target's: an interrupt no longer removes it.
        forget(&path);
        std::fs::rename(&path, &self.target)
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.aside.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.aside.flush()
    }
}

impl Seek for WholeFile {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.aside.seek(position)
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        forget(self.aside.get_ref().path());
    }
}

/// Removes what is being written aside. For the end of a process that is interrupted.
pub fn remove_unfinished() {
    for path in unfinished().drain(..) {
        // Nothing is left to do about a file that cannot be removed.
        let _ = std::fs::remove_file(path);
    }
}

fn unfinished() -> std::sync::MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

fn forget(path: &Path) {
    unfinished().retain(|other| other != path);
}

/// A temporary file with the permissions of any new file.
fn create_in(folder: &Path) -> io::Result<NamedTempFile<File>> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".diagraction-");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}
