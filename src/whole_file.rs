//! Files that appear complete or not at all: written without a name, or aside under another one, then renamed.

use std::fs::{File, TryLockError};
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use tempfile::{NamedTempFile, TempPath};

/// Files being written aside, so that an interrupt can remove them.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// The names of files aside begin like this.
const PREFIX: &str = ".diagraction-";
const SUFFIX: &str = ".unfinished";
/// The random letters and digits between them.
const RANDOM: usize = 6;

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
    /// Locked, so that nobody takes it for one that was left behind.
    out: BufWriter<File>,
    /// Where it is meanwhile; `None` where a file can be without a name.
    aside: Option<TempPath>,
}

impl WholeFile {
    /// Starts a file in the folder of `target`. Where `target` is a link, the file that it names is meant. The new file
    /// has the permissions of the one that it replaces. Files that killed processes left aside in the folder are removed.
    ///
    /// # Errors
    /// When the folder does not exist or cannot be written, or when `target` exists and is no regular file.
    pub fn create(target: impl AsRef<Path>) -> io::Result<WholeFile> {
        let target = target.as_ref();
        let target = std::fs::canonicalize(target).unwrap_or_else(|_| end_of_links(target));
        let present = std::fs::metadata(&target).ok();
        if present.as_ref().is_some_and(|found| !found.is_file()) {
            return Err(io::Error::other("it exists and is not a regular file"));
        }
        let folder = folder(&target);
        remove_abandoned(folder);
        let (file, aside) = match nameless(folder) {
            Some(file) => (file, None),
            None => {
                let (file, path) = named(folder, create)?.into_parts();
                unfinished().push(path.to_path_buf());
                (file, Some(path))
            }
        };
        if let Some(present) = present {
            // A file system that has no permissions has none to keep.
            let _ = file.set_permissions(present.permissions());
        }
        Ok(WholeFile { target, out: BufWriter::new(file), aside })
    }

    /// Completes the file and gives it its name. A file of this name is replaced.
    ///
    /// # Errors
    /// When writing or renaming fails.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()?;
        let file = self.out.get_ref();
        file.sync_all()?;
        let aside = match self.aside.take() {
            Some(path) => path,
            None => named(folder(&self.target), |path| link(file, path))?.into_temp_path(),
        };
        // From here on the file is the target's: an interrupt no longer removes it.
        forget(&aside);
        aside.persist(&self.target).map_err(|error| error.error)
    }
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Seek for WholeFile {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.out.seek(position)
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        self.aside.iter().for_each(|path| forget(path));
    }
}

/// Removes what is being written aside. For the end of a process that is interrupted.
#[doc(hidden)]
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

fn folder(target: &Path) -> &Path {
    target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Makes something under a new name, which goes with it unless it is kept.
fn named<R>(folder: &Path, make: impl FnMut(&Path) -> io::Result<R>) -> io::Result<NamedTempFile<R>> {
    tempfile::Builder::new().prefix(PREFIX).suffix(SUFFIX).rand_bytes(RANDOM).make_in(folder, make)
}

/// A locked file with the permissions of any new file. The name is another one where somebody took it for abandoned first.
fn create(path: &Path) -> io::Result<File> {
    let file = File::options().read(true).write(true).create_new(true).open(path)?;
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(io::ErrorKind::AlreadyExists.into()),
        _ if !path.exists() => Err(io::ErrorKind::AlreadyExists.into()),
        _ => Ok(file),
    }
}

/// Where links lead that end at no file.
fn end_of_links(target: &Path) -> PathBuf {
    let mut target = target.to_owned();
    // More than any system follows.
    for _ in 0..64 {
        let Ok(next) = std::fs::read_link(&target) else { break };
        target = folder(&target).join(next);
    }
    target
}

/// Whether this is the name of a file that is written aside.
pub(crate) fn is_unfinished(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str());
    let random = name.and_then(|name| name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX));
    random.is_some_and(|random| {
        random.len() == RANDOM && random.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// Removes the files aside that nobody holds: those of processes that were killed.
fn remove_abandoned(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let is_aside = is_unfinished(&entry.path());
        let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
        if is_aside
            && is_file
            && let Ok(file) = File::open(entry.path())
            && file.try_lock().is_ok()
        {
            // It is in nobody's way.
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// A file that has no name until it is complete, so that nothing is left whatever happens to the process. `None` where the
/// system has no such files, or where it could not be named later.
#[cfg(target_os = "linux")]
fn nameless(folder: &Path) -> Option<File> {
    use std::os::unix::fs::OpenOptionsExt;
    let flags = rustix::fs::OFlags::TMPFILE.bits().cast_signed();
    let file = File::options().read(true).write(true).custom_flags(flags).open(folder).ok()?;
    // Nobody else can hold its lock; a file system without locks has none to keep.
    let _ = file.try_lock();
    opened(&file).exists().then_some(file)
}

/// Names such a file.
#[cfg(target_os = "linux")]
fn link(file: &File, name: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat};
    Ok(linkat(CWD, opened(file), CWD, name, AtFlags::SYMLINK_FOLLOW)?)
}

#[cfg(target_os = "linux")]
fn opened(file: &File) -> PathBuf {
    PathBuf::from(format!("/proc/self/fd/{}", std::os::fd::AsRawFd::as_raw_fd(file)))
}

#[cfg(not(target_os = "linux"))]
fn nameless(_: &Path) -> Option<File> {
    None
}

#[cfg(not(target_os = "linux"))]
fn link(_: &File, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where files cannot be without a name.
    #[test]
    fn files_aside_are_held_while_they_are_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let aside = named(folder.path(), create).expect("a file aside");
        remove_abandoned(folder.path());
        assert!(aside.path().exists());
        let (file, path) = aside.into_parts();
        let (file, target) = (BufWriter::new(file), folder.path().join("a"));
        let mut file = WholeFile { target: target.clone(), out: file, aside: Some(path) };
        file.write_all(b"all of it").expect("space");
        file.finish().expect("a name");
        assert_eq!(std::fs::read(target).expect("a file"), b"all of it");
        assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1);
    }
}
